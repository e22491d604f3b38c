"""Settings of a call, the mark of an argument that was left out, and the hooks of a client."""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, TypedDict, TypeVar, cast

from .data import is_mapping
from .errors import APIError, RequestValidationError, Violation

T = TypeVar("T")


class Unset(enum.Enum):
    """The type of `UNSET`; an enum of one member, so that type checkers narrow `x is UNSET`."""

    UNSET = "UNSET"

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> Literal[False]:
        return False


UNSET: Final = Unset.UNSET
"""An argument that was left out: nothing is sent for it."""

MOST_BYTES = 100 * 1024 * 1024
"""Bytes that the body of a response may have, unless the client is given another `max_response_size`."""


if TYPE_CHECKING:

    class OtherText(str):
        """A text in a response where other values are listed; it may be sent back."""

    class OtherInteger(int):
        """An integer in a response where other values are listed; it may be sent back."""

else:
    OtherText, OtherInteger = str, int


@dataclass(frozen=True)
class RequestOptions:
    """Settings of one call; what is left out keeps the client's own setting.

    Attributes:
        timeout: Seconds that connecting, sending and each read may take; None waits for ever.
        max_retries: How often a failed attempt may be repeated.
        deadline: Seconds that all attempts, waits and logins of this call may take together.
        headers: Headers to add or replace; a value of None takes a default header away.
        query: Query parameters to add, sent as they are.
        accept: Media types to ask for, as the `Accept` header has them; the response is read by what comes.
        content_type: Media type to send the body as, of those that the operation describes.
        body: Members to add to a JSON or form body, over those of the arguments; {} sends an empty object where
            no body would go out. They are not judged: this is for what the specification does not know.
        check_rules: False to skip the business rules, or the ids of rules to leave out.
        check: False to send the request without judging it at all.

    Raises:
        RequestValidationError: A setting is none that can be kept, such as a timeout that is text.
    """

    timeout: float | Unset | None = UNSET
    max_retries: int | Unset = UNSET
    deadline: float | Unset = UNSET
    headers: Mapping[str, str | None] | None = field(default=None, repr=False)
    query: Mapping[str, object] | None = field(default=None, repr=False)
    accept: str | None = None
    content_type: str | None = None
    body: Mapping[str, object] | None = field(default=None, repr=False)
    check_rules: bool | Collection[str] | Unset = UNSET
    check: bool = True

    def __post_init__(self) -> None:
        _refuse({each.name: getattr(self, each.name) for each in fields(self)}, [])


class RequestOptionsDict(TypedDict, total=False):
    """`RequestOptions` as a dict: `options={"timeout": 5}`; for what the keys say see there."""

    timeout: float | None
    max_retries: int
    deadline: float
    headers: Mapping[str, str | None] | None
    query: Mapping[str, object] | None
    accept: str | None
    content_type: str | None
    body: Mapping[str, object] | None
    check_rules: bool | Collection[str]
    check: bool


CallOptions: TypeAlias = RequestOptions | RequestOptionsDict
"""What a method takes as `options`."""


@dataclass(frozen=True)
class Drift:
    """A way in which a response was otherwise than described; it has names and types, and no values.

    Attributes:
        operation: Id of the operation.
        status: Status of the response.
        pointer: Where it is in the body, as a JSON pointer in which `*` stands for any item of a list.
        kind: What it is about: `status` and `media type` for those that are not described, or the keyword of the schema
            that is not kept: `additionalProperties` for a new member, `required` for a missing one, `type`, `enum`, ...
        seen: What came: the media type, or the JSON type of what is at the pointer; `missing` for nothing.
    """

    operation: str
    status: int
    pointer: str
    kind: str
    seen: str


class ClientOptions(TypedDict, total=False):
    """What may be chosen of a client.

    Attributes:
        credentials: Credentials by keyword; None ones come from the environment.
        base_url: Where requests go, over the service's servers.
        environment: The service's server to use, by name.
        variables: Values of variables in the servers' URLs, by the names there; None for the default.
        timeout: Seconds that connecting, sending and each read may take (60); None for ever.
        max_retries: How often a failed attempt may be repeated (2).
        deadline: Seconds that all attempts of a call may take together (600).
        max_response_size: Bytes that the body of a response may have, decompressed (104,857,600, which are 100 MiB);
            None for any number. A response that is streamed may have any size.
        headers: Headers to send with every request.
        rate_limit: How many requests may be sent in how many seconds, over what the service says; None for no limit.
        strict: Whether a response that differs from its description is an error.
        on_drift: Called with each way in which a response is otherwise than described.
        check_rules: False to check no business rules, or the ids of rules to leave out.
    """

    credentials: Mapping[str, object] | None
    base_url: str | None
    environment: str | None
    variables: Mapping[str, str | None] | None
    timeout: float | None
    max_retries: int
    deadline: float
    max_response_size: int | None
    headers: Mapping[str, str] | None
    rate_limit: tuple[int, float] | Unset | None
    strict: bool
    on_drift: Callable[[Drift], object] | None
    check_rules: bool | Collection[str]


