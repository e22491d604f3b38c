"""What `lint` says of documents that are written with care: nothing, until a mistake is made in them.

They are small ones in the manner of well-known APIs: a museum's (OpenAPI 3.1, a webhook, examples by reference), and
a service of files (3.0 as JSON, extensions on everything, variants by `allOf`).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import adwright

HERE = Path(__file__).parent / "strangers"


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", ["museum.yaml", "box.json"])
def test_a_document_that_is_right_draws_no_findings_and_no_warnings(name: str) -> None:
    Path(name).write_text((HERE / name).read_text("utf-8"), "utf-8")
    assert adwright("lint", "--spec", name) == type(adwright("--version"))(0, "", "")
    ran = adwright("generate", "--spec", name, "--output", "out", "--package", "p")
    assert (ran.code, ran.stderr) == (0, "")


MISTAKES = [
    (
        "museum.yaml",
        "example: museum-lover@example.com",
        "example: 5",
        "131:7 example-valid expected a string, found 5",
    ),
    (
        "museum.yaml",
        "dates: ['2023-09-05', '2023-09-08']",
        "dates: null",
        "223:9 example-valid expected an array, found null",
    ),
    ("museum.yaml", "        price: 0\n", "", "219:7 example-valid 'price' is missing"),
    (
        "museum.yaml",
        "example: event",
        "example: visit",
        '122:7 enum-samples "visit" is none of "event", "general" (add the value, or note why the sample departs)',
    ),
    (
        "museum.yaml",
        "      required: [email, ticketType]",
        "      required: [email, ticketTyp]",
        "145:25 field-declared the field 'ticketTyp' is required and not declared (did you mean 'ticketType'?)",
    ),
    (
        "museum.yaml",
        "{type: http, scheme: basic}",
        "{type: mutualTLS}",
        "200:5 client-complete security scheme 'MuseumPlaceholderAuth' is of a kind that a client cannot serve "
        "(pass headers=)",
    ),
    (
        "box.json",
        '"example": 104857600',
        '"example": "100 MB"',
        'expected an integer, found "100 MB"',
    ),
    (
        "box.json",
        '"nullable": true,',
        '"nulable": true,',
        "unknown-key the keyword 'nulable' of a schema is not known (did you mean 'nullable'?)",
    ),
    ("box.json", '"example": "12345"', '"exampel": "12345"', "'exampel'"),
]


@pytest.mark.parametrize(("name", "old", "new", "found"), MISTAKES)
def test_a_mistake_in_it_is_the_one_finding(name: str, old: str, new: str, found: str) -> None:
    text = (HERE / name).read_text("utf-8")
    assert old in text
    Path(name).write_text(text.replace(old, new, 1), "utf-8")
    ran = adwright("lint", "--spec", name)
    assert ran.code == 1
    [line] = ran.stdout.splitlines()
    assert found in line


LISTS = """\
openapi: 3.1.0
info: {title: Lists, version: '1'}
paths: {}
components:
  schemas:
"""


def test_what_is_said_of_many_places_is_counted() -> None:
    """As people read it; data has each place."""
    Path("api.yaml").write_text(LISTS + "".join(f"    L{n}: {{type: array}}\n" for n in range(9)))
    ran = adwright("lint", "--spec", "api.yaml")
    message = "the array does not say what is in it (items: {type: ...})"
    assert ran.stdout == f"api.yaml:6:5 array-items {message}, here and in 8 more places\n"
    findings = adwright("lint", "--spec", "api.yaml", "--format", "json").json["findings"]
    assert [(each["line"], each["message"]) for each in findings] == [
        (n, message) for n in range(6, 15)
    ]


def test_one_example_that_fits_nowhere_is_told_in_short() -> None:
    points = ", ".join(f"[{n}.5, {n}]" for n in range(40))
    Path("api.yaml").write_text(
        LISTS
        + f"    Route:\n      type: array\n      items: {{type: object}}\n      example: [{points}]\n"
    )
    lines = adwright("lint", "--spec", "api.yaml").stdout.splitlines()
    assert [line.partition("example-valid ")[2] for line in lines] == [
        "the example does not fit in 37 more places",
        "expected an object, found [0.5, 0]",
        "expected an object, found [1.5, 1]",
        "expected an object, found [2.5, 2]",
    ]


def test_a_value_of_another_type_is_not_told_again_for_a_list_that_it_is_not_in() -> None:
    Path("api.yaml").write_text(LISTS + "    A: {type: string, enum: [a, b], example: [a, b]}\n")
    lines = adwright("lint", "--spec", "api.yaml").stdout.splitlines()
    assert [line.partition(" ")[2] for line in lines] == [
        'example-valid expected a string, found ["a", "b"]'
    ]
