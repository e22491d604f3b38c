"""Misspelt keys: `adwright generate` names each with its place and the word that was probably meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import PETS, adwright


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def warnings(text: str) -> list[str]:
    """What generating from a text warns of."""
    Path("api.yaml").write_text(text, "utf-8")
    ran = adwright("generate", "--spec", "api.yaml", "--output", "out", "--package", "p")
    assert ran.code == 0
    return ran.stderr.splitlines()


SHOPS, PET = "/paths/~1shops", "/components/schemas/Pet"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "  /shops:\n    get:",
            "  /shops:\n    pots:",
            f"14:5: {SHOPS}/pots: the key 'pots' of the path item is not known (did you mean 'post'?)",
        ),
        (
            "operationId: shops.list",
            "opertionId: shops.list",
            f"15:7: {SHOPS}/get/opertionId: the key 'opertionId' of the operation is not known "
            "(did you mean 'operationId'?)",
        ),
        (
            "summary: List shops",
            "paramters: []",
            f"17:7: {SHOPS}/get/paramters: the key 'paramters' of the operation is not known "
            "(did you mean 'parameters'?)",
        ),
        (
            "summary: List shops",
            "x-paginaton: {style: page}",
            f"17:7: {SHOPS}/get/x-paginaton: 'x-paginaton' is not known (did you mean 'x-pagination'?)",
        ),
        (
            "Pet: {type: object,",
            "Pet: {type: object, requird: [name],",
            f"21:25: {PET}/requird: the keyword 'requird' of a schema is not known (did you mean 'required'?)",
        ),
        (
            "properties: {name: ",
            "propertes: {name: ",
            f"21:25: {PET}/propertes: the keyword 'propertes' of a schema is not known "
            "(did you mean 'properties'?)",
        ),
        (
            "{type: string,",
            "{type: string, maximun: 3,",
            f"21:59: {PET}/properties/name/maximun: the keyword 'maximun' of a schema is not known "
            "(did you mean 'maximum'?)",
        ),
        (
            "{title: Pets,",
            "{title: Pets, Version: '1',",
            "2:21: /info/Version: the key 'Version' of the info is not known (did you mean 'version'?)",
        ),
        (
            "schema: {type: integer}",
            "schema: {type: integer}, mandatory: true",
            "10:82: /paths/~1pets~1{id}/get/parameters/0/mandatory: the key 'mandatory' of the parameter is not known "
            "(keys of your own begin with x-)",
        ),
        (
            "schema: {type: integer}",
            "schema: {type: integer}, collectionFormat: csv",
            "10:82: /paths/~1pets~1{id}/get/parameters/0/collectionFormat: 'collectionFormat' is a key of OpenAPI 2.0, "
            "and this document is 3.1 (put it below `schema`)",
        ),
        (
            "  /shops:\n    get:",
            "  /shops:\n    query:",
            f"14:5: {SHOPS}/query: 'query' is a key of OpenAPI 3.2, and this document is 3.1",
        ),
    ],
)
def test_a_misspelt_key_is_told_once(old: str, new: str, told: str) -> None:
    """And the check by OpenAPI's own schema does not tell it again."""
    assert old in PETS
    assert warnings(PETS.replace(old, new, 1)) == [f"warning: api.yaml:{told} [key-unknown]"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "type: string,",
            "type: strng,",
            f"21:45: {PET}/properties/name/type: 'strng' is no type, and is left out (did you mean 'string'?) "
            "[keyword-unusable]",
        ),
        (
            "type: string,",
            "type: [date, 'null'],",
            f"21:45: {PET}/properties/name/type: 'date' is no type, and is left out (write type: string "
            "with format: date) [keyword-unusable]",
        ),
        (
            "type: string,",
            "type: string, nullable: true,",
            f"21:59: {PET}/properties/name/nullable: OpenAPI 3.1 has no nullable: it says nothing "
            "(type: [..., 'null']) [keyword-unusable]",
        ),
        (
            "Pet: {type: object,",
            "Pet: {type: object, required: [nmae],",
            f"21:36: {PET}/required/0: the field 'nmae' is required and not declared (did you mean 'name'?) "
            "[field-undeclared]",
        ),
    ],
)
def test_a_word_that_says_nothing_is_told_once(old: str, new: str, told: str) -> None:
    """Whoever finds it: the check of keywords, OpenAPI's own schema, or what makes the judge of requests."""
    assert warnings(PETS.replace(old, new, 1)) == [f"warning: api.yaml:{told}"]


