"""Every operation of a generated package, called sync and async, and what was sent held against the document."""

from __future__ import annotations

import asyncio
import json
import os
import traceback
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl

import httpx
from adwright.document.load import Document
from adwright.document.node import Node
from adwright.ir.api import Api
from adwright.ir.operations import Operation, Response
from adwright.reader.media import (
    contents_of,
    contents_sent,
    is_lines,
    is_range,
    is_raw,
    schema_of,
)
from adwright.reader.responses import responses_of
from adwright.reader.routing import Found, find_operations
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.exceptions import UnknownType

from . import wire
from .samples import NoSampleError, Sampler

HOST = "https://corpus.example"


@dataclass
class Outcome:
    """What calling the operations of one package came to.

    Attributes:
        operations: how many the document has.
        lost: those that the client has not.
        called: how many were called both ways.
        failed: what went wrong, by operation.
        skipped: operations that were not called, with the reason.
    """

    operations: int = 0
    lost: list[str] = field(default_factory=list[str])
    called: int = 0
    failed: dict[str, str] = field(default_factory=dict[str, str])
    skipped: dict[str, str] = field(default_factory=dict[str, str])


def call_all(document: Document, api: Api, package: ModuleType, class_name: str) -> Outcome:
    """Call every operation of a package.

    Args:
        document: the upgraded document.
        api: what was read from it.
        package: the generated package, imported.
        class_name: its client class.
    """
    found = {(f.method.upper(), f.path): f for f in find_operations(document)}
    methods = {(op.method, op.path.raw): (owner, op) for owner, op in _methods(api)}
    outcome = Outcome(len(found), [f"{m} {p}" for m, p in found.keys() - methods.keys()])
    keys = [scheme.key for scheme in api.schemes if scheme.key is not None]
    credentials = [name.raw for name, place in keys if place == "query"]
    caller = _Caller(document, package, class_name, credentials)
    for key, (owner, operation) in methods.items():
        label = f"{key[0]} {key[1]}"
        try:
            problem = caller.call(found[key], owner, operation)
        except NoSampleError as error:
            outcome.skipped[label] = str(error)
            continue
        if problem is None:
            outcome.called += 1
        else:
            outcome.failed[label] = problem
    caller.close()
    return outcome


def _methods(api: Api) -> Iterator[tuple[str | None, Operation]]:
    for resource in api.resources:
        for operation in resource.operations:
            yield resource.name, operation
    for operation in api.client_operations:
        yield None, operation


