"""No fact of an Api escapes the comparison: each one is changed in its turn, and something must be said of it.

A field that is new to the Api fails here until the comparison looks at it, or until it is listed with a reason.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType, NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import adwright.ir
import pytest
from adwright.build import Spec
from adwright.diff import compare
from adwright.ir import types
from adwright.ir.api import Api
from adwright.ir.text import Sample, Text

from .support import CASES, spec_of

SPECS = Path(__file__).parents[2] / "specs"

NOT_COMPARED = {
    "Alias.home": "private to the package",
    "Alias.recursive": "follows from its type",
    "Alias.use": "follows from what uses it",
    "Argument.key": "the parameter or field it sets: how it travels is compared there",
    "Argument.keyword_only": "follows from `required`",
    "Argument.place": "how it travels is compared at the parameter or the body",
    "AnyOf.discriminator": "helps reading; the members are compared",
    "Discriminator.default": "helps reading; the classes are compared",
    "Discriminator.classes": "helps reading; the classes are compared",
    "Discriminator.wire": "helps reading; the classes are compared",
    "Body.example": "only shown on the documentation site",
    "Body.extra": "is an argument",
    "Body.fields": "each is an argument",
    "Body.required": "said of the arguments",
    "Body.type": "said of the arguments",
    "Doc.rules": "compared where the rules are",
    "Content.payload": "is in the result",
    "Model.home": "private to the package",
    "Model.merged": "follows from the media type of the bodies that it may be sent as",
    "Operation.stream_flag": "is an argument",
    "Operation.accept": "is an argument, whose values are compared",
    "Operation.bodies": "what may be given of them is arguments",
    "Operation.results": "follow from the responses and the arguments",
    "Operation.signatures": "follow from the arguments",
    "Result.media": "follows from the responses",
    "Signature.arguments": "are arguments of the operation",
    "Operation.constant": "private to the package",
    "Operation.id": "only in messages",
    "Operation.parameters": "each is an argument",
    "Pagination.iterator": "whether there is one is compared; its name is that of an argument",
    "Parameter.doc": "said of the argument",
    "Parameter.name": "that of the argument",
    "Parameter.required": "said of the argument",
    "Parameter.type": "said of the argument",
    "Params.model": "compared as a class",
    "Params.same_as": "the fields of both are compared",
    "Params.view": "follows from its name",
    "Resource.class_name": "follows from its name",
    "SecurityScheme.name": "what tells schemes apart is the credentials they take",
    "Wait.constant": "private to the package",
    "Wait.started": "compared as the result of the operation that starts it",
}


@dataclass(frozen=True)
class Place:
    """A field of an object somewhere in an Api: the way to it, and what it may hold."""

    way: tuple[str | int, ...]
    owner: type
    name: str
    value: Any

    @property
    def fact(self) -> str:
        return f"{self.owner.__name__}.{self.name}"


def places(node: Any, way: tuple[str | int, ...] = ()) -> Iterator[Place]:
    """Every field of every object in an Api."""
    if isinstance(node, tuple):
        for index, item in enumerate(node):
            yield from places(item, (*way, index))
    elif is_dataclass(node) and not isinstance(node, Text | type):
        for item in fields(node):
            value = getattr(node, item.name)
            yield Place((*way, item.name), type(node), item.name, value)
            yield from places(value, (*way, item.name))


def with_value(node: Any, way: tuple[str | int, ...], value: Any) -> Any:
    """An Api in which one field holds another value."""
    if not way:
        return value
    first, rest = way[0], way[1:]
    if isinstance(first, int):
        return (*node[:first], with_value(node[first], rest, value), *node[first + 1 :])
    return replace(node, **{first: with_value(getattr(node, first), rest, value)})


UNKNOWN = object()


def another(value: Any, hint: Any) -> Any:
    """Another value for a field, `UNKNOWN` if it holds an object that is looked into by itself."""
    allowed = _alternatives(hint)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, Text):
        return Text(f"{value.raw}x")
    if isinstance(value, tuple):
        return value[:-1] if value else UNKNOWN
    if isinstance(value, str):
        others = (other for other in allowed if isinstance(other, str) and other != value)
        return next(others, f"{value}x")
    if value is None:
        samples = {Text: Text("x"), bool: False, int: 7, float: 7.5}
        return next((samples[kind] for kind in allowed if kind in samples), UNKNOWN)
    if types.Scalar in allowed:
        return types.Scalar("boolean" if value != types.Scalar("boolean") else "integer")
    return None if NoneType in allowed else UNKNOWN


def _alternatives(hint: Any) -> list[Any]:
    """The members of a union and of the literals in it."""
    if get_origin(hint) is Literal:
        return [*get_args(hint)]
    if isinstance(hint, UnionType) or get_origin(hint) is Union:
        return [member for part in get_args(hint) for member in _alternatives(part)]
    return [hint]


MORE = """\
openapi: 3.1.0
info: {title: More, version: '1'}
servers: [{url: 'https://{region}.example', variables: {region: {default: eu, enum: [eu, us]}}}]
paths:
  /files:
    post:
      operationId: files.send
      tags: [files]
      parameters:
        - {name: first, in: query, schema: {type: integer}}
        - {name: second, in: query, schema: {type: integer}}
        - name: form
          in: query
          content:
            application/x-www-form-urlencoded:
              schema: {type: object, properties: {tags: {type: array, items: {type: string}}}}
              encoding: {tags: {style: pipeDelimited, explode: false}}
      x-rules:
        - x-rule: {id: second-after-first, says: second goes with first.}
          if: {required: [second]}
          then: {required: [first]}
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              properties: {file: {type: string, format: binary}, tags: {type: array, items: {type: string}}}
            encoding: {file: {contentType: image/png}, tags: {style: form, explode: false}}
      responses:
        '200': {description: Sent., content: {application/json: {schema: {$ref: '#/components/schemas/Sent'}}}}
    put:
      servers: [{url: https://other.example}]
      operationId: files.name
      x-idempotency-key: Idempotency-Key
      tags: [files]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Name'}}}}
      responses: {'204': {description: Named.}}
components:
  schemas:
    Sent: {type: object, properties: {id: {type: integer}, kind: {type: string}}, additionalProperties: {type: string}}
    Taken: {type: object, properties: {kind: {type: string}}}
    Either:
      oneOf: [{$ref: '#/components/schemas/Sent'}, {$ref: '#/components/schemas/Taken'}]
      discriminator: {propertyName: kind}
    Name:
      type: object
      properties: {name: {type: string}, short: {type: boolean}, note: {type: string}}
      additionalProperties: {type: integer}
      allOf:
        - x-rule: {id: short-or-noted, says: Short names need no note, others do.}
          if: {required: [short], properties: {short: {const: true}}}
          then: {required: [name]}
          else: {required: [note]}
"""


SWAGGER = """
swagger: '2.0'
info: {title: Old, version: '1'}
paths:
  /old:
    get:
      parameters: [{name: ids, in: query, type: array, items: {type: string}, collectionFormat: tsv}]
      responses: {'204': {description: None.}}
    post:
      consumes: [application/x-www-form-urlencoded]
      parameters: [{name: ids, in: formData, type: array, items: {type: string}, collectionFormat: tsv}]
      responses: {'204': {description: None.}}
"""


@cache
def apis() -> tuple[Api, ...]:
    """Apis that have every fact somewhere: the cases', the ones this project ships with, and one for the rest."""
    cases = [case / "new.yaml" for case in CASES]
    with TemporaryDirectory() as folder:
        more = Path(folder, "openapi.yaml")
        more.write_text(MORE, "utf-8")
        old = Path(folder, "swagger.yaml")
        old.write_text(SWAGGER, "utf-8")
        paths = [*cases, *sorted(SPECS.glob("*/openapi.yaml")), more, old]
        return tuple(spec_of(path).api for path in paths)


hints_of = cache(get_type_hints)


@cache
def facts() -> dict[str, list[tuple[Api, Place, Any]]]:
    """For each fact, a few places where it can be changed, and to what."""
    found: dict[str, list[tuple[Api, Place, Any]]] = {}
    for api in apis():
        for place in places(api):
            known = found.setdefault(place.fact, [])
            other = another(place.value, hints_of(place.owner).get(place.name))
            if len(known) < 50 and other is not UNKNOWN:
                known.append((api, place, other))
    return found


def modules_of(package: ModuleType) -> list[ModuleType]:
    """The modules of a package."""
    found = pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
    return [importlib.import_module(each.name) for each in found]


CLASSES = [
    item
    for module in modules_of(adwright.ir)
    for item in vars(module).values()
    if isinstance(item, type) and is_dataclass(item) and item.__module__ == module.__name__
    if item not in (Text, Sample)  # which are values
]
HINTS = {
    f"{owner.__name__}.{name}": _alternatives(hint)
    for owner in CLASSES
    for name, hint in get_type_hints(owner).items()
}
CONTAINERS = {
    fact
    for fact, kinds in HINTS.items()
    if types.Scalar not in kinds and all(map(is_dataclass, kinds))
}
"""Facts that are objects, always there: what they hold is compared."""
FACTS = sorted(f"{owner.__name__}.{item.name}" for owner in CLASSES for item in fields(owner))


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_is_compared(fact: str) -> None:
    if fact in NOT_COMPARED or fact in CONTAINERS:
        return
    found = facts().get(fact)
    assert found, "no specification here has it: add it to `MORE`"
    assert any(
        compare(Spec(api), Spec(with_value(api, place.way, other)), "Client")
        for api, place, other in found
    ), [(place.way, place.value, other) for _, place, other in found]


def test_what_is_left_out_is_there() -> None:
    assert {*NOT_COMPARED} <= {*FACTS}
