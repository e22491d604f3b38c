"""What may be given for JSON: values of Python of many kinds, names of Python and of JSON, returned models."""

from __future__ import annotations

import collections
import datetime
import decimal
import enum
import ipaddress
import json
import uuid
from types import MappingProxyType
from typing import Annotated, Any

import httpx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field
from runtime.client import APIClient
from runtime.errors import RequestValidationError
from runtime.options import UNSET
from runtime.responses.active import settle
from runtime.responses.models import Date, DateTime, ResponseModel
from runtime.responses.pagination import Pager
from runtime.schemas.layout import Layout
from runtime.schemas.values import Serializer
from runtime.spec.operation import Body, Envelope, Operation, Pagination, Parameter, ResponseSpec
from runtime.spec.service import Service
from schemas_as_data import TEXT, WHOLE, arguments, closed, kept, ref

NUMBER = {"type": "number"}
MAYBE = {"type": ["string", "null"]}
DEFS = {
    "Cap": closed(
        {"period": {"enum": ["DAY", "WEEK"]}, "maxValue": WHOLE, "by": TEXT},
        ["period"],
        **{"x-names": {"max_value": "maxValue", "by_": "by"}},
    ),
    "Cat": closed(
        {"kind": {"const": "cat"}, "fullName": TEXT}, ["kind"],
        **{"x-names": {"full_name": "fullName"}},
    ),
    "Dog": closed(
        {"kind": {"const": "dog"}, "FullName": TEXT, "bornOn": {"type": "string", "format": "date"}},
        ["kind"],
        **{"x-names": {"full_name": "FullName", "born_on": "bornOn"}},
    ),
    "Pet": {
        "oneOf": [ref("Cat"), ref("Dog")],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"cat": "#/$defs/Cat", "dog": "#/$defs/Dog"},
        },
    },
    "Left": closed({"aText": TEXT}, **{"x-names": {"text": "aText"}}),
    "Right": closed({"bText": TEXT, "c": WHOLE}, **{"x-names": {"text": "bText"}}),
    "Tree": closed({"subTrees": {"type": "array", "items": ref("Tree")}},
                   **{"x-names": {"sub_trees": "subTrees"}}),
}  # fmt: skip
BIG = closed(
    {
        "name": {"type": "string", "minLength": 1},
        "shareOf": {"type": "number", "exclusiveMinimum": 0},
        "freqCaps": {"type": "array", "items": ref("Cap"), "maxItems": 9},
        "pet": ref("Pet"),
        "side": {"anyOf": [ref("Left"), ref("Right")]},
        "tree": ref("Tree"),
        "note": MAYBE,
        "at": {"type": "string", "format": "date-time"},
        "local": {"type": "string", "format": "date-time-zone-optional"},
        "day": {"type": "string", "format": "date"},
        "clock": {"type": "string", "format": "time"},
        "span": {"type": "string", "format": "duration"},
        "key": {"type": "string", "format": "uuid"},
        "data": {"type": "string", "format": "byte"},
        "urlData": {"type": "string", "format": "base64url"},
        "text": TEXT,
        "count": WHOLE,
        "either": {"anyOf": [WHOLE, TEXT]},
        "named": {"type": "object", "additionalProperties": WHOLE},
        "capsByName": {"type": "object", "additionalProperties": ref("Cap")},
        "free": {"type": "object", "properties": {"id": WHOLE}},
        "any": True,
        "class": TEXT,
        "class_": TEXT,
    },
    ["name"],
    **{
        "x-names": {
            "share": "shareOf", "freq_caps": "freqCaps", "url_data": "urlData",
            "caps_by_name": "capsByName", "class_": "class", "class_2": "class_",
        }
    },
)  # fmt: skip
SCHEMAS = kept(
    {
        "operations/o": arguments(body=BIG),
        **{f"$defs/{name}": each for name, each in DEFS.items()},
    }
)
OPERATION: Operation[Any] = Operation("o", "POST", "/", body=Body(fields=True))


def sent_bytes(value: Any) -> bytes:
    """The body that a call sends."""
    seen: list[bytes] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.content)
        return httpx.Response(200)

    http_client = httpx.Client(transport=httpx.MockTransport(handler))
    client = APIClient(Service("X", requests=SCHEMAS), base_url="http://x", http_client=http_client)
    client.call(OPERATION, body=value)
    return seen[0]


