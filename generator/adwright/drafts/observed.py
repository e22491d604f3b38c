"""What a client saw of responses that differ from their description: beside the document, and as its edit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from adwright.build import read
from adwright.config import Target
from adwright.document.document import MOUNT, Document
from adwright.document.node import Node
from adwright.document.references import Path as Way
from adwright.document.references import unescaped
from adwright.document.text.source import as_list, as_object
from adwright.drafts.overlay import Action, json_path, overlay, quoted
from adwright.problems import Location, UsageError
from adwright.reader.responses import responses_of
from adwright.reader.routing import find_operations
from adwright.schema.schemas import Schemas
from adwright.schema.shapes import ArrayShape, MapShape, ObjectShape

_MEMBER = ("additionalProperties", "unevaluatedProperties")
_TEXTS = ("operation", "pointer", "kind", "seen", "first", "last")


@dataclass(frozen=True, slots=True)
class Seen:
    """One way in which responses were otherwise than described, as a client's `DriftLog` has it.

    Attributes:
        operation: the operation's id.
        status: the status of the responses.
        pointer: where it was in the body, `*` for any item of a list.
        kind: `status`, `media type`, or the keyword of the schema that was not kept.
        seen: the media type or the JSON type that came.
        count: how often.
        first: the day when it was seen first.
        last: the day when it was seen last.
    """

    operation: str
    status: int
    pointer: str
    kind: str
    seen: str
    count: int
    first: str
    last: str

    @property
    def keys(self) -> list[str]:
        """The keys of its pointer."""
        return [*map(unescaped, self.pointer.split("/")[1:])]

    @property
    def name(self) -> str:
        """The last of them."""
        return self.keys[-1] if self.keys else ""

    @property
    def words(self) -> str:
        """What it says."""
        if self.kind in _MEMBER:
            return f"a new member, {self.seen}"
        if self.kind == "required":
            return "missing, and described as always there"
        if self.kind in ("status", "media type"):
            return f"{self.kind} {self.seen} is not described"
        return f"{self.seen}, which is not what {self.kind} says"


@dataclass(frozen=True, slots=True)
class Row:
    """What was seen, and the place in the document that is about it, as far as it has one."""

    seen: Seen
    location: Location | None

    def as_dict(self) -> dict[str, object]:
        """The row as `--format json` prints it."""
        return {**asdict(self.seen), **(self.location.as_dict() if self.location else {})}

    def __str__(self) -> str:
        seen, at = self.seen, self.location
        place = f"  {at.file}:{at.line}:{at.column}" if at is not None else ""
        where = f"{seen.operation} {seen.status} {seen.pointer}".rstrip()
        return f"{seen.count:6}x  {where}: {seen.words}{place}"


def read_seen(path: Path) -> list[Seen]:
    """What a file of JSON Lines has, that a `DriftLog` wrote.

    Raises:
        UsageError: there is no such file, or a line of it is none of those.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}") from None
    return [_seen(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _seen(path: Path, number: int, line: str) -> Seen:
    try:
        said = as_object(json.loads(line))
        texts = {key: said[key] for key in _TEXTS}
        numbers = {key: said[key] for key in ("status", "count")}
    except (ValueError, KeyError, RecursionError):
        texts, numbers = {}, {}
    right = all(isinstance(each, str) and each.isprintable() for each in texts.values())
    if not texts or not right or not all(type(each) is int for each in numbers.values()):
        raise UsageError(f"{path}:{number}: no line that a DriftLog wrote")
    return Seen(**texts, **numbers)


def compare(target: Target, seen: Sequence[Seen]) -> tuple[list[Row], str]:
    """What was seen beside what a document says.

    Args:
        target: the client, whose document it is.
        seen: what was seen.

    Returns:
        A row for each, the most frequent first, and the draft of an overlay that says what was seen; empty if no
        overlay can say any of it.

    Raises:
        SpecError: the document cannot be read.
    """
    document, reading, _ = read(target)
    places = _Places(document, reading.schemas)
    ordered = sorted(seen, key=lambda each: (-each.count, each.operation, each.pointer))
    found = [(each, places.node(each)) for each in ordered]
    rows = [Row(each, node.location if node is not None else None) for each, node in found]
    actions = [*places.actions((each, node) for each, node in found if node is not None)]
    return rows, overlay("Observed", actions) if actions else ""


class _Places:
    """Finds what a document says of a place in a response."""

    def __init__(self, document: Document, schemas: Schemas) -> None:
        self._document = document
        self._schemas = schemas
        self._operations = {found.id: found.node for found in find_operations(document)}

    def node(self, seen: Seen) -> Node | None:
        """The node that says otherwise: of a member that is new or missing the schema of its object.

        Returns:
            The node that is nearest; None if there is no such operation.
        """
        operation = self._operations.get(seen.operation)
        if operation is None or seen.kind == "status":
            return operation
        statuses = (str(seen.status), f"{seen.status // 100}XX", "default")
        responses = dict(responses_of(operation))
        response = next((responses[each] for each in statuses if each in responses), None)
        schema = self._schema(response) if response is not None else None
        if schema is None or seen.kind == "media type":
            return response or operation
        if seen.kind not in (*_MEMBER, "required"):
            return self._at(schema, seen.keys)
        owner = self._at(schema, seen.keys[:-1])
        return self._schemas.follow(owner)[0] if owner is not None else None

    @staticmethod
    def _schema(response: Node) -> Node | None:
        """The schema of the JSON that a response carries."""
        content = response.get("content")
        media = content.items() if content is not None else ()
        return next((each.get("schema") for kind, each in media if "json" in kind), None)

    def _at(self, node: Node, keys: Sequence[str]) -> Node | None:
        """What stands at the end of a way through schemas; None if it is not described."""
        for key in keys:
            form = self._schemas.follow(node)[1].form
            below: Node | None = None
            if isinstance(form, ObjectShape):
                below = form.property_named(key) or form.extra
            elif isinstance(form, MapShape) and len(form.values) == 1:
                below = form.values[0]
            elif isinstance(form, ArrayShape) and len(form.items) == 1:
                below = form.items[0]
            if below is None:
                return None
            node = below
        return node

    def actions(self, found: Iterable[tuple[Seen, Node]]) -> Iterator[Action]:
        """The edits that say what was seen, as far as an overlay of the root file can.

        What was seen at one place of the document, in responses of one operation or of several, is one edit.
        """
        edits: dict[tuple[Way, str, str], list[Seen]] = {}
        values: dict[Way, dict[str, Any]] = {}
        for seen, node in found:
            path = self._document.before(node.path)
            is_member = seen.kind in (*_MEMBER, "required")
            if MOUNT not in path[:1] and (is_member or seen.kind == "type"):
                edits.setdefault((path, seen.kind, seen.name if is_member else ""), []).append(seen)
                values[path] = as_object(node.value)
        for (path, kind, name), seen_there in edits.items():
            said = values[path]
            count, last = sum(s.count for s in seen_there), max(s.last for s in seen_there)
            note = {"x-status": "observed", "x-note": f"Seen {count} times, last on {last}."}
            types = [*dict.fromkeys(s.seen for s in seen_there)]
            target = json_path(path)
            if kind == "required" and name in as_list(said.get("required")):
                yield Action(f"{target}.required[?@ == {quoted(name)}]", None)
            elif kind in _MEMBER:
                yield Action(target, {"properties": {name: {"type": _one(types), **note}}})
            elif kind == "type" and "type" in said:
                known = (
                    [] if isinstance(said["type"], list) else [said["type"]]
                )  # which is added to
                yield Action(target, {"type": [*known, *types], **note})


def _one(types: list[str]) -> str | list[str]:
    return types[0] if len(types) == 1 else types
