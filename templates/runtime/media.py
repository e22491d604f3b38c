"""What kind of content a media type names."""

from __future__ import annotations

_LINES = frozenset({
    "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines",
    "application/json-lines", "application/json-seq",
})  # fmt: skip


def kind_of(media: str) -> str:
    """A media type in lower case, without its parameters."""
    return media.partition(";")[0].strip().lower()


def is_json(media: str) -> bool:
    """Whether a media type is JSON: `application/json`, `application/problem+json`, ..."""
    return kind_of(media).endswith(("/json", "+json"))


def is_lines(media: str) -> bool:
    """Whether a media type is JSON values divided by line breaks."""
    return kind_of(media) in _LINES


def is_form(media: str) -> bool:
    """Whether a media type is made of named members: a form, or a body of several parts."""
    kind = kind_of(media)
    return kind == "application/x-www-form-urlencoded" or kind.startswith("multipart/")
