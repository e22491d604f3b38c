"""The styles that parameters and members of forms may be written in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

STYLES: Mapping[str, tuple[str, ...]] = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form", "cookie"),
}
"""By the place of a parameter; a member of a form has those of the query."""


def style_of(said: Mapping[str, Any]) -> str | None:
    """The style of a parameter or of a member of a form; None for the usual one, also if there is no such style."""
    style = said.get("style")
    return style if isinstance(style, str) and style in _known(said) else None


def find_odd_style(said: Mapping[str, Any]) -> tuple[str, str] | None:
    """What is to be said of a style that there is not, and what would be right; None if all is well."""
    style, known = said.get("style"), _known(said)
    if not isinstance(style, str) or style in known or "content" in said:
        return None
    hint = f"use {' or '.join(known)}" if known else "leave it out"
    return f"there is no style {style!r} here; the usual one is used", hint


def _known(said: Mapping[str, Any]) -> tuple[str, ...]:
    return STYLES.get(str(said.get("in", "query")), ())
