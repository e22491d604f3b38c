"""Parameters: where each goes, what it is called, what it may be."""

from __future__ import annotations

import inspect
from datetime import UTC, date, datetime

import httpx
import pytest
from support import Generate, Package

SEARCH = """
paths:
  /shops/{shop_id}/items/{itemKey}:
    get:
      operationId: items.get
      tags: [items]
      parameters:
        - {name: sortBy, in: query, schema: {type: string}}
        - {name: itemKey, in: path, required: true, schema: {type: string}}
        - {name: shop_id, in: path, required: true, schema: {type: integer}}
        - {name: X-Trace-Id, in: header, schema: {type: string}}
        - {name: session, in: cookie, schema: {type: string}}
        - {name: limit, in: query, required: true, schema: {type: integer, minimum: 1, maximum: 100}}
      responses: {'204': {description: Nothing.}}
"""


def test_each_parameter_goes_where_the_document_says(generate: Generate) -> None:
    sample = generate(SEARCH)
    sent = sample.send("items.get", 7, "a b/c", 50, sort_by="name", x_trace_id="t-1", session="s 1")
    assert sent.method == "GET"
    assert sent.path == "/shops/7/items/a%20b%2Fc"
    assert sorted(sent.query) == [("limit", "50"), ("sortBy", "name")]
    assert sent.headers["x-trace-id"] == "t-1"
    assert sent.cookies == {"session": "s 1"}
    assert sent.body == b""


def test_what_is_left_out_is_not_sent(generate: Generate) -> None:
    sent = generate(SEARCH).send("items.get", shop_id=7, item_key="k", limit=1)
    assert sent.query == (("limit", "1"),)
    assert "x-trace-id" not in sent.headers
    assert "cookie" not in sent.headers


def test_signature_has_path_first_then_required_then_keywords(generate: Generate) -> None:
    sample = generate(SEARCH)
    parameters = inspect.signature(sample.method("items.get")).parameters
    kinds = {name: parameter.kind.name for name, parameter in parameters.items()}
    assert kinds == {
        "shop_id": "POSITIONAL_OR_KEYWORD",
        "item_key": "POSITIONAL_OR_KEYWORD",
        "limit": "POSITIONAL_OR_KEYWORD",
        "sort_by": "KEYWORD_ONLY",
        "x_trace_id": "KEYWORD_ONLY",
        "session": "KEYWORD_ONLY",
        "options": "KEYWORD_ONLY",
    }
    assert [*kinds] == [
        "shop_id",
        "item_key",
        "limit",
        "sort_by",
        "x_trace_id",
        "session",
        "options",
    ]
    unset = sample.module().UNSET
    defaults = {name: parameter.default for name, parameter in parameters.items()}
    assert defaults["sort_by"] is defaults["x_trace_id"] is defaults["session"] is unset
    assert defaults["limit"] is inspect.Parameter.empty
    assert defaults["options"] is None


def test_async_twin_has_the_same_signature(generate: Generate) -> None:
    sample = generate(SEARCH)
    sync = inspect.signature(sample.method("items.get"))
    async_ = inspect.signature(sample.method("items.get", sample.async_client()))
    assert sync == async_


def test_unknown_and_missing_arguments_are_type_errors(generate: Generate) -> None:
    get = generate(SEARCH).method("items.get")
    with pytest.raises(TypeError, match="colour"):
        get(1, "k", 1, colour="red")
    with pytest.raises(TypeError, match="limit"):
        get(1, "k")
    with pytest.raises(TypeError, match="positional"):
        get(1, "k", 1, "name")


