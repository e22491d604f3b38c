"""What is made of declarations for people: JSON Schemas for editors, and the table of extensions."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from adwright import config_schema
from adwright.cli import app
from adwright.config import CLIENT_SETTINGS, LINT_SETTINGS, SETTINGS, find_config
from adwright.document.load import Document
from adwright.document.node import Node
from adwright.document.text.source import JsonSource
from adwright.extensions import editors
from adwright.extensions.every import EVERY, NAMES
from adwright.extensions.extension import Extension
from adwright.problems import Problem, UsageError
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

ROOT = Path(__file__).parents[1]
MADE = {"config": config_schema, "extensions": editors}


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(MADE[name].FILE.read_text("utf-8")))


@pytest.mark.parametrize("name", MADE)
def test_the_files_are_up_to_date(name: str) -> None:
    made = MADE[name]
    assert made.FILE.read_text("utf-8") == made.schema_text(), "run `make schemas`"
    Draft202012Validator.check_schema(json.loads(made.schema_text()))


def test_the_page_on_specs_has_the_table_of_extensions() -> None:
    page = (ROOT / "specs" / "README.md").read_text("utf-8")
    assert editors.with_table(page) == page, "run `make schemas`"
    assert all(f"| `{name}` |" in page for name in NAMES)


# -- [tool.adwright] -------------------------------------------------------------------------------

CLIENT = {"name": "shop", "class": "Shop", "spec": "shop.yaml"}


@pytest.mark.parametrize(
    ("table", "good"),
    [
        ({"output": "out"}, True),
        ({"output": "out", "clients": []}, True),
        ({"output": "out", "clients": [CLIENT]}, True),
        ({"output": "out", "clients": [{**CLIENT, "root": ".", "overlays": ["o.yaml"]}]}, True),
        ({}, False),
        ({"output": ""}, False),
        ({"output": 1}, False),
        ({"output": "out", "client": []}, False),
        ({"output": "out", "clients": [{**CLIENT, "klass": "Shop"}]}, False),
        ({"output": "out", "clients": [{"name": "shop", "class": "Shop"}]}, False),
        ({"output": "out", "clients": [{**CLIENT, "name": "_runtime"}]}, False),
        ({"output": "out", "clients": [{**CLIENT, "name": "errors"}]}, False),
        ({"output": "out", "clients": [{**CLIENT, "name": "my-shop"}]}, False),
        ({"output": "out", "clients": [{**CLIENT, "name": "class"}]}, False),
        ({"output": "out", "clients": [{**CLIENT, "class": "1Shop"}]}, False),
        ({"output": "out", "clients": [{**CLIENT, "spec": ""}]}, False),
        ({"output": "out", "clients": [{**CLIENT, "root": 1}]}, False),
        ({"output": "out", "clients": [{**CLIENT, "overlays": "o.yaml"}]}, False),
        ({"output": "out", "clients": [{**CLIENT, "overlays": [""]}]}, False),
        ({"output": "out", "clients": [{**CLIENT, "methods": "rest"}]}, True),
        ({"output": "out", "clients": [{**CLIENT, "methods": "soap"}]}, False),
        ({"output": "out", "clients": [{**CLIENT, "name": "Errors"}]}, False),
        ({"output": "out", "clients": [{**CLIENT, "name": "aux"}]}, False),
        ({"output": "out", "clients": [{**CLIENT, "name": "COM1"}]}, False),
        ({"output": "out", "clients": [{**CLIENT, "name": "console"}]}, True),
        ({"output": "out", "templates": "."}, True),
        ({"output": "out", "templates": 1}, False),
        ({"output": "out", "lint": {"select": ["house"], "ignore": ["rule-id"]}}, True),
        ({"output": "out", "lint": {"select": "house"}}, False),
        ({"output": "out", "lint": {"ignore": [1]}}, False),
        ({"output": "out", "lint": {"selct": []}}, False),
        ({"project": True, "clients": [CLIENT]}, True),
        ({"project": True, "output": "out", "clients": [CLIENT]}, False),
        ({"project": "yes", "clients": [CLIENT]}, False),
        ({"project": False, "output": "out", "clients": [CLIENT]}, True),
    ],
)
def test_the_configuration_is_judged_as_it_is_read(
    table: dict[str, Any], good: bool, tmp_path: Path
) -> None:
    assert validator("config").is_valid(table) == good
    (tmp_path / "pyproject.toml").write_text(_toml(table), "utf-8")
    try:
        find_config(tmp_path)
    except UsageError:
        assert not good
    else:
        assert good


def _toml(table: dict[str, Any]) -> str:
    lines = ["[tool.adwright]"]
    plain = {key: value for key, value in table.items() if key not in ("clients", "lint")}
    lines += [f"{key} = {json.dumps(value)}" for key, value in plain.items()]
    if "lint" in table:
        lines += [
            "[tool.adwright.lint]",
            *(f"{k} = {json.dumps(v)}" for k, v in table["lint"].items()),
        ]
    for client in table.get("clients", []):
        lines += [
            "[[tool.adwright.clients]]",
            *(f"{k} = {json.dumps(v)}" for k, v in client.items()),
        ]
    return "\n".join(lines)


def test_every_setting_is_in_the_schema_with_its_words() -> None:
    table = config_schema.config_schema()["properties"]
    for settings, properties in (
        (SETTINGS, table),
        (CLIENT_SETTINGS, table["clients"]["items"]["properties"]),
        (LINT_SETTINGS, table["lint"]["properties"]),
    ):
        assert {key: each["description"] for key, each in properties.items()} == settings


def test_what_commands_and_pages_write_is_a_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`init`, `--project`, and the table of the README with all that it shows."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/api.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n"
    )
    (tmp_path / "paging.yaml").write_text(
        "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions: []\n"
    )
    command = "generate --spec specs/api.yaml --output made --package t --root . --overlay paging.yaml --project"
    for arguments in (["init"], command.split()):
        assert CliRunner().invoke(app, arguments).exit_code == 0
    readme = (ROOT / "README.md").read_text("utf-8")
    [shown] = re.findall(r"^```toml\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    texts = [
        (tmp_path / name).read_text("utf-8") for name in ("pyproject.toml", "made/pyproject.toml")
    ]
    for text in (*texts, re.sub(r"^# ", "", shown, flags=re.MULTILINE)):
        table = tomllib.loads(text)["tool"]["adwright"]
        assert table["clients"]
        assert [error.message for error in validator("config").iter_errors(table)] == []


def test_this_project_is_configured_well() -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["adwright"]
    assert [error.message for error in validator("config").iter_errors(table)] == []


# -- extensions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", sorted((ROOT / "specs").glob("*/*.yaml")), ids=lambda p: f"{p.parent.name}/{p.name}"
)
def test_the_specs_are_written_well(path: Path) -> None:
    errors = validator("extensions").iter_errors(yaml.safe_load(path.read_text("utf-8")))
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def _cases(kind: str) -> list[Path]:
    return sorted((ROOT / "tests/lint/extension-shape").glob(f"{kind}*.yaml"))


@pytest.mark.parametrize("path", _cases("good"), ids=lambda path: path.stem)
def test_what_lint_takes_is_valid(path: Path) -> None:
    assert validator("extensions").is_valid(yaml.safe_load(path.read_text("utf-8")))


@pytest.mark.parametrize("path", _cases("bad"), ids=lambda path: path.stem)
def test_what_lint_finds_is_not_valid(path: Path) -> None:
    assert not validator("extensions").is_valid(yaml.safe_load(path.read_text("utf-8")))


def test_an_extension_is_known_where_it_may_stand_and_nowhere_else() -> None:
    kinds = editors.editor_schema()["$defs"]
    for extension in EVERY:
        for kind, schema in kinds.items():
            if "properties" not in schema or kind in NAMES:
                continue
            allowed = not extension.on or kind.replace("-", " ") in extension.on
            assert (schema["properties"][extension.name] is not False) == allowed, kind


def test_every_extension_has_words_for_hovering() -> None:
    kinds = editors.editor_schema()["$defs"]
    assert all(kinds[name]["description"].endswith(".") for name in NAMES)


@pytest.mark.parametrize("extension", EVERY, ids=lambda each: each.name)
def test_the_example_of_an_extension_is_one(extension: Extension[Any]) -> None:
    value = yaml.safe_load(extension.example)
    node = Node(Document({}, {}), (), {extension.name: value})
    warnings: list[Problem] = []
    assert extension.read(node, warnings) is not None
    assert (warnings, [*extension.misfits(node[extension.name])]) == ([], [])
    assert extension.read(Node(node.document, (), {})) is None


@pytest.mark.parametrize("extension", EVERY, ids=lambda each: each.name)
def test_editors_and_lint_take_the_same(extension: Extension[Any]) -> None:
    """The example, and the example with parts of it left out or put wrong."""
    schema = {**editors.editor_schema(), "$ref": f"#/$defs/{extension.name}"}
    judge = Draft202012Validator(schema)
    example = yaml.safe_load(extension.example)
    assert judge.is_valid(example)
    verdicts = set[bool]()
    for value in (5, 1.5, "no such", True, [], [5], {}, {"no": 1}, None, *_wrong(example)):
        source = JsonSource("a.json", json.dumps({extension.name: value}))
        document = Document(source.data, {"a.json": source})
        node = Node(document, (), document.root)
        fits = not [*extension.misfits(node[extension.name])]
        assert judge.is_valid(value) == fits, value
        verdicts.add(fits)
    assert False in verdicts


def _wrong(example: Any) -> Iterator[Any]:
    """An example without each of its keys, with another value for each, and with one more."""
    if isinstance(example, dict):
        for key in example:
            yield {name: value for name, value in example.items() if name != key}
            for other in (5, "no such", [], {}, True):
                yield {**example, key: other}
        yield {**example, "no-such": 1}
    elif isinstance(example, list):
        yield [*example, 5]
        yield from ([each] for item in example for each in _wrong(item))


def test_values_and_names_are_not_taken_for_extensions() -> None:
    document = {
        "paths": {
            "/a": {
                "get": {
                    "responses": {
                        "200": {"content": {"application/json": {"example": {"x-access": 1}}}}
                    }
                }
            },
            "x-own": {"get": {"x-retry-safe": "yes"}},
        },
        "components": {"schemas": {"A": {"properties": {"x-access": {"type": "string"}}}}},
    }
    assert validator("extensions").is_valid(document)
    document["components"] = {"schemas": {"A": {"properties": {"b": {"x-access": "no"}}}}}
    assert not validator("extensions").is_valid(document)
