"""Makes a value of a schema from what all parts of it say together, and learns from what is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from jsonschema_rs import ValidationError

from ..data import is_dict, is_list
from ..schemas.compare import Compare
from ..schemas.keywords import Schema, with_warnings
from ..schemas.paths import Path
from ..schemas.patterns import matches
from ..schemas.refusals import Refusal
from ..schemas.validate import Validator
from .scalars import Said, limits, number_for, text_for

Choice: TypeAlias = tuple[Path, object]
"""Where something is chosen, and what: the type, the value, or an alternative of a group."""

_ROUNDS = 100
_MOST = 2_000  # values that a sample has at most, about
_LONG = 1_000  # characters of a text that count as much as a value
_DEEPEST = 6  # members of members; deeper ones are left out where they may be
_NESTED = 40  # levels at which also what is required is given up
_ABSENT: Any = object()  # in place of a value that is better left out
_NOTHING: dict[str, Any] = {"enum": []}


def sample(schema: Schema) -> Any:
    """A value that fits a schema, for a response as for a request.

    It is made of what the schema says, judged, and made anew with what was wrong in mind. Members that may be left out
    are there down to a depth at which the whole stays small, none of a kind that it is itself within. Where no value is
    found that fits, it is the one with the fewest faults; None where the validator refuses the schema itself.

    Args:
        schema: A schema of draft 2020-12 with all that it refers to below `$defs`.
    """
    strict = with_warnings(schema)
    whole = strict if is_dict(strict) else {"allOf": [strict]}
    validator, maker = Validator(whole), _Maker(whole)
    best: tuple[int, Any] | None = None
    for _ in range(_ROUNDS):
        try:
            value = maker.make()
            errors, _ = validator.errors(value)
        except ValueError:
            return None
        if best is None or len(errors) < best[0]:
            best = len(errors), value
        if not errors or maker.is_full or not maker.learn(errors):
            break
    return best and best[1]


class _Maker:
    """Makes values of one schema, each with in mind what was wrong with those before.

    A value follows from the schema, from what else was learnt that the value at a path has to fit, and from how many
    options are passed over where there is a choice.
    """

    def __init__(self, root: dict[str, Any]) -> None:
        self._root = root
        self._depth = _DEEPEST
        self._learnt: dict[Path, list[Schema]] = {}
        self._passed: dict[Choice, int] = {}
        # Of the last value:
        self._count = 0
        self._options: dict[Choice, Sequence[Any]] = {}
        self._references: dict[Path, set[str]] = {}
        self._needed: set[Path] = set()

    def make(self) -> Any:
        """A value; of what may be left out only so much is there that it stays small."""
        while True:
            self._count = 0
            self._options.clear()
            self._needed.clear()
            value = self._value([self._root], (), needed=True)
            if not self.is_full or self._depth == 0:
                return value
            self._depth -= 1

    @property
    def is_full(self) -> bool:
        """Whether the last value was cut short."""
        return self._count > _MOST

    # What is said ------------------------------------------------------------------------------

    def _said(self, schemas: Iterable[Schema], path: Path) -> Said:
        """What is said of a value, with one alternative where there are several."""
        parts = self._flat([*schemas, *self._learnt.get(path, ())])
        for part in parts:  # which become more
            for group in (part.get("oneOf"), part.get("anyOf")):
                if group and (path, id(group)) not in self._options:
                    order = self._ordered(group, parts, deep=len(path) > self._depth)
                    member = group[self._chosen((path, id(group)), order)]
                    parts += self._flat([member, *_tags(part, member)])
        return _joined(parts)

    def _flat(self, schemas: Iterable[Schema]) -> list[dict[str, Any]]:
        """Schemas with those that hold wherever they do."""
        todo, parts = [*schemas], list[dict[str, Any]]()
        for schema in todo:  # which become more
            part = schema if is_dict(schema) else {} if schema else _NOTHING
            if not any(part is each for each in parts):
                parts.append(part)
                todo += part.get("allOf", ())
                todo += [self._referred(part["$ref"])] if "$ref" in part else []
        return parts

    def _referred(self, reference: str) -> Schema:
        node: Any = self._root
        for step in reference.split("/")[1:]:
            node = node.get(step) if is_dict(node) else None
        return node if is_dict(node) or node is False else True

    def _ordered(self, group: Sequence[Schema], parts: list[Any], *, deep: bool) -> list[int]:
        """Alternatives: those first that go with the rest, and are not null or, deep inside, end soon."""

        def rank(index: int) -> tuple[bool, bool]:
            said = _joined([*parts, *self._flat([group[index]])])
            goes_on = bool({*said["type"]} & {"object", "array"})
            return _is_impossible(said), goes_on if deep else said["type"] == ["null"]

        return sorted(range(len(group)), key=rank)

    def _chosen(self, choice: Choice, options: Sequence[Any]) -> Any:
        self._options[choice] = options
        return options[self._passed.get(choice, 0) % len(options)]

    # Values ------------------------------------------------------------------------------------

    def _value(self, schemas: Iterable[Schema], path: Path, *, needed: bool) -> Any:
        """A value that fits schemas as far as can be seen; absent if it cannot, and need not be there."""
        self._count += 1
        if self.is_full or len(path) > _NESTED:
            return None if needed else _ABSENT
        said = self._said(schemas, path)
        own = self._references[path] = {*said["$ref"]}
        is_within = any(own & self._references[path[:size]] for size in range(len(path)))
        if needed:
            self._needed.add(path)
        elif is_within or _is_impossible(said):
            return _ABSENT
        deep = len(path) > self._depth
        number = sum(step for step in path if isinstance(step, int))  # so that items differ
        if values := sorted(_in_all(said["enum"]), key=lambda each: (each is None) != deep):
            start = number % len(values)
            return self._chosen((path, "value"), values[start:] + values[:start])
        kinds = sorted(said["type"], key=lambda each: (each == "null") != deep) or ["string"]
        kind = self._chosen((path, "type"), kinds)
        if kind in ("object", "array"):
            return self._object(said, path) if kind == "object" else self._array(said, path)
        number += self._chosen((path, "value"), range(3))
        if kind == "string":
            text = text_for(said, number)
            self._count += len(text or "") // _LONG
            return text if text is not None else "text" if needed else _ABSENT
        if kind in ("integer", "number"):
            return number_for(said, number, whole=kind == "integer")
        return number % 2 == 0 if kind == "boolean" else None

    def _object(self, said: Said, path: Path) -> dict[str, Any]:
        least, most = limits(said, "Properties", _MOST)
        required, described = _once(said["required"]), _once(said["properties"])
        filled = len(path) < self._depth
        room = max(0, (most if filled else least) - len(required))
        left_out = [name for name in described if name not in required][room:]
        names = [name for name in _once([described, required]) if name not in left_out]
        is_map = any(said["additionalProperties"]) or said["patternProperties"]
        wanted = max(least, bool(is_map and filled and not described and most))
        made: dict[str, Any] = {}
        for name in (*names, *self._names(said, path, wanted - len(names))):
            needed = name in required or len(made) < least
            value = self._value(_of_member(said, name), (*path, name), needed=needed)
            if value is not _ABSENT:
                made[name] = value
        return made

    def _names(self, said: Said, path: Path, count: int) -> Iterator[str]:
        """Names for members that have none in the document."""
        patterns = [{"pattern": pattern} for pattern in _once(said["patternProperties"])]
        rules: list[Schema] = [*said["propertyNames"], *patterns[:1]]
        for index in range(count):
            text = rules and self._value([{"type": "string"}, *rules], (*path, index), needed=True)
            yield str(text or (f"key{index + 1}" if index else "key"))

    def _array(self, said: Said, path: Path) -> list[Any]:
        least, most = limits(said, "Items", _MOST)
        held = [1, *said["minContains"]][-1] if said["contains"] else 0
        usual = max([1, *map(len, said["prefixItems"])]) if len(path) < self._depth else 0
        count = int(min(max(least, held, usual), most))
        made: list[Any] = []
        for index in range(count):
            schemas = _of_item(said, index) + (said["contains"] if index >= count - held else [])
            value = self._value(schemas, (*path, index), needed=index < max(least, held))
            if value is _ABSENT or self.is_full:
                break
            made.append(value)
        return made

    # Learning ----------------------------------------------------------------------------------

    def learn(self, errors: Sequence[ValidationError]) -> bool:
        """Bear in mind what is wrong with the last value; whether there is anything left to try."""
        learnt = [self._learn(each) for each in errors]
        return any(learnt) or any(self._step_back((*each.instance_path,)) for each in errors)

    def _learn(self, error: ValidationError) -> bool:
        kind: Any = error.kind
        path = (*error.instance_path,)
        match kind.name:
            case "anyOf" | "oneOf":
                return self._learn_alternatives(error, path)
            case "not":
                return self._refuse(path, kind.value)
            case "x-compare":
                return self._compare(path, self._holder(error)["x-compare"], error.instance)
            case "additionalProperties" | "unevaluatedProperties":
                return self._leave_out(path, kind.unexpected)
            case "propertyNames":
                return self._leave_out(path, [kind.error.instance])
            case "falseSchema":
                return self._fit(path, False)
            case "required":
                return self._fit(path, {"required": [kind.property]})
            case keyword:
                return self._fit(path, {keyword: True if kind.value is None else kind.value})

    def _fit(self, path: Path, schema: Schema) -> bool:
        """Have a value fit a schema as well, or not be there if nothing fits; whether that is new and possible."""
        known = self._learnt.setdefault(path, [])
        if schema in known or (schema is False and path in self._needed):
            return False
        known.append(schema)
        return True

    def _leave_out(self, path: Path, names: Iterable[str]) -> bool:
        left_out = [self._fit((*path, name), False) for name in names]
        return any(left_out)

    def _holder(self, error: ValidationError) -> Any:
        """The schema with the keyword that refuses a value."""
        return Refusal(self._root, error).schema

    def _learn_alternatives(self, error: ValidationError, path: Path) -> bool:
        """Fit the alternative that was taken, none of the others if one only may fit, or else the next one."""
        kind: Any = error.kind
        group = self._holder(error).get(kind.name, [])
        choice = path, id(group)
        if choice not in self._options:
            return self._fit(path, {kind.name: group})
        taken = self._chosen(choice, self._options[choice])
        fitting = [index for index, wrong in enumerate(kind.context) if not wrong]
        learnt = [self._learn(each) for each in kind.context[taken]]
        learnt = learnt or [self._refuse(path, group[i]) for i in fitting if i != taken]
        return any(learnt) or self._next(choice)

    def _refuse(self, path: Path, schema: Schema) -> bool:
        """Keep a value from fitting a schema: by a member that it leaves out, or by another value."""
        parts = self._flat([schema])
        names = [name for part in parts for name in part.get("required", ())]
        if any(self._leave_out(path, [name]) for name in reversed(names)):
            return True
        paths = [*((*path, name) for part in parts for name in part.get("properties", ())), path]
        return any(self._next((each, what)) for each in paths for what in ("value", "type"))

    def _compare(self, path: Path, comparison: dict[str, str], value: Any) -> bool:
        """Have the later one of two values be later, or not be there."""
        is_left = ">" in comparison["operator"]
        pairs = Compare({}, comparison, []).broken(value)
        paths = dict.fromkeys((*path, *(left if is_left else right)) for left, right in pairs)
        moved = [self._next((each, "value")) for each in paths]
        return any(moved) or any(self._fit(each, False) for each in paths)

    def _step_back(self, path: Path) -> bool:
        """Choose otherwise for a value, for the nearest one around it that leaves a choice, or else within it."""
        size = len(path)
        near = [each for each in self._options if each[0][:size] == path[: len(each[0])]]
        near.sort(key=lambda each: (len(each[0]) > size, abs(len(each[0]) - size)))
        if not any(map(self._next, near)):
            return False
        self._learnt.pop(path, None)  # what followed from the choice before
        return True

    def _next(self, choice: Choice) -> bool:
        """Take the next option, and forget what followed from the one before."""
        path, count = choice[0], self._passed.get(choice, 0) + 1
        if count >= len(self._options.get(choice, ())):
            return False
        size = len(path)
        self._learnt = {at: each for at, each in self._learnt.items() if at[:size] != path}
        for each in [k for k in self._passed if k[0][:size] == path and len(k[0]) > size]:
            del self._passed[each]
        self._passed[choice] = count
        return True


# Schemas ---------------------------------------------------------------------------------------

_TOLD: Mapping[str, str] = {
    "object": "properties required additionalProperties patternProperties minProperties propertyNames",
    "array": "items prefixItems contains minItems maxItems uniqueItems",
    "number": "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf",
}
"""The keywords that tell the type where none is named."""


def _joined(parts: Iterable[dict[str, Any]]) -> Said:
    """What several schemas say of one value; always with the types that all allow."""
    said: Said = defaultdict(list)
    for part in parts:
        for keyword, value in part.items():
            said[keyword].append(value)
    told = (kind for kind, words in _TOLD.items() if {*words.split()} & {*said})
    types = [each if is_list(each) else [each] for each in said["type"]]
    types = [[*each, "integer"] if "number" in each else each for each in types]
    said["type"] = _in_all(types) if types else [next(told, "string")]
    said["enum"] = [*said["enum"], *([each] for each in said["const"])]
    return said


def _in_all(lists: Sequence[list[Any]]) -> list[Any]:
    return [each for each in lists[0] if all(each in other for other in lists)] if lists else []


def _once(groups: Iterable[Iterable[str]]) -> list[str]:
    return [*dict.fromkeys(each for group in groups for each in group)]


def _is_impossible(said: Said) -> bool:
    required = _once(said["required"])
    lacks = any(members.get(name) is False for members in said["properties"] for name in required)
    return lacks or not said["type"] or (bool(said["enum"]) and not _in_all(said["enum"]))


def _tags(schema: dict[str, Any], member: Schema) -> list[Schema]:
    """What a discriminator says of the tag of an alternative."""
    told = schema.get("discriminator", {})
    target = member.get("$ref") if is_dict(member) else None
    tags = [tag for tag, pointer in told.get("mapping", {}).items() if pointer == target]
    name = told.get("propertyName")
    return [{"required": [name], "properties": {name: {"enum": tags}}}] if tags else []


def _of_member(said: Said, name: str) -> list[Schema]:
    """The schemas of a member."""
    patterns = [pair for each in said["patternProperties"] for pair in each.items()]
    found = [each[name] for each in said["properties"] if name in each]
    found += [schema for pattern, schema in patterns if matches(pattern, name)]
    return found or said["additionalProperties"]


def _of_item(said: Said, index: int) -> list[Schema]:
    """The schemas of an item."""
    prefixes = [each for each in said["prefixItems"] if index < len(each)]
    return [each[index] for each in prefixes] or said["items"]
