"""The command line: arguments in, results to stdout, errors to stderr, exit codes. No work of its own."""

from __future__ import annotations

import sys
from typing import Annotated

try:
    import typer
except ImportError:  # the clients alone are installed
    sys.exit("adwright: the generator is not installed; run: pip install 'adwright[generate]'")

from adwright import __version__
from adwright.commands import changes, packages, specs

app = typer.Typer(
    help="Typed Python clients from OpenAPI documents, kept in step with them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        print(__version__)
        raise typer.Exit


for command in (
    packages.init,
    packages.generate,
    packages.check,
    packages.watch,
    specs.bundle,
    specs.lint,
    specs.rules,
    specs.coverage,
    specs.docs,
    changes.diff,
    changes.changelog,
    changes.drift,
):
    app.command()(command)
