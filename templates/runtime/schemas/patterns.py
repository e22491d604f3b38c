"""Regular expressions, which take time in proportion to a text, or are given up in time."""

from __future__ import annotations

from functools import lru_cache

from jsonschema_rs import Draft202012Validator, FancyRegexOptions

PATTERNS = FancyRegexOptions(backtrack_limit=100_000)
"""The engine is linear for what needs no looking around or back; for what does, this is some hundredths of a second."""


def matches(pattern: str, text: str) -> bool:
    """Whether a text has a part that matches a pattern."""
    try:
        return _validator(pattern).is_valid(text)
    except UnicodeEncodeError:
        return False


@lru_cache(1024)
def _validator(pattern: str) -> Draft202012Validator:
    return Draft202012Validator({"pattern": pattern}, pattern_options=PATTERNS)
