"""The grammar against the schemas that the OpenAPI Initiative publishes, and against that of JSON Schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from adwright.document.grammar import GRAMMAR, MEMBERS, SCHEMAS, VERSIONS, inner
from jsonschema_specifications import REGISTRY

# The kinds of the grammar, as each published schema calls them; several names where it splits one kind.
_NAMES_2 = {
    "info": "info",
    "contact": "contact",
    "license": "license",
    "external documentation": "externalDocs",
    "path item": "pathItem",
    "operation": "operation",
    "parameter": """bodyParameter headerParameterSubSchema queryParameterSubSchema formDataParameterSubSchema
        pathParameterSubSchema""",
    "header": "header",
    "response": "response",
    "schema": "schema fileSchema primitivesItems",
    "xml": "xml",
    "tag": "tag",
    "security scheme": """basicAuthenticationSecurity apiKeySecurity oauth2ImplicitSecurity oauth2PasswordSecurity
        oauth2ApplicationSecurity oauth2AccessCodeSecurity""",
}
_NAMES_3_0 = {
    "info": "Info",
    "contact": "Contact",
    "license": "License",
    "server": "Server",
    "server variable": "ServerVariable",
    "external documentation": "ExternalDocumentation",
    "components": "Components",
    "path item": "PathItem",
    "operation": "Operation",
    "parameter": "Parameter",
    "header": "Header",
    "request body": "RequestBody",
    "media type": "MediaType",
    "encoding": "Encoding",
    "response": "Response",
    "example": "Example",
    "link": "Link",
    "schema": "Schema Reference",
    "discriminator": "Discriminator",
    "xml": "XML",
    "tag": "Tag",
    "security scheme": "APIKeySecurityScheme HTTPSecurityScheme OAuth2SecurityScheme OpenIdConnectSecurityScheme",
    "oauth flows": "OAuthFlows",
    "oauth flow": "ImplicitOAuthFlow PasswordOAuthFlow ClientCredentialsFlow AuthorizationCodeOAuthFlow",
}
_NAMES_3_1 = {
    kind: kind.replace(" ", "-")
    for kind in _NAMES_3_0
    if kind not in ("schema", "discriminator", "xml", "oauth flow")
}
_NAMES = {"2.0": _NAMES_2, "3.0": _NAMES_3_0, "3.1": _NAMES_3_1, "3.2": _NAMES_3_1}
# What JSON Schema itself does not know: OpenAPI's own keywords, and ours.
_MISPRINTED = {("3.1", "link"): {"body": "server"}}
"""Keys that a published schema has under another name than the text of the specification."""
_OPENAPI_KEYWORDS = {"discriminator", "xml", "externalDocs", "example"}


@cache
def published(version: str) -> Mapping[str, Any]:
    """The schema of a version of OpenAPI."""
    spec = find_spec("openapi_spec_validator")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    folder = Path(spec.submodule_search_locations[0]) / "resources" / "schemas"
    data: dict[str, Any] = json.loads((folder / f"v{version}" / "schema.json").read_text("utf-8"))
    return data


def definition(version: str, name: str) -> Mapping[str, Any]:
    """A definition of a published schema."""
    root = published(version)
    found: dict[str, Any] = root.get("$defs", root.get("definitions"))[name]
    return found


def keys_of(schema: Any) -> Iterator[tuple[str, Any]]:
    """The properties that a schema of an object names, wherever it does so, each with its schema."""
    if not isinstance(schema, dict):
        return
    yield from schema.get("properties", {}).items()
    if schema.get("$ref") == "#/$defs/examples":
        yield from keys_of(definition("3.1", "examples"))
    for pattern, value in schema.get("patternProperties", {}).items():
        names = re.fullmatch(r"\^(?:\(([a-z|]+)\)|\\(\$ref))\$", pattern)
        if names:
            yield from ((name, value) for name in (names[1] or names[2]).split("|"))
    for key in ("allOf", "oneOf", "anyOf"):
        for member in schema.get(key, ()):
            yield from keys_of(member)
    for key in ("then", "else"):
        yield from keys_of(schema.get(key))
    for key in ("dependentSchemas", "$defs"):
        for member in schema.get(key, {}).values():
            yield from keys_of(member)


CASES = [(version, kind) for version, names in _NAMES.items() for kind in names]


@pytest.mark.parametrize(("version", "kind"), CASES, ids=lambda value: value.replace(" ", "-"))
def test_a_kind_has_the_keys_that_its_version_gives_it(version: str, kind: str) -> None:
    names = _NAMES[version][kind].split()
    misprinted = _MISPRINTED.get((version, kind), {})
    found = {key for name in names for key, _ in keys_of(definition(version, name))}
    wanted = {misprinted.get(key, key) for key in found}
    if kind == "oauth flows":  # the newer schemas define the flows inside it
        wanted -= {key for key in GRAMMAR["oauth flow"] if key not in GRAMMAR[kind]}
    if kind == "path item":
        wanted.add("$ref")  # of 3.1 it is told beside the kind
    assert ours(kind, version) == wanted


@pytest.mark.parametrize("version", VERSIONS)
def test_a_document_has_the_keys_that_its_version_gives_it(version: str) -> None:
    root = {key: value for key, value in published(version).items() if key != "$defs"}
    assert ours("document", version) == {key for key, _ in keys_of(root)}


@pytest.mark.parametrize("version", ["3.1", "3.2"])
def test_the_flows_of_oauth_have_their_keys(version: str) -> None:
    flows = definition(version, "oauth-flows")["$defs"].values()
    assert ours("oauth flow", version) == {key for flow in flows for key, _ in keys_of(flow)}


def test_a_schema_has_the_keywords_of_json_schema_2020_12() -> None:
    base = "https://json-schema.org/draft/2020-12"
    vocabularies: list[Any] = [REGISTRY.contents(f"{base}/schema")]
    vocabularies += [
        REGISTRY.contents(f"{base}/{part['$ref']}") for part in vocabularies[0]["allOf"]
    ]
    wanted = {key for each in vocabularies for key in each["properties"]}
    assert ours("schema", "3.1") == wanted | _OPENAPI_KEYWORDS
    for key in wanted:  # at the right kind: a schema where it has a schema
        [shape] = [each["properties"][key] for each in vocabularies if key in each["properties"]]
        shape = (
            {**shape, **shape.get("additionalProperties", {})} if isinstance(shape, dict) else {}
        )
        has_schemas = "$dynamicRef" in shape or "schemaArray" in str(shape.get("$ref"))
        has_schemas = has_schemas or "$dynamicRef" in str(shape.get("anyOf"))
        assert has_schemas == (key in MEMBERS["schema"]), key


@pytest.mark.parametrize("version", ["3.1", "3.2"])
def test_what_stands_below_a_key_is_of_the_published_kind(version: str) -> None:
    """Every key that leads to another definition leads to the kind of that name, alone, in an array or in a map."""
    for kind, name in _NAMES[version].items():
        for key, shape in keys_of(definition(version, name)):
            if key in ours(kind, version) and isinstance(shape, dict):
                expected = published_kind(version, shape)
                found = MEMBERS[kind].get(key, "data")
                assert plain(found) == expected, (kind, key)


def published_kind(version: str, shape: object) -> str:
    """What a published schema says of a value, as the grammar writes it; `data` for what is no node."""
    if not isinstance(shape, dict):
        return "data"
    if "$dynamicRef" in shape:
        return "schema"
    name = str(shape.get("$ref", "")).rpartition("/")[2]
    if name in ("content", "parameters", "responses", "paths"):
        return {
            "content": "{media type}",
            "parameters": "[parameter]",
            "responses": "{response}",
            "paths": "{path item}",
        }[name]
    if name:
        kind = name.removesuffix("-or-reference").replace("-", " ")
        kind = {"callbacks": "callback"}.get(kind, kind)
        kind = "oauth flow" if "oauth-flows/" in shape["$ref"] else kind
        return kind if kind in GRAMMAR else "data"
    if shape.get("type") == "array":
        inside = published_kind(version, shape.get("items"))
        return "data" if inside == "data" else f"[{inside}]"
    inside = published_kind(version, shape.get("additionalProperties"))
    return "data" if inside == "data" else f"{{{inside}}}"


def ours(kind: str, version: str) -> set[str]:
    """The keys that the grammar gives a kind in a version, extensions apart."""
    members = GRAMMAR[kind].items()
    return {key for key, each in members if version in each.versions and key[:2] != "x-"}


def plain(kind: str) -> str:
    """A kind of the grammar without what it tells apart beyond OpenAPI: all schemas are schemas."""
    return kind.replace(inner(kind), "schema") if inner(kind) in {*SCHEMAS, "member"} else kind


def test_every_kind_that_stands_somewhere_has_an_entry() -> None:
    """And every entry stands somewhere."""
    json_types = {"string", "boolean", "array", "data", "member"}
    named = {inner(each.kind) for members in GRAMMAR.values() for each in members.values()}
    assert named - json_types <= GRAMMAR.keys()
    assert GRAMMAR.keys() - named <= {"document", "schema"}
