"""Documents are untrusted: hostile text in every place where a document has text gives the same code as harmless text.

One document uses all that the generator reads. A copy of it gets hostile text appended to every string, values and
author-given keys alike; another copy gets harmless text of the same length. The syntax trees of the two packages, with
constants and docstrings blanked and identifiers numbered, must be equal.
"""

from __future__ import annotations

import ast
import json
import re
import tomllib
import warnings
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from typing import Any

import pytest
import yaml
from adwright.build import Built, build, build_shared
from adwright.config import one_off
from adwright.ir.names import words
from adwright.ir.text import Text
from adwright.render.markdown import blocks, code_span, continued, first_paragraph, inline
from markdown_it import MarkdownIt
from support import python, spec_data, write_files

SPEC = (Path(__file__).parent / "injection.yaml").read_text("utf-8")

MARK = "h"
TOUCH = f"open('{MARK}','w')"
# Payloads have few letters: long names are cut, and then no longer stand in the order of what they begin with.
PAYLOADS = {
    "triple double quotes": f'"""\nimport os\n{TOUCH}\n"""',
    "triple single quotes": f"'''\n{TOUCH}\n'''",
    "quotes": f"\"; {TOUCH}; '",
    "last quote": 'said "so"',
    "backslash": "\\",
    "backslash and quotes": '\\"""\\\'\\',
    "escapes": "\\N{BULLET} \\x41 \\u0041 \\777 \\q",
    "line continuation": f"\\\n{TOUCH}",
    "newlines": f"\n{TOUCH}\n    {TOUCH}\n",
    "other line ends": f"\r{TOUCH}\x0cx\x85y\u2028z\u2029x=1",
    "jinja": "{{ 7*7 }} {% raw %} {# b #} {% if c %}",
    "format fields": f"{{{TOUCH}}} {{0!r:>{{y}}}} %s %(a)s",
    "comment": f"# {TOUCH}\n{TOUCH} #",
    "brackets": f")]}}, {TOUCH}, {{[(",
    "statement": f"]; {TOUCH}; x = [",
    "code as a name": "__import__('os')",
    "keywords": " class None True import",
    "control characters": "\x00\x01\x07\x08\x1b[31m\x7f\x9b",
    "bidirectional": "\u202e\u2066 } \u2069 \u200f\u061c \ufeff",
    "markdown": "\n\n- a\n\n    b\n\n```\nc\n```\n> d\n| e | f |\n",
    "unicode names": "ﬁ ℌ ª 𝔞 ǅ ٣ ⅷ · ℘",  # noqa: RUF001
    "encoding line": "\n# -*- coding: utf-7 -*-\n+AGEAYgBj-",
}

