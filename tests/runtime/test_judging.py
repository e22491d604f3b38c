"""Requests are strict: every wrong value has its keyword, its place and its sentence."""

from __future__ import annotations

import asyncio
import json
import warnings
from collections.abc import Mapping
from typing import Any

import httpx
import hypothesis
import jsonschema_rs
import pytest
from hypothesis import strategies as st
from runtime.client import APIClient
from runtime.errors import RequestValidationError, RuleWarning, Violation
from runtime.options import RequestOptions
from runtime.requests.build import with_additional
from runtime.schemas.check import check_value
from runtime.spec.operation import Body, Operation, Parameter
from runtime.spec.service import Service
from schemas_as_data import TEXT, WHOLE, arguments, closed, kept, ref
from shop import REQUESTS, AsyncShop, Price, PriceCreate, Shop

NUMBER = {"type": "number"}


def sent(
    schema: Any,
    value: Any,
    defs: Mapping[str, Any] | None = None,
    options: RequestOptions | None = None,
    **settings: Any,
) -> Any:
    """The JSON that a call sends whose arguments are the members of a body with a schema."""
    seen: list[bytes] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.content)
        return httpx.Response(200)

    named = {f"$defs/{name}": each for name, each in (defs or {}).items()}
    service = Service("X", requests=kept({"operations/o": arguments(body=schema), **named}))
    http_client = httpx.Client(transport=httpx.MockTransport(handler))
    client = APIClient(service, base_url="http://x", http_client=http_client, **settings)
    client.call(Operation("o", "POST", "/", body=Body(fields=True)), body=value, options=options)
    return json.loads(seen[0])


def wrong(
    schema: Any, value: Any, defs: Mapping[str, Any] | None = None, **settings: Any
) -> tuple[Violation, ...]:
    """All that a call is refused for; for the arguments see `sent`."""
    with pytest.raises(RequestValidationError) as caught:
        sent(schema, value, defs, **settings)
    return caught.value.violations


def texts(count: int) -> list[str]:
    """Numbers as text."""
    return [str(number) for number in range(count)]


IF = {
    "if": {"properties": {"kind": {"const": "cpm"}}, "required": ["kind"]},
    "then": {"required": ["price"]},
    "else": {"properties": {"price": False}},
}
PERIOD = {"left": "start", "operator": "<", "right": "end"}
PAIR = {"type": "array", "prefixItems": [TEXT, WHOLE], "items": False}
ONE_OF_TWO = [{"required": ["a"]}, {"required": ["b"]}]

