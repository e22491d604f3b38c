"""What is wrong with a JSON value, as violations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from types import UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from ..data import is_dict, is_list
from ..errors import Violation
from .keywords import LeftOut, Schema
from .layout import Layout
from .paths import Path, PathNames
from .store import Schemas, key_of
from .values import Serializer

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

    from .validate import Validator
    from .violations import Report

_UNION = (Union, UnionType)
_VIEWS = ("", "Params", "Create", "Update")


@dataclass(eq=False, repr=False)
class Judgement:
    """What a schema says of one JSON value.

    Attributes:
        validator: The schema.
        value: The value.
        names: What its paths are called.
        left_out: Which rules to leave out.
        known: What is known to be wrong already; nothing more is said of the same paths.
    """

    validator: Validator
    value: Any
    names: PathNames
    left_out: LeftOut = False
    known: Collection[Violation] = ()

    def __post_init__(self) -> None:
        self._is_fine = self.validator.is_fine(self.value, self.left_out)

    @cached_property
    def _errors(self) -> tuple[list[ValidationError], Schema]:
        return self.validator.errors(self.value, self.left_out)

    @property
    def violations(self) -> list[Violation]:
        """All that is wrong with the value."""
        return [*self.known, *(() if self._is_fine else self._refused())]

    def _refused(self) -> Iterable[Violation]:
        try:
            errors, schema = self._errors
        except UnicodeEncodeError:
            return half_characters(self.value, self.names)
        except ValueError as error:  # such as values in values without end
            return [Violation("type", "", f"the call cannot be judged: {error}")]
        return self._report(schema).violations(errors)

    @property
    def warnings(self) -> list[Violation]:
        """What only warns."""
        if self._is_fine:
            return []
        try:
            refused = [*map(_paths, self._errors[0])]
            errors, schema = self.validator.errors(self.value, self.left_out, warn=True)
        except ValueError:
            return []  # which is among the violations
        warned = (each for each in errors if _paths(each) not in refused)
        return self._report(schema, warns=True).violations(warned)

    def _report(self, schema: Schema, *, warns: bool = False) -> Report:
        from .violations import Report  # most calls have nothing to report

        known = {each.path for each in self.known}
        return Report(schema, self.value, self.names, known, warns)


_paths = attrgetter("evaluation_path", "instance_path")


def half_characters(value: Any, names: PathNames, path: Path = ()) -> Iterator[Violation]:
    """Text in a JSON value with half of a pair of surrogates, which no encoding can write."""
    members = value.items() if is_dict(value) else enumerate(value) if is_list(value) else ()
    for key, each in members:
        yield from half_characters(key, names, path)
        yield from half_characters(each, names, (*path, key))
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            text = f"{names.name(path)} has half a character, which cannot be encoded"
            yield names.violation("type", path, text)


def differences(schemas: Schemas, key: str, value: Any) -> tuple[str, ...]:
    """Each difference between a JSON value and the schema of that key, as a sentence; none if there is no schema."""
    return _differences(schemas, schemas.validator(key), value) if key in schemas else ()


def differences_by_type(schemas: Schemas, type_: Any, value: Any) -> tuple[str, ...]:
    """The same for a value that should be of a type, such as a model, a union or a list of models."""
    from .validate import Validator

    return _differences(schemas, Validator(schemas.whole(_schema_of(type_, schemas))), value)


def _differences(schemas: Schemas, validator: Validator, value: Any) -> tuple[str, ...]:
    names = PathNames(Layout([], schemas.definition), value)
    said = {"additionalProperties": "is not described", "required": "is missing"}
    return tuple(
        f"{each.path} {said[each.rule]}" if each.rule in said else each.message
        for each in Judgement(validator, value, names).violations
    )


def _schema_of(type_: Any, schemas: Schemas) -> Schema:
    """A schema for a type that is made of models."""
    origin, inner = get_origin(type_), get_args(type_)
    if isinstance(type_, type) and (key := key_of(type_.__name__)) in schemas:
        return {"$ref": f"#/{key}"}
    if origin is list:
        return {"type": "array", "items": _schema_of(inner[0], schemas)}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": _schema_of(inner[1], schemas)}
    if origin is Literal:
        return {"enum": [*inner]}
    if origin in _UNION:
        return {"anyOf": [_schema_of(each, schemas) for each in inner]}
    if hasattr(type_, "__metadata__"):
        return _schema_of(inner[0], schemas)
    return {"type": "null"} if type_ is type(None) else True


@dataclass(frozen=True)
class Rule:
    """A business rule over what is sent.

    Attributes:
        id: Its id, by which it can be left out.
        says: What it asks for, in a sentence.
        on: The classes in `params`, or the operations, that it is about.
        fields: The fields that it asks something of, by their names in JSON.
        warns: Whether breaking it only warns.
        source: Heading of the vendor's document that states it.
    """

    id: str
    says: str
    on: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    warns: bool = False
    source: str | None = None


def check_value(
    schemas: Schemas,
    type_: object,
    value: object,
    *,
    leave_out: Collection[str] = (),
    warned: bool = False,
) -> list[Violation]:
    """Judge a value by a schema of what may be sent, shape and rules together.

    A call does the same before it sends anything. This is for forms and tests.

    Args:
        schemas: The schemas of what may be sent.
        type_: A class in `params` or `models`, a union of such, or the name of a schema.
        value: What would be sent: a dict with names of Python or of JSON, or a returned object.
        leave_out: Ids of rules that do not count.
        warned: Whether what only draws a `RuleWarning` counts as well; `warns` tells it.

    Returns:
        All that is wrong with it.

    Raises:
        KeyError: There is no such schema.
    """
    key = _key_of(type_, schemas)
    layout, serializer = schemas.layout(key), Serializer()
    serialized, names = serializer.serialize(value, layout), PathNames(layout, value)
    left_out = schemas.left_out(leave_out)
    known = [*serializer.violations(names)]
    judgement = Judgement(schemas.validator(key), serialized, names, left_out, known)
    return [*judgement.violations, *(judgement.warnings if warned else ())]


def _key_of(type_: Any, schemas: Schemas) -> str:
    """The key of the schema of a class, or of those of a union, which at run time may be a text."""
    members = get_args(type_) if get_origin(type_) in _UNION else (type_,)
    texts = (each if isinstance(each, str) else getattr(each, "__name__", "") for each in members)
    found: dict[str, None] = {}
    for name in (name for text in texts for name in text.split(" | ")):
        keys = [key_of(f"{name}{view}") for view in _VIEWS]
        keys += [key_of(name.removesuffix(view)) for view in _VIEWS]
        key = next((key for key in keys if key in schemas), None)
        if key is None:
            from .sentences import similar

            known = [each.removeprefix("$defs/") for each in schemas if each.startswith("$defs/")]
            raise KeyError(f"nothing that may be sent is called {name}{similar(name, known)}")
        found[key] = None
    return " | ".join(found)
