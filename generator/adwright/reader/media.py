"""Media types: what one alone says about a body, and what is said below it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import TypeAlias

from adwright.document.document import DELIMITERS
from adwright.document.node import Node
from adwright.document.styles import style_of
from adwright.document.text.source import as_list, as_object
from adwright.ir.operations import Encoding
from adwright.ir.text import Sample, Text
from adwright.ir.types import ANY, Scalar, Type
from adwright.reader.plain_texts import is_of_text, may_be_bytes, says_nothing

Content: TypeAlias = tuple[str, Node]
"""A media type, and what a document says of a body in it."""

_LINES = frozenset(
    """application/x-ndjson application/ndjson application/jsonl application/x-jsonlines
    application/json-lines application/json-seq""".split()
)
_FORM = "application/x-www-form-urlencoded"
_ANYTHING = frozenset(("*/*", "application/*"))
_TEXTS = ("/xml", "+xml", "/yaml", "+yaml", "/x-yaml", "/javascript", "/graphql", "/toml", "/sql")
_EVENT = {"data", "event", "id", "retry"}
MAX_EXAMPLE = 20_000
"""Characters of the longest example that is carried over."""


def kind_of(media: str) -> str:
    """A media type without its parameters, in lower case."""
    return media.split(";")[0].strip().lower()


def is_json(media: str) -> bool:
    """Whether a body of that type is JSON."""
    return kind_of(media).endswith(("/json", "+json"))


def is_range(media: str) -> bool:
    """Whether it stands for many media types."""
    return "*" in kind_of(media)


def is_anything(media: str) -> bool:
    """Whether a body of that type may be JSON, text or bytes."""
    return kind_of(media) in _ANYTHING


def is_form(media: str) -> bool:
    """Whether a body of that type is a form."""
    return kind_of(media) == _FORM


def is_multipart(media: str) -> bool:
    """Whether a body of that type is made of parts."""
    return kind_of(media).startswith("multipart/")


def is_merge_patch(media: str) -> bool:
    """Whether a body of that type is merged into what the server has, member by member (RFC 7396)."""
    return kind_of(media) == "application/merge-patch+json"


def takes_fields(media: str) -> bool:
    """Whether a body of that type may be made of named fields."""
    return is_json(media) or is_form(media) or is_multipart(media)


def is_events(media: str) -> bool:
    """Whether a body of that type is a stream of server-sent events."""
    return kind_of(media) == "text/event-stream"


def is_lines(media: str) -> bool:
    """Whether a body of that type is JSON values, one after the other."""
    return kind_of(media) in _LINES


def is_stream(media: str) -> bool:
    """Whether a response of that type is read piece by piece as it arrives."""
    return is_events(media) or is_lines(media)


def is_text(media: str) -> bool:
    """Whether a body of that type is text that a caller writes and reads."""
    kind = kind_of(media)
    return kind.startswith("text/") or kind.endswith(_TEXTS)


def is_typed(media: str) -> bool:
    """Whether a response of that type is read by its schema."""
    return is_json(media) or is_form(media) or is_stream(media) or is_anything(media)


def is_raw(media: str) -> bool:
    """Whether a body of that type is sent as the caller gives it, as text or bytes."""
    return not (is_lines(media) or takes_fields(media))


def plain_type(content: Content) -> Type:
    """The type of a body that is not read by its schema: of text or bytes, unless it may be anything."""
    media, entry = content
    schema = entry.get("schema")
    if is_json(media) or is_lines(media) or (is_anything(media) and schema is None):
        return ANY
    if schema is not None and schema.resolve().plain("contentEncoding") is not None:
        return Scalar("string")
    is_bytes = schema is not None and schema.resolve().plain("format") == "binary"
    return Scalar("string") if is_text(media) and not is_bytes else Scalar("binary")


def schema_of(content: Content) -> Node | None:
    """The schema of a body; of a sequence of events or lines, that of one item's data."""
    media, entry = content
    item, whole = entry.get("itemSchema"), entry.get("schema")
    if is_events(media):
        return _data_of(item) if item is not None else whole
    if is_lines(media):
        return item if item is not None else _item_of(whole) if whole is not None else None
    return whole


def _item_of(whole: Node) -> Node:
    """The items of an array; some documents describe all lines together, some one."""
    items = whole.resolve().get("items")
    return items if items is not None and whole.resolve().plain("type") == "array" else whole


def _data_of(event: Node) -> Node:
    """What an event carries, where a schema describes the event with its `data`, `event`, `id` and `retry`."""
    properties = event.resolve().get("properties")
    if properties is None or "data" not in properties or not properties.value.keys() <= _EVENT:
        return event
    data = properties["data"].resolve()
    return data.get("contentSchema") or data


# Which there are -------------------------------------------------------------------------------


def contents_of(node: Node) -> list[Content]:
    """A response in each of its media types: JSON first, what is streamed last."""
    return sorted(_contents(node), key=lambda content: _preference(content[0]))


def contents_sent(node: Node) -> list[Content]:
    """A body to send in each of its media types: forms that carry files first, then JSON."""

    def order(content: Content) -> tuple[bool, int]:
        media, entry = content
        has_files = kind_of(media) == "multipart/form-data" and _has_files(entry)
        return not has_files, _preference(media)

    found = _contents(node)
    has_json = any(kind_of(media) == "application/json" for media, _ in found)
    free = None if has_json else next((each for each in found if is_anything(each[0])), None)
    settled = (_settled(each) if each is free else [each] for each in found)
    return sorted(chain.from_iterable(settled), key=order)


