"""What a service sends by itself, and links: webhooks and callbacks are models, links are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
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
