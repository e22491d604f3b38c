"""Derives validators for replies from a type's own core schema.

A model says what its constructor accepts. A reply must be read although the server added a field
or an enum value. So the core schema is walked once for each purpose and rewritten; the classes
stay as they are:

* `fast`: reads a reply that fits, apart from what servers may always do (add fields and enum
  values, leave fields out). It has no safety nets, so it costs no more than pydantic itself.
* `lenient`: reads what `fast` refused; a value of a wrong type is kept as it was sent, and noted.
* `match`: as described, but with unknown fields; finds the member of a union that fits.
* `exact`: the same without unknown fields, where several members could swallow them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from pydantic_core import SchemaValidator

from .core_schemas import (
    LAZY,
    Node,
    Note,
    Purpose,
    build,
    choices_of,
    distinct,
    plain,
    title,
)
from .models import DISCRIMINATOR, Discriminator
from .pick import Candidate, Picker, known_fields

_FITTING = (Purpose.MATCH, Purpose.EXACT)
_READ_OPENLY = (Purpose.FAST, Purpose.LENIENT)
_BOUNDS = (
    "ge", "gt", "le", "lt", "multiple_of", "pattern", "min_length", "max_length", "max_digits",
    "decimal_places", "allow_inf_nan",
)  # fmt: skip
_SCALARS = ("str", "int", "float", "bool", "none", "literal", "json-or-python", "bytes")
_PRIMITIVES = {str: "str", bool: "bool", int: "int", float: "float"}


def derive(schema: Node, purpose: Purpose, note: Note, resolve: Callable[[Any], Any]) -> Node:
    """Rewrite a core schema for a purpose.

    Args:
        schema: The core schema of a type.
        purpose: What it is for.
        note: Called with a place and a value that was kept although its type is wrong.
        resolve: Validates a value against a type that is only known by a lazy reference.
    """
    return _Walker(purpose, note, resolve).root(schema)


class _Walker:
    """Rewrites one schema for one purpose."""

    def __init__(
        self,
        purpose: Purpose,
        note: Note,
        resolve: Callable[[Any], Any],
        definitions: Mapping[str, Node] | None = None,
    ) -> None:
        self.purpose = purpose
        self.note = note
        self.resolve = resolve
        self.open = purpose in _READ_OPENLY
        self.definitions: Mapping[str, Node] = definitions or {}
        self.matching: dict[str, Node] = {}
        self.inside = False
        self.place = "reply"

    # Structure ---------------------------------------------------------------------------------

    def root(self, schema: Node) -> Node:
        """Rewrite a whole schema, its definitions included."""
        self.place = title(schema)
        if schema["type"] != "definitions":
            rewritten = self.kept(self.node(schema))
            return self._with_definitions(rewritten, []) if self.matching else rewritten
        self.definitions = {each["ref"]: each for each in schema["definitions"]}
        inner = self.kept(self.node(schema["schema"]))
        return self._with_definitions(inner, [self.node(each) for each in schema["definitions"]])

    def _with_definitions(self, inner: Node, definitions: list[Node]) -> Node:
        return {
            "type": "definitions",
            "schema": inner,
            "definitions": [*definitions, *self.matching.values()],
        }

    def node(self, node: Node) -> Node:
        """Rewrite one node and all below it."""
        metadata: Node = node.get("metadata") or {}
        if LAZY in metadata:
            return self.lazy(node, metadata[LAZY])
        handler: Callable[[Node], Node] | None = getattr(
            self, "on_" + node["type"].replace("-", "_"), None
        )
        return handler(node) if handler else node

    def kept(self, node: Node) -> Node:
        """When reading leniently: a value that does not fit the node is kept, and noted."""
        if self.purpose is not Purpose.LENIENT or node["type"] == "any":
            return node
        place, note, whole = self.place, self.note, node["type"] == "int"

        def keep(value: Any) -> Any:
            if whole and isinstance(value, float) and value.is_integer():
                return int(value)  # JSON knows no difference between 1 and 1.0
            note(place, value)
            return value

        return {
            "type": "union",
            "mode": "left_to_right",
            "choices": [node, {"type": "function-plain", "function": plain(keep)}],
        }

    def lazy(self, node: Node, target: Callable[[], Any]) -> Node:
        """A reference that is resolved when the first value for it arrives."""
        purpose, resolve = self.purpose, self.resolve
        return {
            **node,
            "type": "function-plain",
            "function": plain(lambda value: resolve((target(), purpose, value))),
        }

    # Models ------------------------------------------------------------------------------------

    def on_model(self, node: Node) -> Node:
        outer, self.place = self.place, node["cls"].__name__
        inner = self.node(node["schema"])
        self.place = outer
        config = {**node.get("config", {}), "extra_fields_behavior": self.extra(node["cls"])}
        rewritten = {**node, "schema": inner, "config": config}
        if self.inside:
            rewritten.pop("ref", None)  # the name stays with the version for the main purpose
        return rewritten

    def extra(self, cls: type[Any]) -> str:
        """What happens to fields that the model does not describe."""
        if self.open or self.purpose is Purpose.MATCH:
            return "allow"
        return "allow" if getattr(cls, "__additional_properties__", False) else "forbid"

    def on_model_fields(self, node: Node) -> Node:
        place = self.place
        fields: dict[str, Node] = {}
        for name, field in node["fields"].items():
            self.place = f"{place}.{field.get('validation_alias', name)}"
            fields[name] = {**field, "schema": self.field(field["schema"])}
        self.place = f"{place}.*"
        rewritten = {**node, "fields": fields}
        rewritten.pop("extra_behavior", None)
        if extras := node.get("extras_schema"):
            rewritten["extras_schema"] = self.kept(self.node(extras))
        self.place = place
        return rewritten

    def field(self, schema: Node) -> Node:
        """A field: what is documented as always there may still be missing in a reply."""
        if not self.open:
            return self.node(schema)
        if schema["type"] == "default":
            schema = schema["schema"]
        inner = self.node(schema)
        if inner["type"] not in ("nullable", "any"):
            inner = {"type": "nullable", "schema": self.kept(inner)}
        else:
            inner = self.kept(inner)
        return {"type": "default", "schema": inner, "default": None}

    # Containers --------------------------------------------------------------------------------

    def on_list(self, node: Node) -> Node:
        rewritten = self.unbounded(node)
        if items := node.get("items_schema"):
            rewritten["items_schema"] = self.kept(self.node(items))
        return rewritten

    on_set = on_frozenset = on_list

    def on_tuple(self, node: Node) -> Node:
        return {**node, "items_schema": [self.kept(self.node(x)) for x in node["items_schema"]]}

    def on_dict(self, node: Node) -> Node:
        rewritten = self.unbounded(node)
        if values := node.get("values_schema"):
            rewritten["values_schema"] = self.kept(self.node(values))
        if keys := node.get("keys_schema"):
            rewritten["keys_schema"] = self.node(keys)
        return rewritten

    def on_nullable(self, node: Node) -> Node:
        inner = self.node(node["schema"])
        return {**node, "schema": self.kept(inner) if self.open else inner}

    def wrapped(self, node: Node) -> Node:
        """A node around another one."""
        return {**node, "schema": self.node(node["schema"])}

    on_default = wrapped

    def on_definition_ref(self, node: Node) -> Node:
        if self.purpose not in _FITTING or not self.inside:
            return node
        ref = node["schema_ref"]
        own = f"{self.purpose.value}:{ref}"
        if own not in self.matching:
            self.matching[own] = {"type": "none"}  # holds the place while recursing
            self.matching[own] = {**self.node(self.definitions[ref]), "ref": own}
        return {**node, "schema_ref": own}

    # Unions ------------------------------------------------------------------------------------

    def on_union(self, node: Node) -> Node:
        choices = choices_of(node)
        told = self.by_discriminator(node, choices)
        if told is not None and self.purpose is Purpose.FAST:
            return told
        if not self.open:
            labelled = [(self.node(each), str(i)) for i, each in enumerate(choices)]
            return {**node, "choices": labelled}
        if len(choices) == 1:
            return self.node(choices[0])
        ambiguous = sum(each["type"] not in _SCALARS for each in choices) > 1
        purpose = Purpose.EXACT if ambiguous else Purpose.MATCH
        fitting = {**node, "choices": distinct([self.fit(each, purpose) for each in choices])}
        if len(fitting["choices"]) == 1:
            return cast(Node, fitting["choices"][0])
        if self.purpose is Purpose.FAST:
            return fitting
        members = [*([told] if told is not None else []), fitting, *self.loose(choices)]
        return {"type": "union", "mode": "left_to_right", "choices": members}

    def by_discriminator(self, node: Node, choices: list[Node]) -> Node | None:
        """A union whose members a property tells apart; None if it says nothing of some of them."""
        metadata: Node = node.get("metadata") or {}
        said: Discriminator | None = metadata.get(DISCRIMINATOR)
        if said is None:
            return None
        classes = {self.class_name(each): each for each in choices}
        if None in classes or not {*classes} <= {*said.classes.values()}:
            return None
        tags = {tag: classes[name] for tag, name in said.classes.items() if name in classes}
        known = {tag: self.node(each) for tag, each in tags.items()}
        return {"type": "tagged-union", "discriminator": said.name, "choices": known}

    def class_name(self, node: Node) -> str | None:
        """The name of the model that a node stands for, None if it is none."""
        while node["type"] == "definition-ref":
            node = self.definitions[node["schema_ref"]]
        cls: type[Any] | None = node.get("cls")
        return cls.__name__ if cls is not None else None

    def fit(self, choice: Node, purpose: Purpose) -> Node:
        """A member of a union as described, so that values of other members do not fit it."""
        if choice["type"] == "literal":
            return self.on_literal(choice)
        walker = _Walker(purpose, self.note, self.resolve, self.definitions)
        walker.matching, walker.inside = self.matching, True
        return walker.node(choice)

    def loose(self, choices: list[Node]) -> list[Node]:
        """For a value that fits no member: the model that is most like it, or what is left."""
        known = [known_fields(each, self.definitions) for each in choices]
        models = [
            Candidate(names, constants, self.alone(each, Purpose.MATCH), self.alone(each))
            for each, (names, constants) in zip(choices, known, strict=True)
            if names
        ]
        pairs = zip(choices, known, strict=True)
        rest = [self.node(each) for each, (names, _) in pairs if not names]
        if models:
            rest.insert(0, {"type": "function-plain", "function": plain(Picker(models))})
        return rest

    def alone(
        self, node: Node, purpose: Purpose = Purpose.LENIENT
    ) -> Callable[[], SchemaValidator]:
        """Compiles the validator of one node by itself, when it is needed."""
        whole = {
            "type": "definitions",
            "schema": node,
            "definitions": list(self.definitions.values()),
        }
        return lambda: build(derive(whole, purpose, self.note, self.resolve))

    def on_tagged_union(self, node: Node) -> Node:
        rewritten = {**node, "choices": {k: self.node(v) for k, v in node["choices"].items()}}
        if self.purpose is not Purpose.LENIENT:
            return rewritten
        unknown = {
            "type": "any"
        }  # a member that was added since: kept as it is, like a new enum value
        return {"type": "union", "mode": "left_to_right", "choices": [rewritten, unknown]}

    # Leaves ------------------------------------------------------------------------------------

    def unbounded(self, node: Node) -> Node:
        """Bounds are promises of the caller; they never refuse a reply."""
        return {key: value for key, value in node.items() if key not in _BOUNDS}

    def on_str(self, node: Node) -> Node:
        return self.unbounded(node)

    on_int = on_float = on_decimal = on_bytes = on_str

    def on_literal(self, node: Node) -> Node:
        if not self.open:
            return node
        kinds: set[type[Any]] = {type(value) for value in node["expected"]}
        nullable = type(None) in kinds
        kinds.discard(type(None))
        if not kinds <= _PRIMITIVES.keys():
            return node
        choices: list[Node] = [{"type": _PRIMITIVES[kind]} for kind in sorted(kinds, key=str)]
        if not choices:
            return {"type": "none"}
        value = choices[0] if len(choices) == 1 else {"type": "union", "choices": choices}
        return {"type": "nullable", "schema": value} if nullable else value

    def on_enum(self, node: Node) -> Node:
        if not self.open:
            return node
        return {"type": "union", "mode": "left_to_right", "choices": [node, {"type": "any"}]}

    def on_function_after(self, node: Node) -> Node:
        function = node["function"]["function"]
        module = getattr(getattr(function, "func", function), "__module__", None) or ""
        if self.open and module.startswith("pydantic._internal"):
            return self.node(node["schema"])  # a bound that pydantic could not put into the schema
        return self.wrapped(node)
