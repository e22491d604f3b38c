"""What is wrong with a text that is no YAML or no JSON, in the words of its author.

The parsers say what they expected; the author wants to know what to mend. Each mistake that people make
is known by what the parser says of it and by the line where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from json import JSONDecodeError
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import yaml

_QUOTED = 40
"""Characters of a line that a hint repeats."""
_CONFLICT = re.compile(r"(<{7}|={7}|>{7})( |$)")
_KEY_AND_VALUE = re.compile(r"\s*(?:- )*(?P<key>[^\s:'\"{\[][^:]*):\s+(?P<value>\S.*)")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a text.

    Attributes:
        line: where it is, from 1.
        column: where in the line, from 1.
        message: what is wrong.
        hint: what would be right; empty if nothing better than the message is known.
    """

    line: int
    column: int
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class _Fault:
    """Where a parser of YAML gave up.

    Attributes:
        lines: the lines of the text.
        line: the number of the line, from 0.
        column: the place in the line, from 0.
        since: the number of the line where what it was reading began.
        problem: what the parser says.
        context: what the parser was reading.
        quoted: the lines where the quoted text begins and ends that was read last, if these are two.
    """

    lines: list[str]
    line: int
    column: int
    since: int
    problem: str
    context: str
    quoted: tuple[int, int] | None

    @property
    def text(self) -> str:
        """The line."""
        return self.lines[self.line] if self.line < len(self.lines) else ""

    def here(self, message: str, hint: str = "") -> Mistake:
        """A mistake at this place."""
        return Mistake(self.line + 1, self.column + 1, message, hint)


def yaml_mistake(text: str, error: yaml.MarkedYAMLError) -> Mistake:
    """What an author did wrong where a YAML parser gave up.

    Args:
        text: the text.
        error: what the parser said.
    """
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    since = error.context_mark.line if error.context_mark else line
    problem, context = error.problem or "", error.context or ""
    lines = text.splitlines()
    fault = _Fault(lines, line, column, since, problem, context, _last_quoted(text))
    conflict = next(
        (n for n in {line, since} if n < len(lines) and _CONFLICT.match(lines[n])), None
    )
    if conflict is not None:
        hint = "keep one of the two sides, and remove the marks"
        return Mistake(conflict + 1, 1, "a merge conflict that is not resolved", hint)
    explain = next((known for said, known in _KNOWN.items() if said in problem), None)
    return explain(fault) if explain else fault.here(problem or context)