# Of the member `x` of a body: its schema, its value, then rule, path below it and sentence.
WRONG: list[tuple[Any, Any, str, str, str]] = [
    ({"type": "integer"}, 1.5, "type", "", "x must be a whole number, not 1.5"),
    ({"type": "integer"}, True, "type", "", "x must be a whole number, not True"),
    ({"type": "integer"}, "1", "type", "", "x must be a whole number, not '1'"),
    (NUMBER, "1", "type", "", "x must be a number, not '1'"),
    (NUMBER, True, "type", "", "x must be a number, not True"),
    (NUMBER, float("inf"), "type", "", "x must be a finite number, not inf"),
    ({"type": "boolean"}, 1, "type", "", "x must be true or false, not 1"),
    ({"type": "string"}, None, "type", "", "x must be text, not None"),
    ({"type": "string"}, 5, "type", "", "x must be text, not 5"),
    ({"type": "array"}, "no", "type", "", "x must be a list, not 'no'"),
    ({"type": "object"}, [1], "type", "", "x must be an object, not a list"),
    ({"type": "null"}, {}, "type", "", "x must be None, not an object"),
    ({"type": ["number", "integer", "null"]}, "a", "type", "",
     "x must be a number or None, not 'a'"),
    (True, object(), "type", "", "x cannot be of the type object, which JSON has no way to write"),
    (TEXT, b"a", "type", "", "x cannot be of the type bytes, which JSON has no way to write"),
    (True, "\ud800", "type", "", "x has half a character, which cannot be encoded"),
    ({"enum": ["DAY", "WEEK"]}, "HOUR", "enum", "", "x must be 'DAY' or 'WEEK', not 'HOUR'"),
    ({"enum": ["DAY", "WEEK"]}, "DAYS", "enum", "",
     "x must be 'DAY' or 'WEEK', not 'DAYS'; did you mean 'DAY'?"),
    ({"enum": ["DAY", "WEEK"]}, "week", "enum", "",
     "x must be 'DAY' or 'WEEK', not 'week'; did you mean 'WEEK'?"),
    ({"enum": [1, 2, 3]}, 4, "enum", "", "x must be 1, 2 or 3, not 4"),
    ({"enum": texts(20)}, "x", "enum", "",
     "x must be one of '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11' and 8 more, not 'x'"),
    ({"const": "a"}, "b", "const", "", "x must be 'a', not 'b'"),
    ({"const": {"a": 1}}, 5, "const", "", 'x must be {"a": 1}, not 5'),
    ({"const": None}, 5, "const", "", "x must be None, not 5"),
    ({"minimum": 1}, 0, "minimum", "", "x must be at least 1, not 0"),
    ({"maximum": 10}, 11, "maximum", "", "x must be at most 10, not 11"),
    ({"exclusiveMinimum": 0}, 0, "exclusiveMinimum", "", "x must be greater than 0, not 0"),
    ({"exclusiveMaximum": 99.5}, 100, "exclusiveMaximum", "", "x must be less than 99.5, not 100"),
    ({"multipleOf": 0.05}, 0.12, "multipleOf", "", "x must be a multiple of 0.05, not 0.12"),
    ({"minLength": 2}, "a", "minLength", "", "x must have at least 2 characters, not 1"),
    ({"maxLength": 1}, "abc", "maxLength", "", "x must have at most 1 character, not 3"),
    ({"pattern": "^[a-z]*$"}, "AB", "pattern", "", "x must match the pattern ^[a-z]*$, not 'AB'"),
    ({"maxLength": 3}, "x" * 99, "maxLength", "", "x must have at most 3 characters, not 99"),
    ({"pattern": "^a"}, "x" * 99, "pattern", "",
     f"x must match the pattern ^a, not '{'x' * 76}..."),
    (closed({"a": TEXT}, ["a"]), {}, "required", ".a", "x.a is required"),
    (closed({"a": TEXT}), {"b": 1}, "additionalProperties", ".b",
     "x.b is not a field that can be sent"),
    (closed({"name": TEXT}), {"nam": 1}, "additionalProperties", ".nam",
     "x.nam is not a field that can be sent; did you mean name?"),
    (closed({"fullName": TEXT}, **{"x-names": {"full_name": "fullName"}}), {"fulname": 1},
     "additionalProperties", ".fulname",
     "x.fulname is not a field that can be sent; did you mean full_name?"),
    ({"additionalProperties": WHOLE}, {"a": "1"}, "type", ".a", "x.a must be a whole number, not '1'"),
    ({"items": TEXT}, ["a", 1], "type", "[1]", "x[1] must be text, not 1"),
    (PAIR, ["a", "b"], "type", "[1]", "x[1] must be a whole number, not 'b'"),
    (PAIR, ["a", 1, 2], "items", "[2]", "x[2] cannot be sent"),
    ({"prefixItems": [TEXT], "unevaluatedItems": False}, ["a", 2], "unevaluatedItems", "",
     "x must not have more items than are described"),
    ({"minItems": 1}, [], "minItems", "", "x must have at least 1 item, not 0"),
    ({"maxItems": 2}, [1, 2, 3], "maxItems", "", "x must have at most 2 items, not 3"),
    ({"uniqueItems": True}, ["a", "a"], "uniqueItems", "", "x must not hold the same item twice"),
    ({"contains": {"const": 1}}, [2], "contains", "", "x must have at least 1 item that is 1"),
    ({"contains": {"const": 1}, "minContains": 2}, [1], "minContains", "",
     "x must have at least 2 items that are 1"),
    ({"contains": {"const": 1}, "minContains": 0, "maxContains": 1}, [1, 1], "maxContains", "",
     "x must have at most 1 item that is 1"),
    ({"contains": {"properties": {"kind": {"const": "main"}}, "required": ["kind"]}}, [{"kind": "a"}],
     "contains", "", "x must have at least 1 item that is an object with kind 'main'"),
    ({"contains": {"minimum": 5}}, [1], "contains", "",
     'x must have at least 1 item that fits {"minimum": 5}'),
    ({"minProperties": 1}, {}, "minProperties", "", "x must have at least 1 member, not 0"),
    ({"maxProperties": 1}, {"a": 1, "b": 2}, "maxProperties", "",
     "x must have at most 1 member, not 2"),
    ({"propertyNames": {"pattern": "^[a-z]$"}}, {"A": 1}, "propertyNames", "",
     "x has a member 'A', whose name must match the pattern ^[a-z]$"),
    ({"propertyNames": {"maxLength": 2}}, {"abc": 1}, "propertyNames", "",
     "x has a member 'abc', whose name must have at most 2 characters, not 3"),
    ({"patternProperties": {"^x-": TEXT}, "additionalProperties": False}, {"x-a": 1}, "type", ".x-a",
     "x.x-a must be text, not 1"),
    ({"patternProperties": {"^x-": TEXT}, "additionalProperties": False}, {"b": 1},
     "additionalProperties", ".b", "x.b is not a field that can be sent"),
    ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, "dependentRequired", ".b",
     "x.b is required when x.a is given"),
    ({"dependentSchemas": {"a": {"required": ["c"]}}}, {"a": 1}, "required", ".c",
     "x.c is required when x.a is given"),
    ({"dependentSchemas": {"a": {"properties": {"b": {"minimum": 5}}}}}, {"a": 1, "b": 1}, "minimum",
     ".b", "x.b must be at least 5 when x.a is given, not 1"),
    (IF, {"kind": "cpm"}, "required", ".price", "x.price is required when x.kind is 'cpm'"),
    (IF, {"kind": "flat", "price": 5}, "not", ".price", "x.price cannot be sent when x.kind is 'flat'"),
    (IF, {"price": 5}, "not", ".price", "x.price cannot be sent when x.kind is left out"),
    ({"not": {"required": ["a", "b"]}}, {"a": 1, "b": 2}, "not", "", "x must not have a and b together"),
    ({"not": {"required": ["a"]}}, {"a": 1}, "not", "", "x must not have a"),
    ({"not": {"enum": [0, 1]}}, 0, "not", "", "x must not be 0 or 1"),
    ({"not": {"const": 0}}, 0, "not", "", "x must not be 0"),
    ({"not": {"type": ["string", "null"]}}, None, "not", "", "x must not be text or None"),
    ({"not": {"pattern": "^a"}}, "abc", "not", "", "x must not match the pattern ^a"),
    ({"not": {"minimum": 5}}, 7, "not", "", 'x must not fit {"minimum": 5}'),
    ({"not": {"properties": {"a": {"const": 1}}, "required": ["a"]}}, {"a": 1}, "not", "",
     "x must not be an object with a 1"),
    (False, 1, "not", "", "x cannot be sent"),
    ({"anyOf": [TEXT, WHOLE]}, 1.5, "anyOf", "", "x must be text or a whole number, not 1.5"),
    ({"anyOf": [{"type": "string", "maxLength": 2}, WHOLE]}, "abc", "maxLength", "",
     "x must have at most 2 characters, not 3"),
    ({"anyOf": ONE_OF_TWO}, {}, "anyOf", "", "x.a or x.b is required"),
    ({"anyOf": [{"minimum": 10}, {"maximum": 0}]}, 5, "anyOf", "",
     "x fits nothing that is described: x must be at least 10, not 5; or x must be at most 0, not 5"),
    ({"anyOf": [closed({"a": WHOLE}), {"type": "null"}]}, {"a": "x"}, "type", ".a",
     "x.a must be a whole number, not 'x'"),
    ({"oneOf": [TEXT, WHOLE]}, None, "oneOf", "", "x must be text or a whole number, not None"),
    ({"oneOf": [{"enum": ["a", "b"]}, {"const": "c"}, WHOLE]}, "d", "oneOf", "",
     "x must be 'a', 'b' or 'c', not 'd'"),
    ({"oneOf": ONE_OF_TWO}, {"a": 1, "b": 2}, "oneOf", "", "x must not have a and b together"),
    ({"oneOf": [{"minimum": 1}, {"maximum": 9}]}, 5, "oneOf", "",
     "x must fit one of what is described, not 2"),
    ({"properties": {"a": WHOLE}, "unevaluatedProperties": False}, {"b": 1}, "additionalProperties",
     ".b", "x.b is not a field that can be sent"),
    ({"x-compare": PERIOD}, {"start": 5, "end": 3}, "x-compare", ".start",
     "x.start must be less than x.end"),
    ({"x-compare": PERIOD}, {"start": "2027-05-02", "end": "2027-05-01"}, "x-compare", ".start",
     "x.start must be before x.end"),
    ({"x-rule": {"id": "order", "says": "the end comes after the start"}, "x-compare": PERIOD},
     {"start": 5, "end": 3}, "order", ".start", "x: the end comes after the start"),
    ({"x-rule": {"id": "cap", "says": "a cap needs a period"}, "dependentRequired": {"cap": ["period"]}},
     {"cap": 3}, "cap", ".period", "x: a cap needs a period"),
    ({"x-rule": {"id": "quiet"}, "required": ["period"]}, {}, "quiet", ".period",
     "x.period is required"),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "value", "rule", "below", "sentence"), WRONG)
