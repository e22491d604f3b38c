"""Media types: what one alone says about a body."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

_LINES = frozenset({
    "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines",
    "application/json-lines", "application/json-seq",
})  # fmt: skip
_TEXTS = ("/xml", "+xml", "/yaml", "+yaml", "/x-yaml", "/javascript", "/graphql", "/toml", "/sql")
JSON_SEQUENCE = "application/json-seq"
RECORD = b"\x1e"
"""Begins each value of a JSON sequence."""
FORM = "application/x-www-form-urlencoded"
EVENTS = "text/event-stream"
BYTES = "application/octet-stream"
TEXT = "text/plain"
UNSAID = frozenset((BYTES, TEXT, "application/json"))
"""What bytes, text and data are sent as where nothing says it better."""


@lru_cache(1024)
def kind_of(media: str) -> str:
    """A media type in lower case, without its parameters."""
    return media.partition(";")[0].strip().lower()


def parameters_of(media: str) -> dict[str, str]:
    """The parameters of a media type, such as its `charset`, by name in lower case."""
    if ";" not in media:
        return {}
    from email.message import Message

    message = Message()
    message["content-type"] = media
    found = message.get_params(failobj=[])
    return {name.lower(): value for name, value in found[1:]}


def is_json(media: str) -> bool:
    """Whether a media type is JSON: `application/json`, `application/problem+json`, ..."""
    return kind_of(media).endswith(("/json", "+json"))


def is_lines(media: str) -> bool:
    """Whether a media type is JSON values, one after the other."""
    return kind_of(media) in _LINES


def is_stream(media: str) -> bool:
    """Whether a media type can be read piece by piece."""
    return kind_of(media) == EVENTS or is_lines(media)


def is_multipart(media: str) -> bool:
    """Whether a media type is made of parts."""
    return kind_of(media).startswith("multipart/")


def is_form(media: str) -> bool:
    """Whether a media type is made of named members: a form, or a body of several parts."""
    return kind_of(media) == FORM or is_multipart(media)


def is_raw(media: str) -> bool:
    """Whether a body of a media type is text or bytes that a caller gives as they are."""
    return not (is_json(media) or is_lines(media) or is_form(media))


def is_text(media: str) -> bool:
    """Whether a media type is text."""
    kind = kind_of(media)
    return kind.startswith("text/") or kind.endswith(_TEXTS)


def is_range(media: str) -> bool:
    """Whether it stands for many media types."""
    return "*" in kind_of(media)


def is_anything(media: str) -> bool:
    """Whether a body of a media type may be JSON, text or bytes."""
    return kind_of(media) in ("*/*", "application/*")


def fits(media: str, described: str) -> bool:
    """Whether a media type is one that a described one stands for, parameters apart."""
    kind, pattern = kind_of(media), kind_of(described)
    before, star, after = pattern.partition("*")
    if not star:
        return kind == pattern
    return pattern == "*/*" or (kind.startswith(before) and kind.endswith(after))


def best_fit(media: str, described: Iterable[str]) -> int | None:
    """The place of the described media type that says most about one: its own, then its kind, then a range.

    Args:
        media: A media type, as a header has it.
        described: Those that are described, ranges among them.
    """
    given = parameters_of(media)

    def rank(each: str) -> tuple[int, int]:
        own = parameters_of(each)
        agreeing = sum(given.get(name, "").lower() == own[name].lower() for name in own)
        return -pattern_width(each), 2 * agreeing - len(own)

    known = [(index, each) for index, each in enumerate(described) if fits(media, each)]
    return max(known, key=lambda pair: rank(pair[1]))[0] if known else None


def pattern_width(media: str) -> int:
    """How much a media type stands for: itself, those of a suffix or a kind, or all."""
    kind = kind_of(media)
    return (
        0
        if "*" not in kind
        else 3
        if kind == "*/*"
        else 1
        if kind.endswith(("+json", "+xml"))
        else 2
    )
