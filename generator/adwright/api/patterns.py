"""Regular expressions of JSON Schema, which are JavaScript's, as Python reads them."""

from __future__ import annotations

import re

_ATOM = re.compile(
    r"\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\[0-7]{1,3}|\\.|.", re.DOTALL
)
# Python may once read these as operators on sets and warns of them now; JavaScript knows only characters.
_SET_OPERATORS = re.compile(r"\[\^?\[|--|&&|~~|\|\|")
_DOUBTFUL = frozenset("[-&~|")


def python_pattern(pattern: str) -> str:
    """The pattern, such that Python reads it without a warning and in the same sense.

    Raises:
        re.error: Python cannot read it.
    """
    if _SET_OPERATORS.search(pattern):
        pattern = _with_plain_sets(pattern)
    re.compile(pattern)
    return pattern


def _with_plain_sets(pattern: str) -> str:
    """The pattern with characters escaped that could be operators within brackets."""
    atoms = _ATOM.findall(pattern)
    out: list[str] = []
    at, opened = 0, False
    while at < len(atoms):
        atom = atoms[at]
        at += 1
        if not opened:
            out.append(atom)
            opened = atom == "["
            if opened and atoms[at : at + 1] == ["^"]:
                out.append(atoms[at])
                at += 1
            if opened and atoms[at : at + 1] == ["]"]:  # to Python a bracket that is a member
                out.append(r"\]")
                at += 1
        elif atom == "]":
            out.append(atom)
            opened = False
        else:
            out.append(_plain(atom))
            if atoms[at : at + 1] == ["-"] and atoms[at + 1 : at + 2] not in ([], ["]"]):
                out += ["-", _plain(atoms[at + 1])]
                at += 2
    return "".join(out)


def _plain(atom: str) -> str:
    return f"\\{atom}" if atom in _DOUBTFUL else atom
