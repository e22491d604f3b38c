"""Which resource needs a class: where it stands, if there are too many of its kind for one module."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from adwright.ir import names
from adwright.ir.api import Api
from adwright.ir.classes import Model, Params
from adwright.ir.operations import Operation
from adwright.ir.text import Identifier
from adwright.ir.types import Type, names_in

SHARED = "shared"
"""The home of what several resources need alike."""

_NO_RESOURCE = re.compile(r"v?\d+([._]\d+)*|api|rest")
"""Parts at the start of paths that tell versions."""


def resources_of(api: Api) -> dict[Identifier, str]:
    """The resource of every class and alias: the one whose operations come to it over the fewest others.

    What several come to over equally few is shared. Adding an operation may move a class from one resource to
    another, but never renames it.
    """
    leads = _leads(api)
    homes: dict[Identifier, str] = {}
    near = [*_starts(api)]
    while near:
        found: dict[Identifier, set[str]] = {}
        for name, home in near:
            if name in leads and name not in homes:
                found.setdefault(name, set()).add(home)
        homes |= {name: min(some) if len(some) == 1 else SHARED for name, some in found.items()}
        near = [(other, homes[name]) for name in found for other in leads[name]]
    return {name: homes.get(name, SHARED) for name in leads}


def _leads(api: Api) -> Mapping[Identifier, tuple[Identifier, ...]]:
    """The names that each class and alias mentions."""
    found: dict[Identifier, Iterable[Type]] = {a.name: (a.type,) for a in api.aliases}
    classes: tuple[Model | Params, ...] = (*api.models, *api.params)
    found |= {each.name: [field.type for field in each.fields] for each in classes}
    return {
        name: tuple(n for type_ in types for n in names_in(type_)) for name, types in found.items()
    }


def _starts(api: Api) -> Iterator[tuple[Identifier, str]]:
    """The names that operations mention, each with the operation's resource."""
    for resource in api.resources:
        for operation in resource.operations:
            yield from ((name, resource.name) for name in _mentioned(operation))
    for operation in api.client_operations:
        home = _of_path(operation.path.raw)
        yield from ((name, home) for name in _mentioned(operation))
    for event in api.events:
        yield from ((name, "webhooks") for name in names_in(event.type))


def _of_path(path: str) -> str:
    """The resource that a path is about, where the document names none."""
    parts = (each for each in path.split("/") if each and "{" not in each)
    first = next((each for each in parts if not _NO_RESOURCE.fullmatch(each)), "")
    return names.variable(first, SHARED)


def _mentioned(operation: Operation) -> Iterator[Identifier]:
    for type_ in operation.types:
        yield from names_in(type_)
