"""Holds the deadline of a call at every connecting, reading and writing of a socket.

httpx asks for a timeout once for each phase of a request. A server that sends a byte now and then, of a head, of a
chunk's size or of its body, would thus never be too late; here the time that is left is asked for again at each byte.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable
from typing import Any

_LEAST = 0.001  # seconds; a timeout of nothing would mean something else to a socket
_PIECE = 65536  # bytes that are written under one timeout


class OverdueError(Exception):
    """The deadline of a call is over.

    Attributes:
        sent: Whether the request, or part of it, may have reached the server.
    """

    def __init__(self, *, sent: bool) -> None:
        super().__init__("the time is over")
        self.sent = sent


class Seconds(float):
    """A timeout that does not outlast the deadline of its call.

    Attributes:
        limit: The timeout itself, None for none.
        expires: Moment on the monotonic clock at which the call is over.
    """

    __slots__ = ("expires", "limit")

    limit: float | None
    expires: float

    @classmethod
    def until(cls, expires: float, limit: float | None) -> Seconds:
        """A timeout as it is now."""
        left = max(expires - time.monotonic(), _LEAST)
        made = cls(left if limit is None or left < limit else limit)
        made.limit, made.expires = limit, expires
        return made

    def left(self, *, sent: bool) -> float:
        """The seconds that are left by now.

        Args:
            sent: Whether something of the request may have been sent.

        Raises:
            OverdueError: None are.
        """
        if time.monotonic() >= self.expires:
            raise OverdueError(sent=sent)
        return Seconds.until(self.expires, self.limit)


class Timeouts(dict[str, "float | None"]):
    """The timeouts of a request for the phases of sending it, as httpx asks for them.

    Attributes:
        expires: Moment on the monotonic clock at which the call is over; None where only the timeout counts, as
            while a stream is read.
    """

    def __init__(self, seconds: float | None, expires: float | None) -> None:
        super().__init__(connect=seconds, read=seconds, write=seconds, pool=seconds)
        self.expires = expires

    def get(self, key: str, default: Any = None) -> Any:
        """The timeout of a phase that begins now."""
        seconds = super().get(key, default)
        return seconds if self.expires is None else Seconds.until(self.expires, seconds)


def guard(client: Any) -> None:
    """Have the sync connections that an httpx client will make keep the deadlines of calls.

    Args:
        client: The client. Its transports are asked for their pool of connections, which httpx has no public way to
            give a network backend; one without a pool, as a test's, is left as it is.
    """
    for transport in (client._transport, *client._mounts.values()):
        pool = getattr(transport, "_pool", None)
        backend = getattr(pool, "_network_backend", None)
        if pool is not None and backend is not None and not isinstance(backend, _Backend):
            pool._network_backend = _Backend(backend)


class _Backend:
    """Makes connections that keep deadlines, by another backend."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> Any:
        """Connect to the first address of a host that takes a connection; together they have the time of the call."""
        failed: Exception | None = None
        for address in _addresses(host, port) if isinstance(timeout, Seconds) else [host]:
            try:
                return _Stream(
                    self._backend.connect_tcp(
                        address, port, _left(timeout), local_address, socket_options
                    )
                )
            except OverdueError:
                raise
            except Exception as error:
                failed = error
        raise failed or OSError(f"{host} has no address")

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> Any:
        """Connect to a socket of this machine."""
        return _Stream(self._backend.connect_unix_socket(path, _left(timeout), socket_options))

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self._backend.sleep(seconds)


class _Stream:
    """A connection that keeps deadlines."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what came."""
        data: bytes = self._stream.read(max_bytes, _left(timeout, sent=True))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it."""
        view = memoryview(buffer)
        for start in range(0, len(view), _PIECE):
            self._stream.write(view[start : start + _PIECE], _left(timeout, sent=True))

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> Any:
        """Encrypt it from here on."""
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        """What is known of the connection."""
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        """Close it."""
        self._stream.close()


def _left(timeout: float | None, *, sent: bool = False) -> float | None:
    return timeout.left(sent=sent) if isinstance(timeout, Seconds) else timeout


def _addresses(host: str, port: int) -> list[str]:
    """The addresses of a host; the host itself where none is found, so that connecting tells."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return [host]
    return [*dict.fromkeys(str(info[4][0]) for info in found)]