@pytest.mark.parametrize(
    ("arguments", "rule", "path"),
    [
        ({"limit": 0}, "minimum", "limit"),
        ({"limit": 101}, "maximum", "limit"),
        ({"limit": "5"}, "type", "limit"),
        ({"limit": True}, "type", "limit"),
        ({"limit": 5, "sort_by": 3}, "type", "sort_by"),
        ({"limit": 5, "shop_id": "7"}, "type", "shop_id"),
    ],
)
def test_wrong_values_are_refused_before_anything_is_sent(
    generate: Generate, arguments: dict[str, object], rule: str, path: str
) -> None:
    sample = generate(SEARCH)
    with pytest.raises(sample.module().RequestValidationError) as caught:
        sample.call("items.get", **{"shop_id": 7, "item_key": "k", **arguments})
    assert [(v.rule, v.path) for v in caught.value.violations] == [(rule, path)]
    assert sample.sent == []


def test_all_that_is_wrong_is_said_at_once(generate: Generate) -> None:
    sample = generate(SEARCH)
    with pytest.raises(ValueError, match="3 problems") as caught:
        sample.call("items.get", "7", "..", 0)
    rules = {v.path: v.rule for v in caught.value.violations}  # type: ignore[attr-defined]
    assert rules.keys() == {"shop_id", "item_key", "limit"}


def test_a_required_argument_cannot_be_unset(generate: Generate) -> None:
    sample = generate(SEARCH)
    unset = sample.module().UNSET
    with pytest.raises(sample.module().RequestValidationError) as caught:
        sample.call("items.get", 7, unset, unset)
    assert {(v.rule, v.path) for v in caught.value.violations} == {
        ("required", "item_key"),
        ("required", "limit"),
    }
    assert sample.sent == []


NAMES = """
paths:
  /things/{id}:
    post:
      operationId: things.post
      tags: [things]
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: id, in: query, schema: {type: integer}}
        - {name: id, in: header, schema: {type: integer}}
        - {name: id, in: cookie, schema: {type: integer}}
        - {name: options, in: query, schema: {type: string}}
        - {name: class, in: query, schema: {type: string}}
        - {name: list, in: query, schema: {type: string}}
        - {name: self, in: query, schema: {type: string}}
        - {name: 'filter[name]', in: query, schema: {type: string}}
        - {name: fooBar, in: query, schema: {type: string}}
        - {name: foo_bar, in: query, schema: {type: string}}
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [id], properties: {id: {type: integer}, format: {type: string}}}
      responses: {'204': {description: Nothing.}}
"""


def test_clashing_names_say_where_they_go(generate: Generate) -> None:
    sample = generate(NAMES)
    names = [*inspect.signature(sample.method("things.post")).parameters]
    assert names[:2] == ["id", "id_body"]
    assert set(names[2:]) == {
        "id_query",
        "id_header",
        "id_cookie",
        "options_",
        "class_",
        "list",
        "self_",
        "filter_name",
        "foo_bar",
        "foo_bar_2",
        "format",
        "options",
    }
    sent = sample.send(
        "things.post",
        1,
        5,
        id_query=2,
        id_header=3,
        id_cookie=4,
        options_="o",
        class_="c",
        list="l",
        self_="s",
        filter_name="f",
        foo_bar="snake",
        foo_bar_2="camel",
        format="F",
    )
    assert sent.path == "/things/1"
    assert dict(sent.query) == {
        "id": "2",
        "options": "o",
        "class": "c",
        "list": "l",
        "self": "s",
        "filter[name]": "f",
        "foo_bar": "snake",
        "fooBar": "camel",
    }
    assert sent.headers["id"] == "3"
    assert sent.cookies == {"id": "4"}
    assert sent.json == {"id": 5, "format": "F"}


def test_path_item_parameters_hold_for_each_operation_and_can_be_overridden(
    generate: Generate,
) -> None:
    sample = generate("""
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {$ref: '#/components/parameters/Lang'}
    get: {operationId: get_thing, responses: {'204': {description: Nothing.}}}
    delete:
      operationId: delete_thing
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
      responses: {'204': {description: Nothing.}}
components:
  parameters:
    Lang: {name: lang, in: query, schema: {type: string}}
""")
    assert sample.send("get_thing", "a", lang="en").query == (("lang", "en"),)
    assert sample.send("delete_thing", 3, lang="de").path == "/things/3"
    with pytest.raises(sample.module().RequestValidationError):
        sample.call("delete_thing", "3")


