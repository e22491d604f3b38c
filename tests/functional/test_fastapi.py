"""Clients of a real FastAPI server, made from its own document: what it understood is what was meant."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time as clock
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from io import BytesIO
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import uvicorn
from pydantic import AnyUrl
from support import Clients, Package

from . import fastapi_shop as shop

ID = UUID("12345678-1234-5678-1234-567812345678")
OTHER = UUID(int=7)
MOMENT = datetime(2026, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=2)))
DAY = date(2026, 3, 1)
NOON = time(12, 30, 15)
LENGTH = timedelta(days=1, hours=2, seconds=3, microseconds=500000)


@dataclass
class Shop:
    """A client of the server, and what the server understood.

    Attributes:
        package: the client's package.
        url: where the server is.
    """

    package: Package
    url: str

    def call(self, method: str, **arguments: Any) -> Any:
        """Call a method of the sync client."""
        with httpx.Client(verify=False) as http_client:
            client = self.package.module().Sample(
                base_url=self.url, api_key="k", http_client=http_client
            )
            result = self.package.method(method, client)(**arguments)
            return [*result] if type(result).__name__ == "Stream" else result

    def acall(self, method: str, **arguments: Any) -> Any:
        """Call a method of the async client."""

        async def run() -> Any:
            made = self.package.module().AsyncSample
            async with httpx.AsyncClient(verify=False) as http_client:
                client = made(base_url=self.url, api_key="k", http_client=http_client)
                result = self.package.method(method, client)(**arguments)
                if hasattr(result, "__aiter__"):
                    return [item async for item in result]
                return await result

        return asyncio.run(run())

    def understood(self, method: str, **arguments: Any) -> dict[str, Any]:
        """What the server understood of a call, the same of the sync and the async client."""
        shop.seen.clear()
        self.call(method, **arguments)
        self.acall(method, **arguments)
        first, second = shop.seen
        assert first == second
        return first


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A running server."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(shop.app, log_level="warning", lifespan="off", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            clock.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def running(url: str, _clients: Clients, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A client made from the document that the server itself gives."""
    document = httpx.get(f"{url}/openapi.json").json()
    folder: Path = tmp_path_factory.mktemp("fastapi")
    package = _clients.add(document, None, "Sample", folder)
    assert {warning.rpartition("[")[2] for warning in package.warnings} <= {"key-unknown]"}
    return Shop(package, url)


def test_methods_have_the_names_of_the_functions(running: Shop) -> None:
    client = running.package.client(api_key="k")
    for name in ("get_optional", "create_item", "patch_item", "upload_many", "order"):
        assert callable(getattr(client, name))
    assert callable(client.things.read_thing)


NOTHING = dict.fromkeys(
    "q limit flag tags since x_token x_count x_many session visits".split(), None
)


@pytest.mark.parametrize("given", [{}, NOTHING])
def test_optional_parameters_are_left_out(running: Shop, given: dict[str, Any]) -> None:
    assert running.understood("get_optional", **given) == NOTHING
    assert running.understood("get_defaults", **({} if not given else {"q": "all"})) == {
        "q": "all", "limit": 10, "tags": ["a", "b"], "x_token": "none", "session": "new"
    }  # fmt: skip


