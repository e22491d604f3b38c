"""Whether a document can be generated from, and what else is wrong with it."""

from __future__ import annotations

from itertools import islice

from adwright.document.load import Document
from adwright.document.node import Node
from adwright.document.structure import check_structure
from adwright.problems import Problem, SpecError

MOST_FINDINGS = 50
"""Formal findings shown for one document; real ones can have thousands of the same."""


def validate(document: Document) -> list[Problem]:
    """Check a 3.1 document.

    Returns:
        What is formally wrong and does not keep the document from being read.

    Raises:
        SpecError: nodes that the reader needs are missing or of the wrong kind; all of them.
    """
    problems = check_structure(document)
    if problems:
        raise SpecError(problems)
    return [*document.warnings, *_formal_findings(document)]


def _formal_findings(document: Document) -> list[Problem]:
    """What openapi-spec-validator finds."""
    from openapi_spec_validator import OpenAPIV31SpecValidator

    root = Node(document, (), document.root)
    findings: list[Problem] = []
    for error in islice(OpenAPIV31SpecValidator(document.root).iter_errors(), MOST_FINDINGS):
        node = root
        for key in map(str, error.absolute_path):
            step = (
                node.get(key)
                if isinstance(node.value, dict)
                else next(iter(_item(node, key)), None)
            )
            if step is None:
                break
            node = step
        findings.append(node.problem(f"not valid OpenAPI: {_short(error.message)}"))
    return findings


def _item(node: Node, key: str) -> list[Node]:
    return [item for item in node.elements() if item.key == key]


def _short(message: str) -> str:
    """The message without the data that the validator quotes in full."""
    message = " ".join(message.split())
    return message if len(message) <= 200 else message[:120] + " ... " + message[-70:]
