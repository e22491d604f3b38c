"""The shapes of our extensions, as JSON Schemas, and the kinds of node each may stand on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adwright.document.grammar import Kind

_TEXT = {"type": "string", "pattern": r"\S"}
_PATH = {"type": "string", "pattern": r"^[^.\s]+(\.[^.\s]+)*$"}
_ACCESS = {"enum": ["required", "optional", "never"]}
_VALUES = {"type": "array", "minItems": 1, "items": {"type": ["string", "integer", "boolean"]}}
_TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}


def _object(required: tuple[str, ...], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": [*required],
        "properties": properties,
        "additionalProperties": False,
    }


_RULE = {"type": "object", "required": ["x-rule"]}
_RULES = {"type": "array", "minItems": 1, "items": _RULE}

SHAPES: Mapping[str, Any] = {
    "x-source": {"type": "string", "pattern": r"^\S[^#]*#\S"},
    "x-status": {"enum": ["documented", "vendor", "assumed"]},
    "x-note": _TEXT,
    "x-access": _object(("create", "update"), create=_ACCESS, update=_ACCESS),
    "x-rule": _object((), id=_TEXT, says=_TEXT),
    "x-warn": _RULES,
    "x-rules": _RULES,
    "x-compare": _object(
        ("left", "operator", "right"),
        left=_PATH,
        operator={"enum": ["<", "<=", ">", ">=", "==", "!="]},
        right=_PATH,
    ),
    "x-zone": {"enum": ["optional"]},
    "x-resource": _TEXT,
    "x-method": _TEXT,
    "x-pagination": {
        **_object(
            ("style",),
            style={"enum": ["page", "offset", "cursor", "link"]},
            page=_TEXT,
            size=_TEXT,
            offset=_TEXT,
            cursor=_TEXT,
            next=_TEXT,
            items=_PATH,
            total=_TEXT,
            pages=_TEXT,
            first={"type": "integer"},
            iterator=_TEXT,
            **{"in": {"enum": ["query", "body"]}},
        ),
        "allOf": [
            {"if": {"properties": {"style": {"const": style}}}, "then": {"required": needed}}
            for style, needed in (
                ("page", ["page"]),
                ("offset", ["offset"]),
                ("cursor", ["cursor", "next"]),
            )
        ],
    },
    "x-envelope": _object(("data",), data=_PATH, success=_PATH, message=_PATH),
    "x-wait": _object(
        ("operation", "state", "done"),
        operation=_TEXT,
        method=_TEXT,
        arguments=_TEXTS,
        state=_PATH,
        done=_VALUES,
        failed=_VALUES,
    ),
    "x-retry-safe": {"type": "boolean"},
    "x-idempotency-key": _TEXT,
    "x-actions": {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": _object(
            ("operation",), operation=_TEXT, arguments=_TEXTS, body={"enum": ["changed"]}
        ),
    },
    "x-credentials": _object(
        (),
        env=_TEXTS,
        keyword=_TEXT,
        prefix={"type": "string"},
        basic={
            "type": "array",
            "items": {"type": "string"},
            "minItems": 2,
            "maxItems": 2,
        },
        exchange=_object(
            ("url", "token"),
            url=_TEXT,
            content={"enum": ["form", "json"]},
            headers=_TEXTS,
            basic={"type": "array", "items": _TEXT, "minItems": 2, "maxItems": 2},
            send=_TEXTS,
            token=_PATH,
            refresh=_PATH,
            expires_in=_PATH,
            lifetime={"type": "integer", "minimum": 1},
        ),
    ),
    "x-environment": _TEXT,
}
"""By the name of the extension."""

PLACES: Mapping[str, frozenset[Kind]] = {
    "x-access": frozenset({"property"}),
    "x-rule": frozenset({"rule"}),
    "x-warn": frozenset({"schema", "property"}),
    "x-rules": frozenset({"operation"}),
    "x-compare": frozenset({"rule"}),
    "x-zone": frozenset({"schema", "property"}),
    "x-resource": frozenset({"operation"}),
    "x-method": frozenset({"operation"}),
    "x-pagination": frozenset({"operation"}),
    "x-envelope": frozenset({"response"}),
    "x-wait": frozenset({"operation"}),
    "x-retry-safe": frozenset({"operation"}),
    "x-idempotency-key": frozenset({"operation"}),
    "x-actions": frozenset({"schema"}),
    "x-credentials": frozenset({"security scheme"}),
    "x-environment": frozenset({"server"}),
}
"""What each may stand on; those that are not listed stand anywhere."""
