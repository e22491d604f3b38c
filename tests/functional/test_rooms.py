"""A package of its own holds only what it uses of the runtime, whatever is combined."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml
from support import build_spec, python, write_files, write_spec

SHOP = """
paths:
  /orders:
    post:
      operationId: create
      tags: [orders]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: {'200': {description: Made., content: {application/json: {schema:
        {$ref: '#/components/schemas/Order'}}}}}
  /orders/{id}:
    get:
      operationId: get
      tags: [orders]
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'200': {description: One., content: {application/json: {schema:
        {$ref: '#/components/schemas/Order'}}}}}
components:
  schemas:
    Order: {type: object, properties: {id: {type: integer}, state: {type: string}, what: {type: string}}}
"""
PARTS = {
    "pagination": """
paths:
  /pages:
    get:
      operationId: list
      tags: [orders]
      parameters: [{name: page, in: query, schema: {type: integer}}]
      x-pagination: {style: page, page: page, items: items}
      responses: {'200': {description: Some., content: {application/json: {schema: {type: object, properties:
        {items: {type: array, items: {$ref: '#/components/schemas/Order'}}}}}}}}
""",
    "streaming": """
paths:
  /export:
    get:
      operationId: export
      tags: [orders]
      responses: {'200': {description: Lines., content: {application/x-ndjson: {schema:
        {$ref: '#/components/schemas/Order'}}}}}
""",
    "polling": """
paths:
  /orders/{id}:
    get:
      x-wait: {operation: get, state: state, done: [shipped], method: wait_until_shipped}
""",
    "active": """
components:
  schemas:
    Order: {x-actions: {reload: {operation: get, arguments: {id: id}}}}
""",
    "webhooks": """
webhooks:
  shipped:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: {'200': {description: Taken.}}
""",
    "unions": """
paths:
  /any:
    get:
      operationId: any
      tags: [orders]
      responses: {'200': {description: Either., content: {application/json: {schema: {oneOf:
        [{$ref: '#/components/schemas/Order'}, {$ref: '#/components/schemas/Buyer'}]}}}}}
components:
  schemas:
    Buyer: {type: object, required: [name], properties: {name: {type: string}}}
""",
}
ALWAYS = {"streaming"}
"""Rooms that every client needs: a request of one's own may be streamed."""
ALSO = {"webhooks": {"unions"}}
"""Rooms that others need: who parses a payload may say a union of classes."""


def merged(base: Any, other: Any) -> Any:
    """Two documents as one."""
    if not isinstance(base, dict) or not isinstance(other, dict):
        return other
    return {**base, **{key: merged(base.get(key), each) for key, each in other.items()}}


def package(folder: Path, parts: Iterable[str]) -> Mapping[str, str]:
    """The files of a client of the shop with some parts."""
    spec = yaml.safe_load(SHOP)
    for part in parts:
        spec = merged(spec, yaml.safe_load(PARTS[part]))
    return build_spec(write_spec(folder, spec)).files


def unresolved(files: Mapping[str, str]) -> list[str]:
    """Relative imports that lead nowhere, wherever they stand."""
    found: list[str] = []
    for path, text in files.items():
        here = path.removesuffix(".py").split("/")
        for node in ast.walk(ast.parse(text)) if path.endswith(".py") else ():
            if isinstance(node, ast.ImportFrom) and node.level:
                target = "/".join([*here[: -node.level], *(node.module or "").split(".")]).rstrip(
                    "/"
                )
                if not {f"{target}.py", f"{target}/__init__.py"} & files.keys():
                    found.append(f"{path}: {target}")
    return found


FEW_OR_NEARLY_ALL = (0, 1, 2, len(PARTS) - 1, len(PARTS))


@pytest.mark.parametrize(
    "count",
    [
        pytest.param(each, marks=() if each in FEW_OR_NEARLY_ALL else pytest.mark.slow)
        for each in range(len(PARTS) + 1)
    ],
)
def test_every_combination_holds_what_it_uses(tmp_path: Path, count: int) -> None:
    for parts in combinations(PARTS, count):
        files = package(tmp_path, parts)
        wanted = {*parts, *ALWAYS}.union(*(ALSO.get(each, ()) for each in parts))
        held = {part for part in PARTS if f"sample/_runtime/responses/{part}.py" in files}
        assert held == wanted, parts
        assert unresolved(files) == [], parts


def test_all_modules_of_small_packages_can_be_loaded(tmp_path: Path) -> None:
    for part in ("", *PARTS):
        folder = tmp_path / (part or "none")
        files = package(folder, [part] if part else [])
        write_files(folder, files)
        modules = [
            path.removesuffix(".py").replace("/", ".") for path in files if path.endswith(".py")
        ]
        assert [*python(f"import {', '.join(modules)}; print('loaded')", folder)] == ["loaded"]


def test_the_shared_runtime_is_whole(tmp_path: Path) -> None:
    from adwright.build import build_shared

    files = build_shared().files
    assert {f"_runtime/responses/{part}.py" for part in PARTS} <= files.keys()
    assert unresolved({f"clients/{path}": text for path, text in files.items()}) == []
