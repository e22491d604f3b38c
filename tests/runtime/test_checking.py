"""Requests are strict: every wrong value has its keyword, its wire path and its sentence."""

from __future__ import annotations

import datetime
import json
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field, GetCoreSchemaHandler, TypeAdapter, ValidationError
from pydantic_core import CoreSchema, core_schema
from runtime.models import MISSING, Date, DateTime, Open, ReplyModel, RequestModel, Uuid
from runtime.schemas import LAZY
from runtime.validation import codec_of


class Cap(RequestModel):
    """A cap."""

    period: Literal["DAY", "WEEK"]
    value: Annotated[int, Field(ge=1, le=10)] | MISSING = MISSING


class Cat(RequestModel):
    """A cat."""

    kind: Literal["cat"] = "cat"
    lives: Annotated[int, Field(multiple_of=3)] | MISSING = MISSING


class Dog(RequestModel):
    """A dog."""

    kind: Literal["dog"]
    good: bool | MISSING = MISSING


class Shared(ReplyModel):
    """Goes both ways."""

    id: int
    state: Open[Literal["on", "off"]] | None = None


class Free(ReplyModel):
    """Takes fields that are not described."""

    __additional_properties__: ClassVar[bool] = True

    id: int


class Big(RequestModel):
    """One field of each kind."""

    name: Annotated[str, Field(min_length=2, max_length=5, pattern="^[a-z]*$")]
    share: Annotated[float | MISSING, Field(gt=0, lt=100, alias="shareOf")] = MISSING
    caps: Annotated[list[Cap] | MISSING, Field(max_length=2, alias="freqCaps")] = MISSING
    pet: Annotated[Cat | Dog, Field(discriminator="kind")] | MISSING = MISSING
    who: Cap | Shared | int | MISSING = MISSING
    note: str | MISSING | None = MISSING
    at: DateTime | MISSING = MISSING
    day: Date | MISSING = MISSING
    key: Uuid | MISSING = MISSING
    shared: Shared | MISSING = MISSING
    free: Free | MISSING = MISSING
    named: Annotated[dict[str, int], Field(min_length=1)] | MISSING = MISSING
    kind: Literal["only"] | MISSING = MISSING


