"""Turns pydantic's errors into violations: JSON Schema keyword, wire path, sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from .errors import Violation
from .schemas import choices_of
from .shapes import is_mapping

Node = dict[str, Any]
_SECRET = re.compile(r"passw|secret|token|api_?key|credential", re.IGNORECASE)

_KEYWORDS: Mapping[str, str] = {
    "missing": "required",
    "extra_forbidden": "additionalProperties",
    "literal_error": "enum",
    "enum": "enum",
    "string_too_short": "minLength",
    "string_too_long": "maxLength",
    "bytes_too_short": "minLength",
    "bytes_too_long": "maxLength",
    "string_pattern_mismatch": "pattern",
    "greater_than": "exclusiveMinimum",
    "greater_than_equal": "minimum",
    "less_than": "exclusiveMaximum",
    "less_than_equal": "maximum",
    "multiple_of": "multipleOf",
    "too_short": "minItems",
    "too_long": "maxItems",
    "format": "format",
    "union_tag_not_found": "required",
    "union_tag_invalid": "enum",
}

_EXPECTED: Mapping[str, str] = {
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "string_type": "text",
    "bytes_type": "bytes",
    "list_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "none_required": "null",
    "model_attributes_type": "an object",
    "datetime_type": "a date and time",
    "date_type": "a date",
    "time_type": "a time",
    "time_delta_type": "a duration",
    "is_instance_of": "a UUID",
}


@dataclass(frozen=True)
class _Fault:
    """One error of pydantic, with the place it is at."""

    kind: str
    path: tuple[str | int, ...]
    forks: tuple[tuple[tuple[str | int, ...], str], ...]
    value: object
    context: Mapping[str, Any]
    text: str

    @property
    def is_type(self) -> bool:
        return self.kind.endswith("_type") or self.kind in (
            "none_required",
            "finite_number",
            "is_instance_of",
        )


def violations_of(
    error: ValidationError, schema: Node, prefix: Sequence[str | int] = ()
) -> list[Violation]:
    """The violations behind a validation error.

    Args:
        error: What the validator raised.
        schema: The core schema the validator was built from.
        prefix: Where the validated value is in the request.
    """
    faults = _faults(error, schema, tuple(prefix))
    order = {each.path: i for i, each in reversed(list(enumerate(faults)))}
    settled = sorted(_settle(faults, 0), key=lambda each: order.get(each.path, 0))
    return [_violation(each) for each in settled]


def _faults(error: ValidationError, schema: Node, prefix: tuple[str | int, ...]) -> list[_Fault]:
    faults: list[_Fault] = []
    tracer = _Tracer(schema)
    for each in error.errors(include_url=False):
        path, forks = tracer.trace(each["loc"], prefix)
        context = each.get("ctx", {})
        if each["type"] == "missing_sentinel_error":
            continue  # that a value is not `MISSING` is never what is wrong with it
        if each["type"] == "nested":  # from behind a lazy reference
            faults += _faults(context["error"], context["schema"], path)
            continue
        faults.append(_Fault(each["type"], path, forks, each["input"], context, each["msg"]))
    return faults


class _Tracer:
    """Follows an error's location through the schema, to wire names and union members."""

    def __init__(self, schema: Node) -> None:
        self.definitions: dict[str, Node] = {}
        if schema["type"] == "definitions":
            self.definitions = {each["ref"]: each for each in schema["definitions"]}
            schema = schema["schema"]
        self.schema = schema

    def trace(
        self, loc: Sequence[str | int], prefix: tuple[str | int, ...]
    ) -> tuple[tuple[str | int, ...], tuple[tuple[tuple[str | int, ...], str], ...]]:
        """The wire path of a location, and which member it took at each union on the way."""
        path = list(prefix)
        forks: list[tuple[tuple[str | int, ...], str]] = []
        node: Node | None = self.schema
        for step in loc:
            node = self._enter(node)
            kind = node["type"] if node else None
            if node is None:
                path.append(step)
            elif kind == "union":
                forks.append((tuple(path), str(step)))
                node = choices_of(node)[int(step)] if str(step).isdigit() else None
            elif kind == "tagged-union":
                node = node["choices"].get(step)
            elif kind == "model-fields":
                name, node = self._field(node, step)
                path.append(name)
            else:
                path.append(step)
                node = self._member(node, step)
        return tuple(path), tuple(forks)

    def _enter(self, node: Node | None) -> Node | None:
        """Step over nodes that leave no trace in a location."""
        while node is not None:
            if node["type"] == "definition-ref":
                node = self.definitions.get(node["schema_ref"])
            elif node["type"] == "json-or-python":
                node = node["python_schema"]
            elif "schema" in node:
                node = node["schema"]
            else:
                break
        return node

    @staticmethod
    def _field(node: Node, step: str | int) -> tuple[str | int, Node | None]:
        for name, field in node["fields"].items():
            alias = field.get("validation_alias", name)
            if step in (name, alias):
                return alias, field["schema"]
        return step, node.get("extras_schema")

    @staticmethod
    def _member(node: Node, step: str | int) -> Node | None:
        inner: Node | list[Node] | None = node.get("items_schema") or node.get("values_schema")
        if isinstance(inner, list):
            return inner[step] if isinstance(step, int) and step < len(inner) else None
        return inner