def test_wrong_values(schema: Any, value: Any, rule: str, below: str, sentence: str) -> None:
    (found,) = wrong(closed({"x": schema}), {"x": value})
    assert found.message == sentence
    assert (found.rule, found.path) == (rule, f"x{below}")
    assert not found.warns


FORMATS = {
    "date-time": ("a date and time with its zone, such as 2027-03-01T09:30:00Z",
                  "2027-03-01T09:30:00"),
    "date-time-zone-optional": ("a date and time, such as 2027-03-01T09:30:00", "2027-03-01"),
    "date": ("a date, such as 2027-03-01", "2027-02-30"),
    "time": ("a time of day, such as 09:30:00", "25:00:00Z"),
    "duration": ("a duration, such as P1DT12H", "1 day"),
    "uuid": ("a UUID", "1234"),
    "email": ("an e-mail address", "nobody"),
    "ipv4": ("an IPv4 address", "1.2.3.256"),
    "ipv6": ("an IPv6 address", "1::2::3"),
    "byte": ("text in base 64", "a*"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_formats(name: str) -> None:
    said, value = FORMATS[name]
    schema = closed({"x": {"type": "string", "format": name}})
    (found,) = wrong(schema, {"x": value})
    assert (found.rule, found.message) == ("format", f"x must be {said}, not {value!r}")
    assert found.values == {"x": value}
    example = said.partition("such as ")[2]
    if example:
        assert sent(schema, {"x": example}) == {"x": example}


def test_formats_that_nobody_knows_are_not_looked_at() -> None:
    assert sent(closed({"x": {"format": "phone"}}), {"x": "?"}) == {"x": "?"}


CAT = closed({"kind": {"const": "cat"}, "lives": WHOLE, "fullName": TEXT}, ["kind"],
             **{"x-names": {"full_name": "fullName"}})  # fmt: skip
DOG = closed({"kind": {"const": "dog"}, "pups": {"type": "array", "items": ref("Pet")}}, ["kind"])
MAPPING = {"cat": "#/$defs/Cat", "dog": "#/$defs/Dog"}
DEFS = {
    "Cat": CAT,
    "Dog": DOG,
    "Pet": {"oneOf": [ref("Cat"), ref("Dog")],
            "discriminator": {"propertyName": "kind", "mapping": MAPPING}},
    "Left": closed({"a": WHOLE, "b": WHOLE}),
    "Right": closed({"b": WHOLE, "cText": TEXT}, **{"x-names": {"c_text": "cText"}}),
    "Cap": closed({"period": {"enum": ["DAY", "WEEK"]}, "value": WHOLE}, ["period"]),
}  # fmt: skip
ZOO = closed(
    {
        "pet": ref("Pet"),
        "side": {"oneOf": [ref("Left"), ref("Right")]},
        "allPets": {"type": "array", "items": ref("Pet")},
        "byName": {"type": "object", "additionalProperties": ref("Pet")},
        "caps": {"type": "array", "items": ref("Cap"), "maxItems": 2},
    },
    **{"x-names": {"all_pets": "allPets", "by_name": "byName"}},
)

PLACES: list[tuple[Any, str, str, str, str]] = [
    ({"caps": [{"period": "DAY"}, {"period": "X"}]}, "enum", "caps[1].period", "/caps/1/period",
     "caps[1].period must be 'DAY' or 'WEEK', not 'X'"),
    ({"caps": [{"value": 1}]}, "required", "caps[0].period", "/caps/0/period",
     "caps[0].period is required"),
    ({"pet": {"kind": "cow"}}, "enum", "pet.kind", "/pet/kind",
     "pet.kind must be 'cat' or 'dog', not 'cow'"),
    ({"pet": {"lives": 3}}, "required", "pet.kind", "/pet/kind", "pet.kind is required"),
    ({"pet": {}}, "required", "pet.kind", "/pet/kind", "pet.kind is required"),
    ({"pet": 5}, "type", "pet", "/pet", "pet must be an object, not 5"),
    ({"pet": {"kind": "cat", "lives": "x"}}, "type", "pet.lives", "/pet/lives",
     "pet.lives must be a whole number, not 'x'"),
    ({"pet": {"kind": "cat", "full_name": 5}}, "type", "pet.full_name", "/pet/fullName",
     "pet.full_name must be text, not 5"),
    ({"pet": {"kind": "cat", "fullName": 5}}, "type", "pet.fullName", "/pet/fullName",
     "pet.fullName must be text, not 5"),
    ({"pet": {"kind": "cat", "pups": []}}, "additionalProperties", "pet.pups", "/pet/pups",
     "pet.pups is not a field that can be sent"),
    ({"all_pets": [{"kind": "cat"}, {"kind": "dog", "pups": [{"kind": "cat", "full_name": 1}]}]},
     "type", "all_pets[1].pups[0].full_name", "/allPets/1/pups/0/fullName",
     "all_pets[1].pups[0].full_name must be text, not 1"),
    ({"by_name": {"tom": {"kind": "cat", "full_name": 5}}}, "type", "by_name.tom.full_name",
     "/byName/tom/fullName", "by_name.tom.full_name must be text, not 5"),
    ({"byName": {"a/b~": {"kind": "cow"}}}, "enum", "byName.a/b~.kind", "/byName/a~1b~0/kind",
     "byName.a/b~.kind must be 'cat' or 'dog', not 'cow'"),
    ({"side": {"a": "x"}}, "type", "side.a", "/side/a", "side.a must be a whole number, not 'x'"),
    ({"side": {"c_text": 1}}, "type", "side.c_text", "/side/cText", "side.c_text must be text, not 1"),
    ({"side": {"b": "x"}}, "type", "side.b", "/side/b", "side.b must be a whole number, not 'x'"),
    ({"side": {"b": 1}}, "oneOf", "side", "/side",
     "side must fit one of what is described, not 2 (Left and Right)"),
    ({"side": {"a": 1, "c_text": "x"}}, "oneOf", "side", "/side",
     "side fits nothing that is described: as Left, side.c_text is not a field that can be sent; "
     "or as Right, side.a is not a field that can be sent"),
    ({"all_pets": [], "allPets": []}, "uniqueNames", "allPets", "/allPets",
     "allPets is given twice, under its name in Python and that in JSON"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "rule", "path", "pointer", "sentence"), PLACES)
def test_places(value: Any, rule: str, path: str, pointer: str, sentence: str) -> None:
    (found,) = wrong(ZOO, value, DEFS)
    assert found.message == sentence
    assert (found.rule, found.path, found.pointer) == (rule, path, pointer)


def test_in_parameters() -> None:
    caps = {"type": "array", "items": ref("Cap")}
    schema = arguments({"perPage": {"type": "integer", "minimum": 1}, "caps": caps})
    requests = kept({"operations/o": schema, "$defs/Cap": DEFS["Cap"]})
    client = APIClient(Service("X", requests=requests), base_url="http://x")
    parameters = (Parameter("per_page", "query", alias="perPage"), Parameter("caps", "query"))
    operation: Operation[Any] = Operation("o", "GET", "/", parameters)
    with pytest.raises(RequestValidationError) as caught:
        client.call(operation, {"per_page": 0, "caps": [{"period": "X"}]})
    found = sorted(caught.value.violations, key=lambda each: each.path)
    assert [(each.rule, each.path, each.pointer, each.message) for each in found] == [
        ("enum", "caps[0].period", "/caps/0/period",
         "caps[0].period must be 'DAY' or 'WEEK', not 'X'"),
        ("minimum", "per_page", "/perPage", "per_page must be at least 1, not 0"),
    ]  # fmt: skip


def test_of_the_whole_body() -> None:
    schema = {"type": "object", "minProperties": 1, "not": {"required": ["a", "b"]}}
    (found,) = wrong(schema, {})
    assert (found.rule, found.path) == ("minProperties", "body")
    assert found.message == "the body must have at least 1 member, not 0"
    (found,) = wrong(schema, {"a": 1, "b": 1})
    assert found.message == "the body must not have a and b together"


def test_all_at_once() -> None:
    given = {"pet": 5, "caps": [{"period": "X"}, {}], "zzz": 1, "side": {"a": object()}}
    assert {each.path for each in wrong(ZOO, given, DEFS)} == {
        "pet", "caps[0].period", "caps[1].period", "zzz", "side.a",
    }  # fmt: skip


def test_what_is_nested_too_deeply_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    (found,) = wrong({"type": "object"}, {"x": loop})
    assert found.message == "the body is nested too deeply"


SECRET = closed(
    {
        "password": {"type": "string", "minLength": 9, "pattern": "^[A-Z]"},
        "apiKey": {"enum": ["a", "b"]},
        "secretToken": {"anyOf": [WHOLE, {"type": "boolean"}]},
        "x-api-key": {"oneOf": [{"const": "a"}, {"const": "b"}]},
        "note": {"type": "string", "format": "password", "pattern": "^A"},
    },
    maxProperties=1,
)


def test_secrets_are_not_shown() -> None:
    given = dict.fromkeys(SECRET["properties"], "hunter2")
    conditional = {
        **SECRET,
        "if": {"properties": {"password": {"const": "hunter2"}}},
        "then": {"required": ["x"]},
        "x-rule": {"id": "r"},
    }
    for schema, value in (
        (SECRET, given),
        (closed({"login": SECRET}), {"login": given}),
        (closed({"all": {"type": "array", "items": SECRET}}), {"all": [given]}),
        (conditional, {"password": "hunter2"}),
        (SECRET, {"password": "hunter2\ud800"}),
        (SECRET, {"password": b"hunter2"}),
    ):
        for found in wrong(schema, value):
            shown = {key: each for key, each in found.values.items() if "note" not in str(each)}
            assert "hunter2" not in found.message + repr(shown)


LEAVES = st.sampled_from([each[0] for each in WRONG] + [ref("Pet"), ref("Left"), ZOO, CAT])
RULE_IDS = st.sampled_from(["one", "two", "three"])
ANY_SCHEMA = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        *(st.fixed_dictionaries({key: st.lists(inner, min_size=1, max_size=3)})
          for key in ("allOf", "anyOf", "oneOf", "prefixItems", "x-warn")),
        *(st.fixed_dictionaries({key: inner})
          for key in ("not", "items", "contains", "additionalProperties", "propertyNames",
                      "unevaluatedProperties", "unevaluatedItems")),
        *(st.fixed_dictionaries({key: st.dictionaries(st.sampled_from("ab"), inner, min_size=1)})
          for key in ("properties", "patternProperties", "dependentSchemas")),
        st.fixed_dictionaries({"if": inner, "then": inner, "else": inner}),
        st.builds(lambda name, schema: {"x-rule": {"id": name}, "allOf": [schema]}, RULE_IDS, inner),
        st.builds(lambda name, schema: {"x-rule": {"id": name, "says": "so"}, "anyOf": [schema]},
                  RULE_IDS, inner),
    ),
    max_leaves=6,
)  # fmt: skip
ANY_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 12) | st.sampled_from(["a", "DAY", "cat", "", "x" * 99]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["a", "b", "kind", "price", "pets", "cap", "start", "end"]), inner,
                      max_size=4),
    max_leaves=8,
)  # fmt: skip


