"""One plain OpenAPI document out of a spec of several files with extensions.

Files beside the root become components; the views of a schema with `x-access` become schemas of their own (`Thing`,
`ThingCreate`, `ThingUpdate`); rules stay as plain JSON Schema in what a caller sends. What only this generator
understands is left out, so that mock servers, documentation tools and other generators read the result as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, TypeAlias

from adwright.api import names
from adwright.api.operations import Found, OperationReader, find_operations
from adwright.api.schemas import Direction, Schemas
from adwright.api.shapes import ObjectShape, Property
from adwright.document.grammar import Kind, kind_of_member
from adwright.document.load import Document, find, load, path_of
from adwright.document.node import Node
from adwright.document.upgrade import upgrade
from adwright.document.validate import validate
from adwright.problems import Location, Problem, SpecError

Path: TypeAlias = tuple[str, ...]

EXTENSIONS = frozenset(
    """x-source x-status x-note x-access x-rule x-rules x-warn x-compare x-resource x-method x-pagination x-envelope x-wait
    x-retry-safe x-actions x-credentials x-environment""".split()
)
"""The extensions of our dialect."""

# Where a reference of some kind leads: to a component of its own, or (not listed) to a copy in its place.
_SECTIONS: dict[Kind, str] = {
    **dict.fromkeys(("schema", "property", "condition", "member", "rule"), "schemas"),
    "parameter": "parameters",
    "response": "responses",
    "header": "headers",
    "example": "examples",
}
_ANNOTATIONS = frozenset(
    "title description default example examples deprecated readOnly writeOnly externalDocs xml $comment".split()
)
# What the shape of an object says, in whatever way the schema says it.
_SHAPE = frozenset("type properties required additionalProperties allOf $ref $defs definitions".split())


@dataclass(frozen=True, slots=True)
class Sample:
    """A value given as an example or a default, and the schema it should fit."""

    node: Node
    schema: Any


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundled document.

    Attributes:
        root: the document, plain data.
        samples: every example and default of the spec with the schema that stands for it in the bundle.
    """

    root: dict[str, Any]
    samples: tuple[Sample, ...]


def bundle(document: Document) -> Bundle:
    """Make one plain document of a spec.

    Args:
        document: a 3.1 document that has been validated.

    Raises:
        SpecError: schemas of it cannot be used; all of them are named.
    """
    try:
        views = _Views(document)
        if views.problems:
            raise SpecError(views.problems)
        return _Bundler(document, views).run()
    except RecursionError:
        at = Location(next(iter(document.sources.values())).name)
        raise SpecError([Problem(at, "schemas are nested too deep to be read", "name inner ones, use $ref")]) from None


def bundle_file(spec: FilePath) -> tuple[Bundle, list[Problem]]:
    """Read a spec and make one plain document of it.

    Args:
        spec: its root file.

    Returns:
        The bundle, and what is doubtful in the spec.

    Raises:
        UsageError: the file does not exist.
        SpecError: the spec cannot be read; all problems are named.
    """
    document = upgrade(load(spec))
    warnings = validate(document)
    return bundle(document), warnings


