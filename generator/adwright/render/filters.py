"""Filters for text from a document: one for each place it may go to. Nothing else prints `Text`."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator

from adwright.ir.text import Constant, Sample, Text
from adwright.render.code import constant, display
from adwright.render.layout import LINE_LENGTH

_INVISIBLE = re.compile(
    "[\u061c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\x00-\x08\x0b-\x1f\x7f-\x9f]"
)
_LIST_ITEM = re.compile(r"\s*([-*+]|\d+[.)])\s+\S")
_VERBATIM = re.compile(r"\s{4,}\S|\s*[|>#]|\s*```")
_LONGEST_VERSION = 60
_KEPT = "\0"
"""Begins a line that is not wrapped: of a table, of code. No text has it: `plain` takes it out."""


def literal(value: Constant) -> str:
    """A scalar as a Python literal."""
    return constant(value.raw if isinstance(value, Text) else value)


def literals(values: Iterable[Constant]) -> str:
    """Scalars as the members of a tuple or a subscript."""
    return ", ".join(map(literal, values))


def data(sample: Sample) -> str:
    """A JSON value as a Python expression, an item a line."""
    return display(sample.raw)


def mapping(pairs: Iterable[tuple[Text | str, Text]]) -> str:
    """Pairs as a dict display."""
    entries = (
        f"{constant(k) if isinstance(k, str) else literal(k)}: {literal(v)}" for k, v in pairs
    )
    return f"{{{', '.join(entries)}}}"


def product_version(version: Text) -> str:
    """A version behind the name of a product, as a `User-Agent` header has it; empty if there is none."""
    kept = re.sub(r"[^A-Za-z0-9.+_-]+", "-", version.raw[:_LONGEST_VERSION]).strip("-")
    return f"/{kept}" if kept else ""


def toml(text: Text | str | bool) -> str:
    """A text as a string of TOML, or a truth value."""
    if isinstance(text, bool):
        return str(text).lower()
    said = text.raw if isinstance(text, Text) else text
    return f'"{"".join(map(_in_toml, said))}"'


def _in_toml(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    return "\\uFFFD" if "\ud800" <= character <= "\udfff" else f"\\U{ord(character):08X}"


def plain(text: Text) -> str:
    """The words, without characters that change how others are shown. For messages, never for code."""
    if text.raw.isprintable():
        return text.raw
    lines = re.sub("\r\n|[\r\u2028\u2029]", "\n", text.raw)
    return _INVISIBLE.sub("", lines)


def comment(text: Text) -> str:
    """The words in one line, to stand after a `#`."""
    return " ".join(plain(text).split())


def shown(value: Constant) -> str:
    """A scalar in the words of a docstring, as JSON would have it."""
    if isinstance(value, Text):
        return plain(value)
    return str(value).lower() if isinstance(value, bool) else repr(value)


def words(text: Text | str | None) -> str:
    """A Markdown text for a docstring: a paragraph or a list item a line, tables and code as they are."""
    said = plain(text) if isinstance(text, Text) else text or ""
    return "\n".join(_blocks(said))


def _blocks(said: str) -> Iterator[str]:
    block, fence = "", False
    for line in said.strip().split("\n"):
        fenced = line.strip().startswith("```")
        is_kept = fence or fenced or _VERBATIM.match(line) is not None
        is_item = _LIST_ITEM.match(line) is not None
        if block and (is_kept or is_item or not line.strip()):
            yield block
            block = ""
        if is_kept:
            yield _KEPT + line.rstrip()
            fence = fence != fenced
        elif is_item:
            block = line.rstrip()
        elif line.strip():
            block = f"{block} {line.strip()}" if block else line.strip()
        else:
            yield ""
    yield block


def first_words(text: Text | None) -> str:
    """The first paragraph of a text, on one line."""
    return " ".join(plain(text).strip().split("\n\n")[0].split()) if text is not None else ""


def sentence(text: str) -> str:
    """Words with a full stop, unless they end with a mark already."""
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?", ":", "```")) else f"{text}."


def docstring(text: str, indent: int) -> str:
    """A docstring with its quotes, wrapped.

    Args:
        text: what to say, a paragraph or an entry of a section a line; more empty lines than one
            are one, and none stands between the entries of a section.
        indent: how deep the docstring stands.
    """
    width = max(LINE_LENGTH - indent - 3, 40)  # three quotes may stand before the first line
    section = ""
    lines: list[str] = []
    text = re.sub(f"(?<=[^\n]) ?{_KEPT}", f"\n{_KEPT}", text.strip())  # behind words of ours
    for line in text.split("\n"):
        if line[:1].strip():
            section = line if line.endswith(":") else ""
        elif section and line.startswith("    ") and not lines[-1]:
            lines.pop()
        if line.startswith(_KEPT):
            lines.append(line[1:])
        elif line.strip() and len(line) <= width and line.isprintable():
            lines.append(line.rstrip())
        elif line.strip() or lines[-1]:
            lines += textwrap.wrap(
                line,
                width,
                subsequent_indent=" " * _hanging(line, section),
                break_long_words=False,
                break_on_hyphens=False,
            ) or [""]
    return _quoted(lines, indent)


def _hanging(line: str, section: str) -> int:
    """How deep the second and later lines of an entry stand."""
    if section and line.startswith("    "):
        return 4 if section == "Returns:" else 8
    return 2 if _LIST_ITEM.match(line) else 0


def _quoted(lines: list[str], indent: int) -> str:
    text = "\n".join(lines).strip().replace("\\", "\\\\")
    # A quote that another quote or the end follows could close the literal.
    text = re.sub(r'"(?="|\Z)', r'\\"', text)
    pad = " " * indent
    lines = [pad + line if line and i else line for i, line in enumerate(text.split("\n"))]
    closing = f"\n{pad}" if len(lines) > 1 else ""
    return '"""' + "\n".join(line.rstrip() for line in lines) + closing + '"""'


def unsaid(facts: str, said: str) -> str:
    """The facts, one a line, whose values some words do not mention already; as one line."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", said.lower())
    known = {word.rstrip(".") for word in re.findall(r"[\w.-]+", text)}
    known |= {str(number) for number, word in enumerate(_NUMBERS) if word in known}
    new: list[str] = []
    for fact in filter(None, map(str.strip, facts.splitlines())):
        values = {*re.findall(r"[\w.-]+", fact.lower().rstrip("."))} - _FILLERS
        if not values or not values <= known:
            new.append(fact)
    return " ".join(new)


_NUMBERS = "zero one two three four five six seven eight nine ten".split()
_FILLERS = frozenset(
    """default from to at least most more less than multiple of character characters item
    items""".split()
)


def says_all(said: str, text: Text, *names: str) -> bool:
    """Whether words mention all that a text does, names taken for granted."""
    above = {*_PARTS.findall(said.lower()), *names, *_PLAIN}
    return {*_PARTS.findall(plain(text).lower())} <= above


_PARTS = re.compile(r"\w+")
_PLAIN = "a an and be can for if is must not of only or the then to when with".split()
