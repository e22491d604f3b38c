"""Remembers what returned objects were when a call returned them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .models import ReplyModel
from .paths import pluck
from .reading import UnreadableError, parsed, reader_of
from .shapes import is_list

if TYPE_CHECKING:
    import httpx


def track(value: object, response: httpx.Response, path: str) -> None:
    """Let returned objects know where in a response they stood.

    Args:
        value: What a call returned: an object, or a list of such.
        response: The response.
        path: Dotted path of the value in its body.
    """
    if not is_list(value):
        if isinstance(value, ReplyModel):
            object.__setattr__(value, "_as_read", (response, path))
        return
    lead = f"{path}." if path else ""
    for index, each in enumerate(value):
        if isinstance(each, ReplyModel):
            object.__setattr__(each, "_as_read", (response, f"{lead}{index}"))


def settle(model: ReplyModel) -> None:
    """Take an object as it is now for what the server has."""
    object.__setattr__(model, "_as_read", reader_of(type(model)).to_plain(model))


def as_read(model: ReplyModel) -> dict[str, Any] | None:
    """An object as JSON as it was when a call returned it; None if none did."""
    before = model_as_read(model)
    return None if before is None else reader_of(type(model)).to_plain(before)


def model_as_read(model: ReplyModel) -> ReplyModel | None:
    """An object as it was when a call returned it; None if none did."""
    kept: Any = getattr(model, "_as_read", None)
    if kept is None:
        return None
    if isinstance(kept, tuple):
        response: httpx.Response = kept[0]  # pyright: ignore[reportUnknownVariableType]
        kept = pluck(_body(response), kept[1])  # pyright: ignore[reportUnknownArgumentType]
    read: ReplyModel = reader_of(type(model)).read_plain(kept)
    return read


def _body(response: httpx.Response) -> Any:
    """The body of a response that was read already, whatever had to be done for that."""
    try:
        return parsed(response.content, response.charset_encoding)
    except UnreadableError:
        return json.loads(response.content.decode("utf-8", "replace"))
