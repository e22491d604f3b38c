"""The pictures of the README show what happens today."""

from __future__ import annotations

import asyncio
import html
import re
import runpy

import pytest
from support import ROOT


@pytest.mark.parametrize("name", ["agents"])
def test_a_picture_is_of_what_happens(name: str) -> None:
    made = runpy.run_path(str(ROOT / f"docs/pictures/{name}.py"))
    drawn = made["draw"](asyncio.run(made["play"]()))
    kept = (ROOT / f"docs/pictures/{name}.svg").read_text("utf-8")
    assert _words(kept) == _words(drawn), "make pictures"
    assert f"docs/pictures/{name}.svg" in (ROOT / "README.md").read_text("utf-8")


def _words(picture: str) -> str:
    """The texts of a picture; how they are drawn is up to the library."""
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", picture)
    return "\n".join(map(html.unescape, texts))
