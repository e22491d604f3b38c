"""`adwright watch`: what is generated and said at each save, and what it survives."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from adwright import folders
from adwright.problems import UsageError
from adwright.project.watch import MOST_CHANGES, Session

CONFIG = """\
[tool.adwright]
output = "out"

[[tool.adwright.clients]]
name = "shop"
class = "Shop"
spec = "specs/shop/openapi.yaml"

[[tool.adwright.clients]]
name = "depot"
class = "Depot"
spec = "specs/depot/openapi.yaml"
"""
SPEC = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /orders:
    get:
      operationId: orders.list
      tags: [orders]
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        '200': {description: Orders., content: {application/json: {schema: {$ref: './order.yaml'}}}}
"""
ORDER = """\
type: object
properties:
  id: {type: integer}
  note: {type: string}
"""


@dataclass
class Watched:
    """A project that is watched: files are saved, a step is taken, and what was said is looked at."""

    root: Path
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session = Session(self.root, [], self.lines.append)

    def save(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text("utf-8")
        assert old in text
        self.save(path, text.replace(old, new))

    def step(self) -> list[str]:
        """Take a step; what was said."""
        self.lines.clear()
        self.session.step()
        return [*self.lines]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watched:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    watched = Watched(tmp_path / "project")
    watched.save("pyproject.toml", CONFIG)
    for name in ("shop", "depot"):
        watched.save(f"specs/{name}/openapi.yaml", SPEC)
        watched.save(f"specs/{name}/order.yaml", ORDER)
    watched.session.begin()
    return watched


def test_the_start_generates_and_says_what_is_watched(project: Watched) -> None:
    assert project.lines[-1] == "watching shop, depot; Ctrl-C ends it"
    assert (project.root / "out/shop/client.py").is_file()


def test_a_save_that_changes_nothing_says_nothing(project: Watched) -> None:
    project.save("specs/shop/openapi.yaml", SPEC)
    assert project.step() == []


def test_a_save_says_what_it_means_for_callers(project: Watched) -> None:
    project.edit("specs/shop/openapi.yaml", "name: limit,", "name: most,")
    assert project.step() == [
        "shop: 3 written, 0 removed",
        "  breaking    Shop.orders.list(limit=): removed [argument-removed]",
        "  compatible  Shop.orders.list(most=): added [argument-added]",
        "  1 breaking, 1 compatible: major (minor before 1.0.0)",
    ]


def test_an_edit_by_hand_that_is_thrown_away_is_said(project: Watched) -> None:
    project.save("out/shop/rules.py", "# mine")
    project.edit("specs/shop/openapi.yaml", "title: ", "title: New ")
    said = project.step()
    lost = "what was changed in it by hand is gone (change the spec or a template instead)"
    assert [line for line in said if lost in line] == [f"  shop/rules.py: {lost}"]


def test_a_file_that_a_spec_refers_to_is_watched_too(project: Watched) -> None:
    project.edit("specs/depot/order.yaml", "  note: {type: string}\n", "")
    assert "  breaking    Order.note: removed [field-removed]" in project.step()


def test_a_start_with_everything_in_step_knows_what_it_compares_with(project: Watched) -> None:
    again = Watched(project.root)
    again.session.begin()
    assert again.lines == ["watching shop, depot; Ctrl-C ends it"]
    again.edit("specs/shop/order.yaml", "  note: {type: string}\n", "")
    assert "  breaking    Order.note: removed [field-removed]" in again.step()


def test_a_broken_spec_is_said_once_with_its_place_and_the_other_goes_on(project: Watched) -> None:
    before = (project.root / "out/shop/client.py").read_text("utf-8")
    project.save("specs/shop/openapi.yaml", SPEC.replace("paths:", "paths: [\nx-paths:"))
    said = project.step()
    assert len(said) == 1
    assert said[0].startswith("shop: not generated\n")
    assert "specs/shop/openapi.yaml:5:" in said[0]
    assert (project.root / "out/shop/client.py").read_text("utf-8") == before
    project.edit("specs/depot/order.yaml", "note:", "remark:")
    assert "  breaking    Order.note: removed [field-removed]" in project.step()
    # Mended, with a change on the way: compared with what was good last.
    project.save("specs/shop/openapi.yaml", SPEC.replace("name: limit,", "name: most,"))
    said = project.step()
    assert "  breaking    Shop.orders.list(limit=): removed [argument-removed]" in said
    assert said[-1] == "shop: in order again"


def test_a_spec_that_is_broken_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    watched = Watched(tmp_path)
    watched.save("pyproject.toml", CONFIG.split("\n\n[[")[0] + "\n\n[[" + CONFIG.split("[[")[1])
    watched.session.begin()
    assert "no such file" in watched.lines[-2]
    watched.save("specs/shop/openapi.yaml", SPEC)
    watched.save("specs/shop/order.yaml", ORDER)
    assert watched.step()[-1] == "shop: in order again"


def test_many_changes_are_cut_short(project: Watched) -> None:
    more = "".join(f"  field{n}: {{type: string}}\n" for n in range(MOST_CHANGES + 8))
    project.save("specs/shop/order.yaml", ORDER + more)
    said = project.step()
    assert sum("added" in line for line in said) == MOST_CHANGES
    assert "  ... and 8 more" in said


def test_the_configuration_is_read_again(project: Watched) -> None:
    project.save("pyproject.toml", "[tool.adwright\n")
    said = project.step()
    assert len(said) == 1
    assert "pyproject.toml" in said[0]
    assert project.step() == []
    project.save("pyproject.toml", CONFIG.split('\n[[tool.adwright.clients]]\nname = "depot"')[0])
    said = project.step()
    assert any(line.startswith("depot: 0 written,") for line in said)
    assert not (project.root / "out/depot").exists()


def test_a_template_is_watched_and_may_be_broken_for_a_while(
    project: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(folders.templates_folder(), templates)
    for user in _users_of_templates():
        monkeypatch.setattr(user, "templates_folder", lambda: templates)
    assert templates / "package" in project.session.folders()
    header = templates / "package/__init__.py.j2"
    text = header.read_text("utf-8")
    header.write_text(text + "\n{{ nobody_knows }}\n", "utf-8")
    said = project.step()
    assert any("UndefinedError: 'nobody_knows' is undefined" in line for line in said)
    header.write_text(text + "\n# More to come.\n", "utf-8")
    said = project.step()
    assert "shop: 1 written, 0 removed" in said
    assert "shop: in order again" in said
    assert "# More to come." in (project.root / "out/shop/__init__.py").read_text("utf-8")


def _users_of_templates() -> Iterator[object]:
    """The modules that ask where the templates are."""
    import adwright.render.environment

    for module in [*sys.modules.values()]:
        if module.__name__.startswith("adwright") and hasattr(module, "templates_folder"):
            yield module
    assert adwright.render.environment


def test_what_was_generated_and_what_is_beside_the_project_concern_nobody(project: Watched) -> None:
    root = project.root.resolve()
    concerns: Callable[[Path], bool] = project.session.concerns
    assert concerns(root / "pyproject.toml")
    assert concerns(root / "specs/shop/new.yaml")
    assert concerns(folders.templates_folder().resolve() / "package/client.py.j2")
    assert not concerns(root / "README.md")
    assert not concerns(root / "out/shop/client.py")
    assert not any(folder.is_relative_to(root / "out") for folder in project.session.folders())


def test_names_that_are_not_configured_stop_it_at_once(project: Watched) -> None:
    with pytest.raises(UsageError, match="unknown client 'nosuch'"):
        Session(project.root, ["nosuch"], print).begin()


# -- the command -----------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="ends it by SIGINT")
def test_the_command_follows_saves_until_it_is_stopped(project: Watched, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("w") as out:
        running = subprocess.Popen(
            [sys.executable, "-m", "adwright", "watch"], cwd=project.root, stdout=out, stderr=out
        )
    try:
        _wait_for(log, "watching shop, depot")
        time.sleep(0.5)  # the watch begins after the line
        # Two files in one save, as an editor or a checkout does.
        project.edit("specs/shop/openapi.yaml", "name: limit,", "name: most,")
        project.edit("specs/shop/order.yaml", "note:", "remark:")
        text = _wait_for(log, "before 1.0.0)")
        assert "breaking    Order.note: removed [field-removed]" in text
        assert "breaking    Shop.orders.list(limit=): removed [argument-removed]" in text
        # A file in a folder that was not there when it started.
        project.save(
            "specs/depot/parts/more.yaml", "type: object\nproperties: {extra: {type: string}}\n"
        )
        time.sleep(1)
        project.edit("specs/depot/openapi.yaml", "./order.yaml", "./parts/more.yaml")
        _wait_for(log, "depot: 4 written")
        project.edit("specs/depot/parts/more.yaml", "extra:", "other:")
        _wait_for(log, "More.extra: removed")
    finally:
        running.send_signal(signal.SIGINT)
        code = running.wait(20)
    assert code == 0
    assert "Traceback" not in log.read_text("utf-8")


def _wait_for(log: Path, words: str) -> str:
    """The log, as soon as it says some words."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        text = log.read_text("utf-8")
        if words in text:
            return text
        time.sleep(0.1)
    raise AssertionError(f"{words!r} was not said:\n{log.read_text('utf-8')}")
