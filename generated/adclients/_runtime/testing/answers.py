"""What an offline double answers by itself: documented examples or samples, fitted to the request."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urljoin

from ..data import is_dict, is_list, value_at
from ..options import UNSET
from ..schemas.validate import Validator
from ..spec.operation import Operation, ResponseSpec, Waiter, is_json, is_lines, kind_of
from ..spec.service import LoginSpec, Service
from .calls import Route
from .samples import sample

if TYPE_CHECKING:
    import httpx


Routes: TypeAlias = Sequence[Route]
Answer: TypeAlias = tuple[int, str | None, Any]

_METHODS = ("PUT", "PATCH", "POST")


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

    def usual(self, route: Route, routes: Routes, request: httpx.Request, sent: Any) -> Answer:
        """Status, media type and body of the usual response; no media type where there is no body.

        Args:
            route: What the request is for.
            routes: All routes.
            request: The request.
            sent: Its body as a JSON value.
        """
        status, key, described = _described(route)
        operation, body = route.operation, route.example
        if described is None or described.type is None or status == 204:
            return status, None, None
        if body is UNSET and described.type is Any and self._says_nothing(key):
            return status, None, None  # a body of any kind, or none
        data = described.envelope.data if described.envelope else ""
        if body is UNSET:
            body = "text" if described.type is bytes else self._sample(key, operation, data, routes)
        if is_dict(sent) and _takes_object(operation):
            body = self._echoed(key, data, body, operation, sent)
        if route.waiter is not None:
            body = _ended(route.waiter, data, body)
        if _asks_for_more(operation, request):
            body = _last_page(operation, body)
        return status, described.media, body

    def _says_nothing(self, key: str) -> bool:
        return key not in self._responses or self._responses.entry(key) in (True, {})

    def _sample(self, key: str, operation: Operation[Any], data: str, routes: Routes) -> Any:
        """A sample of a response, of which what may be sent could be sent as it is."""
        if key not in self._responses:
            return "text"
        if key not in self._samples:
            made = sample(self._responses.schema(key))
            if maker := _sent_like(operation, routes):
                sent = sample(self._requests.schema(f"operations/{maker.id}")).get("body")
                path = operation.pagination.items if operation.pagination else data
                items = value_at(made, path)
                paths = (
                    [f"{path}.{i}".strip(".") for i in range(len(items))]
                    if is_list(items)
                    else [path]
                )
                for each in paths if is_dict(sent) else ():
                    made = self._echoed(key, each, made, maker, sent)
            self._samples[key] = made
        return self._samples[key]

    # What was sent comes back ------------------------------------------------------------------

    def _echoed(self, key: str, path: str, body: Any, operation: Operation[Any], sent: Any) -> Any:
        """The body of a response with what was sent in it, where that fits; an `id` stays.

        What could have been sent and was not goes, where the rest could not be sent back with it.
        """
        if key not in self._responses or not is_dict(value_at(body, path)):
            return body
        validator, steps = self._responses.validator(key), _steps(path)
        for name in sorted(sent.keys() - {"id"}):
            body = _replaced(validator, body, (*steps, name), sent[name])
        made = _members(body, path)
        takes = self._requests.layout(f"operations/{operation.id}").member("body").chosen(made)
        known = {name: value for name, value in made.items() if takes.knows(name)}
        if made.keys() & sent.keys() and self._refuses(operation, known):
            for name in sorted(known.keys() - sent.keys() - {"id"}):
                left = {key: each for key, each in _members(body, path).items() if key != name}
                body = _better(validator, body, [with_value(body, steps, left)])
        return body

    def _refuses(self, operation: Operation[Any], body: dict[str, Any]) -> bool:
        """Whether an operation would not take a body."""
        validator = self._requests.validator(f"operations/{operation.id}")
        errors, _ = validator.errors({"parameters": {}, "body": body})
        return any(each.instance_path[:1] == ["body"] for each in errors)


def _sent_like(operation: Operation[Any], routes: Routes) -> Operation[Any] | None:
    """The operation by which the thing that an operation answers with is changed or made, if there is one."""
    others = [each.operation for each in routes]
    found = [each for each in others if _takes_object(each) and _base(each) == _base(operation)]
    found.sort(key=lambda each: (each is not operation, _METHODS.index(each.method)))
    return found[0] if found else None


def _takes_object(operation: Operation[Any]) -> bool:
    """Whether an operation may make or change a thing by what its body says."""
    body = operation.body
    makes = operation.method in _METHODS and operation.pagination is None
    return makes and body is not None and (body.fields or is_json(body.media))


def _base(operation: Operation[Any]) -> str:
    """The path of the collection that an operation is about."""
    return re.sub(r"/\{[^}]*\}$", "", operation.path.rstrip("/"))


def _replaced(validator: Validator, body: Any, path: tuple[str, ...], value: Any) -> Any:
    """The body with a value in place of its own, or with its members among its own; whichever fits."""
    before = value_at(body, ".".join(path))
    merged = {**before, **value} if is_dict(before) and is_dict(value) else value
    return _better(validator, body, [with_value(body, path, each) for each in (value, merged)])


def _better(validator: Validator, body: Any, others: Sequence[Any]) -> Any:
    """The first of other bodies with which no more is wrong, if there is one."""
    count = len(validator.errors(body)[0])
    return next((each for each in others if len(validator.errors(each)[0]) <= count), body)


def _members(body: Any, path: str) -> dict[str, Any]:
    found = value_at(body, path)
    return found if is_dict(found) else {}


def _steps(path: str) -> tuple[str, ...]:
    return tuple(filter(None, path.split(".")))


# Runs and pages --------------------------------------------------------------------------------


def _ended(waiter: Waiter[Any], data: str, body: Any) -> Any:
    """The body with a state in which a run has ended well."""
    path = _steps(f"{data}.{waiter.state}")
    if not waiter.done or value_at(body, ".".join(path)) in waiter.done:
        return body
    return with_value(body, path, waiter.done[0])


def _described(route: Route) -> tuple[int, str, ResponseSpec | None]:
    """The status of the usual response, the key of its schema, and its description."""
    for key, described in route.operation.responses.items():
        first = described[0] if isinstance(described, tuple) else described
        status = int(key) if key.isdecimal() else 200
        if route.status in (0, status):
            return status, f"operations/{route.operation.id}/{key}", first
    return route.status or 200, "", None


def _asks_for_more(operation: Operation[Any], request: httpx.Request) -> bool:
    """Whether a request is for a page after the first."""
    plan = operation.pagination
    if plan is None or not (name := plan.cursor or plan.offset or plan.page):
        return False
    if plan.location == "query":
        value: Any = request.url.params.get(name)
    else:
        value = value_at(json.loads(request.content or b"{}"), name)
    if plan.style == "cursor":
        return bool(value)
    first = plan.first if plan.first is not None else int(plan.style == "page")
    return str(value or "").isdecimal() and int(value) > first


def _last_page(operation: Operation[Any], body: Any) -> Any:
    """The body without its items, so that reading page after page ends."""
    plan = operation.pagination
    if plan is None:
        return body
    emptied = with_value(body, _steps(plan.items), [])
    if plan.next and not plan.next.startswith(("header:", plan.items or "?")):
        emptied = with_value(emptied, _steps(plan.next), None)
    return emptied


def written(media: str, body: Any) -> bytes:
    """A body in its media type.

    Args:
        media: The media type.
        body: Text, bytes or a JSON value.
    """
    if isinstance(body, bytes):
        return body
    if isinstance(body, str) and not (is_json(media) or "*" in media):
        return body.encode()
    is_stream = kind_of(media) == "text/event-stream"
    if not is_lines(media) and not is_stream:
        return json.dumps(body).encode()
    items = map(json.dumps, body if is_list(body) else [body])
    return "".join(f"data: {each}\n\n" if is_stream else f"{each}\n" for each in items).encode()


def login_answer(service: Service, request: httpx.Request) -> dict[str, Any] | None:
    """What a login gets; None if the request is no login of the service."""
    for scheme in service.schemes.values():
        login: LoginSpec | None = getattr(scheme, "login", None)
        if login and urljoin(str(request.url), login.url) == str(request.url):
            answer: dict[str, Any] = with_value({}, login.token.split("."), "offline-token")
            lasts = login.expires_in
            return with_value(answer, lasts.split("."), 3600) if lasts else answer
    return None


def with_value(value: Any, path: Sequence[str | int], new: Any) -> Any:
    """A JSON value with another one at a path; members on the way are made where there are none.

    Args:
        value: The value.
        path: Names of members, and positions in lists.
        new: What comes there.
    """
    if not path:
        return new
    step, rest = path[0], path[1:]
    if is_list(value):
        changed = enumerate(value)
        return [with_value(each, rest, new) if i == int(step) else each for i, each in changed]
    members = value if is_dict(value) else {}
    return {**members, str(step): with_value(members.get(str(step)), rest, new)}
