"""Examples of calls: arguments from the client's own samples, and what other tools send for the same."""

from __future__ import annotations

import base64
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import printable
from typing import Any
from urllib.parse import quote

from adwright.document.text.source import is_array, is_object
from adwright.ir.api import Api
from adwright.ir.operations import Operation
from adwright.ir.text import Sample
from adwright.ir.types import Scalar, not_null
from adwright.render.files import Package
from adwright.site.arguments import Arguments
from adwright.site.loaded import Loaded
from adwright.site.options import File, command_words
from adwright.site.shell import Command, command

_BYTES = (Scalar("binary"), Scalar("upload"))
NO_SERVER = "https://api.example.com"
"""The address in examples of an API whose document names none."""


@dataclass(frozen=True, slots=True)
class Example:
    """An example of a call.

    Attributes:
        arguments: the arguments of the method by name.
        command: behind the program, what makes the call from the command line; None if there is no command line.
        curl: what sends the same request with cURL; None if it cannot be said in a command.
        has_files: whether files are read.
    """

    arguments: tuple[tuple[str, Sample], ...]
    command: Command | None
    curl: Command | None
    has_files: bool


class Examples:
    """Makes examples of the calls of a client.

    Args:
        api: what the client is.
        package: what it is called.
        client: the client, imported.
    """

    def __init__(self, api: Api, package: Package, client: Loaded) -> None:
        self._package = package
        self._loaded = client
        self._variables = dict(environment_variables(api, package))
        double = client.module("testing").OfflineTransport()
        given: dict[str, Any] = {name: f"${env}" for name, env in _first(api, self._variables)}
        if not api.servers:
            given["base_url"] = NO_SERVER
        self._error: type[Exception] = client.module("errors").APIError
        self._http = double.client()
        self._client = getattr(client.module(), package.client)(
            **given, http_client=self._http, rate_limit=None
        )
        self._arguments = Arguments(client, double, self._client)

    def close(self) -> None:
        """Let go of the client."""
        self._http.close()

    def of(self, name: str, operation: Operation) -> Example | None:
        """An example of a call; None if no arguments are found that may be sent.

        Args:
            name: what is written behind the client to call it.
            operation: what it calls.
        """
        with warnings.catch_warnings():  # of methods that are deprecated, of rules that only warn
            warnings.simplefilter("ignore")
            return self._of(name, operation)

    def _of(self, name: str, operation: Operation) -> Example | None:
        method: Any = self._client
        for part in name.split("."):
            method = getattr(method, part)
        arguments = self._arguments.of(method, operation)
        if arguments is None:
            return None
        bytes_ = {each.name for each in operation.arguments if not_null(each.type) in _BYTES}
        arguments = {
            name: value.encode() if name in bytes_ and isinstance(value, str) else value
            for name, value in arguments.items()
        }
        shown = {name: _with_files(name, value) for name, value in arguments.items()}
        try:
            request = self._request(method, arguments)
        except self._error:  # it has a server of its own that nothing can be sent to
            return None
        order = [each.name for each in operation.arguments if each.name in shown]
        return Example(
            tuple((key, Sample(shown[key])) for key in order),
            self._command(name, method, operation, shown),
            self._curl(operation, request, arguments, shown),
            shown != arguments,
        )

    def _command(
        self, name: str, method: Any, operation: Operation, arguments: Mapping[str, Any]
    ) -> Command | None:
        if not self._package.cli:
            return None
        settings = self._loaded.module("_runtime.cli.settings")
        known = [*settings.settings_of(self._client.schema(method))]
        called = [settings.shown(part) for part in name.split(".")]
        try:
            words = [*command_words(operation, arguments, known)]
        except TypeError:  # a file inside of an object has no option
            return None
        first = words.pop(0) if words and len(words[0]) + len(called) < 5 else ()
        return command([(*called, *first), *words])

    def _curl(
        self,
        operation: Operation,
        request: Any,
        arguments: Mapping[str, Any],
        shown: Mapping[str, Any],
    ) -> Command | None:
        files = {id(a): File(b.name) for a, b in _files(arguments, shown)}
        body = _body_words(request.content, files)
        if body is None:
            return None
        variables = {*self._variables.values(), "RANDOM"}
        url = quote(
            request.url, safe=printable.strip()
        )  # what is not ASCII, as the client's library does
        for each in variables:
            url = url.replace(quote(f"${each}"), f"${each}")
        is_plain = request.method == ("POST" if body else "GET")
        head = ["--head"] if request.method == "HEAD" else ["-X", request.method]
        glob = ["--globoff"] if any(each in url for each in "[]{}") else []
        lines: list[Sequence[str]] = [["curl", *([] if is_plain else head), *glob, url]]
        lines += _header_words(request.headers, operation, is_form=_is_form(request.content))
        return command([*lines, *body], variables)

    def _request(self, method: Any, arguments: Mapping[str, Any]) -> Any:
        """The request that a call sends, with names of environment variables in place of credentials."""
        flow = self._loaded.module("_runtime.http.flow")
        send = self._loaded.module("_runtime.http.commands").Send
        steps = flow.Flow(self._arguments.prepared(method, arguments)).send()
        step = next(steps)
        while not isinstance(step, send):
            step = steps.send(None)
        steps.close()
        return step.request


