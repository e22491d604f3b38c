"""YAML files under the YAML 1.2 core rules: `on`, `no` and dates stay strings, only `true` and `false` are booleans.

Aliases keep their identity and their expansion is counted, so that a small file cannot become a large document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NoReturn

import yaml

from adwright.document.text.source import MAX_DEPTH, MAX_NUMBER_DIGITS, Source, pointer_of
from adwright.document.text.syntax import yaml_mistake
from adwright.problems import Id, Location, Problem, SpecError

MAX_EXPANDED_NODES = 2_000_000

_NULL = re.compile(r"(null|Null|NULL|~|)\Z")
_BOOL = re.compile(r"(true|True|TRUE|false|False|FALSE)\Z")
_INT = re.compile(r"[-+]?[0-9]+\Z")
_BASED = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_NOT_JSON = re.compile(r"[-+]?(\.inf|\.Inf|\.INF)\Z|(\.nan|\.NaN|\.NAN)\Z")

_HARMLESS = 1000
"""Levels that the C parser composes without harm."""

_Base: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _TooDeep(Exception):
    """Nodes nested deeper than the C parser composes without harm; where that is, its mark."""


class _Loader(_Base):  # type: ignore[misc]
    """Composes nodes only; scalars get their types here, not from YAML 1.1's table."""

    depth = 0

    def descend_resolver(self, parent: Any, _index: Any) -> None:
        """Count the levels, of which the C parser would go on until its stack overflows."""
        self.depth += 1
        if self.depth > _HARMLESS + 1:
            raise _TooDeep(parent.start_mark)

    def ascend_resolver(self) -> None:
        """Count them back."""
        self.depth -= 1


