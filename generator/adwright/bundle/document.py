"""One plain OpenAPI document out of a spec of several files with extensions.

Files beside the root become components; the views of a schema with `x-access` become schemas of
their own (`Thing`, `ThingCreate`, `ThingUpdate`); rules stay as plain JSON Schema in what a caller
sends. What only this generator understands is left out, so that mock servers, documentation tools
and other generators read the result as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from adwright.bundle.components import Reference, name_components, written_out
from adwright.bundle.views import Views
from adwright.document.document import DELIMITERS, MOUNT, Document
from adwright.document.grammar import ANNOTATIONS, SCHEMAS, Kind, inner, kind_of_member
from adwright.document.node import Node
from adwright.document.references import Path, find, schema_named, target_of
from adwright.document.text.source import as_list, as_object, is_array, is_object
from adwright.extensions.every import NAMES
from adwright.extensions.rules import RULE, RuleName
from adwright.problems import Id, Location, Problem, SpecError
from adwright.reader.routing import direction_of
from adwright.schema.access import Direction
from adwright.schema.shapes import ObjectShape

# Where a reference of some kind leads: to a component, or (not listed) to a copy in its place.
_SECTIONS: dict[Kind, str] = {
    **dict.fromkeys((*SCHEMAS, "member"), "schemas"),
    "parameter": "parameters",
    "response": "responses",
    "header": "headers",
    "example": "examples",
}
_ORDER = ("securitySchemes", "parameters", "headers", "examples", "responses", "schemas")
# What the shape of an object says, in whatever way the schema says it.
_SHAPE = frozenset(
    "type properties required additionalProperties allOf $ref $defs definitions".split()
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A value given as an example or a default.

    Attributes:
        node: the value, where the document has it.
        schema: the schema it should fit, as the bundle has it.
    """

    node: Node
    schema: Any


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundled document.

    Attributes:
        root: the document, plain data.
        samples: every example and default of the spec.
    """

    root: dict[str, Any]
    samples: tuple[Sample, ...]


def bundle(document: Document) -> Bundle:
    """Make one plain document of a spec.

    What no operation leads to is left out, but for the schemas of the root file, which stay as what
    a server may return.

    Args:
        document: a 3.1 document that has been validated.

    Raises:
        SpecError: schemas of it cannot be used; all of them are named.
    """
    try:
        return _Bundler(document, Views(document)).run()
    except RecursionError:
        at = Location(next(iter(document.sources.values())).name)
        message = "schemas are nested too deep to be read"
        hint = "name inner ones, use $ref"
        raise SpecError([Problem(Id.NESTED_TOO_DEEP, at, message, hint)]) from None


class _Bundler:
    """Translates a document top down; what is referred to waits in `todo` and ends in `parts`."""

    def __init__(self, document: Document, views: Views) -> None:
        self.document = document
        self.views = views
        self.parts: dict[Reference, Any] = {}
        self.todo: list[tuple[Reference, Kind]] = []
        self.samples: list[tuple[Node, Any]] = []
        self.copying: list[Path] = []
        self.inbound = 0

    def run(self) -> Bundle:
        root = Node(self.document, (), self.document.root)
        result = self._members(root, "document", "response")
        self._translate_todo()
        self._add_unused_schemas(root)
        final = name_components(self.parts, self.views)
        if components := self._components(root, final):
            result["components"] = components
        samples: dict[tuple[Path, str], Sample] = {}
        for node, schema in self.samples:
            schema = written_out(schema, final)
            samples[node.path, json.dumps(schema, sort_keys=True)] = Sample(node, schema)
        return Bundle(written_out(result, final), tuple(samples.values()))

    def _add_unused_schemas(self, root: Node) -> None:
        """Schemas that nothing refers to are as good as responses."""
        referred = {ref.path for ref in self.parts}
        components = root.get("components")
        schemas = components.get("schemas") if components is not None else None
        for _, node in schemas.items() if schemas is not None else ():
            if node.path not in referred:
                self._refer("schema", node.path, "response")
        self._translate_todo()

    def _translate_todo(self) -> None:
        while self.todo:
            ref, kind = self.todo.pop()
            self.parts[ref] = self._translate(self._at(ref.path), kind, ref.direction)

    def _components(self, root: Node, final: dict[Reference, str]) -> dict[str, Any]:
        sections: dict[str, dict[str, Any]] = {}
        for ref, name in sorted(final.items(), key=lambda item: item[1]):
            sections.setdefault(ref.section, {})[name] = written_out(self.parts[ref], final)
        components = root.get("components")
        schemes = components.get("securitySchemes") if components is not None else None
        if schemes is not None:
            sections["securitySchemes"] = {
                name: self._translate(node, "security scheme", "response")
                for name, node in schemes.items()
            }
        return {section: sections[section] for section in _ORDER if section in sections}

    def _at(self, path: Path) -> Node:
        return Node(self.document, path, find(self.document.root, path))

    # -- any node ------------------------------------------------------------------------------

    def _translate(self, node: Node, kind: Kind, direction: Direction) -> Any:
        """A node of some kind as plain OpenAPI, `Reference`s where it refers to components."""
        if not is_object(node.value):
            return node.value
        if _SECTIONS.get(kind) == "schemas":
            return self._schema(node, kind, direction)
        if node.is_reference:
            return self._reference(node, kind, direction)
        result = self._members(node, kind, direction)
        self._note_samples(node, result.get("schema"))
        return result

    def _members(self, node: Node, kind: Kind, direction: Direction) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, member in node.items():
            left_out = key in NAMES or key in ("$ref", MOUNT, DELIMITERS) or _leads_to_file(member)
            if left_out or (kind == "document" and key == "components"):
                continue
            inbound = key in ("webhooks", "callbacks")
            self.inbound += inbound
            result[key] = self._member(kind, key, member, self._turned(node, kind, key, direction))
            self.inbound -= inbound
        return result

    def _member(self, kind: Kind, key: str, member: Node, direction: Direction) -> Any:
        member_kind = kind_of_member(kind, key)
        name = inner(member_kind)
        if member_kind[0] == "{" and is_object(member.value):
            return {key: self._translate(child, name, direction) for key, child in member.items()}
        if member_kind[0] == "[" and is_array(member.value):
            return [self._translate(child, name, direction) for child in member.elements()]
        return member.value if name == "data" else self._translate(member, name, direction)

    def _turned(self, node: Node, kind: Kind, key: str, direction: Direction) -> Direction:
        """The direction of what stands below a key: what the server calls sends responses to us."""
        if kind in ("operation", "path item") and not self.inbound:
            if key == "requestBody":
                return direction_of(node.key)
            return "create" if key == "parameters" else "response"
        return direction

    def _reference(self, node: Node, kind: Kind, direction: Direction) -> Any:
        path = target_of(node.value)
        beside = self._members(node, kind, direction)
        if path is None or path in self.copying:  # a callback that leads to itself
            return beside
        if kind in _SECTIONS:
            return {"$ref": self._refer(kind, path, direction), **beside}
        self.copying.append(path)
        copied = self._translate(self._at(path), kind, direction)
        self.copying.pop()
        return {**copied, **beside}

    def _refer(self, kind: Kind, path: Path, direction: Direction) -> Reference:
        ref = Reference(_SECTIONS[kind], path, direction)
        if ref not in self.parts:
            self.parts[ref] = None
            self.todo.append((ref, kind))
        return ref

    def _note_samples(self, node: Node, schema: Any) -> None:
        """Remember the examples of a media type, a parameter or a header."""
        if schema is None:
            return
        if (example := node.get("example")) is not None:
            self.samples.append((example, schema))
        examples = node.get("examples")
        for _, entry in examples.items() if examples is not None else ():
            if (value := entry.resolve().get("value")) is not None:
                self.samples.append((value, schema))

    # -- schemas -------------------------------------------------------------------------------

    def _schema(self, node: Node, kind: Kind, direction: Direction) -> dict[str, Any]:
        shape = self.views.object_of(node) if direction != "response" else None
        if shape is not None:
            result = self._view(node, shape, direction)
        else:
            result = self._as_written(node, kind, direction)
        if is_object(node.plain("discriminator")):
            result["discriminator"] = self._discriminator(node["discriminator"], node, direction)
        if kind != "condition":
            given = [node[key] for key in ("default", "example") if key in node]
            given += [*node["examples"].elements()] if "examples" in node else []
            self.samples += [(value, result) for value in given]
        return result

    def _as_written(self, node: Node, kind: Kind, direction: Direction) -> dict[str, Any]:
        """A schema with its keywords as they are, references and rules apart."""
        result: dict[str, Any] = {}
        for key, member in node.items():
            if key in NAMES or key in ("$ref", "$defs", "definitions"):
                continue
            if key == "allOf":
                members = [self._part(part, direction) for part in member.elements()]
                if kept := [part for part in members if part is not None]:
                    result["allOf"] = kept
            elif not _leads_to_file(member):
                result[key] = self._member(kind, key, member, direction)
        path = target_of(node.value)
        if path is None:
            return result
        ref = {"$ref": self._refer("schema", path, direction)}
        if all(key in ANNOTATIONS or _is_foreign(key) for key in result):
            return {**ref, **result}
        # Many readers ignore what stands beside a $ref.
        return {**result, "allOf": [ref, *result.get("allOf", ())]}

    def _part(self, node: Node, direction: Direction) -> Any:
        """A member of `allOf`; None if it says nothing here. Rules are for what a caller sends."""
        if "x-rule" not in node:
            return self._translate(node, "schema", direction)
        if direction == "response" or "x-compare" in node:
            return None
        rule = RULE.read(node) or RuleName()
        comment = ": ".join(text.raw for text in (rule.id, rule.says) if text is not None)
        made = self._translate(node, "condition", direction)
        return {"$comment": comment, **made} if comment else made

    def _view(self, node: Node, shape: ObjectShape, direction: Direction) -> dict[str, Any]:
        """What a caller may send: an object of the properties that may be sent, and no others."""
        access = {
            prop.wire: self.views.access_to(prop, node, direction) for prop in shape.properties
        }
        nullable = self.views.shape(node).nullable
        result: dict[str, Any] = {"type": ["object", "null"] if nullable else "object"}
        result |= {
            key: member.value
            for key, member in node.items()
            if key in ANNOTATIONS or (_is_foreign(key) and not _leads_to_file(member))
        }
        if required := [wire for wire, mark in access.items() if mark == "required"]:
            result["required"] = required
        result["properties"] = {
            prop.wire: self._translate(prop.node, "property", direction)
            for prop in shape.properties
            if access[prop.wire] != "never"
        }
        extra = shape.extra
        open_ = extra is not None and "additionalProperties" in extra.path[-3:]
        result["additionalProperties"] = (
            self._translate(extra, "schema", direction) if extra is not None and open_ else False
        )
        if conditions := [*self._conditions(node, direction)]:
            result["allOf"] = conditions
        return result

    def _conditions(self, node: Node, direction: Direction) -> Iterator[Any]:
        """What a schema, and those it builds on, demand of an object besides its properties."""
        beside = {
            key: self._member("condition", key, member, direction)
            for key, member in node.items()
            if key not in _SHAPE | ANNOTATIONS | NAMES and not _is_foreign(key)
        }
        if beside:
            yield beside
        target = node.referred()
        if target is not None:
            yield from self._conditions(target, direction)
        for part in node["allOf"].elements() if "allOf" in node else ():
            if "x-rule" not in part:
                yield from self._conditions(part, direction)
            elif (rule := self._part(part, direction)) is not None:
                yield rule

    def _discriminator(self, said: Node, schema: Node, direction: Direction) -> dict[str, Any]:
        """The discriminator with every schema named: a view is not called what the value says."""
        written = as_object(said.plain("mapping"))
        mapping = {value: self._mapped(target, direction) for value, target in written.items()}
        members = [*as_list(schema.plain("oneOf")), *as_list(schema.plain("anyOf"))]
        for path in map(target_of, members):
            if path is None:
                continue
            ref = self._refer("schema", path, direction)
            if ref not in mapping.values():
                mapping[path[len(path) - 1]] = ref
        result = {k: v for k, v in said.value.items() if k not in NAMES}
        return {**result, "mapping": mapping} if mapping else result

    def _mapped(self, target: Any, direction: Direction) -> Any:
        """What a mapping names: a pointer, or the bare name of a schema."""
        path = schema_named(target)
        known = is_object(find(self.document.root, path))
        return self._refer("schema", path, direction) if known else target


def _is_foreign(key: str) -> bool:
    """An extension of somebody else's: kept, it does no harm."""
    return key.startswith("x-") and key not in NAMES


def _leads_to_file(member: Node) -> bool:
    """Whether it is a foreign extension that refers to a file, which is not there any more."""

    def leads(value: Any) -> bool:
        if is_array(value):
            return any(map(leads, value))
        members = as_object(value)
        ref = members.get("$ref")
        at_file = isinstance(ref, str) and not ref.startswith("#")
        return at_file or any(map(leads, members.values()))

    return member.key.startswith("x-") and leads(member.value)