@pytest.mark.filterwarnings("ignore::runtime.errors.RuleWarning")
@hypothesis.settings(database=None, deadline=None, max_examples=300)
@hypothesis.given(ANY_SCHEMA, ANY_VALUE, st.sampled_from([(), ("one",), ("one", "two", "three")]))
def test_whatever_is_wrong_is_said(schema: Any, value: Any, leave_out: tuple[str, ...]) -> None:
    named = {f"$defs/{name}": each for name, each in DEFS.items()}
    schemas = kept({"$defs/Any": schema, **named})
    leave_out = tuple(each for each in leave_out if each in schemas.rule_ids)
    found = check_value(schemas, "Any", value, leave_out=leave_out, warned=True)
    judged = jsonschema_rs.Draft202012Validator(schemas.schema("$defs/Any"))
    assert (
        any(not each.warns for each in found)
        or judged.is_valid(value)
        or leave_out
        or "x-" in str(schema)
    )
    assert not {each.rule for each in found} & {*leave_out}
    for each in found:
        assert each.message.isprintable()
        assert "  " not in each.message
        assert not each.message.endswith((" ", ":", ",", ";"))
        assert len(each.message) < 2000


# Rules -----------------------------------------------------------------------------------------

RULED = closed(
    {"start": WHOLE, "end": WHOLE, "cap": WHOLE, "period": TEXT},
    allOf=[
        {"x-rule": {"id": "order", "says": "the end comes after the start", "source": "Dates"},
         "x-compare": PERIOD},
        {"x-rule": {"id": "cap", "says": "a cap needs a period"},
         "if": {"required": ["cap"]}, "then": {"required": ["period"]}},
    ],
    **{"x-warn": [
        {"x-rule": {"id": "far", "says": "the start is far away"},
         "properties": {"start": {"maximum": 100}}},
    ]},
)  # fmt: skip
BOTH_BROKEN = {"start": 3, "end": 1, "cap": 1}