# Few lengths need few harmless packages to compare with.
PAYLOADS = {name: text.rjust(-(-len(text) // 16) * 16) for name, text in PAYLOADS.items()}
# Values that are OpenAPI's or our grammar, by their key: other text there would be another document, not other words.
GRAMMAR = {
    "openapi",
    "type",
    "in",
    "style",
    "scheme",
    "content",
    "create",
    "update",
    "x-status",
    "x-environment-kind",
}
FORMATS = {"date-time", "uuid"}
# Names that dotted paths refer to get no dot.
DOTTED = {"data", "entries", "sum", "okay", "reason"}
PATHS = {"items", "total", "success", "message", "data"}
# Below these keys stand objects whose keys the author gives.
NAME_MAPS = {
    "properties",
    "schemas",
    "securitySchemes",
    "examples",
    "headers",
    "variables",
    "mapping",
    "scopes",
    "dependentRequired",
    "env",
    "send",
    "webhooks",
    "paths",
    "media",
}


INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
"""Characters that change how others are shown, or end a line for some readers only."""


class Hostile:
    """Appends text to every string of a document that is not grammar; what is equal stays equal."""

    def __init__(self, payload: str) -> None:
        self.payload = payload
        self.count = 0

    def word(self, text: str) -> str:
        """A string of the document with the text behind it."""
        self.count += 1
        return text + (re.sub(r"[.\[\]]", "", self.payload) if text in DOTTED else self.payload)

    def document(self, data: Any) -> Any:
        """The document with all of its strings changed."""
        return self._value(data, ())

    def _value(self, value: Any, path: tuple[str, ...]) -> Any:
        if isinstance(value, dict):
            return {
                self._key(key, path): self._value(member, (*path, key))
                for key, member in value.items()
            }
        if isinstance(value, list):
            return [self._value(item, (*path, "-")) for item in value]
        return self._string(value, path) if isinstance(value, str) else value

    def _string(self, text: str, path: tuple[str, ...]) -> str:
        key = next((step for step in reversed(path) if step != "-"), "")
        parent = path[-2] if len(path) > 1 else ""
        if key == "$ref" or parent == "mapping":
            start, _, name = text.rpartition("/")
            return f"{start}/{_escaped(self.word(name))}"
        if key == "name" and ("in", "path") in self.siblings(path):
            return text
        if parent == "x-pagination" or parent == "x-envelope":
            return (
                ".".join(map(self.word, text.split(".")))
                if key in PATHS
                else text
                if key in GRAMMAR
                else self.word(text)
            )
        if (key in GRAMMAR and parent not in NAME_MAPS) or (key == "format" and text in FORMATS):
            return text
        if key == "url":  # braces in it are variables
            return text + re.sub(r"[{}]", "", self.payload)
        if key == "pattern":
            return re.escape(self.word(text))
        if text.startswith("{"):
            return text + self.payload
        return self.word(text)

    def siblings(self, path: tuple[str, ...]) -> set[tuple[str, str]]:
        """What stands beside a string: only the path parameter has a name that templates hold too."""
        return (
            {("in", "path")}
            if "parameters" in path
            and path[:2] == ("paths", "/animals/{id}/food")
            and path[2] == "parameters"
            else set()
        )

    def _key(self, key: str, path: tuple[str, ...]) -> str:
        last = path[-1] if path else ""
        if last == "paths":
            return key + re.sub(r"[{}]", "", self.payload)
        if last == "content" and "x-credentials" not in path:
            return key + self.payload if key.endswith("=") else key
        inside = last in NAME_MAPS and (
            path[-2:-1] == () or path[-2] != "properties" or last == "properties"
        )
        given = inside or (path[-2:-1] == ("security",) and last == "-") or self._is_example(path)
        if last == "env" and key == "base_url":
            return key
        return self.word(key) if given else key

    @staticmethod
    def _is_example(path: tuple[str, ...]) -> bool:
        return "value" in path or path[-2:] == ("examples", "-") or path[-1:] == ("example",)


def _escaped(name: str) -> str:
    """A key as a step of a JSON pointer in a URI; the few characters are enough that would mean something else."""
    return name.replace("~", "~0").replace("/", "~1").replace("%", "%25")


def harmless(payload: str) -> str:
    """Words of the same length as a hostile text; if that adds nothing to names neither do they."""
    return ("x" if words(payload) else "-").rjust(len(payload))


@cache
def built(payload: str) -> Built:
    """A project of the document, with a text in every place; the runtime is not in it."""
    hostile = Hostile(payload)
    document = hostile.document(yaml.safe_load(SPEC))
    assert hostile.count > 200
    with TemporaryDirectory() as folder:
        path = Path(folder) / "api.json"
        path.write_text(json.dumps(document), "utf-8")
        target = one_off(path, path.parent, "hostile", "Hostile")
        return build(replace(target, shared=True, project=True))


def package(payload: str) -> dict[str, str]:
    """The files of the document's package."""
    files = built(payload).files.items()
    return {path.removeprefix("src/"): text for path, text in files if path.startswith("src/")}


def around(payload: str) -> dict[str, str]:
    """The files that stand around the package."""
    made = built(payload)
    return {"reference.md": made.files["reference.md"], **made.once}


class Shape(ast.NodeTransformer):
    """A syntax tree without what text may change: constants and docstrings blank, identifiers numbered."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def generic_visit(self, node: ast.AST) -> ast.AST:
        for name, value in ast.iter_fields(node):
            if isinstance(value, str) and not isinstance(node, ast.Constant):
                setattr(node, name, str(self.numbers.setdefault(value, len(self.numbers))))
            elif isinstance(value, list) and value and all(isinstance(item, str) for item in value):
                setattr(
                    node,
                    name,
                    [str(self.numbers.setdefault(item, len(self.numbers))) for item in value],
                )
        return super().generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Constant(type(node.value).__name__)


def shape(text: str) -> list[str]:
    """A module's shape, a line for each statement and argument."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compile(text, "<generated>", "exec", dont_inherit=True)
        tree = ast.parse(text)
    return ast.dump(Shape().visit(tree), indent=1).splitlines()


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_hostile_text_is_only_text(payload: str) -> None:
    hostile, plain = package(payload), package(harmless(payload))
    assert len(hostile) == len(plain)
    for (path, text), (other, beside) in zip(
        sorted(hostile.items()), sorted(plain.items()), strict=True
    ):
        assert re.fullmatch(r"hostile(/\w+)+\.py|hostile/py\.typed", path), path
        if path.endswith(".py"):
            assert shape(text) == shape(beside), (path, other)
            assert not INVISIBLE.search(text), path


def outline(page: str) -> list[tuple[str, ...]]:
    """What of a Markdown page no text may change: headings, anchors, code in Python."""
    kept = {"heading_open", "html_block", "html_inline", "image", "table_open", "hr"}
    found: list[tuple[str, ...]] = []
    for token in MarkdownIt("commonmark").enable("table").parse(page):
        for each in (token, *(token.children or ())):
            if each.type in kept:
                content = re.sub(r'"[^"]*"', '""', each.content)
                found.append((each.type, each.tag, content))
            elif each.type == "fence" and each.info:
                found.append((each.type, each.info))
            elif each.type == "link_open":
                target = str(each.attrs["href"])
                assert re.match(r"#[\w.%]+$|reference\.md$|README\.md$|https?://", target), target
    return found


def form(value: Any) -> Any:
    """A value without its texts."""
    if isinstance(value, dict):
        return {key: form(each) for key, each in value.items()}
    return [*map(form, value)] if isinstance(value, list) else type(value)


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_hostile_text_is_only_text_around_the_package(payload: str) -> None:
    hostile, plain = around(payload), around(harmless(payload))
    assert hostile.keys() == plain.keys()
    for path, text in hostile.items():
        assert not INVISIBLE.search(text), path
        if path.endswith(".md"):
            assert outline(text) == outline(plain[path]), path
        elif path.endswith(".toml"):
            assert form(tomllib.loads(text)) == form(tomllib.loads(plain[path]))
        elif path.endswith(".py"):
            assert shape(text) == shape(plain[path])
        else:
            assert text == plain[path]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "![a](https://example.com/a.png)",
        "[a](javascript:alert)",
        "[a]: https://example.com",
        "<https://example.com>",
        "a\n===\n",
        "a\n---\n",
        "# a",
        "#",
        "- - a\n- # b",
        "```\n# a",
        "~~~ <b>\n# a\n~~~",
        "    <b>\n\n# a",
        "| a |\n| - |\n| <b> |",
        "> <b>\n> # a",
        "`a` <b>`</b>",
        "``<b>``",
        "\\`<b>`",
        "**<b>**",
        "[<b>](https://example.com)",
        "[a](https://example.com) <b>",
        "&lt;b&gt; &#60;b>",
        "1) <b>\n2. # a",
        "* * *",
        "$a$ $$b$$",
        "\t# a",
        "+ <!-- a\n\n-->",
    ],
)
def test_no_text_adds_structure_to_a_page(text: str) -> None:
    pages = [
        f"a\n\n{filter_(Text(text))}\n\nb"
        for filter_ in (blocks, inline, first_paragraph, code_span)
    ]
    for page in [*pages, f"- a:{continued(blocks(Text(text)))}\n- b\n\n# c"]:
        found = {each[0] for each in outline(page)}
        assert found <= ({"heading_open"} if page.endswith("# c") else set()), page


def test_what_markdown_says_is_kept() -> None:
    text = """\
    Use `a_b` of **all** [words](https://example.com/a?b=c), not *these*.

    # Kinds

    1. one
       and more
    2. two

    | a | b |
    | - | - |

    ```json
    {"a": 1}
    ```
    """
    page = blocks(Text(dedent(text)))
    assert page == dedent("""\
        Use `a_b` of **all** [words](https://example.com/a?b=c), not \\*these\\*.

        **Kinds**

        - one and more
        - two

        ```
        | a | b |
        | - | - |
        ```

        ```
        {"a": 1}
        ```""")
    assert code_span("a`b``") == "``` a`b`` ```"


def test_very_long_text() -> None:
    files = package("x" * 3000 + " " + "y" * 300)
    assert max(len(part) for path in files for part in path.split("/")) < 100
    for path, text in files.items():
        if path.endswith(".py"):
            names = re.findall(r"(?:class|def) (\w+)", text)
            assert max(map(len, names), default=0) < 100
            compile(text, path, "exec", dont_inherit=True)


IMPORT = """
import importlib, pathlib, pkgutil, clients
for module in pkgutil.walk_packages(clients.__path__, "clients."):
    importlib.import_module(module.name)
    if module.name.count(".") == 1 and module.name.startswith("clients.hostile"):
        client = importlib.import_module(module.name).Hostile(base_url='https://x.example.com')
        print(repr(client), [getattr(client, name) for name in dir(client) if name != "http_client"] and "read")
print([path.name for path in pathlib.Path().iterdir()])
"""


def test_nothing_of_it_runs_at_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path / "clients", build_shared().files)
    payloads = [*PAYLOADS.values()]
    for number, payload in enumerate(payloads):
        files = package(payload).items()
        write_files(
            tmp_path / "clients", {f"hostile{number}/{n.partition('/')[2]}": t for n, t in files}
        )
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    *clients, left = python(IMPORT, tmp_path)
    assert len(clients) == len(payloads)
    assert left == "[]"


