"""OpenAPI Overlays (1.0, and `copy` of 1.1): changes to a document that its own file does not have."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from adwright.document.references import Path
from adwright.document.text.source import Source, as_list, describe, is_array, is_object
from adwright.problems import Id, Problem, SpecError, did_you_mean

if TYPE_CHECKING:
    from jsonpath_rfc9535 import JSONPathNodeList

_KEYS = ("overlay", "info", "extends", "actions")
_ACTION_KEYS = ("target", "description", "update", "remove", "copy")


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
    warnings = [*_careless(overlay)]
    for index, action in enumerate(overlay.data["actions"]):
        path = ("actions", str(index), "target")
        try:
            changed = _act(root, action)
        except _ActionError as error:
            at = overlay.locate(path)
            problems.append(Problem(Id.OVERLAY_ACTION_FAILED, at, str(error), error.hint))
            continue
        if not changed:
            message = f"nothing in the document is at {action['target'][:120]!r}"
            hint = "the vendor may have changed it"
            warnings.append(Problem(Id.OVERLAY_TARGET_MISSING, overlay.locate(path), message, hint))
    if problems:
        raise SpecError(problems)
    return warnings


class _ActionError(Exception):
    """An action that cannot be done.

    Attributes:
        hint: what would be right, if that is known.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def _misshapen(overlay: Source) -> Iterator[Problem]:
    data = overlay.data
    if not is_object(data) or not str(data.get("overlay", "")).startswith("1."):
        hint = "it starts with `overlay: 1.0.0`"
        yield Problem(
            Id.OVERLAY_INVALID, overlay.locate(()), "this is no OpenAPI Overlay 1.0", hint
        )
    elif not is_array(data.get("actions")):
        if "actions" in data:
            message = f"expected an array, found {describe(data['actions'])}"
            hint = "begin each action with `- `"
        else:
            message = "'actions' is missing"
            hint = "add actions, a list"
        yield Problem(Id.OVERLAY_INVALID, overlay.locate(("actions",)), message, hint)
    else:
        for index, action in enumerate(as_list(data["actions"])):
            target = action.get("target") if is_object(action) else None
            if not isinstance(target, str):
                message = "an action is an object with a `target`, a JSONPath"
                at = overlay.locate(("actions", str(index)))
                yield Problem(Id.OVERLAY_INVALID, at, message)


def _careless(overlay: Source) -> Iterator[Problem]:
    """What an overlay says to no effect: keys that are none, and actions that ask for nothing."""
    places: list[tuple[Path, dict[str, Any], tuple[str, ...]]] = [((), overlay.data, _KEYS)]
    for index, action in enumerate(overlay.data["actions"]):
        places.append((("actions", str(index)), action, _ACTION_KEYS))
    for path, node, known in places:
        for key in node:
            if key not in known and not key.startswith("x-"):
                at = overlay.locate((*path, key))
                hint = did_you_mean(key, known) or f"one of {', '.join(known)}"
                yield Problem(
                    Id.OVERLAY_INVALID, at, f"the key {key!r} of an overlay is not known", hint
                )
        if path and not {*node} - {"target", "description"}:
            words = "the action changes nothing"
            yield Problem(Id.OVERLAY_INVALID, overlay.locate(path), words, "add update or remove")
        if not isinstance(node.get("remove", False), bool):
            words = f"remove is {describe(node['remove'])}; nothing is removed"
            yield Problem(
                Id.OVERLAY_INVALID, overlay.locate((*path, "remove")), words, "write true"
            )


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
        message = f"not a JSONPath: {str(error).splitlines()[0]}"
        raise _ActionError(message, "such as $.paths['/pets'].get") from None


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
        message = f"{describe(target)} cannot be updated with {describe(update)}"
        right = "write an object with the members to change"
        raise _ActionError(
            message, right if is_object(target) else "target the object that holds it"
        )


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
