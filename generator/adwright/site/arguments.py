"""Arguments for examples of calls: the document's own where it has an example, else samples of its schemas."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from adwright.document.text.source import as_object, is_array, is_object
from adwright.ir.operations import Operation
from adwright.ir.text import Identifier
from adwright.site.loaded import Loaded

_FEW, _MANY = 4, 8
"""How many arguments an example has if a method takes so many, and beyond how many it has fewer if it may."""
_LONG = 300
"""Characters of an argument, written as JSON, that an example goes without if it may."""
_LONGEST = 1500
"""Characters of a body beyond which an example in the document is not taken."""
_ANY_TEXT = '"text"'
"""The sample, as JSON, of a text of which the document says nothing."""
_DEEPEST = 20


class Arguments:
    """Chooses arguments to call methods with.

    Args:
        loaded: the client, imported.
        double: the client's offline double.
        client: an instance of the client.
    """

    def __init__(self, loaded: Loaded, double: Any, client: Any) -> None:
        self._loaded, self._double, self._client = loaded, double, client
        self._error: type[Exception] = loaded.module("errors").APIError

    def of(self, method: Any, operation: Operation) -> dict[str, Any] | None:
        """Arguments that may be sent: what must be given, and of a body enough to show how it is done."""
        needed: dict[str, Any] = self._double.arguments(method)
        if self._client.check(method, **needed):
            return None
        needed = self._telling(method, needed)
        documented = self._documented(method, operation)
        beside = {each.name for each in operation.arguments if each.place == "parameter"}
        taken = {**{name: needed[name] for name in needed if name in beside}, **documented}
        if documented and self._fit(method, taken):
            return taken
        fields = {each.name for each in operation.arguments if each.place == "field"}
        if not fields or _FEW <= len(needed) <= _MANY:
            return needed
        return self._sampled(method, operation, needed)

    def prepared(self, method: Any, arguments: Mapping[str, Any]) -> Any:
        """A call, as the client would send it."""
        methods = self._loaded.module("_runtime.methods")
        call = methods.arguments_of(self._client, method, **arguments)
        return self._client.prepare(call.operation, call.params, call.body, options=call.options)

    def _fit(self, method: Any, arguments: Mapping[str, Any]) -> bool:
        """Whether a call would be sent, and no rule warns of it."""
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            try:
                self.prepared(method, arguments)
            except self._error:  # refused, or it has a server of its own that is none
                return False
        return not said

    # The document's own -------------------------------------------------------------------------

    def _documented(self, method: Any, operation: Operation) -> dict[str, Any]:
        """The arguments that send the example of a body, or as many of them as can be read at a glance."""
        body = operation.body
        if body is None or body.example is None:
            return {}
        value = body.example.raw
        if body.fields is None:
            whole = [each.name for each in operation.arguments if each.place == "body"]
            is_short = len(json.dumps(value)) <= _LONGEST
            return {name: self._renamed(method, value) for name in whole if is_short}
        if not is_object(value):
            return {}
        named = self._loaded.module("_runtime.methods").arguments_in_body(
            self._client, method, value
        )
        names = {each.key: each.name for each in operation.arguments if each.place == "field"}
        chosen: dict[str, Any] = {}
        for field in body.fields:
            if field.name not in names or field.wire.raw not in value:
                continue
            room = len(chosen) < _MANY and len(json.dumps(value[field.wire.raw])) <= _LONG
            if field.required or room:
                chosen[names[field.name]] = named[names[field.name]]
        return chosen

    def _renamed(self, method: Any, body: Any) -> Any:
        """A body that is given as a whole, with the names that its objects have in Python."""
        operation, requests = self._called(method)
        values = self._loaded.module("_runtime.schemas.values")
        layout = requests.layout(operation.key(known=requests)).member("body")
        return values.in_python_names(body, layout)

    # Samples ------------------------------------------------------------------------------------

    def _sampled(self, method: Any, operation: Operation, needed: dict[str, Any]) -> dict[str, Any]:
        """What must be given, with some of what may be: first single values, then one that has parts."""
        every = self._every(method)
        fields = [each.name for each in operation.arguments if each.place == "field"]
        order = _in_order({each: every[each] for each in fields if each in every})
        whole = {**self._telling(method, every), **({} if len(needed) > _MANY else needed)}
        required = {*_required(operation)}
        chosen = {name: value for name, value in whole.items() if name in required}
        for name in order:
            if sum(each in fields for each in chosen) < _FEW or name in chosen:
                more = {**chosen, name: whole[name]}
                fits = self._fit(method, more) or not self._fit(method, chosen)
                chosen = more if fits else chosen
        return chosen if self._fit(method, chosen) else needed

    def _every(self, method: Any) -> dict[str, Any]:
        """Samples of all arguments that a method takes."""
        samples = self._loaded.module("_runtime.testing.arguments")
        *_, every = samples.argument_samples(*self._called(method))
        return dict(every)

    def _called(self, method: Any) -> tuple[Any, Any]:
        """The operation that a method calls, as the client has it, and the schemas of all requests."""
        methods = self._loaded.module("_runtime.methods")
        return methods.operation_of(self._client, method), self._loaded.module("schemas").REQUESTS

    def _telling(self, method: Any, arguments: dict[str, Any]) -> dict[str, Any]:
        """Arguments with examples of the document in place of samples, and names of things in place of `text`."""
        schema = self._client.schema(method)
        known = schema.get("properties", {})
        for name, value in arguments.items():
            told = _told(name, value, known.get(name), schema.get("$defs", {}))
            if told != value and self._fit(method, {**arguments, name: told}):
                arguments = {**arguments, name: told}
        return arguments


def _required(operation: Operation) -> Iterator[Identifier]:
    """What a call that sends a body has to be given."""
    body = operation.body
    within = {each.name for each in (body.fields if body else None) or () if each.required}
    for each in operation.arguments:
        if each.required or (each.place == "field" and each.key in within):
            yield each.name


def _in_order(values: Mapping[Identifier, Any]) -> list[Identifier]:
    """Names of samples: some single ones, a short one that has parts and tells something, then the rest."""
    single = [name for name in values if not isinstance(values[name], (dict, list))]
    made_of_parts = [name for name in values if name not in single]
    written = {name: json.dumps(values[name], default=str) for name in made_of_parts}
    short = [name for name, text in written.items() if len(text) <= _LONG and _ANY_TEXT not in text]
    return [*dict.fromkeys((*single[: _FEW - 1], *short[:1], *single, *made_of_parts))]


def _told(
    name: str, value: Any, schema: Any, definitions: Mapping[str, Any], depth: int = 0
) -> Any:
    """A sample with the examples of its schema."""
    while is_object(schema) and "$ref" in schema and not schema.get("examples"):
        schema = definitions.get(str(schema["$ref"]).rpartition("/")[2])
    if not is_object(schema) or depth > _DEEPEST:
        return value
    examples = schema.get("examples")
    if examples and is_array(examples) and len(json.dumps(examples[0])) <= _LONG:
        return examples[0]
    if is_array(value):
        return [_told(name, each, schema.get("items"), definitions, depth + 1) for each in value]
    if is_object(value):
        members = as_object(schema.get("properties"))
        return {
            key: _told(key, each, members.get(key), definitions, depth + 1)
            for key, each in value.items()
        }
    return name if json.dumps(value, default=str) == _ANY_TEXT else value
