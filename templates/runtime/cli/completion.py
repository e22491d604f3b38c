"""Completion of commands and options by shells."""

from __future__ import annotations

import os
import re
import shlex
import sys

import click

_CALLED = r"(=\w+_complete|COMP_CWORD=\(commandline -t\)) (?:\$1|[^\s)]+)\)"
"""Where the script of a shell asks the program."""


def _variable(top: click.Command) -> str:
    """The environment variable by which a shell asks a program."""
    return f"_{re.sub(r'[^A-Z0-9]', '_', str(top.name).upper())}_COMPLETE"


def completed(top: click.Command) -> bool:
    """Whether a shell has asked what could be typed, and was answered."""
    variable = _variable(top)
    if not (instruction := os.environ.get(variable)):
        return False
    from click.shell_completion import shell_complete

    shell_complete(top, {}, str(top.name), variable, instruction)
    return True


def completion(top: click.Command) -> click.Command:
    """The command that prints the completion of a shell."""

    def show(shell: str, name: str | None) -> None:
        click.echo(_script(top, shell, name or str(top.name)))

    return click.Command(
        "completion",
        callback=show,
        params=[
            click.Argument(["shell"], type=click.Choice(["bash", "zsh", "fish"])),
            click.Option(
                ["--name"],
                help="A word to call the program by, if it is none by itself: the script makes it a function.",
            ),
        ],
        help=(
            "Print what makes a shell complete commands, options and values. In bash and zsh: source <(...); in"
            " fish: ... | source."
        ),
    )


def _script(top: click.Command, shell: str, name: str) -> str:
    from click.shell_completion import get_completion_class

    if not re.fullmatch(r"[\w.-]+", name):
        raise click.UsageError(
            f"a shell completes one word: say by --name how `{name}` is to be called"
        )
    found = get_completion_class(shell)
    assert found is not None  # it is one of three that the library has
    script = found(top, {}, name, _variable(top)).source()
    if name == top.name:
        return script
    command = shlex.join([sys.executable, *str(top.name).split()[1:]])
    called = re.sub(_CALLED, lambda match: f"{match[1]} {command})", script)
    called = called.replace(f"$+commands[{name}]", f"$+functions[{name}]")
    define = (
        f"function {name}; {command} $argv; end"
        if shell == "fish"
        else f'{name}() {{ {command} "$@"; }}'
    )
    return f"{define}\n{called}"
