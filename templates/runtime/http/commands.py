"""What the flow of a call asks for: commands, which a driver carries out."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from ..requests.bodies import Content

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")


@dataclass(eq=False, repr=False)
class Request:
    """A request as it is sent.

    Attributes:
        method: HTTP method.
        url: The whole URL, escaped.
        headers: Headers by lower-case name.
        content: The body.
        timeout: Seconds that connecting, sending and each read may take.
        expires: Moment on the monotonic clock at which the whole call is over.
        most: Bytes that the body of its response may have; None for any number.
        secret_query: Names of query parameters whose values are never shown.
        is_foreign: Whether it leaves the service's own origin, so that nothing goes with it that tells who calls.
        is_login: Whether it is a login, of which no body is ever shown.
    """

    method: str
    url: str
    headers: dict[str, str]
    content: Content | None = None
    timeout: float | None = None
    expires: float | None = None
    most: int | None = None
    secret_query: frozenset[str] = frozenset()
    is_foreign: bool = False
    is_login: bool = False


@dataclass(eq=False, repr=False)
class Send:
    """Send a request and read the response; with `stream` only its head. Gives the response.

    The driver raises `DeliveryError` into the steps when no response comes.
    """

    request: Request
    stream: bool = False


@dataclass(eq=False, repr=False)
class Read:
    """Read the rest of a streamed response, the answer to a request. Gives the response.

    The driver raises `DeliveryError` into the steps when it breaks off.
    """

    response: httpx.Response
    request: Request


@dataclass(eq=False, repr=False)
class Close:
    """Let go of a streamed response that is not wanted."""

    response: httpx.Response


@dataclass(eq=False, repr=False)
class Sleep:
    """Wait for a number of seconds."""

    seconds: float


@dataclass(eq=False, repr=False)
class Invoke:
    """Call a function of the caller's, awaiting what it gives if need be. Gives its result."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()


@dataclass(eq=False, repr=False)
class Exclusive:
    """Carry out steps while no other call of this client does the same. Gives their result."""

    steps: Steps[Any]


@dataclass(eq=False, repr=False)
class Until:
    """Let no command from here on last beyond a moment on the monotonic clock; None lifts that.

    The driver raises `DeliveryError` into the steps when one would.
    """

    moment: float | None


Command: TypeAlias = Send | Read | Close | Sleep | Invoke | Exclusive | Until
Steps: TypeAlias = Generator[Command, Any, T]
"""A conversation that gives commands, is told their results, and ends with a `T`."""


class DeliveryError(Exception):
    """No response came.

    Attributes:
        sent: Whether the request, or part of it, may have reached the server.
        timed_out: Whether that is for lack of time.
        final: Whether none will come at another try either.
    """

    def __init__(
        self, text: str, *, sent: bool, timed_out: bool = False, final: bool = False
    ) -> None:
        super().__init__(text)
        self.sent = sent
        self.timed_out = timed_out
        self.final = final

    @classmethod
    def closed(cls) -> DeliveryError:
        """What is said of a client that was closed."""
        return cls("the client is closed", sent=False, final=True)
