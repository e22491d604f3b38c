"""Runs the command line of a client, and tells errors as sentences, with exit codes that scripts can use."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, NoReturn

from ..errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    RequestValidationError,
    Violation,
)
from ..programs.started import print_warnings, program

_REFUSED, _UNSENT, _NOT_SIGNED_IN, _NO_ANSWER, _STOPPED = 1, 3, 4, 5, 130
_NOT_ALLOWED = frozenset({401, 403})


def main(client: type[Any], package: str, beside: Mapping[str, str] | None = None) -> NoReturn:
    """Run a command line, and end the program.

    Args:
        client: The class of the client.
        package: Its package, with dots.
        beside: Words that stand for other programs of the package, and what those do.
    """
    try:
        import click

        from .commands import root
    except ModuleNotFoundError as error:
        print(f"the command line needs {error.name}: pip install click rich", file=sys.stderr)
        sys.exit(2)
    print_warnings()
    name = program(package)
    try:
        root(client, name, beside=beside).main(prog_name=name, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as asked:
        sys.exit(asked.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(_STOPPED)
    except BrokenPipeError:  # whoever reads has enough
        sys.stderr.close()
        sys.exit(0)
    except APIError as error:
        sys.exit(tell(error))
    sys.exit(0)


def tell(error: APIError) -> int:
    """Print an error, and give the exit code for it."""
    if isinstance(error, RequestValidationError):
        for violation in error.violations:
            print(_sentence(violation), file=sys.stderr)
        return _UNSENT
    print(f"error: {error}", file=sys.stderr)
    if isinstance(error, APIConnectionError):
        return _NO_ANSWER
    if isinstance(error, APIStatusError):
        return _NOT_SIGNED_IN if error.status_code in _NOT_ALLOWED else _REFUSED
    return _REFUSED


def _sentence(violation: Violation) -> str:
    """What is wrong with a request, with the option that it is about, the rule, and where the rule is from."""
    option = f"--{violation.path.replace('_', '-')}: " if violation.path else ""
    source = f" (see {violation.source})" if violation.source else ""
    return f"error: {option}{violation}{source}"