def _contents(node: Node) -> list[Content]:
    """The media types in their order. Those with equal schemas share that of the first, so that it is one class.

    What is no media type counts only where nothing else is one, and JSON without a schema is what any media type is.
    """
    content = node.get("content")
    entries = [*content.items()] if content is not None else []
    known = [each for each in entries if "/" in each[0] or is_anything(each[0])] or entries
    whole = next((each for media, each in known if is_anything(media) and "schema" in each), None)
    found: list[Content] = []
    for media, entry in known:
        if entry.expect("an object"):
            if whole is not None and is_json(media) and "schema" not in entry:
                entry = Node(whole.document, whole.path, whole.value | entry.value)
            same = (each for _, each in found if "schema" in entry and _alike(each, entry))
            path = next((each.path for each in same), entry.path)
            found.append((media, Node(entry.document, path, entry.value)))
    return found


def _alike(one: Node, other: Node) -> bool:
    return all(one.plain(key) == other.plain(key) for key in ("schema", "itemSchema"))


def _settled(content: Content) -> list[Content]:
    """A body of any media type is JSON, unless it can be text or bytes; or it is either, by what is given."""
    media, entry = content
    schema = entry.get("schema")
    if not is_anything(media) or schema is None or is_of_text(schema):
        return [content]
    if says_nothing(schema):
        return [(media, Node(entry.document, entry.path, _without_schema(entry)))]
    json = ("application/json", entry)
    if not may_be_bytes(schema):
        return [json]
    plain = {**_without_schema(entry), "schema": {"type": "string", "format": "binary"}}
    return [json, (media, Node(entry.document, (*entry.path, "bytes"), plain))]


def _without_schema(entry: Node) -> dict[str, object]:
    return {key: value for key, value in entry.value.items() if key != "schema"}


def _preference(media: str) -> int:
    kinds = (
        kind_of(media) == "application/json",
        is_json(media) and not is_range(media),
        is_json(media) or is_anything(media),
        kind_of(media) == "multipart/form-data",
        is_form(media),
        not is_stream(media),
    )
    return kinds.index(True) if True in kinds else len(kinds)


def _has_files(entry: Node) -> bool:
    """Whether a multipart body has members that JSON could not carry."""
    members = [member.resolve() for _, member in _members(entry)]
    members += [member["items"].resolve() for member in members if "items" in member]
    return any(map(may_be_bytes, members))


def _members(entry: Node) -> Iterator[tuple[str, Node]]:
    """The properties of the schema of a body, and of all that it is made of."""
    todo, seen = [entry["schema"]] if "schema" in entry else [], set[tuple[str, ...]]()
    while todo:
        schema = todo.pop(0).resolve()
        if schema.path in seen:
            continue
        seen.add(schema.path)
        yield from schema["properties"].items() if "properties" in schema else ()
        todo += [*schema["allOf"].elements()] if "allOf" in schema else []


def first_content(node: Node) -> Content | None:
    """The only media type of a parameter's `content`."""
    content = node.get("content")
    return next(iter(content.items()), None) if content is not None else None


# Members of forms ------------------------------------------------------------------------------


def encodings_of(content: Content) -> tuple[Encoding, ...]:
    """How the members of a form or of a multipart body are written, where the document says so."""
    media_type, entry = content
    encoding = entry.get("encoding")
    each_said = encoding.items() if encoding is not None else ()
    said = {name: _encoding(name, each) for name, each in each_said}
    for name, member in _members(entry) if is_multipart(media_type) else ():
        media = _media_of_content(member)
        if media is not None and (known := said.get(name, Encoding(Text(name)))).media is None:
            said[name] = replace(known, media=media, written=is_json(media.raw))
    return tuple(each for name, each in said.items() if each != Encoding(Text(name)))


def _encoding(name: str, said: Node) -> Encoding:
    media, explode = said.plain("contentType"), said.plain("explode")
    style = style_of(as_object(said.value))
    return Encoding(
        Text(name),
        Text(media) if isinstance(media, str) and media.strip() else None,
        Text(style) if style else None,
        explode if isinstance(explode, bool) else None,
        said.plain("allowReserved") is True,
        tuple(Text(d) for d in as_list(said.plain(DELIMITERS)) if isinstance(d, str)),
    )


def _media_of_content(member: Node) -> Text | None:
    """What a member's own schema, or that of its items, says its media type is; alternatives and parts count too."""
    todo, seen = [member], set[tuple[str, ...]]()
    while todo:
        schema = todo.pop(0).resolve()
        if schema.path in seen:
            continue
        seen.add(schema.path)
        media = schema.plain("contentMediaType")
        if isinstance(media, str) and media.strip() and "contentEncoding" not in schema:
            return Text(media)
        todo += [schema["items"]] if "items" in schema else []
        for key in ("anyOf", "oneOf", "allOf"):
            todo += [*schema[key].elements()] if key in schema else []
    return None


def example_of(entry: Node) -> Sample | None:
    """The first example of a media type that is small enough to be kept in code."""
    named = entry.get("examples")
    nodes = [node.resolve().get("value") for _, node in named.items()] if named is not None else []
    for node in (*nodes, entry.get("example")):
        if node is not None and len(json.dumps(node.value)) <= MAX_EXAMPLE:
            return Sample(node.value)
    return None
