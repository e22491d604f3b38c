"""What a command prints: results as a table, JSON, JSON Lines or CSV."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Literal, TextIO, TypeAlias, TypeGuard

from ..data import is_dict, is_list, is_model, is_sequence, load_json
from ..programs.fields import Fields
from ..programs.preview import Preview
from ..programs.results import plain
from ..responses.pagination import Pager
from ..responses.streaming import Stream

Format: TypeAlias = Literal["table", "json", "jsonl", "csv"]
FORMATS: tuple[Format, ...] = ("table", "json", "jsonl", "csv")

_COLUMNS = 8
_CONTROLS = re.compile(r"[\0-\x08\x0b-\x1f\x7f-\x9f]")
_BEYOND = re.compile(r"[^\0-\x7f]")
_LONGEST = 60  # characters of a value in a table


def print_request(request: Preview) -> None:
    """Print a request that is not sent."""
    print(request.method, request.url)
    for name, value in request.headers.items():
        print(f"{name}: {value}")
    if (body := request.body) is not None:
        print()
        write(body, "json", (), sys.stdout)


def print_result(result: Any, values: Mapping[str, Any]) -> None:
    """Print what a method gave, or keep it in a file.

    Args:
        result: What it gave.
        values: What the command line says of it, by the names of its options.
    """
    given: Format | None = values.get("format")
    fields = [each.strip() for each in (values.get("fields") or "").split(",") if each.strip()]
    limit: int | None = values.get("limit")
    path: str | None = values.get("save")
    usual: Format = "table" if path is None and sys.stdout.isatty() else "json"
    format_: Format = given or ("jsonl" if _is_stream(result) else usual)
    if _is_pager(result):
        is_whole = values.get("all") or limit is not None
        result = _told(result, limit, format_) if is_whole else result.page.items
    elif _is_stream(result):
        result = islice(result, limit)
    if path is None:
        write(result, format_, fields, sys.stdout)
        return
    if isinstance(result, bytes | str) and given is None:
        Path(path).write_bytes(result.encode() if isinstance(result, str) else result)
    else:
        with Path(path).open("w", encoding="utf-8", newline="") as out:
            write(result, format_, fields, out)
    print(f"{path}: {Path(path).stat().st_size} bytes", file=sys.stderr)


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


def write(value: Any, format_: Format, fields: Sequence[str], out: TextIO) -> None:
    """Print a result.

    Args:
        value: What a method gave; an iterator is printed as it goes, where the format allows.
        format_: How.
        fields: Dotted names of the members to print; all, or those of most use, if there are none.
        out: Where to.
    """
    if isinstance(value, bytes) and not out.isatty():
        out.flush()
        out.buffer.write(value)
        return
    is_many = _is_many(value)
    rows = picked((_plain(each) for each in (value if is_many else [value])), fields)
    if format_ == "jsonl":
        for row in rows:
            _print_json(row, out)
            out.flush()
        return
    every = [*rows]
    data = every if is_many else every[0]
    if format_ == "csv":
        _print(_csv(data if is_list(data) else [data], fields), out)
    elif format_ == "table" and (is_dict(data) or is_list(data)):
        out.write(_table(data, fields, out))
    elif isinstance(data, str):
        _print(data, out)
    elif data is not None:
        _print_json(data, out, indent=2)


def _plain(value: Any) -> Any:
    """A result as data, with all digits of its numbers."""
    if is_model(value):
        from ..responses.decimals import has_decimal

        return (
            load_json(value.to_json(), Decimal) if has_decimal(value) else value.to_dict(json=True)
        )
    return plain(value, lambda content: f"<{len(content)} bytes; keep them with --save>", Decimal)


def picked(rows: Iterable[Any], fields: Sequence[str]) -> Iterator[Any]:
    """The members of objects that are asked for, with a warning of those that no object has."""
    chosen = Fields(fields)
    yield from map(chosen.of, rows)
    if chosen.warning:
        warnings.warn(f"--fields: {chosen.warning}", stacklevel=2)


def _json(data: Any, indent: int | None = None) -> str:
    """Data as JSON text; decimal numbers with all their digits."""
    separators = (",", ":") if indent is None else None
    try:
        return json.dumps(data, ensure_ascii=False, indent=indent, separators=separators)
    except TypeError:
        from ..responses.decimals import json_text

        return json_text(data, data, indent)


def _print_json(data: Any, out: TextIO, indent: int | None = None) -> None:
    """Print data as JSON that the encoding of an output can hold."""
    text, is_unicode = _json(data, indent), (out.encoding or "utf").lower().startswith("utf")
    _print(text if is_unicode else _BEYOND.sub(lambda each: json.dumps(each[0])[1:-1], text), out)


def _print(text: str, out: TextIO) -> None:
    """Print a text, without what a terminal would obey."""
    print(_CONTROLS.sub("?", text) if out.isatty() else text, file=out)


def _is_many(value: object) -> TypeGuard[Iterable[Any]]:
    return isinstance(value, Iterator) or is_sequence(value)


def _flat(data: Any, lead: str = "") -> Iterator[tuple[str, Any]]:
    """The values in an object by their dotted names; lists as JSON."""
    if is_dict(data) and (data or lead):
        for name, each in data.items():
            yield from _flat(each, f"{lead}.{name}" if lead else name)
    else:
        yield lead or "value", data


def _csv(rows: Sequence[Any], fields: Sequence[str]) -> str:
    flat = [row if fields and is_dict(row) else dict(_flat(row)) for row in rows]
    names = [*fields] or [*dict.fromkeys(name for row in flat for name in row)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for row in flat:
        writer.writerow([_cell(row.get(name)) for name in names])
    return text.getvalue().removesuffix("\n")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else _json(value)


def _table(data: Any, fields: Sequence[str], out: TextIO) -> str:
    from rich.console import Console
    from rich.table import Column, Table

    console = Console(file=out)
    if is_dict(data):
        table = Table("field", Column("value", overflow="fold"))
        for name, value in _flat(data):
            table.add_row(*map(_escaped, (name, _cell(value))))
    else:
        rows = [row if is_dict(row) else {"value": row} for row in data]
        every = [*dict.fromkeys(name for row in rows for name in row)]
        names = [*fields] or [*_fitting(rows, console.width)]
        further = (
            ""
            if fields or len(names) == len(every)
            else f"{len(names)} of {len(every)} fields: --fields"
        )
        table = Table(
            *(Column(_escaped(each), overflow="fold") for each in names), caption=further or None
        )
        for row in rows:
            table.add_row(*(_escaped(_short(row.get(name))) for name in names))
    with console.capture() as text:  # by itself it ends the program when nobody reads on
        console.print(table)
    return text.get()


def _fitting(rows: Sequence[Mapping[str, Any]], width: int) -> Iterator[str]:
    """The columns of a table: the first members that are no objects or lists, as many as are whole in its width."""
    nested = {name for row in rows for name, each in row.items() if is_dict(each) or is_list(each)}
    every = [*dict.fromkeys(name for row in rows for name in row)]
    left = width - 1
    for number, name in enumerate([each for each in every if each not in nested] or every):
        left -= 3 + max(len(name), *(len(_short(row.get(name))) for row in rows))
        if number and (left < 0 or number >= _COLUMNS):
            break
        yield name


def _short(value: Any) -> str:
    text = " ".join(_cell(value).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _escaped(text: str) -> str:
    """A text of which a terminal makes nothing else."""
    from rich.markup import escape

    return escape("".join(each if each.isprintable() else "?" for each in text))