class _Views(Schemas):
    """What the reader decides about schemas: which have views, and who may send which property."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        reader = OperationReader(document, self)
        found = find_operations(document)
        for operation in found:
            reader.use(operation)
        for operation in found:
            self._use_every_media_type(operation)
        self.settle()

    def _use_every_media_type(self, found: Found) -> None:
        """The reader takes one media type of a body; a bundle has them all."""
        body, responses = found.node.get("requestBody"), found.node.get("responses")
        sent = [body.resolve()] if body is not None else []
        received = [node.resolve() for _, node in responses.items()] if responses is not None else []
        for owners, direction in ((sent, direction_of(found.method)), (received, "reply")):
            for owner in owners:
                content = owner.get("content")
                for _, media in content.items() if content is not None else ():
                    if (schema := media.get("schema")) is not None:
                        self.use(schema, direction)

    def object_of(self, node: Node) -> ObjectShape | None:
        """The shape of an object with views that stands at a node itself, not behind a reference."""
        use = self._uses.get(node.path)
        if use is None or not use.viewful or not isinstance(use.shape.form, ObjectShape):
            return None
        return use.shape.form

    def has_views(self, path: Path) -> bool:
        """Whether the schema at a path has views."""
        return path in self._uses and self._uses[path].viewful

    def access(self, prop: Property, direction: Direction) -> str:
        """Whether a property is required, optional or never there in a direction."""
        return self._access(prop, direction)

    def base_name(self, path: Path) -> str:
        """What a schema that stands inside something else is called."""
        return self._base_name(path)


def direction_of(method: str) -> Direction:
    """Which way the body of a request travels."""
    return "update" if method in ("put", "patch") else "create"


@dataclass(frozen=True, slots=True)
class _Ref:
    """A reference whose final name is not known yet."""

    section: str
    path: Path
    direction: Direction


class _Bundler:
    def __init__(self, document: Document, views: _Views) -> None:
        self.document = document
        self.views = views
        self.parts: dict[_Ref, Any] = {}
        self.todo: list[tuple[_Ref, Kind]] = []
        self.samples: list[tuple[Node, Any]] = []
        self.open: list[Path] = []

    def run(self) -> Bundle:
        root = Node(self.document, (), self.document.root)
        result = {
            key: self._member("document", key, member, "reply")
            for key, member in root.items()
            if key != "components" and not key.startswith("x-adwright") and key not in EXTENSIONS
        }
        self._translate_named(root)
        final = _Naming(self.parts, self.views).names()
        components = self._components(root, final)
        if components:
            result["components"] = components
        samples = {
            (node.path, json.dumps(made, sort_keys=True)): Sample(node, made)
            for node, made in ((node, _named(schema, final)) for node, schema in self.samples)
        }
        plain: dict[str, Any] = _named(result, final)
        return Bundle(plain, tuple(samples.values()))

    def _translate_named(self, root: Node) -> None:
        """What is referred to, and what that refers to; schemas that nothing refers to are as good as replies."""
        self._translate_todo()
        components = root.get("components")
        schemas = components.get("schemas") if components is not None else None
        referred = {ref.path for ref in self.parts}
        for _, node in schemas.items() if schemas is not None else ():
            if node.path not in referred:
                self._refer("schema", node.path, "reply")
        self._translate_todo()

    def _translate_todo(self) -> None:
        while self.todo:
            ref, kind = self.todo.pop()
            self.parts[ref] = self.translate(self._at(ref.path), kind, ref.direction)

    def _components(self, root: Node, final: dict[_Ref, str]) -> dict[str, Any]:
        sections: dict[str, dict[str, Any]] = {}
        for ref, name in sorted(final.items(), key=lambda item: (item[0].section, item[1])):
            sections.setdefault(ref.section, {})[name] = _named(self.parts[ref], final)
        components = root.get("components")
        schemes = components.get("securitySchemes") if components is not None else None
        if schemes is not None:
            sections["securitySchemes"] = {
                name: self.translate(node, "security scheme", "reply") for name, node in schemes.items()
            }
        order = ("securitySchemes", "parameters", "headers", "examples", "responses", "schemas")
        return {section: sections[section] for section in order if section in sections}

    def _at(self, path: Path) -> Node:
        return Node(self.document, path, find(self.document.root, path))

    # -- any node ----------------------------------------------------------------------------------------------------

    def translate(self, node: Node, kind: Kind, direction: Direction) -> Any:
        """A node of some kind as plain OpenAPI, with `_Ref`s where it refers to components."""
        if not isinstance(node.value, dict):
            return node.value
        if _SECTIONS.get(kind) == "schemas":
            return self._schema(node, kind, direction)
        if isinstance(node.value.get("$ref"), str):
            return self._reference(node, kind, direction)
        result = {
            key: self._member(kind, key, member, self._turned(node, kind, key, direction))
            for key, member in node.items()
            if key not in EXTENSIONS
        }
        self._note_samples(node, result.get("schema"))
        return result

    def _member(self, kind: Kind, key: str, member: Node, direction: Direction) -> Any:
        member_kind = "path item" if kind == "callback" else kind_of_member(kind, key)
        inner = member_kind.strip("{}[]")
        if member_kind[0] == "{" and isinstance(member.value, dict):
            return {name: self.translate(child, inner, direction) for name, child in member.items()}
        if member_kind[0] == "[" and isinstance(member.value, list):
            return [self.translate(child, inner, direction) for child in member.elements()]
        return member.value if member_kind == "data" else self.translate(member, inner, direction)

    def _turned(self, node: Node, kind: Kind, key: str, direction: Direction) -> Direction:
        """The direction of what stands below a key. In what the server calls, bodies are its replies to us."""
        if kind == "operation" and len(node.path) >= 2 and "callbacks" not in node.path and node.path[0] != "webhooks":
            if key == "requestBody":
                return direction_of(node.key)
            if key == "parameters":
                return "create"
        return "reply" if kind in ("operation", "document") else direction

    def _reference(self, node: Node, kind: Kind, direction: Direction) -> Any:
        beside = {key: value for key, value in node.value.items() if key != "$ref" and key not in EXTENSIONS}
        path = path_of(node.value["$ref"])
        if path is None:
            return {"$ref": node.value["$ref"], **beside}
        if kind in _SECTIONS:
            return {"$ref": self._refer(kind, path, direction), **beside}
        if path in self.open:  # a callback that leads to itself
            return {}
        self.open.append(path)
        copied = self.translate(self._at(path), kind, direction)
        self.open.pop()
        return {**copied, **beside}

    def _refer(self, kind: Kind, path: Path, direction: Direction) -> _Ref:
        ref = _Ref(_SECTIONS[kind], path, direction)
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
            value = entry.resolve().get("value") if isinstance(entry.value, dict) else None
            if value is not None:
                self.samples.append((value, schema))

    # -- schemas -----------------------------------------------------------------------------------------------------

    def _schema(self, node: Node, kind: Kind, direction: Direction) -> Any:
        shape = self.views.object_of(node) if direction != "reply" else None
        if shape is not None:
            result = self._view(node, shape, direction)
        else:
            result = self._as_written(node, kind, direction)
        if "discriminator" in result:
            result["discriminator"] = self._discriminator(node, direction)
        own = {"default": "default", "example": "example"} if kind != "condition" else {}
        self.samples += [(node[key], result) for key in own if key in result]
        if kind != "condition" and isinstance(result.get("examples"), list):
            self.samples += [(example, result) for example in node["examples"].elements()]
        return result

    def _as_written(self, node: Node, kind: Kind, direction: Direction) -> dict[str, Any]:
        """A schema with its keywords as they are, references and rules apart."""
        result: dict[str, Any] = {}
        for key, member in node.items():
            if key in EXTENSIONS or key in ("$ref", "$defs", "definitions"):
                continue
            if key == "allOf" and isinstance(member.value, list):
                members = [self._part(part, direction) for part in member.elements()]
                if kept := [part for part in members if part is not None]:
                    result["allOf"] = kept
            else:
                result[key] = self._member(kind, key, member, direction)
        target = node.value.get("$ref")
        if not isinstance(target, str):
            return result
        path = path_of(target)
        reference = {"$ref": self._refer("schema", path, direction) if path is not None else target}
        if all(key in _ANNOTATIONS or key.startswith("x-") for key in result):
            return {**reference, **result}
        return {**result, "allOf": [reference, *result.get("allOf", ())]}  # older readers ignore what stands beside a $ref

    def _part(self, node: Node, direction: Direction) -> Any:
        """A member of `allOf`; None if it says nothing here. Rules are for what a caller sends."""
        if "x-rule" not in node:
            return self.translate(node, "schema", direction)
        if direction == "reply" or "x-compare" in node:
            return None
        rule = node.value["x-rule"]
        comment = ": ".join(str(rule[key]) for key in ("id", "says") if key in rule) if isinstance(rule, dict) else ""
        made = self.translate(node, "condition", direction)
        return {"$comment": comment, **made} if comment else made

    def _view(self, node: Node, shape: ObjectShape, direction: Direction) -> dict[str, Any]:
        """What a caller may send: an object of the properties that may be sent, and no others."""
        kept = {prop.wire: (prop, self.views.access(prop, direction)) for prop in shape.properties}
        nullable = self.views.shape(node).nullable
        result: dict[str, Any] = {"type": ["object", "null"] if nullable else "object"}
        result |= {key: node.value[key] for key in node.value if key in _ANNOTATIONS or _foreign(key)}
        if required := [wire for wire, (_, access) in kept.items() if access == "required"]:
            result["required"] = required
        result["properties"] = {
            wire: self.translate(prop.node, "property", direction)
            for wire, (prop, access) in kept.items()
            if access != "never"
        }
        known = shape.extra is None or shape.extra.key != "additionalProperties"
        result["additionalProperties"] = False if known else self.translate(shape.extra, "schema", direction)  # type: ignore[arg-type]
        if conditions := list(self._conditions(node, direction)):
            result["allOf"] = conditions
        return result

    def _conditions(self, node: Node, direction: Direction) -> Iterator[Any]:
        """What a schema, and those it builds on, demand of an object besides its properties."""
        beside = {
            key: self._member("condition", key, member, direction)
            for key, member in node.items()
            if key not in _SHAPE | _ANNOTATIONS | EXTENSIONS and not _foreign(key)
        }
        if beside:
            yield beside
        path = path_of(node.value["$ref"]) if isinstance(node.value.get("$ref"), str) else None
        if path is not None:
            yield from self._conditions(self._at(path), direction)
        for part in node["allOf"].elements() if "allOf" in node else ():
            if not isinstance(part.value, dict):
                continue
            if "x-rule" not in part:
                yield from self._conditions(part, direction)
            elif (rule := self._part(part, direction)) is not None:
                yield rule

    def _discriminator(self, node: Node, direction: Direction) -> Any:
        """The discriminator with every schema named: a view is not called what the value says."""
        said = node.value["discriminator"]
        if not isinstance(said, dict):
            return said
        written = said.get("mapping")
        mapping = {
            value: self._mapped(target, direction) for value, target in (written if isinstance(written, dict) else {}).items()
        }
        for key in ("oneOf", "anyOf"):
            for member in node[key].elements() if key in node else ():
                path = path_of(member.value.get("$ref", "")) if isinstance(member.value, dict) else None
                if path and not any(isinstance(ref, _Ref) and ref.path == path for ref in mapping.values()):
                    mapping[path[-1]] = self._refer("schema", path, direction)
        return {**{k: v for k, v in said.items() if k not in EXTENSIONS}, **({"mapping": mapping} if mapping else {})}

    def _mapped(self, target: Any, direction: Direction) -> Any:
        """What a mapping names: a pointer, or the bare name of a schema."""
        if not isinstance(target, str):
            return target
        path = path_of(target) or ("components", "schemas", target)
        return self._refer("schema", path, direction) if isinstance(find(self.document.root, path), dict) else target


def _foreign(key: str) -> bool:
    """An extension of somebody else's: kept, it does no harm."""
    return key.startswith("x-") and key not in EXTENSIONS


