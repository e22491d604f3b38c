"""Mistakes that people make in a spec: what `generate` and `lint` say of each, where, and how they end.

Nothing of it passes in silence, and of each a stranger knows from the message what to do.
"""

# ruff: noqa: E501 - messages stand as they are printed
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import adwright

SPEC = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: 'https://api.example.com'}]
tags: [{name: orders, description: Orders.}]
paths:
  /orders:
    get:
      operationId: orders.list
      tags: [orders]
      summary: List orders
      parameters:
        - {name: page, in: query, schema: {type: integer, minimum: 1}}
        - {name: per_page, in: query, schema: {type: integer}}
      x-pagination: {style: page, page: page, size: per_page, items: rows, total: count}
      responses:
        '200':
          description: They.
          content:
            application/json:
              schema:
                type: object
                properties:
                  rows: {type: array, items: {$ref: '#/components/schemas/Order'}}
                  count: {type: integer}
    post:
      operationId: orders.create
      tags: [orders]
      summary: Create an order
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
      responses:
        '201': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
  /orders/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
    get:
      operationId: orders.get
      tags: [orders]
      summary: Get an order
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
        default: {$ref: '#/components/responses/Error'}
components:
  responses:
    Error: {description: No., content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}
  schemas:
    Order:
      type: object
      required: [id, size]
      properties:
        id: {type: integer, readOnly: true}
        size: {type: integer, minimum: 1, maximum: 9, default: 1, example: 3}
        state: {type: string, enum: [new, done], default: new}
        start: {type: string, format: date}
        end: {type: string, format: date}
      allOf:
        - x-rule: {id: order-end-start, says: An end needs a start.}
          if: {required: [end]}
          then: {required: [start]}
    Error: {type: object, properties: {message: {type: string}}}