@pytest.mark.parametrize(
    "name",
    [
        f"a\n{TOUCH}\n.json",
        f"a\r{TOUCH}.json",
        '"""a.json',
        "{{ a }}.json",
        "\u202ea.json",
        "a\\.json",
        "\x85a\u2028b.json",
    ],
)
def test_the_name_of_the_file_is_only_text_too(name: str, tmp_path: Path) -> None:
    spec = json.dumps(
        spec_data("paths: {/a: {get: {tags: [b], responses: {'204': {description: C}}}}}")
    )
    shapes, pages = [], []
    for file in (name, "plain.json"):
        (tmp_path / file).write_text(spec, "utf-8")
        target = one_off(tmp_path / file, tmp_path, "sample", "Sample")
        made = build(replace(target, shared=True, project=True, origin=file))
        files = {**made.files, **made.once}
        shapes.append({path: shape(text) for path, text in files.items() if path.endswith(".py")})
        pages.append(outline(files["reference.md"]) + outline(files["README.md"]))
        table = tomllib.loads(files["pyproject.toml"])["tool"]["adwright"]
        assert table["clients"] == [{"name": "sample", "class": "Sample", "spec": file}]
        for path, text in files.items():
            assert not INVISIBLE.search(text), path
    assert shapes[0] == shapes[1]
    assert pages[0] == pages[1]


def strings(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every string of a document and where it stands."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from strings(member, (*path, key))
    elif isinstance(value, list):
        for item in value:
            yield from strings(item, (*path, "-"))
    elif isinstance(value, str):
        yield path, value


def test_every_string_is_changed_but_for_grammar() -> None:
    document = Hostile("!").document(yaml.safe_load(SPEC))
    kept = [(path, text) for path, text in strings(document) if "!" not in text]
    assert {next(step for step in reversed(path) if step != "-") for path, _ in kept} <= {
        *GRAMMAR,
        "format",
        "name",
    }
    assert [text for path, text in kept if path[-1] == "name"] == ["id"]
    assert {text for path, text in kept if path[-1] == "format"} == FORMATS
