"""What a service sends by itself, and links: webhooks and callbacks are models, links are told."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook
from support import Generate, Package, build_spec, write_spec

BORN = "{post: {requestBody: {content: {application/json: {schema: %s}}}, responses: {'204': {description: '-'}}}}"
INLINE = "{type: object, required: [at], properties: {at: {type: string, format: date-time}, kind: {enum: [a, b]}}}"
PET = "{$ref: '#/components/schemas/Pet'}"
SPEC = f"""
webhooks:
  pet.born: {BORN % INLINE}
paths:
  /subscriptions:
    post:
      operationId: subscribe
      callbacks:
        onEvent:
          '{{$request.body#/url}}': {BORN % INLINE}
        onPet: {{$ref: '#/components/callbacks/Moved'}}
      responses: {{'204': {{description: '-'}}}}
components:
  callbacks:
    Moved: {{'{{$request.body#/url}}': {BORN % PET}}}
    Lost: {{'{{$request.body#/url}}': {BORN % INLINE}}}
  schemas:
    Pet: {{type: object, properties: {{id: {{type: integer}}}}}}
"""


@pytest.fixture
def pets(generate: Generate) -> Package:
    return generate(SPEC)


@pytest.mark.parametrize(
    "name",
    ["PetBornPostWebhook", "SubscribeOnEventPostCallback", "LostPostCallback", "Pet"],
)
def test_payloads_are_models_read_as_replies(pets: Package, name: str) -> None:
    assert issubclass(getattr(pets.models, name), pets.models.ResponseModel)


def test_payloads_are_parsed_from_text_or_data(pets: Package) -> None:
    parse, born = pets.module("webhooks").parse, pets.models.PetBornPostWebhook
    text = '{"at": "2027-01-02T03:04:05Z", "kind": "new", "more": 1}'
    for body in (text, text.encode(), {"at": "2027-01-02T03:04:05Z", "kind": "new", "more": 1}):
        payload = parse(born, body)
        assert isinstance(payload, born)
        assert (payload.at.year, payload.kind, payload.model_extra) == (2027, "new", {"more": 1})
    assert parse(list[born], f"[{text}]")[0].kind == "new"
    assert parse(born | pets.models.Pet, '{"id": 3}') == pets.models.Pet(id=3)


def test_drift_and_broken_bodies_are_told(pets: Package) -> None:
    parse, error = pets.module("webhooks").parse, pets.module().ResponseValidationError
    born = pets.models.PetBornPostWebhook
    with pytest.raises(error, match="not JSON"):
        parse(born, "{")
    with pytest.raises(error, match="kind") as caught:
        parse(born, {"at": "2027-01-02T03:04:05Z", "kind": "new"}, strict=True)
    assert caught.value.problems


def test_without_payloads_there_is_no_module_for_them(tmp_path: Path) -> None:
    built = build_spec(write_spec(tmp_path, "paths: {}"))
    assert "sample/webhooks.py" not in built.files


def test_callbacks_that_lead_to_themselves_end(generate: Generate) -> None:
    sample = generate("""
paths:
  /a:
    post:
      operationId: a
      callbacks: {again: {$ref: '#/components/callbacks/Again'}}
      responses: {'204': {description: '-'}}
components:
  callbacks:
    Again:
      '{$url}':
        post:
          requestBody: {content: {application/json: {schema: {type: object, properties: {n: {type: integer}}}}}}
          callbacks: {again: {$ref: '#/components/callbacks/Again'}}
          responses: {'204': {description: '-'}}
""")
    assert sample.module("webhooks").parse(sample.models.AgainPostCallback, '{"n": 1}').n == 1


def linking(*statuses: str) -> dict[str, Any]:
    reply = {"description": "-", "links": {"next": {"operationId": "a"}}}
    return {"operationId": "a", "responses": dict.fromkeys(statuses, reply)}


@pytest.mark.parametrize(
    ("statuses", "said"), [(("200",), "the links are left out"), (("200", "201"), "of 2 responses")]
)
def test_links_are_told_once(generate: Generate, statuses: tuple[str, ...], said: str) -> None:
    told = [
        w for w in generate({"paths": {"/a": {"get": linking(*statuses)}}}).warnings if "links" in w
    ]
    assert len(told) == 1
    assert said in told[0]


EVENTS = """
webhooks:
  order.created:
    post:
      summary: An order came in
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Created'}}}}
      responses: {'204': {description: '-'}}
  orderCancelled:
    post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Cancelled'}}}}}
    put: {requestBody: {content: {application/json: {schema:
      {type: array, items: {$ref: '#/components/schemas/Cancelled'}}}}}}
  list: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Either'}}}}}}
  parse: {post: {requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object}}}}}}
  event:
    post: {requestBody: {content: {application/json: {schema: {type: object, properties: {ping: {type: integer}}}}}}}