def ids(found: tuple[Violation, ...] | list[Violation]) -> list[str]:
    """The rules that are broken."""
    return sorted(each.rule for each in found)


def test_rules_say_what_they_are() -> None:
    order, cap = sorted(wrong(RULED, BOTH_BROKEN), key=lambda each: each.rule, reverse=True)
    assert (order.rule, order.source, order.path) == ("order", "Dates", "start")
    assert (order.message, order.values) == (
        "the end comes after the start",
        {"start": 3, "end": 1},
    )
    assert (cap.rule, cap.source, cap.path, cap.pointer) == ("cap", None, "period", "/period")
    assert (cap.message, cap.values) == ("a cap needs a period", {"cap": 1})


def test_rules_in_lists_speak_once_for_each_item() -> None:
    schema = closed({"items": {"type": "array", "items": RULED}})
    found = wrong(schema, {"items": [BOTH_BROKEN, {"start": 1}, BOTH_BROKEN]})
    assert sorted((each.rule, each.path) for each in found) == [
        ("cap", "items[0].period"), ("cap", "items[2].period"),
        ("order", "items[0].start"), ("order", "items[2].start"),
    ]  # fmt: skip
    assert all(each.message.startswith(f"{each.path.rpartition('.')[0]}: ") for each in found)


def test_rules_can_be_left_out() -> None:
    assert ids(wrong(RULED, BOTH_BROKEN)) == ["cap", "order"]
    assert ids(wrong(RULED, BOTH_BROKEN, check_rules=["cap"])) == ["order"]
    assert ids(wrong(RULED, BOTH_BROKEN, options=RequestOptions(check_rules="order"))) == ["cap"]
    assert sent(RULED, BOTH_BROKEN, check_rules=False) == BOTH_BROKEN
    assert sent(RULED, BOTH_BROKEN, check_rules={"cap", "order"}) == BOTH_BROKEN
    assert sent(RULED, BOTH_BROKEN, options=RequestOptions(check_rules=False)) == BOTH_BROKEN
    again = RequestOptions(check_rules=True)
    assert ids(wrong(RULED, BOTH_BROKEN, options=again, check_rules=False)) == ["cap", "order"]
    assert ids(wrong(RULED, {"start": "x"}, check_rules=False)) == ["type"]


