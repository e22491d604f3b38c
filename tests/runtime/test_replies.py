"""Responses that are not as described: read all the same, or refused by strict clients."""

from __future__ import annotations

import gzip
import json
import warnings
from typing import Annotated, Any, Literal

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter, ValidationError, create_model
from runtime.client import APIClient
from runtime.errors import APIStatusError, ResponseValidationError, ResponseWarning, ServerError
from runtime.responses.models import ABSENT, DateTime, ResponseModel
from runtime.responses.parse import reader_of
from runtime.responses.unions import Choose, OneOf
from runtime.spec.operation import Operation, ResponseSpec
from runtime.spec.service import Service
from schemas_as_data import TEXT, WHOLE, closed, kept, ref
from typing_extensions import TypeAliasType


class Cat(ResponseModel):
    """A cat."""

    kind: Literal["cat"] = ABSENT
    lives: int | None = None


class Dog(ResponseModel):
    """A dog."""

    kind: Literal["dog"] = ABSENT
    name: str | None = None
    pups: list[Dog] | None = None


class Left(ResponseModel):
    """One of two without a discriminator."""

    a: int | None = None


class Right(ResponseModel):
    """The other."""

    b: int | None = None
    c: int | None = None


class Thing(ResponseModel):
    """Has one field of each kind."""

    id: int = ABSENT
    state: Literal["on", "off"] | str | None = None
    mode: Literal[1, 2] | None = None
    ratio: float | None = None
    flag: bool | None = None
    at: DateTime | None = None
    numbers: list[int] | None = None
    named: dict[str, int] | None = None
    pet: Annotated[Cat | Dog, Choose("kind", {"cat": "Cat", "dog": "Dog"})] | None = None
    side: OneOf[Left | Right] | None = None
    either: int | str | None = None
    inner: Left | None = None
    code: str | None = None


