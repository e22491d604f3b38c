"""Rules on operations: what each of them must say of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adwright.document.text.source import as_list
from adwright.lint.context import Breach, Context, Rule, breach

_OPERATION_ID = re.compile(r"[a-z][a-z0-9_]*([./][a-z][a-z0-9_]*)?")
_LONGEST_SUMMARY = 80


def _operation_id(context: Context) -> Iterator[Breach]:
    first: dict[str, str] = {}
    for node in context.all("operation"):
        said = node.plain("operationId")
        if not isinstance(said, str) or not said:
            yield breach(node, "the operation has no operationId", "resource.method, as pets.list")
        elif not _OPERATION_ID.fullmatch(said):
            hint = "resource.method in snake_case, as pets.list"
            yield breach(node["operationId"], f"{said!r} is no method of a resource", hint)
        elif said in first:
            yield breach(node["operationId"], f"{said!r} is taken by {first[said]}")
        else:
            at = node.location
            first[said] = f"{at.file}:{at.line}"


def _operation_tag(context: Context) -> Iterator[Breach]:
    tags = context.root.get("tags")
    described = {
        tag.plain("name") for tag in (tags.elements() if tags else ()) if tag.plain("description")
    }
    for node in context.all("operation"):
        said = as_list(node.plain("tags"))
        if len(said) != 1:
            count = "no tag" if not said else f"{len(said)} tags"
            yield breach(node, f"the operation has {count}", "one tag: its resource")
        elif said[0] not in described:
            hint = "list it under `tags` with a description"
            yield breach(node["tags"], f"the tag {said[0]!r} is not described", hint)


def _operation_summary(context: Context) -> Iterator[Breach]:
    for node in context.all("operation"):
        said = node.plain("summary")
        if not isinstance(said, str) or not said.strip():
            yield breach(node, "the operation has no summary", "a few words, without a full stop")
        elif said.rstrip().endswith("."):
            yield breach(node["summary"], "the summary ends with a full stop", "leave it out")
        elif len(said) > _LONGEST_SUMMARY:
            message = f"the summary has {len(said)} characters"
            yield breach(node["summary"], message, f"at most {_LONGEST_SUMMARY}; describe the rest")


RULES = (
    Rule(
        "operation-id",
        "Every operation has an operationId of its own: resource.method, in snake_case.",
        _operation_id,
        "house",
    ),
    Rule(
        "operation-tag",
        "Every operation has one tag, its resource, and the tag is described.",
        _operation_tag,
        "house",
    ),
    Rule(
        "operation-summary",
        "Every operation has a summary of a few words without a full stop.",
        _operation_summary,
        "house",
    ),
)
