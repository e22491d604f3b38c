"""Business rules of a document: found where they stand, compiled, and told apart by view.

A rule is a member of `allOf` with an `x-rule`, of the list `x-warn`, or, for parameters, of an operation's `x-rules`.
Conditions without a name (`if`, `dependentRequired`, `anyOf` with `required` alone, ...) are rules too: they go by the
JSON Schema keyword that states them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from adwright.api import conditions as c
from adwright.api import docs
from adwright.api.compiler import CannotCompile, Place, compile_test
from adwright.api.model import Field, Model, Origin, Parameter, Rule
from adwright.api.places import AnyPlace, ParameterPlace, SchemaPlace
from adwright.api.schemas import Direction, Path, Schemas
from adwright.api.sentences import sentence
from adwright.api.shapes import (
    ArrayShape,
    EnumShape,
    MapShape,
    ObjectShape,
    ScalarsShape,
    can_be_listed,
    describes_types,
)
from adwright.api.text import Text
from adwright.document.node import Node
from adwright.document.source import as_list, as_object, is_array, is_object
from adwright.problems import Problem

_Described = TypeVar("_Described", Field, Parameter)

# What a schema may say of a value beyond its type, each a rule of its own; those joined belong together.
_UNNAMED = (
    ("if", "then", "else"), ("dependentRequired",), ("dependentSchemas",), ("not",), ("anyOf",), ("oneOf",),
    ("minProperties", "maxProperties"), ("contains", "minContains", "maxContains"), ("uniqueItems",),
    ("propertyNames",),
)  # fmt: skip
_UNTYPED = (
    "const",
    "enum",
    "required",
    "prefixItems",
    "patternProperties",
)  # where types do not say it all
_KEYWORDS = frozenset({*(keywords[0] for keywords in _UNNAMED), *_UNTYPED})
_ASSERTIONS = frozenset(
    """$ref type const enum minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern
    minItems maxItems uniqueItems items prefixItems contains required properties minProperties maxProperties
    dependentRequired dependentSchemas allOf anyOf oneOf not patternProperties additionalProperties propertyNames
    unevaluatedProperties unevaluatedItems""".split()
)


@dataclass(frozen=True, slots=True)
class _Stated:
    """A condition as it stands in the document.

    Attributes:
        node: the schema that states it.
        name: the member `x-rule`, None for a condition without a name.
        keyword: what it goes by then.
        warns: whether it only warns.
    """

    node: Node
    name: Node | None
    keyword: str = ""
    warns: bool = False


class RuleReader:
    """Reads the rules of one document.

    Attributes:
        uncompiled: conditions that are not checked before a request is sent, with the reason.
        warnings: what is doubtful about rules.
    """

    def __init__(self, schemas: Schemas) -> None:
        self.schemas = schemas
        self.uncompiled: list[Problem] = []
        self.warnings: list[Problem] = []
        self._read: set[Path] = set()
        self._known: dict[tuple[Path, Direction], tuple[Rule, ...]] = {}

    def with_rules(self, models: Iterable[Model]) -> tuple[Model, ...]:
        """The models, those that are sent with their rules, which their fields mention."""
        sent = self.schemas.sent()
        result: list[Model] = []
        for model in models:
            rules = self._of_class(*sent[model.name]) if model.name in sent else ()
            fields = _mentioning(model.fields, rules, nested=True)
            result.append(replace(model, rules=rules, fields=fields) if rules else model)
        return tuple(result)

    def mentioned(
        self, fields: tuple[Field, ...], schema: Node, direction: Direction
    ) -> tuple[Field, ...]:
        """The fields of a body, each with the rules about it that have no name.

        What a named rule asks for, the description of the field says in its own words.

        Args:
            fields: the fields.
            schema: the schema of the body.
            direction: what the request does.
        """
        return self.mentioned_at(fields, self._of_class(self.schemas.follow(schema)[0], direction))

    def mentioned_at(
        self, items: tuple[_Described, ...], rules: Iterable[Rule]
    ) -> tuple[_Described, ...]:
        """Fields or parameters, each with the rules about it that have no name."""
        unnamed = [rule for rule in rules if rule.id.raw in _KEYWORDS]
        return _mentioning(items, unnamed, nested=False)

    def of_operation(self, node: Node, parameters: Iterable[Node]) -> tuple[Rule, ...]:
        """The rules over the parameters of an operation (`x-rules`), and what their schemas say beyond types.

        Args:
            node: the operation.
            parameters: its parameters.
        """
        named = {str(each.plain("name")): each for each in parameters}
        origin = docs.origin_of(node)
        over = ParameterPlace(self.schemas, named)
        rules = self._rules(self._named(node, "x-rules", warns=False), over, (), origin)
        for name, parameter in named.items():
            schema = parameter.get("schema")
            for way, owner in self._inside(schema, (Text(name),)) if schema is not None else ():
                place = AnyPlace.of(self.schemas, owner, "create")
                rules += self._rules(self._stated(owner), place, way, origin)
        return tuple(dict.fromkeys(rules))

    def finish(self) -> None:
        """Note the rules that no request is checked against."""
        from adwright.document.walk import walk

        for path, value in walk(self.schemas.document.root):
            if path not in self._read and _has_name(value):
                node = Node(self.schemas.document, path, value)
                self.uncompiled.append(
                    node.problem(
                        "this rule is never checked", "put it on a schema of an object that is sent"
                    )
                )

    # -- where they stand ------------------------------------------------------------------------------------------

    def _of_class(self, node: Node, direction: Direction) -> tuple[Rule, ...]:
        key = node.path, direction
        if key not in self._known:
            self._known[key] = self._read_class(node, direction)
        return self._known[key]

    def _read_class(self, node: Node, direction: Direction) -> tuple[Rule, ...]:
        place = SchemaPlace(self.schemas, node, direction)
        rules: list[Rule] = []
        for way, owner in self._places(node, direction):
            at = place if not way else AnyPlace.of(self.schemas, owner, direction)
            origin = docs.origin_of(owner if not way else node)
            rules += self._rules(self._stated(owner), at, way, origin)
        return tuple(dict.fromkeys(rules))

    def _places(self, node: Node, direction: Direction) -> Iterator[tuple[c.Path, Node]]:
        """A class's own schema, and those of members that have no class: the way to each, -1 for every item."""
        yield (), node
        for name, member in self.schemas.members(node, direction)[0].items():
            if member is not None:
                yield from self._inside(member, (Text(name),))

    def _inside(self, node: Node, way: c.Path) -> Iterator[tuple[c.Path, Node]]:
        target, shape = self.schemas.follow(node)
        if not isinstance(shape.form, ObjectShape):
            yield way, node
        elif target.path != node.path:
            # The class has its own rules; what stands beside the reference to it is about this member.
            beside = {k: v for k, v in as_object(node.value).items() if k != "$ref"}
            yield way, Node(node.document, node.path, beside)
        if isinstance(shape.form, ArrayShape) and len(shape.form.items) == 1:
            yield from self._inside(shape.form.items[0], (*way, EVERY))

    def _stated(self, node: Node) -> Iterator[_Stated]:
        """The conditions that a schema states itself, by reference, or through `allOf`."""
        is_map = isinstance(self.schemas.follow(node)[1].form, MapShape)
        for part in _parts(node, ()):
            yield from self._named(part, "allOf", warns=False)
            yield from self._named(part, "x-warn", warns=True)
            for keywords in _UNNAMED:
                given = {key: part.value[key] for key in keywords if key in part}
                if keywords[0] in given or (given and keywords[0] == "minProperties"):
                    if keywords[0] in ("anyOf", "oneOf") and describes_types(part, keywords[0]):
                        continue
                    yield _Stated(Node(part.document, part.path, given), None, keywords[0])
            for keyword, given in self._untyped(part, is_map=is_map):
                yield _Stated(Node(part.document, part.path, given), None, keyword)

    def _untyped(self, part: Node, *, is_map: bool) -> Iterator[tuple[str, dict[str, Any]]]:
        """Keywords that types only come near to: by position, by the names of members, among values of any kind."""
        for key in ("const", "enum"):
            if key in part and not can_be_listed(part, key):
                yield key, {key: part.value[key]}
        if is_map and part.plain("required"):
            yield "required", {"required": part.value["required"]}
        if "prefixItems" in part:
            items = {"items": False} if part.plain("items") is False else {}
            kinds = [self._kind(element) for element in part["prefixItems"].elements()]
            yield "prefixItems", {"prefixItems": kinds, **items}
        if patterns := dict(
            part["patternProperties"].items() if "patternProperties" in part else ()
        ):
            others = part.plain("additionalProperties")
            several = len(patterns) > 1 or others not in (None, False)
            kinds_of = {
                key: self._kind(node) if several else True for key, node in patterns.items()
            }
            known = dict.fromkeys(as_object(part.plain("properties")), True)
            closed = {"additionalProperties": False, "properties": known} if others is False else {}
            yield "patternProperties", {"patternProperties": kinds_of, **closed}

    def _kind(self, node: Node) -> Any:
        """What tells one schema's values from those of others beside it: of a class, that they are objects."""
        place = AnyPlace.of(self.schemas, node, "create")
        if isinstance(place.shape.form, ScalarsShape | EnumShape):
            return node.value
        return {"type": sorted(place.kinds)} if place.kinds is not None else True

    def _named(self, owner: Node, key: str, *, warns: bool) -> Iterator[_Stated]:
        members = owner.get(key)
        if members is None:
            return
        if not is_array(members.value):
            self.warnings.append(
                members.problem(f"{key} has another shape than ours and is ignored")
            )
            return
        for member in members.elements():
            if _has_name(member.value):
                yield _Stated(member, member["x-rule"], warns=warns)
            elif key != "allOf":
                self.warnings.append(
                    member.problem(f"{key}: a rule has an x-rule with id and says; this is ignored")
                )

    # -- what they say ---------------------------------------------------------------------------------------------

    def _rules(
        self, stated: Iterable[_Stated], place: Place, way: c.Path, origin: Origin
    ) -> list[Rule]:
        """The rules of a place that can be broken there."""
        rules = (self._rule(each, place, way, origin) for each in stated)
        return [rule for rule in rules if rule is not None]

    def _rule(self, stated: _Stated, place: Place, way: c.Path, origin: Origin) -> Rule | None:
        """The rule, None if it cannot be broken where it stands, or not be compiled."""
        self._read.add(stated.node.path)
        try:
            when, then, otherwise = _compiled(stated.node, place)
        except CannotCompile as error:
            self.uncompiled.append(error.problem)
            return None
        if when == c.FALSE:
            when, then, otherwise = c.TRUE, otherwise, c.TRUE
        then = c.assuming(when, then)
        if then == c.TRUE and otherwise == c.TRUE:
            return None
        if way:
            whole = c.all_of([c.any_of([c.not_(when), then]), c.any_of([when, otherwise])])
            when, then, otherwise = c.TRUE, _placed(whole, way), c.TRUE
        rule = Rule(
            id=Text(stated.keyword),
            says=docs.text_of(stated.node, "description") or Text(""),
            when=when if when != c.TRUE else None,
            then=then if then != c.TRUE else None,
            otherwise=otherwise if otherwise != c.TRUE else None,
            warns=stated.warns,
            origin=origin,
        )
        return _named(rule, stated)


def _named(rule: Rule, stated: _Stated) -> Rule:
    """The rule with its name, its sentence and its origin."""
    if stated.name is not None:
        own = docs.origin_of(stated.node)
        rule = replace(
            rule,
            id=docs.text_of(stated.name, "id") or Text(""),
            says=docs.text_of(stated.name, "says") or rule.says,
            origin=own if own.source is not None else replace(own, source=rule.origin.source),
        )
    return rule if rule.says else replace(rule, says=sentence(rule))


EVERY = -1
"""The step to every item of a list."""


def _placed(test: c.Test, way: c.Path) -> c.Test:
    """A test of something inside an object as a test of the object."""
    for step in reversed(way):
        test = c.Each(test) if step == EVERY else c.fields([((step,), c.if_given(test))])
    return test


def _compiled(node: Node, place: Place) -> tuple[c.Test, c.Test, c.Test]:
    """When a rule applies, what then holds, and what otherwise."""
    when, then, otherwise = c.TRUE, c.TRUE, c.TRUE
    rest = {key: value for key, value in as_object(node.value).items() if key in _ASSERTIONS}
    if "if" in node:
        when = compile_test(node["if"], place, premise=True)
        then = compile_test(node["then"], place) if "then" in node else c.TRUE
        otherwise = compile_test(node["else"], place) if "else" in node else c.TRUE
    elif [*rest] == ["dependentRequired"] and len(as_object(rest["dependentRequired"])) == 1:
        ((name, needed),) = as_object(rest["dependentRequired"]).items()
        given = {"required": [name]}
        when = compile_test(Node(node.document, node.path, given), place, premise=True)
        rest = {"required": needed}
    held = compile_test(Node(node.document, node.path, rest), place)
    if "x-compare" in node:
        held = c.all_of([held, _comparison(node["x-compare"])])
    if "if" in node and held != c.TRUE:  # it holds whether or not the condition does
        otherwise = c.all_of([otherwise, held])
    return when, c.all_of([then, held]), otherwise


def _comparison(node: Node) -> c.Test:
    left, operator, right = (node.plain(key) for key in ("left", "operator", "right"))
    known: c.Operator | None = next((each for each in c.OPERATORS if each == operator), None)
    if not isinstance(left, str) or not isinstance(right, str) or known is None:
        hint = f"{{left: path, operator: one of {' '.join(c.OPERATORS)}, right: path}}"
        raise CannotCompile(node.problem("x-compare cannot be read", hint))
    left_path, right_path = (tuple(map(Text, path.split("."))) for path in (left, right))
    return c.Compare(left_path, known, right_path)


def _parts(node: Node, above: tuple[Path, ...]) -> Iterator[Node]:
    """The schemas that are all about the same value: itself, those referred to, the unnamed ones of `allOf`."""
    if not is_object(node.value) or node.path in above:
        return
    yield node
    if isinstance(node.plain("$ref"), str):
        yield from _parts(node.resolve(), (*above, node.path))
    for index, member in enumerate(as_list(node.plain("allOf"))):
        if not _has_name(member):
            yield from _parts(node["allOf"][str(index)], (*above, node.path))


def _has_name(schema: object) -> bool:
    """Whether a schema is a rule with a name of ours."""
    name = as_object(as_object(schema).get("x-rule"))
    return isinstance(name.get("id"), str)


def concerned(rule: Rule) -> Mapping[str, bool]:
    """The fields that a rule asks something of, by wire name; true if of the field itself, not of what is in it."""
    found: dict[str, bool] = {}
    for test in (rule.then, rule.otherwise):
        for path in c.paths(test) if test is not None else ():
            name = path[0]
            if isinstance(name, Text):
                found[name.raw] = found.get(name.raw, False) or len(path) == 1
    return found


def _mentioning(
    fields: tuple[_Described, ...], rules: Iterable[Rule], *, nested: bool
) -> tuple[_Described, ...]:
    """The fields with the rules that ask something of them, or of what is in them."""
    about = [(rule, concerned(rule)) for rule in rules]
    result: list[_Described] = []
    for field in fields:
        name = field.wire.raw
        own = tuple(rule for rule, names in about if name in names and (nested or names[name]))
        result.append(replace(field, doc=replace(field.doc, rules=own)))
    return tuple(result)
