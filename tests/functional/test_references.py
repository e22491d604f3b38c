"""References: what they lead to is of the kind that stands where they do, in any file."""

from __future__ import annotations

import pytest
from adwright.problems import SpecError
from support import Generate, Package

PETS = """
paths:
  /pets:
    post:
      operationId: pets.add
      tags: [pets]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses: {'200': {description: It., content: {application/json: {schema:
          {$ref: '#/components/schemas/Pet'}}}}}
"""


def refused(sample: Package, method: str, **arguments: object) -> None:
    """A call must be refused for its values."""
    with pytest.raises(sample.module().RequestValidationError):
        sample.send(method, **arguments)


def test_a_property_may_be_called_like_a_part_of_openapi(generate: Generate) -> None:
    """A reference there is one to a schema, whose class has its name."""
    names = (
        "parameters",
        "headers",
        "content",
        "responses",
        "default",
        "example",
        "enum",
        "schemas",
    )
    refs = ", ".join(f"{name}: {{$ref: '#/components/schemas/Inner'}}" for name in names)
    sample = generate(
        PETS
        + f"""
components:
  schemas:
    Pet: {{type: object, properties: {{{refs}}}}}
    Inner: {{type: object, properties: {{a: {{type: integer}}}}}}
"""
    )
    sample.server.play({name: {"a": 1} for name in names})
    pet = sample.call("pets.add")
    assert {type(getattr(pet, name)) for name in names} == {sample.models.Inner}
    refused(sample, "pets.add", parameters={"a": "x"})


def test_nothing_below_the_extension_of_somebody_else_is_followed(generate: Generate) -> None:
    """Neither files nor hosts nor names in it are looked for, and what refers into it is read."""
    sample = generate("""
x-parts:
  Name: {type: string, nullable: true, maxLength: 3}
  gone: {$ref: 'not/there.yaml'}
  far: {$ref: 'https://example.com/a.yaml'}
openapi: 3.0.3
paths:
  /pets:
    x-gateway: {$ref: '#/nowhere'}
    get:
      operationId: pets.list
      tags: [pets]
      parameters: [{name: name, in: query, schema: {$ref: '#/x-parts/Name'}}]
      responses: {'204': {description: Nothing.}}
""")
    assert sample.warnings == []
    sample.send("pets.list", name="Tom")
    refused(sample, "pets.list", name="Thomas")


def test_a_map_may_be_a_reference(generate: Generate) -> None:
    sample = generate(
        """
paths: {$ref: paths.yaml}
components:
  schemas: {$ref: schemas.yaml}
""",
        {
            "paths.yaml": """
/pets:
  post:
    operationId: pets.add
    tags: [pets]
    parameters: {$ref: 'parts.yaml#/parts/size'}
    requestBody: {content: {$ref: 'parts.yaml#/json'}}
    responses: {$ref: 'parts.yaml#/replies'}
""",
            "schemas.yaml": """
Pet: {type: object, properties: {$ref: 'parts.yaml#/fields'}}
""",
            "parts.yaml": """
parts: {size: {name: size, in: query, schema: {type: integer}}}
json: {application/json: {schema: {$ref: 'schemas.yaml#/Pet'}}}
replies: {'200': {description: It., content: {$ref: '#/json'}}}
fields: {name: {type: string}, other: {$ref: 'schemas.yaml#/Pet'}}
""",
        },
    )
    sample.server.play({"name": "Tom", "other": {"name": "Rex"}})
    pet = sample.call("pets.add", name="Tom", size=3)
    assert pet.other.name == "Rex"
    refused(sample, "pets.add", name=1)


def test_anchors_are_found_in_files_of_any_form(generate: Generate) -> None:
    sample = generate(
        PETS
        + """
components:
  schemas:
    Pet:
      type: object
      properties:
        one: {$ref: 'map.yaml#size'}
        two: {$ref: 'schema.yaml#size'}
        three: {$ref: 'whole.yaml#size'}
""",
        {
            "map.yaml": "Size: {$anchor: size, type: integer}\n",
            "schema.yaml": "type: object\n$defs: {Size: {$anchor: size, type: integer}}\n",
            "whole.yaml": "components: {schemas: {Size: {$anchor: size, type: integer}}}\n",
        },
    )
    for name in ("one", "two", "three"):
        sample.send("pets.add", **{name: 1})
        refused(sample, "pets.add", **{name: "x"})


def test_only_what_is_referred_to_is_read_of_a_file(generate: Generate) -> None:
    other = """
Pet: {type: object, properties: {name: {type: string}}}
Draft: {$ref: 'https://example.com/draft.yaml'}
"""
    sample = generate(
        PETS.replace("#/components/schemas/Pet", "other.yaml#/Pet"), {"other.yaml": other}
    )
    assert sample.warnings == []
    with pytest.raises(
        SpecError, match=r"other\.yaml:3:9: /Draft/\$ref: \$ref leads to another host"
    ):
        generate(
            PETS.replace("#/components/schemas/Pet", "other.yaml#/Draft"), {"other.yaml": other}
        )
