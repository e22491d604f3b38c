"""The official test suite of JSON Schema through generated clients: what is sent, what is refused, and unchanged."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import httpx
import pytest
from support import Generate, Package
from test_json_schema_suite import DIFFERENT, PLACES, SUITE, inside

GROUPS: dict[str, list[dict[str, Any]]] = json.loads(SUITE.read_text("utf-8"))
# A reference to what is not in the document, and bases that are told by $id: these are not read.
UNREAD = ("ref", "anchor", "defs")


def _document(groups: list[dict[str, Any]]) -> dict[str, Any]:
    """A document with a component for each group, and an operation for each of it in each place."""
    paths: dict[str, Any] = {}
    for number in range(len(groups)):
        ref = {"$ref": f"#/components/schemas/G{number}"}
        for place, (put, _) in PLACES.items():
            body = {"required": True, "content": {"application/json": {"schema": put(ref)}}}
            paths[f"/{number}/{place}"] = {"post": _operation(number, place, {"requestBody": body})}
        query = {"parameters": [{"name": "q", "in": "query", "schema": ref}]}
        paths[f"/{number}/query"] = {"get": _operation(number, "query", query)}
    named = {f"G{n}": inside(g["schema"], f"G{n}") for n, g in enumerate(groups)}
    return {"paths": paths, "components": {"schemas": named}}


def _operation(number: int, place: str, more: dict[str, Any]) -> dict[str, Any]:
    done = {"204": {"description": "Done."}}
    return {"operationId": f"g{number}_{place}", "tags": ["suite"], "responses": done, **more}


class _Tried:
    """A client that sends instances, and what came of each."""

    def __init__(self, package: Package) -> None:
        self.package = package
        package.server.play(httpx.Response(204))
        self.suite = package.client().suite
        self.refused: Any = package.module().RequestValidationError
        self.requests = import_module(f"{package.name}.schemas").REQUESTS
        self.check = import_module(f"{package.name}.rules").check

    def takes(self, number: int, place: str, instance: Any) -> bool:
        """Whether an instance is sent; then it arrives as it is. What no call can express is judged alone."""
        name = f"g{number}_{place}"
        method = getattr(self.suite, name)
        given = {"q": instance} if place == "query" else self._given(name, method, instance)
        if given is None:
            return not self._judged(name, instance)
        sent = len(self.package.sent)
        try:
            method(**given)
        except self.refused:
            assert len(self.package.sent) == sent, "nothing is sent that is refused"
            return False
        if place != "query":
            arrived = json.loads(self.package.sent[-1].body, parse_float=str, parse_int=str)
            wanted = json.loads(json.dumps(instance), parse_float=str, parse_int=str)
            assert arrived == wanted, "nothing is changed on its way"
        return True

    def _given(self, name: str, method: Any, instance: Any) -> dict[str, Any] | None:
        arguments = inspect.signature(method).parameters
        if "body" in arguments:
            return {"body": instance}
        if not isinstance(instance, dict):
            return None
        layout = self.requests.layout(f"operations/{name}").member("body")
        known = {key: value for key, value in instance.items() if layout.knows(key)}
        others = {key: value for key, value in instance.items() if key not in known}
        if others and "additional_properties" not in arguments:
            return None
        given = {layout.python_names.get(key, key): value for key, value in known.items()}
        required = [n for n, p in arguments.items() if p.default is p.empty and n not in given]
        if required or not given.keys() <= arguments.keys():
            return None
        return {**given, **({"additional_properties": others} if others else {})}

    def _judged(self, name: str, instance: Any) -> list[Any]:
        body = self.requests.entry(f"operations/{name}")["properties"]["body"]
        if isinstance(body, dict) and [*body] == ["$ref"]:
            found: list[Any] = self.check(body["$ref"].rpartition("/")[2], instance)
            return found
        whole = {"parameters": {}, "body": instance}
        return self.requests.judge(f"operations/{name}").errors(whole)[0]


def _instances(group: dict[str, Any]) -> Iterator[tuple[str, Any, bool]]:
    for test in group["tests"]:
        value, valid = test["data"], test["valid"]
        for place, (_, give) in PLACES.items():
            if not (place == "nullable" and value is None):
                yield place, give(value), valid
        flat = value if isinstance(value, list) else [value]
        if value not in (None, [], [None]) and all(isinstance(v, (str, int, float)) for v in flat):
            yield "query", value, valid


@pytest.mark.parametrize("keyword", [each for each in GROUPS if each not in UNREAD])
def test_verdicts_of_clients(generate: Generate, keyword: str) -> None:
    """They are the suite's, in every place, but for the groups that are listed with the reason."""
    tried = _Tried(generate(_document(GROUPS[keyword])))
    different = set()
    for number, group in enumerate(GROUPS[keyword]):
        for place, instance, valid in _instances(group):
            if tried.takes(number, place, instance) is not valid:
                different.add(group["description"])
    assert different == {name for key, name in DIFFERENT if key == keyword}
