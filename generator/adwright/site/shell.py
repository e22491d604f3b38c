"""Words of shell commands: quoted, with the environment variables that stand in them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Command:
    """A command of a shell.

    Attributes:
        lines: its words, by the line that they stand in.
        variables: the environment variables that may stand in a word, as `$NAME`.
    """

    lines: tuple[tuple[str, ...], ...]
    variables: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """The command as it is typed, for bash and zsh."""
        lines = (" ".join(_quoted(word, self.variables) for word in line) for line in self.lines)
        return " \\\n  ".join(lines)


def command(lines: Iterable[Sequence[str]], variables: Collection[str] = ()) -> Command:
    """A command of words by line; for the arguments see `Command`."""
    return Command(tuple(tuple(line) for line in lines if line), frozenset(variables))


def _quoted(word: str, variables: Collection[str]) -> str:
    """A word that a shell reads as it is, but for environment variables."""
    named = "|".join(map(re.escape, sorted(variables, key=len, reverse=True)))
    if named and re.search(rf"\$(?:{named})(?!\w)", word):
        escaped = re.sub(rf"[\\\"`!]|\$(?!(?:{named})(?!\w))", r"\\\g<0>", word)
        return f'"{escaped}"'
    if _CONTROL.search(word):
        escaped = word.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
        return "$'" + _CONTROL.sub(lambda each: f"\\x{ord(each[0]):02x}", escaped) + "'"
    return shlex.quote(word)