def _settle(faults: Sequence[_Fault], level: int) -> list[_Fault]:
    """Of each union keep the faults of the member that was most likely meant."""
    settled = [each for each in faults if len(each.forks) <= level]
    unions: dict[tuple[str | int, ...], dict[str, list[_Fault]]] = {}
    for fault in faults:
        if len(fault.forks) > level:
            place, label = fault.forks[level]
            unions.setdefault(place, {}).setdefault(label, []).append(fault)
    for place, members in unions.items():
        shaped = [x for x in members.values() if all(each.path != place for each in x)]
        if shaped:
            settled += _settle(min(shaped, key=len), level + 1)
        elif len(members) == 1:
            settled += _settle(next(iter(members.values())), level + 1)
        else:
            settled.append(_merged(place, [each for x in members.values() for each in x]))
    return settled


def _merged(place: tuple[str | int, ...], faults: Sequence[_Fault]) -> _Fault:
    """One fault for a value that fits no member of a union."""
    here = [each for each in faults if each.path == place]
    telling = [each for each in here if not each.is_type]
    if len(telling) == 1:
        return telling[0]  # the type was right for one member, so its word counts
    if all(each.kind == "literal_error" for each in here):
        expected = ", ".join(each.context["expected"] for each in here)
        return _Fault("literal_error", place, (), here[0].value, {"expected": expected}, "")
    phrases = list(dict.fromkeys(_EXPECTED.get(each.kind, _bare(each)) for each in here))
    kind = "union_type" if not telling else "anyOf"
    return _Fault(kind, place, (), here[0].value, {}, "must be " + " or ".join(phrases))


def _bare(fault: _Fault) -> str:
    return _phrase(fault).removeprefix("must be ")


def _violation(fault: _Fault) -> Violation:
    path = path_text(fault.path)
    rule = "type" if fault.is_type else _KEYWORDS.get(fault.kind, fault.kind)
    if fault.kind in ("too_short", "too_long") and is_mapping(fault.value):
        rule = rule.replace("Items", "Properties")
    if fault.kind == "literal_error" and " or " not in fault.context["expected"]:
        rule = "enum" if "," in fault.context["expected"] else "const"
    if fault.kind in ("missing", "extra_forbidden", "union_tag_not_found"):
        if fault.kind == "union_tag_not_found":
            path = path_text((*fault.path, str(fault.context["discriminator"]).strip("'")))
        return Violation(rule, path, f"{path} {_phrase(fault)}")
    hidden = is_secret(path)
    shown = "" if hidden else f", not {show(fault.value)}"
    values = {} if hidden else {path: fault.value}
    return Violation(rule, path, f"{path or 'the body'} {_phrase(fault)}{shown}", values)


_PHRASES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "missing": lambda c: "is required",
    "union_tag_not_found": lambda c: "is required",
    "extra_forbidden": lambda c: "is not a field that can be sent",
    "literal_error": lambda c: f"must be {'' if _single(c) else 'one of '}{c['expected']}",
    "union_tag_invalid": lambda c: f"must have {c['discriminator']} one of {c['expected_tags']}",
    "string_too_short": lambda c: f"must have at least {c['min_length']} characters",
    "string_too_long": lambda c: f"must have at most {c['max_length']} characters",
    "string_pattern_mismatch": lambda c: f"must match the pattern {c['pattern']}",
    "greater_than": lambda c: f"must be greater than {c['gt']}",
    "greater_than_equal": lambda c: f"must be at least {c['ge']}",
    "less_than": lambda c: f"must be less than {c['lt']}",
    "less_than_equal": lambda c: f"must be at most {c['le']}",
    "multiple_of": lambda c: f"must be a multiple of {c['multiple_of']}",
    "too_short": lambda c: f"must have at least {c['min_length']} members",
    "too_long": lambda c: f"must have at most {c['max_length']} members",
}


def _single(context: Mapping[str, Any]) -> bool:
    expected = str(context["expected"])
    return " or " not in expected and "," not in expected


def _phrase(fault: _Fault) -> str:
    if fault.kind in _EXPECTED:
        return f"must be {_EXPECTED[fault.kind]}"
    if phrase := _PHRASES.get(fault.kind):
        return phrase(fault.context)
    text = fault.text.removeprefix("Value error, ").removeprefix("Input should be ")
    return text if text.startswith("must ") else f"must be {text}"


def is_secret(path: str) -> bool:
    """Whether the name of a place says that values there are not to be shown."""
    return _SECRET.search(path) is not None


def path_text(path: Sequence[str | int]) -> str:
    """A path as people write it: `delivery.frequency_caps[2].period`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def show(value: object) -> str:
    """A value as a message shows it: short, on one line."""
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
