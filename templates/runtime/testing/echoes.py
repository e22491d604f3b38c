"""Puts what is sent into what comes back, as a service does that keeps what it is given."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any, TypeAlias

from ..media import is_json
from ..operation import Operation
from ..paths import pluck
from ..schemas.judge import Judge
from ..schemas.store import Schemas
from ..shapes import is_dict, is_list
from .facts import Decisions
from .reader import Reader
from .routes import Route

Path: TypeAlias = tuple[str, ...]

_METHODS = ("PUT", "PATCH", "POST")


class Sendable:
    """The body that an operation takes, by its schema."""

    def __init__(self, requests: Schemas, operation: Operation[Any]) -> None:
        """Take the schema of the body out of that of all arguments.

        Args:
            requests: The schemas of what may be sent.
            operation: The operation.
        """
        whole = requests.schema(f"operations/{operation.id}")
        body = whole.get("properties", {}).get("body", {})
        self.schema: dict[str, Any] = {"allOf": [body], "$defs": whole.get("$defs", {})}

    @cached_property
    def names(self) -> list[str]:
        """The names of its members."""
        return Reader(self.schema).facts([self.schema], (), Decisions()).names

    @cached_property
    def judge(self) -> Judge:
        """What judges it."""
        return Judge(self.schema)


def sent_like(operation: Operation[Any], routes: Sequence[Route]) -> Operation[Any] | None:
    """The operation by which the thing that an operation answers with is changed or made, if there is one.

    Args:
        operation: The operation.
        routes: All operations.
    """
    found = [
        other
        for method in _METHODS
        for other in (each.operation for each in routes)
        if other.method == method and takes_object(other) and _base(other) == _base(operation)
    ]
    return operation if operation in found else next(iter(found), None)


def takes_object(operation: Operation[Any]) -> bool:
    """Whether an operation may make or change a thing by what its body says."""
    body = operation.body
    makes = operation.method in _METHODS and operation.pagination is None
    return makes and body is not None and (body.fields or is_json(body.media))


def _base(operation: Operation[Any]) -> str:
    """The path of the collection that an operation is about."""
    return re.sub(r"/\{[^}]*\}$", "", operation.path.rstrip("/"))


def echoed(
    responses: Schemas, key: str, path: Path, body: Any, sendable: Sendable, sent: dict[str, Any]
) -> Any:
    """The body of a response with what was sent in it, where that fits; an `id` stays.

    What could have been sent and was not goes, where the rest could not be sent back with it.

    Args:
        responses: The schemas of what comes back.
        key: The key of the body's schema.
        path: Where in the body the thing is that was made or changed.
        body: The body.
        sendable: What the operation takes.
        sent: What was sent.
    """
    if key not in responses or not is_dict(target := _at(body, path)):
        return body
    judge = responses.judge(key)
    known = {*target, *_names(responses, key, path)} - {"id"}
    if not known & {*sent}:
        return body
    for name in sent:
        if name in known:
            body = _replaced(judge, body, (*path, name), sent[name])
    made = _at(body, path)
    if sendable.judge.errors({name: made[name] for name in made if name in sendable.names})[0]:
        for name in sendable.names:
            if name in known and name not in sent:
                body = _left_out(judge, body, path, name)
    return body


def _names(responses: Schemas, key: str, path: Path) -> list[str]:
    """The names of the members that are described at a path of a response."""
    reader = Reader(responses.schema(key))
    facts = reader.facts([reader.root], (), Decisions())
    for step in path:
        schemas = facts.item(int(step)) if step.isdecimal() else facts.member(step)
        facts = reader.facts(schemas, (), Decisions())
    return facts.names


def _replaced(judge: Judge, body: Any, path: Path, value: Any) -> Any:
    """The body with a value in place of its own, or with its members among its own; whichever fits."""
    count, before = len(judge.errors(body)[0]), _at(body, path)
    merged = {**before, **value} if is_dict(before) and is_dict(value) else value
    for new in (value, merged):
        changed = with_value(body, path, new)
        if len(judge.errors(changed)[0]) <= count:
            return changed
    return body


def _left_out(judge: Judge, body: Any, path: Path, name: str) -> Any:
    rest = {key: value for key, value in _at(body, path).items() if key != name}
    changed = with_value(body, path, rest)
    return changed if len(judge.errors(changed)[0]) <= len(judge.errors(body)[0]) else body


def _at(body: Any, path: Path) -> Any:
    return pluck(body, ".".join(path))


def with_value(value: Any, path: Path, new: Any) -> Any:
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
        return [
            with_value(each, rest, new) if i == int(step) else each for i, each in enumerate(value)
        ]
    members = value if is_dict(value) else {}
    return {**members, step: with_value(members.get(step), rest, new)}
