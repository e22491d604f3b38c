"""Turns what the validator refuses into violations: rule, path, sentence, values, source."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..data import is_dict, is_list
from ..errors import Violation
from . import compare
from .keywords import Schema
from .paths import Path, PathNames, found_at, reads
from .refusals import CLOSING, Refusal, Stop, schema_name
from .sentences import either, have, is_secret, listed, phrase, show, similar, types

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError


@dataclass(eq=False, repr=False)
class Report:
    """What is wrong with one value.

    Attributes:
        root: The schema that the value was judged by.
        value: The JSON value.
        names: What its paths are called.
        known: The paths of what is known to be wrong already; nothing more is said of them.
        warns: Whether what is wrong only warns.
    """

    root: Schema
    value: Any
    names: PathNames
    known: Collection[str] = ()
    warns: bool = False
    _found: dict[tuple[str, Path], Violation] = field(init=False)
    _ruled: set[tuple[str, Path]] = field(init=False)

    def violations(self, errors: Iterable[ValidationError]) -> list[Violation]:
        """The violations behind errors of the validator, each once."""
        self._found, self._ruled = {}, set()
        for error in errors:
            self._add(Refusal(self.root, error))
        return [*self._found.values()]

    def _add(self, refusal: Refusal) -> None:
        ruled = next((each for each in reversed(refusal.stops) if _rule(each)), None)
        if ruled is not None:
            self._add_rule(refusal, ruled)
        elif refusal.name in ("anyOf", "oneOf"):
            self._add_union(refusal)
        else:
            self._add_keyword(refusal)

    def _note(
        self,
        rule: str,
        path: Path,
        text: str,
        values: Mapping[Path, Any] | None = None,
        **more: Any,
    ) -> None:
        """Remember a violation, unless the same is known."""
        if (rule, path) in self._found or self._is_known(path):
            return
        named = ((self.names.text(path), value) for path, value in (values or {}).items())
        shown = {name: _open(value) for name, value in named if not is_secret(name)}
        more |= {"values": shown, "warns": self.warns}
        self._found[rule, path] = self.names.violation(rule, path, text, **more)

    def _is_known(self, path: Path) -> bool:
        return bool(self.known) and self.names.label(path) in self.known

    def _member(self, path: Path) -> str:
        """The name in Python of the member that a path ends in."""
        outer = self.names.text(path[:-1])
        return self.names.text(path).removeprefix(outer).lstrip(".")

    def _at(self, path: Path) -> Any:
        return next((value for _, value in found_at(self.value, path)), None)

    def _instead(self, path: Path) -> str:
        """What stands where something else should, unless it is a secret."""
        return "" if is_secret(self.names.text(path)) else f", not {show(self._at(path))}"

    # Rules -------------------------------------------------------------------------------------

    def _add_rule(self, refusal: Refusal, ruled: Stop) -> None:
        """A rule with a name speaks for itself, once for each object that breaks it."""
        rule: dict[str, str] = _rule(ruled)
        base = refusal.path[: ruled.depth]
        if (rule["id"], base) in self._ruled:
            return
        self._ruled.add((rule["id"], base))
        asked = (found_at(self._at(base), read, base) for read in reads(ruled.schema) if read)
        looked = {path: value for found in asked for path, value in found}
        if any(map(self._is_known, looked)):
            return  # it judges what stands in place of a value that cannot be sent
        where, says = self.names.text(base), self._in_python(rule.get("says", ""), ruled, base)
        text = f"{where}: {says}" if says and where else says or self._sentence(refusal)
        blamed, source = self._blamed(refusal, base), rule.get("source")
        self._note(rule["id"], blamed, text, looked, source=source, named=True)

    def _in_python(self, says: str, ruled: Stop, base: Path) -> str:
        """The sentence of a rule, with the names that its members have in Python."""
        steps = {(*base, *read[: i + 1]) for read in reads(ruled.schema) for i in range(len(read))}
        names = {str(step[-1]): self._member(step) for step in steps}
        renamed = "|".join(re.escape(name) for name, other in names.items() if name != other)
        return re.sub(rf"\b({renamed})\b", lambda m: names[m[0]], says) if renamed else says

    def _blamed(self, refusal: Refusal, base: Path) -> Path:
        """The path that breaks a rule: of several members that may not go together the first, not the whole."""
        members = [] if refusal.fits_several else refusal.members
        first = next((each[0] for each in members if each), refusal)
        if first.name == "propertyNames":
            return (*first.path, first.kind.error.instance)
        if first.about != base or first.name not in ("not", "oneOf"):
            return first.about
        asked = reads({first.name: first.schema.get(first.name, True)})
        found = (path for read in asked for path, _ in found_at(self._at(base), read, base))
        return next(found, base)

    # Unions ------------------------------------------------------------------------------------

    def _add_union(self, refusal: Refusal) -> None:
        """Of a union only the member that is meant speaks; all of them if it cannot be told."""
        path, meant = refusal.path, [refusal.members[index] for index in refusal.meant]
        if refusal.fits_several:
            self._note("oneOf", path, self._fits_several(refusal), {path: self._at(path)})
        elif tag := refusal.tag:
            at = (*path, tag[0])
            text = f"{self.names.name(at)} must be {listed(tag[1])}{self._instead(at)}"
            self._note("enum", at, text, {at: self._at(at)})
        elif len({tuple(map(self._said, errors)) for errors in meant}) == 1:
            for each in meant[0]:
                self._add(each)
        else:
            self._note(refusal.name, path, self._fits_none(refusal, meant), {path: self._at(path)})

    def _said(self, refusal: Refusal) -> tuple[str, Path, str]:
        """What is said of a refusal, to see whether the same is said twice."""
        return refusal.name, refusal.about, self._sentence(refusal)

    def _fits_several(self, refusal: Refusal) -> str:
        """Which members of a union all fit, where only one may."""
        options: list[Schema] = refusal.schema.get("oneOf", [])
        pairs = zip(options, refusal.members, strict=False)
        fitting = [option for option, wrong in pairs if not wrong]
        asked: list[list[str]] = [o.get("required", []) if is_dict(o) else [] for o in fitting]
        name = self.names.name(refusal.path)
        if asked and all(len(each) == 1 for each in asked):
            members = [self._member((*refusal.path, *each)) for each in asked]
            return f"{name} must not {have(members)}"
        kinds = " and ".join(filter(None, map(schema_name, fitting)))
        named = f" ({kinds})" if kinds else ""
        return f"{name} must fit one of what is described, not {len(fitting)}{named}"

    def _fits_none(self, refusal: Refusal, meant: list[list[Refusal]]) -> str:
        """What the members of a union ask for that may be meant, in one sentence."""
        path, name = refusal.path, self.names.name(refusal.path)
        first = [min(errors, key=lambda each: each.name != "type") for errors in meant]
        keywords = {each.name for each in first}
        if keywords == {"required"}:
            names = dict.fromkeys(self.names.name(each.about) for each in first)
            return f"{either([*names])} is required"
        if all(each.path == path for each in first):
            if keywords == {"type"}:
                kinds = dict.fromkeys(kind for each in first for kind in each.kind.types)
                return f"{name} must be {types(kinds)}{self._instead(path)}"
            if keywords <= {"enum", "const"}:
                values = [value for each in first for value in each.listed]
                return f"{name} must be {listed(values)}{self._instead(path)}"
        options: list[Schema] = refusal.schema.get(refusal.name, [])
        pairs = zip([schema_name(options[i]) for i in refusal.meant], first, strict=True)
        said = [f"as {o}, {self._sentence(r)}" if o else self._sentence(r) for o, r in pairs]
        return f"{name} fits nothing that is described: {'; or '.join(said)}"

    # Keywords ----------------------------------------------------------------------------------

    def _add_keyword(self, refusal: Refusal) -> None:
        if refusal.name in CLOSING:
            for name in refusal.kind.unexpected:
                at = (*refusal.path, name)
                self._note("additionalProperties", at, self._unknown(refusal, at))
            return
        shown = refusal.compared if refusal.name == "x-compare" else (refusal.about,)
        silent = refusal.name in ("required", "falseSchema") or self._is_hidden(refusal)
        values = {path: self._at(path) for path in (() if silent else shown)}
        self._note(refusal.keyword, refusal.about, self._sentence(refusal), values)

    def _is_hidden(self, refusal: Refusal) -> bool:
        """Whether a value is not to be shown, for its name or its format."""
        is_password = refusal.schema.get("format") == "password"
        return is_password or is_secret(self.names.text(refusal.about))

    def _sentence(self, refusal: Refusal) -> str:
        """One refusal as a sentence."""
        path, schema = refusal.about, refusal.schema
        if refusal.name in CLOSING:
            return self._unknown(refusal, path)
        name, why = self.names.name(path), self._because(refusal)
        if refusal.name == "required":
            return f"{name} is required{why}"
        if refusal.name == "x-compare":
            right = self.names.name(refusal.compared[1])
            relation = compare.words(schema["x-compare"]["operator"], self._at(path))
            return f"{name} must be {relation} {right}{why}"
        if refusal.name == "propertyNames":
            inner: ValidationError = refusal.kind.error
            words = phrase(inner.kind, inner.instance, {}, str, why="", hidden=True)
            return f"{name} has a member {show(inner.instance)}, whose name {words}{why}"

        def named(member: str) -> str:
            return self._member((*path, member))

        hidden = self._is_hidden(refusal)
        words = phrase(refusal.kind, self._at(path), schema, named, why=why, hidden=hidden)
        return f"{name} {words}"

    def _unknown(self, refusal: Refusal, path: Path) -> str:
        """That nothing of a name may be sent, and what may have been meant."""
        described = refusal.schema.get("properties", {})
        known = [self._member((*path[:-1], each)) for each in described]
        hint, why = similar(self._member(path), known), self._because(refusal)
        return f"{self.names.name(path)} is not a field that can be sent{hint}{why}"

    def _because(self, refusal: Refusal) -> str:
        """What makes a condition apply, of the innermost one that a refusal stands in."""
        for outer, stop in reversed([*zip(refusal.stops, refusal.stops[1:], strict=False)]):
            base = refusal.path[: outer.depth]
            if stop.keyword in ("then", "else") and is_dict(outer.schema):
                return self._when(dict.fromkeys(reads(outer.schema.get("if", True))), base)
            if stop.keyword == "dependentSchemas":
                return f" when {self.names.text((*base, str(stop.name)))} is given"
        if refusal.keyword != "dependentRequired":
            return ""
        needs = refusal.schema["dependentRequired"].items()
        asking = [(k,) for k, v in needs if refusal.about[-1] in v and k in refusal.value]
        return self._when(asking, refusal.path, values=False)

    def _when(self, paths: Iterable[Path], base: Path, *, values: bool = True) -> str:
        said: list[str] = []
        for path in paths:
            name = self.names.text((*base, *path))
            found = found_at(self.value, (*base, *path))
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


def _open(value: Any) -> Any:
    """A value without what is secret inside of it."""
    if is_dict(value):
        return {name: _open(each) for name, each in value.items() if not is_secret(name)}
    return [_open(each) for each in value] if is_list(value) else value
