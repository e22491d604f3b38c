"""Whether a document can be generated from, and what else is wrong with it."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

from adwright.document.doubts import find_doubts
from adwright.document.load import Document
from adwright.document.node import Node
from adwright.document.source import is_array, is_object
from adwright.document.structure import check_structure
from adwright.problems import Problem, SpecError
from adwright.reuse import AFRESH, Reuse

MOST_FINDINGS = 50
"""Formal findings shown for one document; real ones can have thousands of the same."""
MOST_TEXT = 3_000_000
"""Characters of the largest document that is checked formally; ten times that would take minutes."""
_NOTES = ("too large for the formal check", "the formal check gave up")
_WORDS = ("description", "summary")
_DATA = ("default", "example", "examples", "enum", "const")  # values, which are validated too


def validate(document: Document, reuse: Reuse = AFRESH) -> list[Problem]:
    """Check a 3.1 document.

    Args:
        document: the document.
        reuse: knows what was found in a document that differed in its descriptions at most.

    Returns:
        What is formally wrong and does not keep the document from being read.

    Raises:
        SpecError: nodes that the reader needs are missing or of the wrong kind; all of them.
    """
    problems = check_structure(document)
    if problems:
        raise SpecError(problems)
    source = json.dumps(_without_words(document.root))
    found = json.loads(reuse.made("findings", source, lambda: json.dumps(_findings(document))))
    doubts = [*find_doubts(document)]
    if doubts:  # the validator finds most of them too, without saying where
        found = [(path, words) for path, words in found if path or words.startswith(_NOTES)]
    formal = (_problem(document, path, words) for path, words in found)
    return [*document.warnings, *doubts, *formal]


def _findings(document: Document) -> list[tuple[list[str], str]]:
    """What openapi-spec-validator finds, each with the way to it."""
    from openapi_spec_validator import OpenAPIV31SpecValidator, OpenAPIV32SpecValidator

    newest = str(document.root.get("openapi")).startswith("3.2")
    validator = OpenAPIV32SpecValidator if newest else OpenAPIV31SpecValidator
    if sum(len(source.text) for source in document.sources.values()) > MOST_TEXT:
        return [([], f"{_NOTES[0]}; what the client needs was checked")]
    found: list[tuple[list[str], str]] = []
    try:
        for error in islice(validator(document.root).iter_errors(), MOST_FINDINGS):
            found.append(([*map(str, error.absolute_path)], _short(error.message)))
    # What the reader can use may still be too odd, or too deep, for the validator.
    except Exception as error:
        found.append(([], f"{_NOTES[1]} ({type(error).__name__})"))
    return found


def _problem(document: Document, path: list[str], words: str) -> Problem:
    """A finding at its node, or at the last node on the way that is there."""
    node = Node(document, (), document.root)
    for key in path:
        step = node.get(key) if isinstance(node.value, dict) else next(iter(_item(node, key)), None)
        if step is None:
            break
        node = step
    return node.problem(words if words.startswith(_NOTES) else f"not valid OpenAPI: {words}")


def _without_words(tree: Any) -> Any:
    """A document without the text of its descriptions, in which nothing can be wrong."""
    if is_array(tree):
        return [_without_words(item) for item in tree]
    return {key: _worded(key, value) for key, value in tree.items()} if is_object(tree) else tree


def _worded(key: str, value: Any) -> Any:
    if key in _DATA:
        return value
    return "" if key in _WORDS and isinstance(value, str) else _without_words(value)


def _item(node: Node, key: str) -> list[Node]:
    return [item for item in node.elements() if item.key == key]


def _short(message: str) -> str:
    """The message without the data that the validator quotes in full."""
    message = " ".join(message.partition("\n\nFailed validating")[0].split())
    return message if len(message) <= 200 else message[:120] + " ... " + message[-70:]
