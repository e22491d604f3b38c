"""JSON text as a Python literal, in the form that the formatter leaves alone."""

from __future__ import annotations


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
