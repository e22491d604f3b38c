"""Replies: what is documented is typed, what is not is kept, and nothing a server changes makes a read fail."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, get_args

import httpx
import pytest
from support import Generate, Package

PET = """
paths:
  /pet:
    get:
      operationId: pets.get
      tags: [pets]
      responses: {'200': {description: A pet., content: {application/json: {schema:
          {$ref: '#/components/schemas/Pet'}}}}}
components:
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties:
        id: {type: integer}
        name: {type: string}
        nickName: {type: string}
        kind: {type: string, enum: [cat, dog]}
        born: {type: string, format: date}
        seenAt: {type: string, format: date-time}
        weight: {type: number}
        tags: {type: array, items: {$ref: '#/components/schemas/Tag'}}
        owner: {$ref: '#/components/schemas/Owner'}
        scores: {type: object, additionalProperties: {type: integer}}
    Tag: {type: object, required: [label], properties: {label: {type: string}}}
    Owner: {type: object, properties: {firstName: {type: string}}}
"""


@pytest.fixture
def pets(generate: Generate) -> Package:
    return generate(PET)


def read(pets: Package, reply: Any, **settings: Any) -> Any:
    """The pet that a reply is read as."""
    pets.server.play(reply)
    return pets.call("pets.get", settings=settings)


def test_documented_fields_are_typed(pets: Package) -> None:
    pet = read(
        pets,
        {
            "id": 1,
            "name": "Tom",
            "nickName": "T",
            "kind": "cat",
            "born": "2020-02-29",
            "seenAt": "2026-01-02T03:04:05Z",
            "weight": 4,
            "tags": [{"label": "a"}],
            "owner": {"firstName": "Ann"},
            "scores": {"x": 1},
        },
    )
    assert type(pet) is pets.models.Pet
    assert (pet.id, pet.name, pet.nick_name, pet.kind) == (1, "Tom", "T", "cat")
    assert (pet.born, pet.weight) == (date(2020, 2, 29), 4.0)
    assert pet.seen_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert pet.tags == [pets.models.Tag(label="a")]
    assert pet.owner.first_name == "Ann"
    assert pet.scores == {"x": 1}


def test_absent_and_null_read_as_none_and_can_be_told_apart(pets: Package) -> None:
    pet = read(pets, {"id": 1, "name": "Tom", "kind": None, "owner": None})
    assert pet.nick_name is pet.kind is pet.owner is pet.tags is None
    assert pet.model_fields_set == {"id", "name", "kind", "owner"}


def test_what_is_always_returned_is_typed_so_and_its_absence_is_no_error(pets: Package) -> None:
    fields = pets.models.Pet.model_fields
    assert fields["name"].annotation is str
    assert type(None) in get_args(fields["nick_name"].annotation)
    pet = read(pets, {"id": 1})
    assert pet.name is None
    assert pet.model_fields_set == {"id"}


def test_unknown_fields_are_kept(pets: Package) -> None:
    pet = read(pets, {"id": 1, "name": "Tom", "colour": {"main": "grey"}, "owner": {"age": 3}})
    assert pet.model_extra == {"colour": {"main": "grey"}}
    assert pet.colour == {"main": "grey"}
    assert pet.owner.model_extra == {"age": 3}


def test_unknown_enum_values_are_kept_without_a_word(pets: Package) -> None:
    assert read(pets, {"id": 1, "name": "Tom", "kind": "ferret"}).kind == "ferret"


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("id", "one"),
        ("name", 3),
        ("nickName", ["x"]),
        ("born", "someday"),
        ("seenAt", 17),
        ("weight", "heavy"),
        ("tags", {"label": "a"}),
        ("owner", "Ann"),
        ("scores", [1]),
    ],
)
def test_a_wrong_type_is_kept_as_sent_with_one_warning(
    pets: Package, field: str, sent: object
) -> None:
    warning = pets.module().ResponseWarning
    with pytest.warns(warning, match=field) as caught:
        pet = read(pets, {"id": 1, "name": "Tom", field: sent})
    assert len(caught) == 1
    name = {"nickName": "nick_name", "seenAt": "seen_at"}.get(field, field)
    assert getattr(pet, name) == sent


def test_items_of_a_list_are_kept_one_by_one(pets: Package) -> None:
    with pytest.warns(pets.module().ResponseWarning):
        pet = read(
            pets,
            {"id": 1, "name": "Tom", "tags": [{"label": "a"}, 7], "scores": {"a": 1, "b": "?"}},
        )
    assert pet.tags == [pets.models.Tag(label="a"), 7]
    assert pet.scores == {"a": 1, "b": "?"}


@pytest.mark.parametrize(
    "reply",
    [
        {"id": 1, "name": "Tom", "kind": "ferret"},
        {"id": 1, "name": "Tom", "more": 1},
        {"id": "1", "name": "Tom"},
        {"id": 1},
    ],
)
def test_strict_clients_refuse_what_is_not_documented(
    pets: Package, reply: dict[str, object]
) -> None:
    with pytest.raises(pets.module().ResponseValidationError):
        read(pets, reply, strict=True)
    assert read(pets, {"id": 1, "name": "Tom"}, strict=True).name == "Tom"


def test_a_body_that_cannot_be_parsed_is_always_an_error(pets: Package) -> None:
    broken = httpx.Response(
        200, content=b'{"id": 1, "na', headers={"content-type": "application/json"}
    )
    with pytest.raises(pets.module().ResponseValidationError):
        read(pets, broken)


def test_the_raw_reply_is_at_hand(pets: Package) -> None:
    pets.server.play(httpx.Response(200, json={"id": 1, "name": "Tom"}, headers={"x-cost": "3"}))
    client = pets.client()
    pet = client.pets.get()
    assert pet.http_response.headers["x-cost"] == "3"
    response = client.with_response(client.pets.get)
    assert (response.data.name, response.http_response.status_code) == ("Tom", 200)


KINDS = """
paths:
  /none: {delete: {operationId: get_none, responses: {'204': {description: Nothing.}}}}
  /list: {get: {operationId: get_list, responses: {'200': {description: L., content: {application/json: {schema:
    {type: array, items: {$ref: '#/components/schemas/A'}}}}}}}}
  /map: {get: {operationId: get_map, responses: {'200': {description: M., content: {application/json: {schema:
    {type: object, additionalProperties: {$ref: '#/components/schemas/A'}}}}}}}}
  /number: {get: {operationId: get_number, responses: {'200': {description: N., content: {application/json: {schema:
    {type: integer}}}}}}}
  /text: {get: {operationId: get_text, responses: {'200': {description: T., content: {text/plain: {schema:
    {type: string}}}}}}}
  /bytes: {get: {operationId: get_bytes, responses: {'200': {description: B., content: {application/pdf: {schema:
    {type: string, format: binary}}}}}}}
  /any: {get: {operationId: get_any, responses: {'200': {description: A., content: {application/json: {}}}}}}
  /perhaps: {get: {operationId: get_perhaps, responses: {
    '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}},
    '204': {description: Nothing.}}}}
  /two: {get: {operationId: get_two, responses: {
    '200': {description: A., content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}},
    '202': {description: B., content: {application/json: {schema: {$ref: '#/components/schemas/B'}}}}}}}
  /fallback: {get: {operationId: get_fallback, responses: {
    default: {description: A., content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}
components:
  schemas:
    A: {type: object, properties: {a: {type: integer}}}
    B: {type: object, properties: {b: {type: integer}}}
"""


def test_every_kind_of_reply(generate: Generate) -> None:
    sample = generate(KINDS)
    a, b = sample.models.A, sample.models.B

    def answer(name: str, *replies: Any) -> Any:
        sample.server.play(*replies)
        return sample.call(name)

    assert answer("get_none", httpx.Response(204)) is None
    assert answer("get_list", [{"a": 1}, {"a": 2}]) == [a(a=1), a(a=2)]
    assert answer("get_map", {"x": {"a": 1}}) == {"x": a(a=1)}
    assert answer("get_number", 5) == 5
    assert answer("get_text", httpx.Response(200, text="hello")) == "hello"
    assert answer("get_bytes", httpx.Response(200, content=b"%PDF\xff")) == b"%PDF\xff"
    assert answer("get_any", {"x": [1, None]}) == {"x": [1, None]}
    assert answer("get_perhaps", {"a": 1}) == a(a=1)
    assert answer("get_perhaps", httpx.Response(204)) is None
    assert answer("get_two", {"a": 1}) == a(a=1)
    assert answer("get_two", (202, {"b": 1})) == b(b=1)
    assert answer("get_fallback", {"a": 1}) == a(a=1)


def test_return_annotations_say_what_comes(generate: Generate) -> None:
    text = generate(KINDS).text("resources/_client.py") + generate(KINDS).text("client.py")
    for name, returns in {
        "get_none": "None",
        "get_list": "list[A]",
        "get_map": "dict[str, A]",
        "get_number": "int",
        "get_text": "str",
        "get_bytes": "bytes",
        "get_any": "Any",
        "get_perhaps": "A | None",
        "get_two": "A | B",
        "get_fallback": "A",
    }.items():
        assert f"def {name}(self, *, options: CallOptions | None = None) -> {returns}:" in text


ENVELOPE = """
paths:
  /wrapped:
    get:
      operationId: get_wrapped
      responses:
        '200':
          description: It.
          x-envelope: {data: data.item, success: ok, message: problem}
          content:
            application/json:
              schema:
                type: object
                properties:
                  ok: {type: boolean}
                  problem: {type: string}
                  data: {type: object, properties: {item: {$ref: '#/components/schemas/A'}}}
components:
  schemas:
    A: {type: object, properties: {a: {type: integer}}}
"""


def test_an_envelope_is_opened(generate: Generate) -> None:
    sample = generate(ENVELOPE)
    sample.server.play({"ok": True, "data": {"item": {"a": 1}}})
    assert sample.call("get_wrapped") == sample.models.A(a=1)
    sample.server.play({"ok": False, "problem": "too late"})
    with pytest.raises(sample.module().EnvelopeError, match="too late") as caught:
        sample.call("get_wrapped")
    assert caught.value.response.status_code == 200


BARE = """
paths:
  /a:
    get: {operationId: look, responses: {'200': {description: Found.}, '202': {description: Later.}}}
    put: {operationId: put_it, responses: {'200': {description: Done.}}}
  /b: {get: {operationId: ping, responses: {'204': {description: Up.}}}}
  /c:
    get:
      operationId: typed
      responses:
        '200': {description: It., content: {'*/*': {schema: {type: object, properties: {a: {type: integer}}}}}}
"""


@pytest.mark.parametrize(
    ("media", "content", "read_as"),
    [
        ("application/json", b'{"a": [1]}', {"a": [1]}),
        ("text/plain", b"hi", "hi"),
        ("application/xml", b"<a/>", "<a/>"),
        ("image/png", b"\x89PNG", b"\x89PNG"),
        ("application/json", b"", None),
    ],
)
def test_a_body_that_is_not_described_is_given_as_it_is_to_who_reads(
    generate: Generate, media: str, content: bytes, read_as: Any
) -> None:
    sample = generate(BARE)
    sample.server.play(httpx.Response(200, headers={"content-type": media}, content=content))
    assert sample.client(strict=True).look() == read_as
    assert sample.sent[-1].headers["accept"] == "application/json, */*;q=0.9"
    sample.server.play(httpx.Response(200, headers={"content-type": media}, content=content))
    assert sample.client(strict=True).put_it() is None


def test_no_body_is_looked_for_where_there_is_none(generate: Generate) -> None:
    sample = generate(BARE)
    assert "def ping(self, *, options: CallOptions | None = None) -> None:" in sample.text(
        "client.py"
    )
    sample.server.play((202, None))
    assert sample.client().look() is None


def test_the_offline_double_answers_with_json_where_any_media_type_is_described(
    generate: Generate,
) -> None:
    sample = generate(BARE)
    with sample.module("testing").OfflineTransport() as transport:
        client = sample.client(http_client=transport.client())
        assert client.typed().a is not None
        assert client.look() is None
