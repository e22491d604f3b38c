"""What a schema means is the same wherever it stands: in a property, a list, a map, a union, a body, a parameter."""

from __future__ import annotations

from inspect import signature
from typing import Any

import pytest
import yaml
from support import Generate

from .both_ways import accepted, both_ways, returned

KINDS: dict[str, tuple[str, str, list[Any], list[Any]]] = {
    "refined": (
        """
Kind: {allOf: [{properties: {name: {maxLength: 3}}}, {$ref: '#/components/schemas/Named'}]}
Named: {type: object, required: [name], properties: {name: {type: string, minLength: 2}}}
""",
        "Kind",
        [{"name": "abc"}],
        [{"name": "abcd"}, {"name": "a"}, {}, {"name": "abc", "more": 1}],
    ),
    "words and keywords beside a reference": (
        """
Kind: {$ref: '#/components/schemas/Middle', description: A kind.}
Middle: {$ref: '#/components/schemas/Named', required: [name]}
Named: {type: object, properties: {name: {type: string}}}
""",
        "Middle",
        [{"name": "abc"}],
        [{}, {"name": 1}],
    ),
    "base with a discriminator": (
        """
Kind: {type: object, required: [tag], properties: {tag: {type: string}}, discriminator: {propertyName: tag}}
Cat: {allOf: [{$ref: '#/components/schemas/Kind'}, {type: object, properties: {lives: {type: integer}}}]}
""",
        "Cat",
        [{"tag": "Cat", "lives": 9}],
        [{"tag": "Cat", "lives": "9"}, {"tag": "Dog"}, {"tag": "Kind", "lives": 9}],
    ),
    "parent that lists its children": (
        """
Kind:
  type: object
  required: [tag]
  properties: {tag: {type: string}}
  oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
Cat: {allOf: [{$ref: '#/components/schemas/Kind'}, {required: [lives], properties: {lives: {type: integer}}}]}
Dog: {allOf: [{$ref: '#/components/schemas/Kind'}, {required: [trick], properties: {trick: {type: string}}}]}
""",
        "Cat",
        [{"tag": "x", "lives": 9}],
        [{"lives": 9}, {"tag": "x"}, {"tag": "x", "lives": 9, "trick": "sit"}],
    ),
    "what adds nothing": (
        """
Kind: {type: object, allOf: [{$ref: '#/components/schemas/Named'}, {$ref: '#/components/schemas/Named'}]}
Named: {type: object, required: [name], properties: {name: {type: string}}}
""",
        "Named",
        [{"name": "abc"}],
        [{}, {"name": 1}],
    ),
    "fields under a condition": (
        """
Kind:
  type: object
  properties: {a: {type: string}}
  if: {required: [a]}
  then: {properties: {b: {type: integer}}, required: [b]}
""",
        "Kind",
        [{"a": "x", "b": 1}],
        [{"a": "x"}, {"a": "x", "b": "1"}],
    ),
}

PLACES: dict[str, tuple[str, Any, Any]] = {
    "property": ("{$ref: '#/components/schemas/Kind'}", lambda v: v, lambda v: v),
    "list": (
        "{type: array, items: {$ref: '#/components/schemas/Kind'}}",
        lambda v: [v],
        lambda v: v[0],
    ),
    "map": (
        "{type: object, additionalProperties: {$ref: '#/components/schemas/Kind'}}",
        lambda v: {"k": v},
        lambda v: v["k"],
    ),
    "union": (
        "{oneOf: [{$ref: '#/components/schemas/Kind'}, {type: integer}]}",
        lambda v: v,
        lambda v: v,
    ),
    "nullable": (
        "{anyOf: [{type: 'null'}, {$ref: '#/components/schemas/Kind'}]}",
        lambda v: v,
        lambda v: v,
    ),
    "tuple": (
        "{type: array, prefixItems: [{$ref: '#/components/schemas/Kind'}], items: false}",
        lambda v: [v],
        lambda v: v[0],
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_means_the_same_in_every_place(generate: Generate, kind: str) -> None:
    schemas, class_name, good, bad = KINDS[kind]
    places = ", ".join(f"{name}: {schema}" for name, (schema, _, _) in PLACES.items())
    sample = generate(
        both_ways(f"Root: {{type: object, properties: {{{places}}}}}\n{schemas.strip()}\n")
    )
    for name, (_, put, inside) in PLACES.items():
        for value in good:
            sent = {name: put(value)}
            assert accepted(sample, sent), sent
            read = inside(getattr(returned(sample, sent), name))
            assert type(read).__name__ == class_name, name
        for value in bad:
            assert not accepted(sample, {name: put(value)}), (name, value)


@pytest.mark.parametrize("kind", KINDS)
def test_it_means_the_same_as_a_whole_body_and_as_a_parameter(
    generate: Generate, kind: str
) -> None:
    schemas, class_name, good, bad = KINDS[kind]
    sample = generate({**WHOLE, "components": {"schemas": yaml.safe_load(schemas)}})
    client = sample.client()
    for value in good:
        assert not client.check(client.save, **_arguments(client.save, value))
        assert not client.check(client.find, value)
        sample.server.play(value)
        assert type(client.find(value)).__name__ == class_name
    for value in bad:
        assert client.check(client.find, value), value
        arguments = _arguments(client.save, value)
        if _fit(
            client.save, arguments
        ):  # what is not there or too much is seen before it is judged
            assert client.check(client.save, **arguments), value


def _arguments(method: Any, body: dict[str, Any]) -> dict[str, Any]:
    """A body as arguments: its fields, unless it is one of several."""
    return {"body": body} if "body" in signature(method).parameters else body


def _fit(method: Any, arguments: dict[str, Any]) -> bool:
    try:
        signature(method).bind(**arguments)
    except TypeError:
        return False
    return True


KIND = {"$ref": "#/components/schemas/Kind"}
CONTENT = {"application/json": {"schema": KIND}}
WHOLE = {
    "paths": {
        "/a": {
            "post": {
                "operationId": "save",
                "requestBody": {"required": True, "content": CONTENT},
                "responses": {"204": {"description": "-"}},
            },
            "get": {
                "operationId": "find",
                "parameters": [
                    {
                        "name": "q",
                        "in": "query",
                        "required": True,
                        "style": "deepObject",
                        "schema": KIND,
                    }
                ],
                "responses": {"200": {"description": "-", "content": CONTENT}},
            },
        }
    }
}
