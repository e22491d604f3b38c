"""Business rules of a document: the conditions that have a name, for people to read; the schemas judge them.

A rule is a member of `allOf` with an `x-rule`, of the list `x-warn`, or, for parameters, of an operation's `x-rules`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from adwright.document.node import Node
from adwright.document.references import Path
from adwright.document.text.source import as_list, as_object, is_array, is_object
from adwright.document.walk import has_key, walk
from adwright.extensions.facts import NOTE, SOURCE, STATUS
from adwright.extensions.rules import COMPARE, RULE, RULES, WARN
from adwright.extensions.shape import Mention
from adwright.ir.classes import Params
from adwright.ir.facts import Field, Origin, Rule
from adwright.ir.operations import Parameter
from adwright.ir.text import Sample, Text
from adwright.problems import Id, Problem
from adwright.reader.mentions import missing
from adwright.schema import docs
from adwright.schema.schemas import Schemas
from adwright.schema.shapes import ArrayShape, ObjectShape

_WORDS = frozenset(
    (RULE.name, SOURCE.name, STATUS.name, NOTE.name, "title", "description", "$comment")
)
_BRANCHES = ("anyOf", "oneOf", "then", "else", "dependentSchemas")


class RuleReader:
    """Reads the rules of one document.

    Attributes:
        warnings: what is doubtful about rules.
        not_judged: rules that no request is judged by.
        astray: parameters that rules name and that are not there.
    """

    def __init__(self, schemas: Schemas) -> None:
        self.schemas = schemas
        self.warnings: list[Problem] = []
        self.not_judged: list[Problem] = []
        self.astray: list[Problem] = []
        self._read: set[Path] = set()

    def with_rules(self, params: Iterable[Params]) -> tuple[Params, ...]:
        """The classes that are sent with their rules, which their fields mention."""
        nodes = dict(self.schemas.sent())
        return tuple(self._with_rules(each, nodes[each.name]) for each in params)

    def _with_rules(self, params: Params, node: Node) -> Params:
        sent = {field.wire for field in params.fields}
        found = [*self._of_object(node, {name.raw for name in sent})]
        rules = tuple(
            dict.fromkeys(r for r in found if not r.fields or sent.intersection(r.fields))
        )
        return replace(params, rules=rules, fields=_mentioning(params.fields, rules))

    def of_operation(self, node: Node, parameters: Iterable[Parameter]) -> tuple[Rule, ...]:
        """The rules over the parameters of an operation (`x-rules`)."""
        members = RULES.read(node, self.warnings) or ()
        known = {parameter.wire.raw for parameter in parameters}
        known |= {f"{p.wire.raw} ({p.location})" for p in parameters}
        for name in (name for member in members for name in mentioned(member, tested=True)):
            if name.raw not in known:
                self.astray.append(missing(name, "parameter", sorted(known)))
        return tuple(self._named(members, RULES.name, docs.origin_of(node)))

    def finish(self) -> None:
        """Note the rules that are on nothing that is sent."""
        root = self.schemas.document.root
        for path, value, _ in walk(root) if has_key(root, RULE.name) else ():
            node = Node(self.schemas.document, path, value)
            if path not in self._read and is_rule(node):
                hint = "put it on a schema of an object that is sent"
                words = "this rule is never checked"
                self.not_judged.append(node.problem(Id.RULE_NEVER_CHECKED, words, hint))

    # -- where they stand ------------------------------------------------------------------------------------------

    def _of_object(self, node: Node, sent: Collection[str]) -> Iterator[Rule]:
        """The rules of an object, and those of members of it that have no class of their own."""
        stated = self._stated(node, docs.origin_of(node))
        yield from (rule for rule in stated if _can_apply(as_object(rule.condition.raw), sent))
        form = self.schemas.follow(node)[1].form
        for prop in form.properties if isinstance(form, ObjectShape) else ():
            for rule in self._of_member(prop.node):
                yield replace(rule, fields=(Text(prop.wire),))

    def _of_member(self, node: Node) -> Iterator[Rule]:
        target, shape = self.schemas.follow(node)
        if isinstance(shape.form, ObjectShape):
            if target.path == node.path:
                return
            beside = {key: value for key, value in node.value.items() if key != "$ref"}
            node = Node(node.document, node.path, beside)
        yield from self._stated(node, docs.origin_of(node))
        for item in shape.form.items if isinstance(shape.form, ArrayShape) else ():
            yield from self._of_member(item)

    def _stated(self, node: Node, origin: Origin, seen: set[Path] | None = None) -> Iterator[Rule]:
        """The rules that a schema states itself, by reference, through `allOf`, or in a branch; each once."""
        seen = set() if seen is None else seen
        if not is_object(node.value) or node.path in seen:
            return
        seen.add(node.path)
        rules = (member for member in _below(node, ("allOf",)) if RULE.name in member)
        yield from self._named(rules, "allOf", origin)
        yield from self._named(WARN.read(node, self.warnings) or (), WARN.name, origin)
        target = node.referred()
        if target is not None:
            yield from self._stated(target, origin, seen)
        for member in (*_below(node, ("allOf",)), *_below(node, _BRANCHES)):
            if not is_rule(member):
                yield from self._stated(member, origin, seen)

    def _named(self, members: Iterable[Node], key: str, origin: Origin) -> Iterator[Rule]:
        for member in members:
            name = RULE.read(member, self.warnings)
            if name is not None and name.id is not None:
                self._read.add(member.path)
                yield _rule(member, name.id, name.says, origin, warns=key == WARN.name)
            elif key != "allOf":
                words = f"{key}: a rule has an x-rule with id and says; this is ignored"
                self.warnings.append(member.problem(Id.RULE_UNNAMED, words))


def _rule(node: Node, id_: Text, says: Text | None, origin: Origin, *, warns: bool) -> Rule:
    own = docs.origin_of(node)
    return Rule(
        id=id_,
        says=says or docs.text_of(node, "description") or Text(""),
        fields=tuple(dict.fromkeys(name.text for name in mentioned(node))),
        condition=Sample({key: value for key, value in node.value.items() if key not in _WORDS}),
        warns=warns,
        origin=own if own.source is not None else replace(own, source=origin.source),
    )


def _can_apply(condition: Mapping[str, Any], sent: Collection[str]) -> bool:
    """Whether an object with some properties may be what a condition is about."""
    asked = as_list(as_object(condition.get("if")).get("required"))
    return "else" in condition or all(name in sent for name in asked)


def is_rule(node: Node) -> bool:
    """Whether a schema is a rule with a name of ours."""
    name = RULE.read(node)
    return name is not None and name.id is not None


def mentioned(node: Node, *, tested: bool = False) -> Iterator[Mention]:
    """The properties of an object that a condition asks something of, by wire name.

    Args:
        node: the condition.
        tested: whether those count too that it only reads: in `if`, and before an arrow of `dependentRequired`.
    """
    yield from _texts(node.get("required"))
    for key, child in _members(node, "properties"):
        yield Mention(Text(key), child)
    for key, child in _members(node, "dependentRequired"):
        yield from [Mention(Text(key), child)] if tested else ()
        yield from _texts(child)
    for inner in _below(node, ("then", "else", "not", "allOf", "anyOf", "oneOf")):
        yield from mentioned(inner, tested=tested)
    for key, child in _members(node, "dependentSchemas"):
        yield from [Mention(Text(key), child)] if tested else ()
        yield from mentioned(child, tested=tested)
    if tested and "if" in node:
        yield from mentioned(node["if"], tested=True)
    compared = COMPARE.read(node)
    for path in (compared.left, compared.right) if compared is not None else ():
        yield Mention(Text(path.raw.split(".")[0]), path.node)


def _texts(names: Node | None) -> Iterator[Mention]:
    for each in names.elements() if names is not None else ():
        if isinstance(each.value, str):
            yield Mention(Text(each.value), each)


def _members(node: Node, key: str) -> Iterator[tuple[str, Node]]:
    members = node.get(key)
    return members.items() if members is not None else iter(())


def _below(node: Node, keys: Iterable[str]) -> Iterator[Node]:
    """The schemas below some keys that are about the same value."""
    for key in keys:
        member = node.get(key)
        if member is None:
            continue
        if is_array(member.value):
            yield from member.elements()
        elif key == "dependentSchemas":
            yield from (inner for _, inner in member.items())
        elif key in ("then", "else", "not"):
            yield member


def _mentioning(fields: tuple[Field, ...], rules: Iterable[Rule]) -> tuple[Field, ...]:
    """The fields with the rules that ask something of them."""
    return tuple(
        replace(f, doc=replace(f.doc, rules=tuple(r for r in rules if f.wire in r.fields)))
        for f in fields
    )
