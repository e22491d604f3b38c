"""A real HTTP server on a local socket that misbehaves as it is told."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Seen:
    """A request that the server read whole."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Fault:
    """What to do with one request.

    Attributes:
        kind: `response`, `reset_before`, `reset_after`, `stall`, `half`, `trickle` or `close`.
        status: Status of a response.
        headers: Headers of a response.
        body: Body of a response; by default an order.
    """

    kind: str = "response"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass
class Server:
    """The server: what it will do, and what it has seen.

    Attributes:
        port: Its port on 127.0.0.1.
        script: The faults to play, one a request; when they are used up all goes well.
        choose: Picks the fault instead of the script, given the request.
        seen: The requests it read.
        connections: How many connections were made.
    """

    port: int = 0
    script: list[Fault] = field(default_factory=list)
    choose: Callable[[Seen], Fault] | None = None
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0
    open: int = 0

    @property
    def url(self) -> str:
        """Its base URL."""
        return f"http://127.0.0.1:{self.port}"

    def next_fault(self, request: Seen | None) -> Fault:
        """What to do with a request."""
        if self.choose and request:
            return self.choose(request)
        return self.script.pop(0) if self.script else Fault()


async def _serve(
    server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    server.connections += 1
    server.open += 1
    try:
        if server.script and server.script[0].kind == "reset_before":
            server.script.pop(0)
            return
        while await _one(server, reader, writer):
            pass
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        server.open -= 1
        _reset(writer)


async def _one(server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    request = await _read(reader)
    server.seen.append(request)
    fault = server.next_fault(request)
    body = fault.body if fault.body is not None else json.dumps({"id": 7}).encode()
    if fault.status in (204, 304):
        body = b""
    if fault.kind in ("reset_after", "close"):
        return False
    if fault.kind == "stall":
        await asyncio.sleep(3)
        return False
    headers = {"content-type": "application/json", "content-length": str(len(body))}
    headers.update(fault.headers)
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
    writer.write(f"HTTP/1.1 {fault.status} X\r\n{head}\r\n".encode())
    if fault.kind == "half":
        writer.write(body[: len(body) // 2])
        await writer.drain()
        await asyncio.sleep(0.02)
        return False
    if fault.kind == "trickle":
        for byte in body:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.1)
        return True
    writer.write(body)
    await writer.drain()
    return True


async def _read(reader: asyncio.StreamReader) -> Seen:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ", 2)
    pairs = (line.split(": ", 1) for line in head[1:] if line)
    headers = {name.lower(): value for name, value in pairs}
    body = b""
    if "content-length" in headers:
        body = await reader.readexactly(int(headers["content-length"]))
    elif headers.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
    return Seen(method, path, headers, body)


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close with a reset rather than a farewell."""
    sock = writer.get_extra_info("socket")
    if sock is not None and sock.fileno() != -1:
        linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
        with suppress(OSError):  # it may be closed by now
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


@contextmanager
def serving() -> Iterator[Server]:
    """A server in a thread of its own, stopped at the end."""
    server = Server()
    loop = asyncio.new_event_loop()
    started = threading.Event()

    async def main() -> None:
        listening = await asyncio.start_server(
            lambda reader, writer: _serve(server, reader, writer), "127.0.0.1", 0, backlog=256
        )
        server.port = listening.sockets[0].getsockname()[1]
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            listening.close()

    def run() -> None:
        asyncio.set_event_loop(loop)
        task = loop.create_task(main())
        server_task.append(task)
        try:
            loop.run_until_complete(task)
        except asyncio.CancelledError:
            pending = asyncio.all_tasks(loop)
            for each in pending:
                each.cancel()
            loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        finally:
            loop.close()

    server_task: list[asyncio.Task[None]] = []
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    started.wait(5)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(server_task[0].cancel)
        thread.join(5)


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port
