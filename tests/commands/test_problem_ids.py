"""Every kind of problem has an id that stays: each is raised by a document here, alone, and stands in the README."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from adwright.problems import LOSSES, Id
from support import ROOT

from .conftest import adwright

START = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
URL = "servers: [{url: 'https://api.example.com'}]\n"
SWAGGER = "swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths: {/a: {get: "
DONE = "responses: {'204': {description: Done.}}"
_ID = re.compile(r"\[([a-z0-9-]+)\]$", re.MULTILINE)


def operation(words: str, path: str = "/a", verb: str = "get") -> str:
    """A document with one operation that answers nothing."""
    return f"{START}{URL}paths: {{'{path}': {{{verb}: {{{words}, {DONE}}}}}}}\n"


def sends(schema: str, media: str = "application/json", more: str = "") -> str:
    """A document with one operation that sends a value of a schema; `more` stands beside `Thing`."""
    body = (
        f"requestBody: {{content: {{{media}: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}}}"
    )
    return f"{operation(body, verb='post')}components: {{schemas: {{Thing: {schema}{more}}}}}\n"


CASES: Mapping[Id, str | tuple[str, str]] = {
    Id.FILE_UNREADABLE: "openapi: 3.1.0\ninfo: \udcff\n",
    Id.DOCUMENT_EMPTY: "# nothing\n",
    Id.JSON_SYNTAX: '{"openapi": "3.1.0" "info"}',
    Id.YAML_SYNTAX: START + "paths: [a\n",
    Id.YAML_ALIAS: START + "paths: &a {/a: *a}\n",
    Id.DUPLICATE_KEY: START + "paths: {}\npaths: {}\n",
    Id.NUMBER_TOO_LARGE: START + "paths: {}\nx-a: 1e999\n",
    Id.NESTED_TOO_DEEP: START + "paths: {}\nx-a: " + "[" * 400 + "]" * 400,
    Id.SURROGATE_HALF: '{"openapi": "3.1.0", "info": {"title": "\\ud83d", "version": "1"}, "paths": {}}',
    Id.TEXT_UNQUOTED: sends("{type: string, enum: [1, b]}"),
    Id.REFERENCE_MISSING: sends("{$ref: '#/components/schemas/Thin'}"),
    Id.REFERENCE_UNUSUAL: sends(
        "{$ref: '#components/schemas/Part'}", more=", Part: {type: object}"
    ),
    Id.REFERENCE_LOOP: sends("{$ref: '#/components/schemas/Thing'}"),
    Id.REFERENCE_GROWTH: START
    + "paths: {}\ncomponents: {links: {"
    + ", ".join(
        f"L{i}: {{requestBody: {{$ref: '#/components/links/L{i + 1}'}}, "
        f"parameters: {{$ref: '#/components/links/L{i + 1}'}}}}"
        for i in range(30)
    )
    + ", L30: {operationId: a}}}\n",
    Id.REFERENCE_REMOTE: sends("{$ref: 'https://example.com/a.yaml'}"),
    Id.REFERENCE_OUTSIDE_ROOT: sends("{$ref: '../a.yaml'}"),
    Id.VERSION_UNSUPPORTED: "openapi: 4.0.0\ninfo: {title: T, version: '1'}\npaths: {}\n",
    Id.WRONG_TYPE: START + "paths: []\n",
    Id.KEY_MISSING: "openapi: 3.1.0\npaths: {}\n",
    Id.KEY_UNKNOWN: operation("sumary: Do it"),
    Id.LIST_EXPECTED: operation("tags: things"),
    Id.OPENAPI_INVALID: START.replace("title: T", "title: T, contact: {url: 5}") + "paths: {}\n",
    Id.SWAGGER_ONLY: SWAGGER + f"{{schemes: [https], {DONE}}}}}}}\nhost: api.example.com\n",
    Id.OVERLAY_INVALID: (operation("tags: [a]"), "overlay: 1.0.0\nactions: {}\n"),
    Id.OVERLAY_ACTION_FAILED: (
        operation("tags: [a]"),
        "overlay: 1.0.0\nactions: [{target: $, remove: true}]\n",
    ),
    Id.OVERLAY_TARGET_MISSING: (
        operation("tags: [a]"),
        "overlay: 1.0.0\nactions: [{target: $.tags, remove: true}]\n",
    ),
    Id.OPERATION_ID_REPEATED: START
    + URL
    + f"paths: {{/a: {{get: {{operationId: a, {DONE}}}, put: {{operationId: a, {DONE}}}}}}}\n",
    Id.PARAMETER_UNDECLARED: operation("tags: [a]", "/a/{id}"),
    Id.PARAMETER_NOT_IN_PATH: operation(
        "parameters: [{name: id, in: path, required: true, schema: {type: string}}]"
    ),
    Id.QUERY_WITHOUT_CONTENT: operation(
        "parameters: [{name: q, in: querystring, schema: {type: string}}]"
    ).replace("3.1.0", "3.2.0"),
    Id.STYLE_UNKNOWN: operation("parameters: [{name: q, in: query, style: simple, schema: {}}]"),
    Id.FORM_NOT_OBJECT: sends("{type: array, items: {}}", "application/x-www-form-urlencoded"),
    Id.ENCODING_UNSUPPORTED: operation(
        "requestBody: {content: {multipart/mixed: {schema: {type: object}, itemEncoding: {contentType: text/csv}}}}"
    ).replace("3.1.0", "3.2.0"),
    Id.OPERATIONS_TOO_LARGE: f"{START}{URL}paths:\n"
    + "".join(
        f"  /a{i}: {{get: {{responses: {{'200': {{$ref: '#/components/responses/R'}}}}}}}}\n"
        for i in range(200)
    )
    + "components: {responses: {R: {description: Done., content: {"
    + ", ".join(f"a/b{i}: {{}}" for i in range(200))
    + "}}}}\n",
    Id.LINKS_LEFT_OUT: operation("tags: [a]").replace(
        "Done.", "Done., links: {again: {operationRef: '#/paths/~1a/get'}}"
    ),
    Id.SERVER_UNUSABLE: operation("tags: [a]").replace("https://", "ftp://"),
    Id.SERVER_VARIABLE_DEFAULT: operation("tags: [a]").replace(
        "https://api.example.com'", "https://{a}.com', variables: {a: {default: x, enum: [y]}}"
    ),
    Id.SECURITY_SCHEME_UNSUPPORTED: operation("tags: [a]")
    + "components: {securitySchemes: {own: {type: mutualTLS}}}\n",
    Id.KEYWORD_UNUSABLE: sends("{type: string, minLength: -1}"),
    Id.FIELD_UNDECLARED: sends("{type: object, required: [nam], properties: {name: {}}}"),
    Id.PATTERN_NOT_SUPPORTED: sends("{type: string, pattern: '('}"),
    Id.SCHEMA_CONTRADICTION: sends("{allOf: [{type: string}, {type: integer}]}"),
    Id.ALTERNATIVES_TOO_MANY: sends(
        "{anyOf: ["
        + ", ".join(f"{{title: A{i}, properties: {{a{i}: {{}}}}}}" for i in range(130))
        + "]}"
    ),
    Id.ONE_OF_AMBIGUOUS: sends("{oneOf: [{type: integer}, {type: number}]}"),
    Id.GROWTH_BOUNDED: sends(
        "{anyOf: ["
        + ", ".join(
            f"{{properties: {{{', '.join(f'p{i}x{k}: {{}}' for k in range(20))}}}}}"
            for i in range(100)
        )
        + "]}"
    ),
    Id.OBJECT_CLOSED: sends(
        "{allOf: [{$ref: '#/components/schemas/Base'}, {properties: {b: {}}}]}",
        more=", Base: {type: object, properties: {a: {}}, additionalProperties: false}",
    ),
    Id.EXTENSION_SHAPE: operation("x-pagination: 5"),
    Id.EXTENSION_TARGET: operation("tags: [a], x-wait: {operation: a.b, state: s, done: [d]}"),
    Id.RULE_UNNAMED: sends(
        "{type: object, properties: {a: {}}, x-warn: [{x-rule: {says: No a.}, required: [a]}]}"
    ),
    Id.RULE_NEVER_CHECKED: operation("tags: [a]")
    + "components: {schemas: {Thing: {allOf: [{x-rule: {id: a, says: Never.}, required: [a]}]}}}\n",
}
"""A document that raises each; of a pair the second is an overlay."""


READ_ALL_THE_SAME: Mapping[Id, str] = {
    Id.REFERENCE_MISSING: sends("{type: object}", more=", Idle: {$ref: 'gone.yaml'}"),
    Id.WRONG_TYPE: operation("parameters: null"),
}
"""A document that raises each of those as a warning that usually are errors."""


MEANT = {
    Id.TEXT_UNQUOTED, Id.REFERENCE_UNUSUAL, Id.KEY_MISSING, Id.LIST_EXPECTED, Id.OPERATION_ID_REPEATED,
    Id.FIELD_UNDECLARED, Id.OVERLAY_TARGET_MISSING,
}  # fmt: skip
"""What is only said: nothing of what the document says is lost by it."""


def _printed(text: str | tuple[str, str], folder: Path, *arguments: str) -> tuple[int, str]:
    spec, *overlays = [text] if isinstance(text, str) else text
    (folder / "api.yaml").write_text(spec, "utf-8", "surrogateescape")
    for overlay in overlays:
        (folder / "overlay.yaml").write_text(overlay, "utf-8")
        arguments += ("--overlay", "overlay.yaml")
    ran = adwright(
        "generate", "--spec", "api.yaml", "--output", "out", "--package", "p", *arguments
    )
    return ran.code, ran.stderr


@pytest.mark.parametrize("id_", Id, ids=str)
def test_a_document_raises_it(id_: Id, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line ends with it, and no other problem is told."""
    monkeypatch.chdir(tmp_path)
    code, printed = _printed(CASES[id_], tmp_path)
    assert code == 3 or (code == 0 and id_ in LOSSES | MEANT)
    assert {*_ID.findall(printed)} == {str(id_)}, printed
    assert len(_ID.findall(printed)) == len(printed.splitlines())


