"""Turns what the validator refuses into violations: rule, path, sentence, values, source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from jsonschema_rs import ValidationError

from ..errors import Violation
from ..shapes import is_dict
from . import compare
from .sentences import is_secret, listed, phrase, show, similar, types
from .spelling import Places
from .store import Schema
from .tracing import Path, Stop, found_at, reads, trace


class Report:
    """What is wrong with one value."""

    def __init__(self, root: Schema, value: Any, spelling: Places, *, warns: bool = False) -> None:
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

    def violations(self, errors: Iterable[ValidationError]) -> list[Violation]:
        """The violations behind errors, each once.

        Args:
            errors: What the validator refused.
        """
        for error in errors:
            self._add(error)
        return [*self._found.values()]

    def _add(self, error: ValidationError) -> None:
        stops = trace(self._root, error.evaluation_path)
        ruled = next((each for each in reversed(stops) if _rule(each)), None)
        if ruled is not None:
            self._add_rule(error, ruled)
        elif error.kind.name in ("anyOf", "oneOf"):
            self._add_union(error)
        else:
            self._add_keyword(error, stops)

    def _note(
        self, rule: str, path: Path, text: str, values: Iterable[Path] = (), **more: Any
    ) -> None:
        """Remember a violation, unless the same is known."""
        if (rule, path) in self._found:
            return
        shown = {self._written(each): self._at(each) for each in values}
        self._found[rule, path] = Violation(
            rule,
            self._written(path),
            text,
            values={name: value for name, value in shown.items() if not is_secret(name)},
            warns=self._warns,
            pointer=self._spelling.pointer(path),
            **more,
        )

    def _written(self, path: Path) -> str:
        return self._spelling.text(path)

    def _at(self, path: Path) -> Any:
        return next((value for _, value in found_at(self._value, path)), None)

    # Rules -------------------------------------------------------------------------------------

    def _add_rule(self, error: ValidationError, ruled: Stop) -> None:
        """A rule with a name speaks for itself, once for each object that breaks it."""
        rule: dict[str, str] = _rule(ruled)
        base = (*error.instance_path[: ruled.depth],)
        owner = self._at(base)
        if any(key[0] == rule["id"] and key[1][: len(base)] == base for key in self._found):
            return
        looked = dict.fromkeys(
            (*base, *path)
            for read in reads(ruled.schema)
            for path, _ in found_at(owner, read)
            if path
        )
        where = self._written(base)
        says = rule.get("says") or self._keyword_sentence(error)
        text = f"{where}: {says}" if where else says
        place = self._blamed(error, ruled, base, owner)
        self._note(rule["id"], place, text, looked, source=rule.get("source"))

    def _blamed(self, error: ValidationError, ruled: Stop, base: Path, owner: Any) -> Path:
        """The place that a rule asks something of."""
        if error.kind.name == "x-compare" and is_dict(ruled.schema):
            pairs = compare.broken(ruled.schema["x-compare"], owner)
            return (*base, *pairs[0][0]) if pairs else base
        return _place(next((each[0] for each in _members(error) if each), error))

    # Unions ------------------------------------------------------------------------------------

    def _add_union(self, error: ValidationError) -> None:
        """Of a union only the member that is meant speaks; all of them if it cannot be told."""
        members = _members(error)
        place = (*error.instance_path,)
        if type(error.kind).__name__ == "OneOfMultipleValid":
            count = sum(not each for each in members)
            text = (
                f"{self._named(place)} must be one kind of what is described, not {count} at once"
            )
            self._note("oneOf", place, text, [place])
            return
        if tag := _tag(members, len(place)):
            name, values = tag
            at = (*place, name)
            text = f"{self._named(at)} must be {listed(values)}, not {show(self._at(at))}"
            self._note("enum", at, text, [at])
            return
        meant = _meant(members, len(place))
        if len(meant) == 1:
            for each in meant[0]:
                self._add(each)
            return
        self._note(error.kind.name, place, self._fits_none(error, members, place), [place])

    def _fits_none(
        self, error: ValidationError, members: list[list[ValidationError]], place: Path
    ) -> str:
        """What each member of a union asks for, in one sentence."""
        here = [each for member in members for each in member if (*each.instance_path,) == place]
        kinds = [name for each in here for name in _types(each)]
        values = [v for e in here if e.kind.name in ("enum", "const") for v in _values(e)]
        value = show(self._at(place))
        if len(here) == len(members) and kinds and not values and len(kinds) == len(here):
            return f"{self._named(place)} must be {types(dict.fromkeys(kinds))}, not {value}"
        if values and len(values) >= len(here):
            return f"{self._named(place)} must be {listed(values)}, not {value}"
        asked = [
            f"{self._kind(member[0], len(error.evaluation_path))}: {self._keyword_sentence(member[0])}"
            for member in members
            if member
        ]
        return f"{self._named(place)} fits nothing that is described ({'; '.join(asked)})"

    def _kind(self, error: ValidationError, depth: int) -> str:
        """What a member of a union is called."""
        stops = trace(self._root, error.evaluation_path[: depth + 1])
        schema = stops[-1].schema
        reference = schema.get("$ref", "") if is_dict(schema) else ""
        return f"as {reference.rpartition('/')[2]}" if reference else "either"

    # Keywords ----------------------------------------------------------------------------------

    def _add_keyword(self, error: ValidationError, stops: list[Stop]) -> None:
        kind: Any = error.kind
        place = (*error.instance_path,)
        if kind.name in ("additionalProperties", "unevaluatedProperties"):
            known = [name for each in stops[-1:] for name in _names(each.schema)]
            for name in kind.unexpected:
                at = (*place, name)
                text = f"{self._named(at)} is not a field that can be sent{similar(name, known)}"
                self._note("additionalProperties", at, text)
            return
        text = self._keyword_sentence(error)
        values = [] if kind.name in ("required", "falseSchema") else [place]
        self._note(_keyword(error), _place(error), text, values)

    def _keyword_sentence(self, error: ValidationError) -> str:
        """One error as a sentence."""
        kind: Any = error.kind
        stops = trace(self._root, error.evaluation_path)
        place = (*error.instance_path,)
        why = self._because(error, stops)
        if kind.name == "required":
            return f"{self._named(_place(error))} is required{why}"
        if kind.name == "x-compare":
            return str(kind.message)
        if kind.name == "propertyNames":
            inner: ValidationError = kind.error
            schema = stops[-1].schema
            words = phrase(inner.kind, inner.instance, schema if is_dict(schema) else {})
            return f"{self._named(place)} has a member whose name {words}{why}"
        if kind.name in ("additionalProperties", "unevaluatedProperties"):
            return (
                f"{self._named((*place, kind.unexpected[0]))} is not a field that can be sent{why}"
            )
        schema = stops[-1].schema
        name = self._named(place)
        if is_secret(name):  # such as what is sent as a password
            return f"{name} is not as described{why}"
        return f"{name} {phrase(kind, self._at(place), schema if is_dict(schema) else {})}{why}"

    def _named(self, path: Path) -> str:
        return self._spelling.name(path)

    def _because(self, error: ValidationError, stops: list[Stop]) -> str:
        """What makes a condition apply, of the innermost one that an error stands in."""
        base: Path
        for index in range(len(stops) - 1, 0, -1):
            stop, outer = stops[index], stops[index - 1]
            base = (*error.instance_path[: outer.depth],)
            if stop.keyword in ("then", "else") and is_dict(outer.schema):
                return self._when(dict.fromkeys(reads(outer.schema.get("if", True))), base)
            if stop.keyword == "dependentSchemas":
                return f" when {self._written((*base, str(stop.name)))} is given"
        if error.evaluation_path[-1:] == ["dependentRequired"] and is_dict(stops[-1].schema):
            needed: Any = error.kind
            given = self._at((*error.instance_path,))
            asking = [
                name
                for name, names in stops[-1].schema["dependentRequired"].items()
                if needed.property in names and name in given
            ]
            return self._when(((name,) for name in asking), (*error.instance_path,), values=False)
        return ""

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
    last = error.evaluation_path[-1:]
    if last in (["dependentRequired"], ["minContains"], ["maxContains"]):
        return str(last[0])
    return "not" if error.kind.name == "falseSchema" else error.kind.name


def _place(error: ValidationError) -> Path:
    """The place that an error is about: of a missing member, where it should be."""
    name = getattr(error.kind, "property", None)
    extra = getattr(error.kind, "unexpected", None) or [None]
    inner = name if name is not None else extra[0]
    return (*error.instance_path, *([inner] if inner is not None else []))


def _members(error: ValidationError) -> list[list[ValidationError]]:
    """What each member of a union refuses."""
    kind: Any = error.kind
    return getattr(kind, "context", [])


def _types(error: ValidationError) -> list[str]:
    kind: Any = error.kind
    return kind.types if kind.name == "type" else []


def _values(error: ValidationError) -> list[Any]:
    kind: Any = error.kind
    return kind.options if kind.name == "enum" else [kind.expected_value]


def _names(schema: Schema) -> Iterator[str]:
    return iter(schema.get("properties", {}) if is_dict(schema) else ())


def _meant(members: list[list[ValidationError]], depth: int) -> list[list[ValidationError]]:
    """The members of a union that a value means most likely: those that it contradicts least.

    Args:
        members: What each member refuses.
        depth: Steps that lead to the value.
    """

    def contradicts(errors: list[ValidationError]) -> tuple[int, int, int, int]:
        ways = [(each.kind.name, len(each.instance_path) - depth) for each in errors]
        kinds = sum(name == "type" and at == 0 for name, at in ways)
        tags = sum(name in ("const", "enum") and at <= 1 for name, at in ways)
        names = sum(name in ("additionalProperties", "unevaluatedProperties") for name, _ in ways)
        return kinds, tags, names, len(ways)

    ranks = [contradicts(each) for each in members]
    best = min(ranks, default=None)
    return [each for each, rank in zip(members, ranks, strict=True) if rank == best]


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
