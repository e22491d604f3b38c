"""Which rules are applied: by set, by id, and but for those that are ignored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from adwright.document.document import Document
from adwright.lint.context import SETS, Rule
from adwright.problems import Location, UsageError

DEFAULT = ("correctness",)
"""What is selected where nobody says."""
_COMMENT = re.compile(r"#\s*lint:\s*ignore\[([^\]]*)\]")


def chosen(rules: Sequence[Rule], select: Iterable[str], ignore: Iterable[str]) -> list[Rule]:
    """The rules to apply.

    Args:
        rules: all that there are.
        select: sets and ids of rules; `DEFAULT` if there are none.
        ignore: sets and ids of rules that are left out of these.

    Raises:
        UsageError: one is neither a set nor a rule.
    """
    wanted, unwanted = [*select] or [*DEFAULT], [*ignore]
    known = [*SETS, *(rule.id for rule in rules)]
    for name in (*wanted, *unwanted):
        if name not in known:
            close = get_close_matches(name, known, 1)
            hint = f"did you mean {close[0]}?" if close else f"the sets are {' and '.join(SETS)}"
            raise UsageError(f"lint: there is no rule {name!r}; {hint}")

    def is_in(rule: Rule, names: Sequence[str]) -> bool:
        return rule.id in names or rule.set in names

    return [rule for rule in rules if is_in(rule, wanted) and not is_in(rule, unwanted)]


def ignored_lines(document: Document) -> Mapping[tuple[str, int], tuple[str, ...]]:
    """What comments in the files of a document ignore: ids of rules, by file and line."""
    found: dict[tuple[str, int], tuple[str, ...]] = {}
    for source in document.sources.values():
        if "lint:" in source.text:
            for number, line in enumerate(source.text.splitlines(), start=1):
                if match := _COMMENT.search(line):
                    names: list[str] = match[1].split(",")
                    ids = (name.strip() for name in names)
                    found[source.name, number] = tuple(filter(None, ids))
    return found


def idle(
    ignored: Mapping[tuple[str, int], tuple[str, ...]],
    used: set[tuple[str, int, str]],
    rules: Sequence[Rule],
    applied: Sequence[Rule],
) -> Iterator[tuple[Location, str]]:
    """Comments that ignore what is no rule, or what nothing breaks on their line.

    Args:
        ignored: what comments ignore (`ignored_lines`).
        used: file, line and rule of each finding that was left out for one.
        rules: all that there are.
        applied: those that were applied.

    Returns:
        Where each is, and what is wrong with it.
    """
    known, judged = {rule.id for rule in rules}, {rule.id for rule in applied}
    for (file, line), ids in ignored.items():
        for id_ in ids:
            if id_ not in known:
                yield Location(file, line), f"there is no rule {id_!r} to ignore"
            elif id_ in judged and (file, line, id_) not in used:
                yield Location(file, line), f"nothing breaks {id_} on this line"
