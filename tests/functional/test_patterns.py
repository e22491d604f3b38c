"""Regular expressions as documents have them, in what Python reads without a warning and in the same sense."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable

import pytest
from adwright.api.patterns import python_pattern
from support import Package

Generate = Callable[..., Package]


@pytest.mark.parametrize(
    ("pattern", "fits", "fails"),
    [
        ("^[[A-Z]{1,3}$", ["[A", "AB"], ["a", "]"]),
        ("^[^[[x]$", ["a"], ["[", "x"]),
        ("^[+--]$", ["+", ",", "-"], ["*", "."]),
        ("^[a&&b]$", ["a", "&"], ["c", "|"]),
        ("^[a~~|||]$", ["~", "|"], ["&"]),
        (r"^\[\[(a||b)$", ["[[a", "[[", "[[b"], ["[["[:1]]),
        ("^[a-z]+$", ["abc"], ["A"]),
    ],
)
def test_sets_hold_plain_characters(pattern: str, fits: list[str], fails: list[str]) -> None:
    re.purge()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read = re.compile(python_pattern(pattern))
    assert [bool(read.search(text)) for text in fits] == [True] * len(fits)
    assert [bool(read.search(text)) for text in fails] == [False] * len(fails)


def test_what_python_does_not_read_is_an_error() -> None:
    with pytest.raises(re.error):
        python_pattern(r"[[\p{L}](")


DOCUMENT = """
paths:
  /a:
    post:
      operationId: make
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [code], properties: {code: {type: string, pattern: '^[[A-Z]{1,3}$'}}}
      responses: {'204': {description: '-'}}
"""


def test_a_pattern_with_an_open_bracket_in_a_set_is_checked(generate: Generate) -> None:
    package = generate(DOCUMENT)
    package.server.play((204, None))
    package.call("make", code="[A")
    assert package.sent[-1].json == {"code": "[A"}
    with pytest.raises(package.module().RequestInvalidError, match="code"):
        package.call("make", code="a")
