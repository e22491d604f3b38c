"""OpenAPI Overlays (1.0, and `copy` of 1.1): changes to a document that its own file does not have."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from adwright.document.source import Source, as_list, describe, is_array, is_object
from adwright.problems import Id, Problem, SpecError

if TYPE_CHECKING:
    from jsonpath_rfc9535 import JSONPathNodeList


def apply_overlay(root: dict[str, Any], overlay: Source) -> list[Problem]:
    """Make the changes that an overlay asks for, in place and in its order.

    Args:
        root: the document, before its references are followed.
        overlay: the overlay's file.

    Returns:
        Warnings for actions that change nothing.

    Raises:
        SpecError: it is no overlay, or an action cannot be done; all of them.
    """
    problems = [*_misshapen(overlay)]
    if problems:
        raise SpecError(problems)
    warnings: list[Problem] = []
    for index, action in enumerate(overlay.data["actions"]):
        path = ("actions", str(index), "target")
        try:
            changed = _act(root, action)
        except _ActionError as error:
            problems.append(Problem(Id.OVERLAY_ACTION_FAILED, overlay.locate(path), str(error)))
            continue
        if not changed:
            message = f"nothing in the document is at {action['target'][:120]!r}"
            hint = "the vendor may have changed it"
            warnings.append(Problem(Id.OVERLAY_TARGET_MISSING, overlay.locate(path), message, hint))
    if problems:
        raise SpecError(problems)
    return warnings


class _ActionError(Exception):
    """An action that cannot be done."""


def _misshapen(overlay: Source) -> Iterator[Problem]:
    data = overlay.data
    if not is_object(data) or not str(data.get("overlay", "")).startswith("1."):
        hint = "it starts with `overlay: 1.0.0`"
        yield Problem(
            Id.OVERLAY_INVALID, overlay.locate(()), "this is no OpenAPI Overlay 1.0", hint
        )
    elif not is_array(data.get("actions")):
        message = f"expected an array, found {describe(data.get('actions'))}"
        yield Problem(Id.OVERLAY_INVALID, overlay.locate(("actions",)), message)
    else:
        for index, action in enumerate(as_list(data["actions"])):
            target = action.get("target") if is_object(action) else None
            if not isinstance(target, str):
                message = "an action is an object with a `target`, a JSONPath"
                at = overlay.locate(("actions", str(index)))
                yield Problem(Id.OVERLAY_INVALID, at, message)


def _act(root: dict[str, Any], action: dict[str, Any]) -> bool:
    """Do one action; whether there was anything to do it to."""
    places = [node.location for node in _found(root, action["target"])]
    remove = action.get("remove") is True
    update = _copied(root, action["copy"]) if "copy" in action else action.get("update")
    for place in sorted(places, key=_last_first) if remove else places:
        if remove:
            _remove(root, place)
        elif action.keys() & {"update", "copy"}:
            _update(root, place, update)
    return bool(places)


def _copied(root: dict[str, Any], source: object) -> Any:
    """The one node that a `copy` takes, as it is before the action."""
    found = _found(root, str(source))
    if len(found) != 1:
        raise _ActionError(f"copy takes one node; {len(found)} are at {str(source)[:120]!r}")
    return deepcopy(found[0].value)


def _found(root: dict[str, Any], path: str) -> JSONPathNodeList:
    """The nodes that a JSONPath leads to."""
    from jsonpath_rfc9535 import JSONPathError, find

    try:
        return find(path, root)
    except (JSONPathError, RecursionError) as error:
        raise _ActionError(f"not a JSONPath: {str(error).splitlines()[0]}") from None


def _last_first(place: tuple[str | int, ...]) -> tuple[int, int]:
    """Inner nodes before outer ones, and items of an array from its end, so that no place moves."""
    last = place[-1] if place else 0
    return -len(place), -last if isinstance(last, int) else 0


def _node(root: Any, place: tuple[str | int, ...]) -> Any:
    for key in place:
        root = root[key]
    return root


def _remove(root: Any, place: tuple[str | int, ...]) -> None:
    if not place:
        raise _ActionError("the whole document cannot be removed")
    del _node(root, place[:-1])[place[-1]]


def _update(root: Any, place: tuple[str | int, ...], update: Any) -> None:
    target = _node(root, place)
    if is_array(target):
        target.append(deepcopy(update))
    elif is_object(target) and is_object(update):
        _merge(target, update)
    else:
        raise _ActionError(f"{describe(target)} cannot be updated with {describe(update)}")


def _merge(target: dict[str, Any], update: dict[str, Any]) -> None:
    """Objects member by member, arrays one after the other, anything else replaced."""
    for key, value in update.items():
        known = target.get(key)
        if is_object(known) and is_object(value):
            _merge(known, value)
        elif is_array(known) and is_array(value):
            known.extend(deepcopy(value))
        else:
            target[key] = deepcopy(value)