def request_options(given: CallOptions | None) -> RequestOptions:
    """The settings of a call, which a caller may give as a dict.

    Raises:
        RequestValidationError: They are none.
    """
    if given is None:
        return _NO_OPTIONS
    if isinstance(given, RequestOptions):
        return given
    if not is_mapping(given):
        text = f"options must be a RequestOptions or a dict, not {type(given).__name__}"
        raise RequestValidationError([Violation("type", "options", text)])
    known = [each.name for each in fields(RequestOptions)]
    unknown = [name for name in given if name not in known]
    more = [
        Violation(
            "additionalProperties",
            f"options.{name}",
            f"options.{name} is no setting of a call; there are {', '.join(known)}",
        )
        for name in unknown
    ]
    _refuse({name: value for name, value in given.items() if name in known}, more)
    return RequestOptions(**given)


def _refuse(given: Mapping[str, object], found: list[Violation]) -> None:
    found += [
        Violation("type", f"options.{name}", f"options.{text}")
        for name, text in wrong_settings(given)
    ]
    if found:
        raise RequestValidationError(found)


def wrong_settings(given: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """What is wrong with settings, each as its name and a sentence; left out ones are fine.

    Args:
        given: The settings by name.
    """
    for name, value in given.items():
        if name in _SETTINGS and value is not UNSET:
            is_fine, wanted = _SETTINGS[name]
            if not is_fine(value):
                # Nothing else may be shown: it may hold a secret.
                is_plain = value is None or isinstance(value, str | int | float)
                shown = repr(value) if is_plain else type(value).__name__
                yield name, f"{name} must be {wanted}, not {shown}"


def _is_seconds(value: Any) -> bool:
    return isinstance(value, Real) and not _is_flag(value) and float(value) > 0  # false of NaN


def _is_count(value: Any) -> bool:
    return isinstance(value, Integral) and not _is_flag(value) and int(value) >= 0


def _are_headers(value: Any) -> bool:
    pairs: Any = value.items() if is_mapping(value) else ()
    fine = all(isinstance(name, str) and isinstance(each, str | None) for name, each in pairs)
    return _is_object(value) and fine


def _are_ids(value: Any) -> bool:
    if _is_flag(value) or isinstance(value, bytes) or not isinstance(value, Iterable):
        return _is_flag(value)
    ids = cast("Iterable[object]", value)
    return isinstance(ids, Collection) and all(isinstance(each, str) for each in ids)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_text(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_object(value: object) -> bool:
    return value is None or is_mapping(value)


_SETTINGS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "timeout": (
        lambda value: value is None or _is_seconds(value),
        "a number of seconds above 0, or None",
    ),
    "deadline": (_is_seconds, "a number of seconds above 0"),
    "max_response_size": (
        lambda value: value is None or _is_count(value),
        "a whole number of bytes, or None",
    ),
    "max_retries": (_is_count, "a whole number, 0 or more"),
    "headers": (_are_headers, "a mapping of names to texts"),
    "query": (_is_object, "a mapping"),
    "accept": (_is_text, "a media type as text"),
    "content_type": (_is_text, "a media type as text"),
    "body": (_is_object, "a mapping"),
    "check_rules": (_are_ids, "true, false, or the ids of rules to leave out"),
    "check": (_is_flag, "true or false"),
    "strict": (_is_flag, "true or false"),
}
"""What a setting must be: whether a value is fine, and in words."""

_NO_OPTIONS = RequestOptions()


@dataclass
class Hooks:
    """Functions that a client calls around its requests; async clients also take coroutines.

    Attributes:
        request: Called with each request of httpx (or httpx2) just before it is sent; may change its headers.
        response: Called with each response of it, also those that will be retried.
        error: Called with the exception that a call is about to raise.
    """

    request: list[Callable[[Any], Awaitable[None] | None]] = field(
        default_factory=list["Callable[[Any], Awaitable[None] | None]"]
    )
    response: list[Callable[[Any], Awaitable[None] | None]] = field(
        default_factory=list["Callable[[Any], Awaitable[None] | None]"]
    )
    error: list[Callable[[APIError], Awaitable[None] | None]] = field(
        default_factory=list["Callable[[APIError], Awaitable[None] | None]"]
    )


def with_media(
    options: CallOptions | None,
    *,
    accept: str | Unset = UNSET,
    content_type: str | Unset = UNSET,
) -> CallOptions | None:
    """The settings of a call with the media types that it chooses.

    Args:
        options: The settings.
        accept: The media type to ask for.
        content_type: The media type to send.

    Raises:
        RequestValidationError: The settings are none, or a media type is no text.
    """
    if accept is UNSET and content_type is UNSET:
        return options
    given = request_options(options)
    return replace(
        given,
        accept=given_or(accept, given.accept),
        content_type=given_or(content_type, given.content_type),
    )


def given_or(value: T | Unset, default: T) -> T:
    """A setting of a call, or the client's own where it is left out."""
    return default if isinstance(value, Unset) else value
