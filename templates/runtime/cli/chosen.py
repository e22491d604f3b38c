"""What a command line chooses of its client: arguments as options, credentials from the environment."""

from __future__ import annotations

import ast
import inspect
import os
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import click

from ..client import APIClient
from .settings import shown

ClientType: TypeAlias = type[APIClient]


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
            said = re.search(r"environment variable (\w+)", about(client.__init__, name))
            found[name] = said[1] if said else f"{package}_{name}".upper()
    return found


def client_options(client: ClientType) -> Iterator[click.Option]:
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
                [f"--{shown(name)}", name], type=type_, help=about(client.__init__, name)
            )


def _values(annotation: str) -> Iterator[str]:
    tree = ast.parse(annotation, mode="eval")
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def about(function: Callable[..., Any], name: str) -> str:
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
