"""The site of the clients in this repository, in a real browser: `make site-test`.

Not among the tests that `make test` finds, since it needs a browser: one that is there, or Debian's, which is
installed where that may be. BROWSER names another one. Screenshots are kept in the folder that SCREENSHOTS names.
"""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from support import ROOT

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_INSTALL = "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium"
_NEEDED = "a browser: install chromium, or name one in BROWSER"
_MOST_SECONDS = 30
"""CPU seconds that the site may take."""
_MOST_SECONDS_OF_A_LARGE_ONE = 180


def _browser() -> str:
    """The browser's program; Debian's is installed where there is none and this may be done."""
    found = [os.environ.get("BROWSER", ""), *filter(None, map(shutil.which, _BROWSERS))]
    if any(found):
        return next(filter(None, found))
    may_install = shutil.which("apt-get") is not None and os.getuid() == 0
    if may_install:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        ran = subprocess.run(
            ["sh", "-c", _INSTALL], env=environment, capture_output=True, text=True, check=False
        )
        if found := shutil.which("chromium"):
            return found
        pytest.fail(f"the site needs {_NEEDED}; installing it failed:\n{ran.stderr[-2000:]}")
    pytest.fail(f"the site needs {_NEEDED}; it is not there, and may not be installed here")


def made(folder: Path, *arguments: str) -> float:
    """Make a site; the CPU seconds that it took."""
    before = os.times()
    command = [sys.executable, "-m", "adwright", "docs", "--output", str(folder), *arguments]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    after = os.times()
    used = (
        after.children_user - before.children_user + after.children_system - before.children_system
    )
    print(f"\na site of {len([*folder.rglob('*.html')])} pages in {used:.1f} CPU seconds")
    return used


@contextmanager
def served(folder: Path) -> Generator[str]:
    """Serve a site; its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, made by the command in no more time than it may take."""
    folder = tmp_path_factory.mktemp("docs") / "site"
    assert made(folder) < _MOST_SECONDS
    return folder


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the site is served."""
    with served(site) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=_browser(), args=["--no-sandbox"])
        yield made
        made.close()


class Opened:
    """A window of the browser that fails on errors, and on requests to other origins."""

    def __init__(self, browser: Browser, address: str, **settings: Any) -> None:
        self.context = browser.new_context(**settings)
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page: Page = self.context.new_page()
        self.address = address
        self.wrong: list[str] = []
        self.page.on(
            "console",
            lambda said: said.type in ("error", "warning") and self.wrong.append(said.text),
        )
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", self._look)

    def _look(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.wrong.append(f"a request to {request.url}")

    def open(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.address + path)
        return self.page

    def close(self) -> None:
        self.context.close()
        assert self.wrong == []


@pytest.fixture
def window(browser: Browser, address: str) -> Iterator[Opened]:
    """A window as wide as a desk's."""
    made = Opened(browser, address, viewport={"width": 1280, "height": 900}, color_scheme="light")
    yield made
    made.close()


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Opened]:
    """A window as wide as a phone's, in the dark."""
    made = Opened(
        browser,
        address,
        viewport={"width": 390, "height": 844},
        is_mobile=True,
        has_touch=True,
        color_scheme="dark",
    )
    yield made
    made.close()


def keep(page: Page, name: str) -> None:
    """Keep a screenshot, if one is wanted."""
    if folder := os.environ.get("SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}.png")


def search(page: Page, words: str) -> None:
    """Search for something, once the page listens."""
    box = page.get_by_placeholder("Search").last
    for _ in range(60):
        page.keyboard.press("Control+k")
        page.wait_for_timeout(500)
        if box.is_visible():
            break
    box.fill(words)


def test_search_finds_a_field_and_its_rule_is_read(window: Opened) -> None:
    page = window.open("index.html")
    search(page, "budget.currency")
    result = page.get_by_role("option", name=re.compile("placement-budget-currency-required"))
    expect(result.first).to_be_visible(timeout=60_000)
    keep(page, "search")
    result.first.click()
    expect(page).to_have_url(
        re.compile(r"freewheel/rules\.html.*#placement-budget-currency-required$")
    )
    heading = page.locator("#placement-budget-currency-required")
    expect(heading).to_be_in_viewport()
    expect(
        page.get_by_text("currency is required when budget_model is CURRENCY_TARGET.").first
    ).to_be_visible()


