"""Options as the library of the command line has them: those of arguments, and what every method takes beside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

import click

from .output import FORMATS
from .settings import Setting


def type_of(setting: Setting) -> Any:
    kinds: dict[str, Any] = {"integer": int, "number": number, "flag": bool}
    return click.Choice(setting.choices) if setting.choices else kinds.get(setting.kind, str)


def number(text: str) -> int | Decimal:
    """A number as it is written: whole ones stay whole, others are exact.

    Raises:
        BadParameter: It is none, or none that JSON has.
    """
    try:
        read = Decimal(text)
    except InvalidOperation:
        raise click.BadParameter(f"{text!r} is not a number.") from None
    if not read.is_finite():
        raise click.BadParameter(f"{text!r} is none that JSON has.")
    return int(read) if re.fullmatch(r"[+-]?\d+", text) else read


def option_of(key: str, setting: Setting) -> click.Option:
    if setting.kind == "flag":
        on, off = setting.option, f"--no-{setting.option[2:]}"
        return click.Option([f"{on}/{off}", key], default=None, help=setting.help)
    metavar = {"file": "FILE", "json": "JSON"}.get(setting.kind)
    return click.Option(
        [setting.option, key],
        type=type_of(setting),
        multiple=setting.many,
        help=setting.help,
        metavar=metavar,
    )


def own_options(*, has_body: bool) -> Iterator[click.Option]:
    """What every method takes beside its arguments."""
    if has_body:
        yield click.Option(
            ["body_json", "--body"],
            metavar="JSON",
            help="The body, or part of it, in JSON: @FILE reads a file, - the standard input. Options go over it.",
        )
    yield click.Option(
        ["null", "--null"], multiple=True, metavar="NAME", help="Send null for an argument."
    )
    yield click.Option(
        ["all", "--all"], is_flag=True, help="All pages of a list, not the first alone."
    )
    yield click.Option(
        ["limit", "--limit"], type=click.IntRange(0), help="How many items of a list at most."
    )
    yield click.Option(
        ["format", "-o", "--output"],
        type=click.Choice(FORMATS),
        help="How the result is printed: a table on a terminal, else JSON, if nothing is said.",
    )
    yield click.Option(
        ["fields", "--fields"], help="The fields to print: dotted names, separated by commas."
    )
    yield click.Option(["save", "--save"], metavar="FILE", help="Where a downloaded file is kept.")
    yield click.Option(
        ["dry_run", "--dry-run"], is_flag=True, help="Show the request, and send nothing."
    )