PARAMETERS: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    (
        "get_optional",
        {"q": "a b&c=ü/€", "limit": 0, "flag": False, "tags": ["x,y", "", "z"], "since": "2026-03-01T09:30:00+02:00",
         "x_token": "a b, c", "x_count": 5, "x_many": ["one"], "session": "s-1", "visits": 2},
        {"limit": 0, "flag": False, "since": MOMENT, "tags": ("x,y", "", "z"), "x_many": ("one",)},
        {"q": "a b&c=ü/€", "limit": 0, "flag": False, "tags": ["x,y", "", "z"], "since": MOMENT,
         "x_token": "a b, c", "x_count": 5, "x_many": ["one"], "session": "s-1", "visits": 2},
    ),
    (
        "get_defaults",
        {"q": "", "limit": 1, "tags": ["c"], "x_token": "é", "session": "old"},
        {"tags": ("c",)},
        {"q": "", "limit": 1, "tags": ["c"], "x_token": "é", "session": "old"},
    ),
    (
        "get_kinds",
        {"colour": "dark blue", "id": str(ID), "day": "2026-03-01", "size": 3, "rest": "a b",
         "moment": "2026-03-01T09:30:00+02:00", "clock": "12:30:15", "length": "P1DT2H3.5S", "price": "1.10",
         "ratio": 0.5, "mode": "slow", "colours": ["red", "dark blue"], "numbers": [1, 2], "address": "10.0.0.1",
         "item_code": "ABC", "x_moment": "2026-03-01T09:30:00+02:00", "x_ids": [str(ID)], "day_cookie": "2026-03-01"},
        {"colour": shop.Colour.DARK_BLUE, "id": ID, "day": DAY, "size": shop.Size.LARGE, "moment": MOMENT,
         "clock": NOON, "length": LENGTH, "price": Decimal("1.10"), "ratio": Decimal("0.5"), "numbers": {1, 2},
         "colours": [shop.Colour.RED, shop.Colour.DARK_BLUE], "x_moment": MOMENT, "x_ids": (ID,), "day_cookie": DAY,
         "address": IPv4Address("10.0.0.1")},
        {"colour": shop.Colour.DARK_BLUE, "id": ID, "day": DAY, "size": shop.Size.LARGE, "rest": "a b",
         "moment": MOMENT, "clock": NOON, "length": LENGTH, "price": Decimal("1.10"), "ratio": 0.5, "mode": "slow",
         "colours": [shop.Colour.RED, shop.Colour.DARK_BLUE], "numbers": {1, 2}, "address": IPv4Address("10.0.0.1"),
         "code": "ABC", "x_moment": MOMENT, "x_ids": [ID], "day_cookie": DAY},
    ),
    (
        "get_filtered",
        {"limit": 5, "order": "price", "tags": ["a", "b"], "after": "2026-03-01T09:30:00+02:00"},
        {"after": MOMENT},
        {"filters": shop.Filters(limit=5, order="price", tags=["a", "b"], after=MOMENT)},
    ),
    ("get_filtered", {}, {"after": None}, {"filters": shop.Filters()}),
    ("get_traced", {"x_trace": "t"}, {}, {"trace": shop.Trace(x_trace="t")}),
    (
        "get_traced",
        {"x_trace": "t", "x_parts": [1]},
        {"x_parts": (1,)},
        {"trace": shop.Trace(x_trace="t", x_parts=[1])},
    ),
    ("get_crumbs", {"session": "s", "visits": 3}, {}, {"crumbs": shop.Crumbs(session="s", visits=3)}),
    ("get_crumbs", {"session": "s"}, {"visits": None}, {"crumbs": shop.Crumbs(session="s")}),
    ("things.read_thing", {"thing_id": "a b%", "deep": True}, {}, {"thing_id": "a b%", "deep": True}),
]  # fmt: skip

