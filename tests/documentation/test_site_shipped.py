"""The site of the clients in this repository: everything is told, and every example does what it says."""

from __future__ import annotations

import posixpath
import re
import sys
from importlib import import_module
from pathlib import Path

import pytest
from adwright.site.facts import Client
from adwright.site.inputs import Wanted, read_site
from adwright.site.pages import Site, pages_of
from support import ROOT

from .examples import SECRET, Echo, Recorder, examples_in

CLIENTS = {"freewheel": "FreeWheel", "civis": "Civis", "clearline": "ClearLine", "iqm": "IQM"}


@pytest.fixture(scope="module")
def site() -> Site:
    """What the site tells."""
    made, _ = read_site(Wanted(), ROOT)
    return made


@pytest.fixture(scope="module")
def pages(site: Site) -> dict[str, str]:
    """Its pages."""
    return {page.path: page.text for page in pages_of(site)}


def client_of(site: Site, name: str) -> Client:
    return next(each for each in site.clients if each.name == name)


@pytest.mark.parametrize("name", CLIENTS)
def test_every_operation_has_an_entry_with_examples(
    site: Site, pages: dict[str, str], name: str
) -> None:
    client = client_of(site, name)
    assert len(client.operations) == len([*client.api.named_operations])
    for call in client.operations:
        page = pages[f"{name}/resources/{call.resource}.md"]
        own = call.operation.name
        assert f'\n## {call.name} {{ #{own} data-toc-label="{own}" }}\n' in page
        tabs = dict(examples_in(page))[str(own)]
        assert [*tabs] == ["Python", "Python, async", "Command line", "cURL"], call.name


@pytest.mark.parametrize("name", CLIENTS)
def test_every_example_sends_the_same_request(
    name: str, pages: dict[str, str], site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In Python, sync and async, on the command line, and with cURL."""
    package = import_module(f"adclients.{name}")
    commands = import_module("adclients._runtime.cli.commands")
    environment = dict.fromkeys(client_of(site, name).variables.values(), SECRET)
    for variable in environment:
        monkeypatch.setenv(variable, SECRET)
    monkeypatch.chdir(tmp_path)
    testing = import_module(f"adclients.{name}.testing")
    recorder = Recorder(package, testing, monkeypatch, CLIENTS[name])
    count = 0
    with Echo() as echo:
        for path in [each for each in pages if each.startswith(f"{name}/resources/")]:
            for _, tabs in examples_in(pages[path]):
                sent = recorder.python(tabs["Python"])
                assert recorder.python(tabs["Python, async"]) == sent
                client = getattr(package, CLIENTS[name])
                assert recorder.command(tabs["Command line"], client, commands) == sent
                assert echo.curl(tabs["cURL"], environment, tmp_path) == sent
                count += 1
    assert count == len(client_of(site, name).operations)


def test_no_link_leads_nowhere(pages: dict[str, str]) -> None:
    anchors = {path: {*re.findall(r"\{ #(\S+?)[ }]", text)} for path, text in pages.items()}
    count = 0
    for path, text in pages.items():
        prose = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL)
        for target in re.findall(r"(?<!\\)\]\(([^)\s]+)\)", prose):
            if path.endswith(("changelog.md", "reference.md")) or target.startswith(
                ("http://", "https://")
            ):
                continue
            to, _, anchor = target.partition("#")
            found = posixpath.normpath(posixpath.join(posixpath.dirname(path), to)) if to else path
            assert found in pages, f"{path}: {target}"
            assert not anchor or anchor in anchors[found], f"{path}: {target}"
            count += 1
    assert count > 1000


def test_every_class_and_rule_has_an_entry(pages: dict[str, str], site: Site) -> None:
    for client in site.clients:
        api = client.api
        for module, classes in (
            ("models", [*api.models, *api.aliases_of("model")]),
            ("params", [*api.params, *api.aliases_of("params")]),
            ("enums", api.aliases_of("enum")),
        ):
            for each in classes:
                assert (
                    f"\n## {each.name} {{ #{each.name} }}\n" in pages[f"{client.name}/{module}.md"]
                )
        for rule in api.rules:
            assert f" {{ #{rule.id.raw} .rule }}\n" in pages[f"{client.name}/rules.md"]


def test_a_rule_is_told_where_its_arguments_are(pages: dict[str, str]) -> None:
    """By the path that a caller writes, also deep inside of an argument."""
    rule = "placement-budget-currency-required"
    said = (
        f"        - Rule [`{rule}`](../rules.md#{rule}) on `budget.currency`:"
        " currency is required when budget_model is CURRENCY_TARGET.\n"
    )
    page = pages["freewheel/resources/proposed_placements.md"]
    assert page.count(said) == 2  # create and update
    assert '\n    ??? rules "28 rules"\n\n        - Rule [' in page, "many of them are folded"
    assert "???" not in pages["freewheel/reference.md"], "but where nothing would unfold them"
    entry = pages["freewheel/rules.md"].partition(f"{{ #{rule} .rule }}")[2].partition("\n## ")[0]
    assert "[proposed_placements.create](resources/proposed_placements.md#create)" in entry
    assert "- Fields: `budget.currency`\n" in entry
    assert "- Status: documented\n" in entry
    assert "- Source: freewheel\\_proposed" in entry or "- Source: freewheel_proposed" in entry


def test_the_start_page_has_what_the_client_has(pages: dict[str, str]) -> None:
    page = pages["freewheel/index.md"]
    for part in (
        "pip install adwright\n",
        "- `token=...`, or the environment variable `FREEWHEEL_TOKEN`\n",
        '- `environment="staging"`: `https://api.stg.freewheel.tv/services/v4`\n',
        "python -m adclients.freewheel --help\n",
        "20 requests in 1 second.",
        "gives a pager",
    ):
        assert part in page
    assert "rate limit" not in pages["civis/index.md"].lower()


def test_coverage_has_the_counts_and_the_facts(pages: dict[str, str]) -> None:
    counts = (ROOT / "specs/COVERAGE.md").read_text("utf-8")
    rows = [line for line in pages["iqm/coverage.md"].splitlines() if line.startswith("|")]
    assert rows
    assert all(row in counts.splitlines() for row in rows)
    page = pages["freewheel/coverage.md"]
    assert "\n## Assumed { #assumed }\n" in page
    assert (
        "- `PlacementSchedule.end_time` (field): The document says that the value comes back blank;"
        in page
    )


def test_llms_txt_lists_every_page(pages: dict[str, str]) -> None:
    """As llmstxt.org has it: a title, a summary, and lists of links to Markdown."""
    text = pages["llms.txt"]
    assert text.startswith("# Python clients\n\n> Python clients for ")
    listed = {*re.findall(r"^- \[[^\]]+\]\((\S+\.md)\)(?:: \S.*)?$", text, re.MULTILINE)}
    assert listed == {path for path in pages if path.count("/") and path.endswith(".md")}


def test_the_same_input_gives_the_same_pages(site: Site, pages: dict[str, str]) -> None:
    again, _ = read_site(Wanted(names=["civis"]), ROOT)
    assert {page.path: page.text for page in pages_of(again) if page.path.startswith("civis/")} == {
        path: text for path, text in pages.items() if path.startswith("civis/")
    }


def test_nothing_of_the_client_stays_loaded(site: Site) -> None:
    assert site.clients
    assert not [name for name in sys.modules if name.startswith("_adwright_documents")]