class Color(enum.Enum):
    """Plain."""

    RED = "DAY"
    ONE = 1


class Level(enum.IntEnum):
    """Whole numbers."""

    LOW = 1


class Period(enum.StrEnum):
    """Texts."""

    DAY = "DAY"


class Text(str):
    """A text of a class of its own."""

    def __str__(self) -> str:
        return "another"


ZONE = datetime.timezone(datetime.timedelta(hours=2))
MOMENT = datetime.datetime(2024, 5, 1, 10, 30)

FINE: list[tuple[dict[str, Any], str]] = [
    ({}, ""),
    # dates and times
    ({"at": MOMENT.replace(tzinfo=ZONE)}, '"at":"2024-05-01T10:30:00+02:00"'),
    ({"at": MOMENT.replace(tzinfo=datetime.UTC)}, '"at":"2024-05-01T10:30:00Z"'),
    ({"at": MOMENT.replace(tzinfo=ZONE, microsecond=5)}, '"at":"2024-05-01T10:30:00.000005+02:00"'),
    ({"at": "2024-05-01T10:30:00.5+02:00"}, '"at":"2024-05-01T10:30:00.5+02:00"'),
    ({"local": MOMENT}, '"local":"2024-05-01T10:30:00"'),
    ({"local": MOMENT.replace(tzinfo=datetime.UTC)}, '"local":"2024-05-01T10:30:00Z"'),
    ({"day": MOMENT.date()}, '"day":"2024-05-01"'),
    ({"clock": datetime.time(9, 30, tzinfo=datetime.UTC)}, '"clock":"09:30:00Z"'),
    ({"clock": datetime.time(9, 30, tzinfo=ZONE)}, '"clock":"09:30:00+02:00"'),
    ({"span": datetime.timedelta(days=1, hours=2)}, '"span":"P1DT7200S"'),
    ({"span": datetime.timedelta(0)}, '"span":"PT0S"'),
    ({"span": datetime.timedelta(days=2)}, '"span":"P2D"'),
    ({"any": datetime.timedelta(seconds=-1.5)}, '"any":"-PT1.5S"'),
    ({"any": [MOMENT, MOMENT.date()]}, '"any":["2024-05-01T10:30:00","2024-05-01"]'),
    # numbers
    ({"share": decimal.Decimal("1.10")}, '"shareOf":1.10'),
    ({"share": decimal.Decimal("0.1234567890123456789")}, '"shareOf":0.1234567890123456789'),
    ({"share": decimal.Decimal("1E+3")}, '"shareOf":1000'),
    ({"count": decimal.Decimal("7")}, '"count":7'),
    ({"text": decimal.Decimal("1.10")}, '"text":"1.10"'),
    ({"any": {"a": [decimal.Decimal("1.10")]}}, '"any":{"a":[1.10]}'),
    ({"share": 3}, '"shareOf":3'),
    ({"share": 2.5}, '"shareOf":2.5'),
    ({"share": 2**53 + 1}, '"shareOf":9007199254740993'),
    ({"count": 10**30}, '"count":1' + "0" * 30),
    ({"any": True}, '"any":true'),
    # other single values
    ({"key": uuid.UUID(int=1)}, '"key":"00000000-0000-0000-0000-000000000001"'),
    ({"data": b"\xff\xfe?"}, '"data":"//4/"'),
    ({"data": bytearray(b"\xff\xfe?")}, '"data":"//4/"'),
    ({"data": memoryview(b"\xff\xfe?")}, '"data":"//4/"'),
    ({"url_data": b"\xff\xfe?"}, '"urlData":"__4_"'),
    ({"any": b"a"}, '"any":"YQ=="'),
    ({"freq_caps": [{"period": Color.RED}]}, '"freqCaps":[{"period":"DAY"}]'),
    ({"freq_caps": [{"period": Period.DAY}]}, '"freqCaps":[{"period":"DAY"}]'),
    ({"count": Color.ONE}, '"count":1'),
    ({"count": Level.LOW}, '"count":1'),
    ({"text": Text("mine")}, '"text":"mine"'),
    ({"text": "ü€"}, '"text":"ü€"'),
    ({"note": None}, '"note":null'),
    ({"note": UNSET}, ""),
    ({"free": {"id": 1, "z": UNSET, "y": None}}, '"free":{"id":1,"y":null}'),
    ({"freq_caps": [{"period": "DAY", "max_value": UNSET}]}, '"freqCaps":[{"period":"DAY"}]'),
    # objects and lists
    ({"named": MappingProxyType({"a": 1})}, '"named":{"a":1}'),
    ({"named": collections.UserDict({"a": 1})}, '"named":{"a":1}'),
    ({"named": collections.OrderedDict(b=1, a=2)}, '"named":{"b":1,"a":2}'),
    ({"named": {False: 2, 1.5: 3, MOMENT.date(): 4}}, '"named":{"false":2,"1.5":3,"2024-05-01":4}'),
    ({"named": {1: 2, Period.DAY: 3, Text("t"): 4}}, '"named":{"1":2,"DAY":3,"t":4}'),
    ({"freq_caps": ({"period": "DAY"},)}, '"freqCaps":[{"period":"DAY"}]'),
    ({"freq_caps": collections.deque([{"period": "DAY"}])}, '"freqCaps":[{"period":"DAY"}]'),
    ({"freq_caps": collections.UserList([{"period": "DAY"}])}, '"freqCaps":[{"period":"DAY"}]'),
    ({"any": range(3)}, '"any":[0,1,2]'),
    ({"any": {"b": {"a": []}}}, '"any":{"b":{"a":[]}}'),
    # names
    ({"freqCaps": [{"period": "DAY", "maxValue": 2}]}, '"freqCaps":[{"period":"DAY","maxValue":2}]'),
    ({"freq_caps": [{"period": "DAY", "max_value": 2}]}, '"freqCaps":[{"period":"DAY","maxValue":2}]'),
    ({"caps_by_name": {"max_value": {"period": "DAY", "by_": "x"}}},
     '"capsByName":{"max_value":{"period":"DAY","by":"x"}}'),
    ({"pet": {"kind": "cat", "full_name": "T"}}, '"pet":{"kind":"cat","fullName":"T"}'),
    ({"pet": {"full_name": "T", "kind": "dog"}}, '"pet":{"FullName":"T","kind":"dog"}'),
    ({"pet": {"kind": Text("dog"), "full_name": "T"}}, '"pet":{"kind":"dog","FullName":"T"}'),
    ({"pet": {"kind": "dog", "born_on": MOMENT.date()}}, '"pet":{"kind":"dog","bornOn":"2024-05-01"}'),
    ({"side": {"text": "x", "c": 1}}, '"side":{"bText":"x","c":1}'),
    ({"side": {"text": "x"}}, '"side":{"aText":"x"}'),
    ({"tree": {"sub_trees": [{"sub_trees": []}, {"subTrees": [{}]}]}},
     '"tree":{"subTrees":[{"subTrees":[]},{"subTrees":[{}]}]}'),
    ({"free": {"freq_caps": 1}}, '"free":{"freq_caps":1}'),
    ({"class": "a"}, '"class":"a"'),
    ({"class_": "a"}, '"class_":"a"'),  # an exact name wins
    ({"class_2": "a"}, '"class_":"a"'),
    ({"either": 1}, '"either":1'),
    ({"either": MOMENT.date()}, '"either":"2024-05-01"'),
]  # fmt: skip