ITEM = {
    "id": str(ID), "name": "n", "price": "12.50", "made": "2026-03-01T09:30:00+02:00", "day": "2026-03-01",
    "clock": "12:30:15", "length": "P1DT2H3.5S", "colour": "red", "size": 3, "tags": ["a", "b"], "codes": [1, 2],
    "pair": [1, "x"], "numbers": [0.5, 2], "counts": {"a": 1}, "by_colour": {"dark blue": 2},
    "parts": [{"name": "p", "weight": None}], "first": {"name": "f", "weight": 1.5}, "note": None,
    "link": "https://example.com/a", "address": "10.0.0.1", "either": "5", "anything": {"a": [1, None]},
}  # fmt: skip
ITEM_OBJECTS = {
    "id": ID, "price": Decimal("12.50"), "made": MOMENT, "day": DAY, "clock": NOON, "length": LENGTH,
    "colour": shop.Colour.RED, "size": shop.Size.LARGE, "tags": {"a", "b"}, "codes": frozenset({1, 2}),
    "pair": (1, "x"), "numbers": (0.5, Decimal(2)), "by_colour": {shop.Colour.DARK_BLUE: 2},
    "address": IPv4Address("10.0.0.1"), "anything": {"a": (1, None)},
}  # fmt: skip
ITEM_UNDERSTOOD = shop.Item(
    id=ID, name="n", price=Decimal("12.50"), made=MOMENT, day=DAY, clock=NOON, length=LENGTH, colour=shop.Colour.RED,
    size=shop.Size.LARGE, tags={"a", "b"}, codes=frozenset({1, 2}), pair=(1, "x"), numbers=(0.5, 2), counts={"a": 1},
    by_colour={shop.Colour.DARK_BLUE: 2}, parts=[shop.Part(name="p")], first=shop.Part(name="f", weight=1.5),
    link=AnyUrl("https://example.com/a"), address=IPv4Address("10.0.0.1"), either="5", anything={"a": [1, None]},
)  # fmt: skip
TREE = {
    "name": "a",
    "children": [{"name": "b", "children": [{"name": "c"}]}],
    "parent": {"name": "p"},
}
BODIES: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ("create_item", ITEM, ITEM_OBJECTS, {"item": ITEM_UNDERSTOOD}),
    (
        "put_camel",
        {"camel_id": 1, "first_name": "A", "last_seen": "2026-03-01T09:30:00+02:00", "home_address": {"zip_code": "1"}},
        {"last_seen": MOMENT},
        {"camel_id": 1, "camel": shop.Camel(first_name="A", last_seen=MOMENT, home_address={"zip_code": "1"})},
    ),
    ("patch_item", {"item_id": 1}, {}, {"item_id": 1, "patch": {}}),
    ("patch_item", {"item_id": 1, "name": None}, {}, {"item_id": 1, "patch": {"name": None}}),
    (
        "patch_item",
        {"item_id": 1, "price": "1.5", "first": {"name": "f"}, "parts": [{"name": "p", "weight": None}]},
        {"price": Decimal("1.5")},
        {"item_id": 1, "patch": {"price": Decimal("1.5"), "first": {"name": "f"},
                                 "parts": [{"name": "p", "weight": None}]}},
    ),
    (
        "add_pets",
        {"body": [{"kind": "cat", "lives": 3}, {"kind": "dog", "tricks": ["sit"]}]},
        {"body": ({"kind": "cat", "lives": 3}, {"kind": "dog", "tricks": ("sit",)})},
        {"pets": [shop.Cat(kind="cat", lives=3), shop.Dog(tricks=["sit"])]},
    ),
    ("add_pet", {"body": {"kind": "cat"}}, {}, {"pet": shop.Cat(kind="cat")}),
    ("plant", TREE, {}, {"tree": shop.Tree.model_validate(TREE)}),
    (
        "post_several",
        {"id": 1, "item": {"name": "i"}, "user": {"name": "u"}, "importance": 2, "q": "x", "extra": {"a": 1}},
        {},
        {"id": 1, "item": shop.Part(name="i"), "user": shop.User(name="u"), "importance": 2, "q": "x",
         "extra": {"a": 1}},
    ),
    (
        "post_several",
        {"id": 1, "item": {"name": "i"}, "user": {"name": "u"}, "importance": 2},
        {"q": None, "extra": None},
        {"id": 1, "item": shop.Part(name="i"), "user": shop.User(name="u"), "importance": 2, "q": None, "extra": None},
    ),
    ("post_embedded", {"item": {"name": "i"}}, {}, {"item": shop.Part(name="i")}),
    ("post_maybe", {}, {}, {"item": None}),
    ("post_maybe", {"body": None}, {}, {"item": None}),
    ("post_maybe", {"body": {"name": "i"}}, {}, {"item": shop.Part(name="i")}),
    ("post_numbers", {"body": [1, 2]}, {"body": (1, 2)}, {"numbers": [1, 2]}),
    ("post_numbers", {"body": []}, {"body": ()}, {"numbers": []}),
    (
        "post_map",
        {"body": {"a": "1.10", "b": 2}},
        {"body": {"a": Decimal("1.10"), "b": Decimal(2)}},
        {"map": {"a": Decimal("1.10"), "b": Decimal(2)}},
    ),
    ("post_word", {"body": "a \"b\" ü€"}, {}, {"word": "a \"b\" ü€"}),
    (
        "post_free",
        {"body": {"a": {"b": [1, None]}}},
        {"body": {"a": {"b": (1, None)}}},
        {"free": {"a": {"b": [1, None]}}},
    ),
]  # fmt: skip

