"""What commands say besides their results: errors with exit codes, warnings, and that something is going on."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager

import typer

from adwright.problems import Id, Problem, SpecError, UsageError, one_line

USAGE, BAD_SPEC = 2, 3
"""Exit codes."""


@contextmanager
def reported(format: str) -> Generator[None]:
    """Turn what goes wrong within into messages and exit codes.

    Args:
        format: `text` or `json`.
    """
    try:
        yield
    except SpecError as error:
        _print_errors(
            [problem.as_dict() for problem in error.problems], [*map(str, error.problems)], format
        )
        raise typer.Exit(BAD_SPEC) from None
    except UsageError as error:
        _print_errors([{"message": str(error)}], [f"adwright: {error}"], format)
        raise typer.Exit(USAGE) from None
    except BrokenPipeError:  # nobody reads on
        raise
    except OSError as error:
        text = ": ".join(
            filter(None, (error.filename and str(error.filename), error.strerror))
        ) or str(error)
        _print_errors([{"message": text}], [f"adwright: {text}"], format)
        raise typer.Exit(USAGE) from None
    except RecursionError:
        text = "schemas are nested too deep to be read: name inner ones, and refer to them by $ref"
        id_ = str(Id.NESTED_TOO_DEEP)
        _print_errors([{"id": id_, "message": text}], [f"adwright: {text} [{id_}]"], format)
        raise typer.Exit(BAD_SPEC) from None


def _print_errors(data: Sequence[object], lines: Sequence[str], format: str) -> None:
    if format == "json":
        print(json.dumps({"errors": data}), file=sys.stderr)
        return
    for line in lines:
        print(one_line(line), file=sys.stderr)


def print_warnings(warnings: Iterable[Problem]) -> None:
    """Print what is doubtful, a line each."""
    for warning in warnings:
        print(f"warning: {warning}", file=sys.stderr)


@contextmanager
def working(what: str) -> Generator[None]:
    """Show on a terminal that something is going on."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{what} ..."):
        yield
