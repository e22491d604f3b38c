"""What an extension is: a name, where it may stand, the shape of its value, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from adwright.document.checks.formal import words_of
from adwright.document.grammar import Kind
from adwright.document.node import Node
from adwright.extensions.shape import schema_of, value_of
from adwright.problems import Id, Problem

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Extension(Generic[T]):
    """An extension of ours. One of the same name and another shape belongs to somebody else.

    Attributes:
        name: its key.
        on: the kinds of node that it may stand on; any, if none is named.
        shape: the type of its value, for `schema_of`.
        says: what it is for, in a sentence.
        example: a value of it, in YAML.
    """

    name: str
    on: tuple[Kind, ...]
    shape: Any
    says: str
    example: str

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of its value."""
        return schema_of(self.shape)

    def read(self, node: Node, warnings: list[Problem] | None = None) -> T | None:
        """What it says on a node; None where it is missing, or has another shape.

        Args:
            node: the node that may have it.
            warnings: gets that it has another shape.
        """
        said = node.get(self.name)
        if said is None:
            return None
        if not self.fits(said.value):
            if warnings is not None:
                message = f"{self.name} has another shape than ours and is ignored"
                hint = f"ours is such as {self.example}"
                warnings.append(said.problem(Id.EXTENSION_SHAPE, message, hint))
            return None
        value: T = value_of(self.shape, said)
        return value

    def fits(self, value: object) -> bool:
        """Whether a value has our shape."""
        try:
            return self._validator.is_valid(value)
        except ValueError:  # nested deeper than the validator goes
            return False

    def misfits(self, said: Node) -> Iterator[Problem]:
        """What keeps a value from having our shape, each where it is.

        Args:
            said: the value, where it stands.
        """
        for error in self._validator.iter_errors(said.value):
            place = said
            for step in error.instance_path:
                place = place[str(step)]
            message, hint = words_of(error)
            yield place.problem(Id.EXTENSION_SHAPE, f"{self.name}: {message}", hint)

    @cached_property
    def _validator(self) -> Draft202012Validator:
        from jsonschema_rs import Draft202012Validator

        return Draft202012Validator(self.schema)
