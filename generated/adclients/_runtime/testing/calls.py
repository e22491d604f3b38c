"""What passes through an offline double: operations it answers, calls that were made, responses that wait for one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..options import UNSET
from ..spec.operation import Operation, Waiter

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True)
class Call:
    """One call that was made.

    Attributes:
        operation: Id of the operation.
        method: HTTP method.
        path: Path with its parameters filled in.
        parameters: Path and query parameters as text, by their names in the request; the last of repeated ones.
        body: The body: parsed if it is JSON, else bytes, None if there is none.
        request: The httpx request.
    """

    operation: str
    method: str
    path: str
    parameters: Mapping[str, str]
    body: Any
    request: httpx.Request = field(repr=False)


class MismatchError(AssertionError):
    """A request or a queued response that is not as the service describes it.

    Attributes:
        problems: All that is wrong with it.
    """

    def __init__(self, what: str, problems: list[str]) -> None:
        super().__init__(f"{what}: {'; '.join(problems)}")
        self.problems = problems


@dataclass(frozen=True)
class Queued:
    """A response that a test queued; for the attributes see `OfflineTransport.queue`."""

    body: object
    status: int
    headers: Mapping[str, str]
    operation: str | None
    check: bool

    def __str__(self) -> str:
        what = repr(self.body) if isinstance(self.body, BaseException) else f"status {self.status}"
        return f"{what} for {self.operation or 'any operation'}"


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
    """The route that a request is for, with its path parameters as they are escaped.

    Args:
        routes: All routes; a base path before their own may be any.
        request: The request.
    """
    path = request.url.raw_path.decode().partition("?")[0]
    best: tuple[tuple[int, int], Route, dict[str, str]] | None = None
    for route in routes:
        if route.operation.method != request.method:
            continue
        template = re.split("[?#]", route.operation.path)[0]
        literals, names = re.split(r"\{[^}]*\}", template), re.findall(r"\{([^}]*)\}", template)
        start = "" if template.startswith("/") else "/"
        match = re.search(f"{start}{'([^/]+)'.join(map(re.escape, literals))}/?$", path)
        rank = template.count("/"), sum(map(len, literals))
        if match and (best is None or rank > best[0]):
            best = rank, route, dict(zip(names, match.groups(), strict=True))
    return best and (best[1], best[2])
