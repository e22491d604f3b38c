"""Extensions on schemas: who may send a property, how times and lists are written, methods of a returned object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from adwright.extensions.extension import Extension
from adwright.extensions.shape import Also, Mention, Name, Words
from adwright.ir.facts import Access
from adwright.ir.text import Text


@dataclass(frozen=True, slots=True)
class Sending:
    """Whether a caller may send a property to create, and to update; None where that is not said."""

    create: Access | None = None
    update: Access | None = None

    def to(self, direction: str) -> Access | None:
        """What is said of a direction."""
        if direction == "create":
            return self.create
        return self.update if direction == "update" else None


@dataclass(frozen=True, slots=True)
class Action:
    """A method of a returned object.

    Attributes:
        operation: the `operationId` of what it calls.
        arguments: parameter of the operation to property of the object.
        body: `changed`, if what was changed on the object since it was read is the body.
    """

    operation: Name
    arguments: Mapping[Text, Mention] = field(default_factory=dict[Text, Mention])
    body: Literal["changed"] | None = None


NAME = Extension[Text](
    "x-name",
    ("parameter", "property", "schema"),
    Words,
    "What an argument, a field or a class is called in Python, instead of the name made from that in the document.",
    "budget",
)
ACCESS = Extension[Sending](
    "x-access",
    ("property",),
    Annotated[Sending, Also(minProperties=1)],
    "Whether a caller may send the property, to create and to update: required, optional or never.",
    "{create: required, update: optional}",
)
ZONE = Extension[Literal["optional"]](
    "x-zone",
    ("schema", "property"),
    Literal["optional"],
    "On a date-time: a time without a zone may be sent; otherwise it is refused.",
    "optional",
)
EPOCH = Extension[Literal["seconds", "milliseconds"]](
    "x-epoch",
    ("schema", "property"),
    Literal["seconds", "milliseconds"],
    "On a number: a moment, told in seconds or milliseconds since 1970; clients take and give a datetime.",
    "milliseconds",
)
DELIMITER = Extension[Text](
    "x-delimiter",
    ("schema", "property"),
    Words,
    "On a string: what stands between several values in one text; a caller may give them as a list.",
    "','",
)
ACTIONS = Extension[Mapping[Text, Action]](
    "x-actions",
    ("schema",),
    Annotated[Mapping[Text, Action], Also(minProperties=1)],
    "Methods of a returned object: the operation that each calls, and which property gives which of its parameters; "
    "with `body: changed` it sends what was changed.",
    "{save: {operation: pets.patch, arguments: {id: id}, body: changed}}",
)