def environment_variables(api: Api, package: Package) -> Iterator[tuple[str, str]]:
    """The environment variable of each credential: that of the document, else the one that command lines read."""
    for keyword, credential in api.credentials.items():
        env = credential.env.raw if credential.env is not None else ""
        yield keyword, env if env.isidentifier() else f"{package.name}_{keyword}".upper()


def _first(api: Api, variables: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The credentials that each way to authenticate needs if it needs no login."""
    for scheme in api.schemes:
        for keyword, _ in scheme.env if scheme.kind == "Basic" else scheme.env[:1]:
            yield keyword, variables[keyword]


def _with_files(name: str, value: Any) -> Any:
    """An argument with files in place of bytes."""
    if isinstance(value, bytes):
        return File(f"{name}.bin")
    if is_array(value):
        return [_with_files(f"{name}-{number}", each) for number, each in enumerate(value, 1)]
    return value


def _files(value: Any, shown: Any) -> Iterator[tuple[Any, File]]:
    """The bytes in arguments, and the files that stand for them."""
    if isinstance(shown, File):
        yield value, shown
    elif is_array(shown):
        for index, each in enumerate(shown):
            yield from _files(value[index], each)
    elif is_object(shown):
        for key, each in shown.items():
            yield from _files(value[key], each)


def _is_form(content: Any) -> bool:
    return content is not None and content.parts is not None


def _header_words(
    headers: Mapping[str, str], operation: Operation, *, is_form: bool
) -> Iterator[Sequence[str]]:
    made_anew = operation.idempotency_key.raw.lower() if operation.idempotency_key else ""
    for name, value in headers.items():
        if name in ("user-agent", "content-length") or (is_form and name == "content-type"):
            continue  # which cURL has by itself
        if name == "authorization" and value.startswith("Basic "):
            yield "-u", base64.b64decode(value.removeprefix("Basic ")).decode()
        elif name == made_anew:
            yield "-H", f"{name}: $RANDOM-$RANDOM-$RANDOM"
        else:
            yield "-H", f"{name}: {value}" if value else f"{name};"


def _body_words(content: Any, files: Mapping[int, File]) -> list[tuple[str, ...]] | None:
    """The words that send a body, by line; None if it cannot be said."""
    if content is None:
        return []
    if content.parts is not None:
        return (
            [*_part_words(content.parts, files)] if content.media == "multipart/form-data" else None
        )
    if id(content.data) in files:
        return [("--data-binary", f"@{files[id(content.data)].name}")]
    try:
        return [("--data-raw", content.data.decode())]
    except (UnicodeDecodeError, AttributeError):
        return None


def _part_words(parts: Sequence[Any], files: Mapping[int, File]) -> Iterator[tuple[str, ...]]:
    for name, (_, content, media) in parts:
        kind = f";type={media}" if media else ""
        if id(content) in files:
            yield "-F", f"{name}=@{files[id(content)].name}{kind}"
            continue
        text = content.decode() if isinstance(content, bytes) else str(content)
        if not kind:
            yield "--form-string", f"{name}={text}"
        else:
            escaped = text.replace("\\", "\\\\").replace('"', '\\"')
            yield "-F", f'{name}="{escaped}"{kind}'