WRONG: list[tuple[dict[str, Any], str, str, str]] = [
    ({"name": "a"}, "minLength", "name", "name must have at least 2 characters, not 'a'"),
    ({"name": "abcdef"}, "maxLength", "name", "name must have at most 5 characters, not 'abcdef'"),
    ({"name": "AB"}, "pattern", "name", "name must match the pattern ^[a-z]*$, not 'AB'"),
    ({"name": 5}, "type", "name", "name must be text, not 5"),
    ({"name": None}, "type", "name", "name must be text, not None"),
    ({"share": 0}, "exclusiveMinimum", "shareOf", "shareOf must be greater than 0.0, not 0"),
    ({"share": 100}, "exclusiveMaximum", "shareOf", "shareOf must be less than 100.0, not 100"),
    ({"shareOf": True}, "type", "shareOf", "shareOf must be a number, not True"),
    ({"shareOf": "5"}, "type", "shareOf", "shareOf must be a number, not '5'"),
    ({"shareOf": float("inf")}, "type", "shareOf", "shareOf must be a finite number, not inf"),
    ({"caps": [{"period": "DAY"}] * 3}, "maxItems", "freqCaps",
     "freqCaps must have at most 2 members"),
    ({"caps": [{"period": "DAY"}, {"period": "X"}]}, "enum", "freqCaps[1].period",
     "freqCaps[1].period must be one of 'DAY' or 'WEEK', not 'X'"),
    ({"caps": [{"period": "DAY", "value": 0}]}, "minimum", "freqCaps[0].value",
     "freqCaps[0].value must be at least 1, not 0"),
    ({"caps": [{"period": "DAY", "value": 11}]}, "maximum", "freqCaps[0].value",
     "freqCaps[0].value must be at most 10, not 11"),
    ({"caps": [{"value": 1}]}, "required", "freqCaps[0].period", "freqCaps[0].period is required"),
    ({"caps": [{"period": "DAY", "x": 1}]}, "additionalProperties", "freqCaps[0].x",
     "freqCaps[0].x is not a field that can be sent"),
    ({"caps": "no"}, "type", "freqCaps", "freqCaps must be a list, not 'no'"),
    ({"pet": {"kind": "cat", "lives": 4}}, "multipleOf", "pet.lives",
     "pet.lives must be a multiple of 3, not 4"),
    ({"pet": {"kind": "cow"}}, "enum", "pet",
     "pet must have 'kind' one of 'cat', 'dog', not {'kind': 'cow'}"),
    ({"pet": {"good": True}}, "required", "pet.kind", "pet.kind is required"),
    ({"pet": 5}, "type", "pet", "pet must be an object, not 5"),
    ({"who": "x"}, "type", "who", "who must be an object or a whole number, not 'x'"),
    ({"who": {"period": "NO"}}, "enum", "who.period",
     "who.period must be one of 'DAY' or 'WEEK', not 'NO'"),
    ({"note": 5}, "type", "note", "note must be text, not 5"),
    ({"at": 1700000000}, "type", "at", "at must be a date and time, not 1700000000"),
    ({"at": "1700000000"}, "format", "at", "at must be a date and time as text, not '1700000000'"),
    ({"at": "2024-02-30T00:00:00Z"}, "format", "at",
     "at must be a date and time as text, not '2024-02-30T00:00:00Z'"),
    ({"day": "01/02/2024"}, "format", "day", "day must be a date as text, not '01/02/2024'"),
    ({"key": 5}, "type", "key", "key must be a UUID, not 5"),
    ({"shared": {"id": 1, "state": "broken"}}, "enum", "shared.state",
     "shared.state must be one of 'on' or 'off', not 'broken'"),
    ({"shared": {"id": 1, "z": 1}}, "additionalProperties", "shared.z",
     "shared.z is not a field that can be sent"),
    ({"shared": {}}, "required", "shared.id", "shared.id is required"),
    ({"named": {}}, "minProperties", "named", "named must have at least 1 members, not {}"),
    ({"named": {"a": "x"}}, "type", "named.a", "named.a must be a whole number, not 'x'"),
    ({"kind": "other"}, "const", "kind", "kind must be 'only', not 'other'"),
    ({"unknown": 1}, "additionalProperties", "unknown", "unknown is not a field that can be sent"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "rule", "path", "text"), WRONG)
def test_wrong_values(given: dict[str, Any], rule: str, path: str, text: str) -> None:
    _, violations = codec_of(Big).check({"name": "ab", **given})
    (found,) = violations
    assert (found.rule, found.path) == (rule, path)
    assert found.message.startswith(text)


FINE: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"share": 5}, {"shareOf": 5.0}),
    ({"shareOf": 5}, {"shareOf": 5.0}),
    ({"caps": ({"period": "DAY"},)}, {"freqCaps": [{"period": "DAY"}]}),
    ({"caps": [Cap(period="DAY", value=2)]}, {"freqCaps": [{"period": "DAY", "value": 2}]}),
    ({"note": None}, {"note": None}),
    ({"note": MISSING}, {}),
    ({"pet": {"kind": "dog", "good": True}}, {"pet": {"kind": "dog", "good": True}}),
    ({"pet": Cat()}, {"pet": {"kind": "cat"}}),
    ({"who": 5}, {"who": 5}),
    ({"who": {"id": 5}}, {"who": {"id": 5}}),
    ({"at": "2024-05-01T10:00:00+02:00"}, {"at": "2024-05-01T10:00:00+02:00"}),
    ({"at": "2024-05-01 10:00"}, {"at": "2024-05-01T10:00:00"}),
    ({"at": datetime.datetime(2024, 5, 1, tzinfo=datetime.UTC)}, {"at": "2024-05-01T00:00:00Z"}),
    ({"day": datetime.date(2024, 5, 1)}, {"day": "2024-05-01"}),
    ({"shared": MappingProxyType({"id": 1})}, {"shared": {"id": 1}}),
    ({"free": {"id": 1, "z": [1]}}, {"free": {"id": 1, "z": [1]}}),
    ({"named": {"a": 1}}, {"named": {"a": 1}}),
]


