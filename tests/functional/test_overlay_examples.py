"""The overlays that `docs/overlays.md` shows: all of them over its document, and what the client then does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from adwright.document.loading.files import read_source
from adwright.document.loading.overlay import apply_overlay
from support import ROOT, Generate, Package

PAGE = (ROOT / "docs" / "overlays.md").read_text("utf-8")
DOCUMENT, *OVERLAYS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def ads(generate: Generate, tmp_path: Path) -> Package:
    """The client of the page, with every overlay of it."""
    (tmp_path / "vendor.yaml").write_text(DOCUMENT)
    root: Any = read_source(tmp_path / "vendor.yaml", "vendor.yaml").data
    for number, text in enumerate(OVERLAYS):
        file = tmp_path / f"{number}.yaml"
        file.write_text(text)
        assert apply_overlay(root, read_source(file, file.name)) == []
    made = generate(root)
    assert made.warnings == []
    return made


SETTINGS = {"email": "a@b.example", "password": "secret-1"}
TOKEN = {"auth": {"token": "tok-1"}}


def test_names_paging_and_login(ads: Package) -> None:
    rows = [{"id": 1, "nm": "one", "campaign_id": 7, "start_date": "2026-03-01T00:00:00.000000Z"}]
    ads.server.play(TOKEN, {"rows": rows}, {"rows": []})
    client = ads.client(**SETTINGS)
    (tag,) = client.tags.list(page=1, per=1)
    assert type(tag) is ads.models.Tag
    assert (tag.name, tag.campaign_id, tag.start_date.year) == ("one", 7, 2026)
    login, first, second = ads.sent
    assert (login.path, login.json) == ("/v7/login", {"mail": "a@b.example", "pass": "secret-1"})
    assert first.query == (("p", "1"), ("per", "1"))
    assert {*second.query} == {("p", "2"), ("per", "1")}
    assert second.headers["authorization"] == "Bearer tok-1"


def test_envelopes(ads: Package) -> None:
    ads.server.play(
        TOKEN, {"ok": True, "data": {"id": 5, "nm": "five"}}, {"ok": False, "error": "no such tag"}
    )
    client = ads.client(**SETTINGS)
    assert client.tags.get(5).name == "five"
    with pytest.raises(ads.module().EnvelopeError, match="no such tag"):
        client.tags.get(6)


def test_waiting_and_the_rate_limit(ads: Package) -> None:
    ads.server.play(TOKEN, (202, {"run": 3, "status": "new"}), {"run": 3, "status": "ready"})
    client = ads.client(**SETTINGS)
    run = client.reports.wait_start(client.reports.start(), interval=0)
    assert (run.run, run.status) == (3, "ready")
    assert ads.sent[-1].path == "/v7/report/3"
    assert ads.module("client").SERVICE.rate_limit == (240, 60)


def test_fields_that_were_seen_have_their_note(ads: Package) -> None:
    text = " ".join(ads.text("models.py").split())
    assert (
        "Seen in what the service sends, not in the document: Sent by the service; the document"
        in text
    )


def test_the_readme_leads_there() -> None:
    assert "(docs/overlays.md)" in (ROOT / "README.md").read_text("utf-8")
