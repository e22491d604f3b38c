"""Rules on samples: what a document shows fits what the spec says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

from adwright.bundle.patterns import engine_pattern
from adwright.document.checks.formal import kinds_of
from adwright.document.node import Node
from adwright.document.references import Path, find, is_reference, target_of
from adwright.document.text.source import as_list, as_object, is_array, is_object
from adwright.lint.context import Breach, Context, Rule, breach

_LONGEST_VALUE = 60
_MOST_OF_ONE = 3
"""Places that are told of one example; those that are left are counted."""
_OF_ENUMS = ("enum", "const")
_TYPES = frozenset(("array", "boolean", "integer", "null", "number", "object", "string"))
_MOST_TRIES = 50_000  # names of members that are compared with a pattern


def _example_valid(context: Context) -> Iterator[Breach]:
    found: dict[Path, list[Misfit]] = {}
    for each in _misfits(context):
        if each.keyword not in _OF_ENUMS:
            found.setdefault(each.sample.path, []).append(each)
    for first, *others in found.values():
        shown = others[: _MOST_OF_ONE - 1]
        yield from (breach(each.place, each.message) for each in (first, *shown))
        if left := len(others) - len(shown):
            place = "places" if left > 1 else "place"
            yield breach(first.sample, f"the example does not fit in {left} more {place}")


def _enum_samples(context: Context) -> Iterator[Breach]:
    for node in context.all("schema", "property"):
        yield from _odd_values(node)
    for each in _misfits(context):
        if each.keyword in _OF_ENUMS:
            hint = "add the value, or note why the sample departs"
            yield breach(each.place, each.message, hint)


def _odd_values(node: Node) -> Iterator[Breach]:
    """Values of an enum that its type forbids, or that stand in it twice."""
    said = node.plain("type")
    kinds = as_list(said) or [said]
    seen: set[str] = set()
    for value in node["enum"].elements() if "enum" in node else ():
        shown = json.dumps(value.value)
        if said is not None and not any(_is_of(value.value, kind) for kind in kinds):
            yield breach(value, f"{shown} is not of the type {', '.join(map(str, kinds))}")
        if shown in seen:
            yield breach(value, f"{shown} stands in the enum twice", "leave one of them out")
        seen.add(shown)


def _is_of(value: Any, kind: object) -> bool:
    validator: Any = _validators()({"type": kind})
    return bool(validator.is_valid(value))


class Misfit(NamedTuple):
    """A place where an example or a default does not fit its schema: by which keyword, and why."""

    sample: Node
    place: Node
    keyword: str
    message: str


def _misfits(context: Context) -> Iterator[Misfit]:
    """Where examples and defaults do not fit their schemas."""
    judged = _Judged(each.node.value for each in context.bundle.samples)
    components = judged.schema(context.bundle.root.get("components", {}))
    seen: set[tuple[tuple[str, ...], str]] = set()
    for sample in context.bundle.samples:
        schema = {**judged.schema(sample.schema), "components": components}
        validator: Any = _validators()(schema, format_checker=_formats())
        for error in _gravest(validator.iter_errors(sample.node.value)):
            place = sample.node
            for step in error.absolute_path:
                place = place[str(step)]
            message = _message(error, _rule_of(error, schema))
            if (place.path, message) not in seen:
                seen.add((place.path, message))
                yield Misfit(sample.node, place, str(error.validator), message)


def _gravest(errors: Iterator[Any]) -> Iterator[Any]:
    """Errors without those of a list of values that tell no more than that the type is another one."""
    found = [*errors]
    typed = {(*each.absolute_path,) for each in found if each.validator == "type"}
    for each in found:
        if each.validator not in _OF_ENUMS or (*each.absolute_path,) not in typed:
            yield each


@cache
def _validators() -> Any:
    """What makes validators: those of jsonschema, which never meet a regular expression or a type of a document."""
    from jsonschema import Draft202012Validator, ValidationError, validators

    plain: Any = Draft202012Validator.VALIDATORS

    def pattern(_validator: Any, wanted: str, value: Any, _schema: Any) -> Iterator[Any]:
        if isinstance(value, str) and not _matches(wanted, value):
            yield ValidationError(f"{value!r} does not match {wanted!r}")

    def type_(validator: Any, said: Any, value: Any, schema: Any) -> Iterator[Any]:
        if known := [
            each for each in as_list(said) or [said] if isinstance(each, str) and each in _TYPES
        ]:
            yield from plain["type"](validator, known, value, schema)

    def additional_properties(validator: Any, said: Any, value: Any, schema: Any) -> Iterator[Any]:
        """Judged without the patterns of names, which would stand in the message."""
        rest = {**schema}
        harmless = [*rest.pop("patternProperties", {})]
        others = {
            name: member
            for name, member in as_object(value).items()
            if not any(re.search(each, name) for each in harmless)
        }
        yield from plain["additionalProperties"](validator, said, others, rest)

    maker: Any = validators  # which has no types
    judged = {"pattern": pattern, "type": type_, "additionalProperties": additional_properties}
    return maker.extend(Draft202012Validator, judged)


class _Judged:
    """Schemas as the validators take them."""

    def __init__(self, samples: Iterable[Any]) -> None:
        """Note what the members of samples are called.

        Args:
            samples: the samples.
        """
        self._names = sorted({name for sample in samples for name in _names(sample)})
        self._tries = 0
        self._patterns = dict[str, str]()

    def schema(self, said: Any) -> Any:
        """A schema, or what has some, with a place for each refusal and harmless patterns of names.

        `false` for a property becomes `{"not": {}}`: of the former, jsonschema tells no place.
        """
        if is_array(said):
            return [self.schema(item) for item in said]
        if not is_object(said):
            return said
        result = {key: self.schema(value) for key, value in said.items()}
        if is_object(named := result.get("properties")):
            result["properties"] = {k: {"not": {}} if v is False else v for k, v in named.items()}
        if is_object(matched := result.get("patternProperties")):
            result["patternProperties"] = {self._harmless(k): v for k, v in matched.items()}
        return result

    def _harmless(self, pattern: str) -> str:
        """A pattern that matches the same ones of all names, by listing them; every name, after too many tries."""
        if pattern not in self._patterns:
            mark = f"(?#{len(self._patterns)})"  # no two patterns become the same
            self._tries += len(self._names)
            if self._tries > _MOST_TRIES:
                self._patterns[pattern] = mark
            else:
                found = [re.escape(name) for name in self._names if _matches(pattern, name)]
                self._patterns[pattern] = (
                    f"{mark}^(?:{'|'.join(found)})\\Z" if found else f"{mark}(?!)"
                )
        return self._patterns[pattern]


def _names(sample: Any) -> Iterator[str]:
    """The names of members anywhere in a sample."""
    left = [sample]
    while left:
        each = left.pop()
        yield from as_object(each)
        left += as_object(each).values() if is_object(each) else as_list(each)


def _matches(pattern: str, text: str) -> bool:
    """Whether a text has a part that matches; a pattern that requests are not judged by takes any text."""
    known = engine_pattern(pattern)
    return known is None or _pattern(known.pattern).is_valid(text)


@lru_cache(64)  # some take megabytes
def _pattern(pattern: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(
        {"pattern": pattern},
        pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=100_000),
    )


@cache
def _formats() -> Any:
    """What is checked of formats: those that need no other library, and hold in any time zone."""
    from jsonschema import FormatChecker

    return FormatChecker(formats=("date", "ipv4", "ipv6", "uuid"))


def _rule_of(error: Any, schema: Any) -> str:
    """Id and sentence of the rule that an error breaks, empty if it breaks none."""
    rule, node = "", schema
    for step in error.absolute_schema_path:
        while is_reference(node) and step not in node:
            node = find(schema, target_of(node) or ())
        node = node[step]
        rule = str(as_object(node).get("$comment", rule))
    return rule


def _message(error: Any, rule: str) -> str:
    text = _words(error)
    return f"{text}: {rule}" if rule else text


def _words(error: Any) -> str:
    """What is wrong with a value, as JSON has it."""
    found, said = _json(error.instance), error.validator_value
    match error.validator:
        case "not" if said == {}:
            return "not allowed here"
        case "type":
            return f"expected {kinds_of([*(as_list(said) or [said])])}, found {found}"
        case "enum":
            return f"{found} is none of {', '.join(map(_json, said))}"
        case "const":
            return f"{found} stands where only {_json(said)} may"
        case "required":
            missing = [name for name in said if name not in error.instance]
            return f"{', '.join(map(repr, missing))} is missing"
        case "anyOf" | "oneOf" if not error.context:
            return f"{found} fits more than one member of the {error.validator}"
        case "anyOf" | "oneOf":
            return f"{found} fits no member of the {error.validator}"
        case _:
            text = " ".join(str(error.message).split())
            plain = repr(error.instance)
            return f"{found}{text[len(plain) :]}" if text.startswith(plain) else text


def _json(value: Any) -> str:
    """A value as a document has it, not too long."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]} ..."


RULES = (
    Rule(
        "enum-samples",
        "The values of an enum are of its type, and those that samples show are among them.",
        _enum_samples,
    ),
    Rule(
        "example-valid",
        "Every example and default fits its schema in the direction in which it travels.",
        _example_valid,
    ),
)
