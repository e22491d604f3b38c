"""The transport of an offline double: it judges what comes, keeps the calls, and answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from types import ModuleType, TracebackType
from typing import Any, Self, TypeVar, overload
from urllib.parse import unquote

import httpx
from pydantic_core import to_jsonable_python

from ..data import is_list
from ..http.clients import AsyncHttpxClient, HttpxClient, libraries
from ..methods import operation_of
from ..responses.models import ResponseModel
from ..spec.media import is_json, is_stream
from ..spec.operation import Operation
from ..spec.service import Service
from .answers import (
    Answers,
    Route,
    find_route,
    login_answer,
    response_key,
    specs_of,
    wanted,
    written,
)
from .arguments import argument_samples
from .requests import judge_request, judge_response

T = TypeVar("T")


@dataclass(frozen=True)
class Call:
    """One call that was made.

    Attributes:
        operation: Id of the operation.
        method: HTTP method.
        path: Path with its parameters filled in.
        parameters: Path and query parameters as text, by their names in the request; the last of repeated ones.
        body: The body: parsed if it is JSON, else bytes, None if there is none.
        request: The httpx request.
    """

    operation: str
    method: str
    path: str
    parameters: Mapping[str, str]
    body: Any
    request: httpx.Request = field(repr=False)


class MismatchError(AssertionError):
    """A request or a queued response that is not as the service describes it.

    Attributes:
        problems: All that is wrong with it.
    """

    def __init__(self, what: str, problems: list[str]) -> None:
        super().__init__(f"{what}: {'; '.join(problems)}")
        self.problems = problems


@dataclass(frozen=True)
class _Queued:
    """A response that a test queued; for the attributes see `OfflineTransport.queue`."""

    body: object
    status: int
    headers: Mapping[str, str]
    operation: str | None
    check: bool

    def __str__(self) -> str:
        what = repr(self.body) if isinstance(self.body, BaseException) else f"status {self.status}"
        return f"{what} for {self.operation or 'any operation'}"


class OfflineTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport for clients of httpx and httpx2, sync and async, that answers by itself.

    Give it to a client as `http_client=transport.client()` (or `.async_client()`), with any
    credentials. As a context manager it sees to it that all queued responses were asked for.

    Attributes:
        calls: The calls that were made, in order; logins are not among them.
    """

    def __init__(
        self,
        service: Service,
        routes: Iterable[Route] | Callable[[], Iterable[Route]],
        *,
        check: bool = True,
    ) -> None:
        """Make a double of a service.

        Args:
            service: The service.
            routes: Its operations, or a function that gives them when they are needed.
            check: Whether requests are checked against their description.
        """
        self._service = service
        self._given = routes
        self._check = check
        self._queue: list[_Queued] = []
        self._answers = Answers(service)
        self.calls: list[Call] = []

    @overload
    def client(self) -> httpx.Client: ...
    @overload
    def client(self, library: ModuleType) -> HttpxClient: ...
    def client(self, library: ModuleType = httpx) -> HttpxClient:
        """A new HTTP client for a sync client.

        Args:
            library: What it is of: the module httpx, or httpx2.
        """
        made: HttpxClient = library.Client(transport=library.MockTransport(self.handle_request))
        return _offline(made)

    @overload
    def async_client(self) -> httpx.AsyncClient: ...
    @overload
    def async_client(self, library: ModuleType) -> AsyncHttpxClient: ...
    def async_client(self, library: ModuleType = httpx) -> AsyncHttpxClient:
        """A new HTTP client for an async client; for the argument see `client`."""
        answering = library.MockTransport(self.handle_async_request)
        made: AsyncHttpxClient = library.AsyncClient(transport=answering)
        return _offline(made)

    @cached_property
    def routes(self) -> list[Route]:
        """All operations and their usual responses."""
        return list(self._given() if callable(self._given) else self._given)

    def queue(
        self,
        response: object = None,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        operation: str | None = None,
        check: bool = True,
    ) -> None:
        """Say what the next call gets; responses queue up.

        Args:
            response: A model, JSON-like data with the names of the document, text, bytes, or an
                exception to raise (one of httpx or httpx2 is a fault of the network).
            status: The status.
            headers: The headers.
            operation: Id of the operation this is for; None for whichever comes.
            check: Whether a successful response must be as described.

        Raises:
            ValueError: There is no such operation.
        """
        known = [route.operation.id for route in self.routes] if operation is not None else []
        if operation is not None and operation not in known:
            near = get_close_matches(operation, known, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"{self._service.name} has no operation {operation!r}{hint}")
        self._queue.append(_Queued(response, status, headers or {}, operation, check))

    def arguments(self, method: Callable[..., object]) -> dict[str, Any]:
        """Arguments that a method takes: samples of their schemas, of no more than must be given if that will do.

        Args:
            method: A method of a client of this service, e.g. `client.orders.create`.

        Returns:
            The arguments by name. `client.check(method, **arguments)` tells where no sample fits.

        Raises:
            TypeError: It is no method that makes a request.
        """
        owner: Any = getattr(method, "__self__", None)
        client: Any = getattr(owner, "_client", owner)
        given: dict[str, Any] = {}
        for given in argument_samples(operation_of(client, method), self._service.requests):
            if not client.check(method, **given):
                break
        return given

    def assert_done(self) -> None:
        """See to it that all queued responses were asked for.

        Raises:
            AssertionError: Some were not.
        """
        if self._queue:
            left = "; ".join(map(str, self._queue))
            raise AssertionError(f"{len(self._queue)} queued and never asked for: {left}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        if exc_type is None:
            self.assert_done()

    # Answering ---------------------------------------------------------------------------------

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a sync client."""
        request.read()
        return _in_library_of(request, self._answer(request))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer an async client."""
        await request.aread()
        return _in_library_of(request, self._answer(request))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        found = find_route(self.routes, request)
        if found is None:
            if login := login_answer(self._service, request):
                return httpx.Response(200, json=login)
            where = f"{request.method} {request.url.path}"
            raise MismatchError(where, [f"{self._service.name} has no such operation"])
        route, in_path = found
        operation = route.operation
        self.calls.append(_call(operation, in_path, request))
        sent, problems = judge_request(operation, self._service, in_path, request)
        if problems and self._check:
            raise MismatchError(f"the request of {operation.id}", problems)
        for queued in self._queue:
            if queued.operation in (None, operation.id):
                self._queue.remove(queued)
                return self._queued(queued, operation, request)
        return self._answers.usual(route, self.routes, request, sent)

    def _queued(
        self, queued: _Queued, operation: Operation[Any], request: httpx.Request
    ) -> httpx.Response:
        body, status, headers = queued.body, queued.status, dict(queued.headers)
        if isinstance(body, BaseException):
            raise body
        if body is None or isinstance(body, (str, bytes)):
            return httpx.Response(status, headers=headers, content=body)
        plain = json.loads(json.dumps(body, default=_plain))
        keys = (each for each in (str(status), "2XX", "default") if each in operation.responses)
        printed, schemas = next(keys, ""), self._service.responses
        spec = wanted(specs_of(operation, printed), request)
        streams = spec is not None and is_stream(spec.media)
        if spec is not None and queued.check and 200 <= status < 300:
            key = response_key(operation, printed, spec, schemas)
            for each in plain if streams and is_list(plain) else [plain]:
                if problems := judge_response(schemas, key, each):
                    raise MismatchError(f"a queued response of {operation.id}", problems)
        if spec is not None and streams and 200 <= status < 300:
            headers = {"content-type": spec.media, **headers}
            return httpx.Response(status, headers=headers, content=written(spec.media, plain))
        return httpx.Response(status, headers=headers, json=plain)


def _offline(client: T) -> T:
    """A client that has no rate limit to keep to."""
    vars(client)["is_offline"] = True
    return client


def _in_library_of(request: httpx.Request, response: httpx.Response) -> httpx.Response:
    """A response as one of the library that a request is of."""
    library = next(each for each in libraries() if isinstance(request, each.Request))
    if library is httpx:
        return response
    headers = response.headers.multi_items()
    made: httpx.Response = library.Response(
        response.status_code, headers=headers, content=response.content
    )
    return made


def _call(operation: Operation[Any], in_path: Mapping[str, str], request: httpx.Request) -> Call:
    content: Any = request.content or None
    if content and is_json(request.headers.get("content-type", "")):
        with suppress(ValueError):  # which is told when it is judged
            content = json.loads(content)
    texts = {name: unquote(text) for name, text in in_path.items()}
    parameters = {**request.url.params, **texts}
    return Call(operation.id, request.method, request.url.path, parameters, content, request)


def _plain(value: Any) -> Any:
    """A model with the names of the document, or another value that JSON does not know."""
    if isinstance(value, ResponseModel):
        return value.to_dict(json=True)
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False)
    return to_jsonable_python(value)
