"""What a command takes: the arguments of a method as options, those of nested objects with dots in their names."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from ..data import is_dict, is_list

Kind: TypeAlias = Literal[
    "choice", "text", "integer", "number", "flag", "file", "file or text", "json", "json or text"
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
_WORDS = {"string": "TEXT", "integer": "INTEGER", "number": "NUMBER", "boolean": "BOOLEAN"}
_FORMATS = frozenset({"date", "time", "duration", "uuid", "uri", "email"})
_NESTED = frozenset({"object", "array"})
_WIDEST = (
    40  # characters of a list of values that stands behind an option; a longer one is in its help
)
_LIMITS = (
    ("minimum", "at least"),
    ("exclusiveMinimum", "more than"),
    ("maximum", "at most"),
    ("exclusiveMaximum", "less than"),
    ("minLength", "characters: at least"),
    ("maxLength", "characters: at most"),
    ("default", "default"),
)


@dataclass(eq=False)
class Setting:
    """One option.

    Attributes:
        path: The names in Python that lead to the value in the arguments.
        option: What it is called on the command line.
        kind: What its text is read as.
        takes: What stands for its value in a help: `TEXT`, `DATE-TIME`, `JSON`.
        help: What is said of it.
        choices: The values it may have, if they are listed.
        many: Whether it may be given several times, and makes a list.
        types: The types of JSON that a value may have; none if any will do.
    """

    path: tuple[str, ...]
    option: str
    kind: Kind
    takes: str
    help: str
    choices: tuple[str, ...] = ()
    many: bool = False
    types: frozenset[str] = frozenset()

    @property
    def is_nested(self) -> bool:
        """Whether a value can only be an object or a list."""
        return bool(self.types) and self.types <= _NESTED


def shown(name: str) -> str:
    """A name as the command line has it."""
    return name.strip("_").replace("_", "-")


def settings_of(schema: Mapping[str, Any]) -> Iterator[Setting]:
    """The options for the arguments of a method.

    Args:
        schema: That of the arguments, as `client.schema(method)` gives it.
    """
    definitions: Mapping[str, Any] = schema.get("$defs", {})
    ways = [each for each in (*schema.get("anyOf", ()), schema) if is_dict(each)]
    members = dict[str, Any]()
    for name, part in (pair for way in ways for pair in way.get("properties", {}).items()):
        known = members.setdefault(name, part)
        if known != part and not _followed(known, definitions).get("properties"):
            members[name] = {"anyOf": [known, part]}
    yield from _settings((), "--", {"properties": members}, definitions, ())


def _settings(
    path: tuple[str, ...],
    lead: str,
    schema: Mapping[str, Any],
    definitions: Mapping[str, Any],
    around: tuple[Any, ...],
) -> Iterator[Setting]:
    """The options for the members of an object.

    Args:
        path: What leads to it.
        lead: What their names begin with.
        schema: Its own.
        definitions: What it may refer to.
        around: The members of the objects that it is in.
    """
    members: dict[str, Any] = schema.get("properties", {})
    for name, given in members.items():
        part = _followed(given, definitions)
        way, option = (*path, name), f"{lead}{_word(name, members)}"
        inner: Any = part.get("properties")
        yield _setting(way, option, part, definitions)
        is_repeated = any(inner is each for each in around)  # a schema may be a part of itself
        if inner and len(way) < _LEVELS and not is_repeated:
            yield from _settings(way, f"{option}.", part, definitions, (*around, inner))


def _word(name: str, beside: Collection[str]) -> str:
    """A name as an option has it: without the underscore that only keeps it from a word of Python."""
    plain = name.rstrip("_")
    return (name if plain in beside else plain or name).replace("_", "-")


def _setting(
    path: tuple[str, ...], option: str, schema: dict[str, Any], definitions: Mapping[str, Any]
) -> Setting:
    item: dict[str, Any] = {}
    if schema.get("type") == "array":
        item = _followed(schema.get("items"), definitions)
    many = _is_file(item) or bool(_kinds(item, definitions) - _NESTED)
    part = item if many else schema
    kind, kinds = _kind(part, definitions), _kinds(part, definitions)
    choices = _choices(part, definitions)
    return Setting(
        path,
        option,
        "json" if many and kind == "flag" else kind,
        _listed_in(choices) if choices else _takes(part, kind, kinds),
        _said(schema),
        choices,
        many,
        frozenset(kinds),
    )


def _listed_in(choices: tuple[str, ...]) -> str:
    listed = f"[{'|'.join(choices)}]"
    return listed if len(listed) <= _WIDEST else "VALUE"


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
    return [each for each in _members(schema) if each.get("type") != "null"]


def _members(schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    members: list[Any] = schema.get("anyOf") or schema.get("oneOf") or []
    return [each for each in members if is_dict(each)]


def _listed(kinds: Any) -> list[Any]:
    return kinds if is_list(kinds) else [kinds] if kinds else []


def _kinds(schema: Mapping[str, Any], definitions: Mapping[str, Any], depth: int = 0) -> set[str]:
    """The types that a value may have; none if any will do."""
    kinds = {*_listed(schema.get("type"))} - {"null"}
    if kinds or depth > _LEVELS:
        return kinds
    if "properties" in schema:
        return {"object"}
    if values := _values(schema):
        return {"string" if isinstance(each, str) else "number" for each in values}
    inner = [
        _kinds(_followed(each, definitions), definitions, depth + 1) for each in _members(schema)
    ]
    return set[str]().union(*inner) if all(inner) else set()


def _is_file(schema: Mapping[str, Any]) -> bool:
    return "contentMediaType" in schema or schema.get("format") == "binary"


def _kind(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Kind:
    if _choices(schema, definitions):
        return "choice"
    if _is_file(schema):
        return "file"
    if any(_is_file(_followed(each, definitions)) for each in _members(schema)):
        return "file or text"
    kinds = _kinds(schema, definitions)
    if len(kinds) == 1:
        return _SCALARS.get(kinds.pop(), "json")
    takes_text = "string" in kinds and kinds.isdisjoint(("integer", "number", "boolean"))
    return "json or text" if takes_text else "json"


def _takes(schema: Mapping[str, Any], kind: Kind, kinds: set[str]) -> str:
    """What stands for a value in a help."""
    if kind == "text":
        form = str(schema.get("format"))
        if form.startswith("date-time"):  # with a zone, or not
            return "DATE-TIME"
        return form.upper() if form in _FORMATS else "TEXT"
    if kind.startswith("file"):
        return "FILE" if kind == "file" else "TEXT|@FILE"
    words = [word for name, word in _WORDS.items() if name in kinds]
    return "|".join(words + ["JSON"] * (not words or bool(kinds & _NESTED)))


def _choices(
    schema: Mapping[str, Any], definitions: Mapping[str, Any], depth: int = 0
) -> tuple[str, ...]:
    """The texts that a value may be, if those are all."""
    values = _values(schema)
    if not values and depth < _LEVELS:
        parts = (_followed(each, definitions) for each in _members(schema))
        lists = [_choices(each, definitions, depth + 1) for each in parts]
        values = [*dict.fromkeys(each for some in lists for each in some)] if all(lists) else []
    return tuple(values) if all(isinstance(each, str) for each in values) else ()


def _values(schema: Mapping[str, Any]) -> list[Any]:
    """The values that a schema lists."""
    listed = [schema["const"]] if "const" in schema else schema.get("enum", ())
    return [each for each in listed if each is not None]


def _said(schema: Mapping[str, Any]) -> str:
    """What the document says of a value, with its limits; nothing that a terminal would make more of."""
    words = str(schema.get("description", "")).split()
    said = "".join(each if each.isprintable() else "?" for each in " ".join(words))
    facts = [
        f"{word} {_written(schema[key])}" for key, word in _LIMITS if schema.get(key) is not None
    ]
    values = _values(schema)
    if not all(isinstance(each, str) for each in values):
        facts.insert(0, f"one of {', '.join(map(_written, values))}")
    return f"{said} [{'; '.join(facts)}]".strip() if facts else said


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
