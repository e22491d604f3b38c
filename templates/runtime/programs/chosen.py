"""What a program chooses of its client: arguments as options, credentials from the environment."""

from __future__ import annotations

import ast
import inspect
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .methods import about


@dataclass(frozen=True)
class Choice:
    """An argument of a client that a program has an option for.

    Attributes:
        name: Its name in Python.
        type: What the text of the option is read as.
        values: The texts that it may be, if they are listed.
        help: What is said of it.
    """

    name: str
    type: Callable[[str], Any]
    values: tuple[str, ...]
    help: str

    @property
    def option(self) -> str:
        """What it is called on a command line."""
        return f"--{self.name.strip('_').replace('_', '-')}"


_TYPES: dict[str, Callable[[str], Any]] = {
    "float | None": float,
    "float": float,
    "int": int,
    "str | None": str,
}


def choices_of(client: type) -> Iterator[Choice]:
    """What may be chosen of a client: arguments that are numbers, or texts which are no secrets."""
    make: Callable[..., None] = vars(client)["__init__"]
    for name, each in inspect.signature(make).parameters.items():
        said = str(each.annotation)
        values = (*_listed(said),) if said.startswith("Literal[") else ()
        type_ = str if values else _TYPES.get(said)
        if type_ is not None:
            yield Choice(name, type_, values, about(make, name))


def _listed(annotation: str) -> Iterator[str]:
    """The texts in an annotation."""
    tree = ast.parse(annotation, mode="eval")
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def credentials(client: type) -> dict[str, str]:
    """The environment variables of a client's credentials: those that its docstring names, else `PACKAGE_NAME`."""
    package = client.__module__.split(".")[-2]
    make: Callable[..., None] = vars(client)["__init__"]
    found = dict[str, str]()
    for name, each in inspect.signature(make).parameters.items():
        if "Callable[[], str" in str(each.annotation):
            said = re.search(r"environment variable (\w+)", about(make, name))
            found[name] = said[1] if said else f"{package}_{name}".upper()
    return found


def given_credentials(client: type) -> dict[str, str]:
    """The credentials of a client that the environment has."""
    named = credentials(client).items()
    return {name: given for name, variable in named if (given := os.environ.get(variable))}
