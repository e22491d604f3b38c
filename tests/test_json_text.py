"""JSON text in generated code: it stays data, and the formatter has nothing to do."""

from __future__ import annotations

import ast
import json
from typing import Any

import black
import pytest
from adwright.bundle.data import json_text
from adwright.render.code import json_literal
from hypothesis import given
from hypothesis import strategies as st

HOSTILE = [
    "'",
    '"',
    "\\",
    "\\'",
    "'''",
    '"""',
    "\\N{DIGIT ONE}",
    "\n",
    "\r\n",
    "\u2028",
    "\x00",
    "\ud800",
    "é",
    "😀",
    "{x}",
    "%s",
    "' + __import__('os').name + '",
    "\\u0027",
    "# comment",
    "\\\\",
]


def _is_kept(value: Any) -> None:
    text = json_text(value)
    literal = json_literal(text)
    assert len(literal.splitlines()) == 1
    code = f"X: dict[str, str] = {{\n    {literal}: {literal},\n}}\n"
    tree = ast.parse(code)
    assert [type(node).__name__ for node in ast.walk(tree)].count("Constant") == 2
    assert ast.literal_eval(literal) == text
    assert json.loads(ast.literal_eval(literal)) == value
    assert black.format_str(code, mode=black.Mode(line_length=100)) == code


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text(text: str) -> None:
    """As a value, as a key, at the ends, in the middle."""
    for value in (text, {text: text}, [text, text * 2], f"a{text}b", {"pattern": f"{text}$"}):
        _is_kept(value)


@pytest.mark.parametrize("value", [True, None, 5, 1.5, [], {}, "", {"a": []}])
def test_plain_values(value: Any) -> None:
    """With quotes and without."""
    _is_kept(value)


@given(
    st.recursive(
        st.text() | st.integers() | st.none(),
        lambda s: st.lists(s) | st.dictionaries(st.text(), s),
        max_leaves=5,
    )
)
def test_any_value(value: Any) -> None:
    """Whatever JSON can say."""
    text = json_text(value)
    assert json.loads(ast.literal_eval(json_literal(text))) == value


@pytest.mark.parametrize("text", ["it's", '"a\nb"', '"é"', '"a"\\', "\\"])
def test_what_is_no_text_of_that_form(text: str) -> None:
    """It is refused, never printed."""
    with pytest.raises(ValueError, match="JSON"):
        json_literal(text)
