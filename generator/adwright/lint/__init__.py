"""The house rules on specs: each an id, a sentence, and a function that finds where a spec breaks it."""

from adwright.lint.run import RULES, Finding, lint, lint_targets
from adwright.lint.subject import Rule

__all__ = ["RULES", "Finding", "Rule", "lint", "lint_targets"]
