"""What a schema is called before names are made distinct: by its place alone, so that order never matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from adwright.document.document import MOUNT
from adwright.ir import names
from adwright.ir.text import Identifier


def base_name(path: tuple[str, ...], prefixes: Mapping[tuple[str, ...], str]) -> str:
    """The name of a schema from its place: its component's name and the way from there.

    Args:
        path: where it stands.
        prefixes: names for what stands inline at or below a path, such as an operation's body.
    """
    for cut in range(len(path), 0, -1):
        start = prefixes.get(path[:cut]) or component(path[:cut])
        if start:
            return _joined(names.pascal(start), path[cut:])
    return _joined("", path[-2:])


def home_name(path: tuple[str, ...], prefixes: Mapping[tuple[str, ...], str]) -> Identifier:
    """The module of a schema: what the outermost schema is called that it stands in, or that operation's part.

    Args:
        path: where it stands.
        prefixes: names for what stands inline at or below a path, such as an operation's body.
    """
    starts = (prefixes.get(path[:cut]) or component(path[:cut]) for cut in range(1, len(path) + 1))
    return names.variable(next(filter(None, starts), ""), "schema")


def component(path: tuple[str, ...]) -> str | None:
    """The author's name for the schema at a path, if it is a place where schemas are named."""
    if len(path) >= 2 and path[-2] in ("schemas", "$defs", "definitions"):
        return path[-1]
    if len(path) == 2 and path[0] == MOUNT:
        return PurePosixPath(path[1]).stem
    if len(path) == 3 and path[0] == MOUNT:
        return path[2]
    return None


def _joined(start: str, path: tuple[str, ...]) -> str:
    """The way from a named schema to one inside it, as a name; a word said twice in a row is said once."""
    words = names.words(start)
    for step in _steps(path):
        more = names.words(names.pascal(step))
        words += more[1:] if len(more) > 1 and words[-1:] == more[:1] else more
    return "".join(names.pascal(word) for word in words)


def _steps(path: tuple[str, ...]) -> Iterator[str]:
    keys = iter(path)
    for key in keys:
        if key in ("properties", "patternProperties"):
            yield next(keys, "")
        elif key in ("items", "prefixItems"):
            yield "Item"
        elif key == "additionalProperties":
            yield "Value"
        elif key in ("oneOf", "anyOf"):
            yield f"Option{int(next(keys, '0')) + 1}"
        elif key in ("allOf", "content", "responses"):
            next(keys, None)
        elif key not in ("schema", "requestBody"):
            yield key
