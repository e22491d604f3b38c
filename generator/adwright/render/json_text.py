"""JSON text as a Python literal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adwright.render.code import quoted


def json_literal(text: str) -> str:
    """A literal of JSON that is ASCII, without apostrophes and line breaks: then nothing in it can be code.

    Raises:
        ValueError: the text is not like that.
    """
    text = text.replace("\x7f", "\\u007f")
    if not text.isascii() or not text.isprintable() or "'" in text or text.endswith("\\"):
        raise ValueError("schemas are printed as ASCII without apostrophes and line breaks")
    if '"' not in text:
        return f'"{text}"'
    return f"r'{text}'" if "\\" in text else f"'{text}'"


def entries(texts: Mapping[str, str]) -> Iterator[str]:
    """The entries of a dict of JSON texts."""
    return (f"{quoted(key)}: {json_literal(text)}" for key, text in texts.items())
