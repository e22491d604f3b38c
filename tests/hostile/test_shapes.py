"""Right keys with wrong values, names that are no names, text that is code, servers that are none."""

from __future__ import annotations

import ast
import importlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import Ran, Run, document, get

WRONG: list[tuple[str, Any]] = [
    ("/info", "text"),
    ("/info/title", 5),
    ("/paths", []),
    ("/paths/~1a", "text"),
    ("/paths/~1a/get", []),
    ("/paths/~1a/get/parameters", {}),
    ("/paths/~1a/get/parameters/0", "x"),
    ("/paths/~1a/get/tags", 7),
    ("/paths/~1a/get/responses", []),
    ("/components/schemas/T", 5),
    ("/components/schemas/T/properties", []),
    ("/components/schemas/T/properties/p", "string"),
    ("/components/schemas/T/allOf", {}),
    ("/components/schemas/T/enum", "x"),
    ("/servers", {}),
    ("/tags", "x"),
    ("/security", {}),
]


def put(tree: Any, pointer: str, value: Any) -> None:
    """Set a member of a tree, with what is needed on the way."""
    *way, last = [key.replace("~1", "/") for key in pointer[1:].split("/")]
    for key in way:
        tree = tree.setdefault(key, {})
    if last == "0":
        raise ValueError(pointer)
    tree[last] = value


@pytest.mark.parametrize(("pointer", "value"), WRONG, ids=[pointer for pointer, _ in WRONG])
def test_values_of_a_wrong_kind_are_named(run: Run, pointer: str, value: Any) -> None:
    tree = document()
    if pointer.endswith("/0"):
        pointer, value = pointer.removesuffix("/0"), [value]
        put(tree, pointer, value)
        pointer += "/0"
    else:
        put(tree, pointer, value)
    run(tree).refused(f": {pointer}: expected ", "found ")


def test_all_wrong_values_are_named_at_once(run: Run) -> None:
    tree = {
        "openapi": 3.1,
        "info": "x",
        "paths": [],
        "servers": {},
        "tags": "x",
        "components": {"schemas": []},
    }
    ran = run(tree)
    ran.refused("/openapi", "/info", "/paths", "/servers", "/tags", "/components/schemas")


@pytest.mark.parametrize("version", ["1.2", "4.0.0", "", "three", None, {}])
def test_versions_that_are_not_read_are_refused(run: Run, version: Any) -> None:
    run({**document(), "openapi": version}).refused("/openapi")


NAMES = [
    "__class__",
    "__init__",
    "import os; os.system('touch {mark}')",
    "",
    "😀",
    "x",
    "\U0001d4cd",
    "a" * 300,
    "a" * 299 + "b",
    "object",
    "str",
    "List",
    "BaseModel",
    "Client",
    "None",
    "True",
    "self",
    "cls",
    "class",
    "model_config",
    "model_fields",
    "json",
    "copy",
    "dict",
    "schema",
    "validate",
    "a\nb",
    "a'b",
    'a"b',
    "a\\b",
    "{{ 7*7 }}",
    "1st",
    "-1",
    "+1",
    "é",
    "e\u0301",
    "options",
    "builtins",
    "Any",
    "Literal",
    "ß",
    "ẞ",
    "_",
    "__",
    "_private",
    "\u202egnp",
    "..",
    "/etc/passwd",
]


def test_any_name_becomes_a_field_of_its_own(run: Run, tmp_path: Path) -> None:
    mark = tmp_path / "pwned"
    names = [name.format(mark=mark) if "{mark}" in name else name for name in NAMES]
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in names}}
    ran = run(document({"/a": get({"$ref": "#/components/schemas/T"})}, {"T": schema}))
    ran.compiled()
    model = imported(ran, "models").T
    value = {name: str(index) for index, name in enumerate(names)}
    read = model.model_validate(value)
    assert len(model.model_fields) == len(names)
    assert read.model_dump(by_alias=True) == value
    assert not mark.exists()


