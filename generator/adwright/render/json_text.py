"""JSON text as a Python literal, in the form that the formatter leaves alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adwright.render.code import quoted


def json_literal(text: str) -> str:
    r"""A JSON text as the literal of a string, on one line.

    Args:
        text: the JSON, ASCII on one line, an apostrophe written as `\u0027`.

    Raises:
        ValueError: the text is not of that form, so that a literal could end early.
    """
    if "'" in text or not text.isascii() or not text.isprintable() or text.endswith("\\"):
        raise ValueError("a JSON text in code is printable ASCII without apostrophes")
    if '"' not in text:
        if "\\" in text:
            raise ValueError("JSON has backslashes only within strings")
        return f'"{text}"'
    return f"r'{text}'" if "\\" in text else f"'{text}'"


def entries(texts: Mapping[str, str]) -> Iterator[str]:
    """The entries of a dict of JSON texts, each on a line of its own."""
    return (f"{quoted(key)}: {json_literal(text)}" for key, text in texts.items())
