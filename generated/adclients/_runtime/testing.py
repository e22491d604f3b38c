"""An offline double of a service for tests: it answers without a network.

It is made of a client's own operations and the examples of its documents. Each request is checked
against the description, each reply that a test queues too, and every call is kept.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from .content import is_json
from .inspection import login_reply, problems_of, route_of
from .operation import Operation, Reply
from .samples import Sampler
from .service import Service
from .shapes import is_dict
from .unset import UNSET


@dataclass(frozen=True)
class Route:
    """One operation and what answers it.

    Attributes:
        operation: The operation.
        example: The body of its usual reply, in wire names; left out, one is made up.
        status: The status of the usual reply; 0 for the first that is described.
        headers: Headers of the usual reply.
    """

    operation: Operation[Any]
    example: Any = UNSET
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Call:
    """One call that was made.

    Attributes:
        operation: Id of the operation.
        method: HTTP method.
        path: Path with its parameters filled in.
        parameters: Path and query parameters as text, by wire name; the last of repeated ones.
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
    """A request or a queued reply that is not as the service describes it.

    Attributes:
        problems: All that is wrong with it.
    """

    def __init__(self, what: str, problems: list[str]) -> None:
        super().__init__(f"{what}: {'; '.join(problems)}")
        self.problems = problems


@dataclass(frozen=True)
class _Queued:
    body: object
    status: int
    headers: Mapping[str, str]
    operation: str | None
    check: bool


class OfflineTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport for httpx clients, sync and async, that answers by itself.

    Give it to a client as `http_client=transport.client()` (or `.async_client()`), with any
    credentials.

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
        self._routes: list[Route] | None = None
        self._check = check
        self._queue: deque[_Queued] = deque()
        self.calls: list[Call] = []

    def client(self) -> httpx.Client:
        """A new httpx client for a sync client."""
        return httpx.Client(transport=self)

    def async_client(self) -> httpx.AsyncClient:
        """A new httpx client for an async client."""
        return httpx.AsyncClient(transport=self)

    @property
    def routes(self) -> list[Route]:
        """All operations and their usual replies."""
        if self._routes is None:
            self._routes = list(self._given() if callable(self._given) else self._given)
        return self._routes

    def queue(
        self,
        reply: object = None,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        operation: str | None = None,
        check: bool = True,
    ) -> None:
        """Say what the next call gets; replies queue up.

        Args:
            reply: A model, JSON-like data in wire names, text, bytes, or an exception to raise
                (an httpx one is a fault of the network).
            status: The status.
            headers: The headers.
            operation: Id of the operation this is for; None for whichever comes.
            check: Whether a successful reply must be as described.
        """
        self._queue.append(_Queued(reply, status, headers or {}, operation, check))

    # Answering ---------------------------------------------------------------------------------

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a sync client."""
        request.read()
        return self._answer(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer an async client."""
        await request.aread()
        return self._answer(request)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        found = route_of(self.routes, request)
        if found is None:
            login = login_reply(self._service, request)
            if login is None:
                where = f"{request.method} {request.url.path}"
                raise MismatchError(where, [f"{self._service.name} has no such operation"])
            return httpx.Response(200, json=login, request=request)
        route, in_path = found
        self._keep(route.operation, in_path, request)
        if self._check:
            problems = problems_of(route.operation, self._service, in_path, request)
            if problems:
                raise MismatchError(f"the request of {route.operation.id}", problems)
        queued = self._next(route.operation.id)
        return self._queued(queued, route, request) if queued else self._usual(route, request)

    def _keep(
        self, operation: Operation[Any], in_path: Mapping[str, str], request: httpx.Request
    ) -> None:
        content: Any = request.content or None
        if content and is_json(request.headers.get("content-type", "")):
            content = json.loads(content)
        parameters = {**request.url.params, **in_path}
        call = Call(operation.id, request.method, request.url.path, parameters, content, request)
        self.calls.append(call)

    def _next(self, operation: str) -> _Queued | None:
        for i, each in enumerate(self._queue):
            if each.operation in (None, operation):
                del self._queue[i]
                return each
        return None

    def _queued(self, queued: _Queued, route: Route, request: httpx.Request) -> httpx.Response:
        body = queued.body
        if isinstance(body, BaseException):
            raise body
        if isinstance(body, (str, bytes)):
            return httpx.Response(
                queued.status, headers=dict(queued.headers), content=body, request=request
            )
        plain = _plain(body)
        if queued.check and 200 <= queued.status < 300:
            _check_reply(route.operation, queued.status, plain)
        return _reply(queued.status, plain, queued.headers, request)

    def _usual(self, route: Route, request: httpx.Request) -> httpx.Response:
        status, reply = _described(route)
        body = route.example
        if body is UNSET:
            body = _made_up(reply)
        if reply is None or reply.type is None or status == 204:
            return httpx.Response(status, headers=dict(route.headers), request=request)
        if not is_json(reply.media) and "*" not in reply.media:
            content = body if isinstance(body, (str, bytes)) else json.dumps(body)
            headers = {"content-type": reply.media, **route.headers}
            return httpx.Response(status, headers=headers, content=content, request=request)
        if _asks_for_more(route.operation, request):
            body = _last_page(route.operation, body)
        return _reply(status, body, route.headers, request)


