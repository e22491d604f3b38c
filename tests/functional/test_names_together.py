"""Names of every kind together: no scope has one twice, all of it imports, and each value goes where it is meant."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import hypothesis.strategies as st
import pytest
from adwright.ir.operations import Operation
from adwright.problems import UsageError
from hypothesis import HealthCheck, Phase, example, given, settings
from support import Generate, Package, build_spec, write_spec

NAMES = """self cls body options content_type accept additional_properties iterator pager id ID _id id_ id_query class
    Self None mapping datetime builtins UNSET Any super object str list property call with_additional
    operations Operation Service SERVICE Bulk REQUESTS RULES models client testing errors resources enums
    params rules schemas \uff53\uff45\uff4c\uff46 \ufb01le file größe 名 x-y x_y xY X_Y 2fast $ ' json copy
    model_config schema check request close Pet PetParams PetCreate PetUpdate PetUnion Pets AsyncPets Sample
    AsyncSample limit page OtherText AnyNumber ABSENT cached_property deprecated overload Literal Annotated
    Decimal UUID _client _operations UNSET_ token api_key http_client""".split()

letters = st.characters(categories=["L", "Nd", "Nl", "No", "Pc", "Pd", "Sc", "Mn"])
name = st.one_of(st.sampled_from(NAMES), st.text(letters, min_size=1, max_size=5))
header = st.sampled_from([each for each in NAMES if re.fullmatch(r"[\w$'-]+", each, re.ASCII)])
IGNORED = ("accept", "content-type", "authorization")
INTEGER = {"type": "integer"}


@st.composite
def parameters(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Parameters in all places, many of them of the same names."""
    chosen = draw(st.lists(name, max_size=5))
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for each in chosen:
        for place in draw(
            st.sets(st.sampled_from(["path", "query", "cookie", "header"]), min_size=1)
        ):
            called = draw(header) if place == "header" else each
            if place == "header" and called.lower() in IGNORED:
                continue
            key = called.lower() if place == "header" else called
            found[place, key] = {
                "name": called,
                "in": place,
                "required": place == "path",
                "schema": INTEGER,
            }
    return [*found.values()]


