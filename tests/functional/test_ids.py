"""Schemas with names of their own: `$id`, `$anchor`, `$dynamicAnchor`, and references that are meant from there."""

from __future__ import annotations

import pytest
from support import Generate

from .both_ways import accepted, both_ways, returned

SCHEMAS = """
Root:
  type: object
  properties:
    whole: {$ref: 'https://x.example/schemas/node.json'}
    anchor: {$ref: '#thing'}
    inner: {$ref: 'https://x.example/schemas/node.json#inner'}
    deep: {$ref: 'https://x.example/schemas/node.json#/$defs/deep'}
    dynamic: {$ref: '#dyn'}
Node:
  $id: https://x.example/schemas/node.json
  type: object
  properties:
    next: {$ref: node.json}
    leaf: {$ref: leaf.json}
    inner: {$ref: '#inner'}
    itself: {$ref: '#'}
    deep: {$ref: '#/$defs/deep'}
    thing: {$ref: '#/components/schemas/Thing'}
  $defs:
    inner: {$anchor: inner, type: object, properties: {i: {type: integer}}}
    deep: {type: object, properties: {d: {type: integer}}}
Leaf: {$id: 'https://x.example/schemas/leaf.json', type: object, properties: {n: {type: integer}}}
Thing: {$anchor: thing, type: object, properties: {t: {type: integer}}}
Dyn: {$dynamicAnchor: dyn, type: object, properties: {kids: {type: array, items: {$dynamicRef: '#dyn'}}}}
"""


@pytest.mark.parametrize(
    ("path", "class_name"),
    [
        ("whole", "Node"), ("whole.next", "Node"), ("whole.next.leaf", "Leaf"), ("whole.inner", "Inner"),
        ("whole.itself", "Node"), ("whole.deep", "Deep"), ("whole.thing", "Thing"), ("anchor", "Thing"),
        ("inner", "Inner"), ("deep", "Deep"), ("dynamic", "Dyn"),
    ],
)  # fmt: skip
def test_references_lead_to_what_they_name(generate: Generate, path: str, class_name: str) -> None:
    sample = generate(both_ways(SCHEMAS))
    value: dict[str, object] = {}
    for step in reversed(path.split(".")):
        value = {step: value}
    assert accepted(sample, value)
    read = returned(sample, value)
    for step in path.split("."):
        read = getattr(read, step)
    assert type(read).__name__ == class_name
    *start, last = path.split(".")
    value = {last: 1}  # type: ignore[dict-item]
    for step in reversed(start):
        value = {step: value}
    assert not accepted(sample, value)
