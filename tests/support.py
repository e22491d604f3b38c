"""What tests need to play a whole client: a spec to a package, the package to a client, a server that answers."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import json
import sys
import warnings
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, unquote

import httpx
import yaml
from adwright.build import Built, build, build_shared
from adwright.config import one_off
from adwright.render.layout import LINE_LENGTH
from black import format_str
from black.mode import Mode, TargetVersion

ROOT = Path(__file__).resolve().parent.parent
HOST = "https://api.example.com"

Spec = str | Mapping[str, Any]
"""A document: YAML text or plain data. What every document has (version, title, server) may be left out."""
Answer = (
    httpx.Response | Exception | Callable[[httpx.Request], httpx.Response] | tuple[int, Any] | Any
)
"""A reply to play: a response, a failure, a function, `(status, JSON)`, or JSON alone."""


def spec_data(spec: Spec) -> dict[str, Any]:
    """A whole document."""
    data = yaml.safe_load(spec) if isinstance(spec, str) else deepcopy(dict(spec))
    info = {"title": "Sample", "version": "1"}
    if "swagger" in data and "openapi" not in data:
        return {"info": info, "host": HOST.removeprefix("https://"), "paths": {}, **data}
    start = {"openapi": "3.1.0", "info": info, "servers": [{"url": HOST}], "paths": {}}
    return {**start, **data}


def write_spec(folder: Path, spec: Spec, files: Mapping[str, str] | None = None) -> Path:
    """Write a document as YAML, and the files it refers to beside it; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (files or {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    path = folder / "openapi.yaml"
    path.write_text(yaml.safe_dump(spec_data(spec), sort_keys=False, allow_unicode=True), "utf-8")
    return path


def build_spec(
    path: Path, package: str = "sample", class_name: str = "Sample", *, shared: bool = False
) -> Built:
    """A document's package, in memory."""
    return build(replace(one_off(path, path.parent, package, class_name), shared=shared))


def as_black(text: str) -> str:
    """What black makes of a whole file."""
    return format_str(
        text, mode=Mode(line_length=LINE_LENGTH, target_versions={TargetVersion.PY311})
    )


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write a tree of files."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


@dataclass(frozen=True)
class Sent:
    """A request as the server sees it."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes

    @classmethod
    def of(cls, request: httpx.Request) -> Sent:
        """What a request carries."""
        path, _, query = request.url.raw_path.decode().partition("?")
        pairs = tuple(parse_qsl(query, keep_blank_values=True))
        return cls(request.method, path, pairs, dict(request.headers), request.read())

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies, decoded."""
        pairs = (part.split("=", 1) for part in self.headers.get("cookie", "").split("; ") if part)
        return {name: unquote(value) for name, value in pairs}


class Server:
    """Answers requests and remembers them. Answers play in order; the last one goes on for ever."""

    def __init__(self) -> None:
        self.answers: list[Answer] = [httpx.Response(200, json={})]
        self.sent: list[Sent] = []
        self._next = 0

    def play(self, *answers: Answer) -> None:
        """Play these answers from now on."""
        self.answers = [*answers]
        self._next = 0

    def again(self) -> None:
        """Start over with the first answer."""
        self._next = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(Sent.of(request))
        answer = self.answers[min(self._next, len(self.answers) - 1)]
        self._next += 1
        return _response(answer, request)


def _response(answer: Answer, request: httpx.Request) -> httpx.Response:
    if isinstance(answer, Exception):
        raise answer
    if isinstance(answer, httpx.Response):  # a fresh one each time: a stream is read once
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
    if callable(answer):
        return answer(request)
    if isinstance(answer, tuple):
        return httpx.Response(answer[0], json=answer[1])
    return httpx.Response(
        200, content=json.dumps(answer), headers={"content-type": "application/json"}
    )


@dataclass
class Package:
    """A generated package, imported, and a server to talk to."""

    name: str
    built: Built
    class_name: str
    server: Server = field(default_factory=Server)

    def module(self, name: str = "") -> ModuleType:
        """The package, or a module of it."""
        return importlib.import_module(f"{self.name}.{name}" if name else self.name)

    @property
    def models(self) -> Any:
        """The models module."""
        return self.module("models")

    @property
    def params(self) -> Any:
        """The module of what may be sent."""
        return self.module("params")

    @property
    def warnings(self) -> list[str]:
        """What generating it warned of."""
        return [str(problem) for problem in self.built.warnings]

    def text(self, path: str) -> str:
        """The text of a generated file."""
        return self.built.files[f"{self.name.rpartition('.')[2]}/{path}"]

    @property
    def sent(self) -> list[Sent]:
        """Every request the server got."""
        return self.server.sent

    def client(self, **settings: Any) -> Any:
        """A sync client that the server answers."""
        settings.setdefault("http_client", httpx.Client(transport=httpx.MockTransport(self.server)))
        return getattr(self.module(), self.class_name)(**settings)

    def async_client(self, **settings: Any) -> Any:
        """An async client that the server answers."""
        settings.setdefault(
            "http_client", httpx.AsyncClient(transport=httpx.MockTransport(self.server))
        )
        return getattr(self.module(), f"Async{self.class_name}")(**settings)

    def method(self, path: str, client: Any = None) -> Any:
        """A method by its dotted path, such as `pets.get`."""
        found = self.client() if client is None else client
        for name in path.split("."):
            found = getattr(found, name)
        return found

    def call(
        self, path: str, /, *args: Any, settings: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> Any:
        """Call a method sync and async; both must send and give the same.

        Args:
            path: The method, such as `pets.get`.
            *args: Its arguments.
            settings: Settings of the client.
            **kwargs: Its keyword arguments.
        """
        outcomes = []
        for run in (self._call_sync, self._call_async):
            self.server.again()
            before = len(self.sent)
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                self._forget_warnings()
                outcome = run(path, args, kwargs, settings or {})
            outcomes.append(
                (outcome, self.sent[before:], [(w.category, str(w.message)) for w in caught])
            )
        (result, sent, told), (async_result, async_sent, async_told) = outcomes
        assert list(map(_comparable, sent)) == list(map(_comparable, async_sent)), (
            "sync and async send the same"
        )
        assert told == async_told, "sync and async warn alike"
        for category, message in told:
            warnings.warn(message, category, stacklevel=2)
        if isinstance(result, Exception):
            assert (type(result), str(result)) == (type(async_result), str(async_result)), (
                async_result
            )
            raise result
        assert result == async_result, "sync and async give the same"
        return result

    def send(
        self, path: str, /, *args: Any, settings: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> Sent:
        """Call a method sync and async, and give the one request that it sends."""
        before = len(self.sent)
        self.call(path, *args, settings=settings, **kwargs)
        assert len(self.sent) == before + 2, "one request sync, one async"
        return self.sent[-1]

    def _call_sync(
        self, path: str, args: Sequence[Any], kwargs: Any, settings: Mapping[str, Any]
    ) -> Any:
        try:
            return _items(self.method(path, self.client(**settings))(*args, **kwargs))
        except Exception as error:
            return error

    def _call_async(
        self, path: str, args: Sequence[Any], kwargs: Any, settings: Mapping[str, Any]
    ) -> Any:
        async def run() -> Any:
            result = self.method(path, self.async_client(**settings))(*args, **kwargs)
            return [item async for item in result] if hasattr(result, "__aiter__") else await result

        try:
            return asyncio.run(run())
        except Exception as error:
            return error

    def _forget_warnings(self) -> None:
        loaded = sys.modules.get(f"{self.name.rpartition('.')[0]}._runtime.errors")
        if loaded is not None:
            loaded.forget_warnings()


def _comparable(sent: Sent) -> Sent:
    return replace(sent, headers={k: v for k, v in sent.headers.items() if k != "user-agent"})


def _items(result: Any) -> Any:
    return [*result] if type(result).__name__ == "Pager" else result


def run(coroutine: Coroutine[Any, Any, Any] | Awaitable[Any]) -> Any:
    """The result of something awaitable."""

    async def main() -> Any:
        return await coroutine

    return asyncio.run(main())


Generate = Callable[..., Package]
"""The fixture `generate`: a document, the files it refers to and a class name to a package."""


class Clients:
    """Generates packages into one package that holds them and their runtime, as a project does."""

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        self.folder = folder
        self._made: dict[str, Package] = {}
        write_files(folder, build_shared().files)

    def add(
        self, spec: Spec, files: Mapping[str, str] | None, class_name: str, spec_folder: Path
    ) -> Package:
        """Generate, write and import a package; the same one again, with a fresh server, for the same document."""
        key = repr((spec, files, class_name))
        if key not in self._made:
            self._made[key] = self._make(
                f"sample{len(self._made) + 1}", spec, files, class_name, spec_folder
            )
        return replace(self._made[key], server=Server())

    def _make(
        self,
        name: str,
        spec: Spec,
        files: Mapping[str, str] | None,
        class_name: str,
        spec_folder: Path,
    ) -> Package:
        path = write_spec(spec_folder / name, spec, files)
        built = build_spec(path, name, class_name, shared=True)
        write_files(self.folder, built.files)
        importlib.invalidate_caches()
        for file in built.files:
            if file.endswith(".py"):
                importlib.import_module(
                    f"{self.name}.{file[:-3].replace('/', '.').removesuffix('.__init__')}"
                )
        return Package(f"{self.name}.{name}", built, class_name)


def python(code: str, *paths: Path, **environment: str) -> Iterator[str]:
    """Run code in a fresh interpreter, warnings being errors; the lines it prints."""
    import os
    import subprocess

    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COVERAGE"))}
    env |= {"PYTHONPATH": os.pathsep.join(map(str, paths)), **environment}
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return iter(done.stdout.splitlines())


def day_of(vendor: str) -> Any:
    """The function of a script in `docs/days`, which takes a client and the path of a table."""
    path = ROOT / "docs" / "days" / f"{vendor}.py"
    spec = importlib.util.spec_from_file_location(f"day_of_{vendor}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.day
