"""Bodies of requests: what an operation sends, in each of its media types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from adwright.document.node import Node
from adwright.ir import names
from adwright.ir.facts import Doc
from adwright.ir.operations import Body
from adwright.ir.text import Text
from adwright.ir.types import (
    ANY,
    MapOf,
    Scalar,
    Type,
    union,
    with_uploads,
)
from adwright.problems import Id, Problem
from adwright.reader.media import (
    Content,
    contents_sent,
    encodings_of,
    example_of,
    is_form,
    is_multipart,
    is_range,
    is_raw,
    is_text,
    kind_of,
    plain_type,
    schema_of,
    takes_fields,
)
from adwright.reader.routing import Found, direction_of
from adwright.schema import docs
from adwright.schema.access import Direction
from adwright.schema.schemas import Schemas
from adwright.schema.shapes import ArrayShape, EnumShape, ScalarsShape

_NO_TEXT = frozenset(("any", "integer", "number", "boolean", "null"))
_MEDIA = ("image/", "audio/", "video/", "font/", "model/")


@dataclass(frozen=True, slots=True)
class BodyReader:
    """Reads bodies against the schemas of their document.

    Attributes:
        schemas: the schemas.
        warnings: gets what is doubtful.
    """

    schemas: Schemas
    warnings: list[Problem]

    def use(self, found: Found) -> None:
        """Mark the schemas of what an operation sends as used, and name what stands inline in them."""
        for name, content in titled(found.title, "Body", bodies_of(found)):
            schema = schema_of(content)
            if schema is not None and self._counts(content[0], schema):
                self.schemas.prefix(schema.path, name)
                self.schemas.use(schema, direction_of(found.method))

    def read(self, found: Found) -> tuple[Body, ...]:
        """What an operation sends, in each of its media types."""
        bodies = bodies_of(found)
        if not bodies:
            return ()
        node = found.node["requestBody"].resolve_with_words()
        return tuple(self._body(node, each, direction_of(found.method)) for each in bodies)

    def _body(self, node: Node, content: Content, direction: Direction) -> Body:
        media, schema = content[0], schema_of(content)
        self.warnings.extend(_unread_encodings(content))
        fields, extra = None, None
        if schema is not None and takes_fields(media):
            fields, extra = self.schemas.fields(schema, direction) or (None, None)
        if fields is not None and is_multipart(media):
            fields = tuple(replace(field, type=with_uploads(field.type)) for field in fields)
        return Body(
            type=self._type(content, schema, direction),
            media=Text(media),
            required=node.plain("required") is True,
            fields=fields,
            doc=_doc(node, schema),
            encoding=encodings_of(content),
            extra=extra,
            example=example_of(content[1]),
        )

    def _counts(self, media: str, schema: Node) -> bool:
        """Whether the schema of a body says what may be given: what is given as it is sent is text or bytes."""
        return not is_raw(media) or is_of_text(self.schemas, schema)

    def _type(self, content: Content, schema: Node | None, direction: Direction) -> Type:
        """What a body may be. A form always has named members, whatever its schema says."""
        media = content[0]
        if is_raw(media):
            is_said = schema is not None and self._counts(media, schema)
            text = self.schemas.type_of(schema, direction) if schema and is_said else None
            return _raw_type(content, text)
        if schema is None:
            return plain_type(content)
        is_made_of_members = is_form(media) or is_multipart(media)
        shape = self.schemas.follow(schema)[1].form
        if is_made_of_members and isinstance(shape, ArrayShape | ScalarsShape):
            words = "a form whose schema is no object takes members of any name"
            self.warnings.append(schema.problem(Id.FORM_NOT_OBJECT, words, "describe an object"))
            return MapOf(Scalar("upload") if is_multipart(media) else ANY)
        return self.schemas.type_of(schema, direction)


def _unread_encodings(content: Content) -> Iterator[Problem]:
    """What a document says of the parts of a body in ways that are not read."""
    media, entry = content
    if not is_multipart(media):
        return
    for key in ("prefixEncoding", "itemEncoding"):
        if key in entry:
            words = f"{key} is not read: parts are sent by their names, and not by their places"
            hint = "describe an object, and its parts by encoding"
            yield entry[key].problem(Id.ENCODING_UNSUPPORTED, words, hint)
    encoding = entry.get("encoding")
    for _, each in encoding.items() if encoding is not None else ():
        for key in ("encoding", "prefixEncoding", "itemEncoding"):
            if key in each:
                words = f"{key} is not read: a part that has parts of its own is sent as its type has it"
                yield each[key].problem(Id.ENCODING_UNSUPPORTED, words)


def is_of_text(schemas: Schemas, schema: Node) -> bool:
    """Whether a schema is of text alone."""
    match schemas.follow(schema)[1].form:
        case EnumShape(values, fractions):
            return not fractions and all(isinstance(value, Text) for value in values)
        case ScalarsShape(scalars):
            return not {scalar.kind for scalar in scalars} & _NO_TEXT
        case _:
            return False


def _raw_type(content: Content, text: Type | None) -> Type:
    """What a body that is sent as it is given may be; `text` is what its schema says of a text."""
    plain = plain_type(content)
    if plain == ANY:
        return ANY
    media = kind_of(content[0])
    may_be_text = is_text(media) or (is_range(media) and not media.startswith(_MEDIA))
    if not may_be_text and plain != Scalar("string"):  # bytes may be described as written in text
        return Scalar("upload")
    if text is None or with_uploads(text) != text:
        text = Scalar("string")
    return union([text, Scalar("upload")])


def bodies_of(found: Found) -> list[Content]:
    """What an operation sends, in each of its media types."""
    body = found.node.get("requestBody")
    return contents_sent(body.resolve()) if body is not None else []


def titled(title: str, what: str, contents: list[Content]) -> Iterator[tuple[str, Content]]:
    """Contents with names for what stands inline in them; those after the first are called by their media types.

    Args:
        title: the name of the operation.
        what: what the contents are of, such as its body.
        contents: that in each of its media types.
    """
    for index, content in enumerate(contents):
        kind = names.pascal(kind_of(content[0]).partition("/")[2]) if index else ""
        yield " ".join(filter(None, (title, kind, what))), content


def _doc(node: Node, schema: Node | None) -> Doc:
    doc = docs.doc_of(node)
    inner = docs.doc_of(schema) if schema is not None else doc
    return replace(doc, description=doc.description or inner.description)
