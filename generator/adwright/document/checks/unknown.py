"""Keys that OpenAPI does not know where they stand: what they say is not read, so most of them are misspelt."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from adwright.document.document import Document
from adwright.document.grammar import GRAMMAR, SCHEMAS, VERSIONS, Kind
from adwright.document.references import Path, is_reference
from adwright.document.walk import walk
from adwright.problems import Id, Problem, counted

_CLOSE = 0.7
"""How like a known key one must be to be named in a hint, from 0 to 1."""
_VERY_CLOSE = 0.8
"""The same in a schema, where any key is allowed, and only what must be a mistake is told."""
_NEARLY_SAME = 0.9
"""The same for an extension, which may be somebody's own."""
_MOST = 2000
"""Different keys that are judged; comparing words takes its time, and no honest document has as many."""
_LONGEST = 60
_BELOW_SCHEMA = "put it below `schema`"
_KEYWORDS = {key for key in GRAMMAR["schema"] if key[0].isalpha()} | {"$ref", "$defs"}
"""The keywords that somebody may have meant; `id`, `comment` and the like are words of their own."""


def find_unknown(document: Document, extensions: Iterable[str]) -> dict[Path, Problem]:
    """The unknown keys of a document.

    In schemas, where any key is allowed, and of extensions, only those that nearly spell a known one.

    Args:
        document: a document that has not been upgraded.
        extensions: the names of the extensions that are read.

    Returns:
        What is wrong, by the path of each such key; keys of which the same is said share a problem.
    """
    said = str(document.root.get("openapi", document.root.get("swagger", "")))
    version = next((each for each in VERSIONS if said.startswith(each)), VERSIONS[-1])
    judge = _Judge(version, extensions)
    found: dict[tuple[str, str], list[Path]] = {}
    for path, node, kind in walk(document.root):
        if kind not in GRAMMAR or (is_reference(node) and kind not in (*SCHEMAS, "path item")):
            continue  # what stands beside a reference says nothing
        for key in node.keys() - judge.known[kind]:
            if (words := judge.words(key, kind)) is not None:
                found.setdefault(words, []).append(document.before((*path, key)))
    result: dict[Path, Problem] = {}
    for (message, hint), paths in found.items():
        told = counted(message, len(paths) - 1)
        problem = Problem(Id.KEY_UNKNOWN, document.locate(paths[0]), told, hint)
        result |= dict.fromkeys(paths, problem)
    return result


class _Judge:
    """Tells which keys are wrong in documents of a version.

    Attributes:
        known: the keys of each kind in the version; of a schema those of all versions, since it may have any.
    """

    def __init__(self, version: str, extensions: Iterable[str]) -> None:
        self.known = {
            kind: frozenset(
                k for k, m in members.items() if kind in SCHEMAS or version in m.versions
            )
            for kind, members in GRAMMAR.items()
        }
        self._version = version
        self._extensions = {name.removeprefix("x-"): name for name in extensions}
        self._judged: dict[tuple[str, Kind], tuple[str, str] | None] = {}

    def words(self, key: str, kind: Kind) -> tuple[str, str] | None:
        """What is wrong with a key that a kind does not know, and what would be right; None if nothing is."""
        known = self._judged.get((key, kind))
        if known is None and (key, kind) not in self._judged and len(self._judged) < _MOST:
            judge = self._extension if key.startswith("x-") else self._key
            known = self._judged[key, kind] = judge(key, kind)
        return known

    def _extension(self, key: str, _kind: Kind) -> tuple[str, str] | None:
        name = key.removeprefix("x-")
        close = None if name in self._extensions else _meant(name, self._extensions, _NEARLY_SAME)
        return (f"{_shown(key)} is not known", _asked(f"x-{close}")) if close else None

    def _key(self, key: str, kind: Kind) -> tuple[str, str] | None:
        if kind in SCHEMAS:
            close = _meant(key, _KEYWORDS, _VERY_CLOSE)
            message = f"the keyword {_shown(key)} of a schema is not known"
            return (message, _asked(close)) if close else None
        members = GRAMMAR[kind]
        if "*" in members:
            return None
        if key in members:
            first, *later = sorted(members[key].versions)
            since = f"{first} and later" if later else first
            message = f"{key!r} is a key of OpenAPI {since}, and this document is {self._version}"
            return message, _BELOW_SCHEMA if key in _KEYWORDS and "schema" in members else ""
        if kind == "media type" and key in _KEYWORDS:
            return f"the keyword {_shown(key)} of a schema stands on a media type", _BELOW_SCHEMA
        is_value = kind == "example"  # often written without `value`, which is told as a whole
        close = _meant(key, self.known[kind], _VERY_CLOSE if is_value else _CLOSE)
        hint = _asked(close) if close else "keys of your own begin with x-"
        told = close or not is_value
        return (f"the key {_shown(key)} of the {kind} is not known", hint) if told else None


def _meant(key: str, known: Collection[str], cutoff: float) -> str | None:
    """The known word that a key nearly spells: in other case, with letters in another order, or just like it."""
    if not 2 < len(key) < _LONGEST:
        return None
    for word in sorted(known):
        if word.lower() == key.lower() or (len(key) > 3 and sorted(word) == sorted(key)):
            return word
    close = get_close_matches(key, sorted(known), 1, cutoff)
    return close[0] if close else None


def _shown(key: str) -> str:
    return repr(key if len(key) <= _LONGEST else f"{key[:_LONGEST]}...")


def _asked(word: str) -> str:
    return f"did you mean {word!r}?"
