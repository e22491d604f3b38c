"""Values that are of one of several schemas: `oneOf`, `anyOf`, and bases with a discriminator."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from adwright.bundle.references import NONE, VALUE, Names, Role
from adwright.bundle.unions import overlap
from adwright.document.loading.children import name_of
from adwright.document.node import Node
from adwright.document.references import Path
from adwright.document.text.source import as_list, as_object
from adwright.problems import Id
from adwright.schema.access import Direction
from adwright.schema.declared import declared
from adwright.schema.inheritance import Choice, listed

if TYPE_CHECKING:
    from adwright.bundle.translation import Translator


_MEMBER = 20
"""What a member costs that is written out for a place, in names."""


class Choices:
    """Translates what is one of several."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator
        self._made: dict[tuple[object, ...], list[Any]] = {}
        self._overlaps: dict[Path, bool] = {}

    def by_tag(
        self, node: Node, choice: Choice, direction: Direction, role: Role
    ) -> dict[str, Any]:
        """A base as the choice of those that build on it; an unknown one is refused.

        What tells it is needed, but may be missing in a response where the base does not list it as required.
        """
        itself = replace(role, itself=True)
        mapping = {
            tag: self._translator.refer(target, direction, itself)
            for tag, target in choice.tags.items()
            if direction == "response" or tag not in choice.implied
        }
        branches: list[dict[str, Any]] = [
            {
                "if": {"required": [choice.name], "properties": {choice.name: {"enum": tags}}},
                "then": {"$ref": ref},
            }
            for ref, tags in _inverted(mapping).items()
        ]
        result: dict[str, Any] = {
            "type": "object",
            "discriminator": {"propertyName": choice.name, "mapping": mapping},
            "allOf": branches,
        }
        required = self._translator.composer.of((node, True)).required
        if direction != "response" or choice.name in required:
            result["required"] = [choice.name]
        else:
            base = {"$ref": self._translator.refer(node, direction, itself)}
            branches.append({"if": {"properties": {choice.name: False}}, "then": base})
        result["properties"] = {choice.name: {"enum": [*mapping]}}
        if direction != "response":
            result |= self._tag_name(choice.name, [node])
        if "null" in as_list(node.plain("type")):
            return {"anyOf": [result, {"type": "null"}]}
        return result

    def union(
        self, node: Node, key: str, direction: Direction, inner: Role | None
    ) -> dict[str, Any]:
        """A `oneOf` or `anyOf`, with the discriminator that belongs to it."""
        members = [*node[key].elements()]
        if inner is None:
            return {key: [self._translator.schema(each, direction, None) for each in members]}
        if key == "anyOf" and inner.joined:
            part = self._bounded(replace(inner, sure=False, alone=False), node[key], 0)
            asked = (node.path, key, direction, part)
            if asked not in self._made:
                self._made[asked] = [
                    self._translator.schema(each, direction, part) for each in members
                ]
            return {key: [*self._made[asked]]}
        brought = self._translator.composer.names_of(members)
        listed_ = inner.beside | (inner.elsewhere - brought)
        if key == "anyOf":
            listed_ |= brought
        inner = self._bounded(inner, node[key], len(listed_))
        made = self._members(node, key, brought, direction, inner)
        said = node.get("discriminator")
        if said is not None and isinstance(said.plain("propertyName"), str):
            return self._told(said, key, members, made, direction)
        if key == "oneOf" and self._overlap(node, members):
            message = "members of oneOf cannot be told apart: any of them may hold"
            warning = node[key].problem(Id.ONE_OF_AMBIGUOUS, message, "say anyOf")
            self._translator.warnings.append(warning)
            return _any_of(node, made)
        return {key: made}

    def _bounded(self, inner: Role, members: Node, names: int) -> Role:
        """The role of an object whose members take any further property if they would list too many names.

        Args:
            inner: its role.
            members: the members.
            names: how many names each of them would list.
        """
        count = len(members.value)
        if inner.open or self._translator.bounds.lists(count * (names + _MEMBER)):
            return inner
        message = (
            f"not judged: each of these {count} schemas would list {names} properties of the "
            "others, so that they take unknown ones"
        )
        hint = "describe them by fewer schemas, or tell them apart by a discriminator"
        self._translator.not_judged.append(members.problem(Id.GROWTH_BOUNDED, message, hint))
        return replace(inner, beside=NONE, elsewhere=NONE, open=True)

    def _members(
        self, node: Node, key: str, brought: Names, direction: Direction, inner: Role
    ) -> list[Any]:
        """The members of a union, made once for all places that have the same beside it."""
        beside = inner.beside | (inner.elsewhere - brought)
        asked = (node.path, key, direction, beside, inner.hidden, inner.optional, inner.open)
        if asked not in self._made:
            self._made[asked] = [
                self._member(each, key, brought, direction, inner) for each in node[key].elements()
            ]
        return [*self._made[asked]]

    def _overlap(self, node: Node, members: list[Node]) -> bool:
        """Whether a value may fit several members of the `oneOf` of a node."""
        if node.path not in self._overlaps:
            self._overlaps[node.path] = overlap(members)
        return self._overlaps[node.path]

    def _member(
        self, node: Node, key: str, brought: Names, direction: Direction, inner: Role
    ) -> Any:
        own = self._translator.composer.names(node)
        beside = inner.beside | (inner.elsewhere - brought)
        if not brought - beside:
            if own:  # all that it names is described elsewhere: it is a condition
                return self._translator.schema(node, direction, None)
            return self._translator.value(node, direction)
        if (
            key == "anyOf"
            and not inner.open
            and not self._translator.composer.of((node, True)).closed
        ):
            beside = (beside | brought) - own
        role = replace(
            VALUE, beside=beside, hidden=inner.hidden, optional=inner.optional, open=inner.open
        )
        return self._translator.value(node, direction, role)

    def _told(
        self, said: Node, key: str, members: list[Node], made: list[Any], direction: Direction
    ) -> dict[str, Any]:
        """A union whose members are told apart by a property."""
        name: str = said.value["propertyName"]
        targets = [member.resolve() for member in members]
        named = self._translator.inheritance.named
        mapped = {tag: named(target) for tag, target in as_object(said.plain("mapping")).items()}
        mapping: dict[str, Any] = {}
        told = True
        for index, target in enumerate(targets):
            if "$ref" not in as_object(made[index]):
                continue
            called = name_of((members[index].referred() or target).path)
            tags = [
                tag for tag, each in mapped.items() if each is not None and each.path == target.path
            ]
            own = [*listed(declared(target).get(name, []))]
            known = bool(tags)
            if not own and called not in mapped and (direction == "response" or not tags):
                tags.append(called)  # its name stands for it too, where it comes back
            mapping |= dict.fromkeys(tags or own, made[index]["$ref"])
            if own:
                continue
            if known:
                only = {"properties": {name: {"enum": tags}}, "required": [name]}
                made[index] = {**made[index], **only}
            else:
                told = False
        names = self._tag_name(name, targets) if direction != "response" else {}
        discriminator = {"propertyName": name, "mapping": mapping}
        return {"discriminator": discriminator, key if told else "anyOf": made, **names}

    def _tag_name(self, wire: str, nodes: list[Node]) -> dict[str, Any]:
        """What the property that tells the members apart is called in Python, if not the same."""
        named = (self._translator.schemas.python_names(node).get(wire) for node in nodes)
        python = next((name for name in named if name is not None), wire)
        return {"x-names": {str(python): wire}} if python != wire else {}


def _any_of(node: Node, made: list[Any]) -> dict[str, Any]:
    return {"allOf": [{"anyOf": made}]} if "anyOf" in node else {"anyOf": made}


def _inverted(mapping: dict[str, Any]) -> dict[Any, list[str]]:
    """The tags of each reference."""
    result: dict[Any, list[str]] = {}
    for tag, ref in mapping.items():
        result.setdefault(ref, []).append(tag)
    return result