def test_rules_in_unions_can_be_left_out() -> None:
    schema = closed({"x": {"oneOf": [ref("Ruled"), TEXT]}})
    defs = {"Ruled": RULED}
    assert ids(wrong(schema, {"x": BOTH_BROKEN}, defs)) == ["cap", "order"]
    assert sent(schema, {"x": BOTH_BROKEN}, defs, check_rules=False) == {"x": BOTH_BROKEN}


def test_what_is_doubtful_is_sent_with_a_warning() -> None:
    given = {"start": 101}
    with pytest.warns(RuleWarning, match=r"^the start is far away \[far\]$") as caught:
        assert sent(RULED, given) == given
    assert [each.filename for each in caught] == [__file__]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sent(RULED, given, check_rules=["far"])
        sent(RULED, given, check_rules=False)
        sent(RULED, given, options=RequestOptions(check=False))
        sent(RULED, {"start": 100})


def test_warnings_stand_at_the_callers_line_in_async_code_too() -> None:
    requests = kept(
        {"operations/orders.create": arguments(body=closed({"name": {"format": "uri"}}))}
    )
    service = Service("X", requests=requests)

    async def run() -> None:
        handler = httpx.MockTransport(lambda request: httpx.Response(200, json={"id": 1}))
        async with AsyncShop(service=service, base_url="http://x",
                             http_client=httpx.AsyncClient(transport=handler)) as shop:  # fmt: skip
            await shop.orders.create(name="no uri")

    with pytest.warns(
        RuleWarning, match=r"^name must be a URI, not 'no uri' \[format\]$"
    ) as caught:
        asyncio.run(run())
    assert caught[0].filename.endswith("shop.py")  # which is no part of the runtime


