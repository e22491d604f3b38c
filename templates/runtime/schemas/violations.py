"""Turns what the validator refuses into violations: rule, path, sentence, values, source."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..data import is_dict, is_list
from ..errors import Violation
from . import compare
from .paths import Path, PlaceNames, Stop, found_at, reads, trace
from .sentences import either, have, is_secret, listed, phrase, show, similar, types
from .store import Schema

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError


_CLOSING = ("additionalProperties", "unevaluatedProperties")


class Report:
    """What is wrong with one value."""

    def __init__(
        self, root: Schema, value: Any, spelling: PlaceNames, *, warns: bool = False
    ) -> None:
        """Keep what the sentences are made of.

        Args:
            root: The schema that the value was judged by.
            value: The JSON value.
            spelling: The names of its places.
            warns: Whether what is wrong only warns.
        """
        self._root = root
        self._value = value
        self._spelling = spelling
        self._warns = warns
        self._found: dict[tuple[str, Path], Violation] = {}
        self._ruled: set[tuple[str, Path]] = set()

    def violations(self, errors: Iterable[ValidationError]) -> list[Violation]:
        """The violations behind errors, each once.

        Args:
            errors: What the validator refused.
        """
        for error in errors:
            self._add(error)
        return [*self._found.values()]

    def _add(self, error: ValidationError) -> None:
        stops = trace(self._root, error.evaluation_path, len(error.instance_path))
        ruled = next((each for each in reversed(stops) if _rule(each)), None)
        if ruled is not None:
            self._add_rule(error, ruled)
        elif error.kind.name in ("anyOf", "oneOf"):
            self._add_union(error)
        else:
            self._add_keyword(error)

    def _note(
        self, rule: str, path: Path, text: str, values: Iterable[Path] = (), **more: Any
    ) -> None:
        """Remember a violation, unless the same is known."""
        if (rule, path) in self._found:
            return
        shown = {self._written(each): self._at(each) for each in values}
        self._found[rule, path] = Violation(
            rule,
            self._spelling.place(path),
            text,
            values={name: _open(value) for name, value in shown.items() if not is_secret(name)},
            warns=self._warns,
            pointer=self._spelling.pointer(path),
            **more,
        )

    def _written(self, path: Path) -> str:
        return self._spelling.text(path)

    def _named(self, path: Path) -> str:
        return self._spelling.name(path)

    def _member(self, path: Path) -> str:
        """The name in Python of the member that a path ends in."""
        outer = self._written(path[:-1])
        return self._written(path).removeprefix(outer).lstrip(".")

    def _at(self, path: Path) -> Any:
        return next((value for _, value in found_at(self._value, path)), None)

    def _instead(self, path: Path) -> str:
        """What stands at a place where something else should, unless it is a secret."""
        return "" if is_secret(self._written(path)) else f", not {show(self._at(path))}"

    # Rules -------------------------------------------------------------------------------------

    def _add_rule(self, error: ValidationError, ruled: Stop) -> None:
        """A rule with a name speaks for itself, once for each object that breaks it."""
        rule: dict[str, str] = _rule(ruled)
        base = (*error.instance_path[: ruled.depth],)
        if (rule["id"], base) in self._ruled:
            return
        self._ruled.add((rule["id"], base))
        owner = self._at(base)
        paths = (path for read in reads(ruled.schema) for path, _ in found_at(owner, read) if path)
        looked = dict.fromkeys((*base, *path) for path in paths)
        where = self._written(base)
        says = rule.get("says", "")
        text = f"{where}: {says}" if says and where else says or self._sentence(error)
        self._note(rule["id"], self._blamed(error, base), text, looked, source=rule.get("source"))

    def _blamed(self, error: ValidationError, base: Path) -> Path:
        """The place that breaks a rule: of several members that may not go together the first, not the whole."""
        several = type(error.kind).__name__ == "OneOfMultipleValid"
        members = [] if several else _members(error)
        first = next((each[0] for each in members if each), error)
        place = self._place(first)
        kind: Any = first.kind
        if kind.name == "propertyNames":
            return (*place, kind.error.instance)
        if place != base or kind.name not in ("not", "oneOf"):
            return place
        asked = reads({kind.name: _holder(self._root, first).get(kind.name, True)})
        found = (path for read in asked for path, _ in found_at(self._at(base), read))
        return (*base, *next(found, ()))

    def _place(self, error: ValidationError) -> Path:
        """The place that an error is about: of a missing member, where it should be."""
        kind: Any = error.kind
        place = (*error.instance_path,)
        if kind.name == "required":
            return (*place, kind.property)
        if kind.name in _CLOSING:
            return (*place, kind.unexpected[0])
        return self._compared(error)[0] if kind.name == "x-compare" else place

    def _compared(self, error: ValidationError) -> tuple[Path, Path]:
        """The first pair of places that do not stand in the relation that they should."""
        place = (*error.instance_path,)
        pairs = compare.broken(_holder(self._root, error)["x-compare"], self._at(place))
        left, right = pairs[0] if pairs else ((), ())
        return (*place, *left), (*place, *right)

    # Unions ------------------------------------------------------------------------------------

    def _add_union(self, error: ValidationError) -> None:
        """Of a union only the member that is meant speaks; all of them if it cannot be told."""
        members = _members(error)
        place = (*error.instance_path,)
        if type(error.kind).__name__ == "OneOfMultipleValid":
            self._note("oneOf", place, self._fits_several(error, place), [place])
            return
        if tag := _tag(members, len(place)):
            name, values = tag
            at = (*place, name)
            text = f"{self._named(at)} must be {listed(values)}{self._instead(at)}"
            self._note("enum", at, text, [at])
            return
        meant = _meant(members, len(place))
        if len({tuple(map(self._said, members[index])) for index in meant}) == 1:
            for each in members[meant[0]]:
                self._add(each)
            return
        self._note(error.kind.name, place, self._fits_none(error, meant, place), [place])

    def _said(self, error: ValidationError) -> tuple[str, Path, str]:
        """What is said of an error, to see whether the same is said twice."""
        return error.kind.name, self._place(error), self._sentence(error)

    def _fits_several(self, error: ValidationError, place: Path) -> str:
        """Which members of a union all fit, where only one may."""
        options: list[Schema] = _holder(self._root, error).get("oneOf", [])
        pairs = zip(options, _members(error), strict=False)
        fitting = [option for option, wrong in pairs if not wrong]
        asked: list[list[str]] = [
            each.get("required", []) if is_dict(each) else [] for each in fitting
        ]
        name = self._named(place)
        if asked and all(len(each) == 1 for each in asked):
            return f"{name} must not {have([self._member((*place, *each)) for each in asked])}"
        kinds = " and ".join(filter(None, map(_reference, fitting)))
        named = f" ({kinds})" if kinds else ""
        return f"{name} must fit one of what is described, not {len(fitting)}{named}"

    def _fits_none(self, error: ValidationError, meant: list[int], place: Path) -> str:
        """What the members of a union ask for that may be meant, in one sentence."""
        members, name = _members(error), self._named(place)
        first: list[Any] = [
            min(members[index], key=lambda each: each.kind.name != "type") for index in meant
        ]
        keywords = {each.kind.name for each in first}
        if keywords == {"required"}:
            names = dict.fromkeys(self._named(self._place(each)) for each in first)
            return f"{either([*names])} is required"
        if all((*each.instance_path,) == place for each in first):
            if keywords == {"type"}:
                kinds = dict.fromkeys(kind for each in first for kind in each.kind.types)
                return f"{name} must be {types(kinds)}{self._instead(place)}"
            if keywords <= {"enum", "const"}:
                values = [value for each in first for value in _values(each)]
                return f"{name} must be {listed(values)}{self._instead(place)}"
        options: list[Schema] = _holder(self._root, error).get(error.kind.name, [])
        kinds_asked = [_reference(options[index]) for index in meant]
        said = [
            f"as {kind}, {self._sentence(each)}" if kind else self._sentence(each)
            for kind, each in zip(kinds_asked, first, strict=True)
        ]
        return f"{name} fits nothing that is described: {'; or '.join(said)}"

    # Keywords ----------------------------------------------------------------------------------

    def _add_keyword(self, error: ValidationError) -> None:
        kind: Any = error.kind
        if kind.name in _CLOSING:
            for name in kind.unexpected:
                at = (*error.instance_path, name)
                self._note("additionalProperties", at, self._unknown(error, at))
            return
        place = self._place(error)
        shown = self._compared(error) if kind.name == "x-compare" else (place,)
        silent = kind.name in ("required", "falseSchema") or self._is_hidden(error)
        self._note(_keyword(error), place, self._sentence(error), () if silent else shown)

    def _is_hidden(self, error: ValidationError) -> bool:
        """Whether a value is not to be shown, for its name or its format."""
        holder = _holder(self._root, error)
        return is_secret(self._written(self._place(error))) or holder.get("format") == "password"

    def _sentence(self, error: ValidationError) -> str:
        """One error as a sentence."""
        kind: Any = error.kind
        place = self._place(error)
        if kind.name in _CLOSING:
            return self._unknown(error, place)
        why = self._because(error)
        name, holder = self._named(place), _holder(self._root, error)
        if kind.name == "required":
            return f"{name} is required{why}"
        if kind.name == "x-compare":
            right = self._named(self._compared(error)[1])
            relation = compare.words(holder["x-compare"]["operator"], self._at(place))
            return f"{name} must be {relation} {right}{why}"
        if kind.name == "propertyNames":
            inner: ValidationError = kind.error
            words = phrase(inner.kind, inner.instance, {}, str, why="", hidden=True)
            return f"{name} has a member {show(inner.instance)}, whose name {words}{why}"

        def named(member: str) -> str:
            return self._member((*place, member))

        value = self._at(place)
        return (
            f"{name} {phrase(kind, value, holder, named, why=why, hidden=self._is_hidden(error))}"
        )

    def _unknown(self, error: ValidationError, path: Path) -> str:
        """That nothing of a name may be sent, and what may have been meant."""
        described = _holder(self._root, error).get("properties", {})
        known = [self._member((*path[:-1], each)) for each in described]
        hint = similar(self._member(path), known)
        return f"{self._named(path)} is not a field that can be sent{hint}{self._because(error)}"

    def _because(self, error: ValidationError) -> str:
        """What makes a condition apply, of the innermost one that an error stands in."""
        stops = trace(self._root, error.evaluation_path, len(error.instance_path))
        base: Path
        for index in range(len(stops) - 1, 0, -1):
            stop, outer = stops[index], stops[index - 1]
            base = (*error.instance_path[: outer.depth],)
            if stop.keyword in ("then", "else") and is_dict(outer.schema):
                return self._when(dict.fromkeys(reads(outer.schema.get("if", True))), base)
            if stop.keyword == "dependentSchemas":
                return f" when {self._written((*base, str(stop.name)))} is given"
        given = self._at((*error.instance_path,))
        asking = [
            (name,)
            for name, needed in _holder(self._root, error).get("dependentRequired", {}).items()
            if _keyword(error) == "dependentRequired" and self._place(error)[-1] in needed
            if name in given
        ]
        return self._when(asking, (*error.instance_path,), values=False)

    def _when(self, paths: Iterable[Path], base: Path, *, values: bool = True) -> str:
        said: list[str] = []
        for path in paths:
            place = (*base, *path)
            name = self._written(place)
            found = [*found_at(self._value, place)]
            shown = values and found and not isinstance(found[0][1], (dict, list))
            if not found:
                said.append(f"{name} is left out")
            elif shown and not is_secret(name):
                said.append(f"{name} is {show(found[0][1])}")
            else:
                said.append(f"{name} is given")
        return f" when {' and '.join(said)}" if said else ""


def _rule(stop: Stop) -> Any:
    return stop.schema.get("x-rule") if is_dict(stop.schema) else None


def _keyword(error: ValidationError) -> str:
    """The keyword that refuses a value, as documents have it."""
    last = error.evaluation_path[-1]
    if last in ("dependentRequired", "minContains", "maxContains", "items"):
        return str(last)
    return "not" if error.kind.name == "falseSchema" else error.kind.name


def _holder(root: Schema, error: ValidationError) -> dict[str, Any]:
    """The schema with the keyword that refuses a value."""
    schema = trace(root, error.evaluation_path[:-1], len(error.instance_path))[-1].schema
    return schema if is_dict(schema) else {}


def _reference(schema: Schema) -> str:
    """The name of the schema that a schema refers to; empty if it does not."""
    name = schema.get("$ref", "").rpartition("/")[2] if is_dict(schema) else ""
    return re.sub(r"\.(part|any|together)\w*$", "", name)


def _open(value: Any) -> Any:
    """A value without what is secret inside of it."""
    if is_dict(value):
        return {name: _open(each) for name, each in value.items() if not is_secret(name)}
    return [_open(each) for each in value] if is_list(value) else value


def _members(error: ValidationError) -> list[list[ValidationError]]:
    """What each member of a union refuses."""
    kind: Any = error.kind
    return getattr(kind, "context", [])


def _values(error: ValidationError) -> list[Any]:
    kind: Any = error.kind
    return kind.options if kind.name == "enum" else [kind.expected_value]


def _meant(members: list[list[ValidationError]], depth: int) -> list[int]:
    """Which members of a union a value means most likely: those that it contradicts least.

    Args:
        members: What each member refuses.
        depth: Steps that lead to the value.
    """

    def contradicts(errors: list[ValidationError]) -> tuple[int, int, int, int]:
        ways = [(each.kind.name, len(each.instance_path) - depth) for each in errors]
        kinds = sum(name == "type" and at == 0 for name, at in ways)
        tags = sum(name in ("const", "enum") and at <= 1 for name, at in ways)
        names = sum(name in _CLOSING for name, _ in ways)
        return kinds, tags, names, len(ways)

    ranks = [contradicts(each) for each in members]
    best = min(ranks, default=None)
    return [index for index, rank in enumerate(ranks) if rank == best]


def _tag(members: list[list[ValidationError]], depth: int) -> tuple[str | int, list[Any]] | None:
    """The property by which all members of a union refuse a value, and what it may be."""
    found: dict[str | int, list[Any]] = {}
    for errors in members:
        for each in errors:
            if each.kind.name in ("const", "enum") and len(each.instance_path) == depth + 1:
                found.setdefault(each.instance_path[-1], []).append(_values(each))
    for name, values in found.items():
        if len(values) == len(members) > 1:
            return name, [value for each in values for value in each]
    return None
