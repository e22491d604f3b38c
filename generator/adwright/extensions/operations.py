"""Extensions on operations and responses: names, pages, wrapped responses, waiting, repeating."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from adwright.extensions.extension import Extension
from adwright.extensions.shape import HEADER, Also, Mention, Name, Path, Words
from adwright.ir.text import Text


@dataclass(frozen=True, slots=True)
class Pages:
    """How a list goes on.

    Attributes:
        style: what a page is asked for by.
        in_: where the parameters stand.
        page, size, offset, cursor: the parameters; in a body their paths.
        next: where the response has the next cursor or link.
        items: where it has the items.
        total, pages: where it has the count of all items, and of all pages.
        first: the number of the first page, or the offset of the first item.
        iterator: an argument that chooses between all items and one page.
    """

    style: Literal["page", "offset", "cursor", "link"]
    in_: Literal["query", "body"] | None = None
    page: Name | None = None
    size: Name | None = None
    offset: Name | None = None
    cursor: Name | None = None
    next: Path | None = None
    items: Path | None = None
    total: Path | None = None
    pages: Path | None = None
    first: int | None = None
    iterator: Words | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where a wrapped response has its data, and how it says that it failed."""

    data: Path
    success: Path | None = None
    message: Path | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """How many requests may be sent in how many seconds."""

    requests: Annotated[int, Also(minimum=1)]
    seconds: Annotated[int, Also(minimum=1)]


_State = Text | int | bool
_States = Annotated[tuple[_State, ...], Also(minItems=1)]


@dataclass(frozen=True, slots=True)
class Wait:
    """How to wait for the end of a run.

    Attributes:
        operation: the `operationId` of what tells its state.
        state: where that has the state.
        done: states that mean success.
        failed: states that mean failure.
        method: what the method that waits is called.
        arguments: parameter of that operation to a parameter of this one, or to `$.path` in what this one answers.
    """

    operation: Name
    state: Path
    done: _States
    failed: _States = ()
    method: Words | None = None
    arguments: Mapping[Text, Name] = field(default_factory=dict[Text, Mention])


RESOURCE = Extension[Text](
    "x-resource",
    ("operation",),
    Words,
    "The attribute of the client that the operation stands on, instead of its tag.",
    "pets",
)
METHOD = Extension[Text](
    "x-method",
    ("operation",),
    Words,
    "The name of the method, instead of the one made from operationId.",
    "list_all",
)
PAGINATION = Extension[Pages](
    "x-pagination",
    ("operation",),
    Annotated[
        Pages,
        Also(
            allOf=[
                {"if": {"properties": {"style": {"const": style}}}, "then": {"required": needed}}
                for style, needed in (
                    ("page", ["page"]),
                    ("offset", ["offset"]),
                    ("cursor", ["cursor", "next"]),
                )
            ]
        ),
    ],
    "How the list goes on: the parameters that ask for a page, and the paths of items and counts in the response "
    "(`header:Name` for a header); also style offset, cursor (with next) and link.",
    "{style: page, in: query, page: page, size: per_page, items: items, total: total_count}",
)
ENVELOPE = Extension[Envelope](
    "x-envelope",
    ("response",),
    Envelope,
    "Where a wrapped response has its data, and how it says that it failed: dotted paths.",
    "{data: responseObject, success: statusCode, message: errorObjects}",
)
WAIT = Extension[Wait](
    "x-wait",
    ("operation",),
    Wait,
    "A method that asks an operation of the same resource for the state of a run until it has ended. Each of that "
    "operation's parameters is one of this operation, or `$.path` in what this one answers: then the method takes the "
    "value, or the response itself.",
    "{operation: runs.get, arguments: {job: job, run: $.id}, state: state, done: [ready], failed: [broken]}",
)
RETRY_SAFE = Extension[bool](
    "x-retry-safe",
    ("operation",),
    bool,
    "Whether the request may be sent again, where that differs from the method's nature: a GET that creates, "
    "a PUT that adds.",
    "false",
)
SAFE = Extension[bool](
    "x-safe",
    ("operation",),
    bool,
    "Whether the request only reads, where that differs from the method's nature: a POST that searches, a GET that "
    "creates. What only reads may be sent again, and a server for agents that reads only offers it.",
    "true",
)
IDEMPOTENCY_KEY = Extension[Text](
    "x-idempotency-key",
    ("operation",),
    Annotated[Text, HEADER],
    "The header that makes the request repeatable: each call sends a key of its own in it, the same one when it is "
    "sent again.",
    "Idempotency-Key",
)
RATE_LIMIT = Extension[Limit](
    "x-rate-limit",
    ("document", "operation"),
    Limit,
    "How many requests the service takes in how many seconds: clients keep to it by waiting. An operation's own stands "
    "in place of the document's, and is counted apart.",
    "{requests: 20, seconds: 1}",
)
