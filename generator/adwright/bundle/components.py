"""What the components of a bundle are called."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adwright.bundle.views import Views
from adwright.document.references import Path
from adwright.document.text.source import is_array, is_object
from adwright.ir import names
from adwright.schema.access import Direction


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to a component whose final name is not known yet.

    Attributes:
        section: the section of `components` it will stand in.
        path: where the document has it.
        direction: which way it travels there.
    """

    section: str
    path: Path
    direction: Direction


def name_components(parts: Mapping[Reference, Any], views: Views) -> dict[Reference, str]:
    """Give every component its name; translations of one thing that say the same are one component.

    Args:
        parts: what is referred to, translated; with `Reference`s in place of names.
        views: which schemas have views, and so are never one component both ways.

    Returns:
        The author's names where they are free: of a schema that has views or reads differently
        as a request, the request's name ends in `Create`, `Update` or (where those two are the
        same) `Request`.
    """
    groups: dict[str, dict[Path, dict[int, list[Direction]]]] = {}
    for ref, class_ in _classes(parts, views).items():
        paths = groups.setdefault(ref.section, {})
        paths.setdefault(ref.path, {}).setdefault(class_, []).append(ref.direction)
    result: dict[Reference, str] = {}
    for section, paths in groups.items():
        bases = names.distinct({"\0".join(path): _wish(section, path, views) for path in paths})
        plain: dict[tuple[Path, Direction], str] = {}
        suffixed: dict[str, str] = {}
        for path, classes in paths.items():
            base = bases["\0".join(path)]
            for directions in classes.values():
                alone = len(classes) == 1 and not views.has_views(path)
                suffix = "" if alone else _suffix(directions)
                plain |= {(path, direction): base for direction in directions if not suffix}
                suffixed |= {"\0".join((*path, d)): base + suffix for d in directions if suffix}
        final = _shared(suffixed, [*bases.values()])
        for ref in (ref for ref in parts if ref.section == section):
            name = plain.get((ref.path, ref.direction))
            result[ref] = name or final["\0".join((*ref.path, ref.direction))]
    return result


def written_out(tree: Any, final: Mapping[Reference, str]) -> Any:
    """The tree with every reference to a component as a pointer."""
    if isinstance(tree, Reference):
        return f"#/components/{tree.section}/{final[tree]}"
    if is_object(tree):
        return {key: written_out(value, final) for key, value in tree.items()}
    if is_array(tree):
        return [written_out(value, final) for value in tree]
    return tree


def _shared(wanted: Mapping[str, str], taken: list[str]) -> dict[str, str]:
    """Names of their own for keys that are a place and a direction; one place may share a name."""
    places = {f"{key.rpartition(chr(0))[0]}\0{name}": name for key, name in wanted.items()}
    final = names.distinct(places, taken)
    return {key: final[f"{key.rpartition(chr(0))[0]}\0{name}"] for key, name in wanted.items()}


def _suffix(directions: list[Direction]) -> str:
    if "response" in directions:
        return ""
    suffixes: dict[Direction, str] = {"create": "Create", "update": "Update"}
    return suffixes[directions[0]] if len(directions) == 1 else "Request"


def _classes(parts: Mapping[Reference, Any], views: Views) -> dict[Reference, int]:
    """Which translations are the same component.

    Those of one thing are, until their texts tell them apart: what they refer to may turn out to
    be different components, and so on, until nothing changes.
    """
    labels = {
        ref: (ref.section, ref.path, ref.direction if views.has_views(ref.path) else "")
        for ref in parts
    }
    numbers = {label: number for number, label in enumerate(dict.fromkeys(labels.values()))}
    classes = {ref: numbers[label] for ref, label in labels.items()}
    sizes: dict[int, int] = {}
    for class_ in classes.values():
        sizes[class_] = sizes.get(class_, 0) + 1
    doubtful = [ref for ref, class_ in classes.items() if sizes[class_] > 1]
    while True:
        known = dict(classes)
        texts = {
            ref: (known[ref], json.dumps(parts[ref], default=known.__getitem__)) for ref in doubtful
        }
        fresh = {text: len(labels) + n for n, text in enumerate(dict.fromkeys(texts.values()))}
        classes |= {ref: fresh[text] for ref, text in texts.items()}
        if len(fresh) == len({known[ref] for ref in doubtful}):
            return classes


def _wish(section: str, path: Path, views: Views) -> str:
    """The author's name for a component, or one made of its place."""
    named = path[-2:-1] == (section,)
    wish = views.base_name(path) if section == "schemas" and not named else path[len(path) - 1]
    return re.sub(r"[^A-Za-z0-9._-]+", "_", wish) or section
