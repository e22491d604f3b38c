"""Calls of every operation of a configured client, with arguments made from its spec."""

from __future__ import annotations

import datetime
import importlib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import Any

from adwright.build import read
from adwright.bundle.document import bundle
from adwright.config import Target, find_config
from adwright.document.printing import to_yaml
from adwright.ir.api import Api
from adwright.ir.operations import Argument, Operation
from adwright.ir.types import AnyOf, Choice, ListOf, MapOf, Nullable, Ref, Scalar, Type

from . import ROOT
from .values import Maker

_SCALARS: Mapping[str, type | tuple[type, ...]] = {
    "any": object,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
    "date-time": datetime.datetime,
    "date": datetime.date,
    "binary": bytes,
}


@dataclass(frozen=True)
class Call:
    """One call of one method.

    Attributes:
        resource: the attribute of the client, None for the client itself.
        operation: what is called.
        full: whether all arguments are given, or those that are required.
    """

    resource: str | None
    operation: Operation
    full: bool

    @property
    def label(self) -> str:
        """How reports name it."""
        return f"{self.operation.id.raw}-{'all' if self.full else 'required'}"

    def method_of(self, client: Any) -> Any:
        """The bound method of a client."""
        owner = client if self.resource is None else getattr(client, self.resource)
        return getattr(owner, self.operation.name)


