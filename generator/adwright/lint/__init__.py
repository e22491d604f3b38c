"""The house rules on specs: each an id, a sentence, and a function that finds where a spec breaks it."""

from adwright.lint.context import Rule
from adwright.lint.run import RULES, Finding, lint, lint_targets

__all__ = ["RULES", "Finding", "Rule", "lint", "lint_targets"]