"""


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        (
            "    post:\n",
            "    pots:\n",
            0,
            "25:5: the key 'pots' of the path item is not known (did you mean 'post'?) [key-unknown]",
        ),
        (
            "minimum: 1, maximum: 9",
            "minimum: 1, maximun: 9",
            0,
            "53:43: the keyword 'maximun' of a schema is not known (did you mean 'maximum'?) [key-unknown]",
        ),
        (
            "      properties:\n        id:",
            "      propertes:\n        id:",
            0,
            "51:7: the keyword 'propertes' of a schema is not known (did you mean 'properties'?) [key-unknown]",
        ),
        (
            "x-pagination",
            "x-paginaton",
            0,
            "14:7: 'x-paginaton' is not known (did you mean 'x-pagination'?) [key-unknown]",
        ),
        (
            "items: rows,",
            "items: rowz,",
            3,
            "14:63: 'rowz' leads nowhere: there is no 'rowz' (did you mean 'rows'?) [extension-target]",
        ),
        (
            "page: page, size",
            "page: pag, size",
            3,
            "14:35: there is no query parameter 'pag' (did you mean 'page'?) [extension-target]",
        ),
        (
            "size: per_page",
            "size: perpage",
            3,
            "14:47: there is no query parameter 'perpage' (did you mean 'per_page'?) [extension-target]",
        ),
        (
            "required: [id, size]",
            "required: [id, sise]",
            0,
            "50:22: the field 'sise' is required and not declared (did you mean 'size'?) [field-undeclared]",
        ),
        (
            "required: [end]",
            "required: [ende]",
            0,
            "59:27: the field 'ende' is read by order-end-start and not declared (did you mean 'end'?) "
            "[field-undeclared]",
        ),
        (
            "then: {required: [start]}",
            "then: {required: [strat]}",
            0,
            "60:29: the field 'strat' is read by order-end-start and not declared (did you mean "
            "'state'?) [field-undeclared]",
        ),
        (
            "operationId: orders.get",
            "operationId: orders.list",
            0,
            "38:7: another operation has the operationId 'orders.list' too (give each an id of its "
            "own) [operation-id-repeated]",
        ),
        (
            "operationId: orders.get",
            "operationID: orders.get",
            0,
            "38:7: the key 'operationID' of the operation is not known (did you mean 'operationId'?) [key-unknown]",
        ),
        (
            "{type: integer, readOnly: true}",
            "{type: int, readOnly: true}",
            0,
            "52:14: 'int' is no type, and is left out (did you mean 'integer'?) [keyword-unusable]",
        ),
        (
            "{type: integer, readOnly: true}",
            "{type: integer, readonly: true}",
            0,
            "52:29: the keyword 'readonly' of a schema is not known (did you mean 'readOnly'?) [key-unknown]",
        ),
        (
            "enum: [new, done]",
            "emun: [new, done]",
            0,
            "54:31: the keyword 'emun' of a schema is not known (did you mean 'enum'?) [key-unknown]",
        ),
        (
            "format: date}\n        end",
            "fromat: date}\n        end",
            0,
            "55:31: the keyword 'fromat' of a schema is not known (did you mean 'format'?) [key-unknown]",
        ),
        (
            "default: 1, example",
            "default: one, example",
            0,
            "53:55: the default is a string, not integer; it is not used [keyword-unusable]",
        ),
        (
            "'#/components/schemas/Error'",
            "'#/components/schemas/Eror'",
            3,
            "46:69: $ref to something that is not there: '#/components/schemas/Eror' (did you mean "
            "'Error'?) [reference-missing]",
        ),
        (
            "'#/components/responses/Error'",
            "'#/components/response/Error'",
            3,
            "43:19: $ref to something that is not there: '#/components/response/Error' (did you mean "
            "'#/components/responses/Error'?) [reference-missing]",
        ),
        (
            "in: path, required: true",
            "in: path, required: yes",
            3,
            "36:30: expected a boolean, found a string (write true) [wrong-type]",
        ),
        (
            "in: path, required: true",
            "in: paths, required: true",
            0,
            "34:3: path parameter 'id' is not declared and is read as a string (declare it under "
            "parameters) [parameter-undeclared]",
        ),
        (
            "name: id, in: path",
            "name: order_id, in: path",
            0,
            "34:3: path parameter 'id' is not declared and is read as a string (declare it under "
            "parameters) [parameter-undeclared]",
        ),
        (
            "      - {name: id, in: path, required: true, schema: {type: integer}}\n    get",
            "      name: id\n    get",
            0,
            "34:3: path parameter 'id' is not declared and is read as a string (declare it under parameters) "
            "[parameter-undeclared]",
        ),
        (
            "      requestBody:",
            "      requestbody:",
            0,
            "29:7: the key 'requestbody' of the operation is not known (did you mean 'requestBody'?) [key-unknown]",
        ),
        (
            "required: true\n        content",
            "requierd: true\n        content",
            0,
            "30:9: the key 'requierd' of the request body is not known (did you mean 'required'?) [key-unknown]",
        ),
        (
            "application/json: {schema: {$ref: '#/components/schemas/Order'}}}\n      responses:\n        '201'",
            "application/json: {$ref: '#/components/schemas/Order'}}\n      responses:\n        '201'",
            0,
            "31:38: a reference to a schema in place of a media type; it is read as its schema [reference-unusual]",
        ),
        (
            "{type: array, items: {$ref",
            "{type: array, item: {$ref",
            0,
            "23:39: the keyword 'item' of a schema is not known (did you mean 'items'?) [key-unknown]",
        ),
        (
            "x-rule: {id: order-end-start, says",
            "x-rule: {name: order-end-start, says",
            0,
            "58:11: x-rule has another shape than ours and is ignored (ours is such as {id: "
            "pet-leash-required, says: leash is required when kind is dog.}) [extension-shape]",
        ),
        (
            "servers: [{url: 'https://api.example.com'}]",
            "servers: [{ulr: 'https://api.example.com'}]",
            3,
            "3:11: 'url' is missing (add url, a string) [key-missing]",
        ),
        (
            "servers: [{url: 'https://api.example.com'}]",
            "servers: [{url: 'api.example.com'}]",
            0,
            "3:11: the server's URL has no scheme and is left out (write https://api.example.com) [server-unusable]",
        ),
        (
            "servers: [{url: 'https://api.example.com'}]",
            "servers: [{url: 'https://{region}.example.com'}]",
            0,
            "3:11: server variable 'region' is not described; the server is left out (describe it in "
            "variables) [server-unusable]",
        ),
        (
            "openapi: 3.1.0",
            "openapi: 3.1",
            0,
            '1:1: not valid OpenAPI: "3.1" is no version of OpenAPI (write all three numbers, such as '
            "3.1.0) [openapi-invalid]",
        ),
        (
            "openapi: 3.1.0",
            "openapi: '2.0'",
            3,
            "1:1: version '2.0' is not read (OpenAPI 3.0, 3.1, 3.2 and Swagger 2.0 are) [version-unsupported]",
        ),
        (
            "      tags: [orders]\n      summary: Get",
            "      tags: orders\n      summary: Get",
            0,
            "39:7: tags is read as a list of this one member (write a list: `[...]`) [list-expected]",
        ),
        (
            "{type: object, properties: {message",
            "{type: object, nullable: true, properties: {message",
            0,
            "61:27: OpenAPI 3.1 has no nullable: it says nothing (type: [..., 'null']) [keyword-unusable]",
        ),
        (
            "  schemas:\n    Order:",
            "  schema:\n    Order:",
            3,
            "23:47: $ref to something that is not there: '#/components/schemas/Order' (did you mean "
            "'#/components/schema/Order'?) [reference-missing]",
        ),
        (
            "minimum: 1}}",
            "minimum: '1'}}",
            0,
            "12:59: not judged: minimum is a string that cannot be used [keyword-unusable]",
        ),
        (
            "readOnly: true}",
            "readOnly: true, x-access: {create: nevr}}",
            0,
            "52:45: x-access has another shape than ours and is ignored (ours is such as {create: "
            "required, update: optional}) [extension-shape]",
        ),
        (
            "type: string, format: date}\n        end: {type: string, format: date}",
            "type: string, format: date}\n        end: {type: string, format: date, pattern: '('}",
            0,
            "56:43: not judged: the pattern '(' is not one that can be checked (write it as JavaScript "
            "reads it, with small counts) [pattern-not-supported]",
        ),
        (
            "description: They.",
            "descripton: They.",
            0,
            "16:9: not valid OpenAPI: 'description' is missing (add description) [openapi-invalid]",
        ),
        (
            "{$ref: '#/components/schemas/Order'}}\n                  count",
            "{$ref: '/components/schemas/Order'}}\n                  count",
            0,
            "23:47: '/components/schemas/Order' is no reference as OpenAPI writes them; it is read as '#/components/schemas/Order' [reference-unusual]",
        ),
        (
            "'201':",
            "'2001':",
            0,
            "33:9: '2001' is no status (100 to 599, 1XX to 5XX, or default) [openapi-invalid]",
        ),
        ("'201':", "2xx:", 0, "33:9: '2xx' is no status (write 2XX) [openapi-invalid]"),
        (
            "  /orders/{id}:",
            "  orders/{id}:",
            0,
            "34:3: the path 'orders/{id}' does not begin with '/' (write '/orders/{id}') [openapi-invalid]",
        ),
        (
            "    post:\n",
            "    POST:\n",
            0,
            "25:5: the key 'POST' of the path item is not known (did you mean 'post'?) [key-unknown]",
        ),
        (
            "size: {type: integer, minimum: 1",
            "size: {type: integer, required: true, minimum: 1",
            0,
            "53:31: not judged: required is a boolean that cannot be used (required is a list of names, on the object that has the properties) [keyword-unusable]",
        ),
        (
            "enum: [new, done]",
            "enum: new",
            3,
            "54:31: expected an array, found a string (write a list: `[...]`) [wrong-type]",
        ),
        (
            "format: date}\n        end",
            "format: dat}\n        end",
            0,
            "55:31: the format 'dat' is not known (did you mean 'date'?) [keyword-unusable]",
        ),
        (
            "minimum: 1, maximum: 9",
            "minimum: 10, maximum: 9",
            0,
            "53:31: minimum is 10 and maximum is 9: nothing is both (exchange them) [keyword-unusable]",
        ),
        (
            "message: {type: string}",
            "message: {type: file}",
            0,
            "61:50: 'file' is no type, and is left out (write type: string with format: binary) [keyword-unusable]",
        ),
        (
            "start: {type: string, format: date}",
            "start: {type: date}",
            0,
            "55:17: 'date' is no type, and is left out (write type: string with format: date) [keyword-unusable]",
        ),
        (
            "requestBody:\n        required: true\n        content: {application/json:",
            "requestBody:\n        required: true\n        content: {aplication/json:",
            0,
            "31:19: no media type begins with 'aplication' (did you mean 'application'?) [openapi-invalid]",
        ),
        (
            "requestBody:\n        required: true\n        content: {application/json:",
            "requestBody:\n        required: true\n        content: {json:",
            0,
            "31:19: 'json' is no media type (did you mean 'application/json'?) [openapi-invalid]",
        ),
        (
            "      allOf:\n        - x-rule",
            "      allOf:\n          x-rule",
            3,
            "57:7: expected an array, found an object (begin each member with `- `) [wrong-type]",
        ),
        (
            "tags: [{name: orders, description: Orders.}]",
            "tags: [orders]",
            3,
            "4:8: expected an object, found a string (write {name: orders}) [wrong-type]",
        ),
        (
            "servers: [{url: 'https://api.example.com'}]",
            "servers: {url: 'https://api.example.com'}",
            3,
            "3:1: expected an array, found an object (begin each member with `- `) [wrong-type]",
        ),
        (
            "servers: [{url: 'https://api.example.com'}]",
            "servers: ['https://api.example.com']",
            3,
            "3:11: expected an object, found a string (write {url: https://api.example.com}) [wrong-type]",
        ),
        (
            "tags: [{name: orders, description: Orders.}]",
            "security: [{token: []}]",
            0,
            "4:13: there is no security scheme 'token'; clients send no credentials for it (describe it in components.securitySchemes) [reference-missing]",
        ),
        (
            "tags: [{name: orders, description: Orders.}]",
            "security: {token: []}",
            3,
            "4:1: expected an array, found an object (begin each member with `- `) [wrong-type]",
        ),
        (
            "in: path, required: true, schema",
            "in: path, schema",
            0,
            "36:9: not valid OpenAPI: 'required' is missing (add required: true) [openapi-invalid]",
        ),
        (
            "      required: [id, size]",
            "      additionalProperties: 'no'\n      required: [id, size]",
            3,
            "50:7: expected an object, found a string (write false) [wrong-type]",
        ),
        (
            "      required: [id, size]",
            "      discriminator: kind\n      required: [id, size]",
            0,
            "50:7: the discriminator is a string and says nothing (discriminator: {propertyName: kind}) [keyword-unusable]",
        ),
        (
            "- {name: per_page, in: query, schema: {type: integer}}",
            "- {name: per_page, in: query, schema: {type: integer}, x-name: class}",
            0,
            "13:64: 'class' is no name in Python; the argument is called class_ (choose another) [extension-target]",
        ),
        (
            "operationId: orders.create",
            "operationId: orders.create\n      x-method: list",
            0,
            "27:7: the method is called list_post_orders: 'list' is taken, or no name (choose another) [extension-target]",
        ),
        (
            "operationId: orders.create",
            "operationId: orders.create\n      x-retry-safe: 'yes'",
            0,
            "27:7: x-retry-safe has another shape than ours and is ignored (ours is such as false) [extension-shape]",
        ),
        (
            "operationId: orders.create",
            "operationId: orders.create\n      x-idempotency-key: X Key",
            0,
            "27:7: x-idempotency-key has another shape than ours and is ignored (ours is such as Idempotency-Key) [extension-shape]",
        ),
        (
            "servers: [{url: 'https://api.example.com'}]",
            "servers: [{url: 'https://a.example.com', x-environment: live}, {url: 'https://b.example.com', x-environment: live}]",
            0,
            "3:1: 2 servers have the name 'live'; one of them can be chosen (name each otherwise) [extension-target]",
        ),
        (
            "components:\n",
            "components:\n  securitySchemes: {t: {type: http, scheme: baerer}}\n",
            0,
            "45:21: security scheme 't' is of a kind that a client cannot serve (did you mean 'bearer'?) [security-scheme-unsupported]",
        ),
        (
            "  /orders/{id}:",
            "  /orders/{other}:\n    get: {operationId: orders.other, parameters: [{name: other, in: path, required: true, schema: {type: string}}], responses: {'204': {description: d}}}\n  /orders/{id}:",
            0,
            "36:3: get of '/orders/{id}' is the same request as that of '/orders/{other}' (call the parameters alike, and leave one out) [openapi-invalid]",
        ),
        (
            "    Error: {type: object",
            "    Err/or: {type: object}\n    Error: {type: object",
            0,
            "61:5: not valid OpenAPI: \"Err/or\" is no name of a component (letters, digits, '.', '_' and '-') [openapi-invalid]",
        ),
        (
            "      properties:\n        id: {type",
            "      properties:\n      id: {type",
            3,
            "53:9: not YAML: indented by 8 spaces, as no line above that it could belong to (indent it by 0 or 2 or 4 or 6) [yaml-syntax]",
        ),
        (
            "  /orders:\n",
            "  https://api.example.com/orders:\n",
            0,
            "6:3: the path 'https://api.example.com/orders' does not begin with '/' (the host belongs into servers) [openapi-invalid]",
        ),
        (
            "      summary: List orders",
            "      summary: List orders\n      summary: Again",
            3,
            "11:7: the key 'summary' is given twice; the first is on line 10 (remove one of them) [duplicate-key]",
        ),
        (
            "{$ref: '#/components/schemas/Error'}}}}\n  schemas",
            "{$ref: '#/components/responses/Error'}}}}\n  schemas",
            0,
            "46:69: a schema is expected, and the reference leads to one of the responses (did you mean '#/components/schemas/Error'?) [reference-unusual]",
        ),
        (
            "- {name: per_page, in: query, schema: {type: integer}}",
            "- {name: per_page, in: query, explode: 'false', schema: {type: array, items: {type: integer}}}",
            3,
            "13:39: expected a boolean, found a string (write false) [wrong-type]",
        ),
        (
            "- {name: per_page, in: query, schema: {type: integer}}",
            "- {name: per_page, in: query, style: csv, schema: {type: array, items: {type: integer}}}",
            0,
            "13:39: there is no style 'csv' here; the usual one is used (use form or spaceDelimited or pipeDelimited or deepObject) [style-unknown]",
        ),
        (
            "- {name: per_page, in: query, schema: {type: integer}}",
            "- {name: per_page, in: query, collectionFormat: multi, schema: {type: array, items: {type: integer}}}",
            0,
            "13:39: 'collectionFormat' is a key of OpenAPI 2.0, and this document is 3.1 (put it below `schema`) [key-unknown]",
        ),
        (
            "- {name: per_page, in: query, schema: {type: integer}}",
            "- {name: per_page, in: query, type: integer}",
            0,
            "13:11: not valid OpenAPI: 'schema' or 'content' is missing (add schema or content) [openapi-invalid]",
        ),
    ],
)
def test_a_mistake_is_told_when_a_client_is_generated(
    old: str, new: str, code: int, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First of all, with its place; what is harmless is a warning, and the client is made."""
    monkeypatch.chdir(tmp_path)
    assert SPEC.count(old) >= 1
    Path("api.yaml").write_text(SPEC.replace(old, new, 1))
    ran = adwright("generate", "--spec", "api.yaml", "--output", "out", "--package", "p")
    assert ran.code == code, ran.stderr
    assert Path("out").exists() is (code == 0)
    line = ran.stderr.splitlines()[0]
    assert line.startswith("api.yaml:" if code else "warning: api.yaml:")
    place, _, rest = line.partition("api.yaml:")[2].partition(": ")
    assert f"{place}: {rest.partition(': ')[2]}" == told
    ran = adwright("lint", "--spec", "api.yaml")
    line = f"api.yaml:{place.partition(':')[0]}:"
    assert ran.code == 3 or (ran.code == 1 and line in ran.stdout)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (
            "enum: [new, done]",
            "enum: [new, new]",
            '54:43 enum-samples "new" stands in the enum twice (leave one of them out)',
        ),
        ("example: 3", "example: 30", "53:67 example-valid 30 is greater than the maximum of 9"),
        (
            "type: array, items: {$ref: '#/components/schemas/Order'}",
            "type: array",
            "23:19 array-items the array does not say what is in it (items: {type: ...})",
        ),
        (
            "type: integer, minimum: 1, maximum",
            "type: integer, minimum: 10, maximum",
            "53:31 openapi-valid minimum is 10 and maximum is 9: nothing is both (exchange them)",
        ),
        (
            "schema: {type: integer}}\n      x-pag",
            "schema: {type: integer}, x-status: guessed}\n      x-pag",
            '13:64 extension-shape x-status: "guessed" is none of the values that may stand here '
            '(one of "documented", "vendor", "assumed", "observed")',
        ),
    ],
)
def test_what_a_client_can_be_made_from_is_found_by_lint(
    old: str, new: str, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a document says of itself, and says wrongly."""
    monkeypatch.chdir(tmp_path)
    assert SPEC.count(old) >= 1
    Path("api.yaml").write_text(SPEC.replace(old, new, 1))
    ran = adwright("lint", "--spec", "api.yaml")
    assert ran.code == 1
    assert ran.stdout.splitlines()[0] == f"api.yaml:{found}"


def test_without_mistakes_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("api.yaml").write_text(SPEC)
    ran = adwright("generate", "--spec", "api.yaml", "--output", "out", "--package", "p")
    assert (ran.code, ran.stderr) == (0, "")
    assert adwright("lint", "--spec", "api.yaml") == type(ran)(0, "", "")


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("json", "a module of Python itself"),
        ("calendar", "a module of Python itself"),
        ("httpx", "a library that clients need"),
        ("pydantic_core", "a library that clients need"),
    ],
)
def test_a_package_that_would_hide_another(
    name: str, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the top only one of the two can be imported; inside of a package both can."""
    monkeypatch.chdir(tmp_path)
    Path("shop.yaml").write_text(SPEC, "utf-8")
    ran = adwright("generate", "--spec", "shop.yaml", "--output", "out", "--package", name)
    assert ran.code == 2
    assert f"--package: {name!r} is {what}" in ran.stderr
    assert f"such as '{name.strip('_')}_client'" in ran.stderr
    assert not Path("out").exists()
    Path("out").mkdir()
    Path("out/__init__.py").touch()
    ran = adwright("generate", "--spec", "shop.yaml", "--output", "out", "--package", name)
    assert ran.code == 0, ran.stderr
    code = f"import sys; sys.path.insert(0, '.'); import out.{name} as p; print(p.__name__, p.__version__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [f"out.{name}", "1"]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("output = 'json'\nclients = []", "[tool.adwright]: output: 'json' is a module of Python"),
        (
            "project = true\n[[tool.adwright.clients]]\nname = 'types'\nclass = 'T'\nspec = 'shop.yaml'",
            "'types' is a module of Python",
        ),
    ],
)
def test_a_configured_package_that_would_hide_another(
    table: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("shop.yaml").write_text(SPEC, "utf-8")
    Path("pyproject.toml").write_text(f"[tool.adwright]\n{table}\n", "utf-8")
    ran = adwright("generate")
    assert ran.code == 2
    assert words in ran.stderr


OVERLAY = """\
overlay: 1.0.0
info: {title: What is left out, version: '1'}
actions:
  - target: $.paths['/orders'].get
    update: {x-retry-safe: true}
"""


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        (
            "update:",
            "updat:",
            0,
            "5:5: /actions/0/updat: the key 'updat' of an overlay is not known (did you mean 'update'?) [overlay-invalid]",
        ),
        (
            "update: {x-retry-safe: true}",
            "description: Safe.",
            0,
            "4:5: /actions/0: the action changes nothing (add update or remove) [overlay-invalid]",
        ),
        (
            "update: {x-retry-safe: true}",
            "remove: 'true'",
            0,
            "5:5: /actions/0/remove: remove is a string; nothing is removed (write true) [overlay-invalid]",
        ),
        (
            "actions:",
            "action:",
            3,
            "1:1: /actions: 'actions' is missing (add actions, a list) [overlay-invalid]",
        ),
        (
            "  - target",
            "    target",
            3,
            "3:1: /actions: expected an array, found an object (begin each action with `- `) [overlay-invalid]",
        ),
        (
            "overlay: 1.0.0",
            "openapi: 3.1.0",
            3,
            "1:1: /: this is no OpenAPI Overlay 1.0 (it starts with `overlay: 1.0.0`) [overlay-invalid]",
        ),
        (
            "$.paths['/orders'].get",
            "/paths/~1orders/get",
            3,
            "4:5: /actions/0/target: not a JSONPath: expected '$', found '/', line 1, column 0 (such as $.paths['/pets'].get) [overlay-action-failed]",
        ),
        (
            "$.paths['/orders'].get",
            "$.paths['/order'].get",
            0,
            "4:5: /actions/0/target: nothing in the document is at \"$.paths['/order'].get\" (the vendor may have changed it) [overlay-target-missing]",
        ),
        (
            "{x-retry-safe: true}",
            "safe",
            3,
            "4:5: /actions/0/target: an object cannot be updated with a string (write an object with the members to change) [overlay-action-failed]",
        ),
        (
            "$.paths['/orders'].get",
            "$.info.title",
            3,
            "4:5: /actions/0/target: a string cannot be updated with an object (target the object that holds it) [overlay-action-failed]",
        ),
    ],
)
def test_a_mistake_in_an_overlay_is_told(
    old: str, new: str, code: int, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("api.yaml").write_text(SPEC)
    assert old in OVERLAY
    Path("overlay.yaml").write_text(OVERLAY.replace(old, new, 1))
    one_off = ("--spec", "api.yaml", "--output", "out", "--package", "p")
    ran = adwright("generate", *one_off, "--overlay", "overlay.yaml")
    assert ran.code == code, ran.stderr
    line = f"overlay.yaml:{told}"
    assert ran.stderr.splitlines()[0] == (line if code else f"warning: {line}")