class Vendor:
    """A configured client: its Api, its bundled document, and the package that was generated."""

    def __init__(self, name: str) -> None:
        self.name = name

    @cached_property
    def target(self) -> Target:
        """What the configuration says of it."""
        [target] = find_config(ROOT).select([self.name])
        return target

    @cached_property
    def _read(self) -> tuple[Api, dict[str, Any]]:
        document, reading, _ = read(self.target)
        return reading.api, bundle(document).root

    @property
    def api(self) -> Api:
        """Its operations."""
        return self._read[0]

    @property
    def document(self) -> dict[str, Any]:
        """What Prism serves."""
        return self._read[1]

    @property
    def yaml(self) -> str:
        """The text that Prism reads: the bundle, its flags of success telling success.

        A reply that Prism makes up has some value there, which to a client means a failure.
        """
        served = deepcopy(self.document)
        for _, operation in self.operations():
            for reply in operation.responses:
                for each in reply.contents:
                    if each.envelope is not None and each.envelope.success is not None:
                        responses = self.spec_of(operation, served)["responses"]
                        schema = responses[reply.status.raw]["content"][each.media.raw]["schema"]
                        _say_success(served, schema, each.envelope.success.raw.split("."))
        return to_yaml(served)

    @cached_property
    def maker(self) -> Maker:
        """Makes values for its schemas."""
        return Maker(self.document)

    @cached_property
    def package(self) -> ModuleType:
        """The generated package."""
        return importlib.import_module(f"adclients.{self.name}")

    @cached_property
    def models(self) -> ModuleType:
        """Its models."""
        return importlib.import_module(f"adclients.{self.name}.models")

    def client(self, url: str, *, asynchronous: bool, **settings: Any) -> Any:
        """A client that calls a server, with some value for every credential."""
        class_name = f"Async{self.target.client}" if asynchronous else self.target.client
        given = {keyword: "1234" for scheme in self.api.schemes for keyword, _ in scheme.env}
        keys = {k: v for k, v in given.items() if k in _CREDENTIALS}
        return getattr(self.package, class_name)(
            **keys, base_url=url, max_retries=0, rate_limit=None, strict=True, **settings
        )

    def operations(self) -> Iterator[tuple[str | None, Operation]]:
        """Every operation with the resource it stands on."""
        for resource in self.api.resources:
            for operation in resource.operations:
                yield resource.name, operation
        for operation in self.api.client_operations:
            yield None, operation

    def calls(self) -> Iterator[Call]:
        """A call with the required arguments alone and one with all arguments, of every operation."""
        for resource, operation in self.operations():
            yield Call(resource, operation, full=False)
            yield Call(resource, operation, full=True)

    def choosing(self) -> Iterator[Call]:
        """An operation for each body that has choices in it."""
        seen: list[Any] = []
        for resource, operation in self.operations():
            if operation.body is None or self.body_schema(operation) in seen:
                continue
            seen.append(self.body_schema(operation))
            if any(self.maker.choices(seen[-1])):
                yield Call(resource, operation, full=False)

    def spec_of(
        self, operation: Operation, document: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """An operation as the document has it."""
        paths = (document or self.document)["paths"]
        found: dict[str, Any] = paths[operation.path.raw][operation.method.lower()]
        return found

    def body_schema(self, operation: Operation) -> Any:
        """The schema of its body."""
        assert operation.body is not None
        return self.spec_of(operation)["requestBody"]["content"][operation.body.media.raw]["schema"]

    def arguments(self, operation: Operation, *, full: bool, body: Any = None) -> dict[str, Any]:
        """Values for the arguments of a method.

        Args:
            operation: what is called.
            full: all arguments, or those that are required.
            body: the request body, if it is not to be made here.
        """
        if body is None and operation.body is not None and (full or operation.body.required):
            body = self.maker.make(self.body_schema(operation), full=full)
        made: dict[str, Any] = {}
        for argument in operation.arguments:
            if argument.place == "parameter" and (full or argument.required):
                made[argument.name] = self._parameter(operation, argument, full=full)
            elif argument.place == "body" and body is not None:
                made[argument.name] = body
            elif argument.place == "field" and (wire := self._wire(operation, argument)) in body:
                made[argument.name] = body[wire]  # required, or needed for a rule to hold
        return made

    def _parameter(self, operation: Operation, argument: Argument, *, full: bool) -> Any:
        [parameter] = [p for p in operation.parameters if p.name == argument.key]
        item = self.document["paths"][operation.path.raw]
        for entry in (*self.spec_of(operation).get("parameters", ()), *item.get("parameters", ())):
            node = _followed(self.document, entry)
            if (node["in"], node["name"]) == (parameter.location, parameter.wire.raw):
                return self.maker.make(node.get("schema", {}), full=full)
        raise AssertionError(f"{operation.id.raw} has no parameter {parameter.wire.raw}")

    def _wire(self, operation: Operation, argument: Argument) -> str:
        assert operation.body is not None
        fields = operation.body.fields or ()
        return next(field.wire.raw for field in fields if field.name == argument.key)

    def preference(self, operation: Operation) -> dict[str, str]:
        """The headers that make Prism answer with success: an example, or else a made-up body.

        What Prism makes up without `dynamic` ignores patterns.
        """
        status = operation.responses[0].status.raw
        responses = self.spec_of(operation)["responses"]
        contents = _followed(self.document, responses[status]).get("content", {}).values()
        given = any(key in content for content in contents for key in ("example", "examples"))
        wishes = [
            *([f"code={status}"] if status.isdigit() else []),
            *([] if given else ["dynamic=true"]),
        ]
        return {"Prefer": ", ".join(wishes)}

    def fits(self, value: Any, type_: Type | None, *, asynchronous: bool) -> bool:
        """Whether a reply is of the type that the Api promises."""

        def fit(value: Any, type_: Type) -> bool:
            return self.fits(value, type_, asynchronous=asynchronous)

        match type_:
            case None:
                return value is None
            case Nullable(inner):
                return value is None or fit(value, inner)
            case Ref(name):
                return isinstance(value, self._class(name, asynchronous=asynchronous))
            case ListOf(item, _):
                return isinstance(value, list) and all(fit(one, item) for one in value)
            case MapOf(inner):
                return isinstance(value, dict) and all(fit(one, inner) for one in value.values())
            case AnyOf(members, _):
                return any(fit(value, member) for member in members)
            case Choice(values):
                return value in [getattr(one, "raw", one) for one in values]
            case Scalar(kind, _):
                return isinstance(value, _SCALARS[kind])
        raise AssertionError(f"unknown type {type_}")

    def _class(self, name: str, *, asynchronous: bool) -> type:
        """The class of a model, or anything for an alias: its values have no class of their own.

        A model with methods that call the service has a twin for async clients.
        """
        twin = getattr(self.models, f"Async{name}", None) if asynchronous else None
        found = twin or getattr(self.models, name)
        return found if isinstance(found, type) else object


def _say_success(document: dict[str, Any], schema: dict[str, Any], path: list[str]) -> None:
    """Let the flag at a path of a schema have the one value that means success."""
    for key in path[:-1]:
        schema = _followed(document, schema)["properties"][key]
    properties = _followed(document, schema)["properties"]
    flag = _followed(document, properties[path[-1]])
    flag["enum"] = [True if flag.get("type") == "boolean" else 200]


def _followed(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        section, name = node["$ref"].split("/")[-2:]
        node = document["components"][section][name]
    return node


# A token that is given is used as it is; what a login would need is left out.
_CREDENTIALS = {"api_key", "token", "ow_id", "host"}