def test_the_same_key_in_many_places_is_one_warning() -> None:
    text = PETS.replace("      tags:", "      owner: me\n      tags:")
    message = "the key 'owner' of the operation is not known, here and in 1 more place"
    assert warnings(text) == [
        f"warning: api.yaml:8:7: /paths/~1pets~1{{id}}/get/owner: {message} (keys of your own begin with x-) "
        "[key-unknown]"
    ]


def test_what_belongs_to_the_author_is_not_judged() -> None:
    """Names, values, extensions of others and what stands in them, and keywords like no other in schemas."""
    text = PETS.replace(
        "{name: {type: string,",
        "{maximun: {type: integer, default: 1}, x-paginaton: {type: string}, "
        "name: {type: string, javaType: String, id: n, comment: c, examples: [{requird: 1}],",
    )
    text = text.replace(
        "      tags: [pets]", "      tags: [pets]\n      x-rate: {pots: 1, maximun: 3}"
    )
    text += "    Other: {type: object, example: {propertes: 1}}\n"
    assert warnings(text) == []


def test_an_example_that_is_the_value_itself_is_told_as_a_whole() -> None:
    text = PETS.replace(
        "'#/components/schemas/Pet'}",
        "'#/components/schemas/Pet'}, examples: {a: {id: 1, name: Tom}, b: {vaule: 1}}",
    )
    told = [line.partition("application~1json/")[2] for line in warnings(text)]
    assert told == [
        "examples/a: not valid OpenAPI: 'id', 'name' may not stand here [openapi-invalid]",
        "examples/b/vaule: the key 'vaule' of the example is not known (did you mean 'value'?) [key-unknown]",
    ]


def test_what_is_not_allowed_beside_other_keys_is_told_beside_unknown_ones() -> None:
    text = PETS.replace("schema: {type: integer}", "content: {a/b: {}}, style: simple, colour: red")
    told = warnings(text)
    assert [line.partition("parameters/0")[2] for line in told] == [
        ": not valid OpenAPI: 'style' may not stand here [openapi-invalid]",
        "/colour: the key 'colour' of the parameter is not known (keys of your own begin with x-) [key-unknown]",
    ]


SWAGGER = """\
swagger: '2.0'
info: {title: Pets, version: '1'}
host: pets.example
produces: [application/json]
paths:
  /pets:
    get:
      operationId: pets.list
      produceses: [text/plain]
      parameters:
        - {name: tags, in: query, type: array, items: {type: string}, colectionFormat: multi}
        - {$ref: '#/parameters/Size'}
      responses: {'200': {description: All., schema: {$ref: '#/definitions/Pets'}}}
parameters:
  Size: {name: size, in: query, type: integer, maximun: 9}
definitions:
  Pets: {type: array, itmes: {type: string}}
"""


def test_swagger_2_has_keys_of_its_own() -> None:
    told = warnings(SWAGGER)
    assert [line.split(" ", 2)[1].rstrip(":") for line in told] == [
        "api.yaml:9:7",
        "api.yaml:11:71",
        "api.yaml:15:48",
        "api.yaml:17:23",
    ]
    words = ("produces", "collectionFormat", "maximum", "items")
    assert all(f"(did you mean {word!r}?)" in line for word, line in zip(words, told, strict=True))


def test_what_swagger_2_knows_is_never_told_to_stand_wrong() -> None:
    text = SWAGGER.replace("produceses: [text/plain]", "schemes: [https]")
    assert warnings(text)[0] == (
        "warning: api.yaml:9:7: /paths/~1pets/get/schemes: "
        "the schemes of an operation are not read: those of the document count [swagger-only]"
    )
    assert not any("may not stand here" in line for line in warnings(text))


def test_very_many_unknown_keys_take_no_time() -> None:
    """The words are compared for so many of them only."""
    keys = ", ".join(f"maximun{n}: 1" for n in range(30_000))
    text = PETS.replace("Pet: {type: object,", f"Pet: {{type: object, {keys},")
    assert len(warnings(text)) <= 2_000
