"""What 3.1 says of bytes by `contentMediaType`, with the format that older versions have for it."""

from __future__ import annotations

from typing import Any

from adwright.document.text.source import as_list

_OTHER_KINDS = frozenset(("$ref", "properties", "items", "allOf", "anyOf", "oneOf"))


def name_bytes(schema: dict[str, Any]) -> None:
    """Give a schema of bytes that travel as they are `format: binary`.

    Args:
        schema: a schema, changed in place.
    """
    if "contentEncoding" in schema or "format" in schema or not _is_of_bytes(schema):
        return
    type_ = schema.get("type")
    said = "string" in as_list(type_) or type_ == "string"
    if said or ("type" not in schema and not _OTHER_KINDS & schema.keys()):
        schema |= {"type": schema.get("type", "string"), "format": "binary"}


def _is_of_bytes(schema: dict[str, Any]) -> bool:
    media = schema.get("contentMediaType")
    if not isinstance(media, str):
        return False
    kind = media.partition(";")[0].strip().lower()
    return not (kind.startswith("text/") or kind.endswith(("json", "xml", "javascript")))
