"""The name that a person would choose for a method, where a framework made the `operationId`."""

from __future__ import annotations

import re
from collections.abc import Collection

# springdoc numbers Java's methods of one name: `getUser_1`.
_NUMBERED = re.compile(r"([a-z][A-Za-z0-9]*[A-Za-z])_[1-9][0-9]?")
# NestJS puts the class before the method: `UserController_findAll`.
_CONTROLLER = re.compile(r"[A-Za-z]\w*Controller[_.](?=[^\W\d_])")
_SEPARATOR = re.compile(r"[_./](?=[^\W\d_])")


def plain_name(operation_id: str, method: str, path: str, tag: str | None) -> str:
    """What is left of an `operationId` without what its framework put around the name.

    Args:
        operation_id: the `operationId`.
        method: the HTTP method.
        path: the path template.
        tag: the resource that the operation appears on.

    Returns:
        The name, not yet in Python's style; the `operationId` if nothing was put around it.
    """
    if tag is not None and _same_thing(operation_id, tag):
        return operation_id
    route = re.sub(r"\W", "_", path) + "_" + method.lower()  # as FastAPI writes it
    name = operation_id.removesuffix(route)
    if not name.strip("_"):
        name = operation_id
    if name == operation_id and (numbered := _NUMBERED.fullmatch(name)):
        name = numbered[1]
    if controller := _CONTROLLER.match(name):
        return name[controller.end() :]
    for separator in _SEPARATOR.finditer(name):
        if tag is not None and _same_thing(name[: separator.start()], tag):
            return name[separator.end() :]
    return name


def rest_name(method: str, path: str, tag: str | None, verbs: Collection[str]) -> str | None:
    """What an operation on a resource is called where resources are collections with items.

    Args:
        method: the HTTP method in lower case.
        path: the path template.
        tag: the resource that the operation appears on.
        verbs: the HTTP methods of the same path.

    Returns:
        None where verb and path do not say it: the path leads to another resource, or to a part of an item.
    """
    steps = [step for step in path.split("/") if step]
    is_item = bool(steps) and steps[-1].startswith("{") and steps[-1].endswith("}")
    fixed = steps[:-1] if is_item else steps
    if tag is None or not fixed or "{" in fixed[-1] or not _same_thing(fixed[-1], tag):
        return None
    on_item = {"get": "get", "put": "update", "patch": "update", "delete": "delete"}
    if "patch" in verbs:
        on_item["put"] = "replace"
    on_collection = {"get": "list", "post": "create"}
    return (on_item if is_item else on_collection).get(method)


def _same_thing(one: str, other: str) -> bool:
    """Whether two names are the same but for their style, be it one of them in the plural."""
    first, second = (re.sub(r"[\W_]", "", name).lower() for name in (one, other))
    return bool(first) and (first in _numbers(second) or second in _numbers(first))


def _numbers(word: str) -> tuple[str, ...]:
    """A word in lower case, and what its plural may be."""
    return word, word + "s", word + "es", re.sub("y$", "ies", word)
