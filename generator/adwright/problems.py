"""What can be wrong with an input, as values: found, collected, and reported all at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import Enum, unique
from typing import TypeVar

T = TypeVar("T")

_COMMAND = re.compile(r"^(\s*):(?=:)|#(?=#(?:vso)?\[)")
"""What the logs of build services take for commands."""


def one_line(text: str) -> str:
    """A text of a document as a line that a terminal and a build log only show.

    Characters that move, colour, hide or turn around others are written as escapes.
    """
    shown = "".join(each if each.isprintable() else _escaped(each) for each in text)
    return _COMMAND.sub(lambda found: f"{found[0]}\\", shown)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode()


@unique
class Id(Enum):
    """What a problem is, as a sentence. Its name stays: it is printed as `reference-missing`."""

    # fmt: off
    # -- files and their text
    FILE_UNREADABLE = "A file cannot be opened, or is not text in UTF-8."
    DOCUMENT_EMPTY = "There is nothing in a file."
    JSON_SYNTAX = "The text is not JSON."
    YAML_SYNTAX = "The text is not YAML, or is YAML that JSON has no form for, such as a key that is a list."
    YAML_ALIAS = "An alias (`*name`) stands inside of what it names, or aliases of aliases grow beyond all bounds."
    DUPLICATE_KEY = "An object has the same key twice."
    NUMBER_TOO_LARGE = "A number is too large to be read."
    NESTED_TOO_DEEP = "Objects or schemas stand inside of one another too many levels deep."
    SURROGATE_HALF = "A text has half of a surrogate pair, which is no character (`\\ud83d` without its other half)."
    TEXT_UNQUOTED = "A text stands without quotes and could be another value; it is read as text."
    # -- references
    REFERENCE_MISSING = "A reference leads to something that is not there."
    REFERENCE_UNUSUAL = "A reference is not written as OpenAPI has them; it is read as what it can only mean."
    REFERENCE_LOOP = "References or schemas lead to one another in a circle and never to a definition."
    REFERENCE_GROWTH = "What references put in their place is so much, written out, that nothing could hold it."
    REFERENCE_REMOTE = "A reference leads to another host; nothing is fetched."
    REFERENCE_OUTSIDE_ROOT = "A reference leads to a file outside of the folder that the spec may use."
    # -- the form of the document
    VERSION_UNSUPPORTED = "The document has no version of OpenAPI, or one that is not read."
    WRONG_TYPE = "A value is of another type than must stand there."
    KEY_MISSING = "An object lacks a key that it must have."
    KEY_UNKNOWN = "A key is not one that OpenAPI or an extension has there; what it says is not read."
    LIST_EXPECTED = "A list was left out around its only member, or written as an object; it is read as a list."
    OPENAPI_INVALID = "OpenAPI's own schema refuses something that can be done without."
    SWAGGER_ONLY = "OpenAPI 3 has no way to say what Swagger 2.0 says here; it is left out, or sent as is usual."
    # -- overlays
    OVERLAY_INVALID = "A file is not an OpenAPI Overlay 1.0."
    OVERLAY_ACTION_FAILED = "An action of an overlay cannot be done."
    OVERLAY_TARGET_MISSING = "An action of an overlay changes nothing: what it is about is not in the document."
    # -- operations and their parameters
    OPERATION_ID_REPEATED = "Two operations have the same operationId."
    PARAMETER_UNDECLARED = "A path has a parameter that nothing declares; it is read as a string."
    PARAMETER_NOT_IN_PATH = "A path parameter is declared and is not in the path; it is left out."
    QUERY_WITHOUT_CONTENT = "A whole query is described without a media type; it is left out."
    STYLE_UNKNOWN = "A style is none of those that a value in its place may have; the usual one is used."
    FORM_NOT_OBJECT = "The schema of a form is no object; the form takes members of any name."
    ENCODING_UNSUPPORTED = "Parts of a body are described by place, or have parts themselves; they are sent as usual."
    OPERATIONS_TOO_LARGE = "References bring so much into so many operations that a client would be out of proportion."
    LINKS_LEFT_OUT = "Responses have links, which clients do not follow."
    SERVER_UNUSABLE = "A client cannot call the URL of a server; the server is left out."
    SERVER_VARIABLE_DEFAULT = "A variable of a server's URL has no default, or one that is not among its values."
    SECURITY_SCHEME_UNSUPPORTED = "A client cannot send this kind of credential by itself."
    # -- schemas
    KEYWORD_UNUSABLE = "A keyword of a schema has a value that says nothing or cannot be judged by; it is left out."
    FIELD_UNDECLARED = "A schema demands a field, or a business rule reads one, that the schema does not declare."
    PATTERN_NOT_SUPPORTED = "Requests cannot be judged by a pattern; it is left out."
    SCHEMA_CONTRADICTION = "Schemas that hold together have no type or no value in common; any of theirs is taken."
    ALTERNATIVES_TOO_MANY = "A schema has more alternatives than can be told apart; it is typed as anything."
    ONE_OF_AMBIGUOUS = "A value may fit several members of a oneOf; it is read as anyOf."
    GROWTH_BOUNDED = "Schemas beside others would grow out of proportion to the document; some are read wider."
    OBJECT_CLOSED = "A part of an object refuses what other parts of it describe; it is opened."
    # -- extensions
    EXTENSION_SHAPE = "An extension has another shape than ours; it is ignored."
    EXTENSION_TARGET = "An extension names what is not there, or stands where it cannot be followed."
    RULE_UNNAMED = "A business rule lacks its x-rule with id and sentence; it is ignored."
    RULE_NEVER_CHECKED = "A business rule is on nothing that is sent."
    # fmt: on

    def __str__(self) -> str:
        return self.name.lower().replace("_", "-")


LOSSES = frozenset((
    Id.SURROGATE_HALF, Id.REFERENCE_MISSING, Id.WRONG_TYPE, Id.KEY_UNKNOWN, Id.OPENAPI_INVALID, Id.SWAGGER_ONLY,
    Id.PARAMETER_UNDECLARED, Id.PARAMETER_NOT_IN_PATH, Id.QUERY_WITHOUT_CONTENT, Id.STYLE_UNKNOWN, Id.FORM_NOT_OBJECT,
    Id.ENCODING_UNSUPPORTED, Id.LINKS_LEFT_OUT, Id.SERVER_UNUSABLE, Id.SERVER_VARIABLE_DEFAULT,
    Id.SECURITY_SCHEME_UNSUPPORTED, Id.KEYWORD_UNUSABLE, Id.PATTERN_NOT_SUPPORTED, Id.SCHEMA_CONTRADICTION,
    Id.ALTERNATIVES_TOO_MANY, Id.GROWTH_BOUNDED, Id.ONE_OF_AMBIGUOUS, Id.OBJECT_CLOSED, Id.EXTENSION_SHAPE,
    Id.RULE_UNNAMED, Id.RULE_NEVER_CHECKED,
))  # fmt: skip
"""By which something that a document says is left out, widened or not judged by, where it is read all the same."""


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file: lines and columns count from 1, a pointer is a JSON pointer (RFC 6901)."""

    file: str
    line: int = 1
    column: int = 1
    pointer: str = ""

    def as_dict(self) -> dict[str, str | int]:
        """File, line and column, as `--format json` prints them."""
        return {"file": self.file, "line": self.line, "column": self.column}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, where it is, and what would be right."""

    id: Id = field(compare=False)
    location: Location
    message: str
    hint: str = ""

    def __str__(self) -> str:
        at = self.location
        where = f"{at.file}:{at.line}:{at.column}: {at.pointer or '/'}: "
        hint = f" ({self.hint})" if self.hint else ""
        return one_line(f"{where}{self.message}{hint} [{self.id}]")

    def as_dict(self) -> dict[str, str | int]:
        """The problem as `--format json` prints it."""
        return {
            "id": str(self.id),
            **self.location.as_dict(),
            "pointer": self.location.pointer,
            "message": self.message,
            "hint": self.hint,
        }


def together(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems in file order; of many of which the same is said the first, with their number."""
    told = alike(sorted(set(problems)), lambda each: (each.id, each.message, each.hint))
    return tuple(sorted(_counted(problem, others) for problem, others in told))


