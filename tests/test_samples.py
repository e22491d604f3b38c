"""Every sample of the documents is sent as it is printed, or read and written back as the same JSON."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from adclients._runtime.errors import RuleWarning
from adclients._runtime.options import RequestOptions
from adclients._runtime.requests.build import build
from adclients._runtime.responses.parse import reader_of
from adwright.config import find_config
from adwright.document.load import load
from adwright.document.node import Node
from adwright.document.versions.upgrade import upgrade
from adwright.reader.routing import find_operations

CONFIG = find_config(Path(__file__).resolve().parent)


def operations(vendor: str) -> dict[str, Any]:
    """The generated operations of a client, by id."""
    package = import_module(f"adclients.{vendor}.resources")
    modules = [
        import_module(f"{package.__name__}.{info.name}") for info in iter_modules(package.__path__)
    ]
    found = [
        value
        for module in modules
        for value in vars(module).values()
        if type(value).__name__ == "Operation"
    ]
    return {operation.id: operation for operation in found}


def named(entry: Node) -> Iterator[tuple[str, Any]]:
    """The examples of a media type."""
    examples = entry.get("examples")
    for name, node in examples.items() if examples is not None else ():
        yield name, node.resolve()["value"].value


def samples() -> Iterator[Any]:
    """Operation, `request` or the status, and the sample."""
    for target in CONFIG.targets:
        for found in find_operations(upgrade(load(target.spec))):
            operation_id = found.node.value["operationId"]
            parts = [("request", found.node["requestBody"])] if "requestBody" in found.node else []
            parts += [*found.node["responses"].items()]
            for place, node in parts:
                content = node.resolve().get("content")
                for media, entry in content.items() if content is not None else ():
                    for name, value in named(entry):
                        mark = f"{target.name}-{operation_id}-{place}-{name}"
                        yield pytest.param(target.name, operation_id, place, media, value, id=mark)


SAMPLES = [*samples()]


def sent(vendor: str, operation: Any, sample: Any) -> Any:
    """The JSON that a call sends whose body is a sample."""
    requests = import_module(f"adclients.{vendor}.schemas").REQUESTS
    params = {
        each.name: 1 for each in operation.parameters if each.required or each.location == "path"
    }
    draft = build(operation, requests, params, sample, RequestOptions())
    assert draft.content is not None
    return json.loads(draft.content.data)


@pytest.mark.parametrize(("vendor", "operation_id", "place", "media", "sample"), SAMPLES)
def test_sample(vendor: str, operation_id: str, place: str, media: str, sample: Any) -> None:
    operation = operations(vendor)[operation_id]
    if place == "request":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuleWarning)
            assert sent(vendor, operation, sample) == sample
        return
    reply = operation.responses.get(place) or operation.error_replies[place]
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a value of another type than described
        value = reader_of(reply.type).read_plain(sample)
    assert reader_of(reply.type).to_plain(value) == sample


def test_there_are_samples_of_every_document_that_prints_some() -> None:
    counts = {
        target.name: sum(p.values[0] == target.name for p in SAMPLES) for target in CONFIG.targets
    }
    assert counts == {"freewheel": 0, "civis": 0, "clearline": 17, "iqm": 26}
