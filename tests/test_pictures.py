"""The pictures and answers that the documentation shows are those of today."""

from __future__ import annotations

import asyncio
import html
import inspect
import json
import re
import runpy

import pytest
from support import ROOT


@pytest.mark.parametrize("name", ["agents", "command_line"])
def test_a_picture_is_of_what_happens(name: str) -> None:
    made = runpy.run_path(str(ROOT / f"docs/pictures/{name}.py"))
    played = made["play"]()
    drawn = made["draw"](asyncio.run(played) if inspect.iscoroutine(played) else played)
    kept = (ROOT / f"docs/pictures/{name}.svg").read_text("utf-8")
    assert _words(kept) == _words(drawn), "make pictures"
    assert f"docs/pictures/{name}.svg" in (ROOT / "README.md").read_text("utf-8")


def test_the_answer_to_a_wrong_call_is_as_documented() -> None:
    page = (ROOT / "docs/mcp.md").read_text("utf-8")
    shown = re.findall(r"^```json\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    made = runpy.run_path(str(ROOT / "docs/pictures/agents.py"))
    (_, wrong), _ = asyncio.run(made["play"]())
    assert wrong in [json.loads(each) for each in shown]


def _words(picture: str) -> str:
    """The texts of a picture; how they are drawn is up to the library."""
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", picture)
    return "\n".join(map(html.unescape, texts))