def test_undeclared_path_parameters_are_strings_and_warned_about(generate: Generate) -> None:
    sample = generate("""
paths:
  /a/{first}/b/{second}:
    get:
      operationId: get_it
      parameters: [{name: second, in: path, required: true, schema: {type: integer}}]
      responses: {'204': {description: Nothing.}}
""")
    assert sample.send("get_it", "x", 2).path == "/a/x/b/2"
    assert any("path parameter 'first' is not declared" in warning for warning in sample.warnings)


STYLES = """
paths:
  /find:
    get:
      operationId: find
      parameters:
        - {name: many, in: query, schema: {type: array, items: {type: integer}, maxItems: 3}}
        - {name: comma, in: query, explode: false, schema: {type: array, items: {type: string}}}
        - {name: pipe, in: query, style: pipeDelimited, explode: false, schema: {type: array, items: {type: string}}}
        - {name: deep, in: query, style: deepObject, schema: {type: object, additionalProperties: {type: string}}}
        - {name: flag, in: query, schema: {type: boolean}}
        - {name: day, in: query, schema: {type: string, format: date}}
        - {name: moment, in: query, schema: {type: string, format: date-time}}
        - {name: state, in: query, schema: {type: string, enum: [on, 'off']}}
        - name: filter
          in: query
          content: {application/json: {schema: {type: object, properties: {a: {type: integer}}}}}
      responses: {'204': {description: Nothing.}}
"""


@pytest.fixture
def styles(generate: Generate) -> Package:
    return generate(STYLES)


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        ({"many": [1, 2]}, [("many", "1"), ("many", "2")]),
        ({"many": (1, 2)}, [("many", "1"), ("many", "2")]),
        ({"many": []}, []),
        ({"comma": ["a", "b"]}, [("comma", "a,b")]),
        ({"pipe": ["a", "b"]}, [("pipe", "a|b")]),
        ({"deep": {"a": "1", "b": "2"}}, [("deep[a]", "1"), ("deep[b]", "2")]),
        ({"flag": True}, [("flag", "true")]),
        ({"flag": False}, [("flag", "false")]),
        ({"day": date(2026, 3, 1)}, [("day", "2026-03-01")]),
        ({"day": "2026-03-01"}, [("day", "2026-03-01")]),
        (
            {"moment": datetime(2026, 3, 1, 12, tzinfo=UTC)},
            [("moment", "2026-03-01T12:00:00Z")],
        ),
        ({"moment": "2026-03-01T12:00:00Z"}, [("moment", "2026-03-01T12:00:00Z")]),
        ({"state": "off"}, [("state", "off")]),
        ({"filter": {"a": 1}}, [("filter", '{"a":1}')]),
    ],
)
def test_values_are_written_as_openapi_says(
    styles: Package, arguments: dict[str, object], query: list[tuple[str, str]]
) -> None:
    assert [*styles.send("find", **arguments).query] == query


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        ({"many": [1, 2, 3, 4]}, "maxItems"),
        ({"many": ["1"]}, "type"),
        ({"day": "yesterday"}, "format"),
        ({"day": 20260301}, "type"),
        ({"moment": "2026-03-01"}, "format"),
        ({"state": "maybe"}, "enum"),
        ({"flag": 1}, "type"),
        ({"flag": "true"}, "type"),
    ],
)
def test_values_that_do_not_fit_are_refused(
    styles: Package, arguments: dict[str, object], rule: str
) -> None:
    with pytest.raises(styles.module().RequestValidationError) as caught:
        styles.call("find", **arguments)
    assert [v.rule for v in caught.value.violations] == [rule]


