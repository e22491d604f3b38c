"""What OpenAPI's own schema refuses, in words: what is wrong, and what would be right."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from adwright.document.text.source import as_object, describe
from adwright.problems import did_you_mean

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

Words: TypeAlias = tuple[str, str]
"""What is wrong, and what would be right; the latter empty if no more is known."""

_ARTICLE = {"object": "an object", "array": "an array", "integer": "an integer", "null": "null"}
_EITHER = (("schema", "content"), ("operationRef", "operationId"))
"""Keys of which an object has one."""
_VERSION = r"^3\."


def words_of(error: ValidationError) -> Words:
    """What an error says, in our words where it is one of those that documents have."""
    said: dict[str, Any] = error.kind.as_dict()
    found = _shown(error.instance)
    match error.kind.name:
        case "required" if said["property"] == "required":  # of a parameter in a path
            return "'required' is missing", "add required: true"
        case "required":
            return f"{said['property']!r} is missing", f"add {said['property']}"
        case "type":
            return f"expected {kinds_of(said['types'])}, found {describe(error.instance)}", ""
        case "enum":
            return _of_enum(found, error.instance, said["options"])
        case "const":
            return f"{found} stands where only {_shown(said['expected_value'])} may", ""
        case "pattern" if said["pattern"].startswith(_VERSION):
            return f"{found} is no version of OpenAPI", "write all three numbers, such as 3.1.0"
        case "propertyNames":
            name = _shown(said["error"].instance)
            return f"{name} is no name of a component", "letters, digits, '.', '_' and '-'"
        case "pattern":
            return f"{found} does not match {said['pattern']}", ""
        case "anyOf" | "oneOf":
            if names := _lacking(said["context"]):
                return f"{' or '.join(map(repr, names))} is missing", f"add {' or '.join(names)}"
            both = next((each for each in _EITHER if {*each} <= {*as_object(error.instance)}), ())
            return _excluding(both) if both else (f"{found} is none of what may stand here", "")
        case "not" if "required" in as_object(said["schema"]):
            return _excluding(said["schema"]["required"])
        case _:
            return _short(error.message), ""


def kinds_of(types: Iterable[str]) -> str:
    """JSON types with their articles."""
    return " or ".join(_ARTICLE.get(kind, f"a {kind}") for kind in types)


def _excluding(names: Sequence[str]) -> Words:
    """What is said of keys that may not all be there."""
    if len(names) == 1:
        return f"{names[0]!r} may not stand here", f"leave {names[0]} out"
    listed = " and ".join(map(repr, names))
    return f"{listed} exclude each other", f"leave {' or '.join(names)} out"


def _of_enum(found: str, value: object, options: Sequence[object]) -> Words:
    texts = [each for each in options if isinstance(each, str)]
    listed = ", ".join(map(_shown, options))
    hint = did_you_mean(str(value), texts) or f"one of {listed}"
    return f"{found} is none of the values that may stand here", hint


def _lacking(context: Sequence[Sequence[ValidationError]]) -> list[str]:
    """The keys that some alternatives lack, if it is one key in each of them."""
    lacks = [
        error.kind.as_dict()["property"]
        for alternative in context
        for error in alternative
        if error.kind.name == "required"
    ]
    return [*dict.fromkeys(lacks)] if len(lacks) == len(context) else []


def _shown(value: object) -> str:
    return _short(json.dumps(value, ensure_ascii=False))


def _short(message: str) -> str:
    """A text without the data that it quotes in full."""
    message = " ".join(message.split())
    return message if len(message) <= 120 else message[:80] + " ... " + message[-30:]
