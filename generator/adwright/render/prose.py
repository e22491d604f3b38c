"""Filters for text from a document: one for each place it may go to. Nothing else prints `Text`."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from typing import Any

from adwright.ir.text import Constant, Sample, Text
from adwright.render.code import LINE_LENGTH, constant, display, flat

_INVISIBLE = re.compile(
    "[\u061c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\x00-\x08\x0b-\x1f\x7f-\x9f]"
)
_LIST_ITEM = re.compile(r"\s*([-*+]|\d+[.)])\s+\S")
_VERBATIM = re.compile(r"\s{4,}\S|\s*[|>#]|\s*```")


def literal(value: Constant) -> str:
    """A scalar as a Python literal."""
    return constant(value.raw if isinstance(value, Text) else value)


def literals(values: Iterable[Constant]) -> str:
    """Scalars as the members of a tuple or a subscript."""
    return ", ".join(map(literal, values))


def data(sample: Sample, indent: int | None = None, lead: str = "") -> str:
    """A JSON value as a Python expression: in one line, or laid out as `code.display` says."""
    return flat(sample.raw) if indent is None else display(sample.raw, indent, lead)


def mapping(pairs: Iterable[tuple[Text | str, Text]]) -> str:
    """Pairs as a dict display."""
    return (
        "{"
        + ", ".join(
            f"{literal(Text(k) if isinstance(k, str) else k)}: {literal(v)}" for k, v in pairs
        )
        + "}"
    )


def plain(text: Text) -> str:
    """The words, without characters that change how others are shown. For messages, never for code."""
    return _INVISIBLE.sub(
        "",
        text.raw.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n"),
    )


def comment(text: Text) -> str:
    """The words in one line, to stand after a `#`."""
    return " ".join(plain(text).split())


def docstring(paragraphs: Iterable[str], indent: int) -> str:
    """A docstring of paragraphs that `paragraph` and its kin have made, with its quotes."""
    text = "\n\n".join(p for p in paragraphs if p.strip()).strip().replace("\\", "\\\\")
    # A quote that another quote or the end follows could close the literal.
    text = re.sub(r'"(?="|\Z)', r'\\"', text)
    pad = " " * indent
    lines = [pad + line if line and i else line for i, line in enumerate(text.split("\n"))]
    closing = f"\n{pad}" if len(lines) > 1 else ""
    return '"""' + "\n".join(line.rstrip() for line in lines) + closing + '"""'


def paragraph(text: Text | str, indent: int, *, hang: int = 0, lead: str = "") -> str:
    """Words wrapped for a docstring.

    Args:
        text: what to say; line breaks between paragraphs, list items, tables and code stay.
        indent: how deep the docstring stands.
        hang: how much deeper the second and later lines stand than the first.
        lead: what stands before the first word.
    """
    words = plain(text) if isinstance(text, Text) else text
    width = max(LINE_LENGTH - indent - 3, 40)  # three quotes may stand before the first line
    out: list[str] = []
    for block in _blocks(words):
        first = lead if not out else " " * hang
        if block.startswith("\0"):
            out += [
                (first if i == 0 else " " * hang) + line
                for i, line in enumerate(block[1:].split("\n"))
            ]
            continue
        item = _LIST_ITEM.match(block)
        deeper = hang + (2 if item else 0)
        out += textwrap.wrap(
            first + block.strip() if not item else first + block.rstrip(),
            width,
            subsequent_indent=" " * deeper,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return "\n".join(out)


def _blocks(words: str) -> list[str]:
    """The blocks of a Markdown text: paragraphs and list items on one line each, the rest marked to stay as it is."""
    blocks: list[str] = []
    fence = False
    fresh = True
    for line in words.strip().split("\n"):
        fenced = line.strip().startswith("```")
        if fence or fenced or _VERBATIM.match(line):
            blocks.append("\0" + line.rstrip())
            fence = fence != fenced
            fresh = True
        elif not line.strip():
            if blocks and blocks[-1] != "\0":
                blocks.append("\0")
            fresh = True
        elif fresh or _LIST_ITEM.match(line):
            blocks.append(line.rstrip() if _LIST_ITEM.match(line) else line.strip())
            fresh = False
        else:
            blocks[-1] += " " + line.strip()
    return blocks


def shown(value: Constant) -> str:
    """A scalar in the words of a docstring, as JSON would have it."""
    if isinstance(value, Text):
        return plain(value)
    return (
        {True: "true", False: "false"}.get(value, repr(value))
        if isinstance(value, bool)
        else repr(value)
    )


def refuse_text(value: Any) -> Any:
    """Jinja's last step before printing: unfiltered text from a document is a mistake in a template."""
    if isinstance(value, Text | Sample):
        raise TypeError("a template printed text from a document without a filter")
    return value
