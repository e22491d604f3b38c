"""What is known not to have changed is taken over, and taking it over gives what making it again gives."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from adwright import build
from adwright.lock import LOCK
from adwright.render import shapes
from adwright.render.reuse import KEPT, Store, cache_folder

from .conftest import CONFIG, Project, new_project, operation, shop


class Counted:
    """A function, and the arguments it was called with."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.calls: list[tuple[Any, ...]] = []

    def __call__(self, *arguments: Any) -> Any:
        self.calls.append(arguments)
        return self.function(*arguments)


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Counted:
    counted = Counted(build.render_package)
    monkeypatch.setattr(build, "render_package", counted)
    return counted


@pytest.fixture
def modelled(monkeypatch: pytest.MonkeyPatch) -> Counted:
    counted = Counted(shapes._generate)
    monkeypatch.setattr(shapes, "_generate", counted)
    return counted


def test_nothing_is_made_when_nothing_changed(
    here: Project, rendered: Counted, modelled: Counted
) -> None:
    first = here.generate()
    assert len(first["shop"].written) == len([p for p in here.files() if p.startswith("shop/")])
    before = here.files()
    rendered.calls.clear()
    modelled.calls.clear()
    again = here.generate()
    assert [result.written for result in again.values()] == [(), ()]
    assert (rendered.calls, modelled.calls) == ([], [])
    assert here.files() == before


def test_a_changed_summary_changes_the_module_that_shows_it_and_the_reference(
    here: Project, modelled: Counted
) -> None:
    here.generate()
    modelled.calls.clear()
    spec = shop()
    spec["openapi.yaml"]["paths"]["/items"]["get"]["summary"] = "Show what there is"
    here.write(spec)
    assert here.generate()["shop"].written == ("shop/reference.md", "shop/resources/items.py")
    assert modelled.calls == []
    assert "Show what there is" in here.files()["shop/resources/items.py"]


def test_a_file_that_was_deleted_or_edited_is_written_anew(here: Project) -> None:
    here.generate()
    before = here.files()
    (here.output / "shop/client.py").unlink()
    (here.output / "shop/models.py").write_text(before["shop/models.py"] + "# mine\n", "utf-8")
    assert here.generate()["shop"].written == ("shop/client.py", "shop/models.py")
    assert here.files() == before


def test_without_cache_everything_is_made_again_and_nothing_differs(
    here: Project, rendered: Counted, modelled: Counted
) -> None:
    here.generate()
    before = here.files()
    rendered.calls.clear()
    modelled.calls.clear()
    results = here.generate(cache=False)
    assert [result.written for result in results.values()] == [(), ()]
    assert (len(rendered.calls), len(modelled.calls)) == (1, 1)
    assert here.files() == before
    assert here.check(cache=False) == {}


def test_check_without_cache_sees_what_the_lock_was_told_wrongly(here: Project) -> None:
    here.generate()
    models_file = here.output / "shop/models.py"
    models_file.write_text(models_file.read_text("utf-8") + "# mine\n", "utf-8")
    lock = json.loads(here.lock())
    from adwright.lock import file_hash

    lock["packages"]["shop"]["outputs"]["shop/models.py"] = file_hash(models_file)
    (here.output / LOCK).write_text(json.dumps(lock), "utf-8")
    assert here.check() == {}
    assert here.check(cache=False) == {"shop/models.py": "stale"}


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("specs/openapi.yaml", "Do it", "Do it now"),
        ("specs/schemas.yaml", "note", "notes"),
        ("common/more.yaml", "size", "sizes"),
        ("specs/overlay.yaml", "Laid over", "Laid over it"),
        ("pyproject.toml", '"Shop"', '"Store"'),
        ("pyproject.toml", ', "specs/second.yaml"', ""),
    ],
)
def test_whatever_a_client_is_made_from_makes_it_stale(
    here: Project, path: str, old: str, new: str
) -> None:
    spec = shop()
    spec["schemas.yaml"]["Order"]["properties"]["more"] = {"$ref": "../common/more.yaml"}
    spec["overlay.yaml"], spec["second.yaml"] = (
        {
            "overlay": "1.0.0",
            "info": {"title": title, "version": "1"},
            "actions": [{"target": "$.info", "update": {"title": title}}],
        }
        for title in ("Laid over", "Second")
    )
    here.write(spec)
    here.write(
        {"../common/more.yaml": {"type": "object", "properties": {"size": {"type": "integer"}}}}
    )
    (here.root / "pyproject.toml").write_text(
        CONFIG + 'root = "."\noverlays = ["specs/overlay.yaml", "specs/second.yaml"]\n', "utf-8"
    )
    here.generate()
    assert here.check() == {}
    text = (here.root / path).read_text("utf-8")
    assert old in text
    (here.root / path).write_text(text.replace(old, new), "utf-8")
    if path == "specs/overlay.yaml":  # the second lies over it: read again, with the same outcome
        assert [part.written for part in here.generate().values()] == [(), ()]
    else:
        assert set(here.check().values()) <= {"stale", "missing"}
        assert here.check() != {}
    here.generate()
    assert here.check() == here.check(cache=False) == {}


