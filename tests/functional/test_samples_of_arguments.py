"""The double of a service gives arguments that a method takes."""

from __future__ import annotations

import pytest
from support import Generate, run

SPEC = """
paths:
  /orders/{id}:
    put:
      operationId: replace
      tags: [orders]
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, minimum: 5}}
        - {name: note, in: query, schema: {type: string}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [deliverBy]
              properties: {deliverBy: {type: string, format: date}, gift: {type: boolean}}
  /orders:
    post:
      operationId: add
      tags: [orders]
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, properties: {gift: {type: boolean}}}}}
    patch:
      operationId: change
      tags: [orders]
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, minProperties: 1, properties: {gift: {type: boolean}}}
  /files:
    post:
      operationId: upload
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file, others]
              properties:
                file: {type: string, format: binary}
                others: {type: array, minItems: 1, items: {type: string, format: binary}}
  /ping:
    get: {operationId: ping}
"""


def test_arguments_are_samples_of_what_must_be_given(generate: Generate) -> None:
    package = generate(SPEC)
    transport = package.module("testing").OfflineTransport()
    client = package.client(http_client=transport.client())
    given = transport.arguments(client.orders.replace)
    assert given.keys() == {"id", "deliver_by"}
    assert given["id"] >= 5
    assert transport.arguments(client.ping) == {}
    files = transport.arguments(client.upload)
    assert isinstance(files["file"], bytes)
    assert isinstance(files["others"][0], bytes)
    client.upload(**files)
    transport.calls.clear()
    for method in (client.orders.replace, client.orders.add, client.orders.change, client.ping):
        method(**transport.arguments(method))
    assert [call.operation for call in transport.calls] == ["replace", "add", "change", "ping"]
    assert transport.calls[1].body.keys() == {"gift"}  # a body that must be there is not empty
    assert transport.calls[2].body.keys() == {"gift"}


def test_arguments_of_an_async_method(generate: Generate) -> None:
    package = generate(SPEC)
    transport = package.module("testing").OfflineTransport()
    client = package.async_client(http_client=transport.async_client())
    run(client.orders.replace(**transport.arguments(client.orders.replace)))
    assert transport.calls[0].operation == "replace"
    with pytest.raises(TypeError, match="makes a request"):
        transport.arguments(client.with_options)


TRACELESS = """
paths:
  /a b/ø/{id}:
    get:
      operationId: find
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: filter, in: query, required: true, schema: {type: object}}
        - {name: tags, in: query, required: true, schema: {type: array, items: {type: string}}}
        - {name: word, in: query, schema: {type: string}}
  /form:
    post:
      operationId: send
      requestBody:
        required: true
        content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: string}}}}}
"""


def test_the_double_knows_what_leaves_no_trace(generate: Generate) -> None:
    package = generate(TRACELESS)
    transport = package.module("testing").OfflineTransport()
    client = package.client(http_client=transport.client())
    client.find("x", {}, [])
    client.send()
    assert [call.operation for call in transport.calls] == ["find", "send"]


def test_the_double_still_misses_what_must_be_there(generate: Generate) -> None:
    package = generate(TRACELESS.replace("word, in: query,", "word, in: query, required: true,"))
    transport = package.module("testing").OfflineTransport()
    http = transport.client()
    with pytest.raises(AssertionError, match="word is required"):
        http.get("https://api.example.com/a%20b/%C3%B8/x")


def test_a_method_with_several_ways_to_give_a_body(generate: Generate) -> None:
    """Arguments are those of the usual one."""
    sample = generate("""
paths:
  /x:
    post:
      operationId: add
      parameters: [{name: q, in: query, required: true, schema: {type: integer}}]
      requestBody:
        required: true
        content:
          application/json: {schema: {type: object, required: [url], properties: {url: {type: string}}}}
          application/vnd.x+json: {schema: {type: object, required: [size], properties: {size: {type: integer}}}}
          application/pdf: {schema: {type: string, format: binary}}
      responses: {'204': {description: '-'}}
""")
    transport = sample.module("testing").OfflineTransport()
    client = sample.client(http_client=transport.client())
    given = transport.arguments(client.add)
    assert given.keys() == {"q", "url"}
    client.add(**given)
    assert transport.calls[-1].body == {"url": given["url"]}


def test_arguments_may_be_called_as_those_that_look_at_a_call(generate: Generate) -> None:
    sample = generate("""
paths:
  /x:
    get:
      operationId: find
      parameters:
        - {name: client, in: query, required: true, schema: {type: integer, maximum: 9}}
        - {name: method, in: query, schema: {type: string}}
      responses: {'204': {description: Found.}}
""")
    transport = sample.module("testing").OfflineTransport()
    client = sample.client(http_client=transport.client())
    assert transport.arguments(client.find).keys() == {"client"}
    assert client.check(client.find, client=1, method="a") == []
    assert [each.path for each in client.check(client.find, client=10)] == ["client"]


def test_arguments_that_a_part_of_the_body_describes_have_their_names_in_python(
    generate: Generate,
) -> None:
    sample = generate("""
paths:
  /x:
    post:
      operationId: add
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Whole'}}}
      responses: {'204': {description: Added.}}
components:
  schemas:
    Base: {type: object, required: [startTime], properties: {startTime: {type: integer}, 'end-time': {type: integer}}}
    Whole:
      allOf: [{$ref: '#/components/schemas/Base'}]
      properties: {sizeOf: {type: integer}}
      required: [sizeOf]
      additionalProperties: false
""")
    transport = sample.module("testing").OfflineTransport()
    client = sample.client(http_client=transport.client())
    given = transport.arguments(client.add)
    assert given.keys() == {"start_time", "end_time", "size_of"}
    client.add(**given)
    assert transport.calls[0].body.keys() == {"startTime", "end-time", "sizeOf"}
    schema = client.schema(client.add)
    properties = [schema, *schema["$defs"].values(), *schema.get("allOf", ())]
    named = {name for each in properties for name in each.get("properties", {})}
    assert named == {"start_time", "end_time", "size_of"}
