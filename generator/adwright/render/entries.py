"""Jinja for what is told of a client in Markdown: its methods, classes and rules, and the links among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment

from adwright.ir.api import Api
from adwright.ir.facts import Field, Rule
from adwright.render import markdown
from adwright.render.annotations import Annotations
from adwright.render.asked import Asked
from adwright.render.environment import environment
from adwright.render.files import Package
from adwright.render.reuse import Reuse, afresh


@dataclass(frozen=True, slots=True)
class Links:
    """Where links lead.

    Attributes:
        to_class: to a class, by its module (`models`, `params` or `enums`) and name.
        to_method: to a method, by its resource and name.
        to_rule: to a rule; empty if nothing is told of it elsewhere.
        folds: whether long lists of rules are folded, since all are told of elsewhere.
    """

    to_class: Callable[[str, str], str]
    to_method: Callable[[str, str], str]
    to_rule: Callable[[Rule], str]
    folds: bool = False


ON_ONE_PAGE = Links(
    to_class=lambda module, name: f"#{module}.{name}",
    to_method=lambda resource, name: f"#{resource}.{name}",
    to_rule=lambda _: "",
)
"""Links of a page that tells everything."""


def entries(
    api: Api,
    package: Package,
    folders: Sequence[str],
    reuse: Reuse = afresh,
    links: Links = ON_ONE_PAGE,
) -> Environment:
    """Jinja with all that pages about a client need.

    Args:
        api: what the client is.
        package: what it is called.
        folders: the folders of templates, the first one first.
        reuse: what may be taken over from earlier builds.
        links: where links lead.
    """
    types = Annotations(api, reuse)
    modules = _modules(api)

    def pieces(code: str) -> list[tuple[str, str]]:
        """A type in pieces, each class of the package with its module."""
        return [(piece, modules.get(piece, "")) for piece in markdown.pieces(code, modules)]

    made = environment(folders=folders)
    filters: dict[str, Any] = {
        "inline": markdown.inline,
        "first_paragraph": markdown.first_paragraph,
        "blocks": markdown.blocks,
        "code_span": markdown.code_span,
        "continued": markdown.continued,
        "is_encoded": types.is_encoded,
        "pieces": pieces,
        "spaced_code": markdown.spaced_code,
        "own_rules": own_rules,
    }
    made.filters.update(filters)
    known: dict[str, Any] = {
        "api": api,
        "package": package,
        "types": types,
        "asked": Asked(api).of,
        "href": links.to_class,
        "method_href": links.to_method,
        "rule_href": links.to_rule,
        "folds": links.folds,
    }
    made.globals.update(known)
    return made


def own_rules(each: Field) -> list[tuple[str, Rule]]:
    """The rules that ask something of a field itself, each without a path."""
    return [("", rule) for rule in each.doc.rules]


def _modules(api: Api) -> dict[str, str]:
    """The module of each class and named type."""
    words = {"enum": "enums", "model": "models", "params": "params"}
    return {
        **{each.name: "models" for each in api.models},
        **{each.name: "params" for each in api.params},
        **{each.name: words[each.use] for each in api.aliases},
    }
