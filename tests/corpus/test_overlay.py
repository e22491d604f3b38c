"""OpenAPI Overlays: what a user adds to a vendor's document without touching it."""

from __future__ import annotations

from pathlib import Path

import pytest
from adwright.build import Built, build
from adwright.config import find_config, one_off
from adwright.problems import SpecError, UsageError
from adwright.project.check import check
from adwright.project.generate import generate
from adwright.project.parts import parts_of
from support import write_files, write_spec

SPEC = """
info: {title: Vendor, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      parameters:
        - {name: page, in: query, schema: {type: integer}}
        - {name: debug, in: query, schema: {type: boolean}}
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {type: array, items: {type: string}}}}
  /admin:
    get: {operationId: admin, tags: [pets], responses: {'204': {description: '-'}}}
"""
OVERLAY = """
overlay: 1.0.0
info: {title: Ours, version: '1'}
actions:
  - target: $.paths['/pets'].get
    update: {x-pagination: {style: page, in: query, page: page, items: ''}, summary: List the pets}
  - target: $.paths['/pets'].get.parameters
    update: {name: size, in: query, schema: {type: integer}}
  - target: $.paths.*.get.parameters[?@.name == 'debug']
    remove: true
  - target: $.paths['/admin']
    remove: true
"""


def built(folder: Path, overlay: str) -> Built:
    """The package of the document under an overlay."""
    spec = write_spec(folder, SPEC)
    (folder / "overlay.yaml").write_text(overlay)
    return build(one_off(spec, folder / "out", "sample", None, overlays=[folder / "overlay.yaml"]))


def test_actions_merge_append_and_remove(tmp_path: Path) -> None:
    text = built(tmp_path, OVERLAY).files["sample/resources/pets.py"]
    assert "Pager[str]" in text
    assert "List the pets." in text
    assert "size: int | Unset" in text
    assert "debug" not in text
    assert "admin" not in text


def test_overlays_apply_in_order(tmp_path: Path) -> None:
    spec = write_spec(tmp_path, SPEC)
    files = []
    for title in ("First", "Second"):
        files.append(tmp_path / f"{title}.yaml")
        update = f"{{target: $.info, update: {{description: {title}}}}}"
        files[-1].write_text(f"overlay: 1.0.0\nactions: [{update}]\n")
    texts = build(one_off(spec, tmp_path / "out", "sample", None, overlays=files)).files
    assert "Second" in texts["sample/__init__.py"]
    assert "First" not in texts["sample/__init__.py"]


@pytest.mark.parametrize(
    ("overlay", "said"),
    [
        (
            "overlay: 1.0.0\nactions: [{target: '$.paths[', remove: true}]",
            "overlay.yaml:2:12: /actions/0/target: not a JSONPath",
        ),
        (
            "overlay: 1.0.0\nactions: [{target: $.info.title, update: {a: 1}}]",
            "a string cannot be updated with an object",
        ),
        (
            "overlay: 1.0.0\nactions: [{target: $, remove: true}]",
            "the whole document cannot be removed",
        ),
        ("overlay: 1.0.0\nactions: {}", "overlay.yaml:2:1: /actions: expected an array"),
        ("overlay: 1.0.0\nactions: [5]", "/actions/0: an action is an object"),
        ("openapi: 3.1.0", "no OpenAPI Overlay"),
        ("", "empty"),
    ],
)
def test_what_cannot_be_done_is_refused_at_its_line(
    tmp_path: Path, overlay: str, said: str
) -> None:
    with pytest.raises(SpecError) as caught:
        built(tmp_path, overlay)
    assert said in str(caught.value)


def test_an_action_that_finds_nothing_is_a_warning(tmp_path: Path) -> None:
    overlay = "overlay: 1.0.0\nactions: [{target: \"$.paths['/gone']\", remove: true}]"
    [warning] = [str(w) for w in built(tmp_path, overlay).warnings if "nothing" in str(w)]
    assert "overlay.yaml:2:12" in warning


def test_a_missing_overlay_is_a_usage_error(tmp_path: Path) -> None:
    spec = write_spec(tmp_path, SPEC)
    with pytest.raises(UsageError, match=r"gone\.yaml"):
        build(one_off(spec, tmp_path, "sample", None, overlays=[tmp_path / "gone.yaml"]))


def test_overlays_are_configured_and_watched(tmp_path: Path) -> None:
    write_spec(tmp_path / "vendor", SPEC)
    config = (
        '[tool.adwright]\noutput = "out/clients"\n[[tool.adwright.clients]]\nname = "vendor"\nclass = "Vendor"\n'
        'spec = "vendor/openapi.yaml"\noverlays = ["ours.yaml"]\n'
    )
    write_files(tmp_path, {"pyproject.toml": config, "ours.yaml": OVERLAY})
    parts = parts_of(find_config(tmp_path), [])
    generate(parts)
    assert "Pager" in (tmp_path / "out/clients/vendor/resources/pets.py").read_text()
    assert not check(parts).drift
    (tmp_path / "ours.yaml").write_text(OVERLAY.replace("List the pets", "All pets"))
    assert {item.state for item in check(parts).drift} == {"stale"}


COPY = """
overlay: 1.1.0
info: {title: Ours, version: '1'}
actions:
  - target: $.paths
    update: {/dogs: {}}
  - target: $.paths['/dogs']
    copy: %s
"""


def test_a_copy_is_merged_into_its_target(tmp_path: Path) -> None:
    text = built(tmp_path, COPY % "$.paths['/admin']").files["sample/resources/pets.py"]
    assert 'path="/dogs"' in text
    assert 'path="/admin"' in text


@pytest.mark.parametrize("source", ["$.paths.*", "$.nothing", "nothing"])
def test_a_copy_takes_one_node(tmp_path: Path, source: str) -> None:
    with pytest.raises(SpecError, match=r"copy takes one node|not a JSONPath"):
        built(tmp_path, COPY % f'"{source}"')