def _last_quoted(text: str) -> tuple[int, int] | None:
    """First and last line of the quoted text that is read last before the fault, if they are not one line."""
    import yaml  # which a run without anything to do never loads

    last: Any = None
    try:
        for token in yaml.scan(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"'):
                last = token
    except yaml.YAMLError:
        pass
    lines = (last.start_mark.line, last.end_mark.line) if last is not None else (0, 0)
    return lines if lines[0] < lines[1] else None


def _bad_start(fault: _Fault) -> Mistake:
    """A character that nothing can start with: a tab, or one that YAML keeps for itself."""
    character = fault.text[fault.column : fault.column + 1]
    if character == "\t":
        return _tab(fault)
    value = fault.text[fault.column :].strip()[:_QUOTED]
    hint = f"quote it: '{value}'" if "'" not in value else "quote it"
    return fault.here(f"a text cannot start with {character!r} unless it is quoted", hint)


def _tab(fault: _Fault) -> Mistake:
    return fault.here("a tab where YAML takes spaces only", "indent with spaces")


def _colon(fault: _Fault) -> Mistake:
    """A colon where no key can be: in a value, after a line without one, or on a line that is too deep."""
    before = fault.text[: fault.column]
    if match := _KEY_AND_VALUE.match(before):
        value = fault.text[match.start("value") :].strip()[:_QUOTED]
        quote = "'" if "'" not in value else '"'
        hint = f"quote the value: {match['key']}: {quote}{value}{quote}"
        return fault.here("a colon and a blank in a value that is not quoted", hint)
    above = _line_above(fault)
    if above is None:
        return fault.here("a colon where no key can be")
    words = fault.lines[above].strip()
    if ":" not in words:
        key, _, value = words.removeprefix("- ").partition(" ")
        hint = f"write `{key}: {value}`" if value else f"write `{key}:`"
        return Mistake(above + 1, _indent(fault.lines[above]) + 1, f"no colon after {key!r}", hint)
    column = _indent(fault.text)
    message = f"indented deeper than line {above + 1}, which has a value already"
    hint = f"indent it by {_indent(fault.lines[above])} spaces, as line {above + 1}"
    return Mistake(fault.line + 1, column + 1, message, hint)


def _indentation(fault: _Fault) -> Mistake:
    """A line that belongs to nothing above it, or text behind a closing quote."""
    if fault.quoted and fault.quoted[1] == fault.line:
        return _open_quote(fault, fault.quoted[0])
    before = fault.text[: fault.column].rstrip()
    if before.endswith(("'", '"')):
        hint = "put all of the value in quotes, and double the quotes in it"
        return fault.here("text behind a closing quote", hint)
    if before.endswith(("}", "]")):
        return fault.here("text behind a closing bracket", "put all of the value in quotes")
    indents = sorted({_indent(line) for line in _open_lines(fault)})
    if _indent(fault.text) not in indents and indents:
        message = (
            f"indented by {_spaces(_indent(fault.text))}, as no line above that it could belong to"
        )
        hint = f"indent it by {' or '.join(map(str, indents))}"
        return fault.here(message, hint)
    if fault.text.lstrip().startswith("- "):
        hint = f"indent it, or make it a key as line {fault.since + 1} is"
        return fault.here("an item of a list among the keys of an object", hint)
    if "block collection" in fault.context:
        hint = "start it with `- `, or indent it by two more spaces if it is part of the item above"
        return fault.here("a line among the items of a list that is none", hint)
    return fault.here("a line that is no `key: value`")


def _open_quote(fault: _Fault, first: int) -> Mistake:
    line = fault.lines[first]
    quotes = [at for at in (line.find('"'), line.find("'")) if at >= 0]
    return Mistake(
        first + 1, min(quotes, default=0) + 1, "a quote that is not closed on its line", "close it"
    )


def _end(fault: _Fault) -> Mistake:
    if "quoted scalar" in fault.context:
        return _open_quote(fault, fault.since)
    return fault.here("the text ends too early")


def _bracket(fault: _Fault) -> Mistake:
    closing = fault.problem.rstrip("'")[-1]
    opening = {"}": "{", "]": "["}.get(closing, "the bracket")
    message = f"a comma or {closing!r} is missing: {opening!r} is open since line {fault.since + 1}"
    return fault.here(message, f"close it, or quote the value if {opening!r} is part of a text")


def _no_colon(fault: _Fault) -> Mistake:
    line = fault.lines[fault.since] if fault.since < len(fault.lines) else ""
    message = f"no colon after {line.strip()[:_QUOTED]!r}"
    return Mistake(fault.since + 1, _indent(line) + 1, message, "write `key: value`")


def _escape(fault: _Fault) -> Mistake:
    hint = "use single quotes, or write two backslashes"
    return fault.here("a backslash in double quotes that starts no known escape", hint)


def _alias(fault: _Fault) -> Mistake:
    name = re.match(r"\*?[\w-]*", fault.text[fault.column :])
    shown = name[0] if name else "*"
    hint = f"quote it if it is text: '{shown}'"
    return fault.here(f"the alias {shown} refers to no anchor above", hint)


def _two_documents(fault: _Fault) -> Mistake:
    return fault.here("a second document in the file", "one file holds one; remove the `---`")


def _item_behind_key(fault: _Fault) -> Mistake:
    return fault.here("an item of a list behind a key", "start the list on a line of its own")


_Explain: TypeAlias = Callable[[_Fault], Mistake]
_KNOWN: Mapping[str, _Explain] = {
    "cannot start any token": _bad_start,
    "a tab character": _tab,
    "mapping values are not allowed": _colon,
    "did not find expected key": _indentation,
    "did not find expected '-' indicator": _indentation,
    "found unexpected end of stream": _end,
    "did not find expected ',' or": _bracket,
    "could not find expected ':'": _no_colon,
    "found unknown escape character": _escape,
    "found undefined alias": _alias,
    "block sequence entries are not allowed": _item_behind_key,
    "but found another document": _two_documents,
}


def _line_above(fault: _Fault) -> int | None:
    """The last line above the fault that says something."""
    above = range(fault.line - 1, -1, -1)
    return next((n for n in above if fault.lines[n].split("#")[0].strip()), None)


def _open_lines(fault: _Fault) -> list[str]:
    """The lines above that a line can belong to: each less deep than those that follow it."""
    found: list[str] = []
    for line in reversed(fault.lines[: fault.line]):
        says = line.strip() and not line.lstrip().startswith("#")
        if says and (not found or _indent(line) < _indent(found[-1])):
            found.append(line)
    return found


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _spaces(count: int) -> str:
    return f"{count} space" if count == 1 else f"{count} spaces"


def json_mistake(text: str, error: JSONDecodeError) -> Mistake:
    """What an author did wrong where a JSON parser gave up.

    Args:
        text: the text.
        error: what the parser said.
    """
    here = text[error.pos : error.pos + 1]
    trailing = re.search(r",\s*\Z", text[: error.pos + (here == ",")])
    closing = text[trailing.end() :].lstrip()[:1] if trailing else ""
    if trailing and closing in ("}", "]"):
        line = text.count("\n", 0, trailing.start())
        column = trailing.start() - (text.rfind("\n", 0, trailing.start()) + 1)
        return Mistake(line + 1, column + 1, f"a comma before {closing!r}", "remove it")
    known = {
        "Expecting ',' delimiter": (
            "a comma or a closing bracket is missing",
            "put it before this",
        ),
        "Expecting ':' delimiter": ("a colon is missing after a key", "put it before this"),
        "Unterminated string": ("a quote that is never closed", "close it"),
        "Invalid control character": (
            "a line break or tab in a text",
            "close the quote, or write \\n or \\t",
        ),
        "Invalid \\escape": ("a backslash that starts no known escape", "write two"),
        "Extra data": ("text after the end of the document", "remove it"),
    }
    for said, (message, hint) in known.items():
        if error.msg.startswith(said):
            return Mistake(error.lineno, error.colno, message, hint)
    if not here:
        return Mistake(error.lineno, error.colno, "the text ends too early", "close what is open")
    if here == "'":
        return Mistake(error.lineno, error.colno, "a single quote", "JSON takes double quotes")
    if here == "/" or here == "#":
        return Mistake(error.lineno, error.colno, "a comment, which JSON has not", "remove it")
    if word := re.match(r"True|False|None", text[error.pos :]):
        right = {"True": "true", "False": "false", "None": "null"}[word[0]]
        return Mistake(error.lineno, error.colno, f"{word[0]} is Python", f"write {right}")
    if error.msg.startswith("Expecting property name"):
        return Mistake(error.lineno, error.colno, "a key that is not quoted", "use double quotes")
    return Mistake(
        error.lineno, error.colno, "a value is missing, or is none", "quote it if it is a text"
    )
