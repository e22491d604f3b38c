"""What an exception says: request, operation, field, rule; and settings that are refused where they are given."""

from __future__ import annotations

import asyncio
import pickle
from typing import Any

import httpx
import pytest
from support import Generate, Package

SPEC = """
paths:
  /people/{personId}:
    parameters: [{name: personId, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: getPerson
      tags: [people]
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Person'}}}}
    put:
      operationId: putPerson
      tags: [people]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Person'}}}}
      responses: {'204': {description: Done.}}
  /photos:
    post:
      operationId: addPhoto
      tags: [people]
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, properties: {title: {type: string}, photo: {type: string, format: binary}}}
      responses: {'204': {description: Done.}}
components:
  schemas:
    Person:
      type: object
      properties:
        firstName: {type: string}
        nickName: {type: string}
        pin: {type: string, format: password}
        apiKey: {type: string}
        homes: {type: array, items: {type: object, properties: {zipCode: {type: string, maxLength: 5}}}}
      allOf:
        - x-rule: {id: nick-needs-first, says: nickName is only valid together with firstName.}
          if: {required: [nickName]}
          then: {required: [firstName]}
  securitySchemes: {token: {type: http, scheme: bearer}}
security: [{token: []}]
"""
WRITTEN: dict[str, Any] = {
    "first_name": "Ann",
    "pin": "1234",
    "api_key": "k-77",
    "homes": [{"zip_code": "12345"}],
}


@pytest.fixture
def people(generate: Generate) -> Package:
    return generate(SPEC)


def failed(people: Package, *args: Any, call: str = "people.put_person", **kwargs: Any) -> Any:
    """The error of a call, the same sync and async."""
    with pytest.raises(people.module().APIError) as caught:
        people.call(call, *args, settings={"token": "tok-secret", "max_retries": 0}, **kwargs)
    return caught.value


def test_an_object_in_place_of_an_id_is_not_shown(people: Package) -> None:
    error = failed(people, {"pin": "1234", "zip": "x" * 500}, call="people.get_person")
    assert str(error) == (
        "GET /people/{personId} (getPerson): not sent, "
        "person_id must be a whole number, not an object"
    )
    error = failed(people, "17", call="people.get_person")
    assert error.path == "/people/17"


def test_an_error_names_the_path_with_its_ids_and_the_operation(people: Package) -> None:
    people.server.play((404, {"message": "gone"}))
    error = failed(people, 17, call="people.get_person")
    assert str(error) == "404 Not Found for GET /people/17 (getPerson): gone"
    assert repr(error) == f"NotFoundError({str(error)!r})"
    assert (error.path, error.operation) == ("/people/17", "getPerson")
    people.server.play(httpx.ConnectError("refused"))
    error = failed(people, 18, call="people.get_person")
    assert str(error).startswith("GET /people/18 (getPerson): no connection could be made")
    error = failed(people, 19, first_name=5)
    assert str(error) == "PUT /people/19 (putPerson): not sent, first_name must be text, not 5"


def test_the_request_body_is_at_hand_without_its_secrets(people: Package) -> None:
    people.server.play((422, {"error": "no tok-secret"}))
    error = failed(people, 1, **WRITTEN, nick_name="is tok-secret")
    assert "tok-secret" not in f"{error!r} {error.request_body}"
    assert error.request_body == {
        "firstName": "Ann", "nickName": "is ***", "pin": "***", "apiKey": "***",
        "homes": [{"zipCode": "12345"}],
    }  # fmt: skip
    assert pickle.loads(pickle.dumps(error)).request_body == error.request_body
    people.server.play(httpx.ConnectError("refused"))
    assert failed(people, 1, first_name="Ann").request_body == {"firstName": "Ann"}
    assert failed(people, 1, first_name=5, pin="1").request_body == {"firstName": 5, "pin": "***"}
    people.server.play((500, {}))
    with pytest.raises(people.module().ServerError) as caught:
        people.client(token="t").people.add_photo(title="T", photo=b"123")
    assert caught.value.request_body == {"title": "T", "photo": "<3 bytes>"}


def test_a_rule_is_told_with_its_id_and_in_names_of_python(people: Package) -> None:
    error = failed(people, 1, nick_name="Annie")
    said = "nick_name is only valid together with first_name. [nick-needs-first]"
    assert str(error) == f"PUT /people/1 (putPerson): not sent, {said}"
    (violation,) = error.violations
    assert (violation.rule, violation.named, str(violation)) == ("nick-needs-first", True, said)
    error = failed(people, 1, homes=[{"zipCode": "123456"}])
    assert not error.violations[0].named
    assert str(error.violations[0]) == error.violations[0].message


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"error": "invalid", "errors": {"name": ["is too long", "is taken"]}},
         "invalid: name: is too long; is taken"),
        ({"detail": [{"loc": ["body", "homes", 0, "zipCode"], "msg": "too long", "type": "x"}]},
         "body.homes.0.zipCode: too long"),
        ({"title": "Bad", "detail": "Wrong.", "errors": [{"pointer": "#/a", "detail": "no number"}]},
         "Wrong.: #/a: no number"),
        ({"errors": [{"detail": "is blank", "source": {"pointer": "/data/name"}}]},
         "/data/name: is blank"),
        ({"error": {"message": "Missing.", "param": "amount", "code": "x"}}, "amount: Missing."),
        ({"success": False, "errorObjects": [{"field": "budget", "error": "too small"}]},
         "budget: too small"),
        ({"error": {"code": 400, "message": "Bad.", "details": [
            {"fieldViolations": [{"field": "a.b", "description": "wrong"}]}]}}, "Bad.: a.b: wrong"),
        ({"type": "x", "errors": {"Title": ["is required"], "message": ["is rude"]}},
         "Title: is required; message: is rude"),
        ({"title": ["is too short"], "errors": ["is bad"]}, "title: is too short; errors: is bad"),
        ({"Message": "no"}, "no"),
        ({"violations": [{"propertyPath": "a", "message": "a is bad"}]}, "a is bad"),
        ("just text", "just text"),
        ({"code": "E17"}, "E17"),
    ],
)  # fmt: skip
def test_the_servers_own_field_stands_beside_its_message(
    people: Package, body: object, said: str
) -> None:
    people.server.play((400, body))
    error = failed(people, 1, first_name="A")
    assert str(error) == f"400 Bad Request for PUT /people/1 (putPerson): {said}"


