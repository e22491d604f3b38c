"""Whether a document can be generated from, and what else is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from adwright.document.checks.careless import is_told
from adwright.document.checks.formal import Words, words_of
from adwright.document.checks.structure import check_structure
from adwright.document.checks.warnings import find_warnings
from adwright.document.document import Document
from adwright.document.growth import Growth
from adwright.document.node import Node
from adwright.document.text.source import as_object
from adwright.problems import Id, Problem, SpecError

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator, ValidationError

MOST_FINDINGS = 50
"""Formal findings shown for one document; real ones can have thousands of the same."""
_WHOLE = ("unevaluatedProperties", "anyOf", "oneOf", "if")
"""Keywords that refuse an object for something inside of it, which is told by itself."""


def validate(document: Document) -> list[Problem]:
    """Check a 3.1 document.

    Args:
        document: the document.

    Returns:
        What is formally wrong and does not keep the document from being read.

    Raises:
        SpecError: nodes that the reader needs are missing or of the wrong kind; all of them.
    """
    problems = check_structure(document)
    if problems:
        raise SpecError(problems)
    Growth(document).check()
    warnings = [*find_warnings(document)]
    known = {each.location for each in warnings}
    formal = (_problem(document, path, words) for path, words in _findings(document))
    new = (each for each in formal if each.location not in known)
    unknown = sorted({*document.unknown.values()})
    return [*document.warnings, *unknown, *warnings, *islice(new, MOST_FINDINGS)]


def _findings(document: Document) -> list[tuple[list[str | int], Words]]:
    """What OpenAPI's own schema refuses besides unknown keys, each with the way to it."""
    version = "3.2" if str(document.root.get("openapi")).startswith("3.2") else "3.1"
    try:
        found = [*_deepest(_validator(version).iter_errors(document.root))]
    except ValueError as error:  # numbers and nesting that the validator cannot hold
        return [([], (f"the formal check gave up ({error})", ""))]
    judged = ((_way(each), _words(document, each)) for each in found)
    return [(path, words) for path, words in judged if words is not None]


def _way(error: ValidationError) -> list[str | int]:
    """The way to what an error is about: to a member, where its name is refused."""
    name = [error.kind.as_dict()["error"].instance] if error.kind.name == "propertyNames" else []
    return [*error.instance_path, *name]


def _words(document: Document, error: ValidationError) -> Words | None:
    """What an error says, without unknown keys; None if it is about nothing else."""
    path = tuple(map(str, error.instance_path))
    if is_told(path, error.kind.name, error.kind.as_dict().get("property", "")):
        return None
    if error.kind.name != "unevaluatedProperties":
        return words_of(error)
    keys: list[str] = error.kind.as_dict()["unexpected"]
    misplaced = [key for key in keys if document.before((*path, key)) not in document.unknown]
    return (f"{', '.join(map(repr, misplaced))} may not stand here", "") if misplaced else None


def _deepest(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    """The errors without those of an object whose fault is something inside of it, or that it lacks."""
    found = [*errors]
    paths = {tuple(each.instance_path) for each in found}
    above = {path[:count] for path in paths for count in range(len(path))}
    lacking = {tuple(each.instance_path) for each in found if each.kind.name == "required"}
    for each in found:
        path = tuple(each.instance_path)
        told = above | lacking if each.kind.name == "unevaluatedProperties" else above
        if each.kind.name not in _WHOLE or path not in told:
            yield each


@cache
def _validator(version: str) -> Draft202012Validator:
    """What judges documents: the schema of the OpenAPI Initiative, with that of JSON Schema for what is one."""
    from jsonschema_rs import Draft202012Validator, Registry

    spec = find_spec("openapi_spec_validator")
    folder = Path(((spec and spec.submodule_search_locations) or [""])[0])
    schema = json.loads((folder / f"resources/schemas/v{version}/schema.json").read_text("utf-8"))
    base = {
        "$id": "https://adwright.invalid/base",
        "$ref": schema["$id"],
        "$defs": {
            "schema": {
                "$dynamicAnchor": "meta",
                "$ref": "https://json-schema.org/draft/2020-12/schema",
            }
        },
    }
    return Draft202012Validator(base, registry=Registry([(schema["$id"], schema)]))


def _problem(document: Document, path: list[str | int], words: Words) -> Problem:
    """A finding at its node, or at the last node on the way that is there."""
    node = Node(document, (), document.root)
    for key in map(str, path):
        step = node.get(key) if as_object(node.value) else next(iter(_item(node, key)), None)
        if step is None:
            break
        node = step
    message, hint = words
    return node.problem(Id.OPENAPI_INVALID, f"not valid OpenAPI: {message}", hint)


def _item(node: Node, key: str) -> list[Node]:
    return [item for item in node.elements() if item.key == key]