def thing(properties: list[str], *, is_open: bool) -> dict[str, Any]:
    """A schema of an object with these properties."""
    more = {"additionalProperties": INTEGER} if is_open else {}
    return {"type": "object", "properties": dict.fromkeys(properties, INTEGER), **more}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A document in which everything may be called the same."""
    schemas = draw(st.lists(name, min_size=1, max_size=4, unique=True))
    fields = st.lists(name, max_size=5, unique=True)
    paths: dict[str, Any] = {}
    for number in range(draw(st.integers(1, 3))):
        given_ = draw(parameters())
        path = f"/p{number}" + "".join(
            f"/{{{each['name']}}}" for each in given_ if each["in"] == "path"
        )
        schema = draw(st.sampled_from(schemas))
        ref = {"$ref": "#/components/schemas/" + schema.replace("~", "~0")}
        content = {"application/json": {"schema": ref}}
        operation: dict[str, Any] = {
            "operationId": draw(name),
            "parameters": given_,
            "responses": {"200": {"description": "-", "content": content}},
        }
        if draw(st.booleans()):
            operation["tags"] = [draw(name)]
        if draw(st.booleans()):
            own = thing(draw(fields), is_open=draw(st.booleans()))
            body = {"application/json": {"schema": draw(st.sampled_from([own, ref]))}}
            operation["requestBody"] = {"required": True, "content": body}
        paths[path] = {"post": operation}
    parts = {each: thing(draw(fields), is_open=draw(st.booleans())) for each in schemas}
    choice = draw(name)
    parts.setdefault(choice, {"type": "string", "enum": ["a", "b"]})
    schemes = {draw(name): {"type": "apiKey", "in": "header", "name": "X-Key"}}
    return {"paths": paths, "components": {"schemas": parts, "securitySchemes": schemes}}


def _bound(body: list[ast.stmt]) -> Iterator[str]:
    """The names that statements bind; of an alternative those of its first branch, of overloads the last."""
    for each in body:
        match each:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                marks = [ast.unparse(mark) for mark in each.decorator_list]
                if "overload" not in marks and not any(".setter" in mark for mark in marks):
                    yield each.name
            case ast.ClassDef():
                yield each.name
            case ast.AnnAssign(ast.Name(id)) | ast.Assign([ast.Name(id)]):
                yield id
            case ast.Import() | ast.ImportFrom():
                yield from (alias.asname or alias.name for alias in each.names)
            case ast.If():
                yield from _bound(each.body)
            case _:
                pass


def repeated(text: str) -> list[str]:
    """The names that a module or a class of it has twice."""
    tree = ast.parse(text)
    scopes = [tree.body, *(each.body for each in ast.walk(tree) if isinstance(each, ast.ClassDef))]
    return [name for scope in scopes for name, count in Counter(_bound(scope)).items() if count > 1]


def _call(sample: Package, method: str, operation: Operation) -> None:
    """Call a method with another number for each argument; each number must be found in its place."""
    arguments = [each for each in operation.arguments if each.place in ("parameter", "field")]
    values = {each.name: number for number, each in enumerate(arguments, 1000)}
    whole: dict[str, Any] = {each.name: {} for each in operation.arguments if each.place == "body"}
    sample.server.play({})
    sample.method(method)(**values, **whole)
    sent = sample.sent[-1]
    body: dict[str, Any] = sent.json if sent.body else {}
    expected = {
        "query": Counter[str](),
        "cookie": Counter[str](),
        "header": Counter[str](),
        "path": Counter[str](),
    }
    for each in arguments:
        if each.place == "field":
            wire = (
                next(f.wire.raw for f in operation.body.fields or () if f.name == each.key)
                if operation.body
                else ""
            )
            assert body.pop(wire) == values[each.name]
            continue
        parameter = next(p for p in operation.parameters if p.name == each.key)
        expected[parameter.location][str(values[each.name])] += 1
    assert body == {}
    assert Counter(value for _, value in sent.query) == expected["query"]
    assert Counter(sent.cookies.values()) == expected["cookie"]
    assert Counter(sent.path.split("/")[2:]) == expected["path"]
    assert not expected["header"] - Counter(sent.headers.values())


def called(operation_id: str, tag: str, schema: str) -> dict[str, Any]:
    """A document with one operation, that gives a schema of which it takes the fields."""
    ref = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    operation = {
        "operationId": operation_id,
        "tags": [tag],
        "requestBody": {"required": True, "content": ref},
        "responses": {"200": {"description": "-", "content": ref}},
    }
    parts = {schema: thing(["with_additional"], is_open=True)}
    return {"paths": {"/p0": {"post": operation}}, "components": {"schemas": parts}}


@example(called("a", "a", "x"), "Sample")
@example(called("vm", "VM", "VM"), "VM")
@example(called("service", "SERVICE", "Service"), "SERVICE")
@settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to look for smaller ones takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    spec=documents(),
    client=st.sampled_from(["Sample", "Pet", "Pets", "SERVICE", "Client", "Models"]),
)
def test_all_of_it_together(generate: Generate, spec: dict[str, Any], client: str) -> None:
    sample = generate(spec, None, client)
    assert sample.built.spec is not None
    for path, text in sample.built.files.items():
        if path.endswith(".py"):
            assert repeated(text) == [], path
    api = sample.built.spec.api
    methods: dict[str, Operation] = {each.name: each for each in api.client_operations}
    for resource in api.resources:
        methods |= {f"{resource.name}.{each.name}": each for each in resource.operations}
    assert len(methods) == len(spec["paths"])
    for method, operation in methods.items():
        _call(sample, method, operation)


@pytest.mark.parametrize(
    "client", ["NotFoundError", "UNSET", "str", "Bulk", "Any", "models", "REQUESTS", "Async"]
)
def test_a_client_class_is_called_like_nothing_else(tmp_path: Any, client: str) -> None:
    """What is called so otherwise would be hidden, or hide the client."""
    with pytest.raises(UsageError, match=f"{client!r}.*such as {client}Client"):
        build_spec(write_spec(tmp_path, "paths: {}"), class_name=client)
