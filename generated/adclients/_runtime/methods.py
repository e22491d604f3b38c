"""Looks at the methods of a client: what a call would send, and the JSON Schema of its arguments."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from .data import is_dict, is_list
from .options import UNSET, CallOptions, request_options
from .schemas.keywords import Schema, changed
from .schemas.store import Schemas
from .schemas.values import in_python_names
from .spec.operation import Body, Operation


class MethodCall(BaseException):
    """What a method hands to its client; raised in place of sending it.

    Attributes:
        operation: What it calls.
        params: Its parameters by Python name.
        body: Its body, or the members of it by Python name.
        options: What the caller changes.
    """

    def __init__(
        self,
        operation: Operation[Any],
        params: Mapping[str, object] | None = None,
        body: object = UNSET,
        *,
        options: CallOptions | None = None,
    ) -> None:
        super().__init__()
        self.operation = operation
        self.params = params or {}
        self.body = body
        self.options = request_options(options)


def arguments_of(
    client: object, method: Callable[..., object], /, *args: object, **kwargs: object
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
    except MethodCall as call:
        return call.with_traceback(None)
    except AttributeError as error:
        if not isinstance(error.obj, _Recorder):
            raise
    raise TypeError("this takes a method of the client that makes a request")


def operation_of(client: object, method: Callable[..., object]) -> Operation[Any]:
    """The operation that a method of a client calls; for arguments and errors see `arguments_of`."""
    parameters = inspect.signature(method).parameters.values()
    named = (
        each for each in parameters if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)
    )
    required = [each.name for each in named if each.default is each.empty]
    return arguments_of(client, method, **dict.fromkeys(required, UNSET)).operation


class _Recorder:
    """Stands in for a client."""

    def call(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Tell what would be sent."""
        raise MethodCall(*args, **kwargs)

    prepare = call

    @property
    def _client(self) -> _Recorder:
        return self


_HERE = frozenset(
    {"allOf", "anyOf", "oneOf", "if", "then", "else", "not", "x-warn", "dependentSchemas"}
)
"""Keywords whose schemas speak of the same object."""
_COMBINED = frozenset({"allOf", "anyOf", "oneOf"})
_SAID = frozenset({"title", "description", "default", "examples"})
"""Keywords that judge nothing."""
_BETWEEN = _HERE | {"dependentRequired"}


def with_prose(schema: Schema, prose: str | None) -> Schema:
    """A schema with titles, descriptions, defaults and examples: a JSON text of those by JSON pointer."""
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


def with_python_names(schema: Schema, names: Mapping[str, str] | None = None) -> Schema:
    """A schema with its properties called as in Python; `names` has names in Python for the object it speaks of."""
    if not is_dict(schema):
        return schema
    own = {name: key for key, name in schema.get("x-names", {}).items()}
    known: dict[str, str] = {**(names or {}), **own}

    def renamed(name: str) -> str:
        return known.get(name, name)

    here = {keyword: value for keyword, value in schema.items() if keyword in _HERE}
    rest = {key: value for key, value in schema.items() if key not in here and key != "x-names"}
    made = changed(rest, with_python_names)
    made |= changed(here, lambda each: with_python_names(each, known))
    for keyword in {"properties", "dependentSchemas", "dependentRequired"} & made.keys():
        made[keyword] = {renamed(name): each for name, each in made[keyword].items()}
    for name, needed in made.get("dependentRequired", {}).items():
        made["dependentRequired"][name] = [*map(renamed, needed)]
    if "required" in made:
        made["required"] = [*map(renamed, made["required"])]
    if tag := made.get("discriminator", {}).get("propertyName"):
        made["discriminator"] = {**made["discriminator"], "propertyName": renamed(tag)}
    if "x-compare" in made:
        ends = {key: made["x-compare"][key].partition(".") for key in ("left", "right")}
        paths = {key: f"{renamed(first)}{dot}{rest}" for key, (first, dot, rest) in ends.items()}
        made["x-compare"] = {**made["x-compare"], **paths}
    return made


