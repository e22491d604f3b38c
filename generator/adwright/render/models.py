"""Models through datamodel-code-generator: its types for our classes, printed by our template.

The generator's input is made from the Api, with every class named and no prose, no enum value and no alias in it: it
types fields and bounds. What it prints is never written out. It is parsed, checked to hold exactly the classes and
fields asked for, and each annotation is taken over as a syntax tree.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from adwright.api.model import Alias, Api, Field, Model
from adwright.api.text import Identifier, Text
from adwright.api.types import (
    ANY,
    AnyOf,
    Bounds,
    Choice,
    ListOf,
    MapOf,
    Nullable,
    Ref,
    Scalar,
    Type,
    names_in,
)
from adwright.render.code import unparsed
from adwright.render.prose import literal, literals, mapping
from adwright.reuse import AFRESH, Reuse

_FORMATS = {
    "any": {}, "string": {"type": "string"}, "integer": {"type": "integer"}, "number": {"type": "number"},
    "boolean": {"type": "boolean"}, "null": {"type": "null"}, "date-time": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"}, "binary": {"type": "string", "format": "binary"},
}  # fmt: skip
_KEYWORDS = {
    "minimum": "minimum", "maximum": "maximum", "exclusive_minimum": "exclusiveMinimum",
    "exclusive_maximum": "exclusiveMaximum", "multiple_of": "multipleOf", "min_length": "minLength",
    "max_length": "maxLength", "pattern": "pattern", "min_items": "minItems", "max_items": "maxItems",
}  # fmt: skip
_RENAMED = {"AwareDatetime": "DateTime", "datetime": "DateTime", "date": "Date"}
_TYPES = "AdwrightTypes"
"""The class in the generator's input whose fields are the types that stand inside others."""


class ModelError(Exception):
    """datamodel-code-generator gave other classes or fields than it was asked for: a fault of ours, not of a spec."""


@dataclass(frozen=True, slots=True)
class PrintedField:
    """A field as the template prints it."""

    field: Field
    annotation: str
    default: str | None


@dataclass(frozen=True, slots=True)
class PrintedModel:
    """A class as the template prints it."""

    model: Model
    base: str
    fields: tuple[PrintedField, ...]
    others: str | None = None  # the type of the members that are no fields

    @property
    def name(self) -> str:
        """The class that has the fields: with actions, the base of the sync and the async one."""
        return f"Base{self.model.name}" if self.model.actions else self.model.name


@dataclass(frozen=True, slots=True)
class PrintedAlias:
    """An alias as the template prints it."""

    alias: Alias
    annotation: str


@dataclass(frozen=True, slots=True)
class PrintedModels:
    """Everything in the models module, in an order that can be imported: enums, classes, aliases of classes."""

    enums: tuple[PrintedAlias, ...]
    models: tuple[PrintedModel, ...]
    aliases: tuple[PrintedAlias, ...]


def print_models(api: Api, reuse: Reuse = AFRESH) -> PrintedModels:
    """The classes and aliases of an Api with their annotations.

    Raises:
        ModelError: the generated classes are not the ones asked for.
    """
    feed = _Feed([*(model.name for model in api.models), *(alias.name for alias in api.aliases)])
    for model in api.models:
        feed.model(model)
    aliases = {alias.name: feed.inner(alias.type) for alias in api.aliases}
    extras = {
        model.name: feed.inner(MapOf(model.extra))
        for model in api.models
        if model.extra is not None and model.extra != ANY
    }
    code = reuse.made("models", json.dumps(feed.schemas), lambda: _generate(feed.schemas))
    typed = _Typed(code, feed)
    multipart = _multipart(api)
    choices = {alias.name for alias in api.aliases if isinstance(alias.type, Choice)}
    open_enums = {
        alias.name: base for alias in api.aliases if (base := _open_base(alias.type)) is not None
    }
    printed = {
        alias.name: PrintedAlias(
            alias, _told_apart(unparsed(typed.inner(aliases[alias.name])), alias.type)
        )
        for alias in api.aliases
    }
    return PrintedModels(
        enums=tuple(printed[a.name] for a in api.aliases if a.name in choices),
        models=tuple(
            _print_model(
                model, typed, open_enums, extras.get(model.name), files=model.name in multipart
            )
            for model in api.models
        ),
        aliases=tuple(
            printed[a.name] for a in _in_order([a for a in api.aliases if a.name not in choices])
        ),
    )


def _told_apart(annotation: str, type_: Type) -> str:
    """The annotation of an alias, with what tells its classes apart in a reply."""
    said = type_.discriminator if isinstance(type_, AnyOf) else None
    if said is None:
        return annotation
    classes = mapping((tag, Text(name)) for tag, name in said.classes)
    return f"Annotated[{annotation}, Discriminator({literal(said.wire)}, {classes})]"


