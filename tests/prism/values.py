"""Values that fit a JSON Schema, made the same way every time: what a call takes that should succeed.

First a value is built from types, bounds and examples; then conditions (`if`/`then`,
`dependentRequired`, `not`) are met one after the other: what they forbid is taken out, what they ask
for is put in, until the validator is content.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any

import hypothesis.strategies as st
from hypothesis import Phase, find, settings
from jsonschema import Draft202012Validator, ValidationError

Schema = Any
Path = tuple[str | int, ...]

_FORMATS = {
    "date-time": "2027-03-01T12:00:00Z",
    "date": "2027-03-01",
    "time": "12:00:00Z",
    "uuid": "8f14e45f-ceea-467f-a8c5-0b9a4f4b1a2e",
    "uri": "https://example.com/a",
    "email": "someone@example.com",
}
_MOST_STEPS = 400
_DEEPEST = 12


class NoValueError(Exception):
    """Conditions that no change met: the two conflict, or they need a hand-made value."""


class Maker:
    """Makes values for the schemas of one document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.components = {"components": _with_places(document.get("components", {}))}

    def make(self, schema: Schema, *, full: bool, pinned: Mapping[Path, Any] | None = None) -> Any:
        """A value that fits a schema.

        Args:
            schema: the schema, its references leading into the document.
            full: with everything that may be there, or only with what must be.
            pinned: values that are given, by path.

        Raises:
            NoValueError: conditions stayed unmet.
        """
        value = self._build(schema, full, 0)
        for path, wanted in (pinned or {}).items():
            self._put(schema, value, path, wanted)
        return self._repair(schema, value, pinned or {})

    def make_with(self, schema: Schema, path: Path, wanted: Any) -> Any:
        """A small value that has a certain choice in it, with what else must be chosen for that.

        Raises:
            NoValueError: no value can have it.
        """
        pinned = {path: wanted}
        try:
            return self.make(schema, full=False, pinned=pinned)
        except NoValueError as error:
            refused = error
        for other, values in self.choices(schema):
            if other[0] == path[0] and other != path:
                for value in values:
                    with suppress(NoValueError):
                        return self.make(schema, full=False, pinned={**pinned, other: value})
        raise refused

    def choices(self, schema: Schema, at: Path = ()) -> Iterator[tuple[Path, list[Any]]]:
        """Where a value of a schema is one of several, and which."""
        schema = self._flat(schema)
        if len(at) > _DEEPEST:
            return
        values = [value for value in schema.get("enum", ()) if value is not None]
        if len(values) > 1:
            yield at, values
        for name, child in schema.get("properties", {}).items():
            yield from self.choices(child, (*at, name))
        if isinstance(schema.get("items"), dict):
            yield from self.choices(schema["items"], (*at, 0))

    def _validator(self, schema: Schema) -> Draft202012Validator:
        return Draft202012Validator({**_with_places(schema), **self.components})

    # -- building ------------------------------------------------------------------------------

    def _flat(self, schema: Schema) -> dict[str, Any]:
        """A schema with references followed and `allOf` merged, conditions apart."""
        if not isinstance(schema, dict):
            return {}
        result: dict[str, Any] = {}
        parts = [self._flat(self._target(schema["$ref"]))] if "$ref" in schema else []
        parts += [self._flat(part) for part in schema.get("allOf", ()) if "if" not in part]
        own = {key: value for key, value in schema.items() if key not in ("$ref", "allOf")}
        for part in (*parts, own):
            for key, value in part.items():
                if key == "properties":
                    value = {**result.get(key, {}), **value}
                elif key == "required":
                    value = list(dict.fromkeys([*result.get(key, ()), *value]))
                result[key] = value
        return result

    def _target(self, ref: str) -> Schema:
        target: Any = self.components
        for key in ref.removeprefix("#/").split("/"):
            target = target[key.replace("~1", "/").replace("~0", "~")]
        return target

    def _build(self, schema: Schema, full: bool, depth: int) -> Any:
        schema = self._flat(schema)
        if "const" in schema:
            return schema["const"]
        for key in ("enum", "examples"):
            for value in schema.get(key, ()):
                if value is not None:
                    return value
        if "example" in schema:
            return schema["example"]
        for key in ("oneOf", "anyOf"):
            if key in schema and "type" not in schema:
                rest = {k: v for k, v in schema.items() if k != key}
                real = [member for member in schema[key] if member.get("type") != "null"]
                return self._build({**rest, "allOf": [(real or schema[key])[0]]}, full, depth)
        return self._of_type(_type(schema), schema, full, depth)

    def _of_type(self, kind: str, schema: dict[str, Any], full: bool, depth: int) -> Any:
        if kind == "object":
            required = set(schema.get("required", ()))
            wanted = full and depth < _DEEPEST
            made = {
                name: self._build(child, full, depth + 1)
                for name, child in schema.get("properties", {}).items()
                if child != {"not": {}} and (wanted or name in required)
            }
            extra = schema.get("additionalProperties")
            if wanted and not made and isinstance(extra, dict):
                made["key"] = self._build(extra, full, depth + 1)
            return made
        if kind == "array":
            count = max(schema.get("minItems", 0), 1 if full and depth < _DEEPEST else 0)
            return [self._build(schema.get("items", {}), full, depth + 1) for _ in range(count)]
        if kind == "string":
            return _string(schema)
        if kind in ("integer", "number"):
            return _number(schema)
        return {"boolean": True, "null": None}.get(kind, "anything")

    # -- meeting conditions --------------------------------------------------------------------

    def _repair(self, schema: Schema, value: Any, pinned: Mapping[Path, Any]) -> Any:
        validator = self._validator(schema)
        removed: list[Path] = []
        for _ in range(_MOST_STEPS):
            errors = sorted(validator.iter_errors(value), key=_urgency)
            if not errors:
                return value
            for error in errors:
                if self._mend(schema, value, error, pinned, removed):
                    break
            else:
                break
        raise NoValueError("; ".join(f"{_at(error)}: {error.message}" for error in errors[:3]))

    def _mend(
        self,
        schema: Schema,
        value: Any,
        error: ValidationError,
        pinned: Mapping[Path, Any],
        removed: list[Path],
    ) -> bool:
        """Change a value so that an error may go; False if nothing is to be done about it."""
        path = tuple(error.absolute_path)
        given = any(path == pin[: len(path)] for pin in pinned)
        match error.validator:
            case "not" if error.validator_value == {}:
                if given:
                    return False
                _remove(value, path)
                removed.append(path)
                return True
            case "required" | "dependentRequired":
                return self._add_missing(schema, value, path, error, removed)
            case "enum" | "const" if not given:
                wanted = error.validator_value
                _put_at(value, path, wanted[0] if error.validator == "enum" else wanted)
                return True
            case "not" if not given:
                return self._choose_another(schema, value, path, error)
            case "minItems":
                items = _value_at(value, path)
                items.append(self._build(self._schema_at(schema, (*path, 0)), False, 0))
                return True
            case "maxItems":
                del _value_at(value, path)[error.validator_value :]
                return True
            case "additionalProperties":
                return False
            case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "pattern":
                base = self._flat(self._schema_at(schema, path))
                _put_at(value, path, self._build({**base, **error.schema}, False, 0))
                return not given
        return False

    def _add_missing(
        self, schema: Schema, value: Any, path: Path, error: ValidationError, removed: list[Path]
    ) -> bool:
        holder = _value_at(value, path)
        wanted = error.validator_value
        if isinstance(wanted, dict):
            wanted = [name for key, names in wanted.items() if key in holder for name in names]
        changed = False
        for name in wanted:
            if name not in holder and (*path, name) not in removed:
                holder[name] = self._build(self._schema_at(schema, (*path, name)), False, 0)
                changed = True
        return changed

    def _choose_another(
        self, schema: Schema, value: Any, path: Path, error: ValidationError
    ) -> bool:
        """Another value that a `not` does not refuse; or, of members that exclude each other, fewer."""
        refused = self._validator({"not": error.validator_value})
        for other in self._flat(self._schema_at(schema, path)).get("enum", ()):
            if other is not None and refused.is_valid(other):
                _put_at(value, path, other)
                return True
        holder = _value_at(value, path)
        if isinstance(holder, dict):
            for name in reversed(error.validator_value.get("required", ())):
                if name in holder:
                    del holder[name]
                    return True
        return False

    def _schema_at(self, schema: Schema, path: Path) -> Schema:
        for step in path:
            flat = self._flat(schema)
            if isinstance(step, int):
                schema = flat.get("items", {})
            else:
                schema = flat.get("properties", {}).get(step, {})
        return schema

    def _put(self, schema: Schema, value: Any, path: Path, wanted: Any) -> None:
        """Set a value, with what is needed on the way to it."""
        for length in range(1, len(path)):
            holder, step = _value_at(value, path[: length - 1]), path[length - 1]
            there = len(holder) > step if isinstance(step, int) else step in holder
            if not there:
                made = self._build(self._schema_at(schema, path[:length]), True, _DEEPEST - 1)
                holder.append(made) if isinstance(step, int) else holder.update({step: made})
        holder, step = _value_at(value, path[:-1]), path[-1]
        if isinstance(step, int) and len(holder) <= step:
            holder.append(wanted)
        else:
            holder[step] = wanted