def test_headers_that_other_parts_of_a_document_say_are_no_arguments(generate: Generate) -> None:
    sample = generate("""
paths:
  /x:
    get:
      operationId: get_x
      parameters:
        - {name: Accept, in: header, schema: {type: string}}
        - {name: Content-Type, in: header, schema: {type: string}}
        - {name: Authorization, in: header, schema: {type: string}}
        - {name: X-Other, in: header, schema: {type: string}}
      responses: {'204': {description: Nothing.}}
""")
    assert [*inspect.signature(sample.method("get_x")).parameters] == ["x_other", "options"]


def test_options_of_one_call_add_headers_and_query(generate: Generate) -> None:
    sample = generate(SEARCH)
    options = sample.module().RequestOptions(headers={"X-Extra": "1"}, query={"debug": True})
    sent = sample.send("items.get", 7, "k", 1, options=options)
    assert sent.headers["x-extra"] == "1"
    assert ("debug", "true") in sent.query


def test_own_headers_of_the_client_go_with_every_call(generate: Generate) -> None:
    sent = generate(SEARCH).send("items.get", 7, "k", 1, settings={"headers": {"X-Team": "blue"}})
    assert sent.headers["x-team"] == "blue"
    assert httpx.URL(sent.path).path == "/shops/7/items/k"


SECRET = """
paths:
  /a:
    get:
      operationId: look
      parameters:
        - {name: X-Key, in: header, schema: {type: string}}
        - {name: '', in: query, schema: {type: string}}
      responses: {'204': {description: '-'}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
security: [{key: []}]
"""


def test_an_argument_stands_over_the_credential_for_the_same_header(generate: Generate) -> None:
    sample = generate(SECRET)
    sample.server.play((204, None))
    client = sample.client(api_key="mine")
    client.look()
    client.look(x_key="yours")
    sample.client().look(x_key="alone")
    assert [sent.headers["x-key"] for sent in sample.sent] == ["mine", "yours", "alone"]


@pytest.mark.parametrize("place", ["query", "cookie"])
def test_an_argument_stands_over_the_credential_of_the_same_place(
    generate: Generate, place: str
) -> None:
    sample = generate(SECRET.replace("in: header", f"in: {place}"))
    sample.server.play((204, None))
    client = sample.client(api_key="mine")
    client.look()
    client.look(x_key="yours")
    sample.client().look(x_key="alone")
    carried = [
        [value for name, value in sent.query if name == "X-Key"] or sent.headers["cookie"]
        for sent in sample.sent
    ]
    wanted = ["mine", "yours", "alone"]
    assert carried == [[each] if place == "query" else f"X-Key={each}" for each in wanted]


def test_a_parameter_without_a_name_is_sent_without_one(generate: Generate) -> None:
    sample = generate(SECRET)
    sample.server.play((204, None))
    sample.client(api_key="k").look(value="x")
    assert sample.sent[-1].query == (("", "x"),)


def test_what_types_cannot_say_of_parameters_is_checked(generate: Generate) -> None:
    sample = generate("""
paths:
  /x/{size}:
    get:
      operationId: x.get
      tags: [x]
      parameters:
        - {name: size, in: path, required: true, schema: {enum: [0.5, 1.5]}}
        - {name: tags, in: query, schema: {type: array, uniqueItems: true, items: {type: string}}}
        - {name: pair, in: query, schema: {prefixItems: [{type: string}, {type: integer}], items: false}}
      responses: {'204': {description: Nothing.}}
""")
    sample.server.play(httpx.Response(204))
    sent = sample.send("x.get", 0.5, tags=["a", "b"], pair=["a", 1])
    assert (sent.path, len(sent.query)) == ("/x/0.5", 4)
    for arguments, path in (
        ({"size": 1}, "size"),
        ({"size": 0.5, "tags": ["a", "a"]}, "tags"),
        ({"size": 0.5, "pair": [1, "a"]}, "pair[0]"),
    ):
        with pytest.raises(sample.module().RequestValidationError) as caught:
            sample.call("x.get", **arguments)
        assert caught.value.violations[0].path == path
