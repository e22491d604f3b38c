"""The commands of a client: a group for each resource, a command for each method, made when they are asked for."""

from __future__ import annotations

import inspect
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, TypeGuard

import click

from ..client import APIClient
from ..data import is_dict
from ..methods import operation_of
from ..responses.pagination import Pager
from ..responses.streaming import Stream
from .output import FORMATS, Format, write
from .preview import preview
from .settings import Kind, Setting, put, read_text, settings_of

ClientType = type[APIClient]


def root(
    client: ClientType, name: str, make: Callable[..., APIClient] | None = None
) -> click.Group:
    """The command line of a client.

    Args:
        client: The class of the client.
        name: What the program is called.
        make: What makes the client of what is chosen; the class itself, if nothing is said.
    """
    return _Root(client, name, make or client)


def shown(name: str) -> str:
    """A name as the command line has it."""
    return name.strip("_").replace("_", "-")


def _first_line(value: object) -> str:
    text = " ".join((inspect.getdoc(value) or "").split("\n\n")[0].split())
    return text.split(". ")[0].rstrip(".")


class _Root(click.Group):
    """The resources of a client, and the operations that belong to none."""

    def __init__(self, client: ClientType, name: str, make: Callable[..., APIClient]) -> None:
        chosen = [*_client_options(client)]
        super().__init__(name, params=[*chosen], help=inspect.getdoc(client), callback=_nothing)
        signed = ", ".join(credentials(client).values())
        self.epilog = f"Credentials are read from the environment: {signed}. " if signed else ""
        self.epilog += (
            "Exit codes: 0 done; 1 the service refused it or failed; 2 it was not understood; 3 it was refused before"
            " it was sent; 4 not signed in, or not allowed; 5 no answer came."
        )
        self.client_type = client
        self.make = make
        self._names = {
            shown(each): each
            for each, value in vars(client).items()
            if each[0] != "_" and isinstance(value, cached_property)
        }
        self._own = {shown(each): each for each in _methods(client)}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*sorted(self._names), *sorted(self._own), "completion"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        name = cmd_name.replace("_", "-")
        if name in self._names:
            attribute = self._names[name]
            return _Resource(name, attribute, _first_line(vars(self.client_type)[attribute]))
        if name in self._own:
            return _Method(name, self._own[name], self.client_type, None)
        return _completion(self) if name == "completion" else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [
            (name, _first_line(vars(self.client_type)[each])) for name, each in self._names.items()
        ]
        rows += [
            (name, _first_line(getattr(self.client_type, each))) for name, each in self._own.items()
        ]
        rows.append(("completion", "Completion for bash, zsh or fish"))
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _nothing(**_: object) -> None:
    """What a group of commands does by itself."""


class _Resource(click.Group):
    """The methods of a resource."""

    def __init__(self, name: str, attribute: str, about: str) -> None:
        super().__init__(name, help=f"{about}.")
        self._attribute = attribute

    def _methods(self, ctx: click.Context) -> dict[str, str]:
        return {shown(each): each for each in _methods(self._class(ctx))}

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
                [(n, _first_line(getattr(owner, m))) for n, m in self._methods(ctx).items()]
            )


def _methods(owner: Any) -> Iterator[str]:
    """The names of the methods of a resource, or of a client's own, that call an operation."""
    members: Any = owner.__dict__
    for name, value in members.items():
        if (
            name[0] != "_"
            and inspect.isfunction(value)
            and "options" in inspect.signature(value).parameters
        ):
            yield name


class _Method(click.Command):
    """A method."""

    def __init__(self, name: str, method: str, owner: type, resource: str | None) -> None:
        said = inspect.getdoc(getattr(owner, method)) or ""
        about = re.split(r"\n\n(?:The body: |[A-Z]\w+:\n)", said)[0].strip()
        super().__init__(name, help=about, callback=self._run)
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
        function = self.function(ctx)
        try:
            operation = operation_of(client_of(ctx), function)
        except TypeError:  # it is made of several calls, such as a wait
            yield from self._plain_parameters(function)
            yield from _own_options(has_body=False)
            return
        in_path = {each.name for each in operation.parameters if each.location == "path"}
        settings = [*settings_of(client_of(ctx).schema(function))]
        for each in settings:
            said = _about(function, each.path[0]) if len(each.path) == 1 else ""
            each.help = said.removeprefix("see the vendor's documentation.").strip() or each.help
        self._settings = {f"value_{number}": each for number, each in enumerate(settings)}
        taken = {each.option for each in settings}
        positional = {
            each.path[0]: (key, each) for key, each in self._settings.items() if len(each.path) == 1
        }
        for name in inspect.signature(function).parameters:
            if name in in_path and name in positional:
                key, setting = positional[name]
                yield click.Argument(
                    [key], metavar=name.upper(), required=False, type=_type(setting)
                )
        for key, each in self._settings.items():
            if not (len(each.path) == 1 and each.path[0] in in_path):
                yield _option(key, each)
        for own in _own_options(has_body=bool(operation.bodies)):
            names: list[str] = own.opts
            own.opts = [*names[:-1], f"--cli-{names[-1][2:]}"] if names[-1] in taken else names
            yield own

    def _plain_parameters(self, function: Callable[..., Any]) -> Iterator[click.Parameter]:
        """The parameters of a method, of which no schema says more than their names and types."""
        for name, each in inspect.signature(function).parameters.items():
            if name == "options":
                continue
            kinds: dict[str, Kind] = {"int": "integer", "float": "number", "bool": "flag"}
            kind = kinds.get(str(each.annotation).partition(" ")[0], "text")
            setting = self._settings[f"value_{name}"] = Setting((name,), kind, "")
            if each.default is each.empty:
                yield click.Argument(
                    [f"value_{name}"], metavar=name.upper(), required=False, type=_type(setting)
                )
            else:
                yield _option(f"value_{name}", setting)

    def _run(self, /, **values: Any) -> None:
        ctx = click.get_current_context()
        function = self.function(ctx)
        arguments = self._arguments(ctx, function, values)
        if values["dry_run"]:
            preview(client_of(ctx), function, arguments)
            return
        if "iterator" in inspect.signature(function).parameters and (
            values["all"] or values["limit"]
        ):
            arguments["iterator"] = True
        result = function(**arguments)
        _print(result, values)

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