@pytest.mark.parametrize(
    ("words", "found", "anchor"),
    [
        ("proposed_placements.create", "proposed_placements.create", "#create"),
        ("create placement", "proposed_placements.create", "#create"),
        ("PUT /proposed_placements/{id}", "proposed_placements.update", "#update"),
        ("placement-override-mode-only", "placement-override-mode-only", "#placement-override-"),
        ("rate limit", "Retries and rate limit", "#retries"),
        ("isSpentRequired", "campaigns.get", "#get"),
    ],
)
def test_search_finds_what_people_type(window: Opened, words: str, found: str, anchor: str) -> None:
    """A method, what it does, a verb with a path, a rule, a subject, a name that JSON has."""
    page = window.open("index.html")
    search(page, words)
    heading = page.get_by_role("heading", name=found, exact=True)
    result = page.get_by_role("option").filter(has=heading).first
    expect(result).to_be_visible(timeout=20_000)
    result.click()
    expect(page).to_have_url(re.compile(re.escape(anchor)))


def test_folded_rules_are_opened(phone: Opened) -> None:
    page = phone.open("freewheel/resources/proposed_placements.html#create")
    rule = page.get_by_text("currency is required when budget_model is CURRENCY_TARGET.").first
    expect(rule).to_be_hidden()
    page.get_by_text("28 rules", exact=True).first.click()
    expect(rule).to_be_visible()
    keep(page, "phone-rules-opened")


def test_an_example_is_copied(window: Opened) -> None:
    page = window.open("freewheel/resources/proposed_placements.html#get")
    block = page.locator(".tabbed-set").nth(2)
    block.get_by_text("cURL", exact=True).click()
    code = block.locator("code:visible").first
    block.locator("pre:visible, .highlight:visible").first.hover()
    block.locator("button:visible").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == code.inner_text().strip()
    assert copied.startswith("curl https://api.freewheel.tv/services/v4/proposed_placements/1 \\\n")
    other = page.locator(".tabbed-set").nth(1).locator("code:visible").first
    assert other.inner_text().startswith("curl "), "the other examples follow"
    keep(page, "example")


def test_rules_are_filtered(window: Opened) -> None:
    page = window.open("freewheel/rules.html")
    shown = page.locator("h2.rule:visible")
    every = shown.count()
    assert page.get_by_text(f"{every} of {every} rules").is_visible()
    page.get_by_label("Field").select_option("budget.currency")
    assert {*shown.evaluate_all("all => all.map(each => each.id)")} >= {
        "placement-budget-currency-required"
    }
    assert shown.count() < 10
    page.get_by_label("Operation").select_option("proposed_placements.create")
    page.get_by_label("Text").fill("REQUIRED")
    assert shown.evaluate_all("all => all.map(each => each.id)") == [
        "placement-budget-currency-required"
    ]
    contents = page.locator(".md-nav--secondary a.md-nav__link:visible")
    assert contents.all_inner_texts() == ["placement-budget-currency-required"]
    keep(page, "rules")
    for name in ("Field", "Operation"):
        page.get_by_label(name).select_option("")
    page.get_by_label("Text").fill("")
    page.get_by_label("Status").select_option("documented")
    assert 0 < shown.count() <= every


def test_light_and_dark(window: Opened) -> None:
    page = window.open("index.html")

    def colour() -> Any:
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    before = colour()
    page.get_by_title("Switch to dark").click()
    page.wait_for_function(f"getComputedStyle(document.body).backgroundColor != {before!r}")
    dark = colour()
    page.reload()
    assert colour() == dark, "it is remembered"


PAGES = [
    "index.html",
    "freewheel/index.html",
    "freewheel/resources/proposed_placements.html",
    "freewheel/models.html",
    "freewheel/params.html",
    "freewheel/enums.html",
    "freewheel/rules.html",
    "freewheel/coverage.html",
    "civis/resources/media.html",
    "iqm/resources/campaigns.html",
    "changelog.html",
]


def test_a_phone_scrolls_down_only(phone: Opened) -> None:
    for path in PAGES:
        page = phone.open(path)
        wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{path} is {wide} pixels too wide"
        keep(page, f"phone-{path.replace('/', '-')}")


