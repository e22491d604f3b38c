"""A command run on a file that means harm, and what it left behind."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from adwright.cli import app
from typer.testing import CliRunner

MESSAGE = re.compile(r"^[^\n:]+:\d+:\d+: /[^\n]* \[[a-z-]+\]$")


@dataclass(frozen=True)
class Ran:
    """What `adwright generate` did with a file."""

    code: int
    stderr: str
    output: Path

    @property
    def errors(self) -> list[str]:
        """The errors, one a line."""
        return [
            line for line in self.stderr.splitlines() if line and not line.startswith("warning:")
        ]

    @property
    def warnings(self) -> list[str]:
        """The warnings, one a line."""
        return [line for line in self.stderr.splitlines() if line.startswith("warning:")]

    def refused(self, *parts: str) -> None:
        """The file was refused with located errors, each part is said in one of them, and nothing was written."""
        assert self.code == 3, self.stderr
        assert self.errors
        for line in self.errors:
            assert MESSAGE.match(line), line
        for part in parts:
            assert any(part in line for line in self.errors), (part, self.errors)
        assert not self.output.exists() or not any(self.output.iterdir())

    def compiled(self) -> dict[str, str]:
        """The generated files, all of which compile without a warning."""
        assert self.code == 0, self.stderr
        texts: dict[str, str] = {}
        for file in sorted((self.output / "sample").rglob("*.py")):
            if "_runtime" in file.parts:
                continue
            assert len(file.name.encode()) < 200
            text = file.read_text("utf-8")
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                compile(text, str(file), "exec")
            texts[file.relative_to(self.output / "sample").as_posix()] = text
        return texts


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `adwright generate --spec` on a document: text, bytes or plain data."""

    def generate(
        document: str | bytes | dict[str, Any], name: str = "spec.yaml", *options: str
    ) -> Ran:
        spec = tmp_path / "spec" / name
        spec.parent.mkdir(exist_ok=True)
        if isinstance(document, dict):
            document = json.dumps(document)
        spec.write_bytes(document.encode() if isinstance(document, str) else document)
        output = tmp_path / "out"
        command = ["generate", "--spec", str(spec), "--output", str(output), "--package", "sample"]
        result = CliRunner().invoke(app, [*command, *options])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stderr, output)

    return generate


def document(
    paths: dict[str, Any] | None = None, schemas: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    """A small document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Sample", "version": "1"},
        "paths": paths or {},
        **({"components": {"schemas": schemas}} if schemas else {}),
        **more,
    }


def get(schema: Any = True, **more: Any) -> dict[str, Any]:
    """A path item with one operation that answers with a schema."""
    content = {"application/json": {"schema": schema}}
    return {"get": {"responses": {"200": {"description": "ok", "content": content}}, **more}}
