"""Schemas of which a framework makes two: `Item-Input` for what is sent, `Item-Output` for what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adwright.document.references import Path
from adwright.document.text.source import as_object

_SENT, _RECEIVED = "-Input", "-Output"


def pairs_in(root: Mapping[str, Any]) -> Mapping[Path, Path]:
    """Of each two such schemas the other one, by place; none where a third one has the plain name."""
    named = as_object(as_object(root.get("components")).get("schemas"))
    found: dict[Path, Path] = {}
    for name in named:
        plain = name.removesuffix(_SENT)
        if plain not in named and plain + _RECEIVED in named:
            sent, received = (("components", "schemas", plain + e) for e in (_SENT, _RECEIVED))
            found |= {sent: received, received: sent}
    return found


def plain_name(path: Path) -> str:
    """What a schema of such a pair is called without them."""
    return path[-1].removesuffix(_SENT).removesuffix(_RECEIVED)
