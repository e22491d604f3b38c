"""The command line of a package in a process of its own, and servers that it calls."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, TypeAlias

Answer: TypeAlias = tuple[int, bytes, str]
"""Status, body and media type."""
Sent: TypeAlias = list[tuple[str, str, bytes]]
"""What a server was sent: method, path with its query, body."""


class Program:
    """The command line of the package `sample`."""

    def __init__(self, folder: Path, url: str, seen: Sent) -> None:
        self.folder, self.url, self.seen = folder, url, seen

    def raw(self, *given: str, stdin: str = "", stdout: Any = subprocess.PIPE) -> Any:
        """Run it, and give what it prints as bytes."""
        return self._run(
            given,
            {"SAMPLE_TOKEN": "t"},
            input=stdin.encode(),
            stdout=stdout,
            stderr=subprocess.PIPE,
        )

    def __call__(self, *given: str, stdin: str = "", token: str = "t", **environment: str) -> Any:
        """Run it, and give what it prints as text."""
        known = {"SAMPLE_TOKEN": token, **environment}
        return self._run(given, known, input=stdin, capture_output=True, encoding="utf-8")

    def _run(self, given: tuple[str, ...], environment: dict[str, str], **how: Any) -> Any:
        return subprocess.run(
            [sys.executable, "-m", "sample", "--base-url", self.url, "--max-retries", "0", *given],
            cwd=self.folder,
            env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONUTF8": "1", **environment},
            check=False,
            **how,
        )


@contextmanager
def answering(answer: Callable[[str, str, bytes], Answer]) -> Iterator[tuple[str, Sent]]:
    """The address of a server, and what it is sent.

    Args:
        answer: Gives what is answered to a method, a path and a body.
    """
    seen = Sent()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            sent = self.rfile.read(int(self.headers.get("content-length", 0)))
            seen.append((self.command, self.path, sent))
            status, body, kind = answer(self.command, self.path, sent)
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = _answer

        def log_message(self, *args: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", seen
        server.shutdown()
        thread.join()
