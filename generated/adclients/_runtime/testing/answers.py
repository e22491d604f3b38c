"""What an offline double answers by itself: documented examples or samples, fitted to the request."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import quote, urljoin

import httpx

from ..data import is_dict, is_list, value_at
from ..options import UNSET
from ..spec.media import (
    EVENTS,
    JSON_SEQUENCE,
    RECORD,
    best_fit,
    is_anything,
    is_json,
    is_range,
    is_raw,
    is_stream,
    kind_of,
)
from ..spec.operation import Operation, Pagination, ResponseSpec, Waiter
from ..spec.service import LoginSpec, Service
from .samples import sample


@dataclass(frozen=True)
class Route:
    """One operation and what answers it.

    Attributes:
        operation: The operation.
        example: The body of its usual response, with the names of the document; left out, one is made up.
        status: The status of the usual response; 0 for the first that is described.
        headers: Headers of the usual response.
        waiter: What waits for a run by asking this operation, for which the run has ended well.
        examples: The bodies of its usual response in other media types.
    """

    operation: Operation[Any]
    example: Any = UNSET
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    waiter: Waiter[Any] | None = None
    examples: Mapping[str, Any] = field(default_factory=dict[str, Any])


Routes: TypeAlias = Sequence[Route]

_METHODS = ("PUT", "PATCH", "POST")


_AS_IT_IS = "".join({*map(chr, range(33, 127))} - {*'"<>`{}'})
"""The characters that a path has as they are, an escape of its own among them."""


def find_route(routes: Routes, request: httpx.Request) -> tuple[Route, dict[str, str]] | None:
    """The route that a request is for, with its path parameters as they are escaped.

    Args:
        routes: All routes; a base path before their own may be any.
        request: The request.
    """
    path = request.url.raw_path.decode().partition("?")[0]
    found: list[tuple[tuple[int, int], Route, dict[str, str]]] = []
    for route in routes:
        template = re.split("[?#]", route.operation.path)[0]
        literals, names = re.split(r"\{[^}]*\}", template), re.findall(r"\{([^}]*)\}", template)
        start = "" if template.startswith("/") else "/"
        written = (re.escape(quote(each, safe=_AS_IT_IS)) for each in literals)
        match = re.search(f"{start}{'([^/]+)'.join(written)}/?$", path)
        if match and route.operation.method == request.method:
            rank = template.count("/"), sum(map(len, literals))
            found.append((rank, route, dict(zip(names, match.groups(), strict=True))))
    return max(found, key=lambda each: each[0])[1:] if found else None


class Answers:
    """The usual responses of a service."""

    def __init__(self, service: Service) -> None:
        """Make the answers of a service.

        Args:
            service: The service.
        """
        self._requests = service.requests
        self._responses = service.responses
        self._samples: dict[str, Any] = {}

    def usual(
        self, route: Route, routes: Routes, request: httpx.Request, sent: Any
    ) -> httpx.Response:
        """The usual response to a request.

        Args:
            route: What the request is for.
            routes: All routes.
            request: The request.
            sent: Its body as a JSON value.
        """
        operation = route.operation
        status, printed, described = described_for(route, request)
        headers = dict(route.headers)
        if described is None or described.given is None or status == 204:
            return httpx.Response(status, headers=headers)
        if described.address:
            return httpx.Response(status, headers={"location": "/elsewhere", **headers})
        key = response_key(operation, printed, described, self._responses)
        body = route.examples.get(described.media, UNSET)
        if body is UNSET and described in specs_of(operation, printed)[:1]:
            body = route.example
        is_open = key not in self._responses or self._responses.entry(key) in (True, {})
        if body is UNSET and described.type is Any and is_open:
            return httpx.Response(status, headers=headers)  # a body of any kind, or none
        data = described.envelope.data if described.envelope else ""
        if body is UNSET:
            body = "text" if described.type is bytes else self._sample(key, operation, data, routes)
        if is_dict(sent) and _takes_object(operation):
            body = self._echoed(key, data, body, operation, sent)
        if route.waiter is not None:
            body = _ended(route.waiter, data, body)
        if (plan := operation.pagination) and _asks_for_more(plan, request):
            body = _emptied(plan, body)
        media = "application/json" if is_range(described.media) else described.media
        headers = {"content-type": media, **headers}
        return httpx.Response(status, headers=headers, content=written(media, body))

    def _sample(self, key: str, operation: Operation[Any], data: str, routes: Routes) -> Any:
        """A sample of a response, of which what may be sent could be sent as it is."""
        if key not in self._responses:
            return "text"
        if key not in self._samples:
            made = sample(self._responses.schema(key))
            if maker := _sent_like(operation, routes):
                sent = sample(self._requests.schema(f"operations/{maker.id}")).get("body")
                path = operation.pagination.items if operation.pagination else data
                things = value_at(made, path)
                indexes = range(len(things)) if is_list(things) else [""]
                for index in indexes if is_dict(sent) else ():
                    made = self._echoed(key, f"{path}.{index}".strip("."), made, maker, sent)
            self._samples[key] = made
        return self._samples[key]

    def _echoed(self, key: str, path: str, body: Any, operation: Operation[Any], sent: Any) -> Any:
        """The body of a response with what was sent in it, where that fits; an `id` stays.

        What could have been sent and was not goes, where the rest could not be sent back with it.
        """
        thing: Any = value_at(body, path)
        if key not in self._responses or not is_dict(thing):
            return body
        judge = self._responses.validator(key)

        def fitted(*options: dict[str, Any]) -> dict[str, Any]:
            """The first option with which no more is wrong than with the thing as it is, if there is one."""
            bodies = [with_value(body, path, each) for each in (thing, *options)]
            count, *counts = (len(judge.errors(each)[0]) for each in bodies)
            return next(
                (o for o, more in zip(options, counts, strict=True) if more <= count), thing
            )

        for name in sorted(sent.keys() - {"id"}):
            old, new = thing.get(name), sent[name]
            merged = {**old, **new} if is_dict(old) and is_dict(new) else new
            thing = fitted({**thing, name: new}, {**thing, name: merged})
        takes = self._requests.layout(f"operations/{operation.id}").member("body").chosen(thing)
        known = {name: value for name, value in thing.items() if takes.knows(name)}
        if thing.keys() & sent.keys() and self._refuses(operation, known):
            for name in sorted(known.keys() - sent.keys() - {"id"}):
                thing = fitted({key: each for key, each in thing.items() if key != name})
        return with_value(body, path, thing)

    def _refuses(self, operation: Operation[Any], body: dict[str, Any]) -> bool:
        """Whether an operation would not take a body."""
        validator = self._requests.validator(f"operations/{operation.id}")
        errors, _ = validator.errors({"parameters": {}, "body": body})
        return any(each.instance_path[:1] == ["body"] for each in errors)


def described_for(route: Route, request: httpx.Request) -> tuple[int, str, ResponseSpec | None]:
    """The status of the usual response, as a number and as it is described, and its description.

    Args:
        route: What the request is for.
        request: The request, which may ask for a media type.
    """
    for key in route.operation.responses:
        status = int(key) if key.isdecimal() else 200
        if route.status in (0, status):
            return status, key, wanted(specs_of(route.operation, key), request)
    return route.status or 200, "", None


def specs_of(operation: Operation[Any], printed: str) -> tuple[ResponseSpec, ...]:
    """The descriptions of the responses of a status, one for each media type."""
    found = operation.responses.get(printed, ())
    return found if isinstance(found, tuple) else (found,)


def wanted(specs: Sequence[ResponseSpec], request: httpx.Request) -> ResponseSpec | None:
    """The description for the media type that a request asks for; the first if it asks for none of them."""
    for asked in request.headers.get("accept", "").split(","):
        index = best_fit(asked, [each.media for each in specs])
        if index is not None:
            return specs[index]
    return specs[0] if specs else None


def response_key(
    operation: Operation[Any], printed: str, spec: ResponseSpec, known: Container[str]
) -> str:
    """The key of the schema of a response; empty if it is text or bytes that none describes."""
    is_read = not is_raw(spec.media) or is_anything(spec.media) or is_stream(spec.media)
    several = len(specs_of(operation, printed)) > 1
    return operation.key(spec.media if several else "", printed, known=known) if is_read else ""


def _sent_like(operation: Operation[Any], routes: Routes) -> Operation[Any] | None:
    """The operation by which the thing that an operation answers with is changed or made, if there is one."""

    def collection(each: Operation[Any]) -> str:
        return re.sub(r"/\{[^}]*\}$", "", each.path.rstrip("/"))

    others = [each.operation for each in routes if _takes_object(each.operation)]
    found = [each for each in others if collection(each) == collection(operation)]
    found.sort(key=lambda each: (each is not operation, _METHODS.index(each.method)))
    return found[0] if found else None


def _takes_object(operation: Operation[Any]) -> bool:
    """Whether an operation may make or change a thing by what its body says."""
    makes = operation.method in _METHODS and operation.pagination is None
    return makes and any(body.fields or is_json(body.media) for body in operation.bodies[:1])


# Runs, pages and logins ------------------------------------------------------------------------


def _ended(waiter: Waiter[Any], data: str, body: Any) -> Any:
    """The body with a state in which a run has ended well."""
    path = f"{data}.{waiter.state}".strip(".")
    has_ended = not waiter.done or value_at(body, path) in waiter.done
    return body if has_ended else with_value(body, path, waiter.done[0])


def _asks_for_more(plan: Pagination, request: httpx.Request) -> bool:
    """Whether a request is for a page after the first."""
    if not (name := plan.cursor or plan.offset or plan.page):
        return False
    is_query = plan.location == "query"
    given: Any = request.url.params if is_query else json.loads(request.content or b"{}")
    value: Any = given.get(name) if is_query else value_at(given, name)
    if plan.style == "cursor":
        return bool(value)
    first = plan.first if plan.first is not None else int(plan.style == "page")
    return str(value or "").isdecimal() and int(value) > first


def _emptied(plan: Pagination, body: Any) -> Any:
    """The last page: the body without its items, so that reading page after page ends."""
    body = with_value(body, plan.items, [])
    has_next = plan.next and not plan.next.startswith(("header:", plan.items or "?"))
    return with_value(body, plan.next or "", None) if has_next else body


def login_answer(service: Service, request: httpx.Request) -> dict[str, Any] | None:
    """What a login gets; None if the request is no login of the service."""
    for scheme in service.schemes.values():
        login: LoginSpec | None = getattr(scheme, "login", None)
        if login and urljoin(str(request.url), login.url) == str(request.url):
            answer: dict[str, Any] = with_value({}, login.token, "offline-token")
            return with_value(answer, login.expires_in, 3600) if login.expires_in else answer
    return None


def written(media: str, body: Any) -> bytes:
    """A body, as text, bytes or a JSON value, in its media type."""
    if isinstance(body, bytes):
        return body
    if isinstance(body, str) and not is_json(media):
        return body.encode()
    if not is_stream(media):
        return json.dumps(body).encode()
    before, after = _AROUND.get(kind_of(media), ("", "\n"))
    items = body if is_list(body) else [body]
    return "".join(f"{before}{json.dumps(each)}{after}" for each in items).encode()


_AROUND = {EVENTS: ("data: ", "\n\n"), JSON_SEQUENCE: (RECORD.decode(), "\n")}
"""What stands around each of several values."""


def with_value(value: Any, path: str, new: Any) -> Any:
    """A JSON value with another one at a dotted path; members on the way are made where there are none.

    Args:
        value: The value.
        path: Names of members, and positions in lists; the empty path is the value itself.
        new: What comes there.
    """
    if not path:
        return new
    step, _, rest = path.partition(".")
    if is_list(value):
        changed = enumerate(value)
        return [with_value(each, rest, new) if i == int(step) else each for i, each in changed]
    members = value if is_dict(value) else {}
    return {**members, step: with_value(members.get(step), rest, new)}
