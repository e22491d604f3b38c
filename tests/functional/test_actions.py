"""Operations bound to returned objects: `x-actions`."""

from __future__ import annotations

import copy
import re

import pytest
from adwright.problems import SpecError
from support import Generate, Package, run

TAGS = """
paths:
  /tags:
    get:
      operationId: tags.list
      tags: [tags]
      x-pagination: {style: page, page: page}
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses: {'200': {description: Tags.,
        content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Tag'}}}}}}
  /tags/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: tags.get
      tags: [tags]
      responses: {'200': &one {description: The tag.,
        content: {application/json: {schema: {$ref: '#/components/schemas/Tag'}}}}}
    patch:
      operationId: tags.patch
      tags: [tags]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Tag'}}}}
      responses: {'200': *one}
  /tags/{id}/copy:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    post:
      operationId: tags.copy
      tags: [tags]
      responses: {'201': *one}
components:
  schemas:
    Tag:
      type: object
      required: [id]
      x-actions:
        save: {operation: tags.patch, arguments: {id: id}, body: changed}
        copy_it: {operation: tags.copy, arguments: {id: id}}
      properties:
        id: {type: integer, x-access: {create: never, update: never}}
        name: {type: string, x-access: {create: required, update: optional}}
        prices: {type: array, items: {type: number}, x-access: {create: optional, update: optional}}
"""
TAG = {"id": 5, "name": "A", "prices": [1.0], "unknown": True}


@pytest.fixture
def tags(generate: Generate) -> Package:
    package = generate(TAGS)
    package.server.play(TAG)
    return package


def test_save_sends_only_what_changed(tags: Package) -> None:
    tag = tags.client().tags.get(5)
    tag.name = "B"
    tag.prices.append(2.5)
    tags.server.play({**TAG, "name": "B"})
    saved = tag.save()
    assert (tags.sent[-1].method, tags.sent[-1].path) == ("PATCH", "/tags/5")
    assert tags.sent[-1].json == {"name": "B", "prices": [1.0, 2.5]}
    assert saved.name == "B"
    assert type(saved) is tags.models.Tag


@pytest.mark.parametrize("deep", [True, False])
def test_a_copy_knows_what_was_read_and_acts(tags: Package, deep: bool) -> None:
    tag = tags.client().tags.get(5)
    tag.name = "B"
    twin = tag.model_copy(update={"prices": [3.0]}, deep=deep)
    assert twin.changes() == {"name": "B", "prices": [3.0]}
    assert tag.changes() == {"name": "B"}
    assert twin.http_response is tag.http_response
    twin.save()
    assert tags.sent[-1].json == {"name": "B", "prices": [3.0]}
    assert (twin.changes(), tag.changes()) == ({}, {"name": "B"})
    for made in (copy.copy(tag), copy.deepcopy(tag)):
        assert made.changes() == {"name": "B"}


def test_save_sends_nothing_when_nothing_changed(tags: Package) -> None:
    tag = tags.client().tags.get(5)
    assert tag.save() is tag
    tag.name = "B"
    tag.save()
    assert tag.save() is tag, "what was saved is not sent again"
    assert len(tags.sent) == 2


def test_a_change_that_may_not_be_sent_is_refused(tags: Package) -> None:
    tag = tags.client().tags.get(5)
    tag.id = 6
    with pytest.raises(tags.module().RequestValidationError, match="id"):
        tag.save()
    assert len(tags.sent) == 1


def test_other_actions(tags: Package) -> None:
    copy = tags.client().tags.get(5).copy_it()
    assert (tags.sent[-1].method, tags.sent[-1].path) == ("POST", "/tags/5/copy")
    assert copy.save() is copy, "what an action returns can act too"


def test_items_of_a_pager_can_act(tags: Package) -> None:
    tags.server.play([TAG], [])
    tag = next(iter(tags.client().tags.list()))
    tags.server.play(TAG)
    assert tag.copy_it().id == 5


def test_async_objects_have_async_actions(tags: Package) -> None:
    async def play() -> None:
        client = tags.async_client()
        tag = await client.tags.get(5)
        assert type(tag) is tags.models.AsyncTag
        tag.name = "C"
        assert type(await tag.save()) is tags.models.AsyncTag
        tags.server.play([TAG], [])
        assert [type(item) async for item in client.tags.list()] == [tags.models.AsyncTag]

    run(play())
    assert tags.sent[1].json == {"name": "C"}


def test_async_objects_come_from_waits_and_from_the_client_itself(generate: Generate) -> None:
    tag = "content: {application/json: {schema: {$ref: '#/components/schemas/Tag'}}, text/csv: {}}"
    package = generate(
        TAGS.replace(
            "components:",
            f"""
  /made:
    get: {{operationId: made, responses: {{'200': {{description: A tag., {tag}}}}}}}
    post:
      operationId: tags.make
      tags: [tags]
      x-wait: {{operation: tags.get, state: name, done: [A], arguments: {{id: $.id}}}}
      responses: {{'200': {{description: A tag., {tag}}}}}
components:""",
        )
    )
    package.server.play(TAG)

    async def play() -> None:
        client = package.async_client()
        for found in (await client.made(), await client.tags.wait_for_make(5)):
            assert type(found) is package.models.AsyncTag
            assert type(await found.copy_it()) is package.models.AsyncTag

    run(play())


def test_an_object_that_no_client_returned_cannot_act(tags: Package) -> None:
    with pytest.raises(tags.module().APIError, match="not returned by a client"):
        tags.models.Tag(id=5).copy_it()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "operation: tags.copy",
            "operation: tags.clone",
            "there is no operation 'tags.clone' on a resource (did you mean 'tags.",
        ),
        (
            "arguments: {id: id}",
            "arguments: {id: nam}",
            "there is no property 'nam' (did you mean 'name'?)",
        ),
        (
            "arguments: {id: id}",
            "arguments: {ids: id}",
            "has no parameter 'ids' (did you mean 'id'?)",
        ),
        ("arguments: {id: id}", "arguments: {}", "needs the parameter 'id'"),
    ],
)
def test_what_is_not_there_is_refused(generate: Generate, old: str, new: str, words: str) -> None:
    assert old in TAGS
    with pytest.raises(SpecError, match=re.escape(words)) as caught:
        generate(TAGS.replace(old, new))
    assert all("x-actions" in problem.location.pointer for problem in caught.value.problems)