def _reply(
    status: int, body: Any, headers: Mapping[str, str], request: httpx.Request
) -> httpx.Response:
    if body is None:
        return httpx.Response(status, headers=dict(headers), request=request)
    return httpx.Response(status, json=body, headers=dict(headers), request=request)


def _plain(value: Any) -> Any:
    """Models, also within lists, as JSON-like data in wire names."""
    from pydantic_core import to_jsonable_python

    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False)
    if is_dict(value):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]  # pyright: ignore[reportUnknownVariableType]
    return to_jsonable_python(value)


def _check_reply(operation: Operation[Any], status: int, body: Any) -> None:
    from .validation import DriftError

    replies = operation.replies
    described = replies.get(str(status)) or replies.get("2XX") or replies.get("default")
    reply = described[0] if isinstance(described, tuple) else described
    if reply is None or reply.type is None or not is_json(reply.media):
        return
    try:
        reply.codec.read_plain(body, strict=True)
    except DriftError as drift:
        if drift.wrong:  # a test may say only what it is about
            raise MismatchError(f"a queued reply of {operation.id}", list(drift.wrong)) from None


def _described(route: Route) -> tuple[int, Reply | None]:
    """The status and the description of the usual reply."""
    for key, described in route.operation.replies.items():
        reply = described[0] if isinstance(described, tuple) else described
        status = int(key) if key.isdecimal() else 200
        if route.status in (0, status):
            return status, reply
    return route.status or 200, None


def _made_up(reply: Reply | None) -> Any:
    if reply is None or reply.type is None:
        return None
    if reply.type in (bytes, str):
        return "text"
    from .core_schemas import core_schema_of

    return Sampler(core_schema_of(reply.type)).sample()


def _asks_for_more(operation: Operation[Any], request: httpx.Request) -> bool:
    """Whether a request is for a page after the first."""
    plan = operation.pagination
    name = plan and (plan.cursor or plan.offset or plan.page)
    if plan is None or name is None:
        return False
    if plan.location == "query":
        value: Any = request.url.params.get(name)
    else:
        value = json.loads(request.content or b"{}").get(name)
    if plan.style == "cursor":
        return bool(value)
    first = plan.first if plan.first is not None else int(plan.style == "page")
    return str(value or "").isdecimal() and int(value) > first


def _last_page(operation: Operation[Any], body: Any) -> Any:
    """The example without its items, so that a walk over the pages ends."""
    plan = operation.pagination
    if plan is None:
        return body
    emptied = _with(body, plan.items, [])
    if plan.next and not plan.next.startswith(("header:", plan.items or "?")):
        emptied = _with(emptied, plan.next, None)
    return emptied


def _with(value: Any, path: str, new: Any) -> Any:
    step, _, rest = path.partition(".")
    if not step:
        return new
    return {**value, step: _with(value.get(step), rest, new)} if is_dict(value) else value
