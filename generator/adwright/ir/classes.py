"""Classes of what comes back and of what is sent, and named types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from adwright.ir.facts import Doc, Field, Rule, View
from adwright.ir.operations import Action
from adwright.ir.text import Identifier
from adwright.ir.types import ANY, MapOf, Type


@dataclass(frozen=True, slots=True)
class Model:
    """A class of what comes back.

    Attributes:
        name: what it is called.
        fields: what a server returns of it.
        home: its module, where there are many.
        extra: the type of members that are no fields, None if nothing is said of them.
        actions: operations as its methods.
        sent_as: the views of the same schema that may be sent, each with the name of its class.
        returned: whether calls return such objects, alone or in a list, and so know what was changed of them.
        merged: whether their changes are sent as a JSON merge patch.
    """

    name: Identifier
    fields: tuple[Field, ...]
    doc: Doc
    home: Identifier
    extra: Type | None = None
    actions: tuple[Action, ...] = ()
    sent_as: tuple[tuple[View, Identifier], ...] = ()
    returned: bool = False
    merged: bool = False

    @property
    def typed_extra(self) -> Type | None:
        """The type of the members that are no fields, where it is known."""
        return MapOf(self.extra) if self.extra is not None and self.extra != ANY else None


@dataclass(frozen=True, slots=True)
class Params:
    """A dict of what may be sent, with the keys that it may have.

    Attributes:
        name: what it is called.
        view: what it is sent for.
        fields: its keys.
        extra: the type of members under other names, None if there are none.
        model: the class of the same schema that comes back, which may be given instead.
        same_as: the class that this is another name of.
        rules: the rules that it is judged by.
    """

    name: Identifier
    view: View
    fields: tuple[Field, ...]
    doc: Doc
    extra: Type | None = None
    model: Identifier | None = None
    same_as: Identifier | None = None
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Alias:
    """A named type that is not a class.

    Attributes:
        name: what it is called.
        type: what it stands for.
        use: an enum, or a union of what comes back or of what is sent.
        home: its module, where there are many.
        recursive: whether it contains itself without a class between.
    """

    name: Identifier
    type: Type
    doc: Doc
    use: Literal["enum", "model", "params"]
    home: Identifier
    recursive: bool = False
