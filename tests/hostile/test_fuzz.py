"""Random changes to small documents: each is generated and imports, or is refused with located messages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import warnings
from copy import deepcopy
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
import yaml
from adwright.build import build
from adwright.config import one_off
from adwright.problems import SpecError
from hypothesis import HealthCheck, given, settings

HERE = Path(__file__).resolve().parent
FILES = [*(HERE.parent / "corpus/files").glob("supp-dev-?.json"), *(HERE / "seeds").glob("*.yaml")]
SEEDS = [yaml.safe_load(file.read_text("utf-8")) for file in sorted(FILES)]
"""Between them they have all that documents say."""

ODD: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    2**70,
    0.5,
    "",
    "x",
    "None",
    "#/components/schemas/Widget",
    "#",
    "\x00",
    "'",
    '"""',
    "a" * 400,
    [],
    [None],
    [[]],
    {},
    {"": 1},
    {"$ref": "#"},
    {"$ref": "#/components"},
    {"$ref": 5},
    {"type": "array"},
    {"type": []},
    {"type": "object", "properties": {"x": False}},
    {"enum": []},
    {"const": {}},
    {"oneOf": []},
    {"allOf": [True]},
    {"not": {}},
    {"type": "string", "pattern": "("},
    {"type": "string", "pattern": "(?!a)"},
    {"items": []},
    {"additionalProperties": {"$ref": "#/components/schemas/Gadget"}},
    {"discriminator": {"propertyName": 5}},
    {"discriminator": {"propertyName": "x", "mapping": {"a": 5, "b": "Widget"}}},
    {"type": ["object", "array", "string"], "properties": {"x": {}}, "items": False},
    {"enum": [1, 1.5, "a", None, True, [1], {"a": "b"}]},
    {"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/Widget"}]},
    {"prefixItems": [{"const": 0.5}, {"$ref": "#/components/schemas/Widget"}], "items": False},
    {"patternProperties": {"(": {}, "^x": 5, "^y": {"type": "string"}}, "additionalProperties": 5},
    {"propertyNames": {"pattern": "("}},
    {"$ref": "#/paths"},
    {"$ref": "nowhere.yaml#/a"},
    {"allOf": [{"readOnly": True}, {"writeOnly": True}], "required": ["a"]},
    {"type": "string", "contentMediaType": "application/json", "contentEncoding": "base64"},
    {"const": {"a": [1]}},
    {"items": [{"type": "string"}]},
    {"application/json": {}, "*/*": {}, "multipart/form-data": {"encoding": {"a": {"style": "x"}}}},
    {"text/event-stream": {"itemSchema": False}, "application/json-seq": {"schema": {}}},
    {"name": "self", "in": "querystring", "content": {"text/plain": {"schema": {"enum": [1]}}}},
    {
        "name": "a",
        "in": "cookie",
        "style": "cookie",
        "explode": "yes",
        "schema": {"type": "object"},
    },
    {"in": "query", "allowEmptyValue": True, "schema": {"enum": [None]}},
    {"text/plain": {}, "image/*": {"schema": {"$ref": "#/components/schemas/Widget"}}},
    {"*/*": {"schema": {"anyOf": [{"type": "string", "format": "binary"}, {"type": "object"}]}}},
    {"application/*": {"schema": {"type": ["string", "object"]}}, "text/event-stream": {}},
    {"application/json; version=2": {"schema": True}, "application/vnd.x+json": {"schema": False}},
    {"type": "object", "properties": {"a": {"readOnly": True, "items": {"writeOnly": True}}}},
    {"allOf": [{"$ref": "#/components/schemas/Account"}], "readOnly": True, "writeOnly": True},
    {"allOf": [{"type": "string"}, {"enum": [1, 1.0, True]}], "default": 5},
    {"type": "string", "enum": [0, 1e400, -0.0], "const": 1.5, "default": False},
    {"enum": [0, False, 1, True, 0.1234567890123456789, 10**30]},
    {"type": "number", "maximum": 10**400, "multipleOf": 1e-300},
    {
        "propertyName": "kind",
        "mapping": {"cat": "Cat", "Cat": "#/components/schemas/Pet", "": "Pet"},
    },
    {"$ref": "#/x-parts/properties"},
    {"$ref": "#/info/title"},
    {"meta": {"contentType": "application/json", "style": "form", "headers": {"X": {}}}, "b": None},
    {"in": "query", "name": "a", "type": "array", "items": {"collectionFormat": "tsv"}},
    {"in": "path", "name": "a", "style": "matrix", "explode": 5, "schema": {"type": "object"}},
    {"description": "303 alone", "content": {"": {}, "a/b/c": {"schema": {}}}},
    10**400,
    "deepObject",
    "create_item_items__id__post",
    [{"url": "https://{a}.test/{b}", "variables": {"a": 5, "b": {"default": None, "enum": [{}]}}}],
]
KEYS = [
    "$ref",
    "type",
    "properties",
    "required",
    "items",
    "allOf",
    "oneOf",
    "anyOf",
    "enum",
    "const",
    "default",
    "format",
    "content",
    "schema",
    "parameters",
    "name",
    "in",
    "style",
    "explode",
    "x-access",
    "x-rule",
    "x-pagination",
    "nullable",
    "discriminator",
    "additionalProperties",
    "patternProperties",
    "propertyNames",
    "prefixItems",
    "mapping",
    "servers",
    "variables",
    "$anchor",
    "$id",
    "$dynamicRef",
    "if",
    "then",
    "tags",
    "operationId",
    "readOnly",
    "writeOnly",
    "required",
    "encoding",
    "itemSchema",
    "contentMediaType",
    "allowEmptyValue",
    "application/json",
    "text/event-stream",
    "307",
    "collectionFormat",
    "*/*",
    "303",
    "explode",
    "prefixEncoding",
    "contentEncoding",
    "maximum",
    "stream",
    "accept",
    "body",
    "",
]


