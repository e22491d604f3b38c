"""What of a request may be shown: its body as data, without secrets and without the content of files."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ..data import is_dict, is_list, is_tuple
from ..schemas.layout import Layout
from ..schemas.sentences import is_secret

_HIDDEN = "***"


def shown(value: Any, layout: Layout | None, scrub: Callable[[str], str] = str) -> Any:
    """A body as data: JSON and forms with `***` for what is secret, bytes and files by their length.

    Args:
        value: The body, or a member of it.
        layout: What its schema says, where it has one.
        scrub: Takes the secrets of the client out of a text.
    """
    if is_dict(value):
        layout = layout and layout.chosen(value)
        members = ((name, each, layout and layout.member(name)) for name, each in value.items())
        return {
            name: _HIDDEN if _is_secret(name, inner) else shown(each, inner, scrub)
            for name, each, inner in members
        }
    if is_list(value):
        layout = layout and layout.chosen(value)
        return [shown(x, layout and layout.item(i), scrub) for i, x in enumerate(value)]
    if isinstance(value, str):
        return _HIDDEN if layout and "password" in layout.formats else scrub(value)
    if isinstance(value, bytes | bytearray):
        return f"<{len(value)} bytes>"
    if is_tuple(value):  # a file with its name
        return f"{value[0]} {shown(value[1], None)}"
    is_plain = value is None or isinstance(value, int | float | Decimal)
    return value if is_plain else "<a file or a stream>"


def _is_secret(name: str, layout: Layout | None) -> bool:
    return is_secret(name) or bool(layout and "password" in layout.formats)
