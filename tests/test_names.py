"""The naming authority: names are safe, stable, and keep clear of what generated modules need."""

from __future__ import annotations

import builtins
import importlib
import itertools
import keyword
import re
import sys

import pytest
from adwright.ir import names
from adwright.render.modules import KNOWN
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from support import ROOT


@pytest.mark.parametrize(
    ("wire", "snake", "pascal"),
    [
        ("name", "name", "Name"),
        ("fooBar", "foo_bar", "FooBar"),
        ("foo_bar", "foo_bar", "FooBar"),
        ("foo-bar.baz", "foo_bar_baz", "FooBarBaz"),
        ("FOO_BAR", "foo_bar", "FOOBAR"),
        ("HTTPServer", "http_server", "HTTPServer"),
        ("parseJSON", "parse_json", "ParseJSON"),
        ("IDs", "ids", "Ids"),
        ("userIDs", "user_ids", "UserIds"),
        ("csvS3Uri", "csv_s3_uri", "CsvS3Uri"),
        ("OAuthToken", "oauth_token", "OauthToken"),
        ("OAuth2Token", "oauth2_token", "Oauth2Token"),
        ("iOSVersion", "i_os_version", "IOSVersion"),
        ("X-Request-ID", "x_request_id", "XRequestID"),
        ("filter[name][eq]", "filter_name_eq", "FilterNameEq"),
        ("user's pets", "users_pets", "UsersPets"),
        ("+1", "plus_1", "Plus1"),
        ("-1", "minus_1", "Minus1"),
        (">18", "greater_18", "Greater18"),
        ("v2", "v2", "V2"),
        ("a__b", "a_b", "AB"),
        ("_private", "private", "Private"),
        ("Größe", "größe", "Größe"),
        ("日本", "日本", "日本"),
        ("ﬁeld", "field", "Field"),
        ("", "", ""),
        ("!!!", "", ""),
    ],
)
def test_words_become_python_names(wire: str, snake: str, pascal: str) -> None:
    assert (names.snake(wire), names.pascal(wire)) == (snake, pascal)


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("class", "class_"),
        ("import", "import_"),
        ("None", "none"),
        ("True", "true"),
        ("async", "async_"),
        ("lambda", "lambda_"),
        ("match", "match"),
        ("type", "type"),
        ("id", "id"),
        ("list", "list"),
        ("format", "format"),
        ("1st", "value_1st"),
        ("2", "value_2"),
        ("", "value"),
        ("$", "value"),
        ("__init__", "init"),
        ("٣", "value_٣"),
    ],
)
def test_variables_are_safe(wire: str, name: str) -> None:
    assert names.variable(wire, "value") == name


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("copy", "copy_"),
        ("json", "json_"),
        ("schema", "schema_"),
        ("model_dump", "model_dump_"),
        ("modelFields", "model_fields_"),
        ("http_response", "http_response_"),
        ("model_name", "model_name"),
        ("model", "model"),
        ("class", "class_"),
        ("fields", "fields"),
        ("self", "self"),
        ("cls", "cls"),
        ("1st", "field_1st"),
    ],
)
def test_fields_keep_clear_of_pydantic(wire: str, name: str) -> None:
    assert names.field_name(wire) == name


def test_no_attribute_of_a_model_can_become_a_field() -> None:
    sys.path.insert(0, str(ROOT / "generated"))
    try:
        models = importlib.import_module("adclients._runtime.responses.models")
        actions = importlib.import_module("adclients._runtime.responses.active")
    finally:
        sys.path.remove(str(ROOT / "generated"))
    of_generated_classes = {"to_create", "to_update", "to_params", "changes"}
    bases = (BaseModel, models.ResponseModel, actions.ActiveModel)
    for attribute in of_generated_classes.union(*map(dir, bases)):
        if not attribute.startswith("_"):
            assert names.field_name(attribute) == f"{attribute}_"


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("pet", "Pet"),
        ("any", "AnyModel"),
        ("Field", "FieldModel"),
        ("exception", "ExceptionModel"),
        ("None", "None_"),
        ("type", "Type"),
        ("list", "List"),
        ("uuid", "Uuid"),
        ("UUID", "UUIDModel"),
        ("duration", "Duration"),
        ("3d", "Schema3d"),
        ("", "Schema"),
        ("Unset", "UnsetModel"),
    ],
)
def test_classes_keep_clear_of_what_modules_need(wire: str, name: str) -> None:
    assert names.class_name(wire) == name


@pytest.mark.parametrize("known", sorted(name for name in KNOWN if name[0].isupper()))
def test_what_generated_modules_import_is_no_class_name(known: str) -> None:
    assert names.class_name(known) not in KNOWN
    assert names.class_name(known.lower()) not in KNOWN
    assert names.constant(names.variable(known, "operation")) not in KNOWN


