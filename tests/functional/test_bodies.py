"""Bodies: an object's fields as arguments, anything else as `body`; models, dicts, dates, three kinds of nothing."""

from __future__ import annotations

import inspect
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from support import Generate, Package

ORDERS = """
paths:
  /orders:
    post:
      operationId: orders.create
      tags: [orders]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/OrderRequest'}}}
      responses: {'204': {description: Nothing.}}
components:
  schemas:
    OrderRequest:
      type: object
      required: [name, shippingAddress]
      properties:
        name: {type: string, minLength: 1}
        note: {type: [string, 'null']}
        class: {type: string}
        shippingAddress: {$ref: '#/components/schemas/Address'}
        lines: {type: array, items: {$ref: '#/components/schemas/Line'}, maxItems: 2}
        byCountry: {type: object, additionalProperties: {$ref: '#/components/schemas/Address'}}
        placedAt: {type: string, format: date-time}
        due: {type: string, format: date}
    Address:
      type: object
      required: [zipCode]
      properties:
        zipCode: {type: string}
        city: {type: [string, 'null']}
        openFrom: {type: string, format: date}
    Line: {type: object, required: [qty], properties: {qty: {type: integer, minimum: 1}}}
"""


@pytest.fixture
def orders(generate: Generate) -> Package:
    return generate(ORDERS)


def test_fields_of_an_object_body_are_arguments(orders: Package) -> None:
    parameters = inspect.signature(orders.method("orders.create")).parameters
    assert [*parameters] == [
        "name",
        "shipping_address",
        "note",
        "class_",
        "lines",
        "by_country",
        "placed_at",
        "due",
        "options",
    ]
    assert [p.kind.name for p in parameters.values()] == ["POSITIONAL_OR_KEYWORD"] * 2 + [
        "KEYWORD_ONLY"
    ] * 7
    sent = orders.send("orders.create", "A", {"zip_code": "1"}, class_="c", note="n")
    assert sent.method == "POST"
    assert sent.headers["content-type"] == "application/json"
    assert sent.json == {
        "name": "A",
        "shippingAddress": {"zipCode": "1"},
        "class": "c",
        "note": "n",
    }


def test_nested_values_are_dicts_with_python_or_wire_names(orders: Package) -> None:
    expected = {
        "name": "A",
        "shippingAddress": {"zipCode": "1", "city": "Rome"},
        "lines": [{"qty": 1}, {"qty": 2}],
        "byCountry": {"it": {"zipCode": "2"}},
    }
    for sent in (
        orders.send(
            "orders.create",
            "A",
            {"zip_code": "1", "city": "Rome"},
            lines=[{"qty": 1}, {"qty": 2}],
            by_country={"it": {"zip_code": "2"}},
        ),
        orders.send(
            "orders.create",
            "A",
            {"zipCode": "1", "city": "Rome"},
            lines=({"qty": 1}, {"qty": 2}),
            by_country={"it": {"zipCode": "2"}},
        ),
    ):
        assert sent.json == expected


def test_keys_of_maps_are_never_renamed_and_a_name_is_given_once(orders: Package) -> None:
    sent = orders.send(
        "orders.create", "A", {"zip_code": "1"}, by_country={"zip_code": {"zip_code": "2"}}
    )
    assert sent.json["byCountry"] == {"zip_code": {"zipCode": "2"}}
    with pytest.raises(orders.module().RequestValidationError, match="given twice"):
        orders.call("orders.create", "A", {"zip_code": "1", "zipCode": "2"})


def test_left_out_null_and_a_value_are_three_things(orders: Package) -> None:
    unset = orders.module().UNSET
    address = {"zip_code": "1"}
    assert "note" not in orders.send("orders.create", "A", address).json
    assert "note" not in orders.send("orders.create", "A", address, note=unset).json
    assert orders.send("orders.create", "A", address, note=None).json["note"] is None
    assert orders.send("orders.create", "A", address, note="").json["note"] == ""
    nested = {"zip_code": "1", "city": None}
    assert orders.send("orders.create", "A", nested).json["shippingAddress"] == {
        "zipCode": "1",
        "city": None,
    }


def test_null_goes_out_only_where_the_schema_allows_it(orders: Package) -> None:
    with pytest.raises(orders.module().RequestValidationError) as caught:
        orders.call("orders.create", "A", {"zip_code": None}, class_=None)
    assert sorted((v.rule, v.path) for v in caught.value.violations) == [
        ("type", "class_"),
        ("type", "shipping_address.zip_code"),
    ]