paths:
  /subscriptions:
    post:
      operationId: subscribe
      callbacks:
        onShipped: {'{$request.body#/url}': {post: {requestBody: {content: {application/json: {schema:
          {type: object, required: [shippedAt], properties: {shippedAt: {type: string, format: date-time}}}}}}}}}
      responses: {'204': {description: '-'}}
components:
  schemas:
    Created: {type: object, required: [type, id], properties: {type: {const: order.created}, id: {type: integer}}}
    Cancelled: {type: object, required: [type, id], properties: {type: {const: order.cancelled}, id: {type: integer},
      why: {type: string}}}
    Either: {oneOf: [{$ref: '#/components/schemas/Created'}, {$ref: '#/components/schemas/Cancelled'}]}
    Event: {type: object}
"""
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def shop(generate: Generate) -> Package:
    return generate(EVENTS)


def signed(body: str, secret: str = SECRET, at: datetime.datetime | None = None) -> dict[str, str]:
    """The headers of an event, signed by the library of the scheme's authors."""
    at = at or datetime.datetime.now(datetime.UTC)
    signature = Webhook(secret).sign("msg_1", at, body)
    stamp = str(int(at.timestamp()))
    return {"Webhook-Id": "msg_1", "webhook-timestamp": stamp, "WEBHOOK-SIGNATURE": signature}


def test_each_event_has_a_function_of_its_name(shop: Package) -> None:
    webhooks = shop.module("webhooks")
    created = webhooks.order_created('{"type": "order.created", "id": 7}')
    assert (type(created), created.id) == (shop.models.Created, 7)
    assert "An order came in." in webhooks.order_created.__doc__
    cancelled = {"type": "order.cancelled", "id": 8, "why": "late"}
    assert webhooks.order_cancelled_post(cancelled).why == "late"
    assert [each.id for each in webhooks.order_cancelled_put([cancelled])] == [8]
    assert type(webhooks.list_2(cancelled)) is shop.models.Cancelled
    assert webhooks.event_2({"ping": 1}).ping == 1
    assert webhooks.subscribe_on_shipped({"shippedAt": "2027-01-02T03:04:05Z"}).shipped_at.day == 2
    error = shop.module().ResponseValidationError
    with pytest.raises(error, match="not JSON"):
        webhooks.order_created(b"{")
    with pytest.raises(error, match="differs"):
        webhooks.order_created({"type": "order.created", "id": "7"}, strict=True)


def test_events_are_told_apart(shop: Package) -> None:
    event, models = shop.module("webhooks").event, shop.models
    assert type(event({"type": "order.created", "id": 1})) is models.Created
    assert type(event('{"type": "order.cancelled", "id": 1}')) is models.Cancelled
    assert (
        type(event(b'{"shippedAt": "2027-01-02T03:04:05Z"}')).__name__
        == "SubscribeOnShippedPostCallback"
    )
    assert event({"ping": 1}).ping == 1
    assert event({"type": "order.created", "id": 1}, strict=True).id == 1


def test_events_are_unwrapped_by_their_signature(shop: Package) -> None:
    webhooks = shop.module("webhooks")
    body = '{"type": "order.created", "id": 7, "name": "ä"}'
    for text in (body, body.encode()):
        assert webhooks.unwrap(text, signed(body), secret=SECRET).id == 7


@pytest.mark.parametrize(
    ("body", "change"),
    [
        ('{"id": 8}', {}),
        ("", {}),
        (b"\xff", {}),
        ('{"id": 7}', {"webhook-timestamp": "1"}),
        ('{"id": 7}', {"webhook-timestamp": "soon"}),
        ('{"id": 7}', {"WEBHOOK-SIGNATURE": "v1"}),
        ('{"id": 7}', {"WEBHOOK-SIGNATURE": "v1,ä v2,x"}),
        ('{"id": 7}', {"Webhook-Id": ""}),
    ],
)
def test_what_is_not_genuine_is_refused(shop: Package, body: Any, change: dict[str, str]) -> None:
    webhooks = shop.module("webhooks")
    headers = {**signed('{"id": 7}'), **change}
    with pytest.raises(webhooks.SignatureError, match="not signed with this secret") as caught:
        webhooks.unwrap(body, headers, secret=SECRET)
    assert isinstance(caught.value, shop.module().APIError)
    assert SECRET not in str(caught.value)


def test_old_events_and_those_of_others_are_refused(shop: Package) -> None:
    webhooks, body = shop.module("webhooks"), '{"id": 7}'
    early = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=6)
    for headers in (signed(body, at=early), signed(body, "whsec_b3RoZXI="), {}):
        with pytest.raises(webhooks.SignatureError):
            webhooks.unwrap(body, headers, secret=SECRET)
    with pytest.raises(TypeError, match="as it came"):
        webhooks.unwrap({"id": 7}, signed(body), secret=SECRET)


def test_without_the_library_its_name_is_told(
    shop: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "standardwebhooks.webhooks", None)
    with pytest.raises(ImportError, match="pip install standardwebhooks"):
        shop.module("webhooks").unwrap("{}", {}, secret=SECRET)
