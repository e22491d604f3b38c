"""The operations that an offline double answers, and which of them a request is for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ..operation import Operation, Waiter
from ..unset import UNSET

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True)
class Route:
    """One operation and what answers it.

    Attributes:
        operation: The operation.
        example: The body of its usual response, with the names of the document; left out, one is made up.
        status: The status of the usual response; 0 for the first that is described.
        headers: Headers of the usual response.
        waiter: What waits for a run by asking this operation, for which the run has ended well.
    """

    operation: Operation[Any]
    example: Any = UNSET
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    waiter: Waiter[Any] | None = None


def find_route(
    routes: Sequence[Route], request: httpx.Request
) -> tuple[Route, dict[str, str]] | None:
    """The route that a request is for, with its path parameters as text.

    Args:
        routes: All routes; a base path before their own may be any.
        request: The request.
    """
    path = request.url.raw_path.decode().partition("?")[0]
    found: list[tuple[tuple[int, int], Route, dict[str, str]]] = []
    for route in routes:
        operation = route.operation
        if operation.method != request.method:
            continue
        template = re.split("[?#]", operation.path)[0]
        if match := re.search(_pattern(template), path):
            values = {_unmasked(name): unquote(text) for name, text in match.groupdict().items()}
            literal = re.sub(r"\{[^}]*\}", "", template)
            found.append(((template.count("/"), len(literal)), route, values))
    if not found:
        return None
    _, route, values = max(found, key=lambda each: each[0])
    return route, values


def _pattern(template: str) -> str:
    parts = re.split(r"\{([^}]*)\}", template)
    text = ""
    for i, part in enumerate(parts):
        text += f"(?P<{_masked(part)}>[^/]+)" if i % 2 else re.escape(part)
    slash = "" if text.startswith("/") else "/"
    return f"{slash}{text}/?$"


def _masked(name: str) -> str:
    """A parameter's name as the name of a group."""
    return "p_" + name.encode().hex()


def _unmasked(name: str) -> str:
    return bytes.fromhex(name.removeprefix("p_")).decode()
