"""pyright's language server, asked as an editor asks it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SERVER = Path(sys.executable).with_name("pyright-langserver")


class Editor:
    """A client of the server that shows one file."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        self.process = process
        self.folder = folder
        self.uri = (folder / "use.py").as_uri()
        self.count = 0

    def start(self) -> None:
        """Greet the server."""
        root = self.folder.as_uri()
        folders = [{"uri": root, "name": "project"}]
        hover = {"contentFormat": ["plaintext"]}
        capabilities = {"textDocument": {"hover": hover}, "workspace": {"configuration": True}}
        self.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": root,
                "workspaceFolders": folders,
                "capabilities": capabilities,
            },
        )
        self._send({"method": "initialized", "params": {}})

    def show(self, text: str) -> None:
        """Open the file."""
        self.text = text
        document = {"uri": self.uri, "languageId": "python", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})

    def hover(self, word: str) -> str:
        """What is shown where a word stands first."""
        result = self.ask("textDocument/hover", self._at(self.text.index(word) + 1))
        return str(result["contents"]["value"]) if result else ""

    def completions(self, mark: str) -> dict[str, str]:
        """What is offered right before a mark, each with what is said of it."""
        result = self.ask("textDocument/completion", self._at(self.text.index(mark)))
        items = result["items"] if isinstance(result, dict) else result
        return {item["label"].strip("\"'"): item.get("detail", "") for item in items or ()}

    def _at(self, offset: int) -> dict[str, Any]:
        before = self.text[:offset].split("\n")
        position = {"line": len(before) - 1, "character": len(before[-1])}
        return {"textDocument": {"uri": self.uri}, "position": position}

    def ask(self, method: str, params: Any) -> Any:
        """A request's result; what the server asks meanwhile is answered with nothing."""
        self.count += 1
        self._send({"id": self.count, "method": method, "params": params})
        while True:
            message = self._receive()
            if "method" in message and "id" in message:
                items = message.get("params", {}).get("items", [])
                self._send({"id": message["id"], "result": [self._setting(i) for i in items]})
            elif message.get("id") == self.count:
                assert "error" not in message, message["error"]
                return message["result"]

    def _setting(self, item: Any) -> Any:
        return {"pythonPath": sys.executable} if item.get("section") == "python" else None

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        stream = self.process.stdout
        assert stream is not None
        length = 0
        while line := stream.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        message: dict[str, Any] = json.loads(stream.read(length))
        return message


@contextmanager
def editor(folder: Path) -> Iterator[Editor]:
    """An editor with a folder open."""
    command = [str(SERVER), "--stdio"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
    ) as process:
        opened = Editor(process, folder)
        try:
            opened.start()
            yield opened
            opened.ask("shutdown", None)
            opened._send({"method": "exit"})
        finally:
            process.terminate()
