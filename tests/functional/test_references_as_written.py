"""References as people write them: where OpenAPI has none, in forms that it has not, and those that lead nowhere."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from adwright.problems import SpecError
from support import Generate, Package

PETS = """
paths:
  /pets:
    post:
      operationId: pets.add
      tags: [pets]
      requestBody: {required: true, content: {application/json: {schema: {$ref: 'REF'}}}}
      responses: {'200': {description: It., content: {application/json: {schema: {$ref: 'REF'}}}}}
"""
PET = "{type: object, properties: {kind: {type: string}, name: {type: string}}}"
COMPONENTS = f"components: {{schemas: {{Pet: {PET}}}}}\n"


def spec(ref: str = "#/components/schemas/Pet", more: str = COMPONENTS, **changes: str) -> str:
    """A document with an operation that sends and gives a schema; `changes` are of its text."""
    text = PETS.replace("REF", ref) + more
    for old, new in changes.items():
        key = {"tags": "tags: [pets]", "media": "application/json: {", "reply": "description: It."}[
            old
        ]
        text = text.replace(key, new, 1)
    return text


def arguments(sample: Package) -> list[str]:
    """The names of what the operation takes."""
    return [*inspect.signature(sample.client().pets.add).parameters][:-1]


# -- where OpenAPI has none -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "files", "expected"),
    [
        ({"tags": "tags: [pets]\n      parameters: {$ref: p.yaml}"}, {"p.yaml": "- {name: q, in: query}\n"}, ["q"]),
        (
            {"tags": "tags: [pets]\n      parameters: [{$ref: p.yaml}, {name: c, in: cookie}]"},
            {"p.yaml": "- {name: q, in: query}\n- {$ref: 'r.yaml#/r'}\n", "r.yaml": "r: {name: r, in: query}\n"},
            ["q", "r", "c"],
        ),
        ({"tags": "tags: {$ref: t.yaml}"}, {"t.yaml": "[pets]\n"}, []),
        ({"reply": "description: It., headers: {$ref: h.yaml}, links: {$ref: h.yaml}"}, {"h.yaml": "{}\n"}, []),
        ({"media": "application/json: {examples: {$ref: e.yaml}, "}, {"e.yaml": "a: {value: {}}\n"}, []),
    ],
)  # fmt: skip
def test_lists_and_maps(
    generate: Generate, changes: dict[str, str], files: dict[str, str], expected: list[str]
) -> None:
    sample = generate(spec(**changes), files)
    assert arguments(sample) == [*expected, "kind", "name"]
    assert not [each for each in sample.warnings if "ref" in each]


def test_members_beside_a_reference_to_a_map_are_there_too(generate: Generate) -> None:
    """Each counts before one of its name in the map."""
    sample = generate(
        spec(more="""
components:
  schemas:
    Pet: {type: object, properties: {$ref: 'fields.yaml', size: {type: integer}}}
""", reply="description: It."),
        {"fields.yaml": "name: {type: string}\nsize: {type: string}\n"},
    )  # fmt: skip
    assert arguments(sample) == ["name", "size"]
    assert sample.send("pets.add", name="a", size=1).json == {"name": "a", "size": 1}
    with pytest.raises(sample.module().RequestValidationError):
        sample.send("pets.add", size="1")


def test_a_path_may_refer_to_another_and_have_operations_of_its_own(generate: Generate) -> None:
    done = "responses: {'204': {description: Done.}}"
    sample = generate(
        f"""
paths:
  /pets:
    $ref: pets.yaml
    get: {{operationId: pets.list, tags: [pets], {done}}}
  /pets/{{id}}: {{delete: {{$ref: 'remove.yaml'}}}}
