"""What passes through an offline double: calls that were made, responses that wait for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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
    """A response that a test queued.

    Attributes:
        body: What it is made of, or an exception to raise.
        status: The status.
        headers: The headers.
        operation: Id of the operation it is for; None for whichever comes.
        check: Whether it must be as described.
    """

    body: object
    status: int
    headers: Mapping[str, str]
    operation: str | None
    check: bool

    def __str__(self) -> str:
        what = repr(self.body) if isinstance(self.body, BaseException) else f"status {self.status}"
        return f"{what} for {self.operation or 'any operation'}"
