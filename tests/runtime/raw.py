"""A server that speaks in bytes: what it does with a connection is a function, in a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import trio

OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
MODES = ("sync", "asyncio", "trio")


@dataclass
class Raw:
    """A running server.

    Attributes:
        port: Its port on 127.0.0.1.
        seen: The heads and bodies that it read.
        connections: How many connections were made.
        stopping: Set when the server stops: what lasts should end then.
    """

    port: int = 0
    seen: list[bytes] = field(default_factory=list)
    connections: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """Its base URL."""
        return f"http://127.0.0.1:{self.port}"

    def read(self, connection: socket.socket) -> bytes:
        """The next request of a connection, empty if it was closed."""
        data = b""
        while b"\r\n\r\n" not in data:
            if not (more := connection.recv(65536)):
                return b""
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        for line in head.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length":
                while len(body) < int(value):
                    body += connection.recv(65536)
        self.seen.append(head + b"\r\n\r\n" + body)
        return self.seen[-1]

    def drip(self, connection: socket.socket, piece: bytes, pause: float = 0.05) -> None:
        """Send a piece again and again, for as long as the other side takes it."""
        while not self.stopping.wait(pause):
            connection.sendall(piece)

    def stall(self) -> None:
        """Do nothing until the server is stopped."""
        self.stopping.wait(20)


Behave = Callable[[Raw, socket.socket], object]


@contextlib.contextmanager
def raw_server(behave: Behave) -> Iterator[Raw]:
    """A server that does this with each connection.

    Args:
        behave: What to do with a connection; it is closed afterwards.
    """
    server = Raw()
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    server.port = listening.getsockname()[1]

    def one(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            behave(server, connection)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listening.accept()
                server.connections += 1
                threading.Thread(target=one, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server
    finally:
        server.stopping.set()
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def answering(*replies: bytes) -> Behave:
    """Answer each request of a connection with the same bytes; the connection is closed after the last byte."""

    def behave(server: Raw, connection: socket.socket) -> None:
        if server.read(connection):
            for reply in replies:
                connection.sendall(reply)

    return behave


def reply(status: int = 200, body: bytes = b"{}", **headers: str) -> bytes:
    """A whole reply, after which the connection may be used again."""
    given = {"content_type": "application/json", "content_length": str(len(body)), **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in given.items())
    return f"HTTP/1.1 {status} X\r\n{head}\r\n".encode("latin-1") + body


@dataclass
class Outcome:
    """How a call ended.

    Attributes:
        result: What it gave.
        error: What it raised.
        seconds: How long it took.
    """

    result: Any = None
    error: BaseException | None = None
    seconds: float = 0.0


def run_async(mode: str, function: Callable[[], Any]) -> Any:
    """Run an async function by asyncio or trio."""
    return trio.run(function) if mode == "trio" else asyncio.run(function())


def outcome(mode: str, sync: Any, twin: Any, use: Callable[[Any], Any], **settings: Any) -> Outcome:
    """Make a client, use it, and tell how that ended.

    Args:
        mode: `sync`, `asyncio` or `trio`.
        sync: The class of the sync client.
        twin: That of the async one.
        use: What to do with it; what it gives is awaited.
        **settings: Those of the client.
    """
    ended = Outcome()

    async def run() -> None:
        async with twin(**settings) as client:
            _ = client._driver.transport  # which takes a while to be made
            started = time.monotonic()
            try:
                ended.result = await use(client)
            except Exception as error:
                ended.error = error
            ended.seconds = time.monotonic() - started

    if mode != "sync":
        run_async(mode, run)
        return ended
    with sync(**settings) as client:
        _ = client._driver.transport
        started = time.monotonic()
        try:
            ended.result = use(client)
        except Exception as error:
            ended.error = error
        ended.seconds = time.monotonic() - started
    return ended
