"""What JSON Schema can say of a request, said as rules: each kind of condition, kept and broken."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from support import Generate, Package

ORDERS = """
paths:
  /orders:
    post:
      operationId: orders.create
      tags: [orders]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: {'201': {description: It.}}
components:
  schemas:
    Order:
      type: object
      properties:
        kind: {type: string, enum: [gift, sale, loan]}
        price: {type: number}
        count: {type: integer}
        note: {type: [string, 'null']}
        urgent: {type: boolean}
        tags: {type: array, items: {type: string}}
        from: {type: string, format: date-time, x-zone: optional}
        until: {type: [string, 'null'], format: date-time}
        day: {type: string, format: date}
        buyer: {$ref: '#/components/schemas/Person'}
        lines: {type: array, items: {$ref: '#/components/schemas/Line'}}
    Person:
      type: object
      properties:
        name: {type: string}
        company: {type: string}
        age: {type: integer}
    Line:
      type: object
      properties:
        article: {type: string}
        amount: {type: integer}
        least: {type: integer}
        discount: {type: number}
"""


def order(generate: Generate, condition: str, **beside: str) -> Package:
    """A client whose orders have a condition: a member of `allOf`, or keywords beside the properties."""
    spec = yaml.safe_load(ORDERS)
    schema = spec["components"]["schemas"]["Order"]
    if condition:
        member = yaml.safe_load(condition)
        schema["allOf"] = [
            {"x-rule": {"id": "the-rule", "says": "Something is not right."}, **member}
        ]
    for name, text in beside.items():
        spec["components"]["schemas"][name].update(yaml.safe_load(text))
    return generate(spec)


def broken(package: Package, body: Any) -> list[tuple[str, str]]:
    """The rules that an order breaks, with the paths."""
    return [(v.rule, v.path) for v in package.module("rules").check("Order", body)]


CASES = {
    # requires
    "a value requires a field": (
        "{if: {required: [kind], properties: {kind: {const: sale}}}, then: {required: [price]}}",
        [{}, {"kind": "gift"}, {"kind": "sale", "price": 1}],
        [({"kind": "sale"}, "price")],
    ),
    "a field requires a field": (
        "{dependentRequired: {price: [count]}}",
        [{}, {"count": 1}, {"price": 1, "count": 1}],
        [({"price": 1}, "count")],
    ),
    "a field brings a schema": (
        "{dependentSchemas: {price: {required: [count], properties: {count: {minimum: 2}}}}}",
        [{"count": 1}, {"price": 1, "count": 2}],
        [({"price": 1}, "count"), ({"price": 1, "count": 1}, "count")],
    ),
    # or
    "one of two fields at least": (
        "{anyOf: [{required: [price]}, {required: [count]}]}",
        [{"price": 1}, {"count": 1}, {"price": 1, "count": 1}],
        [({}, "price"), ({"kind": "gift"}, "price")],
    ),
    # only one
    "exactly one of two fields": (
        "{oneOf: [{required: [price]}, {required: [count]}]}",
        [{"price": 1}, {"count": 1}],
        [({}, "price"), ({"price": 1, "count": 1}, "price")],
    ),
    # all or none
    "both fields or neither": (
        "{dependentRequired: {price: [count], count: [price]}}",
        [{}, {"price": 1, "count": 1}],
        [({"price": 1}, "count"), ({"count": 1}, "price")],
    ),
    # zero or one
    "not both fields": (
        "{not: {required: [price, count]}}",
        [{}, {"price": 1}, {"count": 1}],
        [({"price": 1, "count": 1}, "price")],
    ),
    # arithmetic and relational
    "a bound that depends": (
        "{if: {required: [kind], properties: {kind: {enum: [gift, loan]}}}, then: {properties: {price: {maximum: 5}}}}",
        [{"kind": "gift"}, {"kind": "gift", "price": 5}, {"kind": "sale", "price": 6}, {"price": 6}],
        [({"kind": "loan", "price": 5.5}, "price")],
    ),
    "limits that are left out": (
        "{properties: {count: {exclusiveMinimum: 2, exclusiveMaximum: 4, multipleOf: 3}}}",
        [{}, {"count": 3}],
        [({"count": 2}, "count"), ({"count": 4}, "count")],
    ),
    "one time before another": (
        "{x-compare: {left: from, operator: '<=', right: until}}",
        [
            {"from": "2026-01-02T00:00:00Z"},
            {"from": "2026-01-02T00:00:00Z", "until": None},
            {"from": "2026-01-02T00:00:00Z", "until": "2026-01-02T00:00:00Z"},
            {"from": "2026-01-02T10:00:00+02:00", "until": "2026-01-02T08:30:00Z"},
            {"from": "2026-01-02T09:00:00", "until": "2026-01-02T10:00:00+01:00"},
        ],
        [
            ({"from": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z"}, "from"),
            ({"from": "2026-01-02T08:30:00Z", "until": "2026-01-02T10:00:00+02:00"}, "from"),
            ({"from": "2026-03-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}, "from"),
        ],
    ),
    "numbers of each line": (
        "{x-compare: {left: lines.amount, operator: '>=', right: lines.least}}",
        [{"lines": []}, {"lines": [{"amount": 2}, {"amount": 3, "least": 3}, {"least": 9}]}],
        [({"lines": [{"amount": 9}, {"amount": 3, "least": 4}]}, "lines[1].amount")],
    ),
    "a day and a time": (
        "{x-compare: {left: day, operator: '<', right: from}}",
        [{"day": "2026-01-01", "from": "2026-01-01T00:00:01Z"}],
        [({"day": "2026-01-02", "from": "2026-01-01T10:00:00Z"}, "day")],
    ),
    # complex
    "otherwise something else": (
        "{if: {required: [urgent], properties: {urgent: {const: true}}},"
        " then: {required: [until]}, else: {required: [note]}}",
        [{"urgent": True, "until": None}, {"urgent": False, "note": "x"}, {"note": None}],
        [({"urgent": True, "note": "x"}, "until"), ({"urgent": False}, "note"), ({}, "note")],
    ),
    "several at once": (
        """{anyOf: [{required: [kind], properties: {kind: {const: gift}}},
                    {allOf: [{required: [price]}, {not: {properties: {price: {maximum: 0}}}}]}]}""",
        [{"kind": "gift"}, {"price": 1}, {"kind": "sale", "price": 1}],
        [({"kind": "sale"}, "kind"), ({"price": 0}, "kind")],
    ),
    "null is a value": (
        "{if: {required: [note], properties: {note: {const: null}}}, then: {properties: {urgent: false}}}",
        [{"urgent": True}, {"note": "x", "urgent": True}, {"note": None}],
        [({"note": None, "urgent": True}, "urgent")],
    ),
    "only null": (
        "{properties: {note: {enum: [null]}}}",
        [{}, {"note": None}],
        [({"note": ""}, "note")],
    ),
    "true is not one": (
        "{properties: {urgent: {not: {const: 1}}, count: {not: {enum: [true]}}}}",
        [{"urgent": True, "count": 1}],
        [],
    ),
    "one is one point nought": (
        "{if: {required: [price], properties: {price: {const: 1}}}, then: {required: [count]}}",
        [{"price": 2}, {"price": 1.0, "count": 1}],
        [({"price": 1.0}, "count")],
    ),
    "texts": (
        "{properties: {note: {minLength: 2, maxLength: 3, pattern: '^a'}}}",
        [{"note": None}, {"note": "ab"}, {"note": "abc"}],
        [({"note": "a"}, "note"), ({"note": "abcd"}, "note"), ({"note": "ba"}, "note")],
    ),
    "the text that a time is sent as": (
        "{properties: {from: {pattern: 'Z$'}}}",
        [{"from": "2026-01-01T00:00:00Z"}, {"from": datetime(2026, 1, 1, tzinfo=UTC)}],
        [({"from": "2026-01-01T00:00:00+01:00"}, "from"), ({"from": "2026-01-01T00:00:00"}, "from")],
    ),
    # objects inside
    "a field of an object inside": (
        "{if: {required: [kind], properties: {kind: {const: sale}}}, then: {properties: {buyer: {required: [name]}}}}",
        [{"kind": "sale"}, {"kind": "sale", "buyer": {"name": "x"}}, {"buyer": {}}],
        [({"kind": "sale", "buyer": {"age": 3}}, "buyer.name")],
    ),
    "an object inside decides": (
        """{if: {required: [buyer], properties: {buyer: {required: [company], properties: {company: {minLength: 1}}}}},
            then: {properties: {buyer: {properties: {age: false}}}}}""",
        [{"buyer": {"age": 3}}, {"buyer": {"company": "", "age": 3}}, {"buyer": {"company": "x"}}],
        [({"buyer": {"company": "x", "age": 3}}, "buyer.age")],
    ),
    # lists
    "how many": (
        "{if: {required: [lines], properties: {lines: {minItems: 2}}}, then: {required: [tags]}}",
        [{}, {"lines": [{}]}, {"lines": [{}, {}], "tags": []}],
        [({"lines": [{}, {}]}, "tags")],
    ),
    "every item": (
        "{properties: {lines: {items: {required: [amount]}}}}",
        [{}, {"lines": []}, {"lines": [{"amount": 1}]}],
        [({"lines": [{"amount": 1}, {"article": "x"}]}, "lines[1].amount")],
    ),
    "an item by its place": (
        "{properties: {lines: {prefixItems: [{}, {properties: {amount: {const: 1}}}],"
        " items: {properties: {discount: false}}}}}",
        [{"lines": [{"amount": 5, "discount": 1}, {"amount": 1, "discount": 1}, {}]}, {"lines": [{}, {}]}],
        [
            ({"lines": [{}, {"amount": 2}]}, "lines[1].amount"),
            ({"lines": [{}, {}, {"discount": 1}]}, "lines[2].discount"),
        ],
    ),
    "some item": (
        "{properties: {tags: {contains: {const: main}, maxContains: 2}}}",
        [{}, {"tags": ["main"]}, {"tags": ["x", "main", "main"]}],
        [({"tags": []}, "tags"), ({"tags": ["x"]}, "tags"), ({"tags": ["main"] * 3}, "tags")],
    ),
    "no item twice": (
        "{properties: {tags: {uniqueItems: true}}}",
        [{"tags": ["a", "b"]}],
        [({"tags": ["a", "b", "a"]}, "tags")],
    ),
    "the names of members": (
        "{propertyNames: {pattern: '^[a-l]'}, properties: {buyer: {propertyNames: {enum: [name]}}}}",
        [{}, {"kind": "gift", "count": 1}, {"buyer": {"name": "x"}}],
        [({"price": 1}, "price"), ({"buyer": {"name": "x", "age": 1}}, "buyer.age")],
    ),
    "members by their names": (
        "{patternProperties: {'^p': {minimum: 2}, o: {const: null}}}",
        [{}, {"price": 2, "note": None, "kind": "gift"}],
        [({"price": 1}, "price"), ({"note": "x"}, "note")],
    ),
    "no other members": (
        "{properties: {buyer: {properties: {name: true}, patternProperties: {'^a': true},"
        " additionalProperties: false}}}",
        [{}, {"buyer": {"name": "x", "age": 1}}],
        [({"buyer": {"company": "x"}}, "buyer.company")],
    ),
    "a whole object or list": (
        "{properties: {tags: {enum: [[a], [a, b]]}, buyer: {const: {name: x}}}}",
        [{}, {"tags": ["a", "b"], "buyer": {"name": "x"}}],
        [({"tags": ["b"]}, "tags"), ({"buyer": {"name": "x", "age": 1}}, "buyer")],
    ),
    "how many members": (
        "{minProperties: 2, maxProperties: 3}",
        [{"price": 1, "count": 1}],
        [({"price": 1}, ""), ({"price": 1, "count": 1, "note": None, "urgent": True}, "")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_condition(generate: Generate, name: str) -> None:
    condition, kept, wrong = CASES[name]
    package = order(generate, condition)
    for body in kept:
        assert broken(package, body) == [], body
    for body, path in wrong:
        assert [*dict.fromkeys(broken(package, body))] == [("the-rule", path)], body


def test_conditions_without_a_name_go_by_their_keyword(generate: Generate) -> None:
    package = order(
        generate,
        "",
        Order="""{anyOf: [{required: [price]}, {required: [count]}], dependentRequired: {note: [kind]},
                  if: {required: [urgent]}, then: {required: [until]}}""",
    )
    found = package.module("rules").check("Order", {"note": "x", "urgent": True})
    assert {(v.rule, v.path, v.message) for v in found} == {
        ("required", "until", "until is required when urgent is True"),
        ("dependentRequired", "kind", "kind is required when note is given"),
        ("anyOf", "", "price or count is required"),
    }


def test_conditions_on_a_member_go_by_their_keyword(generate: Generate) -> None:
    spec = yaml.safe_load(ORDERS)
    properties = spec["components"]["schemas"]["Order"]["properties"]
    properties["tags"] |= {"uniqueItems": True, "contains": {"const": "main"}}
    properties["note"]["not"] = {"const": ""}
    package = generate(spec)
    assert sorted(broken(package, {"tags": ["main", "x", "x"], "note": ""})) == [
        ("not", "note"),
        ("uniqueItems", "tags"),
    ]
    assert broken(package, {"tags": []}) == [("contains", "tags")]
    assert broken(package, {"tags": ["main"], "note": None}) == []


def test_rules_come_along_by_reference(generate: Generate) -> None:
    spec = yaml.safe_load(ORDERS)
    schemas = spec["components"]["schemas"]
    schemas["Priced"] = {
        "type": "object",
        "properties": {"price": {"type": "number"}},
        "allOf": [
            {
                "x-rule": {"id": "priced", "says": "A price has a count."},
                "dependentRequired": {"price": ["count"]},
            }
        ],
    }
    schemas["Order"]["allOf"] = [{"$ref": "#/components/schemas/Priced"}]
    assert broken(generate(spec), {"price": 1}) == [("priced", "count")]


def test_a_rule_that_cannot_be_broken_in_a_view_is_not_there(generate: Generate) -> None:
    spec = yaml.safe_load(ORDERS)
    schema = spec["components"]["schemas"]["Order"]
    for name, member in schema["properties"].items():
        only = "never" if name == "price" else "optional"
        member["x-access"] = {"create": only, "update": "optional"}
    rule = {"if": {"required": ["price"]}, "then": {"required": ["count"]}}
    schema["allOf"] = [{"x-rule": {"id": "price-count", "says": "A price has a count."}, **rule}]
    spec["paths"]["/orders"]["put"] = spec["paths"]["/orders"]["post"] | {
        "operationId": "orders.replace"
    }
    package = generate(spec)
    rules = package.module("rules")
    [told] = rules.RULES
    assert (told.id, told.on, told.fields) == ("price-count", ("OrderUpdate",), ("count",))
    [violation] = rules.check("OrderUpdate", {"price": 1})
    assert (violation.rule, violation.path) == ("price-count", "count")
    found = rules.check("OrderCreate", {"price": 1})
    assert ("additionalProperties", "price") in [(v.rule, v.path) for v in found]


def test_a_rule_inside_of_its_own_object_counts_for_each(generate: Generate) -> None:
    spec = yaml.safe_load(ORDERS)
    order = spec["components"]["schemas"]["Order"]
    order["properties"]["parts"] = {
        "type": "array",
        "items": {"$ref": "#/components/schemas/Order"},
    }
    order["allOf"] = [
        {
            "x-rule": {"id": "price-count", "says": "A price has a count."},
            "dependentRequired": {"price": ["count"]},
        }
    ]
    body = {"price": 1, "parts": [{"price": 1, "parts": [{"price": 1}]}, {"price": 1, "count": 1}]}
    assert sorted(broken(generate(spec), body)) == [
        ("price-count", "count"),
        ("price-count", "parts[0].count"),
        ("price-count", "parts[0].parts[0].count"),
    ]


def test_each_pair_that_is_compared_is_told_where_it_is(generate: Generate) -> None:
    spec = yaml.safe_load(ORDERS)
    line = spec["components"]["schemas"]["Line"]
    rule = {"id": "enough", "says": "The amount is enough."}
    comparison = {"left": "least", "operator": "<=", "right": "amount"}
    line["allOf"] = [{"x-rule": rule, "x-compare": comparison}]
    package = generate(spec)
    lines = [{"least": 2, "amount": 1}, {"least": 1, "amount": 1}, {"least": 3, "amount": 1}]
    found = package.module("rules").check("Order", {"lines": lines})
    assert [(v.rule, v.path, v.message) for v in found] == [
        ("enough", f"lines[{i}].least", f"lines[{i}]: The amount is enough.") for i in (0, 2)
    ]
    assert found[1].values == {"lines[2].least": 3, "lines[2].amount": 1}