def maybe(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema that takes null as well."""
    return {"anyOf": [schema, {"type": "null"}]}


DEFS = {
    "Cat": closed({"kind": {"const": "cat"}, "lives": {**WHOLE, "minimum": 1, "maximum": 9}}, ["kind"]),
    "Dog": closed(
        {"kind": {"const": "dog"}, "name": TEXT, "pups": {"type": "array", "items": ref("Dog")}},
        ["kind"],
    ),
    "Left": closed({"a": WHOLE}),
    "Right": closed({"b": WHOLE, "c": WHOLE}),
    "Thing": closed(
        {
            "id": WHOLE,
            "state": {"enum": ["on", "off", None]},
            "mode": {"enum": [1, 2]},
            "ratio": {"type": "number"},
            "flag": {"type": "boolean"},
            "at": {"type": "string", "format": "date-time"},
            "numbers": {"type": "array", "items": WHOLE},
            "named": {"type": "object", "additionalProperties": WHOLE},
            "pet": {
                "oneOf": [ref("Cat"), ref("Dog")],
                "discriminator": {
                    "propertyName": "kind",
                    "mapping": {"cat": "#/$defs/Cat", "dog": "#/$defs/Dog"},
                },
            },
            "side": {"anyOf": [ref("Left"), ref("Right")]},
            "either": {"type": ["integer", "string"]},
            "inner": maybe(ref("Left")),
            "code": {**TEXT, "pattern": "^A", "maxLength": 3},
        },
        ["id"],
    ),
}  # fmt: skip
SERVICE = Service(
    "X",
    responses=kept(
        {
            **{
                f"operations/things.get/{status}": ref("Thing")
                for status in ("200", "2XX", "default")
            },
            **{f"$defs/{name}": each for name, each in DEFS.items()},
        }
    ),
)


def call(content: bytes | str, type_: Any = Thing, strict: bool = False, **response: Any) -> Any:
    """What a call gives for this body."""
    status = response.pop("status", 200)
    media = response.pop("media", "application/json")
    headers = response.pop("headers", {"content-type": "application/json"})
    replies = response.pop("responses", {"200": ResponseSpec(type_, media)})
    text = content.encode() if isinstance(content, str) else content

    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, content=text, headers=headers)

    http_client = httpx.Client(transport=httpx.MockTransport(handler))
    client = APIClient(
        SERVICE, base_url="http://x", http_client=http_client, strict=strict, max_retries=0
    )
    operation: Operation[Any] = Operation("things.get", "GET", "/t", responses=replies)
    return client.call(operation)


SILENT = [
    ('{"id": 1, "new": {"x": [1]}}', "new", {"x": [1]}),
    ('{"id": 1, "state": "broken"}', "state", "broken"),
    ('{"id": 1, "mode": 3}', "mode", 3),
    ("{}", "id", None),
    ('{"id": null}', "id", None),
    ('{"id": 1, "code": "ZZZZZ"}', "code", "ZZZZZ"),
    ('{"id": 1, "ratio": 3}', "ratio", 3.0),
    ('{"id": 1.0}', "id", 1),
    ('{"id": 1, "pet": {"kind": "cow", "x": 1}}', "pet", {"kind": "cow", "x": 1}),
    ('{"id": 123456789012345678901234567890}', "id", 123456789012345678901234567890),
    ('{"id": 1, "ratio": NaN}', "ratio", "NaN"),
    ('{"id": 1, "id": 2}', "id", 2),
]


@pytest.mark.parametrize(("text", "name", "value"), SILENT)
def test_what_servers_may_change_is_read_silently(text: str, name: str, value: object) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        thing = call(text)
    assert isinstance(thing, Thing)
    read = getattr(thing, name)
    assert read == value or (value == "NaN" and read != read)


WRONG = [
    ('{"id": "x"}', "id", "x", "Thing.id"),
    ('{"id": 1, "state": 5}', "state", 5, "Thing.state"),
    ('{"id": 1, "flag": "yes"}', "flag", "yes", "Thing.flag"),
    ('{"id": 1, "at": "yesterday"}', "at", "yesterday", "Thing.at"),
    ('{"id": 1, "at": 17}', "at", 17, "Thing.at"),
    ('{"id": 1, "numbers": [1, "2", 3]}', "numbers", [1, "2", 3], "Thing.numbers"),
    ('{"id": 1, "numbers": {"a": 1}}', "numbers", {"a": 1}, "Thing.numbers"),
    ('{"id": 1, "named": {"a": 1, "b": []}}', "named", {"a": 1, "b": []}, "Thing.named"),
    ('{"id": 1, "either": [1]}', "either", [1], "Thing.either"),
    ('{"id": 1, "inner": "none"}', "inner", "none", "Thing.inner"),
    ('{"id": 1, "ratio": "1.5"}', "ratio", "1.5", "Thing.ratio"),
]


@pytest.mark.parametrize(("text", "name", "value", "place"), WRONG)
def test_wrong_types_are_kept_as_sent_with_one_warning(
    text: str, name: str, value: object, place: str
) -> None:
    with pytest.warns(ResponseWarning, match=place) as caught:
        thing, again = call(text), call(text)
    assert isinstance(thing, Thing)
    assert getattr(thing, name) == value
    assert getattr(again, name) == value
    assert len(caught) == 1
    assert caught[0].filename == __file__


def test_right_parts_beside_wrong_ones_stay_typed() -> None:
    text = """{"id": "x", "pet": {"kind": "dog", "name": 7, "pups": [{"kind": "dog"}, 5]},
               "side": {"b": "s", "c": 1}, "at": "2024-05-01T10:00:00Z"}"""
    with pytest.warns(ResponseWarning):
        thing = call(text)
    assert isinstance(thing.pet, Dog)
    assert thing.pet.name == 7
    assert isinstance(thing.pet.pups[0], Dog)
    assert thing.pet.pups[1] == 5
    assert isinstance(thing.side, Right)
    assert thing.at.year == 2024


def test_unions_without_discriminator_take_what_fits() -> None:
    assert isinstance(call('{"id": 1, "side": {"b": 1}}').side, Right)
    assert isinstance(call('{"id": 1, "side": {"a": 1}}').side, Left)
    assert call('{"id": 1, "either": "x"}').either == "x"
    listed = call('[{"b": 1}, {"a": 2}]', list[OneOf[Left | Right]])
    assert [type(each) for each in listed] == [Right, Left]


def test_a_reply_of_another_shape_is_given_as_it_is() -> None:
    with pytest.warns(ResponseWarning, match="^Thing came as a list"):
        assert call("[1, 2]") == [1, 2]


@pytest.mark.parametrize("text", [text for text, *_ in SILENT[:6]] + [text for text, *_ in WRONG])
def test_strict_clients_refuse_drift(text: str) -> None:
    with pytest.raises(ResponseValidationError) as caught:
        call(text, strict=True)
    assert caught.value.problems
    assert caught.value.response is not None
    assert "differs from its description" in str(caught.value)


DIFFERENCES = [
    ("{}", "id is missing"),
    ('{"id": 1, "new": 1}', "new is not described"),
    ('{"id": 1, "mode": 3}', "mode must be 1 or 2, not 3"),
    ('{"id": 1, "numbers": [1, "2"]}', "numbers[1] must be a whole number, not '2'"),
    ('{"id": 1, "pet": {"kind": "cow"}}', "pet.kind must be 'cat' or 'dog', not 'cow'"),
    ('{"id": 1, "pet": {"kind": "cat", "lives": 10}}', "pet.lives must be at most 9, not 10"),
    ('{"id": 1, "pet": {"kind": "cat", "x": 10}}', "pet.x is not described"),
    ('{"id": 1, "code": "\\ud800"}', "code has half a character, which cannot be encoded"),
    ("[1]", "the value must be an object, not a list"),
]


@pytest.mark.parametrize(("text", "problem"), DIFFERENCES)
def test_what_strict_clients_say(text: str, problem: str) -> None:
    with pytest.raises(ResponseValidationError) as caught:
        call(text, strict=True)
    assert caught.value.problems == (problem,)
    assert caught.value.body == text


def test_strict_clients_say_all_and_judge_every_line() -> None:
    with pytest.raises(ResponseValidationError) as caught:
        call('{"id": "x", "new": 1}', strict=True)
    assert len(caught.value.problems) == 2
    lines = {"media": "application/x-ndjson", "headers": {"content-type": "application/x-ndjson"}}
    with pytest.raises(ResponseValidationError) as caught:
        call('{"id": 1}\n\n{"id": "x"}\n', strict=True, **lines)
    assert caught.value.problems == ("id must be a whole number, not 'x'",)
    assert [each.id for each in call('{"id": 1}\n{"id": 2}', strict=True, **lines)] == [1, 2]


def test_strict_clients_take_what_has_no_schema() -> None:
    assert call(
        '{"id": "x"}', Any, strict=True, responses={"201": ResponseSpec(Any)}, status=201
    ) == {"id": "x"}


def test_strict_clients_accept_what_fits() -> None:
    full = '{"id": 1, "state": "on", "pet": {"kind": "cat", "lives": 9}, "side": {"a": 1}}'
    assert call(full, strict=True).pet.lives == 9


UNREADABLE = [
    "{",
    '{"id": 1',
    "<html><body>Bad gateway</body></html>",
    "",
    "\xff\xfe\x00junk",
    "'a'",
]


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("text", [text for text in UNREADABLE if text])
def test_what_is_not_json_is_always_refused(text: str, strict: bool) -> None:
    headers = {"content-type": "text/html"} if "html" in text else {}
    with pytest.raises(ResponseValidationError, match="not application/json") as caught:
        call(text, strict=strict, headers=headers)
    assert caught.value.response is not None
    assert caught.value.body


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (b'{"id": 1}', {}),
        (b'{"id": 1}', {"content-type": "text/plain"}),
        (b'{"id": 1}', {"content-type": "text/html; charset=utf-8"}),
        (b'{"id": 1}', {"content-type": "application/problem+json"}),
        (b'\xef\xbb\xbf{"id": 1}', {"content-type": "application/json"}),
        ('{"id": 1}'.encode("utf-16"), {"content-type": "application/json"}),
        (gzip.compress(b'{"id": 1}', mtime=0), {"content-encoding": "gzip"}),
    ],
)
def test_wrong_or_missing_content_types(content: bytes, headers: dict[str, str]) -> None:
    assert call(content, headers=headers).id == 1


def test_other_charsets() -> None:
    text = '{"id": 1, "code": "\xe9"}'.encode("latin-1")
    named = {"content-type": "application/json; charset=iso-8859-1"}
    assert call(text, headers=named).code == "é"
    with pytest.warns(ResponseWarning, match="text of a response"):
        assert call(text).code == "\ufffd"
    with pytest.raises(ResponseValidationError):
        call(text, strict=True)
    wrong = {"content-type": "application/json; charset=nonsense"}
    assert call(b'{"id": 1}', headers=wrong).id == 1


def test_lone_surrogates_do_not_stop_reading() -> None:
    assert call('{"id": 1, "code": "\\ud800"}').id == 1


def test_deep_nesting_is_read_too() -> None:
    text = '{"id": 1, "new": ' + "[" * 400 + "]" * 400 + "}"
    assert call(text).id == 1


def test_error_texts_cannot_play_with_the_terminal() -> None:
    with pytest.raises(ServerError) as caught:
        call('{"message": "a\\u001b[31m\\r\\nb"}', status=500)
    assert "a[31m b" in str(caught.value)
    assert str(caught.value).isprintable()


def test_empty_bodies() -> None:
    with pytest.warns(ResponseWarning, match="without a body"):
        assert call(b"") is None
    assert call(b"", status=204) is None
    assert call(b"", None) is None
    assert call(b"", bytes, media="application/pdf") == b""
    with pytest.raises(ResponseValidationError):
        call(b"", strict=True)


def test_undescribed_successes_and_empty_descriptions() -> None:
    assert call('{"id": 1}', status=201).id == 1
    assert call('{"id": 1}', responses={"204": ResponseSpec(None)}) is None
    assert call('{"id": 1}', responses={}) is None
    assert call('{"id": 1}', responses={"2XX": ResponseSpec(Thing)}).id == 1
    assert call('{"id": 1}', responses={"default": ResponseSpec(Thing)}).id == 1


def test_the_media_type_chooses_between_replies() -> None:
    replies = {
        "200": (
            ResponseSpec(Thing),
            ResponseSpec(str, "text/csv"),
            ResponseSpec(bytes, "image/png"),
        )
    }
    assert call('{"id": 1}', responses=replies).id == 1
    assert call("a,b", responses=replies, headers={"content-type": "text/csv"}) == "a,b"
    assert call(b"\x89", responses=replies, headers={"content-type": "image/png"}) == b"\x89"


def test_other_media_types() -> None:
    assert call("hello", str, media="text/plain", headers={"content-type": "text/plain"}) == "hello"
    assert call("<a/>", str, media="application/xml", headers={}) == "<a/>"
    assert call('"quoted"', str) == "quoted"
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert call("a=1&b=x%20y", dict[str, str], media=form["content-type"], headers=form) == {
        "a": "1",
        "b": "x y",
    }
    lines = {"content-type": "application/x-ndjson"}
    read = call('{"id":1}\n{"id":2}\n', Thing, media="application/x-ndjson", headers=lines)
    assert [each.id for each in read] == [1, 2]
    assert call('{"a": [1, null]}', Any) == {"a": [1, None]}


@pytest.mark.parametrize(
    ("content", "headers", "body", "text"),
    [
        (b'{"message": "bad", "code": 1}', {}, {"message": "bad", "code": 1}, "bad"),
        (b'{"errors": {"name": ["too long"]}}', {}, {"errors": {"name": ["too long"]}}, "too long"),
        (b'{"errorObjects": [{"reason": "r1"}]}', {}, {"errorObjects": [{"reason": "r1"}]}, "r1"),
        (b"plain words", {"content-type": "text/plain"}, "plain words", "plain words"),
        (b"<html><h1>502</h1>", {"content-type": "text/html"}, "<html><h1>502</h1>", "proxy"),
        (b"", {}, None, "no reason was given"),
        (b'{"broken', {"content-type": "application/json"}, '{"broken', "broken"),
    ],
)
def test_bodies_of_errors(content: bytes, headers: dict[str, str], body: object, text: str) -> None:
    with pytest.raises(ServerError) as caught:
        call(content, headers=headers, status=500)
    assert caught.value.body == body
    assert text in str(caught.value)


def test_statuses_without_a_class_of_their_own() -> None:
    with pytest.raises(APIStatusError) as caught:
        call("{}", status=418)
    assert str(caught.value).startswith("418 I'm a Teapot for GET /t")
    with pytest.raises(ServerError):
        call("{}", status=599)
    with pytest.raises(APIStatusError):
        call("", status=304)


def test_models_built_wrongly_are_pydantics_affair() -> None:
    with pytest.raises(ValidationError):
        Cat(kind="cow")  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        Cat(kind="cat", lives="9")  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        TypeAdapter(DateTime).validate_python(5)
    assert TypeAdapter(DateTime).validate_python("2024-05-01T10:00:00Z").year == 2024


def test_a_wrong_item_costs_the_others_nothing() -> None:
    sent = [{"id": 1}, None, {"id": "x", "inner": {"a": 2}}, 5, {"id": 3}]
    with pytest.warns(ResponseWarning) as caught:
        read = call(json.dumps(sent), list[Thing])
    assert [type(each).__name__ for each in read] == ["Thing", "NoneType", "Thing", "int", "Thing"]
    assert (read[2].id, read[2].inner.a) == ("x", 2)
    assert [str(each.message).partition(" came")[0] for each in caught] == ["Thing", "Thing.id"]
    with pytest.warns(ResponseWarning, match="response of type dict came as None"):
        wrapped = call(json.dumps({"a": sent}), dict[str, list[Thing]])["a"]
    assert [type(each) for each in wrapped] == [type(each) for each in read]
    assert wrapped[1] is None
    assert wrapped[3] == 5


def test_many_wrong_values_stay_where_they_were() -> None:
    sent = {"numbers": ["a", 1, None, 2, [3], 4.0, "b"], "named": {"a": "x", "b": 1}}
    with pytest.warns(ResponseWarning):
        thing = call(json.dumps(sent))
    assert thing.numbers == ["a", 1, None, 2, [3], 4, "b"]
    assert isinstance(thing.numbers[5], int)
    assert thing.named == {"a": "x", "b": 1}
    assert thing.model_fields_set == {"numbers", "named"}


def test_null_is_silent_for_a_field_and_told_for_an_item() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        thing = call('{"id": null, "at": "2024-05-01T10:00:00Z"}')
        assert thing.model_fields_set == {"id", "at"}
        assert thing.at.year == 2024
    with pytest.warns(ResponseWarning, match=r"Thing\.numbers came as None"):
        call('{"numbers": [null]}')


def test_keys_that_look_like_names_of_union_members() -> None:
    sent = {
        "pet": {"kind": "cat", "member 0": {"lives": 1}, "lives": "x"},
        "either": {"int": [1], "str": 2},
    }
    with pytest.warns(ResponseWarning) as caught:
        thing = call(json.dumps(sent))
    assert isinstance(thing.pet, Cat)
    assert thing.pet.lives == "x"
    assert thing.pet.model_extra == {"member 0": {"lives": 1}}
    assert thing.either == {"int": [1], "str": 2}
    assert len(caught) == 2


class Base(ResponseModel):
    """One of two that a tag of their own tells apart."""

    type_: Annotated[Literal["base"] | str, Field(alias="type")] = ABSENT
    state: Literal["on", "off"] | str | None = None


class Other(ResponseModel):
    """The other."""

    type_: Annotated[Literal["other"] | str, Field(alias="type")] = ABSENT
    state: Literal["on", "off"] | str | None = None


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ({"type": "other", "state": "new"}, Other),
        ({"type": "base"}, Base),
        ({"type": "third", "state": "on"}, dict),
        ({"state": "broken"}, Base),
        ({}, Base),
        (["x"], list),
        ("text", str),
    ],
)
def test_the_member_that_is_meant(sent: object, kind: type) -> None:
    read = reader_of(OneOf[Base | Other | str | list[str]]).read(json.dumps(sent).encode())
    assert type(read) is kind
    again = reader_of(dict[str, OneOf[Base | Other | str | list[str]]]).read(
        json.dumps({"a": sent}).encode()
    )
    assert again == {"a": read}
    assert reader_of(dict[str, OneOf[Base | Other | str | list[str]]]).to_plain(again) == {
        "a": sent
    }


def test_constructors_take_members_of_unions() -> None:
    thing = Thing(pet=Cat(kind="cat"), side=Right(b=1))
    assert isinstance(thing.pet, Cat)
    assert isinstance(thing.side, Right)
    assert thing.model_dump(exclude_unset=True) == {"pet": {"kind": "cat"}, "side": {"b": 1}}


def test_typed_further_members_are_kept_too() -> None:
    with pytest.warns(ResponseWarning, match=r"Counts\.\* came as 'x'"):
        read = call('{"name": "n", "a": 1, "b": "x"}', Counts)
    assert read.model_extra == {"a": 1, "b": "x"}


class Counts(ResponseModel):
    """Its further members are numbers."""

    __pydantic_extra__: dict[str, int] = Field(init=False)

    name: str | None = None


def test_single_values() -> None:
    assert call("1.0", int) == 1
    with pytest.warns(ResponseWarning, match="response of type int"):
        assert call("true", int) is True


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
KINDS = st.sampled_from(["cat", "dog", "cow", "on", 1, 2, "2024-05-01T10:00:00Z"])
NEARLY = st.recursive(
    ANYTHING | KINDS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [*Thing.model_fields, *Dog.model_fields, *Right.model_fields, "a", "x"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@pytest.mark.filterwarnings("ignore::runtime.errors.ResponseWarning")
@settings(database=None, deadline=None)
@given(NEARLY)
def test_no_json_is_ever_refused(value: object) -> None:
    reader = reader_of(Thing)
    read = reader.read(json.dumps(value).encode())
    if isinstance(value, dict):
        assert isinstance(read, Thing)
        assert read.model_fields_set == value.keys()
    assert list_reader.read(json.dumps([value]).encode()) is not None


list_reader = reader_of(list[Thing | int | dict[str, Left]])


Tree = TypeAliasType("Tree", "list[Tree] | Left | int")
CHAIN: list[Any] = [Left]
for number in range(12):
    before = CHAIN[-1]
    CHAIN.append(create_model(f"Chain{number}", __base__=ResponseModel, next=(before | None, None)))


def test_aliases_that_contain_themselves_are_read_leniently_too() -> None:
    with pytest.warns(ResponseWarning, match="^a response of type Tree came as 'x'") as caught:
        read = reader_of(Tree).read(b'[1, [2, "x", {"a": 3}], {"a": 4}]')
    assert read == [1, [2, "x", Left(a=3)], Left(a=4)]
    assert len(caught) == 1


def test_classes_far_inside_are_read_leniently_too() -> None:
    sent: dict[str, Any] = {"a": "x", "new": 1}
    for _ in CHAIN[1:]:
        sent = {"next": sent}
    with pytest.warns(ResponseWarning, match=r"^Left\.a came as 'x'"):
        read = reader_of(CHAIN[-1]).read(json.dumps(sent).encode())
    for model in reversed(CHAIN[1:]):
        assert type(read) is model
        read = read.next
    assert isinstance(read, Left)
    assert (read.a, read.model_extra) == ("x", {"new": 1})


def test_responses_are_read_alike_before_and_after_one_that_differs() -> None:
    reader = reader_of(dict[str, Thing])
    whole = b"""{"a": {"id": 1, "pet": {"kind": "dog", "pups": [{"kind": "dog"}]}, "side": {"b": 1},
        "at": "2024-05-01T10:00:00Z", "new": {"x": 1}, "state": null}}"""
    first = reader.read(whole)
    with pytest.warns(ResponseWarning):
        assert reader.read(b'{"a": {"id": "x"}, "b": 5}')["b"] == 5
    again = reader.read(whole)
    assert again == first
    assert again["a"].model_fields_set == first["a"].model_fields_set
    assert reader.to_plain(again) == json.loads(whole)


def test_fields_called_like_what_the_library_calls_something_else() -> None:
    class Lesson(ResponseModel):
        cls: int = ABSENT
        room: int = ABSENT

    with pytest.warns(ResponseWarning, match="Lesson.room came as 'attic'"):
        lesson = call('{"cls": 3, "room": "attic", "_fields_set": 1}', Lesson)
    assert (lesson.cls, lesson.room) == (3, "attic")
    assert lesson.model_extra == {"_fields_set": 1}
    assert lesson.model_fields_set == {"cls", "room", "_fields_set"}
