"""Plays the examples of a site: in Python, on the command line and with cURL; what they send is kept."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from functools import wraps
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from textwrap import dedent
from threading import Thread
from typing import Any, Self

import httpx
import pytest

_NOT_COMPARED = frozenset(
    "host user-agent accept-encoding connection content-length content-type cookie expect".split()
)
SECRET = "s3cret"


@dataclass(frozen=True)
class Sent:
    """A request, with what two tools say alike of it."""

    method: str
    target: str
    headers: Mapping[str, str]
    media: str
    body: Any

    @classmethod
    def of(cls, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Self:
        """A request as it came."""
        known = {name.lower(): value for name, value in headers.items()}
        media = known.get("content-type", "")
        kept = {name: value for name, value in known.items() if name not in _NOT_COMPARED}
        if "cookie" in known:
            kept["cookie"] = known["cookie"]
        kept = {name: value for name, value in kept.items() if not _is_random(value)}
        return cls(method, target, kept, media.partition(";")[0], _body(media, body))


def _is_random(value: str) -> bool:
    """Whether it is made anew for each request, as the key that makes a request repeatable."""
    return bool(re.fullmatch(r"\d+-\d+-\d+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value))


def _body(media: str, body: bytes) -> Any:
    if not body:
        return None
    if media.startswith("multipart/"):
        whole = BytesParser(policy=HTTP).parsebytes(
            f"Content-Type: {media}\r\n\r\n".encode() + body
        )
        return [
            (
                part.get_param("name", header="content-disposition"),
                part.get_filename(),
                part["content-type"] and str(part["content-type"]),
                part.get_payload(decode=True),
            )
            for part in whole.iter_parts()
        ]
    try:
        return json.loads(body)
    except ValueError:
        return body


def examples_in(page: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The code of each tab of each entry of a page, by the anchor of the entry."""
    for entry in re.split(r"^(?=## )", page, flags=re.MULTILINE)[1:]:
        found = re.match(r"## .* \{ #(\S+) .*\}", entry)
        assert found is not None
        tabs = re.findall(r'^=== "([^"]+)"\n\n((?:(?:    .*)?\n)+)', entry, re.MULTILINE)
        code = {
            title: re.sub(r"^```\w+\n|\n```$", "", dedent(text).strip()) for title, text in tabs
        }
        if code:
            yield found[1], code


class Recorder:
    """Stands between the clients of a package and their double, and keeps the requests."""

    def __init__(
        self, package: Any, testing: Any, monkeypatch: pytest.MonkeyPatch, client: str
    ) -> None:
        self.sent: list[Sent] = []
        self.double = testing.OfflineTransport()
        for prefix in ("", "Async"):
            self._patch(getattr(package, f"{prefix}{client}"), bool(prefix), monkeypatch)

    def _patch(self, cls: Any, is_async: bool, monkeypatch: pytest.MonkeyPatch) -> None:
        original = cls.__init__

        def answer(request: httpx.Request) -> httpx.Response:
            request.read()
            target = request.url.raw_path.decode()
            self.sent.append(Sent.of(request.method, target, request.headers, request.content))
            return self.double.handle_request(request)

        async def answer_async(request: httpx.Request) -> httpx.Response:
            await request.aread()
            return answer(request)

        @wraps(original)
        def init(client: Any, **settings: Any) -> None:
            made: Any = (
                httpx.AsyncClient(transport=httpx.MockTransport(answer_async))
                if is_async
                else httpx.Client(transport=httpx.MockTransport(answer))
            )
            made.is_offline = True
            original(client, **{**settings, "http_client": made})

        monkeypatch.setattr(cls, "__init__", init)

    def first(self, run: Any) -> Sent:
        """The first request that is sent while something runs."""
        self.sent.clear()
        run()
        assert self.sent, "nothing was sent"
        return self.sent[0]

    def python(self, code: str) -> Sent:
        """The request of an example in Python."""
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return self.first(
                lambda: exec(compile(code, "example", "exec"), {"__name__": "example"})
            )

    def command(self, code: str, client: type[Any], commands: Any) -> Sent:
        """The request of an example for the command line."""
        words = shlex.split(code.replace("\\\n", " "))
        assert words[:2] == ["python", "-m"]
        top = commands.root(client, words[2])
        return self.first(lambda: top.main(words[3:], prog_name="x", standalone_mode=False))


class Echo:
    """A server that takes whatever comes, for cURL."""

    def __enter__(self) -> Self:
        sent = self.sent = list[Sent]()

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                sent.append(Sent.of(self.command, self.path, dict(self.headers.items()), body))
                self.send_response(204)
                self.end_headers()

            def __getattr__(self, name: str) -> Any:
                if name.startswith("do_"):
                    return self.answer
                raise AttributeError(name)

            def log_message(self, *args: object) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def curl(self, code: str, environment: Mapping[str, str], folder: Any) -> Sent:
        """The request of an example for cURL."""
        url = re.search(r"https?://[^\s\"'/]+", code)
        assert url is not None, code
        local = f"http://127.0.0.1:{self._server.server_address[1]}"
        ran = subprocess.run(
            ["bash", "-euc", code.replace(url[0], local, 1).replace("curl ", "curl -sS ", 1)],
            env={"PATH": "/usr/bin:/bin:/usr/local/bin", "NO_PROXY": "*", **environment},
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, f"{code}\n{ran.stderr}"
        return self.sent.pop()