FORMS: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    (
        "login",
        {"username": "ann lee", "password": "&=+ü€%", "remember": True, "scopes": ["a", "b c"],
         "since": "2026-03-01T09:30:00+02:00", "colour": "dark blue"},
        {"scopes": ("a", "b c"), "since": MOMENT, "colour": shop.Colour.DARK_BLUE},
        {"username": "ann lee", "password": "&=+ü€%", "remember": True, "scopes": ["a", "b c"], "since": MOMENT,
         "colour": shop.Colour.DARK_BLUE},
    ),
    (
        "login",
        {"username": "a", "password": "b"},
        {"scopes": None, "since": None, "colour": None},
        {"username": "a", "password": "b", "remember": False, "scopes": None, "since": None, "colour": None},
    ),
    (
        "order",
        {"article": "a", "amount": 2, "day": "2026-03-01", "notes": ["x", "y"]},
        {"day": DAY, "notes": ("x", "y")},
        {"form": shop.Order(article="a", amount=2, day=DAY, notes=["x", "y"])},
    ),
    ("order", {"article": "a"}, {"day": None}, {"form": shop.Order(article="a")}),
    (
        "upload",
        {"file": b"\x00\xff", "title": "t ü", "day": "2026-03-01", "labels": ["x", "y"]},
        {"file": ("file", BytesIO(b"\x00\xff"), "application/octet-stream"), "day": DAY, "labels": ("x", "y"),
         "thumbnail": None, "data": None},
        {"file": ("file", "application/octet-stream", b"\x00\xff"), "title": "t ü", "day": DAY, "labels": ["x", "y"],
         "thumbnail": None, "data": None},
    ),
    (
        "upload",
        {"file": ("é q'.png", b"one", "image/png"), "title": "t", "thumbnail": ("b.gif", b"two", "image/gif"),
         "data": b"three"},
        {"data": BytesIO(b"three")},
        {"file": ("é q'.png", "image/png", b"one"), "title": "t", "day": None, "labels": None,
         "thumbnail": ("b.gif", "image/gif", b"two"), "data": b"three"},
    ),
    (
        "upload_many",
        {"files": [b"one", ("b.txt", b"two", "text/plain")], "names": ["a", "b"]},
        {"files": (BytesIO(b"one"), ("b.txt", BytesIO(b"two"), "text/plain")), "names": ("a", "b")},
        {"files": [("files", "application/octet-stream", b"one"), ("b.txt", "text/plain", b"two")],
         "names": ["a", "b"]},
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "plain", "objects", "understood"),
    PARAMETERS + BODIES + FORMS,
    ids=lambda each: str(each)[:20],
)
def test_what_is_meant_is_understood(
    running: Shop,
    method: str,
    plain: dict[str, Any],
    objects: dict[str, Any],
    understood: dict[str, Any],
) -> None:
    assert running.understood(method, **plain) == understood
    assert running.understood(method, **{**plain, **objects}) == understood


