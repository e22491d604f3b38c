"""Regular expressions of JSON Schema, which are JavaScript's, for the engine that judges requests.

The engine reads nearly all of them as they are. What it refuses although JavaScript takes it is
written in another way that means the same; what is left is not judged.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import jsonschema_rs

_ATOM = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]+\}"
    r"|x[0-9a-fA-F]{2}|c[A-Za-z]|[pP]\{[^}]*\}|k<[^>]*>|[0-9]{1,3}|.)|\(\?<[A-Za-z_$][\w$]*>|.",
    re.DOTALL,
)
_COUNT = re.compile(r"\{[0-9]+(?:,[0-9]*)?\}")
_CLASSES = frozenset("dDwWsS")
SIZES = (10_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
"""Bytes that a pattern may take, the last of which is the most that the engine allows by itself."""
_KNOWN = frozenset("dDwWsSbBfnrtvpPAz") | frozenset("^$\\.*+?()[]{}|/-")


class Fit(NamedTuple):
    """A pattern as the engine takes it, and about how many bytes it takes there: counts are written out."""

    pattern: str
    room: int


@cache
def engine_pattern(pattern: str, most: int = SIZES[-1]) -> Fit | None:
    """How the engine takes a pattern; None if it does not, or not in so many bytes."""
    for candidate in dict.fromkeys((pattern, _rewritten(pattern))):
        for size in SIZES:  # a pattern that is too large for a size is given up at that size
            if size <= most and _compiles(candidate, size):
                return Fit(candidate, size)
    return None


def _compiles(pattern: str, size: int) -> bool:
    options = jsonschema_rs.FancyRegexOptions(size_limit=size)
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=options)
    except (jsonschema_rs.ValidationError, ValueError):
        return False
    return True


def _rewritten(pattern: str) -> str:
    """The pattern without what only JavaScript knows."""
    atoms = [match[0] for match in _ATOM.finditer(pattern)]
    groups = [atom[3:-1] if len(atom) > 1 else "" for atom in _groups(atoms)]
    out: list[str] = []
    at = 0
    while at < len(atoms):
        atom = atoms[at]
        at += 1
        if atom == "[":
            text, at = _set(atoms, at)
            out.append(text)
        elif atom == "{":
            count = _COUNT.match("".join(atoms[at - 1 : at + 20]))
            out.append("{" if count and out else r"\{")
        elif atom.startswith(r"\k<"):
            name = atom[3:-1]
            out.append(f"(?:\\{groups.index(name) + 1})" if name in groups else atom)
        else:
            out.append(_escape(atom, len(groups)) if atom[0] == "\\" else atom)
    return "".join(out)


def _groups(atoms: list[str]) -> list[str]:
    """What opens the groups that capture, in order."""
    opened: list[str] = []
    inside = False
    for index, atom in enumerate(atoms):
        if inside:
            inside = atom != "]"
        elif atom == "[":
            inside = True
        elif atom.startswith("(?<") or (atom == "(" and atoms[index + 1 : index + 2] != ["?"]):
            opened.append(atom)
    return opened


def _escape(atom: str, groups: int = 0) -> str:
    """An escape; one that means nothing is the character itself."""
    body = atom[1:]
    if body == "Z":
        return r"\z"
    if len(body) == 10 and body[0] == "u":
        return rf"\u{{{ord(_pair(atom)):X}}}"
    if body.isdecimal():
        if int(body) == 0 or (int(body) > groups and set(body) <= set("01234567")):
            return rf"\x{int(body, 8):02X}"
        return atom if int(body) <= groups else body
    if len(body) != 1 or body in _KNOWN:
        return atom
    return body if body.isalnum() or ord(body) > 127 else atom


def _pair(atom: str) -> str:
    """The character that two halves of a surrogate pair are."""
    halves = (int(half, 16) for half in (atom[2:6], atom[8:12]))
    return "".join(map(chr, halves)).encode("utf-16", "surrogatepass").decode("utf-16")


def _set(atoms: list[str], at: int) -> tuple[str, int]:
    """A set of characters from behind its bracket, and where it ends."""
    negated = atoms[at : at + 1] == ["^"]
    at += negated
    members: list[str] = []
    while at < len(atoms) and atoms[at] != "]":
        members.append(atoms[at])
        at += 1
    if at == len(atoms):
        return "[" + "".join(members), at  # which is not closed, and no pattern
    if not members:
        return (r"[\s\S]" if negated else "(?!)"), at + 1
    out: list[str] = []
    index = 0
    while index < len(members):
        first = members[index]
        if members[index + 1 : index + 2] == ["-"] and index + 2 < len(members):
            last = members[index + 2]
            dash = r"\-" if _is_class(first) or _is_class(last) else "-"
            out += [_member(first), dash, _member(last)]
            index += 3
        else:
            out.append(_member(first))
            index += 1
    return f"[{'^' if negated else ''}{''.join(out)}]", at + 1


def _is_class(atom: str) -> bool:
    return atom[0] == "\\" and len(atom) > 1 and (atom[1] in _CLASSES or atom[1] in "pP")


def _member(atom: str) -> str:
    """A character of a set."""
    if atom == r"\b":
        return r"\x08"
    if atom[0] == "\\" and len(atom) > 1:
        return _escape(atom)
    return f"\\{atom}" if atom in "[&~-" else atom
