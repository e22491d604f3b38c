"""The commands of a client: a group for each resource, a command for each method, made when they are asked for."""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from ..client import APIClient
from ..data import is_dict
from ..errors import RequestValidationError
from ..methods import operation_of
from ..programs.chosen import credentials
from ..programs.methods import (
    about_argument,
    description,
    first_line,
    methods_of,
    resources_of,
    schema_of_signature,
)
from ..programs.preview import preview
from .chosen import ClientType, client_of, client_options
from .options import option_of, own_options, type_of
from .output import print_request, print_result
from .settings import Setting, put, read_text, settings_of, shown


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
            name, params=[*client_options(client)], help=inspect.getdoc(client), callback=_nothing
        )
        signed = ", ".join(credentials(client).values())
        self.epilog = f"Credentials are read from the environment: {signed}. " if signed else ""
        self.epilog += (
            "Exit codes: 0 done; 1 the service refused it or failed; 2 it was not understood; 3 it was refused before"
            " it was sent; 4 not signed in, or not allowed; 5 no answer came."
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
            return _Method(name, self._own[name], self.client_type, None)
        return _completion(self) if name == "completion" else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [
            (name, first_line(vars(self.client_type)[each])) for name, each in self._names.items()
        ]
        rows += [
            (name, first_line(getattr(self.client_type, each))) for name, each in self._own.items()
        ]
        rows += [("completion", "Completion for bash, zsh or fish"), *self._beside.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


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
        return None if method is None else _Method(name, method, self._class(ctx), self._attribute)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        owner = self._class(ctx)
        with formatter.section("Commands"):
            formatter.write_dl(
                [(n, first_line(getattr(owner, m))) for n, m in self._methods(ctx).items()]
            )


class _Method(click.Command):
    """A method."""

    def __init__(self, name: str, method: str, owner: type, resource: str | None) -> None:
        super().__init__(name, help=description(getattr(owner, method)), callback=self._run)
        self._method, self._resource = method, resource
        self._settings: dict[str, Setting] = {}

    def function(self, ctx: click.Context) -> Callable[..., Any]:
        """The method, bound."""
        client = client_of(ctx)
        owner = client if self._resource is None else getattr(client, self._resource)
        function: Callable[..., Any] = getattr(owner, self._method)
        return function

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        if not self._settings:
            self.params = [*self._parameters(ctx)]
        return super().get_params(ctx)

    def _parameters(self, ctx: click.Context) -> Iterator[click.Parameter]:
        client, function = client_of(ctx), self.function(ctx)
        operation = None
        with suppress(TypeError):  # a method may be made of several calls, such as a wait
            operation = operation_of(client, function)
        if operation is None:
            schema = schema_of_signature(function)
            words = {*schema["required"]}
        else:
            schema = client.schema(function)
            words = {each.name for each in operation.parameters if each.location == "path"}
        settings = [*settings_of(schema)]
        words -= {each.path[0] for each in settings if len(each.path) == 1 and each.many}
        for each in settings:
            said = about_argument(function, each.path[0]) if len(each.path) == 1 else ""
            each.help = said or each.help
        self._settings = {f"value_{number}": each for number, each in enumerate(settings)}
        taken = {each.option for each in settings}
        positional = {
            each.path[0]: (key, each) for key, each in self._settings.items() if len(each.path) == 1
        }
        for name in inspect.signature(function).parameters:
            if name in words and name in positional:
                key, setting = positional[name]
                yield click.Argument(
                    [key], metavar=name.upper(), required=False, type=type_of(setting)
                )
        for key, each in self._settings.items():
            if not (len(each.path) == 1 and each.path[0] in words):
                yield option_of(key, each)
        for own in own_options(has_body=operation is not None and bool(operation.bodies)):
            names: list[str] = own.opts
            own.opts = [*names[:-1], f"--cli-{names[-1][2:]}"] if names[-1] in taken else names
            yield own

    def _run(self, /, **values: Any) -> None:
        ctx = click.get_current_context()
        function = self.function(ctx)
        arguments = self._arguments(ctx, function, values)
        if values["dry_run"]:
            _print_preview(client_of(ctx), function, arguments)
            return
        if "iterator" in inspect.signature(function).parameters and (
            values["all"] or values["limit"]
        ):
            arguments["iterator"] = True
        result = function(**arguments)
        print_result(result, values)

    def _arguments(
        self, ctx: click.Context, function: Callable[..., Any], values: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The arguments of the method: what stands in the body that was given, and over it what options say."""
        names = inspect.signature(function).parameters
        arguments = dict[str, Any]()
        if values.get("body_json") is not None:
            arguments |= self._body(ctx, function, values["body_json"])
        for key, setting in self._settings.items():
            given = values.get(key)
            if given is None or given == ():
                continue
            try:
                put(arguments, setting.path, read_text(setting, given))
            except ValueError as error:
                raise click.UsageError(f"{setting.option}: {error}") from None
        arguments |= dict.fromkeys((each.replace("-", "_") for each in values["null"]), None)
        if unknown := arguments.keys() - names.keys():
            raise click.UsageError(f"there is no argument {min(unknown)!r}")
        lacking = [
            each.name
            for each in names.values()
            if each.default is each.empty and each.name not in arguments
        ]
        if lacking:
            raise click.UsageError(f"what is needed is not given: {', '.join(map(shown, lacking))}")
        return arguments

    def _body(self, ctx: click.Context, function: Callable[..., Any], text: str) -> dict[str, Any]:
        """The arguments that a body in JSON stands for."""
        try:
            raw = (
                sys.stdin.read()
                if text == "-"
                else Path(text[1:]).read_text("utf-8")
                if text[:1] == "@"
                else text
            )
            body = json.loads(raw)
        except (OSError, ValueError) as error:
            raise click.UsageError(f"--body: {error}") from None
        client = client_of(ctx)
        operation = operation_of(client, function)
        if not operation.bodies[0].fields:
            return {"body": body}
        if not is_dict(body):
            raise click.UsageError("--body: this takes an object")
        called = client.argument_names(function)
        return {called.get(name, name): each for name, each in body.items()}


def _print_preview(
    client: APIClient, function: Callable[..., Any], arguments: Mapping[str, Any]
) -> None:
    """Print what a call would send.

    Raises:
        RequestValidationError: It would not be sent; it is printed all the same, if it can be written.
    """
    try:
        print_request(preview(client, function, arguments))
    except RequestValidationError:
        with suppress(RequestValidationError):
            print_request(preview(client, function, arguments, check=False))
        raise


def _completion(top: click.Group) -> click.Command:
    """The command that prints the completion of a shell."""

    def show(shell: str) -> None:
        from click.shell_completion import get_completion_class

        found = get_completion_class(shell)
        name = top.name or ""
        if found is None or " " in name:
            raise click.UsageError(
                "a shell completes programs: give the package one, as `--project` does"
            )
        variable = f"_{re.sub(r'[^A-Z0-9]', '_', name.upper())}_COMPLETE"
        click.echo(found(top, {}, name, variable).source())

    return click.Command(
        "completion",
        callback=show,
        params=[click.Argument(["shell"], type=click.Choice(["bash", "zsh", "fish"]))],
        help="Print what makes a shell complete commands and options.",
    )