@pytest.mark.parametrize(
    ("name", "value"),
    [("uri", "no uri"), ("hostname", "a b"), ("json-pointer", "x"), ("regex", "(")],
)
def test_formats_that_are_often_wrong_only_warn(name: str, value: str) -> None:
    with pytest.warns(RuleWarning, match=r"^x must be .* \[format\]$"):
        sent(closed({"x": {"type": "string", "format": name}}), {"x": value})


def test_unjudged_requests() -> None:
    unjudged = RequestOptions(check=False)
    given = {"caps": [{"period": "X"}], "zzz": 1, "all_pets": "no"}
    assert sent(ZOO, given, DEFS, unjudged) == {
        "caps": [{"period": "X"}], "zzz": 1, "allPets": "no",
    }  # fmt: skip
    assert sent(closed({"a": WHOLE}, ["a"]), {}, options=unjudged) == {}
    for value in (object(), float("nan"), "\ud800", b"x"):
        (found,) = wrong(closed({"a": WHOLE}), {"a": value}, options=unjudged)
        assert (found.rule, found.path) == ("type", "a")


def test_what_is_added_to_a_body_is_not_judged() -> None:
    options = RequestOptions(body={"zzz": 1, "a": "over it"})
    assert sent(closed({"a": WHOLE}), {"a": 1}, options=options) == {"a": "over it", "zzz": 1}
    assert ids(wrong(closed({"a": WHOLE}), {"a": "x"}, options=options)) == ["type"]


def test_further_members_are_judged() -> None:
    schema = {"properties": {"a": WHOLE}, "additionalProperties": WHOLE}
    assert sent(schema, with_additional({"a": 1}, {"b": 2})) == {"a": 1, "b": 2}
    (found,) = wrong(schema, with_additional({"a": 1}, {"b": "2"}))
    assert (found.path, found.message) == ("b", "b must be a whole number, not '2'")


# Asking without sending ------------------------------------------------------------------------


def nothing(request: httpx.Request) -> httpx.Response:
    """Nothing is sent."""
    raise AssertionError("sent")


def test_calls_are_checked_without_being_made() -> None:
    shop = Shop(token="t", http_client=httpx.Client(transport=httpx.MockTransport(nothing)))
    assert shop.check(shop.orders.create, name="A", price={"amount": 1}) == []
    assert shop.check(shop.orders.create, name="A", price=Price(amount=1)) == []
    wrong_price: PriceCreate = {"amount": -1}
    (found,) = shop.check(shop.orders.create, name="A", price=wrong_price)
    assert (found.rule, found.path) == ("minimum", "price.amount")
    (found,) = shop.check(shop.orders.get, "x")  # type: ignore[arg-type]
    assert found.message == "id must be a whole number, not 'x'"
    (found,) = shop.check(shop.orders.list, page=0)
    assert found.path == "page"
    with pytest.raises(TypeError):
        shop.check(shop.orders.create)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="makes a request"):
        shop.check(repr, shop)
    for method in (shop.close, Shop(token="t").orders.list, Shop(token="t").close):
        with pytest.raises(TypeError, match="makes a request"):
            shop.check(method)


def test_checks_know_what_cannot_stand_where_it_belongs() -> None:
    shop = Shop(token="t")
    parameters = (Parameter("name", "path"), Parameter("key", "header"))
    operation: Operation[Any] = Operation("o", "GET", "/{name}", parameters)
    found = shop.check(shop.call, operation, {"name": "..", "key": "a\nb"})
    assert sorted(each.path for each in found) == ["key", "name"]
    assert shop.check(shop.call, operation, {"name": "a"}) == []
    (missing,) = shop.check(shop.call, operation, {"name": None})
    assert missing.message == "name is required"


def test_async_calls_are_checked_without_being_awaited() -> None:
    shop = AsyncShop(token="t")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert shop.check(shop.orders.create, name="A") == []
        (found,) = shop.check(shop.orders.create, name="")
        assert found.rule == "minLength"
        (found,) = shop.check(shop.orders.list, page=0)
        assert found.path == "page"