def test_pages_open_without_errors(window: Opened) -> None:
    for path in PAGES:
        page = window.open(path)
        expect(page.locator("h1").first).to_be_visible()
        keep(page, f"desk-{path.replace('/', '-')}")


class _Links(HTMLParser):
    """What a page links to and loads, and its anchors."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.assets: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.anchors |= {value for name, value in found.items() if name in ("id", "name")}
        for name in ("href", "src", "action", "poster", "data"):
            if name in found:
                (self.links if tag == "a" else self.assets).append(found[name])


def test_no_link_of_any_page_leads_nowhere(site: Path) -> None:
    pages: dict[str, _Links] = {}
    for file in site.rglob("*.html"):
        found = _Links()
        found.feed(file.read_text("utf-8"))
        pages[file.relative_to(site).as_posix()] = found
    wrong: list[str] = []
    count = 0
    for path, found in pages.items():
        for target in [*found.links, *found.assets]:
            parts = urlsplit(target)
            if parts.scheme in ("http", "https"):
                if target in found.assets:
                    wrong.append(f"{path} loads {target}")
                continue
            if path == "404.html" or parts.scheme:
                continue
            to = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
            to = path if not parts.path else to
            anchors = pages[to].anchors if to in pages and parts.fragment else {parts.fragment}
            if not (site / to).exists() or unquote(parts.fragment) not in {*map(unquote, anchors)}:
                wrong.append(f"{path}: {target}")
            count += 1
    assert wrong == []
    assert count > 3000


HOSTILE = """\
openapi: 3.1.0
info: {title: TEXT, summary: TEXT, description: TEXT, version: TEXT}
servers: [{url: 'https://api.example.com', description: TEXT}]
tags: [{name: TEXT, description: TEXT}]
paths:
  /a:
    get:
      operationId: a
      tags: [TEXT]
      summary: TEXT
      description: TEXT
      parameters: [{name: TEXT, in: query, description: TEXT, schema: {type: string, enum: [TEXT]}}]
      responses:
        '200':
          description: TEXT
          content: {application/json: {schema: {type: object, properties: {TEXT: {type: string}}}}}
"""


def test_words_of_a_document_run_nothing(browser: Browser, tmp_path: Path) -> None:
    """Not even its title, which stands on every page in places of the theme."""
    words = """'</title><img src=x onerror=alert(1)>"> onload=alert(2) <script>alert(3)</script>'"""
    (tmp_path / "api.yaml").write_text(HOSTILE.replace("TEXT", words))
    folder = tmp_path / "site"
    made(folder, "--spec", str(tmp_path / "api.yaml"))
    with served(folder) as address:
        window = Opened(browser, address)
        window.page.on("dialog", lambda each: (window.wrong.append(each.message), each.dismiss()))
        for path in sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*.html")):
            page = window.open(path)
            page.wait_for_timeout(100)
            assert "onerror" not in page.evaluate(
                "[...document.querySelectorAll('*')].flatMap(each => each.getAttributeNames())"
            )
            if path != "404.html":
                assert "<script>alert(3)</script>" in page.title()
        search(page, "alert")
        expect(page.get_by_role("option").first).to_be_visible(timeout=60_000)
        window.close()


@pytest.mark.skipif("LARGE" not in os.environ, reason="LARGE names no document")
def test_a_large_document_is_searched(browser: Browser, tmp_path: Path) -> None:
    """For a document of one's own: its last operation is found by its name."""
    folder = tmp_path / "site"
    assert made(folder, "--spec", os.environ["LARGE"]) < _MOST_SECONDS_OF_A_LARGE_ONE
    listed = re.findall(
        r"^## ([\w.]+) \{", "".join(map(Path.read_text, folder.rglob("resources/*.md"))), re.M
    )
    with served(folder) as address:
        window = Opened(browser, address)
        page = window.open("index.html")
        started = time.monotonic()
        search(page, listed[-1])
        expect(page.get_by_role("option", name=listed[-1]).first).to_be_visible(timeout=60_000)
        print(
            f"\n{listed[-1]} of {len(listed)} operations found in {time.monotonic() - started:.1f} seconds"
        )
        window.close()
