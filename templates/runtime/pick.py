"""Picks the member of a union that a reply most likely means when it fits none exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError, SchemaValidator

from .shapes import is_dict

Node = dict[str, Any]


class Candidate:
    """A model that a union allows."""

    def __init__(
        self,
        names: frozenset[str],
        constants: Mapping[str, list[Any]],
        match: Callable[[], SchemaValidator],
        read: Callable[[], SchemaValidator],
    ) -> None:
        """Keep what is needed to judge a value.

        Args:
            names: The wire names of its fields.
            constants: The values of fields that can only have certain ones.
            match: Compiles a validator that only takes what fits the description.
            read: Compiles a validator that takes everything.
        """
        self._names = names
        self._constants = constants
        self._compile_match = match
        self._compile_read = read

    def likeness(self, value: dict[str, Any]) -> int:
        """How much a value is like the model: its known fields, less those that contradict."""
        wrong = sum(
            name in value and value[name] not in allowed
            for name, allowed in self._constants.items()
        )
        return len(self._names & value.keys()) - 100 * wrong

    @cached_property
    def match(self) -> SchemaValidator:
        """A validator that only takes what fits the description."""
        return self._compile_match()

    @cached_property
    def read(self) -> SchemaValidator:
        """A validator that takes everything."""
        return self._compile_read()


class Picker:
    """Reads a value as the model it is most like; among equals, as the first that it fits."""

    def __init__(self, candidates: list[Candidate]) -> None:
        self._candidates = candidates

    def __call__(self, value: Any) -> Any:
        """Read a value.

        Args:
            value: JSON-like data.

        Raises:
            PydanticCustomError: It is no object.
        """
        if not is_dict(value):
            raise PydanticCustomError("model_type", "must be an object")
        best = max(each.likeness(value) for each in self._candidates)
        equals = [each for each in self._candidates if each.likeness(value) == best]
        for each in equals if len(equals) > 1 else ():
            try:
                return each.match.validate_python(value)
            except ValidationError:
                continue
        return equals[0].read.validate_python(value)


def known_fields(
    node: Node, definitions: Mapping[str, Node]
) -> tuple[frozenset[str], dict[str, list[Any]]]:
    """The wire names of a model's fields, and the values of those that can only have certain ones.

    Args:
        node: A core schema; anything but a model has no fields.
        definitions: The schemas that it may refer to.
    """
    while node["type"] in ("definition-ref", "model"):
        ref = node.get("schema_ref")
        node = definitions[ref] if ref else node["schema"]
    fields: dict[str, Node] = node["fields"] if node["type"] == "model-fields" else {}
    constants: dict[str, list[Any]] = {}
    for name, field in fields.items():
        schema: Node = field["schema"]
        while schema["type"] in ("default", "nullable", "missing-sentinel"):
            schema = schema["schema"]
        if schema["type"] == "literal":
            constants[field.get("validation_alias", name)] = schema["expected"]
    names = (field.get("validation_alias", name) for name, field in fields.items())
    return frozenset(names), constants