def test_a_closed_client_raises_as_any_failure_does(people: Package) -> None:
    module = people.module()
    for used in (False, True):
        client = people.client(token="t", http_client=None, base_url="http://127.0.0.1:9")
        if used:  # so that there is a transport
            with pytest.raises(module.APIConnectionError, match="no connection"):
                client.people.get_person(1, options={"max_retries": 0})
        client.close()
        with pytest.raises(module.APIConnectionError, match=r"GET .*: the client is closed$"):
            client.people.get_person(1)

    mine = httpx.Client(transport=httpx.MockTransport(people.server))
    client = people.client(token="t", http_client=mine)
    mine.close()
    with pytest.raises(module.APIConnectionError, match="the client is closed"):
        client.people.get_person(1)

    async def run() -> None:
        client = people.async_client(token="t")
        await client.aclose()
        with pytest.raises(module.APIConnectionError, match="the client is closed"):
            await client.people.get_person(1)

    asyncio.run(run())


def test_options_may_be_a_dict(people: Package) -> None:
    people.server.play({})
    people.call("people.get_person", 1, options={"headers": {"x-a": "1"}}, settings={"token": "t"})
    assert people.sent[-1].headers["x-a"] == "1"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"timeout": "5"}, "options.timeout must be a number of seconds above 0, or None, not '5'"),
        ({"timeout": 0}, "options.timeout must be a number of seconds above 0, or None, not 0"),
        ({"deadline": None}, "options.deadline must be a number of seconds above 0, not None"),
        ({"deadline": float("nan")}, "options.deadline must be a number"),
        ({"max_retries": -1}, "options.max_retries must be a whole number, 0 or more, not -1"),
        ({"max_retries": True}, "options.max_retries must be a whole number, 0 or more, not True"),
        ({"timeuot": 5}, "options.timeuot is no setting of a call; there are timeout, max_retries"),
        ({"headers": {"x": 1}}, "options.headers must be a mapping of names to texts, not dict"),
        ({"query": [1]}, "options.query must be a mapping, not list"),
        ({"check_rules": 5}, "options.check_rules must be true, false, or the ids of rules"),
        ({"check_rules": ["nick-need-first"]},
         "options.check_rules: there is no rule 'nick-need-first'; did you mean 'nick-needs-first'?"),
        (5, "options must be a RequestOptions or a dict, not int"),
    ],
)  # fmt: skip
def test_options_that_cannot_be_kept_are_refused(people: Package, options: Any, said: str) -> None:
    error = failed(people, 1, call="people.get_person", options=options)
    assert isinstance(error, people.module().RequestValidationError)
    assert said in str(error)
    assert not people.sent


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"timeout": "5"}, "timeout must be a number of seconds above 0, or None, not '5'"),
        ({"deadline": -1}, "deadline must be a number of seconds above 0, not -1"),
        ({"max_retries": -1}, "max_retries must be a whole number, 0 or more, not -1"),
        ({"strict": "yes"}, "strict must be true or false, not 'yes'"),
        ({"headers": ["x"]}, "headers must be a mapping of names to texts, not list"),
        ({"check_rules": {"nick"}}, "check_rules: there is no rule 'nick'"),
        ({"max_retries": 1.5, "timeout": "5"}, "; max_retries must be"),
        ({"headers": {"x-a": "\u20ac"}}, "headers: x-a must not have characters beyond Latin-1"),
        ({"headers": {"a b": "x"}}, "headers: 'a b' is no name of a header"),
    ],
)
def test_settings_of_a_client_are_refused_where_they_are_given(
    people: Package, settings: Any, said: str
) -> None:
    for make in (people.client, people.async_client, people.client().with_options):
        with pytest.raises(ValueError, match=r"must be|no rule|headers: ") as caught:
            make(**settings)
        assert said in str(caught.value) or said.lstrip("; ") in str(caught.value)


@pytest.mark.parametrize(
    "base_url",
    [
        "x",
        "/v1",
        "ftp://x",
        "http://",
        "http://h:99999",
        "http://[::1",
        "http://u:p@h",
        "http://a\nb",
    ],
)
def test_a_base_url_that_no_request_can_go_to_is_refused_where_it_is_given(
    people: Package, base_url: str
) -> None:
    for make in (people.client, people.async_client):
        with pytest.raises(ValueError, match=r"^base_url: ") as caught:
            make(token="t", base_url=base_url)
        assert "u:p" not in str(caught.value)


def test_rules_that_there_are_may_be_left_out(people: Package) -> None:
    people.server.play((204, None))
    for rules in ("nick-needs-first", ["nick-needs-first"], False):
        people.client(token="t", check_rules=rules).people.put_person(1, nick_name="A")
        options = {"check_rules": rules}
        people.client(token="t").people.put_person(1, nick_name="A", options=options)
    with pytest.raises(ValueError, match="there is no rule 'other'"):
        people.module("rules").check("Person", {}, leave_out=["other"])
