"""Unions of classes in what comes back: the runtime chooses by what came, where a type says so."""

from __future__ import annotations

import ast
from collections.abc import Collection
from typing import TypeGuard

from adwright.ir.api import Api
from adwright.ir.classes import Alias
from adwright.ir.types import AnyOf, Ref
from adwright.render.code import alternatives, expression, unparsed


class Unions(ast.NodeTransformer):
    """Says of unions of classes that one of them is to be chosen.

    Args:
        api: the Api.

    Attributes:
        classes: the names of classes of what comes back, and of aliases of such.
        plain: those that are unions which do not say so themselves.
    """

    def __init__(self, api: Api) -> None:
        models = {model.name for model in api.models}
        aliases = api.aliases_of("model")
        active = {f"Async{model.name}" for model in api.models if model.actions}
        self.classes: Collection[str] = models | active | {alias.name for alias in aliases}
        self.plain: Collection[str] = {alias.name for alias in aliases if _is_plain(alias, models)}

    def chosen(self, text: str) -> str:
        """A type with the choice among its unions."""
        return unparsed(self.visit(expression(text)))

    def chosen_value(self, text: str) -> str:
        """The same where it is no annotation: to type checkers `OneOf[A | B]` is no value, `Annotated[...]` is."""
        parts = alternatives(self.visit(expression(text)))
        bare = [part.slice if _is_one_of(part) else part for part in parts]
        union = unparsed(expression(" | ".join(map(ast.unparse, bare))))
        return f"Annotated[{union}, Choose()]" if bare != parts else union

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return expression(f"OneOf[{node.id}]") if node.id in self.plain else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        given = alternatives(node)
        is_union = sum(isinstance(each, ast.Name) and each.id in self.classes for each in given) > 1
        parts = [
            ast.unparse(each if is_union and isinstance(each, ast.Name) else self.visit(each))
            for each in given
        ]
        null = [part for part in parts if part == "None"]
        others = " | ".join(part for part in parts if part != "None")
        if is_union:
            others = f"OneOf[{others}]"
        return expression(" | ".join([others, *null]))


def _is_one_of(node: ast.expr) -> TypeGuard[ast.Subscript]:
    return isinstance(node, ast.Subscript) and ast.unparse(node.value) == "OneOf"


def _is_plain(alias: Alias, models: Collection[str]) -> bool:
    """Whether an alias is a union of classes that `isinstance` takes, so it does not say which is to be chosen."""
    if alias.recursive or not isinstance(alias.type, AnyOf) or alias.type.discriminator is not None:
        return False
    members = alias.type.members
    return len(members) > 1 and all(
        isinstance(each, Ref) and each.name in models for each in members
    )
