"""Tables in HTML, for notebooks: one object by its fields, many as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from ..data import as_members, is_list, is_mapping, is_model

_ROWS = 50
_COLUMNS = 20
_LONGEST = 80  # characters of a value


def short(value: object) -> str:
    """A value in a few words."""
    if is_list(value) and len(value) > 3:
        return f"[{', '.join(map(short, value[:3]))}, ... {len(value) - 3} more]"
    text = repr(value)
    if len(text) <= _LONGEST:
        return text
    return f"{type(value).__name__}(...)" if is_model(value) else f"{text[:_LONGEST]}..."


def of_object(value: object) -> str:
    """A table of what is set on an object, a field a row."""
    rows = ((f"<th>{escape(name)}</th>", _cell(each)) for name, each in as_members(value).items())
    return _table(f"<caption>{escape(type(value).__name__)}</caption>", map("".join, rows))


def of_rows(items: Sequence[object], caption: str) -> str:
    """A table of many objects, each a row; other values are rows of one cell.

    Args:
        items: The objects, of which the first fifty are shown.
        caption: What stands above it.
    """
    rows: list[Mapping[str, Any]] = [
        as_members(each) if is_model(each) or is_mapping(each) else {"value": each}
        for each in items[:_ROWS]
    ]
    names = [*dict.fromkeys(name for row in rows for name in row)][:_COLUMNS]
    if len(items) > _ROWS:
        caption = f"{caption}; the first {_ROWS}"
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = ("".join(_cell(row.get(name)) for name in names) for row in rows)
    return _table(f"<caption>{escape(caption)}</caption>", (head, *body))


def _cell(value: object) -> str:
    text = value if isinstance(value, str) else "" if value is None else short(value)
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
    return f"<td>{escape(shown)}</td>"


def _table(caption: str, rows: Iterable[str]) -> str:
    return "".join(["<table>", caption, *_rows(rows), "</table>"])


def _rows(rows: Iterable[str]) -> Iterator[str]:
    return (f"<tr>{row}</tr>" for row in rows)