def places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of everything in a tree."""
    found = [path]
    members = (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else ()
    )
    for key, value in members:
        found += places(value, (*path, key))
    return found


PLACES = [places(seed)[1:] for seed in SEEDS]


def at(tree: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        tree = tree[key]
    return tree


@st.composite
def documents(draw: st.DrawFn) -> Any:
    """A small document with a few random changes."""
    index = draw(st.integers(0, len(SEEDS) - 1))
    tree = deepcopy(SEEDS[index])
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(PLACES[index]))
        other = draw(st.sampled_from(PLACES[index]))
        kind = draw(st.sampled_from(["odd", "odd", "copy", "delete", "rename", "add"]))
        try:
            owner = at(tree, path[:-1])
            if kind == "odd":
                owner[path[-1]] = deepcopy(draw(st.sampled_from(ODD)))
            elif kind == "copy":
                owner[path[-1]] = deepcopy(at(tree, other))
            elif kind == "delete":
                del owner[path[-1]]
            elif kind == "rename":
                owner[draw(st.sampled_from(KEYS) | st.text(max_size=8))] = owner.pop(path[-1])
            else:
                at(tree, path)[draw(st.sampled_from(KEYS))] = deepcopy(draw(st.sampled_from(ODD)))
        except (KeyError, IndexError, TypeError, AttributeError):
            continue  # an earlier change took the place away
    return tree


def outcome(tree: Any) -> dict[str, str] | None:
    """The files of a document; None if it is refused as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / "spec.json"
        spec.write_text(json.dumps(tree), "utf-8", errors="surrogatepass")
        try:
            return dict(build(one_off(spec, spec.parent, "sample", None)).files)
        except SpecError as error:
            located = [p.message and p.location.line >= 1 for p in error.problems]
    if not located or not all(located):
        raise AssertionError("refused without saying where and why")
    return None


def compiles(files: dict[str, str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for path, text in files.items():
            if path.endswith(".py") and "_runtime" not in path:
                compile(text, path, "exec")


CALLS = """
import warnings
from sample._runtime.client import Resource
from sample.testing import OfflineTransport

warnings.simplefilter("ignore")
transport = OfflineTransport()
client = sample.Sample(http_client=transport.client(), base_url="https://a.example")
kinds = [getattr(client, name) for name in dir(type(client)) if not name.startswith("_")]
for owner in (client, *(each for each in kinds if isinstance(each, Resource))):
    for name, made in vars(type(owner)).items():
        if name.startswith("_") or not hasattr(made, "__code__") or name == "__init__":
            continue
        method = getattr(owner, name)
        try:
            given = transport.arguments(method)
        except TypeError:
            continue  # it makes no request of its own
        try:
            result = method(**given)
            if hasattr(result, "__next__") or hasattr(result, "pages"):
                [*result]
        except sample.APIError:
            pass
"""
"""Calls every method of a package against the package's own double: what goes wrong is an error of the client's."""


def imports(files: dict[str, str], *, called: bool = False) -> None:
    """Import all modules in a process of their own, with warnings as errors.

    Args:
        files: the package.
        called: whether all of its methods are called too.
    """
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_text(text, "utf-8")
        modules = [
            p.removesuffix(".py").replace("/", ".")
            for p in files
            if p.endswith(".py") and "_runtime" not in p
        ]
        code = f"import {', '.join(m.removesuffix('.__init__') for m in modules)}"
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", f"{code}\n{CALLS if called else ''}"],
            env={**os.environ, "PYTHONPATH": folder},
            capture_output=True,
            check=False,
            text=True,
        )
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: str(seed["info"]["title"]))
def test_what_is_changed_is_right_as_it_stands(seed: Any) -> None:
    files = outcome(seed)
    assert files is not None
    compiles(files)
    imports(files, called=True)


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=QUIET)
@given(documents())
def test_random_documents_end_well(tree: Any) -> None:
    files = outcome(tree)
    if files is not None:
        compiles(files)


@pytest.mark.slow
@settings(
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "1500")),
    deadline=None,
    suppress_health_check=QUIET,
    database=None,
)
@given(documents())
def test_many_random_documents_end_well(tree: Any) -> None:
    files = outcome(tree)
    if files is not None:
        compiles(files)
        imports(files, called=True)