@pytest.mark.parametrize(
    ("given", "wire"),
    [
        (datetime(2026, 3, 1, 9, 30, tzinfo=UTC), "2026-03-01T09:30:00Z"),
        (
            datetime(2026, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=2))),
            "2026-03-01T09:30:00+02:00",
        ),
        ("2026-03-01T09:30:00Z", "2026-03-01T09:30:00Z"),
        ("2026-03-01T09:30:00+02:00", "2026-03-01T09:30:00+02:00"),
    ],
)
def test_moments_are_objects_or_text(orders: Package, given: object, wire: str) -> None:
    assert (
        orders.send("orders.create", "A", {"zip_code": "1"}, placed_at=given).json["placedAt"]
        == wire
    )


def test_days_are_objects_or_text_also_inside(orders: Package) -> None:
    for day in (date(2026, 3, 1), "2026-03-01"):
        body = orders.send("orders.create", "A", {"zip_code": "1", "open_from": day}, due=day).json
        assert (body["due"], body["shippingAddress"]["openFrom"]) == ("2026-03-01", "2026-03-01")


@pytest.mark.parametrize(
    "bad", [1772352000, "soon", "2026-13-01T00:00:00Z", date(2026, 3, 1), True]
)
def test_nothing_else_is_a_moment(orders: Package, bad: object) -> None:
    with pytest.raises(orders.module().RequestValidationError) as caught:
        orders.call("orders.create", "A", {"zip_code": "1"}, placed_at=bad)
    assert [v.path for v in caught.value.violations] == ["placed_at"]
    assert orders.sent == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"name": ""}, [("minLength", "name")]),
        ({"name": 3}, [("type", "name")]),
        ({"shipping_address": {}}, [("required", "shipping_address.zip_code")]),
        (
            {"shipping_address": {"zip_code": "1", "zip": "2"}},
            [("additionalProperties", "shipping_address.zip")],
        ),
        ({"shipping_address": "Rome"}, [("type", "shipping_address")]),
        ({"lines": [{"qty": 1}, {"qty": 0}]}, [("minimum", "lines[1].qty")]),
        ({"lines": [{"qty": 1}] * 3}, [("maxItems", "lines")]),
        ({"lines": [{"qty": "1"}]}, [("type", "lines[0].qty")]),
        ({"by_country": {"it": {"zipCode": 1}}}, [("type", "by_country.it.zipCode")]),
    ],
)
def test_wrong_values_are_refused_with_their_place(
    orders: Package, arguments: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    with pytest.raises(orders.module().RequestValidationError) as caught:
        orders.call(
            "orders.create", **{"name": "A", "shipping_address": {"zip_code": "1"}, **arguments}
        )
    assert [(v.rule, v.path) for v in caught.value.violations] == expected
    assert orders.sent == []


BODIES = """
paths:
  /list: {post: {operationId: send_list, requestBody: {required: true, content: {application/json: {schema:
    {type: array, items: {type: integer}}}}}, responses: {'204': {description: Nothing.}}}}
  /map: {post: {operationId: send_map, requestBody: {required: true, content: {application/json: {schema:
    {type: object, additionalProperties: {type: number}}}}}, responses: {'204': {description: Nothing.}}}}
  /text: {post: {operationId: send_text, requestBody: {required: true, content: {text/plain: {schema:
    {type: string}}}}, responses: {'204': {description: Nothing.}}}}
  /any: {post: {operationId: send_any, requestBody: {content: {application/json: {}}},
    responses: {'204': {description: Nothing.}}}}
  /form: {post: {operationId: send_form, requestBody: {required: true, content: {application/x-www-form-urlencoded:
    {schema: {type: object, required: [userName], properties: {userName: {type: string}, age: {type: integer}}}}}},
    responses: {'204': {description: Nothing.}}}}
  /optional: {post: {operationId: send_optional, requestBody: {content: {application/json: {schema:
    {type: object, required: [a], properties: {a: {type: integer}, b: {type: integer}}}}}},
    responses: {'204': {description: Nothing.}}}}
  /openended: {post: {operationId: send_open, requestBody: {required: true, content: {application/json: {schema:
    {type: object, properties: {a: {type: integer}}, additionalProperties: true}}}},
    responses: {'204': {description: Nothing.}}}}
"""


def test_other_bodies_are_one_argument(generate: Generate) -> None:
    sample = generate(BODIES)
    for name in ("send_list", "send_map", "send_text"):
        parameters = inspect.signature(sample.method(name)).parameters
        assert [(p.name, p.kind.name) for p in parameters.values()] == [
            ("body", "POSITIONAL_OR_KEYWORD"),
            ("options", "KEYWORD_ONLY"),
        ]
    assert sample.send("send_list", [1, 2]).json == [1, 2]
    assert sample.send("send_list", []).json == []
    assert sample.send("send_map", {"a": 1, "b": 2.5}).json == {"a": 1, "b": 2.5}
    sent = sample.send("send_text", "hello")
    assert (sent.body, sent.headers["content-type"].split(";")[0]) == (b"hello", "text/plain")
    with pytest.raises(sample.module().RequestValidationError):
        sample.call("send_list", ["1"])


def test_what_an_open_object_takes_beside_its_fields_is_an_argument(generate: Generate) -> None:
    sample = generate(BODIES)
    parameters = inspect.signature(sample.method("send_open")).parameters
    assert [*parameters] == ["a", "additional_properties", "options"]
    sent = sample.send("send_open", a=1, additional_properties={"z": [None]})
    assert sent.json == {"a": 1, "z": [None]}
    assert sample.send("send_open").json == {}


def test_an_optional_body_may_be_left_out(generate: Generate) -> None:
    sample = generate(BODIES)
    assert sample.send("send_any").body == b""
    assert sample.send("send_any", body={"any": ["thing", 1, None]}).json == {
        "any": ["thing", 1, None]
    }
    assert sample.send("send_any", body=None).body == b"null"
    assert sample.send("send_optional").body == b""
    assert sample.send("send_optional", a=1).json == {"a": 1}
    with pytest.raises(sample.module().RequestValidationError) as caught:
        sample.call("send_optional", b=1)
    assert [(v.rule, v.path) for v in caught.value.violations] == [("required", "a")]


def test_forms_take_fields_too(generate: Generate) -> None:
    sample = generate(BODIES)
    sent = sample.send("send_form", "ann lee", age=3)
    assert sent.headers["content-type"] == "application/x-www-form-urlencoded"
    assert sent.body in (b"userName=ann+lee&age=3", b"userName=ann%20lee&age=3")


def test_a_body_beside_a_path_parameter_of_its_name(generate: Generate) -> None:
    sample = generate("""
paths:
  /x/{body}:
    put:
      operationId: put_x
      parameters: [{name: body, in: path, required: true, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {type: array, items: {type: string}}}}}
      responses: {'204': {description: Nothing.}}
""")
    assert [*inspect.signature(sample.method("put_x")).parameters] == [
        "body",
        "body_body",
        "options",
    ]
    sent = sample.send("put_x", "p", ["b"])
    assert (sent.path, sent.json) == ("/x/p", ["b"])


def test_options_may_add_members_to_the_body(orders: Package) -> None:
    options = orders.module().RequestOptions(body={"beta": True, "name": "B"})
    sent = orders.send("orders.create", "A", {"zip_code": "1"}, options=options)
    assert sent.json == {"name": "B", "shippingAddress": {"zipCode": "1"}, "beta": True}


ALIKE = """
paths:
  /a:
    post:
      operationId: make
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [event]
              properties:
                event: {type: string, oneOf: [{description: one}, {description: two}]}
                size: {type: integer, oneOf: [{minimum: 3}, {minimum: 3}, {maximum: 1}]}
      responses: {'204': {description: '-'}}
"""


def test_members_of_one_of_that_say_the_same_count_once(generate: Generate) -> None:
    sample = generate(ALIKE)
    sample.server.play((204, None))
    sample.call("make", event="x", size=4)
    assert sample.sent[-1].json == {"event": "x", "size": 4}
    with pytest.raises(sample.module().RequestValidationError, match="size"):
        sample.call("make", event="x", size=2)


def test_no_two_arguments_share_a_name(generate: Generate) -> None:
    package = generate("""
paths:
  /things/{self}:
    post:
      operationId: things.put
      tags: [things]
      parameters:
        - {name: self, in: path, required: true, schema: {type: string}}
        - {name: options, in: query, schema: {type: string}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties: {self: {type: string}, options: {type: string}, self_body: {type: string}}
      responses: {'204': {description: Nothing.}}
""")
    names = [*inspect.signature(package.method("things.put")).parameters]
    assert names == ["self_", "options_", "self_body", "options_body", "self_body_body", "options"]
    sent = package.send("things.put", **dict(zip(names[:-1], "abcde", strict=True)))
    assert (sent.path, sent.query) == ("/things/a", (("options", "b"),))
    assert sent.json == {"self": "c", "options": "d", "self_body": "e"}


def test_a_renamed_argument_is_called_so_in_errors_and_schemas(generate: Generate) -> None:
    package = generate("""
paths:
  /things/{id}:
    put:
      operationId: things.put
      tags: [things]
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [id]
              properties: {id: {type: object, properties: {size: {type: integer}}}, note: {type: string}}
              if: {required: [note]}
              then: {properties: {id: {required: [size]}}}
      responses: {'204': {description: Nothing.}}
""")
    with pytest.raises(package.module().RequestValidationError) as caught:
        package.send("things.put", 1, {"size": "x"})
    (violation,) = caught.value.violations
    assert (violation.path, violation.pointer) == ("id_body.size", "/id/size")
    assert "id_body.size must be a whole number" in str(caught.value)
    client = package.client()
    schema = client.schema(client.things.put)
    assert [*schema["properties"]] == ["id", "id_body", "note"]
    assert schema["required"] == ["id", "id_body"]
    assert schema["allOf"][0]["then"] == {"properties": {"id_body": {"required": ["size"]}}}


def test_additional_properties_are_sent_under_the_names_given(generate: Generate) -> None:
    package = generate("""
paths:
  /things:
    post:
      operationId: things.put
      tags: [things]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties: {zipCode: {type: string}}
              additionalProperties: {type: integer}
      responses: {'204': {description: Nothing.}}
""")
    sent = package.send("things.put", zip_code="1", additional_properties={"zip_code": 2})
    assert sent.json == {"zipCode": "1", "zip_code": 2}
    with pytest.raises(
        package.module().RequestValidationError, match="must be a mapping, not list"
    ):
        package.send("things.put", additional_properties=[1])
    client = package.client()
    assert client.schema(client.things.put)["properties"] == {
        "zip_code": {"type": "string"},
        "additional_properties": {"type": "object", "additionalProperties": {"type": "integer"}},
    }


READ_AND_SENT = """
paths:
  /things:
    get:
      operationId: things.get
      tags: [things]
      responses:
        '200':
          description: It.
          content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
  /others:
    get:
      operationId: others.get
      tags: [others]
      responses:
        '200':
          description: It.
          content: {application/json: {schema: {$ref: '#/components/schemas/Other'}}}
  /owned:
    post:
      operationId: owned.put
      tags: [owned]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties: {thing: {$ref: '#/components/schemas/Thing'}}
      responses: {'204': {description: Nothing.}}
components:
  schemas:
    Thing:
      type: object
      additionalProperties: false
      properties: {name: {type: string}, note: {type: [string, 'null']}, size: {type: integer}}
    Other:
      type: object
      properties: {colour: {type: string}}
"""


def test_an_object_of_which_nothing_may_be_sent_is_refused(generate: Generate) -> None:
    package = generate(READ_AND_SENT)
    package.server.play({"colour": "red"})
    other = package.call("others.get")
    with pytest.raises(package.module().RequestValidationError, match="cannot be this Other"):
        package.send("owned.put", thing=other)


def test_a_field_that_was_emptied_is_a_change(generate: Generate) -> None:
    package = generate(READ_AND_SENT)
    package.server.play({"name": "a", "note": "n", "size": 1})
    thing = package.call("things.get")
    assert thing.changes() == {}
    thing.note = None
    thing.size = None
    assert thing.changes() == {"note": None, "size": None}


def test_an_optional_body_may_be_an_empty_object(generate: Generate) -> None:
    sample = generate("""
paths:
  /tags:
    post:
      operationId: add
      requestBody: {content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}}
      responses: {'204': {description: Nothing.}}
    get: {operationId: list, responses: {'204': {description: Nothing.}}}
""")
    empty = sample.module().RequestOptions(body={})
    assert sample.send("add").body == b""
    assert sample.send("add", options=empty).json == {}
    assert sample.send("add", name="a", options=empty).json == {"name": "a"}
    assert sample.send("list", options=empty).body == b""


def test_a_decimal_may_be_given_for_text_of_that_format(generate: Generate) -> None:
    sample = generate("""
paths:
  /prices:
    post:
      operationId: set
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Price'}}}
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Price'}}}}
components:
  schemas:
    Price: {type: object, required: [amount], properties: {amount: {type: string, format: decimal}}}
""")
    amount = inspect.signature(sample.method("set")).parameters["amount"]
    assert amount.annotation == "Decimal | str"
    sample.server.play({"amount": "2.50"})
    assert sample.call("set", Decimal("1.50")).amount == "2.50"
    assert sample.sent[-1].json == {"amount": "1.50"}


@pytest.mark.parametrize("media", ["application/json", "application/x-www-form-urlencoded"])
def test_an_empty_object_where_a_body_may_be_left_out(generate: Generate, media: str) -> None:
    """Nothing given is nothing sent; the empty object goes through the options."""
    sample = generate(f"""
paths:
  /tag:
    post:
      operationId: tag
      requestBody: {{content: {{{media}: {{schema: {{type: object, properties: {{name: {{type: string}}}}}}}}}}}}
      responses: {{'204': {{description: Nothing.}}}}
""")
    sample.server.play((204, None))
    nothing, empty = sample.send("tag"), sample.send("tag", options={"body": {}})
    assert (nothing.body, nothing.headers.get("content-type")) == (b"", None)
    assert empty.body == (b"{}" if media.endswith("json") else b"")
    assert empty.headers["content-type"] == media
