"""Options as the library of the command line has them: those of arguments, and what every method takes beside."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from ..spec.operation import Operation
from .output import FORMATS
from .settings import Setting


def paragraphs(text: str) -> str:
    """A description in Markdown as a help has it: items of a list apart, tables and code as they stand."""
    plain = re.sub(r"(?m)^> ?", "", text)
    plain = re.sub(r"(?<!\n)\n +(?![-*\d ])", "\n", plain)
    apart = re.sub(r"\n(?=(?:[-*]|\d+\.) )", "\n\n", plain)
    return re.sub(r"(?m)(?<![^\n]\n)^(?=\||```)", "\b\n", apart)


def type_of(setting: Setting) -> Any:
    """What the text of an option or word is read as by the library."""
    if setting.choices:
        return click.Choice(setting.choices)
    kinds: dict[str, Any] = {"integer": int, "number": number, "flag": bool, "file": click.Path()}
    return kinds.get(setting.kind, str)


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


def option_of(
    key: str, setting: Setting, taken: Collection[str], *, is_required: bool
) -> click.Option:
    """The option of a setting.

    Args:
        key: Under which name its value is found.
        setting: The setting.
        taken: What other options are called.
        is_required: Whether it must be given, here or in a body.
    """
    notes = [setting.help]
    if setting.choices and setting.takes == "VALUE":
        notes.append(f"One of {', '.join(setting.choices)}.")
    notes += ["May be given several times."] if setting.many else []
    notes += ["[required]"] if is_required else []
    help_ = " ".join(filter(None, notes))
    if setting.kind == "flag":
        off = f"--no-{setting.option[2:]}"
        names = setting.option if off in taken else f"{setting.option}/{off}"
        return click.Option([names, key], is_flag=True, default=None, help=help_)
    return click.Option(
        [setting.option, key],
        type=type_of(setting),
        multiple=setting.many,
        help=help_,
        metavar=setting.takes,
    )


def own_options(
    result: str, operation: Operation[Any] | None, taken: Collection[str]
) -> Iterator[click.Option]:
    """What a method takes beside its arguments.

    Args:
        result: What it gives, as its annotation has it.
        operation: The operation that it calls; None if there are several.
        taken: What its other options are called; what would have the name of one has another.
    """
    for each in _own_options(result, operation):
        names: list[str] = each.opts
        if names[-1] in taken:
            each.opts = [*names[:-1], f"--cli-{names[-1][2:]}"]
        yield each


def _own_options(result: str, operation: Operation[Any] | None) -> Iterator[click.Option]:
    if operation is not None and operation.bodies:
        if operation.bodies[0].fields:
            yield click.Option(
                ["body_json", "--body"],
                metavar="JSON|@FILE|-",
                help="The body, or part of it, in JSON: @FILE reads a file, - the standard input. Options go over it.",
            )
        yield click.Option(
            ["null", "--null"],
            multiple=True,
            metavar="NAME",
            help="Send null for an option, by its name. May be given several times.",
        )
    is_list = "Pager[" in result
    if is_list:
        yield click.Option(
            ["all", "--all"], is_flag=True, help="All pages of the list, not one alone."
        )
    if is_list or "Stream[" in result:
        yield click.Option(
            ["limit", "--limit"],
            type=click.IntRange(0),
            metavar="INTEGER",
            help="How many items at most, of as many pages as it takes.",
        )
    if result != "None":
        yield from _output_options()
    if operation is not None:
        yield click.Option(
            ["dry_run", "--dry-run"],
            is_flag=True,
            help="Show the request and what is wrong with it, and send nothing.",
        )


def _output_options() -> Iterator[click.Option]:
    yield click.Option(
        ["format", "-o", "--output"],
        type=click.Choice(FORMATS),
        help="How the result is printed. Left out: a table on a terminal, else JSON.",
    )
    yield click.Option(
        ["fields", "--fields"],
        metavar="NAMES",
        help="The fields to print: dotted names as in JSON, separated by commas.",
    )
    yield click.Option(
        ["save", "--save"],
        type=click.Path(dir_okay=False, writable=True),
        metavar="FILE",
        callback=_in_a_folder,
        help="Keep the result in a file: a download as it is, anything else as JSON or what --output says.",
    )


def _in_a_folder(ctx: click.Context, param: click.Parameter, path: str | None) -> str | None:
    """Where a result is kept, if it can be; told before anything is sent."""
    if path is not None and not Path(path).parent.is_dir():
        raise click.BadParameter(f"there is no folder {Path(path).parent}", ctx, param)
    return path
