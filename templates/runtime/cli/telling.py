"""Tells errors as sentences, with exit codes that scripts can use."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from typing import IO, Any

import click

from ..errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    CredentialsError,
    RequestValidationError,
    Violation,
)

_REFUSED, _UNSENT, _NOT_SIGNED_IN, _NO_ANSWER = 1, 3, 4, 5
_NOT_ALLOWED = frozenset({401, 403})


class NotSent(click.ClickException):
    """A request that is refused before it is sent."""

    exit_code = _UNSENT

    def __init__(self, error: RequestValidationError, place: Callable[[str], str]) -> None:
        """Keep what is wrong.

        Args:
            error: All that is wrong.
            place: What a path in the arguments is called on the command line.
        """
        super().__init__(str(error))
        self._violations, self._place = error.violations, place

    def show(self, file: IO[Any] | None = None) -> None:
        """Print a line for each thing that is wrong: the option, what is said of it, the rule, and its source."""
        for each in self._violations:
            print(f"Error: {self._sentence(each)}", file=file or sys.stderr)

    def _sentence(self, violation: Violation) -> str:
        path, said = violation.path, str(violation)
        source = f" (see {violation.source})" if violation.source else ""
        return f"{self._place(path)}: {said}{source}" if path else f"{said}{source}"


def tell_usage(error: click.ClickException) -> int:
    """Print what was not understood, with a hint where it is known what was meant, and give the exit code for it."""
    if isinstance(error, click.NoSuchOption):
        error = click.UsageError(f"{error.format_message()}{_hint(error)}", error.ctx)
    error.show()
    return error.exit_code


def _hint(error: click.NoSuchOption) -> str:
    name, ctx = error.option_name, error.ctx
    if re.fullmatch(r"-\d.*", name):
        return f" A value that begins with - stands behind --, as in: -- {name}"
    if ctx is None or ctx.parent is None:
        return ""
    top = ctx.find_root()
    known = {option for each in top.command.get_params(top) for option in each.opts}
    return f" It stands before the command: {top.info_name} {name} ..." if name in known else ""


def tell(error: APIError, variables: Iterable[str]) -> int:
    """Print an error of a call, and give the exit code for it.

    Args:
        error: The error.
        variables: The environment variables that credentials are read from.
    """
    print(f"Error: {error}", file=sys.stderr)
    if isinstance(error, CredentialsError):
        print(f"Credentials are read from {', '.join(variables)}.", file=sys.stderr)
        return _NOT_SIGNED_IN
    if isinstance(error, APIConnectionError):
        return _NO_ANSWER
    if isinstance(error, APIStatusError):
        return _NOT_SIGNED_IN if error.status_code in _NOT_ALLOWED else _REFUSED
    return _REFUSED
