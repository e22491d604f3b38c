"""Import lines: found from the names a file's body uses, so that no template keeps a list."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from adwright.render.code import expression
from adwright.render.layout import LINE_LENGTH, fitted

_WHERE = {
    "typing": "Annotated Any Literal Required TypeAlias TypedDict TYPE_CHECKING overload",
    "collections.abc": "Awaitable Callable Collection Mapping Sequence",
    "decimal": "Decimal",
    "functools": "cached_property",
    "uuid": "UUID",
    "typing_extensions": "TypeAliasType deprecated",
    "pydantic": "Field",
    "_runtime": "testing",
    "_runtime.client": "APIClient AsyncAPIClient AsyncResource Resource",
    "_runtime.errors": "Violation",
    "_runtime.options": "RequestOptions UNSET Unset",
    "_runtime.requests.bodies": "Upload",
    "_runtime.requests.build": "with_additional",
    "_runtime.responses.active": "ActiveModel async_client_of changes_of client_of settle",
    "_runtime.responses.models": "ABSENT Date DateTime ResponseModel",
    "_runtime.responses.pagination": "AsyncPager Page Pager",
    "_runtime.responses.polling": "wait_for_run wait_for_run_async",
    "_runtime.responses.streaming": "AsyncStream Stream",
    "_runtime.responses.unions": "Choose OneOf",
    "_runtime.schemas.check": "Rule check_value",
    "_runtime.schemas.store": "Schemas",
    "_runtime.spec.operation": (
        "Body Encoding Envelope Operation Pagination Parameter ResponseSpec Waiter with_responses"
    ),
    "_runtime.spec.service": "ApiKey Basic Bearer LoginSpec OAuth2 Server Service Variable",
}
KNOWN = {name: module for module, names in _WHERE.items() for name in names.split()}
"""What generated code may import, and from where; class names keep clear of it."""


_MODULES = {
    "builtins": "import builtins",
    "datetime": "import datetime",
    "_datetime": "import datetime as _datetime",
}
"""Whole modules that annotations use."""


@dataclass(frozen=True, slots=True)
class Imports:
    """The imports of a file: those that it needs to run, as a block, and lines for type checkers alone."""

    always: str
    checked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Importer:
    """Finds the imports of a file.

    Attributes:
        homes: the modules of the package's own names, with dots.
        parts: those of names that stand in a module of their own inside of such a module.
        base: how a file at the top of the package refers to the folder that holds `_runtime`.
        path: the file.
    """

    homes: Mapping[str, str]
    parts: Mapping[str, str]
    base: str
    path: str = ""

    def at(self, path: str) -> Importer:
        """The same for a file."""
        return replace(self, path=path)

    @property
    def runtime(self) -> str:
        """The dots before `_runtime`."""
        return "." * self.path.count("/") + self.base

    def imports(self, body: str, checked: str = "") -> Imports:
        """The imports of a file.

        Args:
            body: the file without them.
            checked: imports for type checkers that it says itself.
        """
        given = _bound(body) | _bound(checked)
        found = _Found(body)
        names = found.all - given
        always: dict[str, set[str]] = {}
        later: dict[str, set[str]] = {}
        for name in names:
            module = self._module(name)
            if module:
                place = always if self._is_needed(name, found) else later
                place.setdefault(module, set()).add(name)
        if later or checked:
            always.setdefault("typing", set()).add("TYPE_CHECKING")
        whole = [line for name, line in _MODULES.items() if name in names]
        return Imports(_block(always, whole), tuple(_lines(later, 4)))

    def _module(self, name: str) -> str:
        """Where a name is imported from."""
        up = "." * (self.path.count("/") + 1)
        home = self.homes.get(name)
        if home is None:
            return KNOWN.get(name, "").replace("_runtime", f"{self.runtime}_runtime")
        here = self.path.split("/")[0].removesuffix(".py")
        if home != here:
            return up + home
        part = self.parts.get(name, "")
        return f".{part}" if self.path != f"{home}/{part}.py" and part else ""

    def _is_needed(self, name: str, found: _Found) -> bool:
        """Whether a file needs a name when it runs. pydantic reads the annotations of models."""
        is_model = self.path.startswith("models")
        if name in found.running or (is_model and name in found.texts):
            return True
        return (
            self.homes[name] == "enums" and is_model
            if name in self.homes
            else is_model or name not in MODELS
        )


class _Found:
    """The names that a file's text uses: at all, when it runs, in types that are strings."""

    def __init__(self, body: str) -> None:
        tree = ast.parse(body)
        self.texts = {name for text in _types_as_text(tree) for name in _loaded(expression(text))}
        self.all = {*_loaded(tree), *self.texts}
        self.running = _loaded(_Unannotated().visit(tree))


def _types_as_text(tree: ast.Module) -> Iterator[str]:
    """The types that are written as strings: of aliases."""
    for node in ast.walk(tree):
        value = None
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias":
            value = node.value
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "TypeAliasType":
            value = node.args[1]
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value


def _bound(code: str) -> set[str]:
    """The names that the import statements of a module bind."""
    statements = (node for node in ast.parse(code).body if isinstance(node, ast.ImportFrom))
    return {each.asname or each.name for node in statements for each in node.names}


def _block(wanted: Mapping[str, Iterable[str]], whole: Sequence[str]) -> str:
    """Import statements in the order of isort: standard library, third party, relative."""
    groups: list[list[str]] = [[*whole], [], []]
    for module, line in zip(_modules(wanted), _lines(wanted), strict=True):
        is_third = module in ("pydantic", "typing_extensions")
        groups[2 if module[0] == "." else 1 if is_third else 0].append(line)
    return "\n\n".join("\n".join(group) for group in groups if group)


def _lines(wanted: Mapping[str, Iterable[str]], indent: int = 0) -> Iterator[str]:
    for module in _modules(wanted):
        yield imported_from(_sorted(wanted[module]), module, indent)


def imported_from(names: Iterable[str], module: str, indent: int = 0) -> str:
    """The statement that imports names from a module."""
    given = [*names]
    line = f"from {module} import {', '.join(given)}"
    if indent + len(line) <= LINE_LENGTH:
        return line
    items = ",\n".join(given)
    return fitted(f"from {module} import (\n{items},\n)", indent, hug=False)


def _modules(wanted: Mapping[str, Iterable[str]]) -> list[str]:
    return sorted(wanted, key=lambda m: (len(m.lstrip(".")) - len(m), m))


MODELS = frozenset(_WHERE["_runtime.responses.models"].split())
"""What the runtime's models module gives, which loads pydantic."""


def _loaded(tree: ast.AST) -> frozenset[str]:
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return frozenset(node.id for node in names if isinstance(node.ctx, ast.Load))


class _Unannotated(ast.NodeTransformer):
    """Takes the annotations out of a module."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)


def _sorted(names: Iterable[str]) -> list[str]:
    """Constants, classes, the rest, each in alphabetical order."""
    return sorted(names, key=lambda n: (not n.isupper(), not n[0].isupper(), n))
