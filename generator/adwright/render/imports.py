"""Import lines: found from the names a file's body uses, so that no template keeps a list."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from adwright.render.code import LINE_LENGTH, exploded

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


def import_block(
    body: str,
    own: Mapping[str, str],
    runtime: str,
    *,
    later: Collection[str] = (),
    type_checking: bool = False,
    named: Collection[str] = (),
) -> str:
    """The imports of a file.

    Args:
        body: the file without its imports.
        own: names of the package itself, with their modules (`..models`).
        runtime: how the file refers to the package that holds `_runtime`: `..` or `...`.
        later: names that the file imports in another way.
        type_checking: whether the file goes on with a block for type checkers alone.
        named: names that the body uses inside of strings.

    Returns:
        Import statements in the order of isort: standard library, third party, relative.
    """
    used = {*used_names(body), *named}
    used |= {"TYPE_CHECKING"} if type_checking else set()
    used -= set(later)
    wanted: dict[str, set[str]] = {}
    for name in used:
        known = KNOWN.get(name, "").replace("_runtime", f"{runtime}_runtime")
        if module := own.get(name) or known:
            wanted.setdefault(module, set()).add(name)
    lines: dict[int, list[str]] = {
        0: [line for name, line in _MODULES.items() if name in used],
        1: [],
        2: [],
    }
    for module in sorted(wanted, key=lambda m: (-(len(m) - len(m.lstrip("."))), m)):
        group = (
            2 if module.startswith(".") else 1 if module in ("pydantic", "typing_extensions") else 0
        )
        lines[group].append(import_line(module, _sorted(wanted[module])))
    return "\n\n".join("\n".join(group) for group in lines.values() if group)


def import_line(module: str, names: Sequence[str], indent: int = 0) -> str:
    """The import of names from a module."""
    line = f"from {module} import {', '.join(names)}"
    if indent + len(line) <= LINE_LENGTH:
        return line
    return exploded(f"from {module} import (", names, ")", indent)


MODELS = frozenset(_WHERE["_runtime.responses.models"].split())
"""What the runtime's models module gives, which loads pydantic."""


@lru_cache(64)
def used_names(body: str) -> frozenset[str]:
    """The names that a file's text uses."""
    return _loaded(ast.parse(body))


def names_at_run_time(body: str) -> frozenset[str]:
    """The names that a file's text uses when it runs, and not in annotations alone."""
    return _loaded(_Unannotated().visit(ast.parse(body)))


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