def test_a_damaged_cache_entry_is_made_again(here: Project, modelled: Counted) -> None:
    here.generate()
    before = here.files()
    [entry] = (cache_folder() / "shapes").iterdir()
    entry.write_text(entry.read_text("utf-8") + "\nimport os\n", "utf-8")
    modelled.calls.clear()
    shutil.rmtree(here.output)
    here.generate()
    assert len(modelled.calls) == 1
    assert here.files() == before


def test_a_cache_folder_that_cannot_be_made_only_costs_time(
    here: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = here.root / "blocked"
    blocked.write_text("a file where a folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    here.generate()
    assert here.check() == {}


def test_the_cache_keeps_what_was_used_last(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for number in range(KEPT + 10):
        assert (
            store.made("text", str(number), lambda number=number: f"made {number}")
            == f"made {number}"
        )
        assert store.made("text", "0", lambda: "made again") == "made 0"
    assert len([*(tmp_path / "text").iterdir()]) == KEPT


# -- random edits ----------------------------------------------------------------------------------


def _edit_spec(spec: dict[str, Any], chance: random.Random) -> None:
    root, schemas = spec["openapi.yaml"], spec["schemas.yaml"]
    paths, order = root["paths"], schemas["Order"]["properties"]
    number = chance.randrange(1000)

    def add_operation() -> None:
        paths[f"/more{number}"] = {
            "get": operation(f"{chance.choice(['orders', 'more'])}.do{number}")
        }

    def remove_operation() -> None:
        if len(paths) > 1:
            del paths[chance.choice([*paths])]

    def change_summary() -> None:
        item = paths[chance.choice([*paths])]
        item[chance.choice([*item])]["summary"] = f"Do it {number} times"

    def change_field() -> None:
        order["note"] = chance.choice(
            [
                {"type": "string"},
                {"type": "string", "description": f"Note {number}."},
                {"enum": ["a", "b"]},
            ]
        )

    def add_field() -> None:
        order[f"field{number}"] = {"type": chance.choice(["string", "integer", "boolean"])}

    def retitle() -> None:
        root["info"]["title"] = f"Shop {number}"

    chance.choice(
        [add_operation, remove_operation, change_summary, change_field, add_field, retitle]
    )()


def _disturb(here: Project, chance: random.Random) -> None:
    files = [path for path in here.files() if path != LOCK]
    file = here.output / chance.choice(files or ["shop/new.py"])

    def remove_file() -> None:
        file.unlink(missing_ok=True)

    def edit_file() -> None:
        if file.is_file():
            file.write_text(file.read_text("utf-8") + "# by hand\n", "utf-8")

    def remove_lock() -> None:
        (here.output / LOCK).unlink(missing_ok=True)

    def rename_class() -> None:
        name = f"Shop{chance.randrange(9)}"
        (here.root / "pyproject.toml").write_text(CONFIG.replace("Shop", name), "utf-8")

    def nothing() -> None:
        pass

    chance.choice([remove_file, edit_file, remove_lock, rename_class, nothing, nothing, nothing])()


@pytest.mark.parametrize(
    ("seed", "edits"),
    [(1, 8), (2, 8), *(pytest.param(n, 40, marks=pytest.mark.slow) for n in range(3, 8))],
)
def test_random_edits_give_the_same_with_and_without_cache(
    seed: int, edits: int, here: Project, tmp_path: Path
) -> None:
    chance, spec = random.Random(seed), shop()
    for number in range(edits):
        _edit_spec(spec, chance)
        here.write(spec)
        _disturb(here, chance)
        here.generate()
        clean = new_project(tmp_path / f"clean{number}", deepcopy(spec))
        shutil.copy(here.root / "pyproject.toml", clean.root)
        clean.generate(cache=False)
        mine = here.files()
        assert {p: t for p, t in mine.items() if p in clean.files()} == clean.files()
        # Without a lock we cannot know that files of removed operations are ours: they are named.
        assert here.check() == dict.fromkeys(mine.keys() - clean.files().keys(), "extra")
        for path in mine.keys() - clean.files().keys():
            (here.output / path).unlink()