""",
        {
            "pets.yaml": f"{{post: {{operationId: pets.add, tags: [pets], {done}}}}}\n",
            "remove.yaml": "operationId: pets.remove\ntags: [pets]\n"
            f"parameters: [{{name: id, in: path, required: true, schema: {{type: integer}}}}]\n{done}\n",
        },
    )
    assert sample.warnings == []
    assert (sample.send("pets.list").method, sample.send("pets.add").method) == ("GET", "POST")
    assert sample.send("pets.remove", 3).path == "/pets/3"


@pytest.mark.parametrize(
    ("ref", "files"),
    [
        ("words.md", {"words.md": "Of *all* kinds: {really}.\n"}),
        ("words.txt", {"words.txt": "Of *all* kinds: {really}."}),
        ("words.yaml#/a/0", {"words.yaml": "a: ['Of *all* kinds: {really}.']\n"}),
        ("words.json", {"words.json": '"Of *all* kinds: {really}."'}),
        ("one.yaml#/a", {"one.yaml": "a: {$ref: words.md}\n", "words.md": "Of *all* kinds: {really}."}),
    ],
)  # fmt: skip
def test_descriptions(generate: Generate, ref: str, files: dict[str, str]) -> None:
    said = f"{{$ref: '{ref}'}}"
    sample = generate(
        spec(
            tags=f"tags: [pets]\n      description: {said}",
            more=f"info: {{title: T, version: '1', description: {said}}}\n"
            f"tags: [{{name: pets, description: {said}}}]\n"
            f"components: {{schemas: {{Pet: {{type: object, properties: {{name: {{description: {said}}}}}}}}}}}\n",
        ),
        files,
    )
    pets = sample.client().pets
    documented: list[object] = [sample.module(), type(pets), pets.add]
    for each in documented:
        assert "Of *all* kinds: {really}." in str(each.__doc__)
    assert "name: Of *all* kinds" in str(pets.add.__doc__)
    assert {*sample.built.inputs} == {"openapi.yaml", *files}


def test_a_description_that_is_not_there_is_left_out(generate: Generate) -> None:
    sample = generate(spec(tags="tags: [pets]\n      description: {$ref: gone.md}"))
    assert [each.split(": ", 1)[1] for each in sample.warnings] == [
        "/paths/~1pets/post/description/$ref: $ref to a file that does not exist: 'gone.md' "
        "(description is left out) [reference-missing]"
    ]
    assert "POST /pets." in str(sample.client().pets.add.__doc__)


@pytest.mark.parametrize(
    ("example", "files"),
    [
        ("example: {$ref: e.json}", {"e.json": '{"name": "Tom"}'}),
        ("example: {$ref: 'e.yaml#/examples/tom'}", {"e.yaml": "examples: {tom: {value: {name: Tom}}}\n"}),
        ("examples: {a: {$ref: e.yaml}}", {"e.yaml": "value: {name: Tom}\n"}),
        ("examples: {a: {value: {$ref: e.json}}}", {"e.json": '{"name": "Tom"}'}),
    ],
)  # fmt: skip
def test_examples(generate: Generate, example: str, files: dict[str, str]) -> None:
    """The offline double answers with them."""
    text = spec().replace(
        "It., content: {application/json: {", f"It., content: {{application/json: {{{example}, "
    )
    sample = generate(text, files)
    with sample.client(http_client=sample.module("testing").OfflineTransport().client()) as client:
        assert client.pets.add().name == "Tom"


def test_an_example_of_a_reference_stays_one(generate: Generate) -> None:
    """So does one that names a schema by mistake: neither is an example of what it leads to."""
    for value in (
        "{$ref: '#/components/schemas/Pet'}",
        "{$ref: 'https://example.com/x'}",
        "{$ref: gone.yaml}",
    ):
        text = f"components: {{schemas: {{Pet: {{type: object, properties: {{a: {{example: {value}}}}}}}}}}}\n"
        assert generate(spec(more=text)).warnings == []


def test_what_is_said_beside_a_reference_comes_first(generate: Generate) -> None:
    sample = generate(
        spec(
            tags="tags: [pets]\n      parameters: [{$ref: '#/components/parameters/Size', description: Of this one.}]",
            more=f"components:\n  schemas: {{Pet: {PET}}}\n"
            "  parameters: {Size: {name: size, in: query, description: Of any.}}\n"
            "  responses: {Ok: {description: Everywhere., content: {text/plain: {}}}}\n",
        ).replace("{description: It.,", "{$ref: '#/components/responses/Ok', description: Here.,")
    )
    doc = str(sample.client().pets.add.__doc__)
    assert "size: Of this one." in doc
    assert "Here." in doc
    assert "Everywhere" not in doc


# -- in other forms --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ref", "file"),
    [
        ("my%20pets.yaml#/a~1b/c%25d/%7Bid%7D/e~0f", "my pets.yaml"),
        ("my pets.yaml#/a~1b/c%25d/{id}/e~0f", "my pets.yaml"),
        ("./sub/../sub//my%20pets.yaml#/a~1b/c%25d/{id}/e~0f", "sub/my pets.yaml"),
        ("a%23b.yaml#/a~1b/c%25d/%7bid%7d/e~0f", "a#b.yaml"),
        ("file:sub/p.yaml#/a~1b/c%25d/{id}/e~0f", "sub/p.yaml"),
        ("sub\\p.yaml#/a~1b/c%25d/{id}/e~0f", "sub/p.yaml"),
        ("p.yaml#%2Fa~1b%2Fc%25d%2F{id}%2Fe~0f", "p.yaml"),
    ],
)
def test_paths_and_pointers(generate: Generate, ref: str, file: str) -> None:
    inner = "a/b: {'c%d': {'{id}': {'e~f': {$ref: '#/whole'}}}}\n"
    sample = generate(spec(ref, ""), {file: f"{inner}whole: {PET}\n"})
    assert arguments(sample) == ["kind", "name"]


@pytest.mark.parametrize(
    ("ref", "meant"),
    [
        ("Pet", "#/components/schemas/Pet"),
        ("components/schemas/Pet", "#/components/schemas/Pet"),
        ("#components/schemas/Pet", "#/components/schemas/Pet"),
        ("#/components/schemas/Pet/", "#/components/schemas/Pet"),
        ("parts.yaml#Pet", "parts.yaml#/Pet"),
        ("whole.yaml#/", "whole.yaml#"),
    ],
)
def test_what_can_mean_one_thing_only(generate: Generate, ref: str, meant: str) -> None:
    sample = generate(spec(ref), {"parts.yaml": f"Pet: {PET}\n", "whole.yaml": PET + "\n"})
    assert arguments(sample) == ["kind", "name"]
    assert [each for each in sample.warnings if f"it is read as {meant!r}" in each]


def test_a_place_behind_other_references(generate: Generate) -> None:
    files = {
        "Pet.yaml": "type: object\nproperties: {owner: {$ref: 'people.yaml#/Owner'}}\n",
        "people.yaml": f"Owner: {PET}\n",
        "_index.yaml": "Pet: {$ref: Pet.yaml}\n",
    }
    for schemas in ("{Pet: {$ref: Pet.yaml}}", "{$ref: _index.yaml}"):
        ref = "#/components/schemas/Pet/properties/owner"
        sample = generate(spec(ref, f"components: {{schemas: {schemas}}}\n"), files)
        assert arguments(sample) == ["kind", "name"]
        assert type(sample.call("pets.add")).__name__ == "Owner"


def test_what_an_index_lists_is_known_by_one_name(generate: Generate) -> None:
    sample = generate(
        spec(more="components: {$ref: parts.yaml}\n"),
        {
            "parts.yaml": "schemas: {$ref: schemas/_index.yaml}\n",
            "schemas/_index.yaml": "Pet: {$ref: ./Pet.yaml}\nOwner: {type: object, properties: "
            "{pet: {$ref: '../openapi.yaml#/components/schemas/Pet'}, other: {$ref: Pet.yaml}}}\n",
            "schemas/Pet.yaml": "type: object\nproperties: {owner: {$ref: '_index.yaml#/Owner'}}\n",
        },
    )
    classes = list(sample.built.spec.api.models) if sample.built.spec else []
    assert [str(each.name) for each in classes] == ["Owner", "Pet"]
    sample.server.play({"owner": {"pet": {}, "other": {}}})
    owner = sample.call("pets.add").owner
    assert type(owner.pet) is type(owner.other) is sample.models.Pet


@pytest.mark.parametrize(
    ("ref", "pet"),
    [
        ("https://x.example/v1/pet.json", "size.json"),
        ("pets/pet.json", "https://x.example/v1/size.json"),
        ("pets/pet.json", "https://x.example/v1/size.json#/$defs/size"),
        ("pets/pet.json", "size.json"),
    ],
)
def test_files_have_names_of_their_own(generate: Generate, ref: str, pet: str) -> None:
    """A reference by `$id` finds a file that another reads, or one that stands where the names say."""
    sample = generate(
        spec(ref, "components: {schemas: {Other: {$ref: pets/pet.json}}}\n"),
        {
            "pets/pet.json": '{"$id": "https://x.example/v1/pet.json", "type": "object", '
            f'"properties": {{"size": {{"$ref": "{pet}"}}}}}}',
            "pets/size.json": '{"$id": "https://x.example/v1/size.json", "type": "integer", '
            '"$defs": {"size": {"type": "integer"}}}',
        },
    )
    assert sample.send("pets.add", size=1).json == {"size": 1}
    with pytest.raises(sample.module().RequestValidationError):
        sample.send("pets.add", size="1")


def test_yaml_may_start_with_a_brace(generate: Generate) -> None:
    sample = generate(spec("p.yaml", ""), {"p.yaml": PET + "\n"})
    assert arguments(sample) == ["kind", "name"]


# -- discriminators --------------------------------------------------------------------------------------------------

BASE = "type: object\nrequired: [kind]\nproperties: {kind: {type: string}}\ndiscriminator: {propertyName: kind%s}\n"
MAPPED = BASE % ", mapping: {cat: %s, dog: %s}"
CHILD = "allOf: [{$ref: %s}, {type: object, properties: {%s: {type: string}}}]\n"
TOGETHER = "Pet: {%s}\nCat: {%s}\nDog: {%s}\n"


def inherited(base: str, pet: str) -> dict[str, str]:
    """A base and its children, a file each."""
    return {
        "s/Pet.yaml": base,
        "s/Cat.yaml": CHILD % (pet, "cat_name"),
        "s/Dog.yaml": CHILD % (pet, "dog_name"),
    }


def in_one(base: str, pet: str) -> str:
    """A base and its children by their names."""
    parts = {"Pet": base, "Cat": CHILD % (pet, "cat_name"), "Dog": CHILD % (pet, "dog_name")}
    return "".join(
        f"{name}:\n  " + text.strip().replace("\n", "\n  ") + "\n" for name, text in parts.items()
    )


def whole(text: str) -> str:
    """Schemas as the components of a document."""
    return (
        "openapi: 3.1.0\ncomponents:\n  schemas:\n    "
        + text.strip().replace("\n", "\n    ")
        + "\n"
    )


ALIASES = "components: {schemas: {Pet: {$ref: s/Pet.yaml}, Cat: {$ref: s/Cat.yaml}, Dog: {$ref: s/Dog.yaml}}}\n"
FAMILIES: dict[str, tuple[str, str, dict[str, str], tuple[str, str]]] = {
    "mapped to files": ("s/Pet.yaml", "", inherited(MAPPED % ("Cat.yaml", "./Dog.yaml"), "Pet.yaml"), ("cat", "dog")),
    "components that are files": (
        "#/components/schemas/Pet",
        ALIASES,
        inherited(BASE % "", "Pet.yaml"),
        ("Cat", "Dog"),
    ),
    "one file, mapped": (
        "p.yaml#/Pet",
        "",
        {"p.yaml": in_one(MAPPED % ("'#/Cat'", "'p.yaml#/Dog'"), "'#/Pet'")},
        ("cat", "dog"),
    ),
    "one file": ("p.yaml#/Pet", "", {"p.yaml": in_one(BASE % "", "'#/Pet'")}, ("Cat", "Dog")),
    "a document": (
        "p.yaml#/components/schemas/Pet",
        "",
        {"p.yaml": whole(in_one(MAPPED % ("Cat", "'#/components/schemas/Dog'"), "'#/components/schemas/Pet'"))},
        ("cat", "dog"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("ref", "more", "files", "tags"), FAMILIES.values(), ids=FAMILIES.keys())
def test_a_base_in_other_files(
    generate: Generate, ref: str, more: str, files: dict[str, str], tags: tuple[str, str]
) -> None:
    sample = generate(spec(ref, more), files)
    cat, dog = tags
    for tag, field, name in ((cat, "cat_name", "Cat"), (dog, "dog_name", "Dog")):
        sample.server.play({"kind": tag, field: "a"})
        read: Any = sample.call("pets.add", {"kind": tag, field: "a"})
        assert type(read) is getattr(sample.models, name)
    with pytest.raises(sample.module().RequestValidationError):
        sample.call("pets.add", {"kind": dog, "cat_name": "a"})


@pytest.mark.parametrize(
    ("cat", "dog"),
    [
        ("cats.yaml#/Item", "dogs.yaml#/Item"),
        ("./cats.yaml#/Item", "dogs.yaml#/Other"),
        ("Cat", "dogs.yaml#/Item"),
    ],
)
def test_a_mapping_names_what_a_member_is(generate: Generate, cat: str, dog: str) -> None:
    """Whatever way it takes to it, and whatever is called the same."""
    sample = generate(
        spec(
            "#/components/schemas/Pet",
            f"""
