"""Lists: `items`, `prefixItems`, `unevaluatedItems`, `minItems`, `maxItems`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from adwright.document.node import Node
from adwright.document.text.source import is_array
from adwright.ir.types import Bounds
from adwright.schema.combined import Together
from adwright.schema.keywords import says_something
from adwright.schema.scalars import count
from adwright.schema.shapes import ArrayShape

OF_ARRAYS = frozenset({"items", "prefixItems"})


def array_shape(parts: Sequence[Node], whole: Node, together: Together) -> ArrayShape:
    """The list that some schemas describe together.

    Args:
        parts: the schemas, base before derived.
        whole: the schema whose parts they are, below which stands what they say together.
        together: makes one schema of several.
    """
    prefixes = [[*part["prefixItems"].elements()] for part in parts if _is_list(part)]
    first = [
        together.schema([n for n in nodes if n is not None], (*whole.path, "prefixItems", str(i)))
        for i, nodes in enumerate(zip_longest(*prefixes))
    ]
    said = [part["items"] for part in parts if "items" in part]
    if first or not said:
        said += [part["unevaluatedItems"] for part in parts if "unevaluatedItems" in part]
    rest = [together.schema(said, (*whole.path, "items"))] if said else []
    nodes = [node for node in (*first, *rest) if node.value is not False]
    bounds = Bounds(
        min_items=count(parts, "minItems", max), max_items=count(parts, "maxItems", min)
    )
    has_end = bounds.max_items is not None and bounds.max_items <= len(first)
    is_open = not rest and bool(first) and not has_end  # anything may follow
    is_known = not is_open and all(map(says_something, nodes))
    return ArrayShape((*nodes,) if is_known else (), bounds)


def _is_list(part: Node) -> bool:
    return is_array(part.plain("prefixItems"))
