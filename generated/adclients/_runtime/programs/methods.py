"""What programs offer of a client: its resources, their methods, and what the docstrings of these say."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any


def resources_of(client: type) -> list[str]:
    """The names of a client's resources."""
    members = vars(client).items()
    return [name for name, each in members if name[0] != "_" and isinstance(each, cached_property)]


def methods_of(owner: Any) -> Iterator[str]:
    """The names of the methods of a resource, or of a client's own, that call an operation."""
    members: Any = owner.__dict__
    for name, value in members.items():
        is_method = name[0] != "_" and inspect.isfunction(value)
        if is_method and "options" in inspect.signature(value).parameters:
            yield name


def first_line(value: object) -> str:
    """The first sentence of a docstring, without its end."""
    text = " ".join((inspect.getdoc(value) or "").split("\n\n")[0].split())
    return text.split(". ")[0].rstrip(".")


def description(method: object) -> str:
    """What the docstring of a method says before it comes to arguments and results."""
    said = inspect.getdoc(method) or ""
    return re.split(r"\n\n(?:The body: |[A-Z]\w+:\n)", said)[0].strip()


_NOTHING = "see the vendor's documentation."


def about_argument(method: Callable[..., Any], name: str) -> str:
    """What the docstring of a method says of an argument, if the document does say something."""
    return about(method, name).removeprefix(_NOTHING).strip()


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


_KINDS = {"int": "integer", "float": "number", "bool": "boolean", "str": "string"}


def schema_of_signature(method: Callable[..., Any]) -> dict[str, Any]:
    """The schema of the arguments of a method which is made of several calls, such as a wait."""
    properties = dict[str, Any]()
    required = list[str]()
    for name, each in inspect.signature(method).parameters.items():
        said = str(each.annotation)
        if name == "options" or said.startswith("Callable["):
            continue
        kinds = [part.strip() for part in said.split("|")]
        types = [_KINDS[kind] for kind in kinds if kind in _KINDS]
        properties[name] = {"type": types[0] if len(types) == 1 else types} if types else {}
        if words := about_argument(method, name):
            properties[name]["description"] = words
        if each.default is each.empty:
            required.append(name)
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