components:
  schemas:
    Pet:
      oneOf: [{{$ref: '#/components/schemas/Cat'}}, {{$ref: 'dogs.yaml#/Item'}}]
      discriminator: {{propertyName: kind, mapping: {{c: '{cat}', d: '{dog}'}}}}
    Cat: {{$ref: 'cats.yaml#/Item'}}
""",
        ),
        {
            "cats.yaml": "Item: {type: object, properties: {kind: {type: string}, a: {type: string}}}\n",
            "dogs.yaml": "Item: {type: object, properties: {kind: {type: string}, a: {type: string}, "
            "b: {type: string}}}\nOther: {$ref: '#/Item'}\n",
        },
    )
    sample.server.play({"kind": "d", "a": "1"})
    assert hasattr(sample.call("pets.add", {"kind": "d", "b": "1"}), "b")
    sample.server.play({"kind": "c", "a": "1", "b": "2"})
    assert "b" in sample.call("pets.add", {"kind": "c", "a": "1"}).model_extra
    with pytest.raises(sample.module().RequestValidationError):
        sample.call("pets.add", {"kind": "c", "b": "1"})


# -- nowhere ---------------------------------------------------------------------------------------------------------

GONE = ("gone.yaml", "gone.yaml#/a", "gone.md")


@pytest.mark.parametrize("ref", [*GONE, "#/nowhere", "https://example.com/a.yaml"])
@pytest.mark.parametrize(
    "changes",
    [
        {"reply": "description: It., headers: {A: {$ref: R}}"},
        {"reply": "description: It., links: {a: {$ref: R}}"},
        {"tags": "tags: [pets]\n      callbacks: {a: {$ref: R}}"},
        {"tags": "tags: [pets]\n      externalDocs: {$ref: R}"},
        {"media": "application/json: {examples: {a: {$ref: R}}, "},
    ],
)
def test_what_no_call_needs_may_be_missing(
    generate: Generate, changes: dict[str, str], ref: str
) -> None:
    sample = generate(
        spec(**{key: text.replace("R}", f"'{ref}'}}") for key, text in changes.items()})
    )
    assert arguments(sample) == ["kind", "name"]
    assert [each for each in sample.warnings if "no operation needs it: it is left out" in each]


@pytest.mark.parametrize("ref", GONE)
def test_parts_that_nothing_uses_may_be_missing(generate: Generate, ref: str) -> None:
    parts = ", ".join(
        f"{name}: {{A: {{$ref: '{ref}'}}}}"
        for name in ("parameters", "responses", "requestBodies", "headers", "examples", "pathItems", "securitySchemes")
    )  # fmt: skip
    sample = generate(
        spec(more=f"components: {{schemas: {{Pet: {PET}, A: {{$ref: '{ref}'}}}}, {parts}}}\n")
    )
    assert arguments(sample) == ["kind", "name"]
    told = [each for each in sample.warnings if "no operation needs it" in each]
    assert len(told) == 2
    assert "here and in 6 more places (no operation needs it: it is left out)" in told[1]


@pytest.mark.parametrize("ref", GONE)
@pytest.mark.parametrize(
    "changes",
    [
        {"tags": "tags: [pets]\n      parameters: [{$ref: R}]"},
        {"tags": "tags: [pets]\n      parameters: [{name: a, in: query, schema: {$ref: R}}]"},
        {"media": "application/x: {schema: {$ref: R}}, application/json: {"},
    ],
)
def test_what_a_call_needs_must_be_there(
    generate: Generate, changes: dict[str, str], ref: str
) -> None:
    with pytest.raises(SpecError, match=r"\$ref to a file that does not exist"):
        generate(spec(**{key: text.replace("R}", f"'{ref}'}}") for key, text in changes.items()}))


def test_a_mapping_to_what_is_not_there_is_left_out(generate: Generate) -> None:
    sample = generate(
        spec(
            more="""
components:
  schemas:
    Pet:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', fish: 'gone.yaml', bird: Bird}}
    Cat: {type: object, properties: {kind: {type: string}, a: {type: string}}}
    Dog: {type: object, properties: {kind: {type: string}, a: {type: string}}}
"""
        )
    )
    assert [each for each in sample.warnings if "/mapping/fish: $ref to a file" in each]
    sample.server.play({"kind": "Dog"})
    assert type(sample.call("pets.add", {"kind": "cat"})) is sample.models.Dog
