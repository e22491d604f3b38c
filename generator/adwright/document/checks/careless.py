"""What authors write by mistake although a document may say it: nearly a known word, or the name of nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from adwright.document.document import Document
from adwright.document.grammar import SCHEMAS, Kind
from adwright.document.references import Path, ref_to, target_of
from adwright.document.text.source import as_object
from adwright.problems import Id, Problem, did_you_mean

FORMATS = frozenset(
    """base64url binary byte char cidr commonmark date date-time date-time-local decimal decimal128 double double-int
    duration email float hostname html http-date idn-email idn-hostname int16 int32 int64 int8 ipv4 ipv6 iri
    iri-reference json-pointer media-range password regex relative-json-pointer sf-binary sf-boolean sf-decimal
    sf-integer sf-string sf-token time time-local uint16 uint32 uint64 uint8 uri uri-reference uri-template uri-list
    uuid""".split()
)
"""The formats of OpenAPI's registry and of JSON Schema."""
_TYPES = "application audio font image message model multipart text video".split()
_STATUS = re.compile(r"[1-5]\d\d|[1-5]XX|default|x-.*")
_NUMBERS = ("float", "double")
_METHODS = frozenset("get put post delete patch head options trace".split())
_BOUNDS = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
)


def careless(document: Document, path: Path, node: dict[str, Any], kind: Kind) -> Iterator[Problem]:
    """What is probably not meant as it stands in a node; nothing is changed.

    Args:
        document: the document.
        path: the way to the node.
        node: the node.
        kind: its kind.
    """
    if kind in SCHEMAS:
        yield from _of_schema(document, path, node)
    elif kind == "media type" and path[-2:-1] == ("content",):
        yield from _of_media_type(document, path)
    elif kind == "response" and path[-2:-1] == ("responses",) and path[-3:-2] != ("components",):
        yield from _of_status(document, path)
    elif kind == "security requirement":
        yield from _of_requirement(document, path, node)
    elif kind == "document":
        yield from _of_paths(document, as_object(node.get("paths")))


def meant_by_type(name: str) -> str:
    """What was meant by a type that is none, if it is what formats are called; empty otherwise."""
    word = {"datetime": "date-time", "file": "binary"}.get(name.lower(), name.lower())
    if word not in FORMATS:
        return ""
    kind = (
        "integer"
        if word[:4].strip("u").startswith("int")
        else "number"
        if word in _NUMBERS
        else "string"
    )
    return f"write type: {kind} with format: {word}"


def _of_schema(document: Document, path: Path, node: dict[str, Any]) -> Iterator[Problem]:
    said = node.get("format")
    if (
        isinstance(said, str)
        and said not in FORMATS
        and (hint := did_you_mean(said, FORMATS, 0.82))
    ):
        at = document.locate((*path, "format"))
        yield Problem(Id.KEYWORD_UNUSABLE, at, f"the format {said!r} is not known", hint)
    for low, high in _BOUNDS:
        least, most = node.get(low), node.get(high)
        if isinstance(least, int | float) and isinstance(most, int | float) and least > most:
            words = f"{low} is {least} and {high} is {most}: nothing is both"
            yield Problem(
                Id.KEYWORD_UNUSABLE, document.locate((*path, low)), words, "exchange them"
            )
    if isinstance(kind := node.get("discriminator"), str):
        at = document.locate((*path, "discriminator"))
        hint = f"discriminator: {{propertyName: {kind}}}"
        yield Problem(
            Id.KEYWORD_UNUSABLE, at, "the discriminator is a string and says nothing", hint
        )
    target = target_of(node) or ()
    if len(target) == 3 and target[0] == "components" and target[1] != "schemas":
        words = f"a schema is expected, and the reference leads to one of the {target[1]}"
        schemas = as_object(as_object(document.root.get("components")).get("schemas"))
        hint = (
            f"did you mean {ref_to(('components', 'schemas', target[2]))!r}?"
            if target[2] in schemas
            else ""
        )
        yield Problem(Id.REFERENCE_UNUSUAL, document.locate((*path, "$ref")), words, hint)


def _of_media_type(document: Document, path: Path) -> Iterator[Problem]:
    name = path[-1].partition(";")[0].strip().lower()
    first, slash, _ = name.partition("/")
    if not slash:
        meant = [
            each
            for each in ("application/json", "application/xml", "text/plain", "text/html")
            if first in each
        ]
        hint = f"did you mean {meant[0]!r}?" if first and meant else "such as application/json"
        yield Problem(
            Id.OPENAPI_INVALID, document.locate(path), f"{path[-1]!r} is no media type", hint
        )
    elif first not in _TYPES and (hint := did_you_mean(first, _TYPES, 0.8)):
        yield Problem(
            Id.OPENAPI_INVALID, document.locate(path), f"no media type begins with {first!r}", hint
        )


def _of_status(document: Document, path: Path) -> Iterator[Problem]:
    if not _STATUS.fullmatch(path[-1]):
        upper = path[-1].upper()
        hint = (
            f"write {upper}" if _STATUS.fullmatch(upper) else "100 to 599, 1XX to 5XX, or default"
        )
        yield Problem(Id.OPENAPI_INVALID, document.locate(path), f"{path[-1]!r} is no status", hint)


def _of_requirement(document: Document, path: Path, node: dict[str, Any]) -> Iterator[Problem]:
    components = as_object(document.root.get("components"))
    known = as_object(components.get("securitySchemes"))
    for name in node:
        if name not in known:
            words = f"there is no security scheme {name!r}; clients send no credentials for it"
            hint = did_you_mean(name, known) or "describe it in components.securitySchemes"
            yield Problem(Id.REFERENCE_MISSING, document.locate((*path, name)), words, hint)


def _of_paths(document: Document, paths: dict[str, Any]) -> Iterator[Problem]:
    first: dict[tuple[str, str], str] = {}
    for path, item in paths.items():
        at = document.locate(("paths", path))
        if not path.startswith(("/", "x-")):
            own = re.sub(r"^https?://[^/]*", "", path)
            hint = "the host belongs into servers" if own != path else f"write {'/' + path!r}"
            yield Problem(
                Id.OPENAPI_INVALID, at, f"the path {path!r} does not begin with '/'", hint
            )
        shape = re.sub(r"{[^{}/]*}", "{}", path)
        for method in sorted(as_object(item).keys() & _METHODS):
            other = first.setdefault((shape, method), path)
            if other != path:
                words = f"{method} of {path!r} is the same request as that of {other!r}"
                yield Problem(
                    Id.OPENAPI_INVALID, at, words, "call the parameters alike, and leave one out"
                )


def is_told(path: tuple[str, ...], keyword: str, lacking: str) -> bool:
    """Whether what OpenAPI's own schema says of an object is said here: that a key is no status, or no path.

    Args:
        path: the way to the object.
        keyword: the keyword that refuses it.
        lacking: the key that it lacks, if that is why.
    """
    if path[-1:] == ("responses",):
        return lacking == "default"
    return path == ("paths",) and keyword == "unevaluatedProperties"