def alike(items: Iterable[T], said: Callable[[T], object]) -> Iterator[tuple[T, int]]:
    """Items, and for how many others each stands: of many of which the same is said there is the first alone.

    Args:
        items: the items, in their order.
        said: what is said of one.
    """
    found: dict[object, list[T]] = {}
    for item in items:
        found.setdefault(said(item), []).append(item)
    for first, *others in found.values():
        if len(others) + 1 < _MANY:
            yield from ((each, 0) for each in (first, *others))
        else:
            yield first, len(others)


_MANY = 3
"""So many problems are counted together if the same is said of each."""


def _counted(problem: Problem, others: int) -> Problem:
    return replace(problem, message=counted(problem.message, others))


def counted(message: str, others: int) -> str:
    """What is said of one place and of so many others."""
    if not others:
        return message
    return f"{message}, here and in {others} more place{'s' if others > 1 else ''}"


def did_you_mean(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """A hint at the known word that is most like one; empty if none is.

    Args:
        word: what was written.
        known: the words that might have been meant.
        cutoff: how like they must be, from 0 to 1.
    """
    close = get_close_matches(word, sorted(known), 1, cutoff)
    return f"did you mean {close[0]!r}?" if close else ""


class SpecError(Exception):
    """A document that cannot be generated from. Carries every problem found, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


class UsageError(Exception):
    """A command or a configuration that asks for something that is not there."""
