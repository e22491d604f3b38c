"""What a command prints: results as a table, JSON, JSON Lines or CSV."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Literal, TextIO, TypeAlias, TypeGuard

import click

from ..data import is_dict, is_list, is_sequence
from ..programs.preview import Preview
from ..programs.results import plain, with_fields
from ..responses.pagination import Pager
from ..responses.streaming import Stream

Format: TypeAlias = Literal["table", "json", "jsonl", "csv"]
FORMATS: tuple[Format, ...] = ("table", "json", "jsonl", "csv")

_COLUMNS = 8
_LONGEST = 60  # characters of a value in a table


def print_request(request: Preview) -> None:
    """Print a request that is not sent."""
    print(request.method, request.url)
    for name, value in request.headers.items():
        print(f"{name}: {value}")
    if (body := request.body) is not None:
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, indent=2)
        print(f"\n{text}")


def print_result(result: Any, values: Mapping[str, Any]) -> None:
    """Print what a method gave, or keep it in a file.

    Args:
        result: What it gave.
        values: What the command line says of it, by the names of its options.
    """
    format_: Format = values["format"] or ("table" if sys.stdout.isatty() else "json")
    fields = [each.strip() for each in (values["fields"] or "").split(",") if each.strip()]
    if values["save"] is not None:
        _save(result, Path(values["save"]))
        return
    if _is_pager(result):
        whole = values["all"] or values["limit"] is not None
        result = _told(result, values["limit"], format_) if whole else result.page.items
    elif _is_stream(result):
        result = iter(result)
    write(result, format_, fields)


def _is_pager(value: object) -> TypeGuard[Pager[Any]]:
    return isinstance(value, Pager)


def _is_stream(value: object) -> TypeGuard[Stream[Any]]:
    return isinstance(value, Stream)


def _told(pager: Pager[Any], limit: int | None, format_: Format) -> Iterator[Any]:
    """The items of a pager, with their number told on a terminal as they come, if they are not printed there."""
    items = islice(pager, limit)
    if not sys.stderr.isatty() or (format_ == "jsonl" and sys.stdout.isatty()):
        yield from items
        return
    from rich.console import Console

    known = [each for each in (limit, pager.total) if each is not None]
    of_all = f" of {min(known)}" if known else ""
    with Console(stderr=True).status(f"0{of_all} items") as status:
        for number, each in enumerate(items, 1):
            status.update(f"{number}{of_all} items")
            yield each


def _save(result: Any, path: Path) -> None:
    content = result.encode() if isinstance(result, str) else result
    if not isinstance(content, bytes):
        raise click.UsageError("--save is for files and texts")
    path.write_bytes(content)
    click.echo(f"{path}: {len(content)} bytes", err=True)


def _plain(value: Any) -> Any:
    return plain(value, lambda content: f"<{len(content)} bytes; keep them with --save>")


def write(value: Any, format_: Format, fields: Sequence[str]) -> None:
    """Print a result.

    Args:
        value: What a method gave; an iterator is printed as it goes, where the format allows.
        format_: How.
        fields: Dotted names of the members to print; all, or those of most use, if there are none.
    """
    out = sys.stdout
    rows = (with_fields(_plain(each), fields) for each in value) if _is_many(value) else None
    if format_ == "jsonl":
        for row in rows if rows is not None else [with_fields(_plain(value), fields)]:
            print(json.dumps(row, ensure_ascii=False), file=out, flush=True)
        return
    data = [*rows] if rows is not None else with_fields(_plain(value), fields)
    if format_ == "csv":
        _write_csv(data if is_list(data) else [data], fields, out)
    elif format_ == "table" and data is not None and not isinstance(data, str | int | float):
        _write_table(data, fields, out)
    elif isinstance(data, str):
        print(data, file=out)
    elif data is not None:
        print(json.dumps(data, ensure_ascii=False, indent=2), file=out)


def _is_many(value: object) -> TypeGuard[Iterable[Any]]:
    return isinstance(value, Iterator) or is_sequence(value)


def _flat(data: Any, lead: str = "") -> Iterator[tuple[str, Any]]:
    """The values in an object by their dotted names; lists as JSON."""
    if is_dict(data) and (data or lead):
        for name, each in data.items():
            yield from _flat(each, f"{lead}.{name}" if lead else name)
    else:
        yield lead or "value", data


def _write_csv(rows: Sequence[Any], fields: Sequence[str], out: TextIO) -> None:
    flat = [row if fields and is_dict(row) else dict(_flat(row)) for row in rows]
    names = [*fields] or [*dict.fromkeys(name for row in flat for name in row)]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for row in flat:
        writer.writerow([_cell(row.get(name)) for name in names])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _write_table(data: Any, fields: Sequence[str], out: TextIO) -> None:
    from rich.console import Console
    from rich.table import Table

    if is_dict(data):
        table = Table("field", "value")
        for name, value in _flat(data):
            table.add_row(*map(_escaped, (name, _cell(value))))
    else:
        rows = [row if is_dict(row) else {"value": row} for row in data]
        names = [*fields] or [*_telling(rows)]
        table = Table(*map(_escaped, names))
        for row in rows:
            table.add_row(*(_escaped(_short(row.get(name))) for name in names))
    Console(file=out).print(table)


def _telling(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The columns of a table: the first members that are no objects or lists."""
    seen = dict[str, bool]()
    for row in rows:
        for name, value in row.items():
            seen[name] = seen.get(name, False) or is_dict(value) or is_list(value)
    plain_ones = [name for name, is_nested in seen.items() if not is_nested]
    yield from (plain_ones or [*seen])[:_COLUMNS]


def _short(value: Any) -> str:
    text = " ".join(_cell(value).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _escaped(text: str) -> str:
    """A text of which a terminal makes nothing else."""
    from rich.markup import escape

    return escape("".join(each if each.isprintable() else "?" for each in text))
