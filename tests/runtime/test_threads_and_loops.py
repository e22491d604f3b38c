"""Where clients may be used: threads, processes, event loops, one after another and side by side."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import httpx
import pytest
import trio
from raw import Raw, raw_server, reply, run_async
from shop import AsyncShop, Shop
from test_invariants import busy, pool_of


def serve(server: Raw, connection: socket.socket) -> None:
    """Answer all requests of a connection, logins with a token."""
    while request := server.read(connection):
        login = b'{"access_token": "tok", "expires_in": 3600}'
        connection.sendall(reply(body=login if b"/auth/token" in request else b'{"id": 7}'))


def test_many_threads_share_a_client() -> None:
    with raw_server(serve) as server, Shop(username="u", password="p", base_url=server.url) as shop:
        with ThreadPoolExecutor(16) as pool:
            ids = [*pool.map(lambda number: shop.orders.get(number).id, range(200))]
        assert ids == [7] * 200
        assert sum(b"/auth/token" in each for each in server.seen) == 1
        assert busy(shop) == []


@pytest.mark.parametrize("mode", ["asyncio", "trio"])
def test_many_tasks_share_a_client(mode: str) -> None:
    async def play() -> None:
        async with AsyncShop(username="u", password="p", base_url=server.url) as shop:
            async with anyio.create_task_group() as group:
                for number in range(100):
                    group.start_soon(shop.orders.get, number)
            assert busy(shop) == []

    with raw_server(serve) as server:
        run_async(mode, play)
    assert sum(b"/auth/token" in each for each in server.seen) == 1
    assert len(server.seen) == 101


@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
def test_one_async_client_in_one_loop_after_another() -> None:
    def play(url: str) -> list[Any]:
        shop = AsyncShop(username="u", password="p", base_url=url)

        async def get() -> Any:
            return (await shop.orders.get(7)).id

        found = [asyncio.run(get()), asyncio.run(get()), trio.run(get), asyncio.run(get())]
        assert len(shop._driver._homes) <= 2  # that of trio cannot be told to be over
        return found

    with raw_server(serve) as server:
        assert play(server.url) == [7] * 4
        for _ in range(3):  # what the closed loops had, one after another
            gc.collect()


def test_one_async_client_in_loops_side_by_side() -> None:
    together = threading.Barrier(4)

    def play(url: str) -> list[Any]:
        shop = AsyncShop(username="u", password="p", base_url=url)

        async def some() -> list[Any]:
            together.wait(20)
            found = [(await shop.orders.get(number)).id for number in range(20)]
            together.wait(20)  # a client that is closed sends nothing more in any loop
            await shop.aclose()
            return found

        with ThreadPoolExecutor(4) as pool:
            return [*pool.map(lambda _: asyncio.run(some()), range(4))]

    with raw_server(serve) as server:
        assert play(server.url) == [[7] * 20] * 4
        assert server.connections == 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_fork_makes_connections_of_its_own() -> None:
    """Two processes that write into one connection would read each other's replies."""
    context = multiprocessing.get_context("fork")
    queue: Any = context.Queue()
    with raw_server(serve) as server, Shop(token="t", base_url=server.url) as shop:
        shop.orders.get(1)
        assert server.connections == 1
        shop._driver._making.acquire()  # as another thread might, at this moment
        shop._driver._exclusive.acquire()

        def child() -> None:
            queue.put([shop.orders.get(number).id for number in range(5)])

        process = context.Process(target=child)
        process.start()
        assert queue.get(timeout=30) == [7] * 5
        process.join(10)
        shop._driver._making.release()
        shop._driver._exclusive.release()
        assert shop.orders.get(2).id == 7
        assert server.connections == 2
        assert len(pool_of(shop).connections) == 1


def test_threads_may_close_a_client_while_others_use_it() -> None:
    from runtime.errors import APIError

    def play(url: str) -> list[object]:
        shop = Shop(token="t", base_url=url)
        outcomes: list[object] = []

        def work() -> None:
            try:
                for number in range(1000):
                    shop.orders.get(number)
            except APIError as error:
                outcomes.append(error)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for each in threads:
            each.start()
        shop.orders.get(1)
        shop.close()
        for each in threads:
            each.join(30)
        return outcomes

    with raw_server(serve) as server:
        assert len(play(server.url)) == 4
        gc.collect()  # no connection was left open


def test_a_given_client_is_shared_and_stays_open() -> None:
    with raw_server(serve) as server, httpx.Client() as given:
        for _ in range(2):
            with Shop(token="t", base_url=server.url, http_client=given) as shop:
                assert shop.orders.get(1).id == 7
        assert not given.is_closed
        assert server.connections == 1
