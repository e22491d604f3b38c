"""Tells in which ways responses are otherwise than described, so that a document that has aged can be mended."""

from __future__ import annotations

import atexit
import json
import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from ..data import is_dict, is_list
from ..errors import UnreadableError
from ..options import Drift
from ..schemas.paths import pointer_of
from ..spec.media import best_fit, is_json
from ..spec.operation import Operation, ResponseSpec

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

    from .described import Described

_MOST = 200
"""Differences that one response can tell: one that is nothing like its description says so often enough."""
_NAMED = ("additionalProperties", "unevaluatedProperties")


def drifts(received: Described, operation: Operation[Any]) -> Iterator[Drift]:
    """The ways in which a response is otherwise than described.

    Args:
        received: The response, which tells of success.
        operation: What was called.
    """
    response, described = received.response, operation.responses
    status = response.status_code

    def drift(kind: str, seen: str, pointer: str = "") -> Drift:
        return Drift(operation.id, status, pointer, kind, seen)

    if not {str(status), f"{status // 100}XX", "default"} & described.keys():
        yield drift("status", str(status))
    elif not response.is_closed or not response.content:
        return  # a stream is read by and by
    elif received.media and not _is_described(received.media, received.spec, described):
        yield drift("media type", received.media)
    elif is_json(received.media):
        from .parse import parsed

        try:
            value = parsed(response.content)
        except UnreadableError:
            return  # which is told by who reads it
        found: dict[tuple[str, str, str], None] = {}
        for error in received.refused(value):
            found |= dict.fromkeys(_told(error))
            if len(found) >= _MOST:
                break
        yield from (drift(*each) for each in found)


def _is_described(media: str, spec: ResponseSpec | None, described: _Specs) -> bool:
    """Whether a media type is among those that are described."""
    if spec is None or spec.given is None:
        return False
    offered = next((e for e in described.values() if isinstance(e, tuple) and spec in e), (spec,))
    return best_fit(media, [each.media for each in offered]) is not None


_Specs: TypeAlias = Mapping[str, ResponseSpec | tuple[ResponseSpec, ...]]


def _told(error: ValidationError) -> Iterator[tuple[str, str, str]]:
    """What one error of a validator tells: kind, what came, pointer."""
    kind, value = error.schema_path[-1] if error.schema_path else "", error.instance
    path = [*error.instance_path]
    if kind in _NAMED and is_dict(value):
        for name in error.kind.as_dict()["unexpected"]:
            yield str(kind), _type_of(value.get(name)), _pointer([*path, name])
    elif kind == "required":
        yield str(kind), "missing", _pointer([*path, error.kind.as_dict()["property"]])
    else:
        yield str(kind), _type_of(value), _pointer(path)


def _pointer(path: list[str | int]) -> str:
    return pointer_of("*" if isinstance(key, int) else key for key in path)


def _type_of(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "integer" if value == value // 1 else "number"
    return "object" if is_dict(value) else "array" if is_list(value) else "string"


class DriftLog:
    """Counts drift, and keeps it in a file of JSON Lines: one for each way in which responses differ.

        client = Client(on_drift=DriftLog("drift.jsonl"))

    What is in the file already is counted on. It is written by `write`, and when the program ends.
    `adwright drift drift.jsonl --client NAME` shows it beside the document.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Read what the file has, if it is there.

        Args:
            path: The file.

        Raises:
            ValueError: It has other lines.
        """
        self._path = Path(path).absolute()  # it may be written when the program stands elsewhere
        self._lock = threading.Lock()
        self._seen: dict[Drift, dict[str, Any]] = {}
        if self._path.exists():
            lines = self._path.read_text("utf-8").splitlines()
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    self._take(number, line)
        atexit.register(self.write)

    def _take(self, number: int, line: str) -> None:
        """Count on what a line of the file has."""
        try:
            told = json.loads(line)
            counted = {key: told.pop(key) for key in ("count", "first", "last")}
            self._seen[Drift(**told)] = counted
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ValueError(f"{self._path}:{number}: no line that a DriftLog wrote") from None

    def __call__(self, drift: Drift) -> None:
        """Count one."""
        now = datetime.now(UTC).date().isoformat()
        with self._lock:
            seen = self._seen.setdefault(drift, {"count": 0, "first": now, "last": now})
            seen["count"] += 1
            seen["last"] = now

    def __len__(self) -> int:
        return len(self._seen)

    def write(self) -> None:
        """Write the file, the most frequent first; nothing if nothing was seen."""
        with self._lock:
            ordered = sorted(self._seen.items(), key=lambda each: (-each[1]["count"], str(each[0])))
        lines = [
            json.dumps({**asdict(drift), **seen}, ensure_ascii=False) for drift, seen in ordered
        ]
        if lines:
            part = self._path.with_name(f"{self._path.name}.{os.getpid()}.part")
            part.write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
            os.replace(part, self._path)
