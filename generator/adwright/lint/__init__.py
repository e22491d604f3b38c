"""The rules on specs: each an id, a sentence, and a function that finds where a spec breaks it."""

from adwright.lint.context import SETS, Rule
from adwright.lint.run import RULES, Finding, in_short, lint_targets

__all__ = ["RULES", "SETS", "Finding", "Rule", "in_short", "lint_targets"]