def test_any_name_becomes_a_class_of_its_own(run: Run, tmp_path: Path) -> None:
    names = [name.format(mark=tmp_path / "pwned") if "{mark}" in name else name for name in NAMES]
    schemas = {name: {"type": "object", "properties": {"p": {"type": "string"}}} for name in names}
    ran = run(document({"/a": get()}, schemas))
    texts = ran.compiled()
    classes = [
        node.name for node in ast.parse(texts["models.py"]).body if isinstance(node, ast.ClassDef)
    ]
    assert len(classes) == len({name.lower() for name in classes}) == len(names)
    imported(ran, "models")
    assert not (tmp_path / "pwned").exists()


TAGS = [
    "client",
    "models",
    "errors",
    "testing",
    "resources",
    "_runtime",
    "types",
    "__init__",
    "import",
    "",
    "1st",
    "+",
    "-",
    "a b",
    "a_b",
    "a-b",
    "A B",
    "close",
    "call",
    "with_response",
    "CON",
    "x" * 300,
    "../up",
    "tag/with/slashes",
    "py.typed",
]


def test_any_tag_keeps_its_operations(run: Run) -> None:
    paths = {
        f"/p{index}": get(tags=[tag], operationId=f"op{index}") for index, tag in enumerate(TAGS)
    }
    ran = run(document(paths))
    ran.compiled()
    assert reachable(ran) == len(TAGS)


def test_operations_that_share_a_name_are_all_there(run: Run) -> None:
    ids = [
        "getThing",
        "get_thing",
        "getThing",
        "close",
        "__enter__",
        "call",
        "",
        "with_response",
        "get-thing",
        "GetThing",
    ]
    paths = {f"/p{index}": get(operationId=name) for index, name in enumerate(ids)}
    paths |= {"/x/{id}": get(), "/x/{name}": get(), "/x/": get(), "/x": get()}
    shared = {"get": get()["get"]}
    tree = document(
        {
            **paths,
            "/one": {"$ref": "#/components/pathItems/S"},
            "/two": {"$ref": "#/components/pathItems/S"},
        }
    )
    tree["components"] = {"pathItems": {"S": shared}}
    ran = run(tree)
    ran.compiled()
    assert reachable(ran) == len(paths) + 2


def test_names_of_operations_do_not_depend_on_order(run: Run) -> None:
    ids = ["getThing", "get_thing", "get-thing"]
    paths = {f"/p{index}": get(operationId=name) for index, name in enumerate(ids)}
    forward = run(document(paths)).compiled()["client.py"]
    backward = run(document(dict(reversed(paths.items())))).compiled()["client.py"]
    assert methods(forward) == methods(backward)


def test_a_parameter_in_four_places_has_four_arguments(run: Run) -> None:
    places = ["path", "query", "header", "cookie"]
    parameters = [
        {"name": "id", "in": p, "required": True, "schema": {"type": "string"}} for p in places
    ]
    texts = run(document({"/x/{id}": get(parameters=parameters)})).compiled()
    assert all(
        f"{name}: str" in texts["client.py"]
        for name in ("id", "id_query", "id_header", "id_cookie")
    )


CODE = '"""; import os; os.system("touch {mark}"); """'
TEXTS = [
    CODE,
    '"""',
    "\\",
    'ends with a quote"',
    "\\N{x} C:\\new \\u12",
    "{{ 7*7 }}",
    "{% raw %}",
    "${7*7}",
    "<%= 7*7 %>",
    "#{7*7}",
    '"' * 40,
    "x" * 5000,
    "\u202eevil\u2066",
    "\x00\x07\x1b[31m",
    "\r\n\r\n",
    "\u2028\u2029\x85",
    "'''",
    "# type: ignore",
    'f"{1/0}"',
]