def client_of(ctx: click.Context) -> APIClient:
    """The client of a command line, with what was chosen of it."""
    top = ctx.find_root()
    if top.obj is None:
        command: Any = top.command
        chosen = {key: value for key, value in top.params.items() if value is not None}
        chosen |= {
            name: os.environ[variable]
            for name, variable in credentials(command.client_type).items()
            if variable in os.environ
        }
        top.obj = top.with_resource(command.make(**chosen))
    client: APIClient = top.obj
    return client


def credentials(client: ClientType) -> dict[str, str]:
    """The environment variables of a client's credentials: those that its docstring names, else `PACKAGE_NAME`."""
    package = client.__module__.split(".")[-2]
    found = dict[str, str]()
    for name, each in inspect.signature(client.__init__).parameters.items():
        if "Callable[[], str]" in str(each.annotation):
            said = re.search(r"environment variable (\w+)", _about(client.__init__, name))
            found[name] = said[1] if said else f"{package}_{name}".upper()
    return found


def _client_options(client: ClientType) -> Iterator[click.Option]:
    """Options for the arguments of a client that are numbers, or texts which are no secrets."""
    kinds: dict[str, Any] = {"float | None": float, "float": float, "int": int, "str | None": str}
    known = inspect.signature(client.__init__).parameters
    for name, each in known.items():
        said = str(each.annotation)
        type_: Any = kinds.get(said)
        if said.startswith("Literal["):
            type_ = click.Choice([*_values(said)])
        if type_ is not None:
            yield click.Option(
                [f"--{shown(name)}", name], type=type_, help=_about(client.__init__, name)
            )


def _values(annotation: str) -> Iterator[str]:
    import ast

    tree = ast.parse(annotation, mode="eval")
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _about(function: Callable[..., Any], name: str) -> str:
    """What the docstring of a function says of an argument."""
    lines = (inspect.getdoc(function) or "").split("\n")
    for number, line in enumerate(lines):
        if line.startswith(f"    {name}: "):
            more = list[str]()
            for following in lines[number + 1 :]:
                if not following.startswith("        "):
                    break
                more.append(following.strip())
            return " ".join([line.partition(": ")[2], *more])
    return ""


def _type(setting: Setting) -> Any:
    kinds: dict[str, Any] = {"integer": int, "number": number, "flag": bool}
    return click.Choice(setting.choices) if setting.choices else kinds.get(setting.kind, str)


def number(text: str) -> int | Decimal:
    """A number as it is written: whole ones stay whole, others are exact.

    Raises:
        ValueError: It is none, or none that JSON has.
    """
    try:
        read = Decimal(text)
    except InvalidOperation:
        raise ValueError from None
    if not read.is_finite():
        raise ValueError
    return int(read) if re.fullmatch(r"[+-]?\d+", text) else read


def _option(key: str, setting: Setting) -> click.Option:
    if setting.kind == "flag":
        on, off = setting.option, f"--no-{setting.option[2:]}"
        return click.Option([f"{on}/{off}", key], default=None, help=setting.help)
    metavar = {"file": "FILE", "json": "JSON"}.get(setting.kind)
    return click.Option(
        [setting.option, key],
        type=_type(setting),
        multiple=setting.many,
        help=setting.help,
        metavar=metavar,
    )


def _own_options(*, has_body: bool) -> Iterator[click.Option]:
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


def _print(result: Any, values: Mapping[str, Any]) -> None:
    format_: Format = values["format"] or ("table" if sys.stdout.isatty() else "json")
    fields = [each.strip() for each in (values["fields"] or "").split(",") if each.strip()]
    if values["save"] is not None:
        _save(result, Path(values["save"]))
        return
    if _is_pager(result):
        whole = values["all"] or values["limit"] is not None
        result = _told(islice(result, values["limit"])) if whole else result.page.items
    elif _is_stream(result):
        result = iter(result)
    write(result, format_, fields)


def _is_pager(value: object) -> TypeGuard[Pager[Any]]:
    return isinstance(value, Pager)


def _is_stream(value: object) -> TypeGuard[Stream[Any]]:
    return isinstance(value, Stream)


def _told(items: Iterator[Any]) -> Iterator[Any]:
    """Items, with their number told on a terminal as they come."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield from items
        return
    from rich.console import Console

    with Console(stderr=True).status("0 items") as status:
        for number, each in enumerate(items, 1):
            status.update(f"{number} items")
            yield each


def _save(result: Any, path: Path) -> None:
    content = (
        result
        if isinstance(result, bytes)
        else str(result).encode()
        if isinstance(result, str)
        else None
    )
    if content is None:
        raise click.UsageError("--save is for files and texts")
    path.write_bytes(content)
    click.echo(f"{path}: {len(content)} bytes", err=True)


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
