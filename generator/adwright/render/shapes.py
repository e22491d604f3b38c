"""Types through datamodel-code-generator, which is asked once for each distinct shape.

A shape is a type with stand-ins for the classes and values in it: no name and no text of a document is in what the
generator gets. What it prints is never written out: it is parsed, checked to be what was asked for, and taken over
as a syntax tree, with what the stand-ins stand for in their places.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from adwright.ir.types import AnyOf, ListOf, MapOf, Nullable, Scalar, Type
from adwright.render.code import alternatives, expression, unparsed
from adwright.render.reuse import Reuse, afresh

_PLAIN = {"any": {}, "null": {"type": "null"}}
_SHAPES = "AdwrightShapes"
"""The class in the generator's input whose fields are the shapes."""

Leaf = Callable[[Type], str]
"""Writes a type that has no others in it."""


class ShapeError(Exception):
    """datamodel-code-generator gave other classes or fields than it was asked for: a fault of ours, not of a spec."""


class Shapes:
    """Writes types.

    Args:
        types: all types that will be asked for.
        reuse: knows what an earlier build was given.
    """

    def __init__(self, types: Iterable[Type], reuse: Reuse = afresh) -> None:
        shapes: dict[str, dict[str, Any]] = {}
        most = 0
        for type_ in dict.fromkeys(types):
            shape, leaves = _shape(type_)
            shapes.setdefault(json.dumps(shape), shape)
            most = max(most, len(leaves))
        schemas = _feed([*shapes.values()], most)
        code = reuse("shapes", json.dumps(schemas), lambda: _generate(schemas))
        self._expressions = dict(zip(shapes, _read(code, schemas), strict=True))

    def text(self, type_: Type, leaf: Leaf, words: Mapping[str, str]) -> str:
        """A type as an annotation.

        Args:
            type_: the type.
            leaf: writes the classes, choices and scalars in it.
            words: other names for what the generator calls lists and dicts.
        """
        shape, leaves = _shape(type_)
        printed = {f"S{number}": leaf(each) for each, number in leaves.items()}
        tree = expression(self._expressions[json.dumps(shape)])
        return unparsed(_Filled({**words, **printed}).visit(tree))


def _shape(type_: Type) -> tuple[dict[str, Any], dict[Type, int]]:
    """A type as a schema with stand-ins, and what each stands for, by number."""
    leaves: dict[Type, int] = {}

    def schema(part: Type) -> dict[str, Any]:
        match part:
            case ListOf(item):
                return {"type": "array", "items": schema(item)}
            case MapOf(value):
                return {"type": "object", "additionalProperties": schema(value)}
            case AnyOf(members):
                return {"anyOf": [schema(member) for member in members]}
            case Nullable(inner):
                return {"anyOf": [schema(inner), {"type": "null"}]}
            case Scalar("any" | "null" as kind):
                return _PLAIN[kind]
            case Scalar(kind):
                part = Scalar(kind)
            case _:
                pass
        return {"$ref": f"#/components/schemas/S{leaves.setdefault(part, len(leaves))}"}

    return schema(type_), leaves


def _feed(shapes: list[dict[str, Any]], leaves: int) -> dict[str, Any]:
    """The generator's input: a class whose fields have the shapes, and an empty one for each stand-in."""
    fields = {f"f{index}": shape for index, shape in enumerate(shapes)}
    nothing: dict[str, Any] = {"type": "object", "properties": {}}
    stand_ins = {f"S{number}": nothing for number in range(leaves)}
    return {**stand_ins, _SHAPES: {"type": "object", "properties": fields, "required": [*fields]}}


def _generate(schemas: dict[str, Any]) -> str:
    """Run datamodel-code-generator over `components.schemas` alone."""
    from datamodel_code_generator import InputFileType, generate
    from datamodel_code_generator.enums import DataModelType
    from datamodel_code_generator.format import PythonVersion

    document = {
        "openapi": "3.1.0",
        "info": {"title": "models", "version": "0"},
        "paths": {},
        "components": {"schemas": schemas},
    }
    text = generate(
        document,
        input_file_type=InputFileType.OpenAPI,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        formatters=[],
        disable_timestamp=True,
        use_standard_collections=True,
        use_union_operator=True,
        keep_model_order=True,
    )
    assert isinstance(text, str)
    return text


def _read(code: str, schemas: Mapping[str, Any]) -> list[str]:
    """The annotations of the fields, in their order."""
    classes = {node.name: node for node in ast.parse(code).body if isinstance(node, ast.ClassDef)}
    if classes.keys() != schemas.keys():
        raise ShapeError(f"other classes than asked for: {sorted(classes.keys() ^ schemas.keys())}")
    fields = dict(_annotations(classes[_SHAPES]))
    if [*fields] != [*schemas[_SHAPES]["properties"]]:
        raise ShapeError(f"other fields than asked for: {[*fields]}")
    return [*fields.values()]


def _annotations(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id, ast.unparse(statement.annotation)


class _Filled(ast.NodeTransformer):
    """Puts texts in the places of names; each alternative of a union is there once."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return expression(self.words.get(node.id, node.id))

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        given = [self.visit(each) for each in alternatives(node)]
        parts = {ast.unparse(part): part for each in given for part in alternatives(each)}
        null = parts.pop("None", None)
        first, *rest = [*parts.values(), *([null] if null is not None else [])]
        for part in rest:
            first = ast.BinOp(first, ast.BitOr(), part)
        return first

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if isinstance(node.value, str) and node.value.isidentifier():  # a forward reference
            return self.visit_Name(ast.Name(node.value))
        return node
