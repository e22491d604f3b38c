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
from adwright.render.code import display, quoted
from adwright.render.files import Package, render_package
from adwright.render.format import format_text
from adwright.render.layout import fitted, width
from black.strings import str_width
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
NAMES = st.text("ab", min_size=1, max_size=30)


def _bracket(opening: str, items: list[str], closing: str) -> str:
    return "\n".join([opening, *(f"{item}," for item in items), closing])


CODE = st.recursive(
    NAMES,
    lambda inner: (
        st.builds(
            _bracket,
            st.just("some.function("),
            st.lists(inner, min_size=1, max_size=5),
            st.just(")"),
        )
        | st.builds(_bracket, st.just("["), st.lists(inner, min_size=1, max_size=5), st.just("]"))
        | st.builds(_bracket, st.just("("), st.lists(inner, min_size=1, max_size=5), st.just(")"))
    ),
    max_leaves=20,
)
"""Expressions with an item of a bracket a line."""
TYPES = st.recursive(
    st.text("abAB", min_size=1, max_size=60) | st.just("None"),
    lambda inner: (
        st.builds("{}[{}]".format, NAMES, inner)
        | st.builds("{}[{}]".format, NAMES, st.lists(inner, min_size=2, max_size=5).map(", ".join))
        | st.lists(inner, min_size=2, max_size=4).map(" | ".join)
    ),
    max_leaves=12,
)


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
            assert text == as_black(text), path


@given(st.text() | st.text("a\u00e9\u2019\u2026\u6f22\u0301\u00ad"))
def test_a_text_is_as_wide_as_to_black(text: str) -> None:
    assert width(text) == str_width(text)


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
    text = fitted(f"x = {display(value)}") + "\n"
    assert ast.literal_eval(text[4:]) == value
    assert as_black(text) == text


@given(CODE, st.integers(0, 3))
def test_brackets_are_laid_out_as_black_does(lines: str, depth: int) -> None:
    indent = "    " * depth
    above = "".join(f"{'    ' * level}if x:\n" for level in range(depth))
    for hug in (True, lines.startswith("(")):  # of one item, black takes a tuple together
        text = f"{above}{indent}{fitted(lines, 4 * depth, hug=hug)}\n"
        assert as_black(text) == text
        plain = f"{above}{indent}{lines}\n"
        assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(plain))


@given(NAMES, TYPES, st.sampled_from(["", " = None", " = ABSENT"]), st.integers(0, 2))
def test_types_that_are_too_long_are_taken_apart_as_black_does(
    name: str, type_: str, value: str, depth: int
) -> None:
    above = "".join(f"{'    ' * level}if x:\n" for level in range(depth)) + "    " * depth
    for statement in (f"{name}: {type_}{value}", f"{name}: TypeAlias = {type_}"):
        text = format_text(f"{above}{fitted(statement, 4 * depth)}\n")
        assert as_black(text) == text
        assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(f"{above}{statement}\n"))


def test_a_call_of_a_few_arguments_stands_in_one_line_and_of_many_in_a_line_each() -> None:
    head = "def some(\n    {},\n):"
    assert fitted(head.format("self")) == "def some(self):"
    two = f"{'a' * 45},\n    {'b' * 45}"
    assert fitted(head.format(two)) == f"def some(\n    {'a' * 45}, {'b' * 45}\n):"
    three = f"{two},\n    c={{\n    {'d' * 45}: 1,\n    {'e' * 45}: 2,\n    }}"
    assert fitted(head.format(three)).splitlines()[3] == "    c={"
