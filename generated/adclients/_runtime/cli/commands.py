"""The commands of a client: a group for each resource, a command for each method, made when they are asked for."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import click

from ..client import APIClient
from ..programs.chosen import credentials
from ..programs.methods import about, first_line, methods_of, resources_of
from .chosen import ClientType, client_of, client_options
from .completion import completion
from .method import Method
from .options import paragraphs
from .settings import shown

_EXIT_CODES = [
    ("0", "Done"),
    ("1", "The service refused it or failed"),
    ("2", "The command was not understood"),
    ("3", "The request was refused before it was sent"),
    ("4", "Not signed in, or not allowed"),
    ("5", "No answer came"),
]
_WIDEST = 120  # columns of a help on a wide terminal


def root(
    client: ClientType,
    name: str,
    make: Callable[..., APIClient] | None = None,
    beside: Mapping[str, str] | None = None,
) -> click.Group:
    """The command line of a client.

    Args:
        client: The class of the client.
        name: What the program is called.
        make: What makes the client of what is chosen; the class itself, if nothing is said.
        beside: Words that stand for other programs of the package, and what those do; they are listed only.
    """
    return _Root(client, name, make or client, beside or {})


class _Group(click.Group):
    """Commands of which a name that is nearly right is told."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = get_close_matches(args[0], self.list_commands(ctx))
            if not near:
                raise
            meant = " or ".join(map(repr, near))
            message = f"No such command {args[0]!r}. Did you mean {meant}?"
            raise click.UsageError(message, ctx) from error


class _Root(_Group):
    """The resources of a client, and the operations that belong to none."""

    def __init__(
        self,
        client: ClientType,
        name: str,
        make: Callable[..., APIClient],
        beside: Mapping[str, str],
    ) -> None:
        super().__init__(
            name,
            params=[*_options(client)],
            help=paragraphs(inspect.getdoc(client) or ""),
            callback=_nothing,
            context_settings={"max_content_width": _WIDEST, "help_option_names": ["-h", "--help"]},
        )
        self.client_type = client
        self.make = make
        self._beside = beside
        self._names = {shown(each): each for each in resources_of(client)}
        self._own = {shown(each): each for each in methods_of(client)}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*sorted(self._names), *sorted(self._own), "completion"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        name = cmd_name.replace("_", "-")
        if name in self._names:
            attribute = self._names[name]
            return _Resource(name, attribute, first_line(vars(self.client_type)[attribute]))
        if name in self._own:
            return Method(name, self._own[name], self.client_type, None)
        return completion(self) if name == "completion" else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if (word := args[0]) in self._beside:
            message = f"{word!r} comes first, with its options after it: {ctx.command_path} {word}"
            raise click.UsageError(message, ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [
            (name, first_line(vars(self.client_type)[each])) for name, each in self._names.items()
        ]
        rows += [(name, _line(getattr(self.client_type, each))) for name, each in self._own.items()]
        rows += [("completion", "Completion for bash, zsh or fish"), *self._beside.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        make, package = (
            vars(self.client_type)["__init__"],
            self.client_type.__module__.split(".")[-2],
        )
        variables = [
            (variable, _sentence(about(make, name).partition(", or a function")[0]))
            for name, variable in credentials(self.client_type).items()
        ]
        log = (
            f"{package.upper()}_LOG",
            "info or debug: what is sent and what comes, beside the output",
        )
        with formatter.section("Environment"):
            formatter.write_dl([*variables, log])
        with formatter.section("Exit codes"):
            formatter.write_dl(_EXIT_CODES)


def _options(client: ClientType) -> Iterator[click.Option]:
    """What may be said before a command."""

    def show(ctx: click.Context, param: click.Parameter, is_asked: bool) -> None:
        if is_asked:
            package = import_module(client.__module__.rpartition(".")[0])
            click.echo(f"{ctx.info_name}, for version {package.__version__} of the API")
            ctx.exit()

    chosen = [*client_options(client)]
    yield from chosen
    if not any("--version" in each.opts for each in chosen):
        yield click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=show,
            help="Show the version of the API that this is made for, and exit.",
        )


def _line(method: Any) -> str:
    """What a list of commands says of a method."""
    return f"{first_line(method)}{' (deprecated)' if hasattr(method, '__deprecated__') else ''}"


def _sentence(text: str) -> str:
    """The first of several sentences, without its end."""
    said = text.split(". ")[0].rstrip(".")
    return f"{said[:1].upper()}{said[1:]}"


def _nothing(**_: object) -> None:
    """What a group of commands does by itself."""


class _Resource(_Group):
    """The methods of a resource."""

    def __init__(self, name: str, attribute: str, about: str) -> None:
        super().__init__(name, help=f"{about}.")
        self._attribute = attribute

    def _methods(self, ctx: click.Context) -> dict[str, str]:
        return {shown(each): each for each in methods_of(self._class(ctx))}

    def _owner(self, ctx: click.Context) -> Any:
        return getattr(client_of(ctx), self._attribute)

    def _class(self, ctx: click.Context) -> Any:
        return self._owner(ctx).__class__

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self._methods(ctx))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        name = cmd_name.replace("_", "-")
        method = self._methods(ctx).get(name)
        return None if method is None else Method(name, method, self._class(ctx), self._attribute)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        owner = self._class(ctx)
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, _line(getattr(owner, each))) for name, each in self._methods(ctx).items()]
            )
