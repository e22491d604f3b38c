"""Reads what the schemas of a place say together out of a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..schemas.store import Schema
from ..shapes import is_dict, is_list
from .facts import Decisions, Facts, Place
from .opposites import opposites


class Reader:
    """Reads the schemas of places out of one document."""

    def __init__(self, root: Schema) -> None:
        """Keep the document.

        Args:
            root: A schema with all that it refers to.
        """
        self.root = root
        self._opposites: dict[int, list[Schema]] = {}

    def facts(
        self, schemas: Iterable[Schema], place: Place, made: Decisions, *, brief: bool = False
    ) -> Facts:
        """What schemas say together.

        Args:
            schemas: The schemas.
            place: Where the value is.
            made: What was decided, and where to note what could be.
            brief: Whether alternatives that end soon are better.
        """
        facts = Facts()
        groups = self._gather(facts, [*schemas, *made.added.get(place, ())])
        while groups:
            group, source = groups.pop(0)
            if not group:
                facts.impossible = True
                continue
            usual = self._usual(facts, group, brief=brief)
            member = group[made.choose((place, id(source)), len(group), usual)]
            groups += self._gather(facts, [member, *self._tag(facts, source, member)])
        facts.impossible = facts.impossible or not facts.types or facts.listed == []
        return facts

    def _gather(self, facts: Facts, schemas: list[Schema]) -> list[tuple[list[Schema], Any]]:
        """Add schemas and what they refer to; gives the alternatives that they leave open."""
        todo, groups, last = (
            [*schemas],
            list[tuple[list[Schema], Any]](),
            list[tuple[list[Schema], Any]](),
        )
        while todo:
            schema = todo.pop(0)
            if not is_dict(schema):
                facts.impossible = facts.impossible or schema is False
                continue
            if any(schema is part for part in facts.parts):
                continue
            facts.parts.append(schema)
            for keyword in ("$ref", "$dynamicRef"):
                if keyword in schema:
                    todo.append(self.resolved(schema[keyword]))
            todo += schema.get("allOf", ())
            groups += [(schema[key], schema[key]) for key in ("oneOf", "anyOf") if schema.get(key)]
            if "not" in schema and (others := self.opposites(schema["not"])) is not None:
                last.append((others, schema["not"]))
        return groups + last

    def opposites(self, schema: Schema) -> list[Schema] | None:
        """Schemas of which each refuses what the given one takes; None if none are known."""
        if id(schema) not in self._opposites:
            self._opposites[id(schema)] = opposites(schema, self.resolved)
        return self._opposites[id(schema)] or None

    def _usual(self, facts: Facts, group: list[Schema], *, brief: bool) -> int:
        """The number of the alternative to try first: one that fits the rest, and is not null."""
        scores: list[int] = []
        for member in group:
            joint = Facts([*facts.parts], facts.impossible)
            self._gather(joint, [member])
            types = joint.types
            fits = bool(types) and joint.listed != [] and not joint.impossible
            forbidden = (
                name for name in joint.required if any(each is False for each in joint.member(name))
            )
            fits = fits and not any(forbidden)
            easy = set(types[:1]) & {"object", "array"} if brief else types == ["null"]
            scores.append(2 * fits + (not easy))
        return scores.index(max(scores))

    def _tag(self, facts: Facts, source: Any, member: Schema) -> list[Schema]:
        """The tag by which a discriminator names an alternative, where its own schema leaves it open."""
        for part in facts.parts:
            told = part.get("discriminator")
            if not told or not any(part.get(key) is source for key in ("oneOf", "anyOf")):
                continue
            target = member.get("$ref") if is_dict(member) else None
            name, mapping = told["propertyName"], told.get("mapping", {})
            tags = [tag for tag, pointer in mapping.items() if pointer == target]
            joint = Facts([*facts.parts])
            self._gather(joint, [member])
            own = Facts()
            self._gather(own, joint.member(name))
            if tags and own.listed is None:
                return [{"required": [name], "properties": {name: {"const": tags[0]}}}]
        return []

    def resolved(self, reference: str) -> Schema:
        """The schema that a reference within the document leads to; any value where it leads out of it."""
        fragment = reference.rpartition("#")[2]
        if not fragment.startswith("/"):
            return next(_anchored(self.root, fragment), True) if fragment else self.root
        node: Any = self.root
        for step in fragment[1:].split("/"):
            node = _step(
                node,
                step.replace("~1", "/").replace("~0", "~").replace("%25", "%").replace("%22", '"'),
            )
        return node if is_dict(node) or isinstance(node, bool) else True

    def at(self, path: Iterable[str | int]) -> Any:
        """What stands at the end of an evaluation path; None if nothing does."""
        node: Any = self.root
        for step in path:
            node = _step(node, step)
            if step in ("$ref", "$dynamicRef") and isinstance(node, str):
                node = self.resolved(node)
        return node


def _step(node: Any, step: str | int) -> Any:
    if is_dict(node):
        return node.get(str(step))
    if is_list(node) and str(step).isdecimal() and int(step) < len(node):
        return node[int(step)]
    return None


def _anchored(node: Any, name: str) -> Iterator[Schema]:
    if is_dict(node):
        if name in (node.get("$anchor"), node.get("$dynamicAnchor")):
            yield node
        for each in node.values():
            yield from _anchored(each, name)
    elif is_list(node):
        for each in node:
            yield from _anchored(each, name)
