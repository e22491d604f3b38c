"""JSON text as a Python literal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from adwright.render.code import quoted


def json_literal(text: str) -> str:
    """A literal of JSON that is ASCII, without apostrophes and line breaks.

    Raises:
        ValueError: the text is not like that, and might be code.
    """
    if not text.isascii() or not text.isprintable() or "'" in text or text.endswith("\\"):
        raise ValueError("schemas are printed as ASCII without apostrophes and line breaks")
    return f"r'{text}'" if "\\" in text else f"'{text}'"


def entries(texts: Mapping[str, str]) -> Iterable[str]:
    """The entries of a dict display, an entry a line.

    Args:
        texts: JSON texts by key.
    """
    return (f"{quoted(key)}: {json_literal(text)}" for key, text in texts.items())
