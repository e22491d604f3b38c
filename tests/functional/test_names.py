"""Names from end to end: whatever a document calls things, they import, can be called, and stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support import Generate, build_spec, write_spec

OK: dict[str, Any] = {"204": {"description": "-"}}
ODD = [
    *("class", "None", "async", "id", "list", "type", "format", "print", "self", "options", "cls"),
    *("model_config", "model_fields", "model_dump", "copy", "json", "schema", "dict", "validate"),
    *(
        "2fast",
        "-1",
        "+1",
        "größe",
        "naïve",
        "ﬁle",
        "file",
        "x-y",
        "x_y",
        "xY",
        "_",
        "__",
        "$",
        "名",
    ),
    "a" * 300,
    "a" * 299 + "b",
]


def operation(**more: Any) -> dict[str, Any]:
    return {"responses": OK, **more}


@pytest.mark.parametrize("name", ODD)
def test_a_parameter_of_any_name_is_sent(generate: Generate, name: str) -> None:
    given = {"name": name, "in": "query", "schema": {"type": "integer"}}
    sample = generate({"paths": {"/x": {"get": operation(operationId="x", parameters=[given])}}})
    sample.server.play((204, None))
    from inspect import signature

    argument = next(iter(signature(sample.method("x")).parameters))
    assert sample.send("x", **{argument: 3}).query == ((name, "3"),)


def test_properties_of_all_names_go_together_both_ways(generate: Generate) -> None:
    names = ["", *ODD]
    thing = {"type": "object", "properties": {name: {"type": "integer"} for name in names}}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
    sample = generate(
        {
            "paths": {
                "/x": {
                    "post": operation(
                        operationId="x",
                        requestBody={"required": True, "content": content},
                        responses={"200": {"description": "-", "content": content}},
                    )
                }
            },
            "components": {"schemas": {"Thing": thing}},
        }
    )
    from inspect import signature

    arguments = [n for n in signature(sample.method("x")).parameters if n != "options"]
    assert len({*arguments}) == len(names)
    values = dict(zip(names, range(len(names)), strict=True))
    sample.server.play(values)
    # Required or not, the arguments stand in the order of the properties.
    reply = sample.call("x", **dict(zip(arguments, values.values(), strict=True)))
    assert sample.sent[-1].json == values
    assert reply.model_dump(by_alias=True) == values


@pytest.mark.parametrize(
    "tag", ["client", "models", "testing", "errors", "resources", "webhooks", "rules", "_runtime"]
)
def test_tags_called_like_our_modules(generate: Generate, tag: str) -> None:
    sample = generate({"paths": {"/x": {"get": operation(operationId="find", tags=[tag])}}})
    sample.server.play((204, None))
    resource = next(
        n for n in (tag.strip("_"), f"{tag.strip('_')}_") if hasattr(sample.client(), n)
    )
    assert sample.send(f"{resource}.find").path == "/x"


def test_the_order_of_the_file_names_nothing(tmp_path: Path) -> None:
    inline = {
        "type": "object",
        "properties": {"x-y": {"enum": ["a", "b"]}, "xY": {"type": "string"}},
    }
    schemas = {"pet": inline, "Pet": inline, "PET": inline, "a pet": {"oneOf": [inline, inline]}}
    content = {
        "application/json": {
            "schema": {
                "type": "object",
                "properties": {f"p{n}": {"$ref": f"#/components/schemas/{n}"} for n in schemas},
            }
        }
    }
    body = {"requestBody": {"content": content}}
    paths = {
        path: {
            "get": operation(tags=["t"]),
            "post": operation(tags=["t"], operationId="do it", **body),
        }
        for path in ("/a-b", "/a_b", "/{a}/b", "/a/{b}")
    }

    def turned(tree: Any) -> Any:
        if not isinstance(tree, dict):
            return tree
        return {key: turned(value) for key, value in reversed(tree.items())}

    spec = {"paths": paths, "components": {"schemas": schemas}}
    texts = [
        build_spec(write_spec(tmp_path / str(number), each)).files["sample/resources/t.py"]
        for number, each in enumerate((spec, turned(spec)))
    ]
    models = [
        build_spec(tmp_path / str(number) / "openapi.yaml").files["sample/models.py"]
        for number in range(2)
    ]
    for pair in (texts, models):
        straight, back = (sorted(set(text.splitlines())) for text in pair)
        assert [line for line in straight if "class " in line or "def " in line] == [
            line for line in back if "class " in line or "def " in line
        ]
    fields = [sorted(line for line in text.splitlines() if "alias=" in line) for text in models]
    assert fields[0] == fields[1]


def test_classes_with_names_in_any_script_know_their_schemas(generate: Generate) -> None:
    size = {"type": "object", "properties": {"höhe": {"type": "integer"}}}
    ref = {"application/json": {"schema": {"$ref": "#/components/schemas/Größe"}}}
    send = {
        "operationId": "send",
        "requestBody": {"required": True, "content": ref},
        "responses": {"200": {"description": "It.", "content": ref}},
    }
    sample = generate({"paths": {"/x": {"post": send}}, "components": {"schemas": {"Größe": size}}})
    sample.server.play({"höhe": 1})
    assert sample.call("send", höhe=1).to_params() == {"höhe": 1}
    [violation] = sample.module("rules").check("Größe", {"höhe": "x"})
    assert violation.path == "höhe"
    sample.server.play({"höhe": "x"})
    with pytest.raises(sample.module().ResponseValidationError, match="höhe"):
        sample.call("send", höhe=1, settings={"strict": True})