def test_text_stays_text(run: Run, tmp_path: Path) -> None:
    mark = tmp_path / "pwned"
    paths: dict[str, Any] = {}
    for index, text in enumerate(TEXTS):
        text = text.replace("{mark}", str(mark))
        parameter = {
            "name": "q",
            "in": "query",
            "description": text,
            "schema": {"type": "string", "default": text},
        }
        said = {
            "summary": text,
            "description": text,
            "operationId": f"op{index}",
            "parameters": [parameter],
        }
        schema = {
            "type": "object",
            "description": text,
            "properties": {"p": {"enum": [text], "description": text}},
        }
        paths[f"/p{index}"] = get(schema, tags=[f"t{index}"], **said)
    info = {"title": CODE, "version": CODE, "description": TEXTS[0]}
    ran = run({**document(paths), "info": info, "tags": [{"name": "t0", "description": CODE}]})
    texts = ran.compiled()
    assert not any("49" in text for path, text in texts.items() if "t5" in path)
    assert not any(
        bad in text for text in texts.values() for bad in ("\u202e", "\u2066", "\x00", "\x1b")
    )
    everything = "".join(texts)
    assert everything
    for name in sorted(
        {Path(path).with_suffix("").as_posix().replace("/", ".") for path in texts} - {"__init__"}
    ):
        imported(ran, name.removesuffix(".__init__"))
    assert not mark.exists()


@pytest.mark.parametrize(
    ("server", "warned"),
    [
        ({"url": "ftp://a.example"}, "neither http nor https"),
        ({"url": "javascript:alert(1)"}, "neither http nor https"),
        ({"url": "https://user:secret@a.example"}, "credentials"),
        ({"url": "https://{region}.a.example"}, "region"),
        (
            {"url": "https://{r}.a", "variables": {"r": {"default": "x", "enum": ["y"]}}},
            "not one of its values",
        ),
        ({"url": "http://[::1"}, "none"),
        ({"url": "http://"}, "no host"),
        ({"url": "http://a.example:99999"}, "none"),
        ({"url": "localhost:8080/v1"}, "no scheme"),
        (
            {"url": "{scheme}://a", "variables": {"scheme": {"default": "file"}}},
            "neither http nor https",
        ),
        ({"url": '"; import os #'}, ""),
        ({"url": "https://a.example/\n\u202e"}, ""),
    ],
)
def test_odd_servers_are_literals_or_left_out(
    run: Run, server: dict[str, Any], warned: str
) -> None:
    ran = run(document({"/a": get()}, servers=[server]))
    ran.compiled()
    imported(ran, "client").Sample().close()
    assert not warned or any(warned in line for line in ran.warnings), ran.stderr


def imported(ran: Ran, module: str) -> Any:
    """A module of the package, imported afresh."""
    for name in [name for name in sys.modules if name.split(".")[0] == "sample"]:
        del sys.modules[name]
    sys.path.insert(0, str(ran.output))
    try:
        return importlib.import_module(f"sample.{module}")
    finally:
        sys.path.remove(str(ran.output))


def methods(text: str) -> set[tuple[str, str]]:
    """The methods of a client's text with the calls they make."""
    [first, *_] = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    return {
        (node.name, ast.unparse(node.body[-1]))
        for node in first.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def reachable(ran: Ran) -> int:
    """How many operations the client has, its resources included, each under a name of its own."""
    client = imported(ran, "client").Sample()
    base = {name for cls in type(client).__mro__[1:] for name in vars(cls)}
    count = 0
    for name in (
        vars(type(client)).keys() - base - {"__module__", "__doc__", "__init__", "__annotations__"}
    ):
        value = getattr(client, name)
        if callable(value):
            count += 1
        elif hasattr(value, "_client"):
            count += len([m for m in vars(type(value)) if not m.startswith("__")])
    client.close()
    return count


def test_the_files_are_safe_to_import_with_warnings_as_errors(run: Run) -> None:
    ran = run(document({"/a": get({"enum": TEXTS})}))
    ran.compiled()
    code = "import sample, sample.client, sample.models, sample.testing"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, "PYTHONPATH": str(ran.output)},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
