"""Runs the house rules over a spec."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from adwright.build import read_document
from adwright.config import Target
from adwright.document.load import Document
from adwright.lint import extensions, facts, operations, rules, samples, schemas
from adwright.lint.context import Context, Rule
from adwright.problems import Location, Problem, SpecError

RULES: tuple[Rule, ...] = (
    *operations.RULES,
    *facts.RULES,
    *schemas.RULES,
    *extensions.RULES,
    *rules.RULES,
    *samples.RULES,
)
"""The house rules, in the order of the documentation."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A place where a spec breaks a house rule."""

    location: Location
    rule: str
    message: str

    def __str__(self) -> str:
        at = self.location
        return f"{at.file}:{at.line}:{at.column} {self.rule} {self.message}"

    def as_dict(self) -> dict[str, str | int]:
        """The finding as `--format json` prints it."""
        at = self.location
        return {
            "file": at.file,
            "line": at.line,
            "column": at.column,
            "rule": self.rule,
            "message": self.message,
        }


def lint_targets(targets: Sequence[Target], only: Sequence[str] = ()) -> list[Finding]:
    """Read specs and find where they break the house rules.

    Args:
        targets: whose specs.
        only: ids of the rules to apply; all of them if none is named.

    Returns:
        What was found, by file and line; files as the current folder knows them.

    Raises:
        UsageError: a spec does not exist.
        SpecError: specs cannot be read; the problems of all of them are named.
    """
    found: set[Finding] = set()
    problems: list[Problem] = []
    for target in targets:
        try:
            document, findings = read_document(target)
            found |= {*lint(document, findings, only)}
        except SpecError as error:
            problems += error.problems
    if problems:
        raise SpecError(problems)
    return sorted(found)


def lint(
    document: Document, findings: Iterable[Problem] = (), only: Sequence[str] = ()
) -> Iterator[Finding]:
    """Find where one spec breaks the house rules.

    Args:
        document: a 3.1 document that has been validated.
        findings: what the formal check found.
        only: ids of the rules to apply; all of them if none is named.

    Raises:
        SpecError: schemas of it cannot be used; all of them are named.
    """
    context = Context(document, findings)
    for rule in RULES:
        if not only or rule.id in only:
            for problem in rule.check(context):
                place = replace(problem.location, file=_shown(problem.location.file))
                text = f"{problem.message} ({problem.hint})" if problem.hint else problem.message
                yield Finding(place, rule.id, text)


def _shown(file: str) -> str:
    """A path as short as the current folder allows."""
    return Path(os.path.relpath(file)).as_posix()