def _with_places(schema: Any) -> Any:
    """The schema with `{"not": {}}` for a property that is `false`: jsonschema does not say where that one is."""
    if isinstance(schema, list):
        return [_with_places(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: _with_places(value) for key, value in schema.items()}
    if isinstance(result.get("properties"), dict):
        named = result["properties"].items()
        result["properties"] = {
            key: {"not": {}} if value is False else value for key, value in named
        }
    return result


def _type(schema: Mapping[str, Any]) -> str:
    kinds = schema.get("type", "object" if "properties" in schema else "any")
    return (
        next((k for k in kinds if k != "null"), "null") if isinstance(kinds, list) else str(kinds)
    )


def _string(schema: Mapping[str, Any]) -> str:
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    if "pattern" in schema:
        return _matching(schema["pattern"])
    text = "text"[: schema.get("maxLength", 4)]
    return text.ljust(schema.get("minLength", 0), "x")


@cache
def _matching(pattern: str) -> str:
    """The simplest text that matches a pattern."""
    quiet = settings(derandomize=True, database=None, phases=(Phase.generate,))
    return str(find(st.from_regex(pattern).filter(str.isprintable), lambda _: True, settings=quiet))


def _number(schema: Mapping[str, Any]) -> int | float:
    step = schema.get("multipleOf", 1)
    value = 1 if step == 1 else step
    if "minimum" in schema:
        value = max(value, schema["minimum"])
    if "exclusiveMinimum" in schema:
        value = max(value, schema["exclusiveMinimum"] + step)
    if "maximum" in schema:
        value = min(value, schema["maximum"])
    if "exclusiveMaximum" in schema:
        value = min(value, schema["exclusiveMaximum"] - step)
    return value


def _urgency(error: ValidationError) -> tuple[int, int, list[str]]:
    """What is forbidden goes first, since what is missing may be missing because of it."""
    forbidden = error.validator == "not" and error.validator_value == {}
    return not forbidden, -len(error.absolute_path), [*map(str, error.absolute_path)]


def _at(error: ValidationError) -> str:
    return ".".join(map(str, error.absolute_path)) or "the value"


def _value_at(value: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        value = value[step]
    return value


def _put_at(value: Any, path: Path, wanted: Any) -> None:
    _value_at(value, path[:-1])[path[-1]] = wanted


def _remove(value: Any, path: Path) -> None:
    del _value_at(value, path[:-1])[path[-1]]