def test_what_is_answered_is_read(running: Shop) -> None:
    item = running.call("create_item", **ITEM)
    assert (item.made, item.day, item.clock) == (MOMENT, DAY, "12:30:15")
    assert (item.id, item.length, item.price) == (str(ID), "P1DT2H3.5S", "12.50")
    assert (item.colour, item.size, sorted(item.tags)) == ("red", 3, ["a", "b"])
    assert (item.pair, item.by_colour, item.parts[0].name) == ([1, "x"], {"dark blue": 2}, "p")
    assert (item.either, item.anything) == ("5", {"a": [1, None]})
    again = running.call("create_item", **item.to_params())
    for each in (item, again):
        each.tags.sort()  # a set to the server, which gives it in any order
    assert again == item
    cat, dog = running.call("add_pets", body=[{"kind": "cat"}, {"kind": "dog"}])
    assert (type(cat).__name__, cat.lives, type(dog).__name__, dog.tricks) == ("Cat", 9, "Dog", [])
    assert running.call("add_pets", body=[cat, dog]) == [cat, dog]
    tree = running.call("plant", **TREE)
    assert tree.children[0].children[0].name == "c"
    assert running.call("plant", name="top", children=[tree], parent=tree).children == [tree]
    assert running.call("plant", **tree.to_params()) == tree
    tree.children[0].name = "other"
    assert running.call("plant", **{"name": "a", **tree.changes()}).children[0].name == "other"
    camel = running.call("put_camel", camel_id=1, first_name="A")
    assert camel.first_name == "A"
    assert running.call("put_camel", camel_id=1, **camel.to_params()) == camel


def test_unset_and_null_are_two_things_in_a_patch(running: Shop) -> None:
    unset = running.package.module().UNSET
    assert running.call("patch_item", item_id=1, name=unset, price=None) == {"price": None}
    assert running.call("patch_item", item_id=1, name="n", price=unset) == {"name": "n"}
    assert running.call("patch_item", item_id=1, first={"name": "f", "weight": unset}) == {
        "first": {"name": "f"}
    }
    assert running.call("delete_item", item_id=1) is None


@pytest.mark.parametrize("content", [b"\x00\xff", BytesIO(b"\x00\xff"), ("a.bin", b"\x00\xff")])
def test_bytes_go_and_come_as_they_are(running: Shop, content: Any) -> None:
    shop.seen.clear()
    assert running.call("post_raw", body=content) == b"\xff\x00"
    assert shop.seen == [{"content": b"\x00\xff", "media": "application/octet-stream"}]


def test_text_goes_and_comes_as_it_is(running: Shop) -> None:
    assert running.call("post_plain", body="a\nü€") == "A\nÜ€"


def test_events_and_lines_are_iterated(running: Shop) -> None:
    for call in (running.call, running.acall):
        ticks = call("events", count=2)
        assert [(each.number, each.at) for each in ticks] == [
            (0, datetime(2026, 3, 1, 12, 0)), (1, datetime(2026, 3, 1, 12, 1))
        ]  # fmt: skip
        assert [each.number for each in call("lines", count=3)] == [0, 1, 2]
        assert [json.loads(each) for each in call("named_events")] == [{"a": 1}, "plain"]
        assert call("plain_events") == ["one", "two\nthree"]


def test_redirects_are_followed(running: Shop) -> None:
    shop.seen.clear()
    running.call("get_old")
    running.call("post_old_numbers", body=[1])
    assert [each.get("q", each.get("numbers")) for each in shop.seen] == ["moved", [1]]


def test_what_is_not_there_is_told_with_its_details(running: Shop) -> None:
    errors = running.package.module()
    for call in (running.call, running.acall):
        with pytest.raises(errors.NotFoundError) as caught:
            call("get_missing", id=404)
        assert caught.value.body.code == "gone"
        assert caught.value.body.reasons == ["sold"]
        assert caught.value.response.headers["x-reason"] == "sold"
        assert call("get_missing", id=5).name == "5"


def test_what_the_server_refuses_is_told_with_its_details(running: Shop) -> None:
    errors = running.package.module()
    options = errors.RequestOptions(check=False)
    with pytest.raises(errors.UnprocessableEntityError) as caught:
        running.call("get_missing", id=0, options=options)
    (detail,) = caught.value.body.detail
    assert (detail.loc, detail.type) == (["path", "id"], "greater_than_equal")
    assert "path.id" in str(caught.value) or "greater than or equal to 1" in str(caught.value)
    with pytest.raises(errors.RequestValidationError) as refused:
        running.call("get_missing", id=0)
    assert [v.path for v in refused.value.violations] == ["id"]


def test_credentials_are_understood(running: Shop) -> None:
    assert running.understood("get_secret") == {"secret": "k"}