@pytest.mark.parametrize(("given", "text"), FINE)
def test_fine_values(given: dict[str, Any], text: str) -> None:
    expected = f'{{"name":"ab",{text}}}' if text else '{"name":"ab"}'
    assert sent_bytes({"name": "ab", **given}).decode() == expected


def test_values_of_numpy() -> None:
    given = {
        "name": np.str_("ab"),
        "count": np.int64(2**53 + 1),
        "share": np.float64(0.1),
        "any": [np.float32(0.5), np.bool_(True), np.arange(3), np.array([[1.5], [2]]), np.uint8(7)],
        "named": {"a": np.int32(1)},
        "at": np.datetime64("2024-05-01T10:30:00"),
    }
    text = sent_bytes({**given, "at": UNSET}).decode()
    assert json.loads(text) == {
        "name": "ab", "count": 2**53 + 1, "shareOf": 0.1, "named": {"a": 1},
        "any": [0.5, True, [0, 1, 2], [[1.5], [2.0]], 7],
    }  # fmt: skip
    with pytest.raises(RequestValidationError, match="at must be a date and time with its zone"):
        sent_bytes(given)
    with pytest.raises(RequestValidationError, match="share must be a finite number"):
        sent_bytes({"name": "a", "share": np.float64("nan")})
    with pytest.raises(RequestValidationError):
        sent_bytes({"name": "a", "pet": {"kind": np.array(["cat", "dog"])}})


