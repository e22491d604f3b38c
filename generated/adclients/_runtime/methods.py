"""Looks at the methods of a client: what a call would send, and the JSON Schema of its arguments."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from .data import is_dict, is_list
from .options import UNSET, RequestOptions
from .schemas.store import Schema, Schemas, changed
from .spec.operation import Operation


@dataclass(frozen=True)
class MethodCall:
    """What a method hands to its client.

    Attributes:
        operation: What it calls.
        params: Its parameters by Python name.
        body: Its body, or the members of it by Python name.
        options: What the caller changes.
    """

    operation: Operation[Any]
    params: Mapping[str, object]
    body: object
    options: RequestOptions


def arguments_of(
    client: object, method: Callable[..., object], *args: object, **kwargs: object
) -> MethodCall:
    """What a method of a client would send.

    Args:
        client: The client.
        method: A method of it or of one of its resources, sync or async.
        *args: Arguments of the method.
        **kwargs: Keyword arguments of the method.

    Raises:
        TypeError: It is no such method, or does not take these arguments.
    """
    owner: Any = getattr(method, "__self__", None)
    function: Any = getattr(method, "__func__", None)
    recorder: Any = _Recorder()
    if owner is client:
        function = getattr(_Recorder, function.__name__, function)  # such as `call` itself
    elif getattr(owner, "_client", None) is client:
        recorder = type(owner)(recorder)
    else:
        raise TypeError("this takes a method of the client that makes a request")
    try:
        result = function(recorder, *args, **kwargs)
        if inspect.iscoroutine(result):
            result.send(None)
    except _Recorded as recorded:
        return recorded.call
    except AttributeError as error:
        if not isinstance(error.obj, _Recorder):
            raise
    raise TypeError("this takes a method of the client that makes a request")


def operation_of(client: object, method: Callable[..., object]) -> Operation[Any]:
    """The operation that a method of a client calls; for arguments and errors see `arguments_of`."""
    required = [
        each.name
        for each in inspect.signature(method).parameters.values()
        if each.default is each.empty
        and each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)
    ]
    return arguments_of(client, method, **dict.fromkeys(required, UNSET)).operation


class _Recorded(BaseException):
    """Ends a method at the moment at which it would send something."""

    def __init__(self, call: MethodCall) -> None:
        super().__init__()
        self.call = call


class _Recorder:
    """Stands in for a client."""

    def call(
        self,
        operation: Operation[Any],
        params: Mapping[str, object] | None = None,
        body: object = UNSET,
        *,
        options: RequestOptions | None = None,
    ) -> NoReturn:
        """Tell what would be sent."""
        raise _Recorded(MethodCall(operation, params or {}, body, options or RequestOptions()))

    prepare = call

    @property
    def _client(self) -> _Recorder:
        return self


_HERE = frozenset(
    {"allOf", "anyOf", "oneOf", "if", "then", "else", "not", "x-warn", "dependentSchemas"}
)
"""Keywords whose schemas speak of the same object."""
_BETWEEN = _HERE | {"dependentRequired"}


def with_prose(schema: Schema, prose: str | None) -> Schema:
    """A schema with titles, descriptions, defaults and examples.

    Args:
        schema: The schema.
        prose: JSON text of what is said of its parts, by JSON pointer.
    """
    if prose is None or not is_dict(schema):
        return schema
    whole: dict[str, Any] = json.loads(json.dumps(schema))  # the schema itself is kept for judging
    said: dict[str, dict[str, Any]] = json.loads(prose)
    for pointer, words in said.items():
        node: Any = whole
        for step in pointer.split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            node = node[int(name)] if is_list(node) else node[name]
        if is_dict(node):
            node.update({key: value for key, value in words.items() if key not in node})
    return whole


def in_python_names(schema: Schema, names: Mapping[str, str] | None = None) -> Schema:
    """A schema with its properties called as in Python.

    Args:
        schema: The schema.
        names: Names in Python by those in JSON, of the object that the schema speaks of.
    """
    if not is_dict(schema):
        return schema
    own = {wire: name for name, wire in schema.get("x-names", {}).items()}
    known: dict[str, str] = {**(names or {}), **own}

    def renamed(wire: str) -> str:
        return known.get(wire, wire)

    here = {keyword: value for keyword, value in schema.items() if keyword in _HERE}
    rest = {key: value for key, value in schema.items() if key not in here and key != "x-names"}
    made = changed(rest, in_python_names)
    made |= changed(here, lambda each: in_python_names(each, known))
    for keyword in {"properties", "dependentSchemas", "dependentRequired"} & made.keys():
        made[keyword] = {renamed(name): each for name, each in made[keyword].items()}
    for name, needed in made.get("dependentRequired", {}).items():
        made["dependentRequired"][name] = [*map(renamed, needed)]
    if "required" in made:
        made["required"] = [*map(renamed, made["required"])]
    if "x-compare" in made:
        paths = made["x-compare"].items()
        made["x-compare"] = {k: v if k == "operator" else _path(v, known) for k, v in paths}
    return made


def _path(path: str, names: Mapping[str, str]) -> str:
    first, dot, rest = path.partition(".")
    return f"{names.get(first, first)}{dot}{rest}"


def described(schemas: Schemas, key: str) -> dict[str, Any]:
    """A schema with all that it refers to, with names of Python and with what the document says of its parts.

    Args:
        schemas: Where it is.
        key: Its key.

    Raises:
        KeyError: There is no such schema.
    """
    whole = schemas.schema(key)
    inner = {
        name: in_python_names(with_prose(part, schemas.prose(f"$defs/{name}")))
        for name, part in whole.pop("$defs", {}).items()
    }
    root = in_python_names(with_prose(whole, schemas.prose(key)))
    made = root if is_dict(root) else {}
    return {**made, "$defs": inner} if inner else made


def arguments_schema(operation: Operation[Any], schemas: Schemas) -> dict[str, Any]:
    """The schema of all arguments of a method, side by side as the method takes them, in names of Python.

    Args:
        operation: What the method calls.
        schemas: The schemas of what may be sent.
    """
    schema = described(schemas, f"operations/{operation.id}")
    inner: dict[str, Any] = schema["properties"]
    parameters = inner["parameters"]
    names = {key: each.name for key, each in operation.keys}
    listed: dict[str, Any] = parameters.get("properties", {})
    properties = {names.get(key, key): value for key, value in listed.items()}
    required = [names.get(key, key) for key in parameters.get("required", ())]
    made: dict[str, Any] = {"type": "object", "properties": properties, "required": required}
    conditions = parameters.get("allOf", [])
    body = inner.get("body")
    if operation.body and operation.body.fields and is_dict(body):
        names = {argument: field for field, argument in operation.body.names.items()}
        fields: Any = in_python_names({**_resolved(body, schema), "x-names": names})
        properties.update(fields.get("properties", {}))
        required += fields.get("required", []) if operation.body.required else []
        further = fields.get("additionalProperties", False)
        if further is not False:
            properties["additional_properties"] = {
                "type": "object",
                "additionalProperties": further,
            }
        conditions = [*conditions, *_conditions(fields)]
    elif body is not None:
        properties["body"] = body
        required += ["body"] if operation.body and operation.body.required else []
    made |= {"allOf": conditions} if conditions else {}
    return {**made, "additionalProperties": False, "$defs": schema.get("$defs", {})}


def _conditions(schema: dict[str, Any]) -> list[Any]:
    """What a schema asks of members together, apart from what counts or names all of them."""
    held = {key: value for key, value in schema.items() if key in _BETWEEN or key.startswith("x-")}
    listed = held.pop("allOf", [])
    return [*listed, held] if held else listed


def _resolved(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema and len(schema) == 1:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema
