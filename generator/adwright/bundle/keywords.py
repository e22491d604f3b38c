"""The keywords of a schema, each with the schemas below it in the roles that they have there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from adwright.bundle.assertions import LISTS, MAPS, ONE, pattern_names, plain_keyword
from adwright.bundle.choices import Choices
from adwright.bundle.formats import with_exact_format
from adwright.bundle.prose import MARK, prose_of
from adwright.bundle.references import VALUE, Role
from adwright.document.node import Node
from adwright.document.text.source import is_array, is_object
from adwright.extensions.facts import SOURCE
from adwright.extensions.rules import COMPARE, RULE, WARN
from adwright.extensions.schemas import DELIMITER, EPOCH, ZONE
from adwright.schema.access import Direction

if TYPE_CHECKING:
    from adwright.bundle.translation import Translator

_CONDITIONS = frozenset({"if", "not", "contains", "propertyNames"})
_CLOSING = frozenset({"additionalProperties", "unevaluatedProperties"})
_RULES = frozenset({COMPARE.name, WARN.name})


class Keywords:
    """Translates the keywords of schemas."""

    def __init__(self, translator: Translator, choices: Choices) -> None:
        self._translator = translator
        self._choices = choices

    def of(
        self,
        node: Node,
        direction: Direction,
        inner: Role | None,
        heir: Node | None = None,
        whole: Role = VALUE,
    ) -> dict[str, Any]:
        """The keywords of a schema.

        Args:
            node: the schema.
            direction: which way the value travels.
            inner: the role of the schemas that describe the same object; None in a condition.
            heir: the one that describes it as a whole.
            whole: the role of that one.
        """
        result: dict[str, Any] = {}
        apart = self._apart(node, inner, heir)
        if apart:
            alone = replace(inner or VALUE, whole=False, alone=True)
            refs = (self._translator.refer(part, direction, alone) for part in apart)
            result["allOf"] = [{"$ref": ref} for ref in refs]
        for key, member in node.items():
            if key in _RULES and direction == "response":
                continue
            if key == "$ref":
                target = node.referred()
                if target is not None and apart is None:
                    mine = whole if heir is not None and heir.path == target.path else inner
                    result["$ref"] = self._translator.refer(target, direction, mine)
            elif key == "allOf":
                result.setdefault("allOf", []).extend(
                    self._part(part, node, direction, inner, heir, whole)
                    for part in member.elements()
                    if (RULE.name in part and direction != "response")
                    or (RULE.name not in part and (apart is None or not is_object(part.value)))
                )
            elif key == WARN.name:
                result[key] = [self.rule(each, node, direction) for each in WARN.read(node) or ()]
            elif key in ("oneOf", "anyOf"):
                for word, made in self._choices.union(node, key, direction, inner).items():
                    if word == "allOf":
                        result.setdefault("allOf", []).extend(made)
                    else:
                        result[word] = made
            elif key == "dependencies":
                result |= self._dependencies(member, direction)
            elif key in MAPS:
                result[key] = self._map(key, member, direction, inner)
            elif key in LISTS:
                result[key] = [
                    self._inside(key, each, direction, inner) for each in member.elements()
                ]
            elif key in ONE:
                result |= self._one(key, member, direction, inner)
            else:
                result |= plain_keyword(
                    key, member, self._translator.not_judged, self._translator.bounds
                )
        return self._tidied(node, result, inner)

    def _apart(self, node: Node, inner: Role | None, heir: Node | None) -> list[Node] | None:
        """What a schema builds on, if that stands beside it instead of inside; None if it stays as it is."""
        if inner is None or heir is not None:
            return None
        return [] if inner.alone else self._translator.composer.told_once(node)

    def _tidied(self, node: Node, result: dict[str, Any], inner: Role | None) -> dict[str, Any]:
        """What is said of the keywords together."""
        if "required" in result and inner is not None:
            free = inner.hidden | inner.optional
            result["required"] = [name for name in result["required"] if name not in free]
        members = result.get("allOf", [])
        if len(members) > 1:  # the validator would judge by each again, and by all that it leads to
            result["allOf"] = [m for i, m in enumerate(members) if m not in members[:i]]
        for key in ("required", "allOf", "anyOf", "oneOf", "prefixItems", WARN.name):
            if result.get(key) == []:
                del result[key]
        result = with_exact_format(result, ZONE.read(node), EPOCH.read(node))
        if (between := DELIMITER.read(node)) is not None:
            result[DELIMITER.name] = between.raw
        if inner is not None and (said := prose_of(node)):
            result[MARK] = said
        return result

    def _part(
        self,
        node: Node,
        owner: Node,
        direction: Direction,
        inner: Role | None,
        heir: Node | None,
        whole: Role,
    ) -> Any:
        """A member of `allOf`: a rule, or a schema of the same value."""
        if RULE.name in node:
            return self.rule(node, owner, direction)
        is_heir = heir is not None and heir.path == node.path
        return self._translator.schema(node, direction, whole if is_heir else inner)

    def rule(self, node: Node, owner: Node, direction: Direction) -> dict[str, Any]:
        """A condition with a name; its source is its own or that of the schema it belongs to."""
        result: dict[str, Any] = self._translator.schema(node, direction, None)
        said = RULE.read(node)
        if said is not None and said.id is not None:
            source = SOURCE.read(node) or SOURCE.read(owner)
            words = {"id": said.id, "says": said.says, "source": source}
            result[RULE.name] = {key: text.raw for key, text in words.items() if text is not None}
        return result

    def _map(
        self, key: str, member: Node, direction: Direction, inner: Role | None
    ) -> dict[str, Any]:
        if key == "patternProperties":
            known = pattern_names(member, self._translator.not_judged, self._translator.bounds)
            return {name: self._inside(key, each, direction, inner) for name, each in known.items()}
        if key == "dependentSchemas" or inner is None:
            return {
                name: self._inside(key, each, direction, inner) for name, each in member.items()
            }
        result: dict[str, Any] = {}
        for name, prop in member.items():
            if name in inner.together and prop.value is not False:
                result[name] = (
                    True if inner.sure else self._translator.schema(prop, direction, None)
                )
            elif name not in inner.hidden:
                result[name] = self._translator.value(prop, direction)
        return result

    def _dependencies(self, member: Node, direction: Direction) -> dict[str, Any]:
        """The keyword that older drafts have in place of two."""
        required = {name: each.value for name, each in member.items() if is_array(each.value)}
        schemas = {
            name: self._translator.schema(each, direction, None)
            for name, each in member.items()
            if name not in required
        }
        given = {"dependentRequired": required, "dependentSchemas": schemas}
        return {key: value for key, value in given.items() if value}

    def _one(
        self, key: str, member: Node, direction: Direction, inner: Role | None
    ) -> dict[str, Any]:
        if key in _CLOSING and member.value is False and inner is not None and inner.sure:
            return {}  # said again where all properties are known
        if inner is not None and key in inner.inside_together:
            return {} if inner.sure else {key: self._translator.schema(member, direction, None)}
        if key == "items" and is_array(member.value):
            items = [self._inside(key, each, direction, inner) for each in member.elements()]
            return {"prefixItems": items}
        return {key: self._inside(key, member, direction, inner)}

    def _inside(self, key: str, node: Node, direction: Direction, inner: Role | None) -> Any:
        """A schema below a keyword, in the role that it has there."""
        if inner is None or key in _CONDITIONS:
            return self._translator.schema(node, direction, None)
        if key in ("then", "else", "dependentSchemas"):
            return self._translator.schema(node, direction, replace(inner, sure=False, alone=False))
        return self._translator.value(node, direction)
