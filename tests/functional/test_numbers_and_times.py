"""Numbers and times of responses as they are: nothing is rounded, widened or lost on the way, or on the way back."""

from __future__ import annotations

import copy
import datetime
import json
import pickle
import warnings
from decimal import Decimal
from typing import Any

import httpx
import pytest
from support import Generate, Package

from .both_ways import both_ways

SCHEMAS = """
Root:
  type: object
  properties:
    price: {type: number}
    perhaps: {type: [number, 'null']}
    either: {anyOf: [{type: string}, {type: number}]}
    size: {anyOf: [{type: integer}, {type: number}]}
    prices: {type: array, items: {type: number}}
    named: {type: object, additionalProperties: {anyOf: [{type: string}, {type: number}, {type: boolean}]}}
    count: {type: integer}
    rate: {enum: [1, 2.5]}
    any: {}
    at: {type: string, format: date-time}
    times: {type: array, items: {type: string, format: date-time}}
"""


@pytest.fixture
def sample(generate: Generate) -> Package:
    return generate(both_ways(SCHEMAS))


def read(sample: Package, text: str, *, strict: bool = False) -> Any:
    """What a response of some text is read as, without any warning."""
    sample.server.play(
        httpx.Response(200, content=text, headers={"content-type": "application/json"})
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return sample.call("x.get", settings={"strict": strict})


def sent_back(sample: Package, value: object) -> bytes:
    """The body of a request that sends a value."""
    sample.server.play((204, None))
    return sample.send("x.send", value=value).body


WHOLE = 2**53 + 1


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f'{{"price": {WHOLE}}}', WHOLE),
        (f'{{"perhaps": {WHOLE}}}', WHOLE),
        (f'{{"either": {WHOLE}}}', WHOLE),
        (f'{{"size": {WHOLE}}}', WHOLE),
        (f'{{"prices": [{WHOLE}, 0.5, 3]}}', [WHOLE, 0.5, 3]),
        (f'{{"named": {{"a": {WHOLE}, "b": true, "c": 1.0}}}}', {"a": WHOLE, "b": True, "c": 1.0}),
        (f'{{"count": {10**30}}}', 10**30),
        (f'{{"price": -{10**400}}}', -(10**400)),
        ('{"price": 3.0}', 3.0),
        ('{"price": 1e3}', 1000.0),
        ('{"count": 1e3}', 1000),
        ('{"rate": 1}', 1),
        ('{"rate": 2.5}', 2.5),
    ],
)
def test_numbers(sample: Package, text: str, value: Any, strict: bool) -> None:
    """They come as they are, and go back so."""
    found = read(sample, text, strict=strict)
    (name,) = found.model_fields_set
    assert repr(getattr(found, name)) == repr(value)
    if "e3" not in text:
        assert (
            sent_back(sample, found)
            == f'{{"value":{text.replace(": ", ":").replace(", ", ",")}}}'.encode()
        )


def test_numbers_beside_what_differs(sample: Package) -> None:
    """They stay whole where something else is not as described."""
    sample.server.play(
        {"price": WHOLE, "prices": [WHOLE, "x"], "named": {"a": 3, "b": []}, "count": True}
    )
    with pytest.warns(sample.module().ResponseWarning, match="came as"):
        found = sample.call("x.get")
    assert (found.price, found.prices, found.named) == (WHOLE, [WHOLE, "x"], {"a": 3, "b": []})
    assert found.count is True


EXACT = [
    "2024-01-02T03:04:05.123456789Z",
    "2024-01-02T03:04:05.1234567+05:30",
    "2016-12-31T23:59:60Z",
    "2016-12-31T23:59:60.5Z",
    "1990-12-31T15:59:60-08:00",
]


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("text", EXACT)
def test_times_that_python_cannot_hold(sample: Package, text: str, strict: bool) -> None:
    """Such a time is one all the same, and what it is beyond that is kept."""
    found = read(sample, f'{{"at": "{text}", "times": ["{text}"]}}', strict=strict)
    for at in (
        found.at,
        found.times[0],
        copy.deepcopy(found).at,
        pickle.loads(pickle.dumps(found.at)),
    ):
        assert isinstance(at, datetime.datetime)
        assert at.isoformat() == text
    assert found.model_dump(mode="json", exclude_unset=True) == {"at": text, "times": [text]}
    assert sent_back(sample, found) == f'{{"value":{{"at":"{text}","times":["{text}"]}}}}'.encode()
    assert sent_back(sample, {"at": found.at}) == f'{{"value":{{"at":"{text}"}}}}'.encode()


