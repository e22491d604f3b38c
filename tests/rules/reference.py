"""The truth about rules, told by others: the specs as they are written, and jsonschema.

Nothing here uses the generator's reader or the runtime: a schema is taken from the spec's own files, its view for
creating or updating is made by hand, and each rule is judged by jsonschema on each object that it is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml
from jsonschema.protocols import Validator
from support import ROOT

Schema = Mapping[str, Any]
View = str
VENDORS = ("freewheel", "clearline", "iqm", "civis")


@dataclass(frozen=True)
class Member:
    """A rule as the spec has it: a member of `allOf` or `x-warn`."""

    id: str
    schema: Schema
    warns: bool


@dataclass(frozen=True)
class Found:
    """A schema of a spec: the file it stands in, and what it says."""

    file: Path
    schema: Schema

    def follow(self, schema: Schema) -> Found:
        """A schema inside this one, after its references."""
        found = Found(self.file, schema)
        while "$ref" in found.schema:
            file, _, pointer = found.schema["$ref"].partition("#")
            path = (found.file.parent / file).resolve() if file else found.file
            value: Any = loaded(path)
            for key in pointer.strip("/").split("/"):
                value = value[key.replace("~1", "/").replace("~0", "~")]
            found = Found(path, value)
        return found

    def properties(self, view: View) -> dict[str, tuple[Schema, bool]]:
        """What may be sent, and whether it must be."""
        result: dict[str, tuple[Schema, bool]] = {}
        for name, schema in self.schema.get("properties", {}).items():
            access = schema.get("x-access", {}).get(view, "optional")
            if "x-access" not in schema and name in self.schema.get("required", ()):
                access = "required"
            if access != "never":
                result[name] = schema, access == "required"
        return result

    def members(self) -> Iterator[Member]:
        """The rules that stand on it."""
        for key in ("allOf", "x-warn"):
            for member in self.schema.get(key, ()):
                yield Member(member["x-rule"]["id"], member, key == "x-warn")


@cache
def loaded(path: Path) -> Any:
    """A file of a spec."""
    return yaml.safe_load(path.read_text("utf-8"))


@cache
def schemas(vendor: str) -> dict[str, Found]:
    """The named schemas of a vendor's spec."""
    found: dict[str, Found] = {}
    for path in sorted((ROOT / "specs" / vendor).glob("*.yaml")):
        components = loaded(path).get("components", {})
        found |= {name: Found(path, s) for name, s in components.get("schemas", {}).items()}
    return found


def members(vendor: str) -> dict[str, tuple[str, Member]]:
    """Every rule of a vendor by id, with the schema that it stands on."""
    return {m.id: (name, m) for name, found in schemas(vendor).items() for m in found.members()}


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _leaves(value: Any, path: str) -> list[Any]:
    for key in path.split("."):
        items = value if isinstance(value, list) else [value]
        value = [
            item[key] for item in items if isinstance(item, dict) and item.get(key) is not None
        ]
        value = [each for item in value for each in (item if isinstance(item, list) else [item])]
    return value if isinstance(value, list) else [value]


def _compare(
    validator: Validator, relation: Mapping[str, str], instance: Any, schema: Schema
) -> Iterator[jsonschema.ValidationError]:
    """`x-compare`, for dates and times; all that the specs compare."""
    holds = {"<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b}[relation["operator"]]
    lefts, rights = (_leaves(instance, relation[side]) for side in ("left", "right"))
    if any(not holds(_instant(a), _instant(b)) for a in lefts for b in rights):
        yield jsonschema.ValidationError("not so")


Judge: type[Validator] = jsonschema.validators.extend(
    jsonschema.Draft202012Validator, {"x-compare": _compare}
)
"""jsonschema's validator, with the one keyword that JSON Schema has nothing for."""


def objects(
    found: Found, value: Any, view: View, path: str = ""
) -> Iterator[tuple[str, Found, Any]]:
    """Every object in a value, with its place and its schema."""
    if not isinstance(value, dict):
        return
    yield path, found, value
    for name, (schema, _) in found.properties(view).items():
        inner = found.follow(schema)
        place = f"{path}.{name}" if path else name
        if isinstance(value.get(name), list) and "items" in inner.schema:
            item = inner.follow(inner.schema["items"])
            for index, each in enumerate(value[name]):
                yield from objects(item, each, view, f"{place}[{index}]")
        elif name in value:
            yield from objects(inner, value[name], view, place)


def broken(found: Found, value: Any, view: View) -> list[tuple[str, str]]:
    """Every rule that a value breaks, with the place of the object that breaks it."""
    return sorted(
        (member.id, path)
        for path, schema, each in objects(found, value, view)
        for member in schema.members()
        if not Judge(member.schema).is_valid(each)
    )