@pytest.mark.parametrize(("given", "sent"), FINE)
def test_fine_values(given: dict[str, Any], sent: dict[str, Any]) -> None:
    codec = codec_of(Big)
    checked, violations = codec.check({"name": "ab", **given})
    assert violations == []
    assert codec.to_plain(checked) == {"name": "ab", **sent}


def test_what_was_read_may_be_sent_back_as_it_is() -> None:
    read = codec_of(Shared).read(b'{"id": 1, "state": "new", "more": {"a": 1}}')
    checked, violations = codec_of(Big).check({"name": "ab", "shared": read})
    assert violations == []
    assert codec_of(Big).to_plain(checked)["shared"] == {
        "id": 1,
        "state": "new",
        "more": {"a": 1},
    }


def test_all_at_once() -> None:
    given = {"name": 5, "share": -1, "caps": [{"period": "X"}, {}], "zzz": 1}
    _, violations = codec_of(Big).check(given)
    assert [each.path for each in violations] == [
        "name",
        "shareOf",
        "freqCaps[0].period",
        "freqCaps[1].period",
        "zzz",
    ]


def test_models_built_wrongly_are_pydantics_affair() -> None:
    with pytest.raises(ValidationError):
        Cap(period="NO")  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        Cap(period="DAY", valeu=1)  # type: ignore[call-arg]
    with pytest.raises(ValidationError):
        TypeAdapter(DateTime).validate_python(5)


def test_secrets_are_not_shown() -> None:
    class Login(RequestModel):
        """Has a secret."""

        password: Annotated[str, Field(min_length=9)]

    _, (found,) = codec_of(Login).check({"password": "hunter2"})
    assert "hunter2" not in found.message + repr(found)


class Later:
    """A reference to a model that is looked up when data for it arrives."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            lambda value: TypeAdapter(Shared).validate_python(value),
            metadata={LAZY: lambda: Shared},
        )


class Holder(ReplyModel):
    """Refers to another model lazily."""

    one: Annotated[Shared | None, Later()] = None
    many: list[Annotated[Shared, Later()]] | None = None


def test_lazy_references_are_seen_through() -> None:
    codec = codec_of(Holder)
    read = codec.read(b'{"one": {"state": "odd"}, "many": [{"id": 1}, {"id": 2, "x": 1}]}')
    assert isinstance(read.one, Shared)
    assert (read.one.id, read.one.state) == (None, "odd")
    assert read.many[1].model_extra == {"x": 1}
    _, violations = codec.check({"one": {"id": "x"}, "many": [{"id": 1, "q": 1}]})
    assert [(each.rule, each.path) for each in violations] == [
        ("type", "one.id"),
        ("additionalProperties", "many[0].q"),
    ]


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 12)
    | st.floats()
    | st.sampled_from(
        ["ab", "", "DAY", "cat", "dog", "on", "only", "2024-05-01", "x" * 9, b"x", object()]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.dictionaries(
            st.sampled_from([*Big.model_fields, *Cap.model_fields, *Dog.model_fields, "id", "zzz"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(database=None, deadline=None)
@given(VALUES)
def test_every_value_is_sent_or_refused_with_a_sentence(value: Any) -> None:
    codec = codec_of(Big)
    given_ = {"name": "ab", **value} if isinstance(value, dict) else value
    checked, violations = codec.check(given_)
    if violations:
        assert all(each.rule and each.message and each.message.isprintable() for each in violations)
    else:
        again, none = codec.check(json.loads(codec.to_json(checked)))
        assert none == []
        assert codec.to_plain(again) == codec.to_plain(checked)