class YamlSource(Source):
    """A YAML file: data constructed from the composed nodes, which keep the positions."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(name, text)
        self.root = self._compose()
        self._made: dict[int, tuple[Any, int]] = {}
        self._open: set[int] = set()
        self.problems: list[Problem] = []
        self.data = None if self.root is None else self._construct(self.root, ())[0]
        if self.problems:
            raise SpecError(self.problems)
        del self._made, self._open

    def _compose(self) -> Any:
        try:
            loader = _Loader(self.text)
            try:
                return loader.get_single_node()
            finally:
                loader.dispose()
        except yaml.MarkedYAMLError as error:
            wrong = yaml_mistake(self.text, error)
            self.refuse(
                Id.YAML_SYNTAX, wrong.line, wrong.column, f"not YAML: {wrong.message}", wrong.hint
            )
        except yaml.YAMLError as error:  # a character YAML does not allow
            position = getattr(error, "position", 0)
            line = self.text.count("\n", 0, position) + 1
            self.refuse(Id.YAML_SYNTAX, line, 1, f"not YAML: {getattr(error, 'reason', error)}")
        except _TooDeep as error:
            mark = error.args[0]
            message = f"the document is nested deeper than {MAX_DEPTH} levels"
            self.refuse(Id.NESTED_TOO_DEEP, mark.line + 1, mark.column + 1, message, "use $ref")
        except RecursionError:
            message = f"the document is nested deeper than {MAX_DEPTH} levels"
            self.refuse(Id.NESTED_TOO_DEEP, 1, 1, message, "use $ref")

    def _construct(self, node: Any, path: tuple[str, ...]) -> tuple[Any, int]:
        """The node's data, and how many nodes it is with every alias written out."""
        key = id(node)
        if key in self._made:
            return self._made[key]
        if isinstance(node, yaml.ScalarNode):
            made: tuple[Any, int] = (self._scalar(node, path), 1)
        else:
            if key in self._open:
                self._refuse(Id.YAML_ALIAS, node, path, "an alias contains itself", "use $ref")
            if len(path) > MAX_DEPTH:
                shown = path[:6]
                message = f"nested deeper than {MAX_DEPTH} levels"
                self._refuse(Id.NESTED_TOO_DEEP, node, shown, message, "use $ref")
            self._open.add(key)
            build = self._mapping if isinstance(node, yaml.MappingNode) else self._sequence
            made = build(node, path)
            self._open.discard(key)
        self._made[key] = made
        if made[1] > MAX_EXPANDED_NODES:
            message = f"aliases expand to over {MAX_EXPANDED_NODES:,} nodes"
            self._refuse(Id.YAML_ALIAS, node, path, message, "use $ref")
        return made

    def _sequence(self, node: Any, path: tuple[str, ...]) -> tuple[list[Any], int]:
        parts = [self._construct(item, (*path, str(i))) for i, item in enumerate(node.value)]
        return [data for data, _ in parts], 1 + sum(size for _, size in parts)

    def _mapping(self, node: Any, path: tuple[str, ...]) -> tuple[dict[str, Any], int]:
        result: dict[str, Any] = {}
        lines: dict[str, int] = {}
        merged: dict[str, Any] = {}
        total = 1
        for key_node, value_node in node.value:
            if key_node.value == "<<" and not key_node.style:
                for data, size in self._merge(value_node, path):
                    merged = {**data, **merged}
                    total += size
                continue
            key = self._key(key_node, path)
            if key in result:
                self.problems.append(
                    self._problem(
                        Id.DUPLICATE_KEY,
                        key_node,
                        (*path, key),
                        f"the key {key!r} is given twice; the first is on line {lines[key]}",
                        "remove one of them",
                    )
                )
            lines[key] = key_node.start_mark.line + 1
            result[key], size = self._construct(value_node, (*path, key))
            total += size
        return {**merged, **result}, total

    def _merge(self, node: Any, path: tuple[str, ...]) -> list[tuple[dict[str, Any], int]]:
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        if not all(isinstance(item, yaml.MappingNode) for item in nodes):
            message = "a merge key (<<) takes a mapping or a list of mappings"
            self._refuse(Id.YAML_SYNTAX, node, path, message)
        return [self._construct(item, (*path, "<<")) for item in nodes]

    def _key(self, node: Any, path: tuple[str, ...]) -> str:
        if not isinstance(node, yaml.ScalarNode):
            message = "a key must be a string, not a list or a mapping"
            self._refuse(Id.YAML_SYNTAX, node, path, message, "quote the key")
        if not node.style and _NULL.match(node.value):
            text = node.value or "null"
            message = f"a null key is read as the string {text!r}"
            self.warnings.append(
                self._problem(Id.TEXT_UNQUOTED, node, (*path, text), message, "quote the key")
            )
            return text
        return str(node.value)

    def _scalar(self, node: Any, path: tuple[str, ...]) -> Any:
        text: str = node.value
        if node.style:
            return text
        if _NULL.match(text):
            return None
        if _BOOL.match(text):
            return text[0] in "tT"
        if _NOT_JSON.match(text):
            message = f"{text} is not a JSON number and is read as a string"
            self.warnings.append(self._problem(Id.TEXT_UNQUOTED, node, path, message, "quote it"))
            return text
        if (_INT.match(text) or _FLOAT.match(text)) and path in _VERSIONS:
            return text  # a version number is a string, and 1.10 is not 1.1
        if len(text) > MAX_NUMBER_DIGITS and _INT.match(text):
            message = f"the number {text[:12]}... is too large"
            self._refuse(Id.NUMBER_TOO_LARGE, node, path, message, "use a string")
        if _INT.match(text):
            return int(text)
        if _BASED.match(text):
            whole = int(text, 0)
            if (
                whole.bit_length() > MAX_NUMBER_DIGITS * 3
            ):  # of more digits than are read or printed
                message = f"the number {text[:12]}... is too large"
                self._refuse(Id.NUMBER_TOO_LARGE, node, path, message, "use a string")
            return whole
        if _FLOAT.match(text):
            value = float(text)
            if value in (float("inf"), float("-inf")):
                message = f"the number {text} is too large"
                self._refuse(Id.NUMBER_TOO_LARGE, node, path, message, "use a string")
            return value
        return text

    def _problem(
        self, id: Id, node: Any, path: Sequence[str], message: str, hint: str = ""
    ) -> Problem:
        mark = node.start_mark
        at = Location(self.name, mark.line + 1, mark.column + 1, pointer_of(path))
        return Problem(id, at, message, hint)

    def _refuse(
        self, id: Id, node: Any, path: Sequence[str], message: str, hint: str = ""
    ) -> NoReturn:
        raise SpecError([*self.problems, self._problem(id, node, path, message, hint)])

    def position(self, path: Sequence[str]) -> tuple[int, int]:
        node, found = self.root, self.root
        for wanted in path:
            if isinstance(node, yaml.MappingNode):
                hit = next((pair for pair in node.value if str(pair[0].value) == wanted), None)
                if hit is None:
                    break
                found, node = hit
            elif (
                isinstance(node, yaml.SequenceNode)
                and wanted.isdigit()
                and int(wanted) < len(node.value)
            ):
                found = node = node.value[int(wanted)]
            else:
                break
        mark = found.start_mark
        return mark.line + 1, mark.column + 1


_VERSIONS = {("openapi",), ("swagger",), ("info", "version")}
