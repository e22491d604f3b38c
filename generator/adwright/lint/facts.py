"""Rules on facts: where each comes from, how sure it is, and whether anybody needs it."""

from __future__ import annotations

from collections.abc import Iterator

from adwright.document.document import MOUNT
from adwright.document.grammar import METHODS
from adwright.document.node import Node
from adwright.document.nodes import children, walk_operations
from adwright.document.references import Path, schema_named
from adwright.document.text.source import as_object
from adwright.extensions.facts import SOURCE
from adwright.lint.context import Breach, Context, Rule, breach

_UNSURE = ("vendor", "assumed", "observed")


def _operation_source(context: Context) -> Iterator[Breach]:
    return _sources(context.all("operation"), "operation")


def _schema_source(context: Context) -> Iterator[Breach]:
    return _sources(context.named_schemas(), "schema")


def _parameter_source(context: Context) -> Iterator[Breach]:
    parameters = context.all("parameter")
    return _sources((node for node in parameters if node.path[-3] not in METHODS), "parameter")


def _sources(nodes: Iterator[Node], what: str) -> Iterator[Breach]:
    for node in nodes:
        said = node.plain("x-source")
        if said is None:
            yield breach(node, f"the {what} has no x-source", "document#heading")
        elif not SOURCE.fits(said):
            yield breach(node["x-source"], "x-source names no heading", "document#heading")


def _status_note(context: Context) -> Iterator[Breach]:
    for _, node in context.nodes:
        status, note = node.plain("x-status"), node.plain("x-note")
        if status in _UNSURE and not (isinstance(note, str) and note.strip()):
            hint = "say in x-note why the document is not enough"
            yield breach(node["x-status"], f"the fact is {status} and has no note", hint)
        elif status == "documented":
            yield breach(node["x-status"], "documented is what every fact is", "leave it out")


def _unused_component(context: Context) -> Iterator[Breach]:
    used = {node.path for _, node in walk_operations(context.document)}
    used |= {at.path for at in _mapped(context)} | {*_schemes_in_use(context)}
    starts = {path[:length] for path in used for length in range(len(path) + 1)}
    for node in _named_things(context):
        if node.path not in starts:
            what = "path" if node.path[-2:-1] == ("paths",) else "component"
            yield breach(node, f"nothing refers to the {what} {node.key!r}", "use it, or remove it")


def _named_things(context: Context) -> Iterator[Node]:
    """Every component of every file, and every path of the files beside the root."""
    mounted = context.root.get(MOUNT)
    beside = [node for _, node in mounted.items()] if mounted is not None else []
    for file in (context.root, *beside):
        components = file.get("components")
        if components is not None:
            yield from (node for _, node in children(components, "components"))
    for file in beside:
        paths = file.get("paths")
        yield from (node for _, node in paths.items()) if paths is not None else ()


def _mapped(context: Context) -> Iterator[Node]:
    """What discriminators name."""
    for node in context.all("schema", "property"):
        mapping = as_object(as_object(node.plain("discriminator")).get("mapping"))
        for target in mapping.values():
            yield Node(context.document, schema_named(target), None)


def _schemes_in_use(context: Context) -> Iterator[Path]:
    for requirement in context.all("security requirement"):
        yield from (("components", "securitySchemes", name) for name in requirement.value)


RULES = (
    Rule(
        "operation-source",
        "Every operation names the document and heading it comes from (x-source).",
        _operation_source,
        "house",
    ),
    Rule(
        "schema-source",
        "Every named schema names the document and heading it comes from (x-source).",
        _schema_source,
        "house",
    ),
    Rule(
        "parameter-source",
        "Every parameter that several operations share names the heading it comes from (x-source).",
        _parameter_source,
        "house",
    ),
    Rule(
        "status-note",
        "Every fact that no document states has a note with the reason (x-status, x-note).",
        _status_note,
        "house",
    ),
    Rule(
        "unused-component",
        "Every component, and every path of a file beside the root, is used by an operation.",
        _unused_component,
        "house",
    ),
)
