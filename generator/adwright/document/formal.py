"""What OpenAPI's own schema refuses, in words: what is wrong, and what would be right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from adwright.document.source import describe
from adwright.problems import did_you_mean

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

Words: TypeAlias = tuple[str, str]
"""What is wrong, and what would be right; the latter empty if no more is known."""

_ARTICLE = {"object": "an object", "array": "an array", "integer": "an integer", "null": "null"}
_VERSION = r"^3\."


def words_of(error: ValidationError) -> Words:
    """What an error says, in our words where it is one of those that documents have."""
    said: dict[str, Any] = error.kind.as_dict()
    found = _shown(error.instance)
    match error.kind.name:
        case "required":
            return f"{said['property']!r} is missing", f"add {said['property']}"
        case "type":
            kinds = " or ".join(_ARTICLE.get(kind, f"a {kind}") for kind in said["types"])
            return f"expected {kinds}, found {describe(error.instance)}", ""
        case "enum":
            return _of_enum(found, error.instance, said["options"])
        case "const":
            return f"{found} stands where only {_shown(said['expected_value'])} may", ""
        case "pattern" if said["pattern"].startswith(_VERSION):
            return f"{found} is no version of OpenAPI", "write all three numbers, such as 3.1.0"
        case "pattern":
            return f"{found} does not match {said['pattern']}", ""
        case "anyOf" | "oneOf":
            return f"{found} is none of what may stand here", _needed(said["context"])
        case _:
            return _short(error.message), ""


def _of_enum(found: str, value: object, options: Sequence[object]) -> Words:
    texts = [each for each in options if isinstance(each, str)]
    listed = ", ".join(map(_shown, options))
    hint = did_you_mean(str(value), texts) or f"one of {listed}"
    return f"{found} is none of the values that may stand here", hint


def _needed(context: Sequence[Sequence[ValidationError]]) -> str:
    """What each of some alternatives lacks, if it is a key in all of them."""
    lacks = [
        error.kind.as_dict()["property"]
        for alternative in context
        for error in alternative
        if error.kind.name == "required"
    ]
    names = [*dict.fromkeys(lacks)]
    return f"add {' or '.join(names)}" if names and len(lacks) == len(context) else ""


def _shown(value: object) -> str:
    return _short(json.dumps(value, ensure_ascii=False))


def _short(message: str) -> str:
    """A text without the data that it quotes in full."""
    message = " ".join(message.split())
    return message if len(message) <= 120 else message[:80] + " ... " + message[-30:]
