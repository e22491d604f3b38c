"""Rules on the format: valid OpenAPI, extensions of our shape, and names that lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from adwright.document.node import Node
from adwright.document.text.source import as_object, is_array
from adwright.extensions.every import EVERY, NAMES
from adwright.extensions.schemas import DELIMITER, EPOCH, ZONE
from adwright.lint.context import Breach, Context, Rule, breach
from adwright.problems import Id, Problem

_OF_CLIENTS = frozenset(
    {
        *(Id.ALTERNATIVES_TOO_MANY, Id.FORM_NOT_OBJECT, Id.LINKS_LEFT_OUT, Id.OBJECT_CLOSED),
        *(Id.ONE_OF_AMBIGUOUS, Id.PATTERN_NOT_SUPPORTED, Id.SCHEMA_CONTRADICTION),
        *(Id.SECURITY_SCHEME_UNSUPPORTED, Id.SERVER_UNUSABLE, Id.SWAGGER_ONLY),
    }
)
"""What OpenAPI allows, and clients do not serve as it stands."""


def _openapi_valid(context: Context) -> Iterator[Problem]:
    yield from (each for each in context.warnings() if each.id not in _OF_CLIENTS)


def _client_complete(context: Context) -> Iterator[Problem]:
    yield from (each for each in context.warnings() if each.id in _OF_CLIENTS)


def _unknown_key(context: Context) -> Iterator[Problem]:
    yield from dict.fromkeys(context.document.unknown.values())


def _extension_shape(context: Context) -> Iterator[Breach | Problem]:
    for kind, node in context.nodes:
        for extension in EVERY if NAMES & as_object(node.value).keys() else ():
            said = node.get(extension.name)
            if said is None:
                continue
            if extension.on and kind not in extension.on:
                where = " or a ".join(extension.on)
                yield breach(said, f"{said.key} stands on a {kind}", f"it belongs on a {where}")
            if said.key == ZONE.name and node.plain("format") != "date-time":
                yield breach(said, f"{said.key} stands on what is no date-time")
            if said.key == EPOCH.name and {"integer", "number"}.isdisjoint(_types(node)):
                yield breach(said, f"{said.key} stands on what is no number")
            if said.key == DELIMITER.name and "string" not in _types(node):
                yield breach(said, f"{said.key} stands on what is no string")
            yield from extension.misfits(said)


def _types(node: Node) -> set[str]:
    """The types that a schema names."""
    said = node.plain("type")
    return {*map(str, said if is_array(said) else [said])}


def _extension_target(context: Context) -> Iterator[Problem]:
    yield from context.reading.astray


RULES = (
    Rule(
        "openapi-valid",
        "The spec is valid OpenAPI, and nothing in it has to be guessed.",
        _openapi_valid,
    ),
    Rule(
        "client-complete",
        "Clients can serve all that the spec describes: nothing is left out, or typed as anything.",
        _client_complete,
    ),
    Rule(
        "unknown-key",
        "Every key is one that OpenAPI or an extension has where it stands.",
        _unknown_key,
    ),
    Rule(
        "extension-shape",
        "Our extensions have our shape and stand where they mean something.",
        _extension_shape,
    ),
    Rule(
        "extension-target",
        "The operations, parameters and paths that an extension names are there.",
        _extension_target,
    ),
)