def _names_of_parts(whole: Schema, parts: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The names in Python that schemas which are referred to have from objects that they are a part of."""
    found: dict[str, dict[str, str]] = {}
    todo: list[tuple[Any, dict[str, str]]] = [(each, {}) for each in (*parts.values(), whole)]
    while todo:
        schema, around = todo.pop()
        if not is_dict(schema):
            continue
        known = {**around, **{name: key for key, name in schema.get("x-names", {}).items()}}
        target = str(schema.get("$ref", "")).rpartition("/")[2]
        if target in parts and known.keys() - found.get(target, {}).keys():
            found[target] = {**known, **found.get(target, {})}
            todo.append((parts[target], found[target]))
        for keyword, value in schema.items():
            inside = list[Any]()
            changed({keyword: value}, inside.append)  # of which only the schemas are of use
            todo += [(each, known if keyword in _HERE else {}) for each in inside]
    return found


def described(schemas: Schemas, key: str) -> dict[str, Any]:
    """A schema with all that it refers to, with names of Python and with what the document says of its parts."""
    whole = schemas.schema(key)
    parts: dict[str, Any] = whole.pop("$defs", {})
    names = _names_of_parts(whole, parts)
    inner = {
        name: with_python_names(
            with_prose(part, schemas.prose.get(f"$defs/{name}")), names.get(name)
        )
        for name, part in parts.items()
    }
    root = with_python_names(with_prose(whole, schemas.prose.get(key)))
    made = root if is_dict(root) else {}
    return made | ({"$defs": inner} if inner else {})


def arguments_schema(operation: Operation[Any], schemas: Schemas) -> dict[str, Any]:
    """The schema of all arguments of a method, side by side as the method takes them, in names of Python.

    Args:
        operation: What the method calls.
        schemas: The schemas of what may be sent.
    """
    ways: dict[str, tuple[dict[str, Any], list[str]]] = {}
    definitions: dict[str, Any] = {}
    for body in operation.bodies or (None,):
        made, known = _with_body(operation, schemas, body)
        definitions |= known
        text = json.dumps(made, sort_keys=True)
        ways.setdefault(text, (made, []))[1].extend([body.media] if body else [])
    for made, media in ways.values():
        if len(operation.bodies) > 1:
            _add(made["properties"], "content_type", {"enum": media})
        if len(operation.answered) > 1:
            _add(made["properties"], "accept", {"enum": [*operation.answered]})
    first, *others = [made for made, _ in ways.values()]
    whole = {"type": "object", "anyOf": [first, *others]} if others else first
    return {**whole, "$defs": definitions}


def _end_of(schema: Any, definitions: Mapping[str, Any]) -> Any:
    """Where a schema leads that is nothing but a reference, or a combination of one schema alone."""
    while is_dict(schema):
        rest = [key for key in schema if key not in _SAID]
        if rest == ["$ref"]:
            schema = definitions[schema["$ref"].rpartition("/")[2]]
        elif len(rest) == 1 and rest[0] in _COMBINED and len(schema[rest[0]]) == 1:
            [schema] = schema[rest[0]]
        else:
            break
    return schema


def argument_names(operation: Operation[Any], schemas: Schemas) -> dict[str, str]:
    """The arguments of a method that are fields of its body, by their names in JSON, where they have another.

    Args:
        operation: What the method calls.
        schemas: The schemas of what may be sent.
    """
    body = operation.bodies[0]
    whole = schemas.schema(operation.key(known=schemas))
    said = _end_of(whole["properties"].get("body"), whole.get("$defs", {}))
    own: dict[str, str] = said.get("x-names", {}) if is_dict(said) else {}
    names = {key: name for name, key in own.items()}
    return {**body.names, **{key: body.names.get(name, name) for key, name in names.items()}}


def arguments_in_body(
    client: Any, method: Callable[..., object], body: Mapping[str, Any]
) -> dict[str, Any]:
    """What a method of a client takes to send a body: its members as arguments, with names of Python at any depth.

    Args:
        client: The client.
        method: A method whose arguments are the members of its body.
        body: The body.
    """
    operation, schemas = operation_of(client, method), client._settings.service.requests
    names = argument_names(operation, schemas)
    layout = schemas.layout(operation.key(known=schemas)).member("body").chosen(body)
    return {
        names.get(name, name): in_python_names(each, layout.member(name))
        for name, each in body.items()
    }


def _add(properties: dict[str, Any], name: str, schema: Schema) -> None:
    """Add an argument that is no part of the request; those that are keep their names."""
    while name in properties:
        name += "_"
    properties[name] = schema


def _with_body(
    operation: Operation[Any], schemas: Schemas, body: Body | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The schema of all arguments with the body in one of its media types, and what it refers to."""
    media = body.media if body and len(operation.bodies) > 1 else ""
    schema = described(schemas, operation.key(media, known=schemas))
    definitions: dict[str, Any] = schema.get("$defs", {})
    inner: dict[str, Any] = schema["properties"]
    names = {parameter.name: key for key, parameter in operation.keys}
    made: Any = with_python_names({**inner["parameters"], "x-names": names})
    properties: dict[str, Any] = {**made.get("properties", {})}
    required, conditions = [*made.get("required", ())], [*made.get("allOf", ())]
    said, is_required = inner.get("body"), bool(body and body.required)
    if body and body.fields and is_dict(said):
        said = _end_of(said, definitions)
        names = {argument: field for field, argument in body.names.items()}
        made = with_python_names({**said, "x-names": names})
        properties |= made.get("properties", {})
        required += made.get("required", ()) if is_required else ()
        further = made.get("additionalProperties", False)
        if further is not False:
            members = {"type": "object", "additionalProperties": further}
            properties["additional_properties"] = members
        conditions += _conditions(made)
    elif body is not None:
        properties["body"] = {"contentMediaType": body.media} if said is None else said
        required += ["body"] if is_required else []
    whole = {"type": "object", "properties": properties, "required": required}
    whole |= {"allOf": conditions} if conditions else {}
    return {**whole, "additionalProperties": False}, definitions


def _conditions(schema: dict[str, Any]) -> list[Any]:
    """What a schema asks of members together, apart from what counts or names all of them."""
    held = {key: value for key, value in schema.items() if key in _BETWEEN or key.startswith("x-")}
    listed = held.pop("allOf", [])
    return [*listed, held] if held else listed
