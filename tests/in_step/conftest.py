"""A small project whose spec is edited, generated and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from adwright.config import find_config
from adwright.lock import LOCK
from adwright.problems import Problem
from adwright.project.check import check
from adwright.project.generate import Generated, generate
from adwright.project.parts import Part, names_of, parts_of

CONFIG = """\
[tool.adwright]
output = "out/clients"

[[tool.adwright.clients]]
name = "shop"
class = "Shop"
spec = "specs/openapi.yaml"
"""


def operation(name: str, summary: str = "Do it", **more: Any) -> dict[str, Any]:
    """An operation that returns an order; the part before the dot is its tag."""
    schema = {"$ref": "./schemas.yaml#/Order"}
    return {
        "operationId": name,
        "tags": [name.split(".")[0]],
        "summary": summary,
        "responses": {
            "200": {"description": "Done.", "content": {"application/json": {"schema": schema}}}
        },
        **more,
    }


def shop() -> dict[str, Any]:
    """A spec in two files: the root one, and the schemas it refers to."""
    return {
        "openapi.yaml": {
            "openapi": "3.1.0",
            "info": {"title": "Shop", "version": "1"},
            "servers": [{"url": "https://api.shop.example"}],
            "paths": {
                "/orders": {"get": operation("orders.list"), "post": operation("orders.create")},
                "/items": {"get": operation("items.list")},
            },
        },
        "schemas.yaml": {
            "Order": {
                "type": "object",
                "properties": {"id": {"type": "integer"}, "note": {"type": "string"}},
            }
        },
    }


@dataclass(frozen=True)
class Project:
    """A project on disk, and what its commands do, in this process."""

    root: Path

    @property
    def output(self) -> Path:
        return self.root / "out/clients"

    def write(self, spec: Mapping[str, Any]) -> None:
        """Save a spec, file by file."""
        for name, data in spec.items():
            file = self.root / "specs" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")

    def parts(self) -> list[Part]:
        return parts_of(find_config(self.root), [])

    def generate(self, *, cache: bool = True) -> dict[str, Generated]:
        """Generate everything; what was done by part."""
        every = names_of(find_config(self.root))
        return {r.name: r for r in generate(self.parts(), every, cache=cache)}

    def check(self, *, cache: bool = True) -> dict[str, str]:
        """The state of each file that is not in step, by path."""
        every = names_of(find_config(self.root))
        return {d.path: d.state for d in check(self.parts(), every, cache=cache).drift}

    def files(self) -> dict[str, str]:
        """What stands in the output folder, the lock included."""
        return texts_in(self.output)

    def lock(self) -> str:
        return (self.output / LOCK).read_text("utf-8")


def texts_in(folder: Path) -> dict[str, str]:
    """All files of a folder by path, caches apart."""
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def new_project(root: Path, spec: Mapping[str, Any] | None = None) -> Project:
    """A project with a spec, nothing generated yet."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "pyproject.toml").write_text(CONFIG, "utf-8")
    made = Project(root)
    made.write(shop() if spec is None else spec)
    return made


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project in an empty folder, with a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return new_project(tmp_path / "project")


__all__ = ["Problem", "Project", "new_project", "operation", "shop", "texts_in"]
