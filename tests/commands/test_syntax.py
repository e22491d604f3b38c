"""Texts that are no YAML or no JSON: what the author did wrong, where, and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import adwright

INFO = "openapi: 3.1.0\ninfo:\n"


def _said(name: str, text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(folder)
    Path(name).write_text(text, "utf-8")
    ran = adwright("generate", "--spec", name, "--output", "out", "--package", "p")
    assert ran.code == 3
    assert ran.stdout == ""
    assert not Path("out").exists()
    (line,) = ran.stderr.splitlines()
    return line


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("\ttitle: x\n", "3:1", "a tab where YAML takes spaces only", "indent with spaces"),
        ("  title: x\n \tversion: '1'\n", "4:2", "a tab where", "indent with spaces"),
        ("  title: x\n version: '1'\n", "4:2", "indented by 1 space", "indent it by 0 or 2"),
        (
            "  title: x\n    version: '1'\n",
            "4:5",
            "indented deeper than line 3, which has a value already",
            "indent it by 2 spaces, as line 3",
        ),
        (
            "  title: My API: the best\n",
            "3:16",
            "a colon and a blank in a value that is not quoted",
            "quote the value: title: 'My API: the best'",
        ),
        ("  title: it's: so\n", "3:14", "a colon and a blank", 'title: "it\'s: so"'),
        ("  title x\n  version: '1'\n", "3:3", "no colon after 'title'", "write `title: x`"),
        ("  title: x\n  version\npaths: {}\n", "4:3", "no colon after 'version'", "key: value"),
        ('  title: "x\n  version: 1\n', "3:10", "a quote that is not closed", "close it"),
        (
            '  title: "x\n  description: "hello"\n',
            "3:10",
            "a quote that is not closed on its line",
            "close it",
        ),
        (
            '  title: "My" API\n',
            "3:15",
            "text behind a closing quote",
            "all of the value in quotes",
        ),
        (
            "  title: {id}/x\n",
            "3:14",
            "text behind a closing bracket",
            "all of the value in quotes",
        ),
        (
            "  title: [x\n  version: 1\n",
            "4:10",
            "a comma or ']' is missing: '[' is open since line 3",
            "close it",
        ),
        ("  title: @x\n", "3:10", "a text cannot start with '@'", "quote it: '@x'"),
        ("  title: `x`\n", "3:10", "a text cannot start with '`'", "quote it: '`x`'"),
        ("  title: %x\n", "3:10", "a text cannot start with '%'", "quote it: '%x'"),
        ('  title: "C:\\dir"\n', "3:13", "a backslash in double quotes", "use single quotes"),
        (
            "  title: *bold\n",
            "3:10",
            "the alias *bold refers to no anchor",
            "quote it if it is text",
        ),
        ("  title: x\n  - a\n", "4:3", "an item of a list among the keys", "indent it"),
        ("  title: - a\n", "3:10", "an item of a list behind a key", "on a line of its own"),
        ("  - a: 1\n  b: 2\n", "4:3", "a line among the items of a list", "start it with `- `"),
        ("  title: x\n---\npaths: {}\n", "4:1", "a second document", "remove the `---`"),
        ("<<<<<<< HEAD\n  title: x\n=======\n", "3:1", "a merge conflict", "keep one of the two"),
    ],
)
def test_yaml(
    text: str,
    place: str,
    message: str,
    hint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = _said("api.yaml", INFO + text, tmp_path, monkeypatch)
    assert line.startswith(f"api.yaml:{place}: /: not YAML: {message}")
    assert hint in line
    assert line.endswith("[yaml-syntax]")


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ('{"a": 1,\n}', "1:8", "a comma before '}'", "remove it"),
        ('{"a": [1,]}', "1:9", "a comma before ']'", "remove it"),
        ('{"a": 1\n "b": 2}', "2:2", "a comma or a closing bracket is missing", "before this"),
        ('{"a" 1}', "1:6", "a colon is missing after a key", "before this"),
        ("{'a': 1}", "1:2", "a single quote", "JSON takes double quotes"),
        ("{a: 1}", "1:2", "a key that is not quoted", "use double quotes"),
        ('{"a": 1, // b\n}', "1:10", "a comment, which JSON has not", "remove it"),
        ('{"a": "x\ny"}', "1:9", "a line break or tab in a text", "close the quote"),
        ('{"a": "x', "1:7", "a quote that is never closed", "close it"),
        ('{"a": "\\d"}', "1:8", "a backslash that starts no known escape", "write two"),
        ('{"a": True}', "1:7", "True is Python", "write true"),
        ('{"a": yes}', "1:7", "a value is missing, or is none", "quote it"),
        ('{"a": ', "1:7", "the text ends too early", "close what is open"),
        ('{"a": 1} {', "1:10", "text after the end of the document", "remove it"),
    ],
)
def test_json(
    text: str,
    place: str,
    message: str,
    hint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = _said("api.json", text, tmp_path, monkeypatch)
    assert line.startswith(f"api.json:{place}: /: not JSON: {message}")
    assert hint in line
    assert line.endswith("[json-syntax]")


def test_a_fault_whose_cause_is_not_known_is_told_in_the_words_of_the_parser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = _said("api.yaml", "%YAML 3\n---\na: 1\n", tmp_path, monkeypatch)
    assert line.startswith("api.yaml:1:8: /: not YAML: did not find expected digit")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[" * 95_000, "1:1001"),
        ("openapi: 3.1.0\nx-a:\n  " + "- " * 45_000 + "a", "3:2001"),
        ("? " * 45_000 + "a", "1:2001"),
    ],
    ids=["brackets", "lists", "keys"],
)
def test_nesting_that_would_overflow_the_parser(
    text: str, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = _said("api.yaml", text, tmp_path, monkeypatch)
    assert (
        line
        == f"api.yaml:{place}: /: the document is nested deeper than 300 levels (use $ref) [nested-too-deep]"
    )