class _Naming:
    """Final names of components. Translations of one schema that say the same are one component."""

    def __init__(self, parts: dict[_Ref, Any], views: _Views) -> None:
        self.parts = parts
        self.views = views

    def names(self) -> dict[_Ref, str]:
        classes = self._classes()
        groups: dict[tuple[str, Path], dict[int, list[Direction]]] = {}
        for ref, class_ in classes.items():
            groups.setdefault((ref.section, ref.path), {}).setdefault(class_, []).append(ref.direction)
        result: dict[_Ref, str] = {}
        for section in {section for section, _ in groups}:
            mine = {path: found for (its, path), found in groups.items() if its == section}
            bases = names.distinct({"\0".join(path): self._wish(section, path) for path in mine})
            wanted: dict[str, str] = {}
            for path, found in mine.items():
                base = bases["\0".join(path)]
                for directions in found.values():
                    suffix = self._suffix(path, directions, alone=len(found) == 1)
                    wanted["\0".join((*path, *sorted(directions)))] = base + suffix if suffix else ""
            final = names.distinct({key: name for key, name in wanted.items() if name}, bases.values())
            for path, found in mine.items():
                for directions in found.values():
                    key = "\0".join((*path, *sorted(directions)))
                    name = final.get(key, bases["\0".join(path)])
                    result |= {_Ref(section, path, direction): name for direction in directions}
        return result

    def _suffix(self, path: Path, directions: list[Direction], *, alone: bool) -> str:
        if not self.views.has_views(path) and (alone or "reply" in directions):
            return ""
        suffixes = {"reply": "", "create": "Create", "update": "Update"}
        return suffixes[directions[0]] if len(directions) == 1 else "Request"

    def _classes(self) -> dict[_Ref, int]:
        """Which translations are the same: those of one schema, as long as their texts do not tell them apart."""
        labels = {ref: (ref.section, ref.path, ref.direction if self.views.has_views(ref.path) else "") for ref in self.parts}
        numbers = {label: number for number, label in enumerate(dict.fromkeys(labels.values()))}
        classes = {ref: numbers[label] for ref, label in labels.items()}
        sizes: dict[int, int] = {}
        for class_ in classes.values():
            sizes[class_] = sizes.get(class_, 0) + 1
        doubtful = [ref for ref, class_ in classes.items() if sizes[class_] > 1]
        while True:
            known = dict(classes)
            texts = {ref: (known[ref], json.dumps(self.parts[ref], default=known.__getitem__)) for ref in doubtful}
            fresh = {text: number for number, text in enumerate(dict.fromkeys(texts.values()), start=len(labels))}
            classes |= {ref: fresh[text] for ref, text in texts.items()}
            if len(fresh) == len({known[ref] for ref in doubtful}):
                return classes

    def _wish(self, section: str, path: Path) -> str:
        """The author's name, or one made of the place."""
        named = len(path) >= 2 and path[-2] == section
        wish = path[-1] if named or section != "schemas" else self.views.base_name(path)
        return re.sub(r"[^A-Za-z0-9._-]+", "_", wish) or section


def _named(tree: Any, final: dict[_Ref, str]) -> Any:
    """The tree with every reference written out."""
    if isinstance(tree, _Ref):
        return f"#/components/{tree.section}/{final[tree]}"
    if isinstance(tree, dict):
        return {key: _named(value, final) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_named(value, final) for value in tree]
    return tree