class _Feed:
    """The generator's input: a schema per class, and one whose fields are the types inside others."""

    def __init__(self, names: list[Identifier]) -> None:
        # The generator has rules of its own for names, so it gets numbers and never sees ours.
        self.numbers = {name: f"M{index}" for index, name in enumerate(names)}
        self.inners: list[tuple[str, Type]] = []
        self.schemas: dict[str, Any] = {
            _TYPES: {"type": "object", "properties": {}, "required": []}
        }

    def model(self, model: Model) -> None:
        properties = {f"f{i}": self._schema(_not_null(f.type)) for i, f in enumerate(model.fields)}
        self.schemas[self.numbers[model.name]] = {
            "type": "object",
            "properties": properties,
            "required": [*properties],
        }

    def inner(self, type_: Type) -> str:
        """Ask for a type on its own; the name it will be found under."""
        name = f"T{len(self.inners)}"
        self.inners.append((name, type_))
        if not isinstance(type_, Choice):
            self.schemas[_TYPES]["properties"][name.lower()] = self._schema(type_)
            self.schemas[_TYPES]["required"].append(name.lower())
        return name

    def _stub(self, name: str) -> dict[str, Any]:
        """A reference to a class with nothing in it, which stands for something that is put in its place later."""
        self.schemas.setdefault(name, {"type": "object", "properties": {}})
        return {"$ref": f"#/components/schemas/{name}"}

    def _schema(self, type_: Type, *, top: bool = True) -> dict[str, Any]:
        match type_:
            case Scalar(kind, bounds) if not bounds or top:
                return {**_FORMATS[kind], **_bounds(bounds)}
            case ListOf(item, bounds) if not bounds or top:
                return {"type": "array", "items": self._schema(item, top=False), **_bounds(bounds)}
            case MapOf(value):
                return {"type": "object", "additionalProperties": self._schema(value, top=False)}
            case AnyOf(members):
                return {"anyOf": [self._schema(member, top=False) for member in members]}
            case Nullable(inner):
                return {"anyOf": [self._schema(inner, top=False), {"type": "null"}]}
            case Ref(name):
                return self._stub(self.numbers[name])
            case _:
                return self._stub(self.inner(type_))


def _bounds(bounds: Bounds) -> dict[str, Any]:
    given = ((keyword, getattr(bounds, key)) for key, keyword in _KEYWORDS.items())
    return {k: v.raw if isinstance(v, Text) else v for k, v in given if v is not None}


def _not_null(type_: Type) -> Type:
    return type_.inner if isinstance(type_, Nullable) else type_


def _generate(schemas: dict[str, Any]) -> str:
    """Run datamodel-code-generator over `components.schemas` alone, with nothing of a document's own text."""
    from datamodel_code_generator import InputFileType, generate
    from datamodel_code_generator.enums import DataModelType
    from datamodel_code_generator.format import DatetimeClassType, PythonVersion

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
        output_datetime_class=DatetimeClassType.Datetime,
        formatters=[],
        disable_timestamp=True,
        use_annotated=True,
        field_constraints=True,
        use_standard_collections=True,
        use_union_operator=True,
        keep_model_order=True,
    )
    assert isinstance(text, str)
    return text


class _Typed:
    """The generator's output as syntax trees, checked against what was asked for."""

    def __init__(self, code: str, feed: _Feed) -> None:
        self.feed = feed
        self.types = dict(feed.inners)
        self.names = {number: name for name, number in feed.numbers.items()}
        classes = {
            node.name: node for node in ast.parse(code).body if isinstance(node, ast.ClassDef)
        }
        unasked, missing = (
            classes.keys() - feed.schemas.keys(),
            feed.schemas.keys() - classes.keys(),
        )
        if unasked or missing:
            raise ModelError(
                f"classes not asked for: {sorted(unasked)}; missing: {sorted(missing)}"
            )
        self.fields = {name: dict(_annotations(node)) for name, node in classes.items()}
        for name, schema in feed.schemas.items():
            if [*self.fields[name]] != [*schema["properties"]]:
                raise ModelError(f"{name} has the fields {[*self.fields[name]]}")

    def inner(self, name: str) -> ast.expr:
        """A type asked for on its own."""
        type_ = self.types[name]
        if isinstance(type_, Choice):
            return _expression(f"Literal[{literals(type_.values)}]")
        return self.put_in(self.fields[_TYPES][name.lower()])

    def field(self, model: Identifier, index: int) -> ast.expr:
        """The annotation of a field."""
        return self.put_in(self.fields[self.feed.numbers[model]][f"f{index}"])

    def put_in(self, node: ast.expr) -> ast.expr:
        """The expression with stand-ins replaced by what they stand for."""
        return _Substitute(self).visit(node)  # type: ignore[no-any-return]


