"""What people see and take along: lists and totals, objects as dicts, JSON and tables, files by their paths."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from support import Generate, Package, run

SPEC = """
paths:
  /pets:
    get:
      operationId: pets.list
      tags: [pets]
      x-pagination: {style: page, page: page, items: pets, total: meta.count}
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses:
        '200':
          description: All.
          content:
            application/json:
              schema:
                type: object
                properties:
                  pets: {type: array, items: {$ref: '#/components/schemas/Pet'}}
                  meta: {type: object, properties: {count: {type: integer}}}
  /photos:
    post:
      operationId: pets.photos
      tags: [pets]
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              properties:
                photo: {type: string, format: binary}
                others: {type: array, items: {type: string, format: binary}}
      responses: {'204': {description: Done.}}
  /raw:
    put:
      operationId: pets.raw
      tags: [pets]
      requestBody: {required: true, content: {application/octet-stream: {schema: {type: string, format: binary}}}}
      responses: {'204': {description: Done.}}
components:
  schemas:
    Pet:
      type: object
      properties:
        id: {type: integer}
        bornAt: {type: string, format: date-time}
        note: {type: string}
        owner: {type: object, properties: {fullName: {type: string}, age: {type: integer}}}
        legs: {type: array, items: {type: integer}}
        to_dict: {type: string}
"""
REX = {
    "id": 1, "bornAt": "2027-01-02T03:04:05Z", "note": None, "owner": {"fullName": "A<b>"}, "legs": [1, 2, 3, 4],
    "more": "x",
}  # fmt: skip


@pytest.fixture
def pets(generate: Generate) -> Package:
    return generate(SPEC)


def pages(request: httpx.Request) -> httpx.Response:
    """Three pages of two pets."""
    number = int(request.url.params.get("page", "1"))
    rows = [{"id": number * 10 + i} for i in range(2)] if number < 4 else []
    return httpx.Response(200, json={"pets": rows, "meta": {"count": 6}})


def test_the_first_item_a_list_and_the_total(pets: Package) -> None:
    pets.server.play(pages)
    pager = pets.client().pets.list()
    assert (pager.total, pager.page.total, pager.first().id) == (6, 6, 10)
    assert len(pets.sent) == 1
    assert [pet.id for pet in pager.to_list(3)] == [10, 11, 20]
    assert len(pets.sent) == 2
    assert [pet.id for pet in pager.to_list()] == [10, 11, 20, 21, 30, 31]
    assert pager.to_list(0) == []
    with pytest.raises(ValueError, match="limit"):
        pager.to_list(-1)

    async def play() -> None:
        pager = pets.async_client().pets.list()
        with pytest.raises(RuntimeError, match="await"):
            assert pager.total
        assert (await pager.first()).id == 10
        assert pager.total == 6
        assert [pet.id for pet in await pager.to_list(3)] == [10, 11, 20]
        assert len(await pager.to_list()) == 6
        with pytest.raises(ValueError, match="limit"):
            await pager.to_list(-1)

    run(play())
    pets.server.play({"pets": []})
    pager = pets.client().pets.list()
    assert (pager.first(), pager.total, pager.to_list()) == (None, None, [])


def rex(pets: Package) -> Any:
    pets.server.play({"pets": [REX], "meta": {"count": 1}})
    return pets.client().pets.list().first()


def test_objects_as_dicts_and_json(pets: Package) -> None:
    pet = rex(pets)
    born = datetime.datetime(2027, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
    assert pet.to_dict() == {
        "id": 1, "born_at": born, "note": None, "owner": {"full_name": "A<b>"}, "legs": [1, 2, 3, 4], "more": "x",
    }  # fmt: skip
    assert pet.to_dict(json=True) == REX
    assert json.loads(pet.to_json()) == REX
    assert pet.to_json(indent=2).startswith('{\n  "id": 1')
    pet.legs = "none"  # what is not as described goes along
    assert pet.to_dict()["legs"] == "none"
    assert pet.to_dict_ is None  # the field of that name


def test_what_is_shown_of_an_object_is_what_is_set(pets: Package) -> None:
    assert repr(rex(pets)) == (
        "Pet(id=1, born_at=datetime.datetime(2027, 1, 2, 3, 4, 5, tzinfo=TzInfo(0)), "
        "owner=PetOwner(full_name='A<b>'), legs=[1, 2, 3, ... 1 more], more='x')"
    )
    assert repr(pets.models.Pet(note="n" * 200)) == f"Pet(note='{'n' * 79}...)"


def test_tables_for_notebooks(pets: Package) -> None:
    pet = rex(pets)
    table = pet._repr_html_()
    assert table.startswith("<table><caption>Pet</caption><tr><th>id</th><td>1</td></tr>")
    assert "A&lt;b&gt;" in table
    assert "<b>" not in table
    assert "note" not in table
    pets.server.play(pages)
    pager = pets.client().pets.list()
    for shown in (pager, pager.page):
        table = shown._repr_html_()
        assert "Page of 2 items, 6 in all" in table
        assert table.endswith(
            "<tr><th>id</th></tr><tr><td>10</td></tr><tr><td>11</td></tr></table>"
        )
    pager = pets.async_client().pets.list()
    assert "not awaited yet" in pager._repr_html_()
    pets.server.play({"pets": [{"id": n, "note": "<i>"} for n in range(80)]})
    table = pets.client().pets.list()._repr_html_()
    assert table.count("<tr>") == 51
    assert "the first 50" in table


def test_files_are_sent_by_their_paths(pets: Package, tmp_path: Path) -> None:
    file = tmp_path / "rex.png"
    file.write_bytes(b"\x89PNG" * 50_000)
    pets.server.play((204, None))
    client = pets.client()
    client.pets.raw(file)
    assert pets.sent[-1].body == file.read_bytes()
    assert pets.sent[-1].headers["content-length"] == "200000"
    client.pets.photos(photo=file, others=[file, ("b.png", file, "image/png")])
    body = pets.sent[-1].body
    assert body.count(file.read_bytes()) == 3
    assert body.count(b'filename="rex.png"') == 2
    assert b'filename="b.png"\r\nContent-Type: image/png' in body
    for call in (
        lambda: client.pets.raw(tmp_path / "no"),
        lambda: client.pets.photos(photo=tmp_path / "no"),
    ):
        with pytest.raises(
            pets.module().RequestValidationError, match=r"cannot be read: .*No such file"
        ):
            call()

    async def play() -> None:
        await pets.async_client().pets.raw(file)
        assert pets.sent[-1].body == file.read_bytes()

    run(play())


def test_a_file_by_its_path_is_sent_again(pets: Package, tmp_path: Path) -> None:
    file = tmp_path / "rex.png"
    file.write_bytes(b"abc")
    pets.server.play((503, {}), (204, None))
    pets.client().pets.raw(file, options={"max_retries": 1})
    assert [sent.body for sent in pets.sent] == [b"abc", b"abc"]
