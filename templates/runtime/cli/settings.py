"""What a command takes: the arguments of a method as options, those of nested objects with dots in their names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from ..data import is_dict, is_list

Kind: TypeAlias = Literal[
    "choice", "text", "integer", "number", "flag", "file", "json", "json or text"
]
"""What the text of an option is read as. `json or text`: what is no object or list is a text."""

_LEVELS = 3
"""How deep nested objects have options of their own; what is deeper is given as JSON."""

_SCALARS: Mapping[str, Kind] = {
    "string": "text",
    "integer": "integer",
    "number": "number",
    "boolean": "flag",
}


@dataclass(eq=False)
class Setting:
    """One option.

    Attributes:
        path: The names in Python that lead to the value in the arguments.
        kind: What its text is read as.
        help: What is said of it.
        choices: The values it may have, if they are listed.
        many: Whether it may be given several times, and makes a list.
    """

    path: tuple[str, ...]
    kind: Kind
    help: str
    choices: tuple[str, ...] = ()
    many: bool = False

    @property
    def option(self) -> str:
        """What it is called on the command line."""
        return "--" + ".".join(self.path).replace("_", "-")


def shown(name: str) -> str:
    """A name as the command line has it."""
    return name.strip("_").replace("_", "-")


def settings_of(schema: Mapping[str, Any]) -> Iterator[Setting]:
    """The options for the arguments of a method.

    Args:
        schema: That of the arguments, as `client.schema(method)` gives it.
    """
    definitions: Mapping[str, Any] = schema.get("$defs", {})
    ways = [each for each in schema.get("anyOf", ()) if is_dict(each)]
    members = dict[str, Any]()
    for each in (*reversed(ways), schema):
        members |= each.get("properties", {})
    yield from _settings((), {"properties": members}, definitions)


def _settings(
    path: tuple[str, ...], schema: Mapping[str, Any], definitions: Mapping[str, Any]
) -> Iterator[Setting]:
    for name, given in schema.get("properties", {}).items():
        part = _followed(given, definitions)
        way = (*path, name)
        if part.get("properties"):
            yield Setting(way, "json", f"{_said(part)} As JSON.".strip())
            if len(way) < _LEVELS:
                yield from _settings(way, part, definitions)
        elif part.get("type") == "array":
            item = _followed(part.get("items", {}), definitions)
            kind = _kind(item, definitions)
            many = item.get("type") not in ("object", "array") and not item.get("properties")
            help_ = _said(part) + (" May be given several times." if many else " As JSON.")
            yield Setting(way, kind if many else "json", help_.strip(), _choices(item), many)
        else:
            yield Setting(way, _kind(part, definitions), _said(part), _choices(part))


def _followed(schema: Any, definitions: Mapping[str, Any]) -> dict[str, Any]:
    """A schema without references, without null beside others, and with what all of its parts say."""
    made: dict[str, Any] = dict(schema) if is_dict(schema) else {}
    for _ in range(20):  # a schema may refer to itself
        if "$ref" in made:
            target = definitions.get(made.pop("$ref").rpartition("/")[2], {})
            made = {**(target if is_dict(target) else {}), **made}
        elif "allOf" in made:
            for part in made.pop("allOf"):
                known = _followed(part, definitions)
                both = {**known.get("properties", {}), **made.get("properties", {})}
                made = {**known, **made} | ({"properties": both} if both else {})
        elif len(others := _without_null(made)) == 1 and "properties" not in made:
            del made["anyOf" if "anyOf" in made else "oneOf"]
            made = {**others[0], **made}
        else:
            break
    kinds = [each for each in _listed(made.get("type")) if each != "null"]
    return made | ({"type": kinds[0]} if len(kinds) == 1 else {})


def _without_null(schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The members of a union, but for null."""
    members: list[Any] = schema.get("anyOf") or schema.get("oneOf") or []
    return [each for each in members if is_dict(each) and each.get("type") != "null"]


def _listed(kinds: Any) -> list[Any]:
    return kinds if is_list(kinds) else [kinds] if kinds else []


def _kind(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Kind:
    if _choices(schema):
        return "choice"
    if "contentMediaType" in schema or schema.get("format") == "binary":
        return "file"
    kind = schema.get("type")
    if isinstance(kind, str):
        return _SCALARS.get(kind, "json")
    kinds = {*_listed(kind)}
    for part in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        kinds |= {*_listed(_followed(part, definitions).get("type", "string"))}
    takes_text = "string" in kinds and kinds.isdisjoint(("integer", "number", "boolean"))
    return "json or text" if takes_text else "json"


def _choices(schema: Mapping[str, Any]) -> tuple[str, ...]:
    values = [each for each in schema.get("enum", ()) if each is not None]
    return tuple(values) if values and all(isinstance(each, str) for each in values) else ()


def _said(schema: Mapping[str, Any]) -> str:
    """What the document says of a value, with its limits."""
    said = " ".join(str(schema.get("description", "")).split())
    facts = [
        f"{word} {schema[key]}"
        for key, word in (
            ("minimum", "at least"),
            ("maximum", "at most"),
            ("maxLength", "characters: at most"),
            ("default", "default"),
        )
        if key in schema
    ]
    return f"{said} [{'; '.join(facts)}]".strip() if facts else said


def read_text(setting: Setting, text: Any) -> Any:
    """A value as it is given to the method.

    Args:
        setting: The option.
        text: What was given: text, or what the command line has read it as.

    Raises:
        ValueError: It is not what the option takes.
    """
    if setting.many:
        return [_value(setting.kind, each) for each in text]
    return _value(setting.kind, text)


def _value(kind: Kind, text: Any) -> Any:
    if kind == "file":
        path = Path(text.removeprefix("@"))
        if not path.is_file():
            raise ValueError(f"there is no file {path}")
        return path
    if not kind.startswith("json") or (kind != "json" and text[:1] not in ("{", "[")):
        return text
    try:
        return json.loads(text)
    except ValueError:
        if text[:1] in ("{", "["):
            raise ValueError("it begins like JSON, but is none") from None
        return text


def put(arguments: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Put a value into arguments, in the objects that lead to it.

    Raises:
        ValueError: Something else than an object stands on the way.
    """
    *outer, last = path
    for depth, name in enumerate(outer):
        inner = arguments.setdefault(name, {})
        if not is_dict(inner):
            raise ValueError(
                f"{'.'.join(outer[: depth + 1])} is given as something that has no parts"
            )
        arguments = inner
    arguments[last] = value