class _Caller:
    def __init__(
        self, document: Document, package: ModuleType, class_name: str, credentials: list[str]
    ) -> None:
        self.document = document
        self.credentials = credentials
        self.sampler = Sampler(document.root)
        self.sent: list[httpx.Request] = []
        self.reply = httpx.Response(200)
        self.unfit: str | None = None
        settings: dict[str, Any] = {"base_url": HOST, "strict": True, "max_retries": 0}
        credentials = {"token": "t", "api_key": "k", "username": "u", "password": "p"}
        transport = httpx.MockTransport(self._answer)
        client, twin = getattr(package, class_name), getattr(package, f"Async{class_name}")
        known = client.__init__.__annotations__
        settings |= {key: value for key, value in credentials.items() if key in known}
        settings |= {key: "c" for key in known if known[key] == "str | Callable[[], str] | None"}
        self.client = client(**settings, http_client=httpx.Client(transport=transport))
        self.twin = twin(**settings, http_client=httpx.AsyncClient(transport=transport))
        self.loop = asyncio.new_event_loop()

    def close(self) -> None:
        """Close both clients."""
        self.client.close()
        self.loop.run_until_complete(self.twin.aclose())
        self.loop.close()

    def _answer(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.sent.append(request)
        reply = self.reply
        return httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)

    def call(self, found: Found, owner: str | None, operation: Operation) -> str | None:
        """Call an operation with all arguments and with the required ones; what went wrong, if anything."""
        self.reply = self._reply(operation, found)
        sent = False
        for full in (True, False):
            given = _Given(self.sampler, found, operation, full=full)
            for client in (self.client, self.twin):
                self.sent.clear()
                method = getattr(getattr(client, owner) if owner else client, operation.name)
                problem = self._invoke(method, given.arguments, streamed=operation.is_lazy)
                if (
                    problem is not None
                    and "RequestValidationError" in problem
                    and self._is_unfit(given)
                ):
                    continue  # rightly refused: the samples know nothing of conditions
                if problem is not None and "ResponseValidationError" in problem and self.unfit:
                    raise NoSampleError(self.unfit)  # so is a reply that contradicts its schema
                problem = problem or self._difference(found, operation, given)
                sent = True
                if problem is not None:
                    return f"{'all' if full else 'required'} arguments: {problem}"
        if not sent:
            raise NoSampleError("no body was found that meets the schema's conditions")
        return None

    def _is_unfit(self, given: _Given) -> bool:
        body = [] if given.body is _NOTHING else [(given.schema, given.body)]
        judged = [*given.judged, *body]
        return any(_invalid(self.document, schema, value, exact=True) for schema, value in judged)

    def _invoke(self, method: Any, arguments: Mapping[str, Any], *, streamed: bool) -> str | None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", DeprecationWarning)
            try:
                result = method(**arguments)
                if asyncio.iscoroutine(result):
                    result = self.loop.run_until_complete(result)
                if streamed:
                    _drain(result, self.loop)
            except Exception as error:
                if os.environ.get("CORPUS_TRACEBACK"):
                    traceback.print_exc()
                return f"{type(error).__name__}: {str(error)[:300]}"
        return None

    def _difference(self, found: Found, operation: Operation, given: _Given) -> str | None:
        if len(self.sent) != 1:
            return f"{len(self.sent)} requests were sent"
        request = self.sent[0]
        different = wire.difference(
            request, found.method, found.path, given.parameters, self.credentials
        )
        if different is not None or given.body is _NOTHING:
            return different
        media = request.headers.get("content-type", "").partition(";")[0]
        described = operation.body.media.raw if operation.body is not None else ""
        if not is_range(described) and media != described.partition(";")[0].strip():
            return f"content type {media!r}"
        return self._body_difference(request, media, given)

    def _body_difference(self, request: httpx.Request, media: str, given: _Given) -> str | None:
        body, sent = given.body, request.content
        if media.endswith(("/json", "+json")):
            value = json.loads(sent)
            right = json.loads(_json(body))
            if value != right:
                return f"body {str(value)[:150]}, not {str(right)[:150]}"
            unfit = _invalid(self.document, given.schema, value)
            if (
                unfit is not None
            ):  # it went out as it was given: the sample is to blame, not the client
                raise NoSampleError(unfit)
            return None
        if media == "application/x-www-form-urlencoded" and isinstance(body, dict):
            pairs = parse_qsl(sent.decode(), keep_blank_values=True)
            return wire.unlike("form", pairs, given.form_pairs())
        if media == "multipart/form-data" and isinstance(body, dict):
            missing = [n for n in given.part_names() if f'name="{n}"'.encode() not in sent]
            return f"parts are missing: {missing}" if missing else None
        if is_lines(media):
            value = [
                json.loads(line.lstrip(b"\x1e")) for line in sent.splitlines()
            ]  # of a sequence
            return None if value == body else f"lines {value}, not {body}"
        if isinstance(body, str | bytes):
            right = body.encode() if isinstance(body, str) else body
            return None if sent == right else f"body {sent[:50]!r}, not {right[:50]!r}"
        return None

    def _reply(self, operation: Operation, found: Found) -> httpx.Response:
        """A reply as the document has it."""
        if not operation.responses:
            return httpx.Response(204)
        reply: Response = operation.responses[0]
        status = reply.status.raw
        code = int(status) if status.isdigit() else 200
        if reply.address:
            return httpx.Response(code, headers={"location": f"{HOST}/elsewhere"})
        if reply.content is None:
            return httpx.Response(code)
        media = reply.content.media.raw
        response = dict(responses_of(found.node)).get(status)  # where a redirect leads nothing is
        if response is None or "content" not in response or media not in response["content"]:
            return httpx.Response(code, json={"not": "described"})
        node = dict(contents_of(response))[media].resolve()
        described = schema_of((media, node))
        schema = {"const": None} if described is None else described.value
        headers = {"content-type": "application/json" if "*" in media else media}
        try:
            value = self.sampler.sample(schema, "reply", full=True)
        except NoSampleError:
            value = self.sampler.sample(schema, "reply", full=False)
        self.unfit = _invalid(self.document, schema, value, exact=True)
        return httpx.Response(code, headers=headers, content=_written(value, media, node))


def _drain(result: Any, loop: asyncio.AbstractEventLoop) -> None:
    """Read a stream of events to its end."""
    if hasattr(result, "__aiter__"):

        async def drain() -> None:
            async for _ in result:
                pass

        loop.run_until_complete(drain())
    elif hasattr(result, "__next__"):
        for _ in result:
            pass


def _written(value: Any, media: str, node: Node) -> bytes:
    kind = media.partition(";")[0].strip().lower()
    if kind == "text/event-stream":
        return b"data: " + _json(value) + b"\n\n"
    if isinstance(value, bytes):
        return value
    is_json = kind.endswith(("/json", "+json")) or "*" in kind
    if is_json or "jsonl" in kind or "ndjson" in kind or "json-seq" in kind or "json" in kind:
        return _json(value)
    return value.encode() if isinstance(value, str) else _json(value)


def _json(value: Any) -> bytes:
    return json.dumps(value, default=lambda v: v.decode()).encode()


_NOTHING: Any = object()


