"""House rules on the format: valid OpenAPI, extensions of our shape, and names that lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from adwright.document.node import Node
from adwright.document.source import as_object
from adwright.extensions.shapes import PLACES, SHAPES
from adwright.lint.subject import Rule, Subject
from adwright.problems import Problem
from adwright.reader.routing import Found
from adwright.schema.shapes import ArrayShape, ObjectShape


def _openapi_valid(subject: Subject) -> Iterator[Problem]:
    yield from subject.doubts()


def _extension_shape(subject: Subject) -> Iterator[Problem]:
    for kind, node in subject.nodes:
        for name in sorted(SHAPES.keys() & as_object(node.value).keys()):
            extension = node[name]
            if kind not in PLACES.get(name, {kind}):
                where = " or a ".join(sorted(PLACES[name]))
                yield extension.problem(f"{name} stands on a {kind}", f"it belongs on a {where}")
            if name == "x-zone" and node.plain("format") != "date-time":
                yield extension.problem("x-zone stands on what is no date-time")
            for error in _validator(name).iter_errors(extension.value):
                place = extension
                for step in error.absolute_path:
                    place = place[str(step)]
                yield place.problem(f"{name}: {' '.join(error.message.split())}")


@cache
def _validator(name: str) -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(SHAPES[name])


def _extension_target(subject: Subject) -> Iterator[Problem]:
    operations = {str(found.node.plain("operationId")): found for found in subject.operations}
    for found in subject.operations:
        if "x-pagination" in found.node:
            yield from _of_pagination(subject, found)
        if "x-wait" in found.node:
            said = found.node["x-wait"]
            poll = operations.get(str(said.plain("operation")))
            if poll is None:
                yield said.problem(f"there is no operation {said.plain('operation')!r}")
            else:
                yield from _astray(subject, said, ("state",), _responses(poll.node))
    for response in subject.all("response"):
        if "x-envelope" in response:
            said = response["x-envelope"]
            yield from _astray(subject, said, ("data", "success", "message"), _schemas(response))
    for node in subject.all("schema"):
        for _, action in node["x-actions"].items() if "x-actions" in node else ():
            if str(action.plain("operation")) not in operations:
                yield action.problem(f"there is no operation {action.plain('operation')!r}")


def _of_pagination(subject: Subject, found: Found) -> Iterator[Problem]:
    said = found.node["x-pagination"]
    yield from _astray(subject, said, ("items", "total", "pages", "next"), _responses(found.node))
    requests = ("page", "size", "offset", "cursor")
    if said.plain("in") == "body":
        body = found.node.get("requestBody")
        schemas = _schemas(body.resolve()) if body is not None else iter(())
        yield from _astray(subject, said, requests, schemas)
        return
    names = {
        entry.resolve().plain("name")
        for owner in (found.item, found.node)
        for entry in (owner["parameters"].elements() if "parameters" in owner else ())
    }
    for key in requests:
        if key in said and said.plain(key) not in names:
            yield said[key].problem(f"the operation has no parameter {said.plain(key)!r}")


def _responses(operation: Node) -> Iterator[Node]:
    """The schemas of what an operation answers with success."""
    responses = operation.get("responses")
    for status, response in responses.items() if responses is not None else ():
        if status[:1] == "2":
            yield from _schemas(response.resolve())


def _schemas(owner: Node) -> Iterator[Node]:
    """The schemas of a body or a response, one for each media type."""
    content = owner.get("content")
    for _, media in content.items() if content is not None else ():
        if "schema" in media:
            yield media["schema"]


def _astray(
    subject: Subject, said: Node, keys: tuple[str, ...], schemas: Iterator[Node]
) -> Iterator[Problem]:
    """The dotted paths of an extension that lead nowhere in any of some schemas."""
    known = [*schemas]
    for key in keys:
        path = said.plain(key)
        if not isinstance(path, str) or path.startswith("header:") or not known:
            continue
        if not any(_leads(subject, schema, path.split(".")) for schema in known):
            yield said[key].problem(f"{path!r} leads nowhere")


def _leads(subject: Subject, node: Node, steps: list[str]) -> bool:
    """Whether a schema has something at a path, or says too little to tell."""
    form = subject.schemas.follow(node)[1].form
    if not steps:
        return True
    if isinstance(form, ArrayShape):
        inside = steps[1:] if steps[0].lstrip("-").isdigit() else steps
        return any(_leads(subject, item, inside) for item in form.items) or not form.items
    if not isinstance(form, ObjectShape):
        return True
    properties = {prop.wire: prop.node for prop in form.properties}
    if steps[0] in properties:
        return _leads(subject, properties[steps[0]], steps[1:])
    return form.extra is not None


RULES = (
    Rule(
        "openapi-valid",
        "The spec is valid OpenAPI, and nothing in it has to be guessed or left out.",
        _openapi_valid,
    ),
    Rule(
        "extension-shape",
        "Our extensions have our shape and stand where they mean something.",
        _extension_shape,
    ),
    Rule(
        "extension-target",
        "The operations, parameters and paths that an extension names are there.",
        _extension_target,
    ),
)
