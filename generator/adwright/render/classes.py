"""Classes and aliases as templates print them: what comes back, what is sent, and the enums of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from adwright.ir.model import Alias, Api, Field, Model, Params
from adwright.ir.text import Identifier, Text
from adwright.ir.types import ANY, AnyOf, MapOf, Nullable, Type, names_in
from adwright.render.annotations import Annotations
from adwright.render.prose import literal, mapping
from adwright.render.typed import Typed
from adwright.render.unions import Unions
from adwright.reuse import AFRESH, Reuse

_SENT_WORDS = {"list": "Sequence", "dict": "Mapping", "Any": "object"}


@dataclass(frozen=True, slots=True)
class PrintedField:
    """A field of a class, or a key of a dict; and what the field is where it did not come."""

    field: Field
    annotation: str
    absent: str = "None"


@dataclass(frozen=True, slots=True)
class PrintedClass:
    """A class, with the type of the members that are no fields, and other names that it has."""

    item: Model | Params
    fields: tuple[PrintedField, ...]
    others: str | None = None
    also: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedAlias:
    """An alias."""

    alias: Alias
    annotation: str


@dataclass(frozen=True, slots=True)
class PrintedClasses:
    """The classes and aliases of a module, aliases after those that they mention."""

    classes: tuple[PrintedClass, ...]
    aliases: tuple[PrintedAlias, ...]

    @property
    def names(self) -> Iterator[Identifier]:
        """Everything that others may import."""
        yield from (each.alias.name for each in self.aliases)
        for each in self.classes:
            yield from (each.item.name, *each.also)
            if isinstance(each.item, Model) and each.item.actions:
                yield Identifier(f"Async{each.item.name}")


class ClassPrinter:
    """Prints the classes of an Api.

    Args:
        api: the Api.
        annotations: its types.
        reuse: knows what an earlier build was given.
    """

    def __init__(self, api: Api, annotations: Annotations, reuse: Reuse = AFRESH) -> None:
        self.api = api
        self.annotations = annotations
        self.typed = Typed(_types(api), reuse)
        self._unions = Unions(api)

    def enums(self) -> tuple[PrintedAlias, ...]:
        """The enums."""
        return tuple(self._alias(alias) for alias in self.api.aliases_of("enum"))

    def models(self) -> PrintedClasses:
        """What comes back."""
        classes = (
            PrintedClass(model, tuple(map(self._read_field, model.fields)), self._further(model))
            for model in self.api.models
        )
        aliases = (self._alias(alias) for alias in _in_order(self.api.aliases_of("model")))
        return PrintedClasses(tuple(self._in_place(each) for each in classes), tuple(aliases))

    def params(self) -> PrintedClasses:
        """What is sent."""
        also: dict[Identifier, tuple[Identifier, ...]] = {}
        for params in self.api.params:
            if params.same_as is not None:
                also[params.same_as] = (params.name,)
        classes = (
            PrintedClass(
                params, tuple(map(self._key, params.fields)), also=also.get(params.name, ())
            )
            for params in self.api.params
            if params.same_as is None
        )
        aliases = (self._alias(alias) for alias in _in_order(self.api.aliases_of("params")))
        return PrintedClasses(tuple(self._in_place(each) for each in classes), tuple(aliases))

    def _read(self, type_: Type) -> str:
        return self._unions.chosen(self._plain(type_))

    def _plain(self, type_: Type) -> str:
        return self.typed.text(type_, self.annotations.read_leaf, {})

    def _sent(self, type_: Type) -> str:
        return self.typed.text(type_, self.annotations.sent_leaf, _SENT_WORDS)

    def _read_field(self, field: Field) -> PrintedField:
        """A field of what comes back: None where the server sends null, or nothing."""
        text = self._read(_not_null(field.type))
        if text in ("Any", "None"):
            return PrintedField(field, text)
        if field.required and not isinstance(field.type, Nullable):
            return PrintedField(field, text, absent="ABSENT")
        return PrintedField(field, f"{text} | None")

    def _key(self, field: Field) -> PrintedField:
        text = self._sent(field.type)
        return PrintedField(field, f"Required[{text}]" if field.required else text)

    def _further(self, model: Model) -> str | None:
        """The type of the members of an object that its class does not name."""
        known = model.extra is not None and model.extra != ANY
        return self._read(MapOf(model.extra)) if model.extra is not None and known else None

    def _in_place(self, printed: PrintedClass) -> PrintedClass:
        """A class whose fields are called like something that their annotations use."""
        place = self.annotations.inside({each.field.name for each in printed.fields})
        fields = (
            replace(each, annotation=place.in_place(each.annotation)) for each in printed.fields
        )
        others = place.in_place(printed.others) if printed.others is not None else None
        return PrintedClass(printed.item, tuple(fields), others, printed.also)

    def _alias(self, alias: Alias) -> PrintedAlias:
        if alias.use == "params":
            return PrintedAlias(alias, self._sent(alias.type))
        said = alias.type.discriminator if isinstance(alias.type, AnyOf) else None
        if alias.name in self._unions.plain:
            return PrintedAlias(alias, self._plain(alias.type))
        if said is None:
            return PrintedAlias(alias, self._read(alias.type))
        classes = mapping((tag, Text(name)) for tag, name in said.classes)
        text = f"{self._plain(alias.type)}, Choose({literal(said.wire)}, {classes})"
        return PrintedAlias(alias, f"Annotated[{text}]")


def _types(api: Api) -> Iterator[Type]:
    """The types that will be asked for."""
    for model in api.models:
        yield from (_not_null(field.type) for field in model.fields)
        if model.extra is not None:
            yield MapOf(model.extra)
    for params in api.params:
        yield from (field.type for field in params.fields)
    yield from (alias.type for alias in api.aliases)


def _not_null(type_: Type) -> Type:
    return type_.inner if isinstance(type_, Nullable) else type_


def _in_order(aliases: tuple[Alias, ...]) -> list[Alias]:
    """Aliases after the aliases they mention; those that contain themselves need no order."""
    known: Mapping[Identifier, Alias] = {alias.name: alias for alias in aliases}
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
