"""No document takes work or room out of proportion: twice as much of a shape takes at most so many times the work."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from adwright.build import build, read_document
from adwright.bundle.data import schema_data
from adwright.config import one_off
from adwright.reader.api import read_api
from adwright.schema.reading import ShapeReader
from support import Generate

Schemas = dict[str, Any]
TEXT = {"type": "string"}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _leaf(name: str) -> dict[str, Any]:
    return {"type": "object", "required": [name], "properties": {name: TEXT}}


def _levels(n: int, level: Callable[[int], Any], *, ends: int = 2) -> Schemas:
    """Schemas of which each refers to the next ones, from `Root` down to some that end."""
    schemas = {f"S{i}": level(i) for i in range(n)}
    schemas |= {f"S{i}": _leaf(f"p{i}") for i in range(n, n + ends)}
    return {"Root": _ref("S0"), **schemas}


def diamonds(n: int) -> Schemas:
    return _levels(n, lambda i: {"allOf": [_ref(f"S{i + 1}"), _ref(f"S{i + 2}")]})


def diamonds_of_choices(n: int) -> Schemas:
    return _levels(n, lambda i: {"oneOf": [_ref(f"S{i + 1}"), _ref(f"S{i + 2}")]})


def diamonds_of_lists(n: int) -> Schemas:
    below = [_ref("S{}"), {"type": "array", "items": _ref("S{}")}]
    level = {"type": "array", "prefixItems": below, "items": False}
    return _levels(n, lambda i: json.loads(json.dumps(level).replace("{}", str(i + 1))))


def diamonds_of_maps(n: int) -> Schemas:
    def level(i: int) -> Any:
        pair = {"type": "array", "prefixItems": [_ref(f"S{i + 1}"), _ref(f"S{i + 1}")]}
        return {"type": "object", "additionalProperties": {**pair, "items": False}}

    return _levels(n, level)


def diamonds_of_properties(n: int) -> Schemas:
    def level(i: int) -> Any:
        return {"type": "object", "properties": {"a": _ref(f"S{i + 1}"), "b": _ref(f"S{i + 2}")}}

    return _levels(n, level)


def chain_of_parts(n: int) -> Schemas:
    return _levels(n, lambda i: {"allOf": [_ref(f"S{i + 1}"), _leaf(f"p{i}")]})


def chain_of_references(n: int) -> Schemas:
    return _levels(n, lambda i: _ref(f"S{i + 1}"))


def all_refer_to_all(n: int) -> Schemas:
    names = [f"S{i}" for i in range(n)]
    every = {"type": "object", "properties": {name: _ref(name) for name in names}}
    return {"Root": _ref("S0"), **dict.fromkeys(names, every)}


def wide_choice(n: int) -> Schemas:
    leaves = {f"S{i}": _leaf(f"p{i}") for i in range(n)}
    return {"Root": {"oneOf": [_ref(name) for name in leaves]}, **leaves}


def choices_in_choices(n: int) -> Schemas:
    inner: Any = {"enum": ["z"]}
    for i in range(n):
        inner = {"oneOf": [inner, {"enum": [f"v{i}"]}]}
    return {"Root": {"type": "object", "properties": {"e": inner}}}


def long_enum(n: int) -> Schemas:
    lists = ([f"v{i}" for i in range(start, n)] for start in (0, 5))
    return {
        "Root": {"type": "object", "properties": {"e": {"allOf": [{"enum": v} for v in lists]}}}
    }


def many_properties(n: int) -> Schemas:
    said = ({"properties": {f"p{i}": part for i in range(n)}} for part in (TEXT, {"maxLength": 5}))
    return {"Root": {"allOf": [*said]}}


def many_parts(n: int) -> Schemas:
    return {"Root": {"allOf": [_leaf(f"p{i}") for i in range(n)]}}


def many_children(n: int) -> Schemas:
    base = {**_leaf("kind"), "discriminator": {"propertyName": "kind"}}
    children = {f"C{i}": {"allOf": [_ref("Base"), _leaf(f"p{i}")]} for i in range(n)}
    return {"Root": _ref("Base"), "Base": base, **children}


def many_of_one_name(n: int) -> Schemas:
    inner = {"type": "object", "properties": {"x": _leaf("x")}}
    return {"Root": {"type": "object", "properties": {"-" * i + "a": inner for i in range(n)}}}


def views_far_below(n: int) -> Schemas:
    schemas = _levels(n, lambda i: {"type": "object", "properties": {"a": _ref(f"S{i + 1}")}})
    schemas[f"S{n}"]["properties"][f"p{n}"] = {**TEXT, "x-access": {"create": "required"}}
    return schemas


LINEAR, SQUARE = 3.0, 4.2
"""How much more work twice as many schemas may take; squares where what is described grows as much."""

SHAPES: list[tuple[Callable[[int], Schemas], int, float]] = [
    (diamonds, 40, LINEAR),
    (diamonds_of_choices, 15, LINEAR),
    (diamonds_of_lists, 15, LINEAR),
    (diamonds_of_maps, 15, LINEAR),
    (diamonds_of_properties, 40, LINEAR),
    (chain_of_parts, 20, SQUARE),
    (chain_of_references, 100, LINEAR),
    (all_refer_to_all, 10, SQUARE),
    (wide_choice, 40, LINEAR),
    (choices_in_choices, 30, LINEAR),
    (long_enum, 500, LINEAR),
    (many_properties, 100, LINEAR),
    (many_parts, 100, LINEAR),
    (many_children, 30, LINEAR),
    (many_of_one_name, 40, LINEAR),
    (views_far_below, 40, LINEAR),
]


def _document(schemas: Schemas) -> dict[str, Any]:
    content = {"application/json": {"schema": _ref("Root")}}
    put = {
        "operationId": "save",
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"description": "-", "content": content}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Sample", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {"/a": {"put": put}},
        "components": {"schemas": schemas},
    }


@contextmanager
def _counted() -> Iterator[list[int]]:
    """Count the calls of functions while something is done."""
    calls = [0]

    def count(_frame: object, event: str, _argument: object) -> None:
        calls[0] += event == "call"

    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(None)


def _work(folder: Path, schemas: Schemas) -> tuple[int, int]:
    """The calls that reading and bundling schemas takes, and the size of what comes of it."""
    path = folder / "openapi.json"
    path.write_text(json.dumps(_document(schemas)))
    document, _ = read_document(one_off(path, folder, "sample", "Sample"))
    with _counted() as calls:
        reading = read_api(document)
        data = schema_data(document, reading.schemas, reading.operations)
    texts = (*data.requests.values(), *data.responses.values(), repr(reading.api))
    return calls[0], sum(map(len, texts))


@pytest.mark.parametrize(
    ("shape", "size", "most"), SHAPES, ids=lambda x: getattr(x, "__name__", "")
)
def test_twice_as_much_takes_so_much_more(
    tmp_path: Path, shape: Callable[[int], Schemas], size: int, most: float
) -> None:
    calls, written = _work(tmp_path, shape(size))
    more_calls, more_written = _work(tmp_path, shape(2 * size))
    assert more_calls < most * calls
    assert more_written < most * written


def test_each_schema_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_: list[tuple[str, ...]] = []
    original = ShapeReader._read

    def counting(self: ShapeReader, node: Any) -> Any:
        read_.append(node.path)
        return original(self, node)

    monkeypatch.setattr(ShapeReader, "_read", counting)
    for shape in (diamonds, diamonds_of_choices, choices_in_choices):
        read_.clear()
        _work(tmp_path, shape(30))
        assert len(read_) == len(set(read_)) <= 100


@pytest.mark.parametrize("shape", [diamonds_of_choices, diamonds_of_lists, diamonds_of_maps])
def test_what_leads_to_one_schema_twice_is_written_once(
    tmp_path: Path, shape: Callable[[int], Schemas]
) -> None:
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(_document(shape(30))))
    files = build(one_off(path, tmp_path, "sample", "Sample")).files
    assert len(files["sample/models.py"]) < 20_000


def test_a_value_is_judged_by_each_part_once(generate: Generate) -> None:
    schemas = diamonds(60)
    sample = generate(_document(schemas))
    good = {"p60": "a", "p61": "b"}
    sample.server.play(good)
    assert sample.call("save", **good).p61 == "b"
    with pytest.raises(sample.module().RequestValidationError, match="p61"):
        sample.call("save", p60="a", p61=1)
    assert sample.sent[-1].json == good


def test_a_chain_of_parts_may_be_longer_than_python_can_nest_calls(tmp_path: Path) -> None:
    schemas = _levels(350, lambda i: {"allOf": [_ref(f"S{i + 1}")], "minProperties": 1})
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(_document(schemas)))
    document, _ = read_document(one_off(path, tmp_path, "sample", "Sample"))
    reading = read_api(document)
    assert [model.name for model in reading.api.models] == ["S350", "S351"]
    assert schema_data(document, reading.schemas, reading.operations).requests