def test_the_schema_of_a_methods_arguments() -> None:
    for shop in (Shop(token="t"), AsyncShop(token="t")):
        schema = shop.schema(shop.orders.create)
        assert [*schema["properties"]] == ["name", "price", "class_", "created_at"]
        assert schema["required"] == ["name"]
        assert schema["additionalProperties"] is False
        assert [*schema["$defs"]["PriceCreate"]["properties"]] == ["amount", "currency"]
        listing = shop.schema(shop.orders.list)
        assert [*listing["properties"]] == ["page", "per_page", "state"]
        assert shop.schema(shop.orders.replace)["required"] == ["id", "name"]
    with pytest.raises(TypeError, match="makes a request"):
        Shop(token="t").schema(repr)


def test_values_are_checked_by_name_or_class() -> None:
    for subject in ("OrderCreate", "Order", PriceCreate, Price):
        found = check_value(REQUESTS, subject, {"x": 1, "name": "A", "amount": 1})
        assert "x" in [each.path for each in found]
    assert check_value(REQUESTS, Price, Price(amount=1)) == []
    (found_one,) = check_value(REQUESTS, "OrderCreate", {"name": "A", "created_at": "now"})
    assert (found_one.path, found_one.pointer) == ("created_at", "/createdAt")
    with pytest.raises(KeyError, match="nothing that may be sent is called Nope"):
        check_value(REQUESTS, "Nope", {})
    with pytest.raises(KeyError, match=r"called OrderCraete; did you mean OrderCreate\?"):
        check_value(REQUESTS, "OrderCraete", {})


def test_values_are_checked_by_a_union() -> None:
    cat, dog = (
        {"kind": {"const": kind}, name: WHOLE} for kind, name in (("Cat", "lives"), ("Dog", "age"))
    )
    schemas = kept({
        "$defs/CatParams": closed(cat, ["kind", "lives"], **{"x-names": {"life_count": "lives"}}),
        "$defs/Dog": closed(dog, ["kind"]),
        "$defs/Pet": {"oneOf": [ref("CatParams"), ref("Dog")]},
    })  # fmt: skip

    class Cat:
        """A model, of which the params have a schema."""

    class Dog:
        """A model, which has a schema itself."""

    # The alias of a union is a text in `params`, and a union in `models`.
    for union in ("CatParams | Cat | Dog", Cat | Dog, Cat, "Pet", "PetParams"):
        (found,) = check_value(schemas, union, {"kind": "Cat"})
        assert (found.rule, found.path) == ("required", "life_count"), union
    (found,) = check_value(schemas, Cat | Dog, {"kind": "Dog", "age": "x"})
    assert found.message == "age must be a whole number, not 'x'"


def test_a_rule_says_nothing_of_what_stands_in_for_a_value_that_cannot_be_sent() -> None:
    needs = {"properties": {"cap": {"const": 1}, "period": {"type": "string"}}}
    rule = {"x-rule": {"id": "both", "says": "a period needs a cap of 1"}, **needs}
    schemas = kept({"$defs/Plan": closed({"cap": {}, "period": TEXT}, allOf=[rule])})
    (found,) = check_value(schemas, "Plan", {"cap": object(), "period": "DAY"})
    assert found.message == "cap cannot be of the type object, which JSON has no way to write"
    (found,) = check_value(schemas, "Plan", {"cap": 2, "period": "DAY"})
    assert found.rule == "both"


def test_half_a_character_is_told_where_warnings_count_too() -> None:
    schemas = kept({"$defs/Plan": closed({"url": {"type": "string", "format": "uri"}})})
    (found,) = check_value(schemas, "Plan", {"url": "\ud800"}, warned=True)
    assert found.message == "url has half a character, which cannot be encoded"


def test_a_condition_on_a_format_that_only_warns() -> None:
    link = {"if": {"format": "uri"}, "then": {"minLength": 20}}
    schemas = kept({"$defs/Plan": closed({"x": {"type": "string", **link}})})
    assert check_value(schemas, "Plan", {"x": "no uri"}) == []
    (found,) = check_value(schemas, "Plan", {"x": "http://a"})
    assert found.rule == "minLength"


def test_rules_are_checked_by_name() -> None:
    schemas = kept({"$defs/Plan": RULED})
    assert ids(check_value(schemas, "Plan", BOTH_BROKEN)) == ["cap", "order"]
    assert ids(check_value(schemas, "Plan", BOTH_BROKEN, leave_out=["cap"])) == ["order"]
    assert check_value(schemas, "Plan", BOTH_BROKEN, leave_out={"cap", "order"}) == []
    assert check_value(schemas, "Plan", {"start": 101}) == []
    (doubt,) = check_value(schemas, "Plan", {"start": 101}, warned=True)
    assert (doubt.rule, doubt.warns) == ("far", True)
    assert check_value(schemas, "Plan", {"start": 101}, warned=True, leave_out="far") == []
    assert [each.rule for each in check_value(schemas, "Plan", object())] == ["type"]
