"""A cursor over a Document: a value, where it stands, and how to go on from there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from adwright.document.document import Document
from adwright.document.references import EndlessChain, Path, end_of, find, is_reference, target_of
from adwright.document.text.source import as_list, as_object, describe, is_array
from adwright.problems import Id, Location, Problem, SpecError

_WORDS = ("summary", "description")
_KINDS: dict[str, type | tuple[type, ...]] = {
    "an object": dict,
    "an array": list,
    "a string": str,
    "a boolean": bool,
    "an integer": int,
    "a number": (int, float),
}


@dataclass(slots=True)
class Node:
    """One value of a document. Nothing changes it; it is not frozen because so many are made.

    What is asked millions of times looks at the class of the value itself, which takes half as long as `is_object`.

    Attributes:
        document: the document it belongs to.
        path: the keys that lead to it.
        value: the plain data.
    """

    document: Document
    path: Path
    value: Any

    @property
    def location(self) -> Location:
        """File, line, column and pointer."""
        return self.document.locate(self.path)

    @property
    def key(self) -> str:
        """The last key of its path."""
        return self.path[-1] if self.path else ""

    def __contains__(self, key: str) -> bool:
        value = self.value
        return value.__class__ is dict and key in value

    def __getitem__(self, key: str) -> Node:
        value = self.value[int(key)] if is_array(self.value) else self.value[key]
        return Node(self.document, (*self.path, key), value)

    def get(self, key: str) -> Node | None:
        """The member of that name, None if there is none."""
        value = self.value
        if value.__class__ is not dict or key not in value:
            return None
        return Node(self.document, (*self.path, key), value[key])

    def plain(self, key: str) -> Any:
        """The plain data of a member, None if there is none."""
        value = self.value
        return value.get(key) if value.__class__ is dict else None

    def items(self) -> Iterator[tuple[str, Node]]:
        """The members of an object, in the document's order."""
        for key, value in as_object(self.value).items():
            yield key, Node(self.document, (*self.path, key), value)

    def elements(self) -> Iterator[Node]:
        """The items of an array."""
        for index, value in enumerate(as_list(self.value)):
            yield Node(self.document, (*self.path, str(index)), value)

    @property
    def is_reference(self) -> bool:
        """Whether it refers to another node, whatever else it says."""
        return is_reference(self.value)

    def referred(self) -> Node | None:
        """What its own `$ref` leads to, which may be a reference again; None if it has none."""
        target = target_of(self.value)
        return None if target is None else self.at(target)

    def resolve(self) -> Node:
        """The node itself, or where its chain of `$ref`s ends.

        Raises:
            SpecError: the chain comes back to itself.
        """
        if not self.is_reference:
            return self
        try:
            return Node(self.document, *end_of(self.document.root, self.path, self.value))
        except EndlessChain as error:
            loop = " -> ".join(path[-1] if path else "#" for path in error.paths)
            message = f"$ref leads only to itself: {loop}"
            hint = "point it at a definition"
            raise SpecError([self.problem(Id.REFERENCE_LOOP, message, hint)]) from None

    def resolve_with_words(self) -> Node:
        """The same with the summary and description that stand beside the first `$ref`, which come before its own.

        Raises:
            SpecError: the chain comes back to itself.
        """
        end = self.resolve()
        words = {key: self.value[key] for key in _WORDS if key in self} if self.is_reference else {}
        members = as_object(end.value)
        return Node(end.document, end.path, {**members, **words}) if words and members else end

    def at(self, path: Path) -> Node:
        """The node at a path of the same document; its value is `ABSENT` if there is none."""
        return Node(self.document, path, find(self.document.root, path))

    def problem(self, id: Id, message: str, hint: str = "") -> Problem:
        """A problem at this node."""
        return Problem(id, self.location, message, hint)

    def expect(self, kind: str) -> bool:
        """Whether the value is of a kind: "an object", "an array", "a string", ..."""
        wanted = _KINDS[kind]
        return isinstance(self.value, wanted) and (
            kind == "a boolean" or not isinstance(self.value, bool)
        )

    def wrong_kind(self, kind: str) -> Problem:
        """The problem that this node is not of that kind."""
        words = f"expected {kind}, found {describe(self.value)}"
        return self.problem(Id.WRONG_TYPE, words, _right(kind, self.value, self.location.file))


def _right(kind: str, value: object, file: str) -> str:
    """What would be right in place of a value of another kind, where that is plain."""
    if kind in ("a boolean", "an object") and isinstance(value, str):
        word = value.lower()
        known = {
            "yes": "true",
            "on": "true",
            "true": "true",
            "no": "false",
            "off": "false",
            "false": "false",
        }
        return f"write {known[word]}" if word in known else ""
    if kind == "a string" and isinstance(value, int | float):
        return "quote it"
    if kind == "an array":
        if isinstance(value, str) or file.endswith(".json"):
            return "write a list: `[...]`"
        return "begin each member with `- `" if isinstance(value, dict) else ""
    return ""
