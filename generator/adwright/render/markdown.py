"""Filters for text from a document in Markdown: it is shown as it was meant, and adds nothing to the page's structure.

Paragraphs, lists, code, strong words and links to the web are kept, everything else is shown as it is written. There
is no HTML and no image, a heading is a line in bold, a table or indented text is code. It reads the same in CommonMark
and in Python-Markdown, where what belongs to an item of a list stands four blanks deep.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator

from adwright.ir.text import Constant, Text
from adwright.render.filters import plain, shown

_INLINE = re.compile(
    r"(?<![`\\])`(?P<code>[^`\n]+)`(?!`)"
    r"|\*\*(?P<strong>[^\s*`\[\]](?:[^*`\[\]\n]*[^\s*`\[\]])?)\*\*"
    r"|(?<!!)\[(?P<words>[^\[\]`*\n]+)\]\((?P<url>https?://[\w.~:/?#@!$&'+,;=%-]+)\)"
)
_SPECIAL = re.compile(r"[\\`*\[\]{}<~$]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
_ENTITIES = {
    "<": "&lt;",
    "&": "&amp;",
}  # which no dialect of Markdown reads as HTML, escaped or not
_AT_START = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+=>#|?])")
_ITEM = re.compile(r"(\s*)(?:[-*+]|\d+[.)])\s+(\S.*)")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$")
_QUOTE = re.compile(r"^\s{0,3}(?:>\s?)+")
_VERBATIM = re.compile(r"\s{4,}\S|\s*\|")
_FENCE = re.compile(r"\s*(```|~~~)")
_FENCED = re.compile(r"^ *(`{3,}).*?^ *\1 *$", re.MULTILINE | re.DOTALL)
_LONGEST_LINE = 400
"""Characters of a default or a value that are shown."""


def inline(text: Text | str | None) -> str:
    """Words in one line."""
    said = " ".join(_plain(text).split())
    return _AT_START.sub(_escaped_start, _spans(said))


def first_paragraph(text: Text | str | None) -> str:
    """The first paragraph of a text in one line."""
    return inline(_plain(text).strip().partition("\n\n")[0])


def blocks(text: Text | str | None, indent: int = 0) -> str:
    """A whole text: paragraphs, lists and code.

    Args:
        text: the text.
        indent: how deep the lines after the first stand, as in an item of a list.
    """
    page = _Page()
    for line in _plain(text).strip().expandtabs(4).split("\n"):
        page.add(line)
    page.end()
    pad = f"\n{' ' * indent}"
    return "\n".join(page.out).strip().replace("\n", pad).replace(f"{pad}\n", "\n\n")


def continued(text: str) -> str:
    """Blocks as they go on behind the first words of an item of a list; an empty line follows what has several."""
    first, _, rest = re.sub(r"\n{3,}", "\n\n", text.strip()).partition("\n\n")
    in_line = "\n" not in first and not first.startswith("- ")
    lines = [
        *([] if in_line else ["", *first.split("\n")]),
        *([""] if rest else []),
        *(rest.split("\n") if rest else []),
    ]
    below = "".join(f"\n    {line}" if line else "\n" for line in lines).rstrip()
    return f"{f' {first}' if in_line and first else ''}{below}{chr(10) if below else ''}"


def tidied(page: str) -> str:
    """A page without blanks at the ends of lines and without more than one empty line, but in code."""
    done, parts = 0, list[str]()
    for fenced in _FENCED.finditer(page):
        parts += [_thinned(page[done : fenced.start()]), fenced[0]]
        done = fenced.end()
    return "".join([*parts, _thinned(page[done:])]).strip() + "\n"


def _thinned(page: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", page))


def code_span(text: Text | str | Constant) -> str:
    """A text or a value as code in a line; of a long one from a document only the beginning."""
    said = " ".join((text if isinstance(text, str) else shown(text)).split())
    if not isinstance(text, str) and len(said) > _LONGEST_LINE:
        said = f"{said[:_LONGEST_LINE]}…"
    if not said:
        return "` `"
    longest = max((len(run) for run in re.findall("`+", said)), default=0)
    fence = "`" * (longest + 1)
    return (
        f"{fence} {said} {fence}" if said[0] == "`" or said[-1] == "`" else f"{fence}{said}{fence}"
    )


def spaced_code(text: str) -> str:
    """A part of code as code in a line, with the blanks around it outside."""
    inner = text.strip()
    start = len(text) - len(text.lstrip())
    return f"{text[:start]}{code_span(inner)}{text[start + len(inner) :]}" if inner else text


def pieces(code: str, known: Collection[str]) -> Iterator[str]:
    """A type in Python, taken apart at the names among some that it mentions: these are pieces of their own."""
    line = code.encode()
    done = 0
    names = (node for node in ast.walk(ast.parse(code, mode="eval")) if isinstance(node, ast.Name))
    for node in sorted(names, key=lambda each: each.col_offset):
        if node.id in known:
            yield from filter(None, [line[done : node.col_offset].decode()])
            yield node.id
            done = node.end_col_offset or done
    yield from filter(None, [line[done:].decode()])


def _plain(text: Text | str | None) -> str:
    return plain(text) if isinstance(text, Text) else text or ""


def _spans(said: str) -> str:
    """Words with their code, strong parts and links, all else escaped."""
    done, parts = 0, list[str]()
    for match in _INLINE.finditer(said):
        parts.append(_escaped(said[done : match.start()]))
        done = match.end()
        if match["code"] is not None:
            parts.append(code_span(match["code"]))
        elif match["strong"] is not None:
            parts.append(f"**{_escaped(match['strong'])}**")
        else:
            parts.append(f"[{_escaped(match['words'])}]({match['url']})")
    return "".join([*parts, _escaped(said[done:])])


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda match: _ENTITIES.get(match[0], f"\\{match[0]}"), text)


def _escaped_start(match: re.Match[str]) -> str:
    """What would begin a list or underline a heading, as it is written."""
    return f"{match[1]}\\{match[2]}" if match[1] else f"\\{match[3]}"


class _Page:
    """Lines of a text, taken over as lines of a page."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.words: list[str] = []
        self.code: list[str] = []
        self.fence = ""
        self.in_item = False

    def add(self, line: str) -> None:
        """Take over a line."""
        fence = _FENCE.match(line)
        if self.fence or fence:
            self._add_fenced(line, fence[1] if fence else "")
        elif item := _ITEM.match(line):
            self.end()
            self.words, self.in_item = [item[2]], True
        elif not self.words and _VERBATIM.match(line):
            self.code.append(line)
        elif heading := _HEADING.match(line):
            self.end()
            self.words = [f"**{re.sub(r'[*`]', '', heading[1])}**"] if heading[1] else []
            self.end()
        elif line.strip():
            self.end_code()
            self.words.append(_QUOTE.sub("", line).strip())
        else:
            self.end()

    def _add_fenced(self, line: str, fence: str) -> None:
        if not self.fence:
            self.end()
            self.fence = fence
        elif fence == self.fence:
            self.fence = ""
            self.end_code()
        else:
            self.code.append(line)

    def end(self) -> None:
        """End what was begun: a paragraph, an item of a list, a block of code."""
        self.end_code()
        text = inline(" ".join(self.words))
        if text:
            follows = self.in_item and self.out and self.out[-1].startswith("- ")
            self.out += [*([] if follows else [""]), f"- {text}" if self.in_item else text]
        self.words, self.in_item = [], False

    def end_code(self) -> None:
        """Write a block of code, in a fence that is longer than any in it."""
        longest = max((len(run) for line in self.code for run in re.findall("`+", line)), default=0)
        fence = "`" * max(3, longest + 1)
        if any(line.strip() for line in self.code):
            self.out += ["", fence, *(line.rstrip() for line in self.code), fence]
        self.code = []
