"""No small document takes minutes or gigabytes: shapes of under 100 kB, each within bounds of time and memory."""

from __future__ import annotations

import json
import multiprocessing
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import test_growth
from adwright.build import build
from adwright.config import one_off
from adwright.problems import SpecError

SIZE = 95_000  # bytes of a document
SECONDS, MEGABYTES = 20, 700

Schema = dict[str, Any]
_ref, _leaf = test_growth._ref, test_growth._leaf
TEXT: Schema = {"type": "string"}


def _nested(keyword: str, depth: int, inner: Any = None, *, listed: bool = False) -> Any:
    made: Any = inner or TEXT
    for _ in range(depth):
        made = {keyword: [made] if listed else made}
    return made


def _root(schema: Any, **more: Any) -> Schema:
    return {"Root": schema, **more}


def _many(count: int, make: Callable[[int], Any]) -> Schema:
    return {f"p{i}": make(i) for i in range(count)}


SCHEMAS: dict[str, Callable[[int], Schema]] = {
    "deep items": lambda n: _root(_nested("items", min(n, 150))),
    "deep properties": lambda n: _root(_nested("properties", min(n, 150), {"a": TEXT})),
    "deep allOf": lambda n: _root(_nested("allOf", min(n, 150), listed=True)),
    "deep anyOf": lambda n: _root(_nested("anyOf", min(n, 150), listed=True)),
    "deep not": lambda n: _root(_nested("not", min(n, 150))),
    "deep maps": lambda n: _root(_nested("additionalProperties", min(n, 150))),
    "wide object": lambda n: _root({"type": "object", "properties": _many(n * 20, lambda i: TEXT)}),
    "wide enum": lambda n: _root({"enum": [f"value {i}" for i in range(n * 40)]}),
    "enum of objects": lambda n: _root({"enum": [{"a": i, "b": [i]} for i in range(n * 20)]}),
    "wide oneOf of texts": lambda n: _root({"oneOf": [{"const": f"v{i}"} for i in range(n * 30)]}),
    "product of choices": lambda n: _root(
        {
            "allOf": [
                {"anyOf": [{"required": [f"p{i}"]}, {"required": [f"q{i}"]}]} for i in range(n * 3)
            ]
        }
    ),
    "many conditions": lambda n: _root(
        {
            "allOf": [
                {"if": {"required": [f"p{i}"]}, "then": {"required": [f"q{i}"]}}
                for i in range(n * 4)
            ]
        }
    ),
    "nested conditions": lambda n: _root(_nested_if(min(n, 100))),
    "many patterns": lambda n: _root({"patternProperties": _many(n * 20, lambda i: TEXT)}),
    "evil patterns": lambda n: _root(
        {"properties": _many(n * 8, lambda i: {"type": "string", "pattern": f"^(?=a)(a+)+{i}$"})}
    ),
    "huge items": lambda n: _root(
        {"type": "array", "minItems": 10**300, "items": {"type": "array", "minItems": 10**9}}
    ),
    "huge lengths": lambda n: _root(
        {"properties": _many(n * 10, lambda i: {"type": "string", "minLength": 10**12})}
    ),
    "huge samples": lambda n: _root(
        {
            "type": "array",
            "minItems": 10**6,
            "items": {"required": [f"p{i}" for i in range(n * 10)]},
        }
    ),
    "long names": lambda n: _root({"properties": {"x" * (n * 300): TEXT}}),
    "names of one spelling": lambda n: _root(
        {"properties": {"a" + "_-."[i % 3] * (i // 3 + 1): TEXT for i in range(n * 3)}}
    ),
    "long description": lambda n: _root({**TEXT, "description": "word " * n * 180}),
    "description without blanks": lambda n: _root({**TEXT, "description": "x" * n * 900}),
    "description of markup": lambda n: _root({**TEXT, "description": "*_`[" * n * 220}),
    "many descriptions": lambda n: _root(
        {"properties": _many(n * 6, lambda i: {**TEXT, "description": "words of it. " * 8})}
    ),
    "references in a ring": lambda n: {
        "Root": _ref("S0"),
        **{f"S{i}": {"properties": {"a": _ref(f"S{(i + 1) % (n * 6)}")}} for i in range(n * 6)},
    },
    "parents in a ring": lambda n: {
        "Root": _ref("S0"),
        **{f"S{i}": {"allOf": [_ref(f"S{(i + 1) % n}"), _leaf(f"p{i}")]} for i in range(n)},
    },
    "tree of children": lambda n: {
        "Root": {**_leaf("kind"), "discriminator": {"propertyName": "kind"}},
        **{
            f"S{i}": {"allOf": [_ref(f"S{(i - 1) // 2}" if i else "Root"), _leaf(f"p{i}")]}
            for i in range(n * 4)
        },
    },
    "many discriminators": lambda n: _root(
        {"oneOf": [_ref(f"S{i}") for i in range(n * 4)], "discriminator": {"propertyName": "t"}},
        **{f"S{i}": _leaf("t") for i in range(n * 4)},
    ),
    "dependent schemas": lambda n: _root(
        {"dependentSchemas": _many(n * 5, lambda i: {"required": [f"q{i}"]})}
    ),
    "unevaluated": lambda n: _root(
        _nested(
            "allOf",
            min(n, 60),
            {"unevaluatedProperties": False, "properties": {"a": TEXT}},
            listed=True,
        )
    ),
    "prefix items": lambda n: _root({"prefixItems": [TEXT] * n * 40}),
    "contains": lambda n: _root({"allOf": [{"contains": {"const": i}} for i in range(n * 10)]}),
    "examples": lambda n: _root({"type": "array", "examples": [[1] * n * 150]}),
    "deep example": lambda n: _root(
        {"type": "array", "examples": [json.loads("[" * min(n, 90) + "]" * min(n, 90))]}
    ),
    "defaults": lambda n: _root(
        {"properties": _many(n * 10, lambda i: {**TEXT, "default": "x" * 40})}
    ),
    "wide anyOf": lambda n: _root({"anyOf": [_leaf(f"p{i}") for i in range(n)]}),
    "wide anyOf of names": lambda n: _root(
        {"anyOf": [_ref(f"S{i}") for i in range(n)]}, **{f"S{i}": _leaf(f"p{i}") for i in range(n)}
    ),
    "allOf of anyOfs": lambda n: _root({"allOf": [_either("anyOf", i) for i in range(n)]}),
    "allOf of oneOfs": lambda n: _root({"allOf": [_either("oneOf", i) for i in range(n)]}),
    "large counts": lambda n: _root(
        {"properties": _many(n, lambda i: {**TEXT, "pattern": f"^[^<>]{{1,1000}}{i}$"})}
    ),
    "counts of counts": lambda n: _root(
        {"properties": _many(n, lambda i: {**TEXT, "pattern": rf"^(\w{{1,100}}){{1,100}}{i}$"})}
    ),
    "names by large counts": lambda n: _root(
        {"patternProperties": {f"^[^<>]{{1,1000}}{i}$": TEXT for i in range(n)}},
    ),
    "unions in unions, with more in each": lambda n: {
        "Root": _ref("S0"),
        **{
            f"S{i}": {"oneOf": [{"allOf": [_ref(f"S{i + 1}"), _leaf(f"p{i}")]}, _ref(f"S{i + 1}")]}
            for i in range(n)
        },
        f"S{n}": _leaf("end"),
    },
    "a wide anyOf beside many things": lambda n: _beside("anyOf", n),
    "a wide oneOf beside many things": lambda n: _beside("oneOf", n),
    "a base beside many things": lambda n: _root(
        {"properties": _many(n, lambda i: {"allOf": [_ref("Base"), _leaf(f"x{i}")]})},
        Base={**_leaf("kind"), "discriminator": {"propertyName": "kind"}},
        **{f"C{i}": {"allOf": [_ref("Base"), _leaf(f"p{i}")]} for i in range(n // 2)},
    ),
    "a wide object in many": lambda n: _root(
        {"properties": _many(n, lambda i: {"allOf": [_ref("Wide"), _leaf(f"x{i}")]})},
        Wide={"type": "object", "properties": _many(n, lambda i: TEXT)},
    ),
    "a chain of heirs": lambda n: {
        "Root": {**_leaf("kind"), "discriminator": {"propertyName": "kind"}},
        **{
            f"S{i}": {"allOf": [_ref(f"S{i - 1}" if i else "Root"), _leaf(f"p{i}")]}
            for i in range(min(n, 390))
        },
    },
    "a ladder of references": lambda n: {
        "Root": TEXT,
        **{
            f"S{i}": {
                "properties": {
                    "a": {
                        "$ref": f"#/components/schemas/S{i - 1}/properties/a"
                        if i
                        else "#/components/schemas/Root"
                    }
                }
            }
            for i in range(n)
        },
    },
    "a chain of parts": lambda n: {
        "Root": _ref("S0"),
        **{f"S{i}": {"allOf": [_ref(f"S{i + 1}"), {"maxProperties": 5}]} for i in range(n)},
        f"S{n}": _leaf("end"),
    },
    "unions of the same": lambda n: _root(
        {"oneOf": [_ref(f"U{i}") for i in range(n)]},
        **{f"U{i}": {"oneOf": [_ref(f"S{k}") for k in range(n)]} for i in range(n)},
        **{f"S{i}": _leaf(f"p{i}") for i in range(n)},
    ),
    "many tags of one schema": lambda n: _root(
        {
            "oneOf": [_ref("A"), _ref("B")],
            "discriminator": {
                "propertyName": "t",
                "mapping": {f"t{i}": "#/components/schemas/A" for i in range(n)},
            },
        },
        A=_leaf("t"),
        B=_leaf("t"),
    ),
    "numbers of many digits": lambda n: _root(
        {"maximum": 10 ** min(n, 4000), "maxLength": 10 ** min(n, 4000), "multipleOf": 1e-300}
    ),
}


def _either(keyword: str, number: int) -> Schema:
    return {keyword: [_leaf(f"p{number}"), _leaf(f"q{number}")]}


def _beside(keyword: str, count: int) -> Schema:
    """A union of which each of many properties is, together with something of its own."""
    names = [f"S{i}" for i in range(count // 2)]
    return _root(
        {"properties": _many(count, lambda i: {"allOf": [_ref("U"), _leaf(f"x{i}")]})},
        U={keyword: [*map(_ref, names)]},
        **{name: _leaf(name) for name in names},
    )


def _nested_if(depth: int) -> Schema:
    made: Schema = {"required": ["end"]}
    for i in range(depth):
        made = {"if": {"required": [f"p{i}"]}, "then": made, "else": {"required": [f"q{i}"]}}
    return made


def _operations(count: int, **each: Any) -> Schema:
    response = {"responses": {"200": {"description": "-"}}}
    return {
        f"/a{i}/{{id}}": {"get": {"operationId": f"things.get{i}", **response, **each}}
        for i in range(count)
    }


def _parameters(count: int) -> list[Schema]:
    return [{"name": f"p{i}", "in": "query", "schema": TEXT} for i in range(count)]


PATHS: dict[str, Callable[[int], Schema]] = {
    "many operations": lambda n: _operations(n * 6),
    "many parameters": lambda n: {
        "/a": {
            "get": {"parameters": _parameters(n * 15), "responses": {"200": {"description": "-"}}}
        }
    },
    "many responses": lambda n: {
        "/a": {
            "get": {
                "responses": {
                    str(200 + i): {
                        "description": "-",
                        "content": {"application/json": {"schema": TEXT}},
                    }
                    for i in range(min(n * 8, 399))
                }
            }
        }
    },
    "many media types": lambda n: {
        "/a": {
            "post": {
                "requestBody": {
                    "content": {f"application/x{i}+json": {"schema": TEXT} for i in range(n * 10)}
                },
                "responses": {"200": {"description": "-"}},
            }
        }
    },
    "many tags": lambda n: _operations(n * 2, tags=[f"t{i}" for i in range(20)]),
    "long path": lambda n: {"/x" * n * 300: {"get": {"responses": {"200": {"description": "-"}}}}},
    "ids of one spelling": lambda n: {
        f"/a{i}": {
            "get": {"operationId": "get" + "-" * i, "responses": {"200": {"description": "-"}}}
        }
        for i in range(n * 2)
    },
    "path of placeholders": lambda n: {
        "".join(f"/{{p{i}}}" for i in range(n)): {
            "get": {"responses": {"200": {"description": "-"}}}
        }
    },
    "long path with many warnings": lambda n: {
        "/" + "x" * n * 30: {
            "get": {
                "parameters": [
                    {"name": f"p{i}", "in": "query", "schema": {"pattern": f"({i}"}}
                    for i in range(n)
                ],
                "responses": {"200": {"description": "-"}},
            }
        }
    },
}


def document(schemas: Schema, paths: Schema | None = None) -> str:
    """A document as text."""
    whole = test_growth._document({"Root": TEXT, **schemas})
    return json.dumps({**whole, "paths": {**whole["paths"], **(paths or {})}})


def _of_schemas(name: str) -> Callable[[int], str]:
    return lambda n: document(SCHEMAS[name](n))


def _of_paths(name: str) -> Callable[[int], str]:
    return lambda n: document({}, PATHS[name](n))


def _of_2_0(kinds: int, paths: Schema) -> str:
    """A document of Swagger 2.0, all of whose bodies come in many media types."""
    media = [f"application/x{i}" for i in range(kinds)]
    info = {"title": "T", "version": "1"}
    start = {"swagger": "2.0", "info": info, "host": "api.example.com"}
    return json.dumps({**start, "consumes": media, "produces": media, "paths": paths})


def _form(count: int) -> Schema:
    fields = [{"name": f"p{i}", "in": "formData", "type": "string"} for i in range(count)]
    return {"/a": {"post": {"parameters": fields, "responses": {"200": {"description": "-"}}}}}


def _posts(count: int) -> Schema:
    body = {"name": "b", "in": "body", "schema": _leaf("p")}
    responses = {"200": {"description": "-", "schema": TEXT}}
    return {
        f"/a{i}": {"post": {"parameters": [body], "responses": responses}} for i in range(count)
    }


def _statuses(count: int) -> Schema:
    responses = {
        str(200 + i): {"description": "-", "schema": _leaf(f"p{i}")} for i in range(min(count, 399))
    }
    return {"/a": {"get": {"responses": responses}}}


def _shared(count: int, section: str, part: Schema, **operation: Any) -> str:
    """A document, very many operations of which refer to one part."""
    done = {"responses": {"200": {"description": "-"}}}
    return json.dumps(
        {
            **test_growth._document({}),
            "paths": {f"/a{i}": {"post": {**done, **operation}} for i in range(count)},
            "components": {section: {"P": part}},
        }
    )


def _twice(target: str) -> Schema:
    return {"requestBody": {"$ref": target}, "parameters": {"$ref": target}}


def _content(count: int) -> Schema:
    return {"content": {f"application/x{i}": {"schema": _leaf("p")} for i in range(count)}}


SHARED: dict[str, Callable[[int], str]] = {
    "a body of many media types in many operations": lambda n: _shared(
        n, "requestBodies", _content(n), requestBody={"$ref": "#/components/requestBodies/P"}
    ),
    "a response of many media types in many operations": lambda n: _shared(
        n, "responses", {"description": "-", **_content(n)},
        responses={"200": {"$ref": "#/components/responses/P"}},
    ),
    "a response of many headers in many operations": lambda n: _shared(
        n, "responses", {"description": "-", "headers": _many(n, lambda i: {"schema": TEXT})},
        responses={"200": {"$ref": "#/components/responses/P"}},
    ),
    "a wide body in many operations": lambda n: _shared(
        n, "requestBodies",
        {"content": {"application/json": {"schema": {"properties": _many(n, lambda i: TEXT)}}}},
        requestBody={"$ref": "#/components/requestBodies/P"},
    ),
    "a long description in many operations": lambda n: _shared(
        n, "parameters",
        {"name": "p", "in": "query", "schema": TEXT, "description": "word " * n * 10},
        parameters=[{"$ref": "#/components/parameters/P"}],
    ),
}  # fmt: skip


DOCUMENTS: dict[str, Callable[[int], str]] = {
    **{name: _of_schemas(name) for name in SCHEMAS},
    **{name: _of_paths(name) for name in PATHS},
    "aliases of aliases": lambda n: (
        "a0: &a0 [x]\n"
        + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 60))
    ),
    "data that twice refers to the next": lambda n: json.dumps(
        {
            **test_growth._document({}),
            "components": {"links": _many(n, lambda i: _twice(f"#/components/links/p{i + 1}"))},
        }
    ),
    "many fields of a form": lambda n: _of_2_0(n // 10, _form(n)),
    "many media types of many operations": lambda n: _of_2_0(n, _posts(n)),
    "many media types of many responses": lambda n: _of_2_0(n, _statuses(n)),
    **SHARED,
    "a huge number": lambda n: "openapi: 3.1.0\nx: 0x" + "f" * (SIZE - 30),
}


def largest(make: Callable[[int], str]) -> str:
    """The largest document of a shape that is small."""
    size = 1
    while size < 4096 * 8 and len(make(size * 2)) < SIZE:
        size *= 2
    for step in (size // 2, size // 4, size // 8):
        size += step if len(make(size + step)) < SIZE else 0
    return make(size)


def _measured(folder: Path, text: str, results: Any) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (3 * SECONDS, 3 * SECONDS + 1))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    outcome = "made"
    path = folder / "openapi.yaml"
    path.write_text(text)
    try:
        build(one_off(path, folder, "sample", "Sample"))
    except SpecError:
        outcome = "refused"
    except RecursionError:
        outcome = "nested too deep"
    room = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    results.put((outcome, time.process_time() - started, room / 1024))


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if index % 6 == 0 else pytest.mark.slow)
        for index, name in enumerate(DOCUMENTS)
    ],
)
def test_a_small_document_takes_little_time_and_memory(name: str, tmp_path: Path) -> None:
    text = largest(DOCUMENTS[name])
    assert len(text) <= SIZE
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    process = context.Process(target=_measured, args=(tmp_path, text, results))
    process.start()
    process.join(300)
    assert process.exitcode == 0, f"{name} of {len(text)} bytes ended with {process.exitcode}"
    _, seconds, megabytes = results.get(timeout=10)
    assert seconds < SECONDS
    assert megabytes < MEGABYTES
