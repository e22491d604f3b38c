"""Formatting statement by statement gives what black gives for a whole file."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from adwright.build import read
from adwright.bundle.data import schema_data
from adwright.config import one_off
from adwright.ir.text import Identifier, Text
from adwright.render.code import call, collection, display, quoted
from adwright.render.format import format_text
from adwright.render.package import Package, render_package
from hypothesis import given
from hypothesis import strategies as st
from support import as_black

ROOT = Path(__file__).parents[1]
SPECS = sorted(
    spec
    for folder in ("specs/*", "tests/corpus/files", "tests/golden/*")
    for spec in ROOT.glob(f"{folder}/*.*")
    if spec.name in ("openapi.yaml", "spec.yaml")
    or (spec.parent.name == "files" and spec.suffix != ".md")
)
WORDS = st.text("ab\"'\\ \n\té", max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(WORDS, inner, max_size=6),
    max_leaves=40,
)
NAMES = st.lists(st.text("ab", min_size=1, max_size=30), min_size=1, max_size=8)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: str(spec.relative_to(ROOT)))
def test_files_are_what_black_makes_of_them(spec: Path) -> None:
    target = one_off(spec, Path("out"), "sample", None, None)
    package = Package(Identifier("sample"), Identifier("Sample"), False, Text("a spec"))
    document, reading, _ = read(target)
    data = schema_data(document, reading.schemas, reading.operations)
    files = render_package(reading.api, package, data=data)
    assert len(files) > 5
    for path, text in files.items():
        if text and path.endswith(".py"):
            assert format_text(text) == as_black(text), path


def test_a_statement_that_is_too_long_is_formatted_where_it_stands() -> None:
    long = ", ".join(f"{letter * 12}=None" for letter in "abcdefghij")
    text = f"import os\n\n\n\nclass A:\n    def a(self, {long}):\n        '''Doc.'''\n        f({long})\n"
    assert format_text(text) == as_black(text.replace("'''", '"""')).replace('"""', "'''")


@given(WORDS)
def test_strings_have_the_quotes_that_black_prefers(text: str) -> None:
    assert ast.literal_eval(quoted(text)) == text
    assert as_black(f"x = {quoted(text)}\n") == f"x = {quoted(text)}\n"


@given(JSON)
def test_json_is_laid_out_as_black_does(value: Any) -> None:
    text = f"x = {display(value, 0, 'x = ')}\n"
    assert ast.literal_eval(text[4:]) == value
    assert as_black(text) == text


@given(NAMES)
def test_brackets_are_laid_out_as_black_does(names: list[str]) -> None:
    for text in (
        call("some.function(", names, ")", 0),
        f"x = {collection('(', names, ')', 0, 'x = ')}",
        f"x = {collection('[', names, ']', 0, 'x = ')}",
    ):
        assert as_black(f"{text}\n") == f"{text}\n"
