"""What OpenAPI 3.2 adds and other tests do not show."""

from __future__ import annotations

from support import Generate


def test_names_of_servers_are_environments(generate: Generate) -> None:
    sample = generate("""
openapi: 3.2.0
servers: [{url: 'https://a.example', name: production}, {url: 'https://b.example', name: Try it}]
paths: {/x: {get: {operationId: x, responses: {'204': {description: '-'}}}}}
""")
    assert "Literal['production', 'Try it']" in sample.text("client.py").replace('"', "'")
    hosts = []
    sample.server.play(lambda request: hosts.append(request.url.host) or _empty())
    sample.call("x", settings={"environment": "Try it"})
    sample.call("x")
    assert hosts == ["b.example"] * 2 + ["a.example"] * 2


def _empty() -> object:
    import httpx

    return httpx.Response(204)


def test_self_tags_and_default_mapping(generate: Generate) -> None:
    sample = generate("""
openapi: 3.2.0
$self: https://api.example.com/openapi
tags: [{name: pets, kind: nav}, {name: cats, parent: pets, summary: Cats}]
paths:
  /cats:
    get:
      operationId: list
      tags: [cats]
      responses: {'200': {description: '-', content: {application/json: {schema:
        {$ref: 'https://api.example.com/openapi#/components/schemas/Pet'}}}}}
components:
  schemas:
    Pet:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Other'}]
      discriminator: {propertyName: kind, defaultMapping: Other}
    Cat: {type: object, required: [kind], properties: {kind: {const: cat}, lives: {type: integer}}}
    Other: {type: object, properties: {kind: {type: string}, name: {type: string}}}
""")
    sample.server.play({"kind": "cat", "lives": 9})
    assert sample.call("cats.list") == sample.models.Cat(kind="cat", lives=9)
    sample.server.play({"kind": "cow", "name": "x"})
    assert sample.call("cats.list") == sample.models.Other(kind="cow", name="x")
