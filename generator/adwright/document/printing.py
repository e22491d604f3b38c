"""A tree of plain data as YAML or JSON text that every reader understands alike."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

# Plain scalars that YAML 1.2 reads as something else than a string, and 1.1, whose table PyYAML has, does not.
_ONLY_IN_12 = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$|0o[0-7]+$|0x[0-9a-fA-F]+$"
)

_Base: type[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_Base):  # type: ignore[misc]
    """Quotes a string that YAML 1.1 or YAML 1.2 would take for something else."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _string(dumper: Any, text: str) -> Any:
    style = "|" if "\n" in text and not re.search(r"[ \t]\n|^\s|[^\n\x20-\ufffd]", text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _string)
_Dumper.add_implicit_resolver("tag:yaml.org,2002:float", _ONLY_IN_12, list("-+.0123456789"))


def to_yaml(tree: Any) -> str:
    """The tree as YAML: keys in the tree's order, no anchors, strings quoted where YAML 1.1 or 1.2 needs it."""
    text: str = yaml.dump(tree, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return text


def to_json(tree: Any) -> str:
    """The tree as JSON, indented, ending with a newline."""
    return json.dumps(tree, indent=2, ensure_ascii=False) + "\n"
