"""Runs the rules over specs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from adwright.build import read_document
from adwright.config import Target
from adwright.document.load import Document
from adwright.folders import way_to
from adwright.lint import extensions, facts, operations, rules, samples, schemas
from adwright.lint.context import Context, Rule
from adwright.lint.selection import chosen, idle, ignored_lines
from adwright.problems import Location, Problem, SpecError, alike, counted, one_line

IGNORE = Rule(
    "ignore-comment",
    "A comment `# lint: ignore[...]` names rules that its line breaks.",
    lambda _: iter(()),  # found when all others are applied
)
RULES: tuple[Rule, ...] = (
    *operations.RULES,
    *facts.RULES,
    *schemas.RULES,
    *extensions.RULES,
    *rules.RULES,
    *samples.RULES,
    IGNORE,
)
"""The rules, in the order of the documentation."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A place where a spec breaks a rule."""

    location: Location
    rule: str
    message: str

    def __str__(self) -> str:
        at = self.location
        return one_line(f"{at.file}:{at.line}:{at.column} {self.rule} {self.message}")

    def as_dict(self) -> dict[str, str | int]:
        """The finding as `--format json` prints it."""
        return {**self.location.as_dict(), "rule": self.rule, "message": self.message}


def lint_targets(
    targets: Sequence[Target], select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> list[Finding]:
    """Read specs and find where they break rules.

    Args:
        targets: whose specs.
        select: the sets and ids of the rules to apply; the set `correctness` if none is named.
        ignore: the sets and ids of rules that are left out.

    Returns:
        What was found, by file and line; files as the current folder knows them.

    Raises:
        UsageError: a spec does not exist, or there is no rule or set of a name.
        SpecError: specs cannot be read; the problems of all of them are named.
    """
    applied = chosen(RULES, select, ignore)
    found: set[Finding] = set()
    problems: list[Problem] = []
    for target in targets:
        try:
            document, findings = read_document(target)
            found |= {*_lint(document, findings, applied)}
        except SpecError as error:
            problems += error.problems
    if problems:
        raise SpecError(problems)
    return sorted(found)


def in_short(findings: Iterable[Finding]) -> list[Finding]:
    """Findings as people read them: of many of which the same is said the first, with their number."""
    told = alike(findings, lambda each: (each.rule, each.message))
    return sorted(replace(each, message=counted(each.message, others)) for each, others in told)


def _lint(
    document: Document, findings: Iterable[Problem], applied: Sequence[Rule]
) -> Iterator[Finding]:
    """Find where one spec breaks rules, but for those that a comment on the line ignores."""
    context = Context(document, findings)
    ignored = ignored_lines(document)
    used: set[tuple[str, int, str]] = set()
    for rule in applied:
        for problem in rule.check(context):
            at = problem.location
            if rule.id in ignored.get((at.file, at.line), ()):
                used.add((at.file, at.line, rule.id))
                continue
            text = f"{problem.message} ({problem.hint})" if problem.hint else problem.message
            yield _finding(at, rule.id, text)
    for at, message in idle(ignored, used, RULES, applied):
        yield _finding(at, IGNORE.id, message)


def _finding(at: Location, rule: str, message: str) -> Finding:
    return Finding(replace(at, file=way_to(Path(at.file))), rule, message)
