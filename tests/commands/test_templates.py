"""Templates of a project's own stand in for ours, one by one: what a client looks like is changed without Python."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from adwright.folders import templates_folder

from .conftest import Project, adwright

OURS = templates_folder() / "package"


def put(project: Project, name: str, *changes: tuple[str, str]) -> Path:
    """Copy a template of ours into the project, with changes."""
    if "templates" not in (project.root / "pyproject.toml").read_text("utf-8"):
        project.edit("pyproject.toml", "[tool.adwright]\n", '[tool.adwright]\ntemplates = "look"\n')
    text = (OURS / name).read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = project.root / "look" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def text_of(project: Project, name: str) -> str:
    return (project.output / name).read_text("utf-8")


def test_a_line_more_in_the_docstrings_of_classes(project: Project) -> None:
    put(
        project,
        "docs/classes.j2",
        ("{{ deprecated(item.doc) }}", "Deprecated: {{ 'yes' if item.doc.deprecated else 'no' }}."),
    )
    assert adwright("generate").code == 0
    assert '    """Pet.\n\n    Deprecated: no.\n    """' in text_of(project, "pets/models.py")
    assert '    """Car.\n\n    Deprecated: no.\n    """' in text_of(project, "cars/models.py")


def test_another_name_for_the_options_of_a_call(project: Project) -> None:
    put(
        project,
        "method.j2",
        ("    options: CallOptions", "    settings: CallOptions"),
        ("{%- else %}\noptions\n{%- endif %}", "{%- else %}\nsettings\n{%- endif %}"),
    )
    put(project, "docs/operations.j2", ("    options: settings", "    settings: settings"))
    assert adwright("generate").code == 0
    text = text_of(project, "pets/resources/pets.py")
    assert "def get(self, id: int, *, settings: CallOptions | None = None) -> Pet:" in text
    assert 'return self._client.call(GET, {"id": id}, options=settings)' in text
    assert "            settings: settings for this call alone" in text
    ast.parse(text)


def test_an_argument_a_line_always(project: Project) -> None:
    put(
        project,
        "method.j2",
        ("hug=operation.arguments | length < 3", "hug=false"),
    )
    assert adwright("generate").code == 0
    assert (
        "    def get(\n        self,\n        id: int,\n        *,\n        options: CallOptions | None = None,\n"
        "    ) -> Pet:\n"
    ) in text_of(project, "pets/resources/pets.py")


def test_ours_can_be_extended(project: Project) -> None:
    own = put(project, "schemas.py.j2")
    own.write_text(
        '{% extends "adwright/schemas.py.j2" %}\n{% block body %}\n{{ super() }}\n'
        "TITLE = {{ api.title | literal }}\n{% endblock %}\n"
    )
    assert adwright("generate").code == 0
    assert text_of(project, "pets/schemas/__init__.py").endswith('\nTITLE = "Pets"\n')
    assert "REQUESTS = Schemas" in text_of(project, "pets/schemas/__init__.py")


def test_a_change_of_a_template_is_drift(project: Project) -> None:
    own = put(project, "schemas.py.j2")
    assert adwright("generate").code == 0
    assert project.states() == {}
    own.write_text(own.read_text().replace("What may be sent", "All that may be sent"))
    assert project.states() == {
        "pets/schemas/__init__.py": "stale",
        "cars/schemas/__init__.py": "stale",
    }


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (
            "{{ api.title }}",
            "enums.py.j2:1: text from a document needs a filter",
        ),
        ("\n{% if %}", "enums.py.j2:2: "),
        ("\n\n{{ api.tilte }}", "enums.py.j2:3: "),
    ],
)
def test_a_wrong_template_is_told_with_its_line_and_nothing_is_written(
    project: Project, template: str, message: str
) -> None:
    project.edit(
        "specs/pets.yaml", "properties: {name: {", "properties: {kind: {enum: [a, b]}, name: {"
    )
    put(project, "enums.py.j2").write_text(template)
    before = project.files()
    ran = adwright("generate")
    assert ran.code == 2
    assert message in ran.stderr
    assert project.files() == before


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "testing.py.j2",
            "def (\n",
            "look: with the templates there, testing.py is no Python: line 1, 'def ('",
        ),
        (
            "rules.py.j2",
            '{% extends "adwright/module.j2" %}\n{% block body %}\nA = 1\nB = = 2\n{% endblock %}\n',
            "look: with the templates there, rules.py is no Python: line ",
        ),
        ("errors.py.j2", "{{ missing }}", "errors.py.j2:1: 'missing' is undefined"),
    ],
)
def test_a_template_that_prints_no_python_is_told(
    project: Project, name: str, text: str, message: str
) -> None:
    put(project, name).write_text(text)
    before = project.files()
    ran = adwright("generate")
    assert (ran.code, ran.stdout) == (2, "")
    assert message in ran.stderr
    assert project.files() == before


def test_the_public_names_of_exceptions_have_a_template_too(project: Project) -> None:
    own = put(project, "errors.py.j2", ("# Generated", "# Made"))
    assert adwright("generate").code == 0
    assert "# Made by adwright" in text_of(project, "errors.py")
    own.write_text(own.read_text().replace("# Made", "# Written"))
    assert project.states() == {"errors.py": "stale"}


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("nowhere", "templates: there is no folder nowhere"),
        ("look", "templates: methd.j2 stands in for no template; did you mean method.j2?"),
    ],
)
def test_a_folder_or_a_name_that_is_not_there(project: Project, setting: str, message: str) -> None:
    (project.root / "look").mkdir()
    (project.root / "look" / "methd.j2").write_text("")
    project.edit(
        "pyproject.toml", "[tool.adwright]\n", f'[tool.adwright]\ntemplates = "{setting}"\n'
    )
    ran = adwright("generate")
    assert ran.code == 2
    assert message in ran.stderr
