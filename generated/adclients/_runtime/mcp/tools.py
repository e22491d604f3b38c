"""The tools of a client: its methods as agents see them, and which of them they may use."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import cached_property
from hashlib import sha256
from typing import Any

from ..client import AsyncAPIClient
from ..http.retry import READING_METHODS, REPEATABLE_METHODS
from ..methods import operation_of
from ..programs.methods import (
    description,
    first_line,
    methods_of,
    resources_of,
    schema_of_signature,
)
from ..spec.operation import Operation
from .shape import described, files_of, input_schema, members_of, renamed, rules_of

PATIENCE = 50.0
"""Seconds that a wait takes at most if nothing else is said; many hosts give up on a call after a minute."""
_LONGEST = 64  # characters that the name of a tool, or of an argument, may have


@dataclass(eq=False)
class Tool:
    """A method of a client.

    Attributes:
        name: Its resource and its own name, with a dot between; its own name alone if it has no resource.
        client: The client.
        function: The method, bound.
        operation: What it calls; None if it is made of several calls, such as a wait.
    """

    name: str
    client: AsyncAPIClient
    function: Callable[..., Awaitable[Any]]
    operation: Operation[Any] | None

    @cached_property
    def id(self) -> str:
        """The name that agents call it by."""
        return _plain(self.name.replace(".", "-"))

    @property
    def request(self) -> str:
        """Method and path; empty if it is made of several calls."""
        return f"{self.operation.method} {self.operation.path}" if self.operation else ""

    @property
    def writes(self) -> bool:
        """Whether it may change something."""
        operation = self.operation
        if operation is None or operation.safe is not None:
            return operation is not None and not operation.safe
        return operation.method not in READING_METHODS

    @property
    def is_repeatable(self) -> bool:
        """Whether calling it again changes nothing more."""
        operation = self.operation
        if operation is None or operation.retry_safe is not None:
            return operation is None or operation.retry_safe is True
        return operation.method in REPEATABLE_METHODS

    @property
    def only_adds(self) -> bool:
        """Whether what it changes is that something new is there: a POST that always answers 201."""
        operation = self.operation
        return (
            operation is not None
            and operation.method == "POST"
            and [*operation.responses] == ["201"]
        )

    @property
    def is_wait(self) -> bool:
        """Whether it asks again and again until a run has ended."""
        known = inspect.signature(self.function).parameters
        return self.operation is None and {"deadline", "on_progress"} <= known.keys()

    @cached_property
    def _signature(self) -> Mapping[str, inspect.Parameter]:
        """The parameters of the method that an agent has arguments for."""
        known = inspect.signature(self.function).parameters
        return {
            name: each
            for name, each in known.items()
            if name != "options"
            and not (name == "iterator" and self.walks_pages)
            and not str(each.annotation).startswith("Callable[")
        }

    @property
    def names(self) -> list[str]:
        """The names of its arguments."""
        return [*self._signature]

    @property
    def needed(self) -> list[str]:
        """The names of the arguments that must be given."""
        return [name for name, each in self._signature.items() if each.default is each.empty]

    @cached_property
    def also_called(self) -> Mapping[str, str]:
        """Its arguments by the names that they have in requests and in the schema, where those are others."""
        operation, known = self.operation, self.names
        names = {_plain(each): each for each in known}
        if operation is not None:
            names |= {each.serialized_name: each.name for each in operation.parameters}
        if operation is not None and operation.bodies and operation.bodies[0].fields:
            names |= self.client.argument_names(self.function)
        return {wire: name for wire, name in names.items() if wire not in known and name in known}

    @cached_property
    def walks_pages(self) -> bool:
        """Whether it gives one page, and all of them where `iterator` says so."""
        known = inspect.signature(self.function).parameters
        is_own = self.operation is not None and all(
            each.name != "iterator" for each in self.operation.parameters
        )
        return "iterator" in known and is_own

    def asks_page(self, given: Collection[str]) -> bool:
        """Whether one of the arguments names a page."""
        if self.operation is None or self.operation.pagination is None:
            return False
        page = self.operation.pagination.page
        return any(
            each.serialized_name == page and each.name in given
            for each in self.operation.parameters
        )

    @property
    def is_list(self) -> bool:
        """Whether it gives items: of pages, or of a stream."""
        given = str(inspect.signature(self.function).return_annotation)
        is_paged = self.operation is not None and self.operation.pagination is not None
        return is_paged or ("Stream[" in given and "Stream[bytes]" not in given)

    @property
    def title(self) -> str:
        """What it does, in a few words."""
        return first_line(self.function)

    @property
    def description(self) -> str:
        """What it does, and what it requests."""
        said = description(self.function)
        known = "" if said.rstrip(".") == self.request else said
        return "\n\n".join(filter(None, (known, self.request)))

    @cached_property
    def arguments(self) -> dict[str, Any]:
        """The schema of its arguments, with all that judges them."""
        if self.operation is None:
            return schema_of_signature(self.function)
        return self.client.schema(self.function)

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The schema of its arguments, in the shape that agents take."""
        schema = described(input_schema(self.arguments), self.function)
        if self.is_wait:
            schema["properties"]["deadline"]["default"] = PATIENCE
        return renamed(schema, _plain)

    @cached_property
    def rules(self) -> dict[str, dict[str, Any]]:
        """The rules that judge its arguments, by id."""
        return rules_of(self.arguments)

    @property
    def members(self) -> list[str]:
        """The members of what it gives, or of each item of that, as the document has them."""
        operation = self.operation
        if operation is None:
            return []
        schemas = self.client._settings.service.responses  # pyright: ignore[reportPrivateUsage]
        for status, said in operation.responses.items():
            first, *others = said if isinstance(said, tuple) else (said,)
            key = operation.key(first.media if others else "", status, known=schemas)
            paged = operation.pagination.items if operation.pagination else ""
            wrapped = first.envelope.data if first.envelope else ""
            if key in schemas:
                return members_of(schemas.schema(key), paged or wrapped)
        return []

    @cached_property
    def files(self) -> Mapping[str, bool]:
        """The arguments that are files, or lists of files; whether they are lists."""
        return files_of(self.arguments)


