"""Media types: which of several is used, and what one alone says about the type of a body."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from adwright.document.document import DELIMITERS
from adwright.document.node import Node
from adwright.document.source import as_list, as_object
from adwright.document.styles import style_of
from adwright.ir.operations import Encoding
from adwright.ir.text import Sample, Text
from adwright.ir.types import ANY, Scalar, Type

_LINES = frozenset(
    """application/x-ndjson application/ndjson application/jsonl application/x-jsonlines
    application/json-lines application/json-seq""".split()
)
_EVENT = {"data", "event", "id", "retry"}
MAX_EXAMPLE = 20_000
"""Characters of the longest example that is carried over."""


def is_json(media: str) -> bool:
    """Whether a body of that type is JSON."""
    kind = media.split(";")[0].strip().lower()
    return (
        kind in ("application/json", "*/*", "application/*")
        or kind.endswith("+json")
        or kind == "text/json"
    )


def takes_fields(media: str) -> bool:
    """Whether a body of that type is made of named fields."""
    return is_json(media) or media.split(";")[0].strip().lower() in (
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    )


def kind_of(media: str) -> str:
    """A media type without its parameters, in lower case."""
    return media.split(";")[0].strip().lower()


def is_events(media: str) -> bool:
    """Whether a body of that type is a stream of server-sent events."""
    return kind_of(media) == "text/event-stream"


def is_lines(media: str) -> bool:
    """Whether a body of that type is JSON values divided by line breaks."""
    return kind_of(media) in _LINES


def is_typed(media: str) -> bool:
    """Whether a response of that type is read by its schema."""
    form = kind_of(media) == "application/x-www-form-urlencoded"
    return form or is_json(media) or is_events(media) or is_lines(media)


def is_raw(media: str) -> bool:
    """Whether a body of that type is sent as the caller gives it, as text or bytes."""
    return not (is_json(media) or is_lines(media) or takes_fields(media) or "multipart/" in media)


def without_range(content: tuple[str, Node]) -> tuple[str, Node]:
    """A body whose media type is a range, under the one type of it that is sent where the caller names none."""
    media, entry = content
    schema = entry.get("schema")
    if "*" not in media:
        return content
    if kind_of(media) == "text/*":
        return "text/plain", entry
    is_bytes = schema is not None and schema.resolve().plain("format") == "binary"
    if is_bytes or not is_json(media):
        return "application/octet-stream", entry
    return "application/json", entry


def schema_of(content: tuple[str, Node]) -> Node | None:
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


def encodings_of(content: tuple[str, Node]) -> tuple[Encoding, ...]:
    """How the members of a form or of a multipart body are written, where the document says so."""
    media_type, entry = content
    encoding = entry.get("encoding")
    each_said = encoding.items() if encoding is not None else ()
    said = {name: _encoding(name, each) for name, each in each_said}
    for name, member in _members(entry) if "multipart/" in media_type else ():
        media = _media_of_content(member)
        if media is not None and (known := said.get(name, Encoding(Text(name)))).media is None:
            said[name] = replace(known, media=media)
    return tuple(each for name, each in said.items() if each != Encoding(Text(name)))


def _encoding(name: str, said: Node) -> Encoding:
    media, explode = said.plain("contentType"), said.plain("explode")
    style = style_of(as_object(said.value))
    return Encoding(
        Text(name),
        Text(media) if isinstance(media, str) and _is_one(media) else None,
        Text(style) if style else None,
        explode if isinstance(explode, bool) else None,
        said.plain("allowReserved") is True,
        tuple(Text(d) for d in as_list(said.plain(DELIMITERS)) if isinstance(d, str)),
    )


def _media_of_content(member: Node) -> Text | None:
    """What a member's own schema, or that of its items, says its media type is."""
    schema = member.resolve()
    schema = schema["items"].resolve() if "items" in schema else schema
    options = [*schema["anyOf"].elements()] if "anyOf" in schema else [schema]
    for each in options:
        media = each.resolve().plain("contentMediaType")
        if isinstance(media, str) and _is_one(media) and "contentEncoding" not in each.resolve():
            return Text(media)
    return None


def _is_one(media: str) -> bool:
    """Whether a media type is one, not a list or a range."""
    return not {",", "*"} & set(media)


def plain_type(media: str) -> Type:
    """The type of a body whose media type alone says what it is."""
    if is_json(media) or is_lines(media):
        return ANY
    return Scalar("string") if media.startswith("text/") else Scalar("binary")


def first_content(node: Node) -> tuple[str, Node] | None:
    """The only media type of a parameter's `content`."""
    content = node.get("content")
    return next(iter(content.items()), None) if content is not None else None


def content_of(node: Node) -> tuple[str, Node] | None:
    """The media type of a body that is read or sent: JSON where there is a choice."""
    content = node.get("content")
    entries = (
        [(media, entry) for media, entry in content.items() if entry.expect("an object")]
        if content is not None
        else []
    )
    uploads = [e for e in entries if kind_of(e[0]) == "multipart/form-data" and _has_files(e[1])]
    return min(uploads or entries, key=lambda entry: _preference(entry[0]), default=None)


def _has_files(entry: Node) -> bool:
    """Whether a multipart body has members that JSON could not carry."""
    members = [member.resolve() for _, member in _members(entry)]
    members += [member["items"].resolve() for member in members if "items" in member]
    return any(member.plain("format") == "binary" for member in members)


def _members(entry: Node) -> Iterator[tuple[str, Node]]:
    """The properties of the schema of a body."""
    schema = entry.get("schema")
    properties = schema.resolve().get("properties") if schema is not None else None
    return properties.items() if properties is not None else iter(())


def _preference(media: str) -> int:
    kind = media.split(";")[0].strip().lower()
    if kind == "application/json":
        return 0
    if is_json(media):
        return 1
    order = ("multipart/form-data", "application/x-www-form-urlencoded")
    return 2 + order.index(kind) if kind in order else 9


def example_of(entry: Node) -> Sample | None:
    """The first example of a media type that is small enough to be kept in code."""
    named = entry.get("examples")
    nodes = [node.resolve().get("value") for _, node in named.items()] if named is not None else []
    for node in (*nodes, entry.get("example")):
        if node is not None and len(json.dumps(node.value)) <= MAX_EXAMPLE:
            return Sample(node.value)
    return None