def test_whole_numbers_are_whole_by_value() -> None:
    assert sent_bytes({"name": "a", "count": 3.0}) == b'{"name":"a","count":3.0}'
    with pytest.raises(RequestValidationError, match="count must be a whole number"):
        sent_bytes({"name": "a", "count": decimal.Decimal("3.5")})


def test_sets_are_lists_in_a_fixed_order() -> None:
    assert sent_bytes({"name": "a", "any": {"b", "a"}}) == b'{"name":"a","any":["a","b"]}'
    nested = frozenset({(1, "x"), (1, "a")})
    assert sent_bytes({"name": "a", "any": nested}) == b'{"name":"a","any":[[1,"a"],[1,"x"]]}'


def test_addresses_are_written_as_text() -> None:
    address = ipaddress.ip_address("::1")
    assert sent_bytes({"name": "a", "text": address}) == b'{"name":"a","text":"::1"}'


@pytest.mark.parametrize("key", [None, (1, 2), b"x", object()])
def test_what_cannot_be_a_name(key: object) -> None:
    with pytest.raises(RequestValidationError, match=f"cannot be of the type {type(key).__name__}"):
        sent_bytes({"name": "a", "named": {key: 1}})


@pytest.mark.parametrize("value", [object(), 1j, Exception, lambda: 1, iter([1]), "\ud800"])
@pytest.mark.parametrize("name", ["any", "text", "either"])
def test_what_json_cannot_write(name: str, value: Any) -> None:
    with pytest.raises(RequestValidationError) as caught:
        sent_bytes({"name": "a", name: value})
    assert [each.path for each in caught.value.violations] == [name]


# Returned models -------------------------------------------------------------------------------


class Inner(ResponseModel):
    """Part of what comes back."""

    period: str | None = None
    max_value: Annotated[int | None, Field(alias="maxValue")] = None
    read_only: Annotated[int | None, Field(alias="readOnly")] = None


class Thing(ResponseModel):
    """What comes back."""

    id: int | None = None
    name: str | None = None
    share: Annotated[float | None, Field(alias="shareOf")] = None
    note: str | None = None
    text: str | None = None
    at: DateTime | None = None
    day: Date | None = None
    key: uuid.UUID | None = None
    freq_caps: Annotated[list[Inner] | None, Field(alias="freqCaps")] = None
    free: dict[str, Any] | None = None
    caps_by_name: Annotated[dict[str, Inner] | None, Field(alias="capsByName")] = None

    def changes(self) -> dict[str, object]:
        """What was changed."""
        return self._changes(THINGS, "Thing")


CAP = closed({"period": TEXT, "maxValue": WHOLE}, **{"x-names": {"max_value": "maxValue"}})
THINGS = kept(
    {
        "$defs/Thing": {**BIG, "properties": {**BIG["properties"], "freqCaps": {"items": CAP}}},
        "$defs/Open": {
            "type": "object",
            "properties": {"name": TEXT, "shareOf": NUMBER},
            "x-names": {"share": "shareOf"},
        },
        **{f"$defs/{name}": each for name, each in DEFS.items()},
    }
)
READ = {
    "id": 7,
    "name": "ab",
    "shareOf": 0.5,
    "note": None,
    "text": None,
    "at": "2024-05-01T10:00:00Z",
    "day": "2024-05-01",
    "key": "00000000-0000-0000-0000-000000000001",
    "freqCaps": [{"period": "DAY", "maxValue": None, "readOnly": 1}, {"maxValue": 2}],
    "free": {"z": [1], "y": None},
    "new": {"a": 1},
}
SENT = {
    "name": "ab",
    "share": 0.5,
    "note": None,
    "at": "2024-05-01T10:00:00Z",
    "day": "2024-05-01",
    "key": "00000000-0000-0000-0000-000000000001",
    "freq_caps": [{"period": "DAY"}, {"max_value": 2}],
    "free": {"z": [1], "y": None},
}


def read(value: Any = READ) -> Thing:
    """A model as a call returns it."""
    return Thing.model_validate_json(json.dumps(value))