@dataclass(frozen=True)
class Allowance:
    """What agents may use.

    Attributes:
        writes: Whether they may change something.
        patterns: The names of what they may use, with `*` and `?` for any text and any character.
    """

    writes: bool = False
    patterns: Sequence[str] = ("*",)

    def refusal(self, tool: Tool) -> str:
        """Why a tool may not be used, and what would allow it; empty if it may."""
        if not any(fnmatchcase(tool.name, each) for each in self.patterns):
            return (
                f"{tool.name} is not among the operations that this server was started for; whoever starts it may"
                f" allow it with --operations {','.join((*self.patterns, tool.name))}"
            )
        if tool.writes and not self.writes:
            return (
                f"{tool.name} ({tool.request}) may change something, and this server was started to read only;"
                " whoever starts it may allow it with --allow-writes"
            )
        return ""


class Tools:
    """The tools of a client."""

    def __init__(self, client: AsyncAPIClient, allowance: Allowance) -> None:
        """Find them.

        Args:
            client: The client.
            allowance: What agents may use.

        Raises:
            ValueError: A pattern of the allowance means none of them, or none that may be used.
        """
        every = [*_found(client)]
        for pattern in allowance.patterns:
            meant = [each for each in every if fnmatchcase(each.name, pattern)]
            if every and not meant:
                near = _near(pattern, [each.name for each in every])
                raise ValueError(f"there is no operation {pattern!r}{near}")
            if pattern != "*" and meant and all(map(allowance.refusal, meant)):
                raise ValueError(allowance.refusal(meant[0]))
        self.allowed = [each for each in every if not allowance.refusal(each)]
        self._known = {name: each for each in every for name in (each.id, each.name)}
        self._allowance = allowance

    def find(self, name: str) -> Tool:
        """A tool by its name, in either form.

        Raises:
            LookupError: There is none, or it may not be used.
        """
        tool = self._known.get(name)
        if tool is None:
            names = [each.name for each in self.allowed]
            raise LookupError(f"there is no operation {name!r}{_near(name, names)}")
        if refusal := self._allowance.refusal(tool):
            raise LookupError(refusal)
        return tool


def _found(client: AsyncAPIClient) -> Iterator[Tool]:
    owners: list[tuple[str, Any]] = [
        (f"{name}.", getattr(client, name)) for name in resources_of(type(client))
    ]
    for lead, owner in (*owners, ("", client)):
        for name in methods_of(type(owner)):
            function: Callable[..., Awaitable[Any]] = getattr(owner, name)
            try:
                operation = operation_of(client, function)
            except TypeError:  # it is made of several calls
                operation = None
            yield Tool(f"{lead}{name}", client, function, operation)


def _plain(name: str) -> str:
    """A name as agents take it: letters, digits, `_` and `-`, at most 64, other than that of any other name."""
    plain = re.sub(r"[^a-zA-Z0-9_-]", "_", name)
    if plain == name and len(name) <= _LONGEST:
        return name
    mark = sha256(name.encode()).hexdigest()[:8]
    return f"{plain[: _LONGEST - len(mark) - 1]}-{mark}"


def _near(name: str, names: Sequence[str]) -> str:
    """The end of a sentence about a name that is none."""
    near = get_close_matches(name, names, n=3, cutoff=0.5)
    return f"; there is {' or '.join(near)}" if near else ""
