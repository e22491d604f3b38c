"""Older OpenAPI versions to 3.1, in place, so that nothing after this step knows of them."""

from __future__ import annotations

from typing import Any

from adwright.document.document import Document
from adwright.document.grammar import SCHEMAS
from adwright.document.references import Path
from adwright.document.versions.swagger2 import upgrade_swagger
from adwright.document.walk import walk
from adwright.problems import Id, Problem, SpecError


def upgrade(document: Document) -> Document:
    """Bring a document to OpenAPI 3.1.

    Raises:
        SpecError: it names no version, or one that is not read.
    """
    root = document.root
    version = str(root.get("openapi", root.get("swagger", "")))
    if "openapi" not in root and version == "2.0":
        upgrade_swagger(document)
        version = "3.0"
    if version.startswith("3.0"):
        for path, node, kind in walk(root):
            if kind in SCHEMAS:
                _upgrade_schema(node)
            elif kind == "encoding" and "contentType" in node and _is_multipart(path):
                for key in ("style", "explode", "allowReserved"):  # which count in forms alone
                    node.pop(key, None)
        root["openapi"] = "3.1.0"
    elif not version.startswith(("3.1", "3.2")):
        key = "swagger" if "swagger" in root else "openapi"
        message = f"version {version!r} is not read" if version else "no `openapi` version is given"
        hint = "OpenAPI 3.0, 3.1, 3.2 and Swagger 2.0 are"
        raise SpecError([Problem(Id.VERSION_UNSUPPORTED, document.locate((key,)), message, hint)])
    return document


def _is_multipart(path: Path) -> bool:
    """Whether an encoding stands in a body of several parts."""
    return any(key.startswith("multipart/") for key in path[-3:-2])


def _upgrade_schema(node: dict[str, Any]) -> None:
    """Rewrite the two keywords whose meaning 3.1 changed."""
    for bound in ("minimum", "maximum"):
        exclusive = "exclusive" + bound.capitalize()
        if node.get(exclusive) is True and bound in node:
            node[exclusive] = node.pop(bound)
        elif isinstance(node.get(exclusive), bool):
            del node[exclusive]
    if isinstance(node.get("nullable"), bool) and node.pop("nullable"):
        _allow_null(node)


def _allow_null(node: dict[str, Any]) -> None:
    if isinstance(node.get("type"), str):
        node["type"] = [node["type"], "null"]
        if isinstance(node.get("enum"), list) and None not in node["enum"]:
            node["enum"] = [*node["enum"], None]
    elif "type" not in node:
        structure = ("$ref", "allOf", "anyOf", "oneOf")
        inner = {key: node.pop(key) for key in structure if key in node}
        if inner:
            node["anyOf"] = [inner, {"type": "null"}]