def test_models_give_what_was_set_and_may_be_sent() -> None:
    assert read()._as_params(THINGS, "Thing") == SENT
    assert Thing(name="a", share=1)._as_params(THINGS, "Thing") == {"name": "a", "share": 1.0}
    assert Thing()._as_params(THINGS, "Thing") == {}


def test_unknown_fields_go_along_where_they_may() -> None:
    value = {"name": "ab", "new": {"a": [1]}, "shareOf": None, "newer": None}
    thing = read(value)
    sent = Serializer().serialize(thing, THINGS.layout("$defs/Open"))
    assert sent == {"name": "ab", "new": {"a": [1]}, "newer": None}
    assert thing._as_params(THINGS, "Open") == {"name": "ab"}  # the arguments have no others


def test_models_inside_of_what_is_sent() -> None:
    cap = Inner.model_validate({"period": "DAY", "maxValue": 2, "readOnly": 3, "new": 1})
    text = '{"period":"DAY","maxValue":2}'
    assert sent_bytes({"name": "a", "freq_caps": [cap, {"period": "WEEK"}]}).decode() == (
        f'{{"name":"a","freqCaps":[{text},{{"period":"WEEK"}}]}}'
    )
    assert sent_bytes({"name": "a", "caps_by_name": {"x": cap}}).decode() == (
        f'{{"name":"a","capsByName":{{"x":{text}}}}}'
    )
    cap.period = "NEVER"
    with pytest.raises(
        RequestValidationError, match=r"freq_caps\[0\]\.period must be 'DAY' or 'WEEK'"
    ):
        sent_bytes({"name": "a", "freq_caps": [cap]})


class Tom(ResponseModel):
    """A cat that came back."""

    kind: str
    full_name: Annotated[str | None, Field(alias="fullName")] = None


class Rex(ResponseModel):
    """A dog that came back."""

    kind: str
    full_name: Annotated[str | None, Field(alias="FullName")] = None


def test_models_in_unions() -> None:
    cat = Tom.model_validate({"kind": "cat", "fullName": "Tom"})
    dog = Rex.model_validate({"kind": "dog", "FullName": "Rex"})
    assert (
        sent_bytes({"name": "a", "pet": cat})
        == b'{"name":"a","pet":{"kind":"cat","fullName":"Tom"}}'
    )
    assert (
        sent_bytes({"name": "a", "pet": dog})
        == b'{"name":"a","pet":{"kind":"dog","FullName":"Rex"}}'
    )


def test_what_is_known_of_names_does_not_grow_with_them() -> None:
    opened = {
        "additionalProperties": WHOLE,
        "patternProperties": {"^t": TEXT, "^te": {"minLength": 1}},
    }
    layout = Layout([opened], lambda pointer: True)
    members = {name: layout.member(f"{name}{i}") for i in range(50) for name in ("x", "t", "te")}
    assert len({id(layout.member(f"{name}9")) for name in ("x", "y", "t", "te")}) == 3
    assert [members[name].types for name in ("x", "te")] == [{"integer"}, {"string"}]
    assert members["x"] is layout.member("x1234")


def called(body: Any, operation: Operation[Any]) -> Any:
    """What a call returns."""
    handler = httpx.MockTransport(lambda request: httpx.Response(200, json=body))
    http_client = httpx.Client(transport=handler)
    client = APIClient(Service("X"), base_url="http://x", http_client=http_client)
    return Pager(client, operation) if operation.pagination else client.call(operation)


def edit(thing: Thing) -> None:
    """Change something at each depth."""
    assert thing.freq_caps is not None
    assert thing.free is not None
    assert thing.changes() == {}
    thing.name = "changed"
    assert thing.changes() == {"name": "changed"}
    thing.freq_caps.append(Inner(period="WEEK"))
    assert thing.changes() == {
        "name": "changed",
        "freq_caps": [{"period": "DAY"}, {"max_value": 2}, {"period": "WEEK"}],
    }
    thing.name = "ab"
    thing.freq_caps.pop()
    assert thing.changes() == {}
    thing.freq_caps[1].max_value = 3
    thing.free["z"].append(2)
    thing.note = "now"
    thing.text = None
    thing.id = 8
    assert thing.changes() == {
        "freq_caps": [{"period": "DAY"}, {"max_value": 3}],
        "free": {"z": [1, 2], "y": None},
        "note": "now",
    }


