"""Words of a document are only words in a site: no markup of theirs reaches a page, and its structure stays."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import markdown
import pytest
import yaml
from adwright.config import one_off
from adwright.ir.text import Text
from adwright.site.facts import read_client
from adwright.site.make import configuration
from adwright.site.pages import Site, pages_of
from test_injection import INVISIBLE, SPEC, Hostile

HTML = '<script>alert(1)</script> <img src=x onerror=alert(1)> <b onclick="x">'
TRICKS = {
    "html": f"{HTML}\n\n{HTML}\n<script>\nalert(2)\n</script>\n\n<div onclick=x>\n\n<!-- \n<?php \n<![CDATA[",
    "html in code": f"`{HTML}` ``<script>`` \n\n```\n</code></pre>{HTML}\n```\n\n    <script>x</script>\n\n`<!--",
    "attributes": '{: onclick="a()" #create .rule } `x`{ onclick="b()" }\n{: #id onclick=c }\n\n- a\n{: onclick=d }',
    "structure": '\n# a\n\nb\n===\n\nc\n---\n\n=== "Python"\n\n    d\n\n| e |\n| - |\n| f |\n\n***\n> # g\n\n```\n',
    "links": "[a](javascript:alert(1)) ![b](https://e.example/b.png) <https://e.example>\n\n[c]: https://e.example\n[c]",
    "others": '{{ config }} {% include "x" %}\n--8<-- "/etc/passwd"\n\n:smile: ==a== ^^b^^ ~~c~~ $d$ [^1]\n\n[^1]: e',
}  # fmt: skip
LENGTH = max(map(len, TRICKS.values()))
START = {
    *"install credentials servers first-call command-line agents paging errors retries operations".split()
}
TAGS = {
    *"h1 h2 p ul ol li a code pre strong small span div input label table thead tbody tr th td".split(),
    *"details summary".split(),
}
ATTRIBUTES = {*"id class href title type name checked for data-tabs style".split()}
OURS = re.compile(r"(?:\.\./)*[\w/.%-]*\.(?:md|txt)(?:#[\w.%-]+)?|#[\w.%-]+|https?://[^\s\"<>]+")


@cache
def pages(payload: str) -> dict[str, str]:
    """The pages of a document that has a text in every place."""
    document = Hostile(payload).document(yaml.safe_load(SPEC))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "api.json"
        path.write_text(json.dumps(document), "utf-8")
        client = read_client(one_off(path, path.parent, "hostile", "Hostile", cli=True))
    made = pages_of(Site(Text(f"T{payload}"), (client,)))
    return {page.path: page.text for page in made if not page.is_plain or page.path == "llms.txt"}


class Outline(HTMLParser):
    """The elements of a page, and the titles of its tabs."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.labels: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] == "label" and data.strip():
            self.labels.add(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")


def outline(page: str) -> Outline:
    """A page as the site generator makes HTML of it."""
    table: dict[str, Any] = tomllib.loads(configuration(Site(Text("x"), ()), []))["project"]
    extensions = table["markdown_extensions"]
    named = {f"pymdownx.{each}": value for each, value in extensions.pop("pymdownx").items()}
    made = markdown.markdown(
        page,
        extensions=[*extensions, *named],
        extension_configs={k: v for k, v in {**extensions, **named}.items() if k != "attr_list"},
    )
    found = Outline()
    found.feed(made)
    found.close()
    return found


def structure(found: Outline) -> list[tuple[str, str]]:
    """What no words may change: headings and tables."""
    kept = ("h1", "h2", "h3", "h4", "h5", "h6", "table", "hr")
    return [
        (tag, re.sub("headerlink", "", attrs.get("class") or ""))
        for tag, attrs in found.elements
        if tag in kept
    ]


@pytest.mark.parametrize("name", TRICKS)
def test_words_are_only_words(name: str) -> None:
    hostile, plain = pages(TRICKS[name].ljust(LENGTH)), pages("x".rjust(LENGTH))
    assert sorted(len(each.split("/")) for each in hostile) == sorted(
        len(each.split("/")) for each in plain
    )
    shapes = []
    for made in (hostile, plain):
        shapes.append([])
        for path, text in sorted(made.items()):
            assert not INVISIBLE.search(text), path
            if not path.endswith(".md"):
                continue
            found = outline(text)
            assert found.labels <= {"Python", "Python, async", "Command line", "cURL"}
            for tag, attrs in found.elements:
                assert tag in TAGS, f"{path}: {tag} {attrs}"
                assert attrs.keys() <= ATTRIBUTES, f"{path}: {tag} {attrs}"
                assert "href" not in attrs or OURS.fullmatch(attrs["href"] or ""), (
                    f"{path}: {attrs}"
                )
            if path.endswith("/index.md"):  # where no server can be called there is no first call
                headings = {attrs.get("id") for tag, attrs in found.elements if tag == "h2"}
                assert headings <= START, headings - START
            else:
                shapes[-1].append(structure(found))
    assert sorted(shapes[0]) == sorted(shapes[1])