def test_no_class_keeps_clear_of_what_no_module_has() -> None:
    imported = {name for name in KNOWN if name[0].isupper()}
    own = {"AnyEvent", "REQUESTS", "RESPONSES", "RULES", "SERVICE", "SignatureError"}
    assert imported | own | {*dir(builtins)} >= names.MODULE_NAMES >= imported | own


@pytest.mark.parametrize("name", sorted(name for name in dir(builtins) if name[0].isupper()))
def test_builtin_classes_are_no_class_names(name: str) -> None:
    assert names.class_name(name) != name


def test_public_attributes_of_clients_are_taken() -> None:
    sys.path.insert(0, str(ROOT / "generated"))
    try:
        client = importlib.import_module("adclients._runtime.client")
    finally:
        sys.path.remove(str(ROOT / "generated"))
    public = {
        name
        for base in (client.APIClient, client.AsyncAPIClient)
        for name in dir(base)
        if not name.startswith("_")
    }
    assert public <= names.CLIENT_METHODS


def test_long_names_are_cut_and_stay_apart() -> None:
    one, two = "a" * 500 + "one", "a" * 500 + "two"
    assert names.variable(one, "x") != names.variable(two, "x")
    assert names.variable(one, "x") == names.variable(one, "x")
    for make in (lambda text: names.variable(text, "x"), names.class_name, names.field_name):
        assert len(make("word " * 300)) <= names.MAX_LENGTH + 10
        assert len(make("日本語" * 300).encode()) <= names.MAX_LENGTH + 10


@given(st.text(max_size=40))
def test_any_text_becomes_an_identifier(text: str) -> None:
    for name in (
        names.variable(text, "value"),
        names.field_name(text),
        names.class_name(text),
        names.constant(names.variable(text, "operation")),
    ):
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        assert not name.startswith("__")
    assert not keyword.issoftkeyword(names.class_name(text))


@given(st.text(max_size=40))
def test_names_are_what_python_makes_of_them(text: str) -> None:
    import unicodedata

    for name in (names.variable(text, "value"), names.class_name(text)):
        assert unicodedata.normalize("NFKC", name) == name


# --- collisions ---------------------------------------------------------------------------------


def test_who_is_called_so_keeps_the_name() -> None:
    wanted = {"fooBar": "foo_bar", "foo_bar": "foo_bar", "foo-bar": "foo_bar"}
    assert names.distinct(wanted) == {
        "fooBar": "foo_bar_3",
        "foo_bar": "foo_bar",
        "foo-bar": "foo_bar_2",
    }
    assert names.distinct({"fooBar": "foo_bar", "foo-bar": "foo_bar"}) == {
        "foo-bar": "foo_bar",
        "fooBar": "foo_bar_2",
    }


def test_keys_may_say_who_is_exact() -> None:
    wanted = {("query", "a"): "x", ("header", "b"): "x"}
    assert names.distinct(wanted) == {("query", "a"): "x_2", ("header", "b"): "x"}
    assert names.distinct(wanted, exact={("query", "a")}) == {
        ("query", "a"): "x",
        ("header", "b"): "x_2",
    }


def test_numbers_step_over_names_that_are_taken() -> None:
    assert names.distinct({"a": "x", "b": "x", "x_2": "x_2"}) == {
        "a": "x",
        "b": "x_3",
        "x_2": "x_2",
    }
    assert names.distinct({"a": "x"}, taken={"x", "x_2"}) == {"a": "x_3"}
    assert names.distinct({"a": "x_", "b": "x_"}) == {"a": "x_", "b": "x_2"}


def test_case_alone_keeps_names_apart_unless_told_otherwise() -> None:
    assert names.distinct({"A": "Ab", "B": "AB"}) == {"A": "Ab", "B": "AB"}
    assert names.distinct({"A": "Ab", "B": "AB"}, ignore_case=True) == {"A": "Ab", "B": "AB_2"}


KEYS = st.lists(
    st.text("aAbB_-1", min_size=1, max_size=5).filter(names.words),
    min_size=1,
    max_size=8,
    unique=True,
)


@given(KEYS)
def test_every_key_has_a_name_of_its_own_whatever_the_order(keys: list[str]) -> None:
    wanted = {key: names.variable(key, "value") for key in keys}
    made = names.distinct(wanted)
    assert len({*made.values()}) == len(keys)
    for order in itertools.islice(itertools.permutations(keys), 6):
        assert names.distinct({key: wanted[key] for key in order}) == made


@given(KEYS)
def test_a_name_that_is_already_right_stays_whatever_is_added(keys: list[str]) -> None:
    right = [
        key
        for key in keys
        if re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", key) and names.variable(key, "v") == key
    ]
    made = names.distinct({key: names.variable(key, "v") for key in keys})
    assert all(made[key] == key for key in right)