def test_changes_of_what_a_call_returned() -> None:
    edit(called(READ, Operation("o", "GET", "/", responses={"200": ResponseSpec(Thing)})))
    envelope = Envelope("data.it")
    wrapped: Operation[Any] = Operation(
        "o", "GET", "/", responses={"200": ResponseSpec(Wrapped, envelope=envelope)}
    )
    edit(called({"data": {"it": READ}}, wrapped))


def test_changes_of_the_items_of_a_list_and_of_a_page() -> None:
    listed: Operation[Any] = Operation(
        "o", "GET", "/", responses={"200": ResponseSpec(list[Thing])}
    )
    for thing in called([READ, READ], listed):
        edit(thing)
    plan = Pagination("cursor", cursor="after", items="rows.all", next="next")
    paged: Operation[Any] = Operation("o", "GET", "/", (Parameter("after", "query"),),
                                      responses={"200": ResponseSpec(Page)}, pagination=plan)  # fmt: skip
    things = [*called({"rows": {"all": [READ, READ]}}, paged)]
    assert len(things) == 2
    for thing in things:
        edit(thing)


@pytest.mark.filterwarnings("ignore::runtime.errors.ResponseWarning")
@pytest.mark.parametrize("charset", ["", "; charset=latin-1"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_changes_of_what_came_in_another_encoding(encoding: str, charset: str) -> None:
    content = json.dumps({"name": "é"}, ensure_ascii=False).encode(encoding)
    headers = {"content-type": f"application/json{charset if encoding == 'latin-1' else ''}"}
    response = httpx.Response(200, content=content, headers=headers)
    http_client = httpx.Client(transport=httpx.MockTransport(lambda request: response))
    client = APIClient(Service("X"), base_url="http://x", http_client=http_client)
    thing = client.call(Operation[Thing]("o", "GET", "/", responses={"200": ResponseSpec(Thing)}))
    assert thing.changes() == {}
    thing.share = 1.5
    assert thing.changes() == {"share": 1.5}


def test_changes_of_what_no_call_returned() -> None:
    assert Thing(name="a", id=1).changes() == {"name": "a"}


def test_changes_start_again_once_the_server_has_them() -> None:
    thing = called(READ, Operation("o", "GET", "/", responses={"200": ResponseSpec(Thing)}))
    thing.name = "changed"
    thing.freq_caps.append(Inner(period="WEEK"))
    settle(thing)
    assert thing.changes() == {}
    thing.freq_caps.pop()
    assert thing.changes() == {"freq_caps": [{"period": "DAY"}, {"max_value": 2}]}


class Rows(ResponseModel):
    """The inside of a page."""

    all: list[Thing] | None = None


class Page(ResponseModel):
    """A page."""

    rows: Rows | None = None


class Data(ResponseModel):
    """The inside of an envelope."""

    it: Thing | None = None


class Wrapped(ResponseModel):
    """An envelope."""

    data: Data | None = None


# Anything at all -------------------------------------------------------------------------------

ODD = [
    "ab", "", "DAY", "cat", "dog", "2024-05-01", "x" * 9, "\ud800", b"x", object(), UNSET, MOMENT,
    decimal.Decimal("1.10"), decimal.Decimal("NaN"), uuid.UUID(int=1), Level.LOW, Period.DAY,
    Color.RED, Inner(period="DAY"), Tom(kind="cat"), datetime.timedelta(1), {1}, 2**70,
]  # fmt: skip
NAMES = [
    *BIG["properties"],
    *BIG["x-names"],
    "kind",
    "period",
    "max_value",
    "full_name",
    "sub_trees",
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 12) | st.floats() | st.sampled_from(ODD) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.dictionaries(st.sampled_from([*NAMES, "zzz", 5, None, (1, 2), "\n", b"x", object()]), inner, max_size=4)
    ),
    max_leaves=12,
)  # fmt: skip


@settings(database=None, deadline=None, max_examples=300)
@given(VALUES)
def test_every_value_is_sent_or_refused_with_a_sentence(value: Any) -> None:
    given_ = {"name": "ab", **value} if isinstance(value, dict) else value
    text, refused = b"", ()
    try:
        text = sent_bytes(given_)
    except RequestValidationError as error:
        refused = error.violations
    assert text or refused
    assert all(each.rule and each.message and each.message.isprintable() for each in refused)
    if text:
        read = json.loads(text, parse_float=decimal.Decimal)
        again = json.loads(sent_bytes(read), parse_float=decimal.Decimal)
        assert again == read