class _Substitute(ast.NodeTransformer):
    def __init__(self, typed: _Typed) -> None:
        self.typed = typed

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.typed.types:
            return self.typed.inner(node.id)
        return ast.Name(self.typed.names.get(node.id) or _RENAMED.get(node.id, node.id))

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if (
            isinstance(node.value, str) and node.value.isidentifier()
        ):  # a forward reference in quotes
            return self.visit_Name(ast.Name(node.value))
        return node

    def visit_keyword(self, node: ast.keyword) -> ast.keyword:
        return node  # bounds are values, not types


def _annotations(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id, statement.annotation


def _multipart(api: Api) -> set[Identifier]:
    """The classes that are sent as multipart bodies and in no other way: JSON cannot carry a file."""
    sent: dict[bool, set[Identifier]] = {True: set(), False: set()}
    for body in (each.body for each in api.operations if each.body is not None):
        sent["multipart/" in body.media.raw].update(names_in(body.type))
    inside = {
        name for model in api.models for field in model.fields for name in names_in(field.type)
    }
    return sent[True] - sent[False] - inside


def _print_model(
    model: Model,
    typed: _Typed,
    open_enums: dict[Identifier, str],
    extra: str | None,
    *,
    files: bool,
) -> PrintedModel:
    shadowed = frozenset(f.name for f in model.fields)

    def printed(annotation: ast.expr) -> str:
        if model.view in ("reply", "open"):
            annotation = _OpenEnums(open_enums).visit(annotation)
        elif files:
            annotation = _Uploads().visit(annotation)
        return unparsed(_Builtins(shadowed).visit(annotation))

    fields = [
        _print_field(item, printed(typed.field(model.name, index)), model)
        for index, item in enumerate(model.fields)
    ]
    reply = "ActiveModel" if model.actions else "ReplyModel"
    base = reply if model.view in ("reply", "open") else "RequestModel"
    others = printed(typed.inner(extra)) if extra is not None else None
    return PrintedModel(model, base, tuple(fields), others)


def _print_field(item: Field, annotation: str, model: Model) -> PrintedField:
    sent_only = model.view not in ("reply", "open")
    nullable = isinstance(item.type, Nullable)
    default = None if item.required else "MISSING" if sent_only else "None"
    if nullable and model.view == "open":
        annotation = f"Nullable[{annotation}]"
    elif nullable or default == "None":
        annotation += " | None" if annotation not in ("Any", "None") else ""
    if default == "MISSING":
        annotation += " | MISSING" if annotation != "Any" else ""
        annotation = "Any | MISSING" if annotation == "Any" else annotation
    if item.name != item.wire.raw:
        annotation = f"Annotated[{annotation}, Field(alias={literal(item.wire)})]"
    return PrintedField(item, annotation, default)


class _OpenEnums(ast.NodeTransformer):
    """Enums in what a server returns take values that it may add."""

    def __init__(self, bases: dict[Identifier, str]) -> None:
        self.bases = bases

    def visit_Name(self, node: ast.Name) -> ast.expr:
        base = self.bases.get(Identifier(node.id))
        if base is None:
            return node
        return _expression(
            f"Open[{node.id}]" if base == "str" else f"Annotated[{node.id} | {base}, OpenEnum()]"
        )


class _Uploads(ast.NodeTransformer):
    """A member of a multipart body may be a file, with a name and a media type."""

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Name("Upload") if node.id == "bytes" else node

    def visit_keyword(self, node: ast.keyword) -> ast.keyword:
        return node


class _Builtins(ast.NodeTransformer):
    """A class with a field named like a builtin means the builtin by its full name."""

    def __init__(self, shadowed: frozenset[str]) -> None:
        self.shadowed = shadowed

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return _expression(f"builtins.{node.id}") if node.id in self.shadowed else node


def _open_base(type_: Type) -> str | None:
    """What else may be read where an enum stands: any value of a type that its values have."""
    choices = type_.members if isinstance(type_, AnyOf) else (type_,)
    if not all(isinstance(each, Choice) or each == Scalar("number") for each in choices):
        return None
    values = [v for each in choices if isinstance(each, Choice) for v in each.values]
    kinds = {"str" if isinstance(v, Text) else type(v).__name__ for v in values}
    open_ = ("str",) if Scalar("number") in choices else ("str", "int")
    return " | ".join(kind for kind in open_ if kind in kinds) or None


def _in_order(aliases: list[Alias]) -> list[Alias]:
    """Aliases after the aliases they mention; those that contain themselves need no order."""
    known = {alias.name: alias for alias in aliases}
    done: dict[Identifier, Alias] = {}

    def place(alias: Alias, above: tuple[Identifier, ...]) -> None:
        for name in names_in(alias.type):
            if name in known and name not in done and name not in above:
                place(known[name], (*above, alias.name))
        done[alias.name] = alias

    for alias in aliases:
        if alias.name not in done:
            place(alias, (alias.name,))
    return [*done.values()]


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body
