"""Lists that come in pages (`x-pagination`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields

from adwright.document.node import Node
from adwright.extensions.operations import Pages
from adwright.extensions.shape import Mention
from adwright.ir import names
from adwright.ir.operations import Pagination, Parameter
from adwright.ir.text import Identifier, Text
from adwright.ir.types import Type
from adwright.problems import Problem
from adwright.reader.media import first_content, takes_fields
from adwright.reader.mentions import Paths, missing, schemas_in
from adwright.schema.shapes import MapShape, ObjectShape


def read_pages(said: Pages, parameters: Sequence[Parameter], item: Type) -> Pagination:
    """How a list goes on, ready to print.

    Args:
        said: what the document says of it.
        parameters: the parameters of the operation.
        item: the type of what is in the list.
    """
    by_wire = {p.wire: p.name for p in parameters if p.location == "query"}
    iterator = said.iterator
    return Pagination(
        item=item,
        settings=tuple(_settings(said)),
        page=by_wire.get(said.page.text) if said.page is not None else None,
        iterator=names.variable(iterator.raw, "iterator") if iterator is not None else None,
    )


def _settings(said: Pages) -> Iterator[tuple[Identifier, Text | int]]:
    for each in fields(said):
        value = getattr(said, each.name)
        if value is not None and each.name != "iterator":
            plain = value.text if isinstance(value, Mention) else value
            text = Text(plain) if isinstance(plain, str) else plain
            yield Identifier(each.name.rstrip("_")), text


def astray_pages(
    said: Pages,
    body: Node | None,
    parameters: Sequence[Node],
    answers: Sequence[Node | None],
    paths: Paths,
) -> Iterator[Problem]:
    """What a pagination names that is not there.

    Args:
        said: the pagination.
        body: what the operation sends.
        parameters: its parameters.
        answers: the schemas of what it answers.
        paths: follows paths.
    """
    yield from paths.astray([said.items, said.total, said.pages, said.next], answers)
    asked = [name for name in (said.page, said.size, said.offset, said.cursor) if name is not None]
    if said.in_ == "body":
        if body is None:
            yield from (each.problem(f"there is no body for {each.raw!r}") for each in asked)
        else:
            yield from paths.astray(asked, schemas_in(body))
        return
    in_query = [node for node in parameters if node.value["in"] in ("query", "querystring")]
    found = [_names_in_query(node, paths) for node in in_query]
    known = {name for each in found for name in each or ()}
    if None not in found:
        yield from (
            missing(each, "query parameter", known) for each in asked if each.raw not in known
        )


def _names_in_query(parameter: Node, paths: Paths) -> list[str] | None:
    """The names that a parameter has in a query; None if it may have any."""
    name, content = parameter.value["name"], first_content(parameter)
    is_whole = parameter.value["in"] == "querystring"
    if content is not None and not (is_whole and takes_fields(content[0])):
        return [] if is_whole else [name]
    schema = (content[1] if content is not None else parameter).get("schema")
    style, explode = parameter.plain("style") or "form", parameter.plain("explode") is not False
    form = paths.schemas.follow(schema)[1].form if schema is not None else None
    by_member = style == "deepObject" or (style == "form" and explode)
    if not by_member or not isinstance(form, MapShape | ObjectShape):
        return [] if is_whole else [name]
    if isinstance(form, MapShape) or form.extra is not None:
        return None
    wires = [prop.wire for prop in form.properties]
    return wires if style == "form" else [f"{name}[{wire}]" for wire in wires]
