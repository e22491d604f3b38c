"""Modules: a body in black's style, and its imports, found from the names it uses, so that no template keeps a list."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from adwright.render.code import expression
from adwright.render.format import blanks_above, formatted
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
    "_runtime.http.clients": "AsyncHttpxClient HttpxClient",
    "_runtime.options": "CallOptions Drift OtherInteger OtherText UNSET Unset with_media",
    "_runtime.requests.files": "Upload",
    "_runtime.requests.build": "whole_or with_additional",
    "_runtime.responses.active": "ActiveModel async_client_of changes_of client_of settle",
    "_runtime.responses.models": "ABSENT AnyNumber Date DateTime Listed ResponseModel",
    "_runtime.responses.pages": "Page",
    "_runtime.responses.pagination": "AsyncPage AsyncPager Pager",
    "_runtime.responses.epochs": "EpochMilliseconds EpochSeconds",
    "_runtime.responses.polling": "wait_for_run wait_for_run_async",
    "_runtime.responses.streaming": "AsyncStream Stream",
    "_runtime.responses.webhooks": "EventBody EventParser verify",
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
    "typing": "import typing",
}
"""Whole modules that annotations use."""


@dataclass(frozen=True, slots=True)
class Module:
    """What a file has below its docstring.

    Attributes:
        imports: those that it needs to run, as a block.
        checked: lines of imports for type checkers alone.
        stand_ins: lines that give stand-ins for some of these when it runs.
        body: the rest, in black's style.
    """

    imports: str
    checked: tuple[str, ...]
    stand_ins: tuple[str, ...]
    body: str


@dataclass(frozen=True, slots=True)
class Modules:
    """Completes the modules of a package.

    Attributes:
        homes: the modules of the package's own names, with dots.
        parts: those of names that stand in a module of their own inside of such a module.
        aliases: the names of what comes back that are no classes.
        base: how a file at the top of the package refers to the folder that holds `_runtime`.
        path: the file.
    """

    homes: Mapping[str, str]
    parts: Mapping[str, str]
    aliases: Collection[str]
    base: str
    path: str = ""

    def at(self, path: str) -> Modules:
        """The same for a file."""
        return replace(self, path=path)

    @property
    def runtime(self) -> str:
        """The dots before `_runtime`."""
        return "." * self.path.count("/") + self.base

    def module(self, body: str, checked: str = "") -> Module:
        """A module by its body.

        Args:
            body: what it defines, unformatted.
            checked: imports for type checkers that it says itself, as they stand in their block.
        """
        tree = ast.parse(body)
        found = _Found(tree)
        names = found.all
        if checked:
            names = names - _bound(ast.parse(f"if TYPE_CHECKING:\n    {checked}"))
        always: dict[str, set[str]] = {}
        later: dict[str, set[str]] = {}
        for name in names:
            module = self._module(name)
            if module:
                place = always if self._is_needed(name, found) else later
                place.setdefault(module, set()).add(name)
        if later or checked:
            always.setdefault("typing", set()).add("TYPE_CHECKING")
        stand_ins = self._stand_ins(names)
        for function in {line.split(" = ")[1].split("(")[0] for line in stand_ins}:
            always.setdefault(f"{self.runtime}_runtime.responses.later", set()).add(function)
        whole = [line for name, line in _MODULES.items() if name in names]
        if found.modules:
            always.setdefault("." * (self.path.count("/") + 1), set()).update(found.modules)
        lines = tuple(_lines(later, 4))
        text = "\n" * blanks_above(tree) + formatted(body, tree)
        return Module(_block(always, whole), lines, stand_ins, text)

    def _stand_ins(self, names: Iterable[str]) -> tuple[str, ...]:
        """What stands for the classes of other modules of models, which are loaded when data for them comes."""
        if not self.path.startswith("models/"):
            return ()
        here = self.path.removeprefix("models/").removesuffix(".py")
        far = sorted(n for n in names if self.homes.get(n) == "models" and self.parts[n] != here)
        functions = ("later_alias" if name in self.aliases else "later" for name in far)
        return tuple(
            fitted(f'{name} = {function}(\n__package__,\n"{name}",\n)', 4)
            for name, function in zip(far, functions, strict=True)
        )

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
        if self.path.startswith("models/") and self.homes.get(name) == "models":
            return False
        if name in found.running or (is_model and name in found.texts):
            return True
        if name in self.homes:
            return is_model and self.homes[name] == "enums"
        return is_model or name not in MODELS


class _Found:
    """The names that a module's body uses.

    Attributes:
        all: those that it does not define or import itself.
        running: those that it uses when it runs, and not in annotations alone.
        texts: those in types that are strings: of aliases.
        modules: the modules of the package that it takes names from when it runs.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.all: set[str] = set()
        self.running: set[str] = set()
        self.texts: set[str] = set()
        self.modules: set[str] = set()
        self._read(tree)
        self.all = (self.all | self.running | self.texts) - _bound(tree)

    def _read(self, tree: ast.AST) -> None:
        todo = [(tree, True)]
        while todo:
            node, runs = todo.pop()
            if isinstance(node, ast.Constant):
                continue
            if isinstance(node, ast.Name):
                if isinstance(node.ctx, ast.Load):
                    (self.running if runs else self.all).add(node.id)
                continue
            self._read_text(node)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                self.modules |= {node.value.id} & {"models", "enums"}
            for name in node._fields:
                if name == "ctx":
                    continue
                inner: object = getattr(node, name)
                runs_too = runs and name not in ("annotation", "returns")
                if isinstance(inner, ast.AST):
                    todo.append((inner, runs_too))
                elif isinstance(inner, list):
                    items = cast("list[object]", inner)
                    todo += [(each, runs_too) for each in items if isinstance(each, ast.AST)]

    def _read_text(self, node: ast.AST) -> None:
        """The names in a type that is written as a string."""
        value = None
        if isinstance(node, ast.AnnAssign) and _is_name(node.annotation, "TypeAlias"):
            value = node.value
        elif isinstance(node, ast.Call) and _is_name(node.func, "TypeAliasType"):
            value = node.args[1]
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            names = (each for each in ast.walk(expression(value.value)))
            self.texts |= {each.id for each in names if isinstance(each, ast.Name)}


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _bound(tree: ast.Module) -> set[str]:
    """The names that the import statements of a module bind."""
    inner = (node for each in tree.body if isinstance(each, ast.If) for node in each.body)
    statements = (node for node in (*tree.body, *inner) if isinstance(node, ast.ImportFrom))
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


def _sorted(names: Iterable[str]) -> list[str]:
    """Constants, classes, the rest, each in alphabetical order."""
    return sorted(names, key=lambda n: (not n.isupper(), not n[0].isupper(), n))
