"""Runs the command line of a client."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from io import TextIOWrapper
from typing import Any, NoReturn

from ..errors import APIError
from ..programs.chosen import credentials
from ..programs.started import print_warnings, program

_USAGE, _BROKEN, _STOPPED = 2, 1, 130


def main(client: type[Any], package: str, beside: Mapping[str, str] | None = None) -> NoReturn:
    """Run a command line, and end the program.

    Args:
        client: The class of the client.
        package: Its package, with dots.
        beside: Words that stand for other programs of the package, and what those do.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # and not None, or of another's making
            to_file = sys.platform == "win32" and not stream.isatty()
            stream.reconfigure(encoding="utf-8" if to_file else None, errors="backslashreplace")
    try:
        code = _run(client, package, beside or {})
        sys.stdout.flush()
    except ModuleNotFoundError as error:
        if error.name not in ("click", "rich"):
            raise
        print(f"the command line needs {error.name}: pip install click rich", file=sys.stderr)
        code = _USAGE
    except (EOFError, KeyboardInterrupt):
        code = _STOPPED
    except BrokenPipeError:  # whoever reads has enough
        code = 0
        _let_go()
    except OSError as error:
        print(f"Error: {error.filename or 'the output'}: {error.strerror}", file=sys.stderr)
        code = _BROKEN
        _let_go()
    sys.exit(code)


def _let_go() -> None:
    """Let the end of the program write what is left of its output to nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(client: type[Any], package: str, beside: Mapping[str, str]) -> int:
    """Run a command line, and give the exit code."""
    import click

    from .commands import root
    from .completion import completed
    from .telling import tell, tell_usage

    print_warnings()
    name = program(package)
    top = root(client, name, beside=beside)
    if completed(top):
        return 0
    try:
        with top.make_context(name, sys.argv[1:]) as ctx:
            top.invoke(ctx)
    except click.exceptions.Exit as asked:
        return asked.exit_code
    except click.ClickException as error:
        return tell_usage(error)
    except click.Abort:
        return _STOPPED
    except APIError as error:
        return tell(error, credentials(client).values())
    return 0