def test_such_times_are_compared_and_counted_with(sample: Package) -> None:
    nano, leap = read(sample, f'{{"times": ["{EXACT[0]}", "{EXACT[2]}"]}}').times
    assert nano == datetime.datetime(2024, 1, 2, 3, 4, 5, 123456, datetime.UTC)
    assert datetime.datetime(2016, 12, 31, 23, 59, 59, tzinfo=datetime.UTC) < leap
    assert leap < datetime.datetime(2017, 1, 1, tzinfo=datetime.UTC)
    day = datetime.timedelta(days=1)
    assert (nano + day).isoformat() == "2024-01-03T03:04:05.123456+00:00"
    assert nano.isoformat(timespec="seconds") == "2024-01-02T03:04:05+00:00"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2024-01-02T03:04:05.1Z", datetime.datetime(2024, 1, 2, 3, 4, 5, 100000, datetime.UTC)),
        ("2024-01-02T03:04:05.123456000Z", datetime.datetime(2024, 1, 2, 3, 4, 5, 123456, datetime.UTC)),
        ("2024-01-02t03:04:05z", datetime.datetime(2024, 1, 2, 3, 4, 5, 0, datetime.UTC)),
    ],
)  # fmt: skip
def test_all_other_times_are_plain(sample: Package, text: str, at: datetime.datetime) -> None:
    found = read(sample, f'{{"at": "{text}"}}', strict=True).at
    assert found == at
    assert type(found) is datetime.datetime


@pytest.mark.parametrize(
    "text", ["2024-01-02T03:04:60Z", "2024-02-30T00:00:00.1234567Z", "0000-01-01T00:00Z", "now"]
)
def test_what_is_no_time_is_kept_with_a_warning(sample: Package, text: str) -> None:
    sample.server.play({"at": text})
    with pytest.warns(sample.module().ResponseWarning, match=r"Root\.at came as"):
        assert sample.call("x.get").at == text


@pytest.mark.parametrize(
    "schema", ["{type: 'null'}", "{type: [integer, 'null']}", "{enum: [null]}", "{const: null}"]
)
def test_null_that_is_described(generate: Generate, schema: str) -> None:
    sample = generate(both_ways(f"Root: {schema}"))
    for strict in (False, True):
        assert read(sample, "null", strict=strict) is None
    assert sent_back(sample, None) == b'{"value":null}'


LONG = [
    "0.1234567890123456789",
    "-12345678901234.56789",
    "1234567890123456.7",
    "1e400",
    "-1.5E+999",
    "1e-400",
    "12345678901234567891e-3",
]


FORMS = {
    "price": "{}", "perhaps": "{}", "either": "{}", "size": "{}", "prices": "[0.5, {}, 3]", "named": '{{"a": {}}}',
    "any": '{{"in": [{}]}}',
}  # fmt: skip


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("text", LONG)
def test_numbers_that_no_float_holds(sample: Package, text: str, strict: bool) -> None:
    """They are read with all their digits, wherever they stand, and go back so."""
    whole = ", ".join(f'"{name}": {form.format(text)}' for name, form in FORMS.items())
    found = read(sample, f"{{{whole}}}", strict=strict)
    exact = Decimal(text)
    for each in (found, copy.deepcopy(found), pickle.loads(pickle.dumps(found))):
        assert [each.price, each.perhaps, each.either, each.size] == [exact] * 4
        assert (each.prices, each.named) == ([0.5, exact, 3], {"a": exact})
        assert each.any == {"in": [exact]}
    sent, written = exactly(sent_back(sample, found))["value"], exactly(found.to_json(indent=1))
    assert sent == written == exactly(found.to_json()) == exactly(f"{{{whole}}}")
    assert exactly(sent_back(sample, {"price": found.price}))["value"] == {"price": exact}
    assert found.to_dict()["prices"][1] == exact
    plain = json.loads(json.dumps(found.to_dict(json=True)))
    assert plain["prices"] == [0.5, float(exact) if abs(exact) < 1e300 else int(exact), 3]


def exactly(text: str | bytes) -> Any:
    """JSON text with all digits of its numbers."""
    return json.loads(text, parse_float=Decimal)


def test_such_numbers_are_counted_with_as_floats_are(sample: Package) -> None:
    """A field of the type float is good for what a float is good for."""
    price = read(sample, '{"price": 2.1234567890123456789}').price
    assert isinstance(price, Decimal)
    for one, other in (
        (price * 2.0, 2.0 * float(price)),
        (1.5 - price, 1.5 - float(price)),
        (price**0.5, float(price) ** 0.5),
    ):
        assert type(one) is float
        assert one == other
    assert price + 1 == Decimal("3.1234567890123456789")
    assert f"{price:.2f}" == "2.12"
    assert 2.0 < price < 3
    assert sum([0.5, price]) == 0.5 + float(price)


@pytest.mark.parametrize(
    "text", ["0.10000000000000001", "2.50", "1e22", format(0.1, ".60f"), "5e-324"]
)
def test_a_float_however_printed_is_one(sample: Package, text: str) -> None:
    price = read(sample, f'{{"price": {text}}}').price
    assert type(price) is float
    assert price == float(text)