@pytest.mark.parametrize("id_", sorted(LOSSES, key=str), ids=str)
def test_rules_list_what_is_lost(id_: Id, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What generating says of it, line for line."""
    monkeypatch.chdir(tmp_path)
    case = READ_ALL_THE_SAME.get(id_, CASES[id_])
    code, printed = _printed(case, tmp_path)
    assert code == 0, printed
    assert {*_ID.findall(printed)} == {str(id_)}
    ran = adwright("rules", "--spec", "api.yaml")
    assert (ran.code, ran.stderr) == (0, printed)


@pytest.mark.parametrize("id_", sorted(MEANT - {Id.OVERLAY_TARGET_MISSING}, key=str), ids=str)
def test_rules_do_not_list_what_is_read_as_it_was_meant(
    id_: Id, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert _printed(CASES[id_], tmp_path)[0] == 0
    assert adwright("rules", "--spec", "api.yaml").stderr == ""


def test_errors_as_json_have_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the first member."""
    monkeypatch.chdir(tmp_path)
    code, printed = _printed(CASES[Id.DUPLICATE_KEY], tmp_path, "--format", "json")
    assert code == 3
    assert printed.startswith('{"errors": [{"id": "duplicate-key", "file": "api.yaml", "line": 4,')


@pytest.mark.parametrize("id_", Id, ids=str)
def test_it_is_kebab_case_and_means_a_sentence(id_: Id) -> None:
    """Both are shown to people."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", str(id_))
    assert re.fullmatch(r"[A-Z].*\.", id_.value)


def test_the_readme_lists_them() -> None:
    """Each with its sentence, in order."""
    readme = (ROOT / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| ([A-Z][^|]*\.) \|$", readme, re.MULTILINE)
    assert rows == [(str(id_), id_.value) for id_ in Id]
