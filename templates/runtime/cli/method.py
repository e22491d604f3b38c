"""The command of a method: its arguments as words and options, the call, and the help."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import click

from ..data import is_dict
from ..errors import RequestValidationError
from ..methods import arguments_in_body, operation_of
from ..programs.methods import about_argument, description, schema_of_signature
from ..programs.preview import preview
from ..spec.operation import Operation
from .chosen import client_of
from .options import option_of, own_options, paragraphs, type_of
from .output import print_request, print_result
from .settings import Setting, settings_of
from .telling import NotSent
from .values import put, read_json, read_text


class Method(click.Command):
    """A method of a client or of one of its resources."""

    def __init__(self, name: str, method: str, owner: type, resource: str | None) -> None:
        about = paragraphs(description(getattr(owner, method)))
        super().__init__(name, help=about, callback=self._run)
        self._method, self._resource = method, resource
        self._settings: dict[str, Setting] = {}
        self._words: dict[str, Setting] = {}
        self._required: frozenset[str] = frozenset()

    # What it takes -----------------------------------------------------------------------------

    def _function(self, ctx: click.Context) -> Callable[..., Any]:
        """The method, bound."""
        client = client_of(ctx)
        owner = client if self._resource is None else getattr(client, self._resource)
        function: Callable[..., Any] = getattr(owner, self._method)
        return function

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        if not self._settings and not self.params:
            self.params = [*self._parameters(ctx)]
        return super().get_params(ctx)

    def _parameters(self, ctx: click.Context) -> Iterator[click.Parameter]:
        function = self._function(ctx)
        operation = self._operation(ctx)
        self._settings = dict(self._keyed(ctx, function, operation))
        signature = inspect.signature(function)
        self._required = frozenset(
            name for name, each in signature.parameters.items() if each.default is each.empty
        )
        words = {*self._required}
        if operation is not None:
            words = {each.name for each in operation.parameters if each.location == "path"}
        for key, each in self._settings.items():
            if each.path[0] in words and len(each.path) == 1 and not each.many:
                self._words[key] = each
        order = [*signature.parameters]
        for key, each in sorted(self._words.items(), key=lambda pair: order.index(pair[1].path[0])):
            yield click.Argument([key], metavar=_word(each), required=False, type=type_of(each))
        taken = {each.option for each in self._settings.values()}
        for key, each in self._settings.items():
            if key not in self._words:
                yield option_of(key, each, taken, is_required=self._is_required(each))
        yield from own_options(str(signature.return_annotation), operation, taken)

    def _is_required(self, setting: Setting) -> bool:
        """Whether it must be given, by itself or in a body."""
        return len(setting.path) == 1 and setting.path[0] in self._required

    def _operation(self, ctx: click.Context) -> Operation[Any] | None:
        """The operation that it calls; None for a method that is made of several calls, such as a wait."""
        with suppress(TypeError):
            return operation_of(client_of(ctx), self._function(ctx))
        return None

    def _keyed(
        self, ctx: click.Context, function: Callable[..., Any], operation: Operation[Any] | None
    ) -> Iterator[tuple[str, Setting]]:
        schema = (
            schema_of_signature(function) if operation is None else client_of(ctx).schema(function)
        )
        is_whole = (
            operation is not None and bool(operation.bodies) and not operation.bodies[0].fields
        )
        for number, each in enumerate(settings_of(schema)):
            if len(each.path) == 1:
                each.help = about_argument(function, each.path[0]) or each.help
            if is_whole and each.path == ("body",):
                each.kind = "file or text" if each.kind == "text" else each.kind
                each.takes = each.takes if "FILE" in each.takes else f"{each.takes}|@FILE"
            yield f"value_{number}", each

    # What it does ------------------------------------------------------------------------------

    def _run(self, /, **values: Any) -> None:
        ctx = click.get_current_context()
        function = self._function(ctx)
        arguments = self._arguments(ctx, function, values)
        try:
            if values.get("dry_run"):
                _print_preview(ctx, function, arguments)
                return
            is_whole = values.get("all") or values.get("limit")
            if "iterator" in inspect.signature(function).parameters and is_whole:
                arguments["iterator"] = True
            print_result(function(**arguments), values)
        except RequestValidationError as error:
            raise NotSent(error, self._place) from None

    def _place(self, path: str) -> str:
        """What a path in the arguments is called on the command line: an option, or a word."""
        names = path.replace("[", ".[").split(".")
        known = {each.path: each for each in self._settings.values()}
        for length in range(len(names), 0, -1):
            if setting := known.get((*names[:length],)):
                return _word(setting) if setting in self._words.values() else setting.option
        return "--body"

    def _arguments(
        self, ctx: click.Context, function: Callable[..., Any], values: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The arguments of the method: what stands in the body that was given, and over it what options say."""
        arguments = dict[str, Any]()
        if values.get("body_json") is not None:
            arguments |= self._body(ctx, function, values["body_json"])
        for key, setting in self._settings.items():
            given = values.get(key)
            if given is None or given == ():
                continue
            try:
                put(arguments, setting, read_text(setting, given))
            except (OSError, ValueError) as error:
                raise click.UsageError(f"{self._place('.'.join(setting.path))}: {error}") from None
        for name in values.get("null") or ():
            put(arguments, self._named(name), None)
        names = inspect.signature(function).parameters
        if unknown := arguments.keys() - names.keys():
            raise click.UsageError(f"--body: there is no field {min(unknown)!r}")
        if lacking := [name for name in names if name in self._required - arguments.keys()]:
            raise click.UsageError(f"Missing: {', '.join(map(self._place, lacking))}")
        return arguments

    def _named(self, name: str) -> Setting:
        """The setting of a name as an option, or as the method has it."""
        for each in self._settings.values():
            if name.removeprefix("--") in (each.option[2:], ".".join(each.path)):
                return each
        raise click.UsageError(f"--null: there is no argument {name!r}")

    def _body(self, ctx: click.Context, function: Callable[..., Any], text: str) -> dict[str, Any]:
        """The arguments that a body in JSON stands for."""
        try:
            body = read_json(text)
        except (OSError, ValueError) as error:
            raise click.UsageError(f"--body: {error}") from None
        if not is_dict(body):
            raise click.UsageError("--body: this takes an object")
        arguments = arguments_in_body(client_of(ctx), function, body)
        names = inspect.signature(function).parameters
        further = {name: arguments[name] for name in arguments if name not in names}
        if not further or "additional_properties" not in names:
            return arguments
        known = {name: each for name, each in arguments.items() if name in names}
        return {**known, "additional_properties": further}

    # What is told of it ------------------------------------------------------------------------

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        super().collect_usage_pieces(ctx)
        needed = [
            each.option if each.kind == "flag" else f"{each.option} {each.takes}"
            for key, each in self._settings.items()
            if key not in self._words and self._is_required(each)
        ]
        return [*map(_word, self._words.values()), *needed, "[OPTIONS]"]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        words = [(_word(each), _about_word(each)) for each in self._words.values()]
        rows: dict[bool, list[tuple[str, str]]] = {True: [], False: []}
        for each in self.get_params(ctx):
            if isinstance(each, click.Option) and (row := each.get_help_record(ctx)):
                rows[each.name in self._settings].append(row)
        for title, some in (
            ("Arguments", words), ("Options", rows[True]), ("Input and output", rows[False])
        ):  # fmt: skip
            if some:
                with formatter.section(title):
                    formatter.write_dl(some)


def _word(setting: Setting) -> str:
    return setting.path[0].strip("_").upper()


def _about_word(setting: Setting) -> str:
    values = f"One of {', '.join(setting.choices)}." if setting.choices else ""
    return " ".join(filter(None, (setting.help, values))) or setting.takes


def _print_preview(
    ctx: click.Context, function: Callable[..., Any], arguments: Mapping[str, Any]
) -> None:
    """Print what a call would send.

    Raises:
        RequestValidationError: It would not be sent; it is printed all the same, if it can be written.
    """
    client = client_of(ctx)
    try:
        print_request(preview(client, function, arguments))
    except RequestValidationError:
        with suppress(RequestValidationError):
            print_request(preview(client, function, arguments, check=False))
        raise