class _Given:
    """The arguments of one call, and what they should become on the wire."""

    def __init__(self, sampler: Sampler, found: Found, operation: Operation, *, full: bool) -> None:
        self.sampler = sampler
        self.arguments: dict[str, Any] = {}
        self.parameters: list[tuple[Mapping[str, Any], Any]] = []
        self.judged: list[tuple[Any, Any]] = []
        self.body: Any = _NOTHING
        self.schema: Any = None
        self.encoding: Mapping[str, Any] = {}
        self._parameters(found, operation, full)
        self._body(found, operation, full)

    def _parameters(self, found: Found, operation: Operation, full: bool) -> None:
        nodes = {
            (node.plain("name"), node.plain("in")): node.value
            for owner in (found.item, found.node)
            for element in (owner["parameters"].elements() if "parameters" in owner else ())
            for node in (element.resolve(),)
        }
        by_key = {a.key: a for a in operation.arguments if a.place == "parameter"}
        for parameter in operation.parameters:
            name = parameter.wire.raw
            raw = nodes.get((name, parameter.location)) or nodes.get((name, "querystring"))
            raw = raw or {"name": parameter.wire.raw, "in": parameter.location}
            if not (full or parameter.required):
                continue
            content = next(iter(raw.get("content", {}).values()), raw)
            whole = full or parameter.location == "path"  # no part of a path may be empty
            schema = content.get("schema", {})
            value = self.sampler.sample(schema, "request", full=whole)
            if parameter.media is not None and is_raw(parameter.media.raw):
                value = value if isinstance(value, str | int | float) else "text"
            if value == "" and parameter.location == "path":
                raise NoSampleError("the document lists an empty text for a part of the path")
            if value in ([], {}, "") and not parameter.required:
                continue
            self.arguments[by_key[parameter.name].name] = value
            self.parameters.append((raw, value))
            self.judged.append((schema, value))

    def _body(self, found: Found, operation: Operation, full: bool) -> None:
        if operation.body is None or not (full or operation.body.required):
            return
        sent = contents_sent(found.node["requestBody"].resolve())
        media = next(entry for kind, entry in sent if kind == operation.body.media.raw).resolve()
        self.schema = media.value.get("schema", {})
        self.encoding = media.value.get("encoding", {})
        item = schema_of((operation.body.media.raw, media))
        if is_lines(operation.body.media.raw) and item is not None:
            self.schema = {"type": "array", "items": item.value, "minItems": 1}
        value = self.sampler.sample(self.schema, "request", full=full)
        form = operation.body.media.raw.startswith(("multipart/", "application/x-www-form"))
        if form and not isinstance(value, dict):
            value = {"file": b"bytes" if "multipart" in operation.body.media.raw else "text"}
        if is_raw(operation.body.media.raw) and not isinstance(value, str | bytes):
            value = b"bytes"  # nothing but the server reads what is neither JSON nor a form
        arguments = {a.key: a.name for a in operation.arguments if a.place in ("field", "body")}
        if operation.body.fields is None:
            self.arguments[arguments.popitem()[1]] = value
        else:
            for item in operation.body.fields:
                if item.wire.raw in value:
                    self.arguments[arguments[item.name]] = value[item.wire.raw]
            bare = not any(v != [] for v in value.values()) if form else not value
            if bare and (form or not operation.body.required):
                return  # a form without members is no body at all; an empty list writes none
        self.body = value

    def part_names(self) -> Iterator[str]:
        """The names of the parts of a body; a member with a style may make several, or none of its own."""
        for name, value in self.body.items():
            said = self.encoding.get(name, {})
            if {"style", "explode"} & said.keys() and isinstance(value, dict | list):
                pairs = wire.query_pairs({"name": name, "in": "query", **said}, value)
                yield from (key for key, _ in pairs)
            elif value != []:
                yield name

    def form_pairs(self) -> wire.Pairs:
        """The pairs of a form body."""
        pairs: wire.Pairs = []
        for name, value in self.body.items():
            said = self.encoding.get(name, {})
            if isinstance(value, dict) and "style" not in said:
                pairs.append((name, wire.text(value)))
            else:
                pairs += wire.query_pairs({"name": name, "in": "query", **said}, value)
        return pairs


def _invalid(document: Document, schema: Any, value: Any, *, exact: bool = False) -> str | None:
    """Why a value does not fit its schema; None if it does.

    Args:
        document: the document.
        schema: the schema.
        value: the value.
        exact: whether it may not fit several members of a `oneOf`, where the server has to cope with that.
    """
    whole = {**document.root, "$ref": "#/x-corpus-body", "x-corpus-body": schema}
    whole.pop("$self", None)
    try:
        found = [*Draft202012Validator(whole).iter_errors(value)]
    except (UnknownType, TypeError, AttributeError):
        return None  # the document says things that are no JSON Schema
    errors = (e for e in found if not _of_a_reply(document, e) and (exact or not _is_ambiguous(e)))
    error = next(errors, None)
    return (
        None
        if error is None
        else f"body does not fit: {error.json_path}: ... {error.message[-150:]}"
    )


def _is_ambiguous(error: ValidationError) -> bool:
    """Whether a value is only wrong for fitting several members of a `oneOf`, here or further in."""
    if "valid under each of" in error.message:
        return True
    return any(_is_ambiguous(inner) for inner in error.context or ())


def _of_a_reply(document: Document, error: ValidationError) -> bool:
    """Whether all that is missing is read-only, which a request does not have."""
    if error.validator != "required" or not isinstance(error.schema, dict):
        return False
    name = error.message.split("'")[1]
    described = error.schema.get("properties", {}).get(name)
    return Sampler(document.root).flat(described).get("readOnly") is True