def test_long_digits_in_texts_are_none(sample: Package) -> None:
    """Identifiers, hexadecimal digits and versions in texts change nothing."""
    texts = [
        "0.1234567890123456789",
        "a12e456-7e999",
        "1.12345678901",
        'say "0.1234567890123456789"',
    ]
    found = read(
        sample, json.dumps({"either": texts[0], "named": dict(enumerate(texts)), "price": 0.5})
    )
    assert (found.either, [*found.named.values()], type(found.price)) == (texts[0], texts, float)


def test_long_numbers_beside_what_differs(sample: Package) -> None:
    """They are exact where something else is not as described."""
    text = (
        '{"price": 0.1234567890123456789, "at": 5, "times": ["2024-01-02T03:04:05Z"], "count": 5e400,'
        ' "prices": [1e99999999999999999999]}'
    )
    sample.server.play(
        httpx.Response(200, content=text, headers={"content-type": "application/json"})
    )
    with pytest.warns(sample.module().ResponseWarning, match="came as"):
        found = sample.call("x.get")
    assert found.price == Decimal("0.1234567890123456789")
    assert (found.at, found.count, found.prices) == (5, 5 * 10**400, ["1e99999999999999999999"])
    assert found.times == [datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)]


@pytest.mark.parametrize(
    ("schema", "text", "value", "described"),
    [
        ("{enum: [1, 2]}", "true", True, False),
        ("{enum: [0, 1], type: integer}", "false", False, False),
        ("{enum: [1, 2]}", "1", 1, True),
        ("{enum: [1, 2]}", "1.0", 1, True),
        ("{enum: [1, 2.5]}", "true", True, False),
        ("{const: 1}", "true", True, False),
        ("{enum: [true], type: boolean}", "1", 1, False),
        ("{enum: [true], type: boolean}", "true", True, True),
        ("{type: [integer, 'null'], enum: [0, null]}", "false", False, False),
        ("{enum: [1, a]}", "true", True, False),
        ("{type: array, items: {enum: [0, 1]}}", "[0, true, 1]", [0, True, 1], False),
        ("{type: object, additionalProperties: {enum: [0, 1]}}", '{"a": true}', {"a": True}, False),
        ("{$ref: '#/components/schemas/Level'}", "true", True, False),
        ("{type: array, items: {$ref: '#/components/schemas/Level'}}", "[true, 1]", [True, 1], False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("inside", [False, True])
def test_true_is_not_one(
    generate: Generate, schema: str, text: str, value: Any, described: bool, inside: bool
) -> None:
    """Booleans and listed numbers are told apart, in fields and as whole responses."""
    if inside:
        schema, text = f"{{type: object, properties: {{a: {schema}}}}}", f'{{"a": {text}}}'
    sample = generate(both_ways(f"Root: {schema}\nLevel: {{type: integer, enum: [0, 1]}}"))
    answer = httpx.Response(200, content=text, headers={"content-type": "application/json"})
    sample.server.play(answer)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = sample.call("x.get")
    assert repr(found.a if inside else found) == repr(value)
    if not described:
        with pytest.raises(sample.module().ResponseValidationError):
            sample.call("x.get", settings={"strict": True})


ELSEWHERE = """
paths:
  /lines: {get: {operationId: lines, responses: {'200': {description: '-', content: {application/x-ndjson:
    {schema: {$ref: '#/components/schemas/Price'}}}}}}}
  /fail:
    get:
      operationId: fail
      responses:
        '200': {description: '-', content: {application/json: {schema: {type: number}}}}
        '400': {description: '-', content: {application/json: {schema: {$ref: '#/components/schemas/Price'}}}}
webhooks:
  sold: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Price'}}}},
    responses: {'204': {description: '-'}}}}
components: {schemas: {Price: {type: object, required: [v], properties: {v: {type: number}}}}}
"""


@pytest.mark.parametrize("text", LONG)
def test_long_numbers_in_streams_errors_and_events(generate: Generate, text: str) -> None:
    sample = generate(ELSEWHERE)
    exact, body = Decimal(text), f'{{"v": {text}}}'
    headers = {"content-type": "application/x-ndjson"}
    sample.server.play(httpx.Response(200, content=f"{body}\n{body}\n", headers=headers))
    for strict in (False, True):
        assert [each.v for each in sample.client(strict=strict).lines()] == [exact] * 2
    headers = {"content-type": "application/json"}
    sample.server.play(httpx.Response(400, content=body, headers=headers))
    with pytest.raises(sample.module().BadRequestError) as failed:
        sample.call("fail")
    assert failed.value.body.v == exact
    sample.server.play(httpx.Response(200, content=text, headers=headers))
    assert sample.call("fail") == exact
    assert sample.client().request("GET", "/fail") == exact
    assert sample.module("webhooks").sold(body).v == exact
    transport = sample.module("testing").OfflineTransport()
    client = sample.client(http_client=transport.client())
    transport.queue(failed.value.body, status=400)
    with pytest.raises(sample.module().BadRequestError) as failed:
        client.fail()
    nearest = Decimal(failed.value.body.v)  # what JSON of Python's own can say
    assert abs(nearest - exact) <= abs(exact) / 10**15 or abs(exact) < Decimal("1e-300")
