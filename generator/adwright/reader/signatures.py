"""The ways to call a method: its arguments, and what it gives, by the media types that are chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from adwright.ir.facts import Doc
from adwright.ir.operations import (
    Argument,
    Body,
    Pagination,
    Parameter,
    Result,
    ResultForm,
    Signature,
)
from adwright.ir.text import Identifier, Text
from adwright.ir.types import Choice, MapOf, Nullable, Scalar, Type, union
from adwright.reader.arguments import argument_name
from adwright.reader.media import is_range

_ITERATOR_DOC = Doc(
    description=Text(
        "Whether to return an iterator over the items of all pages; otherwise the items of one page are returned."
    )
)
_FURTHER_DOC = Doc(
    description=Text("Members of the body beside those named here, by their names in JSON.")
)
_CONTENT_TYPE_DOC = Doc(
    description=Text("Media type to send the body as; left out, it follows from what is given.")
)
_ACCEPT_DOC = Doc(description=Text("Media type to ask for, which decides what is returned."))


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to give a body: its arguments, and the media types that it may be sent as."""

    arguments: tuple[Argument, ...] = ()
    media: tuple[Text, ...] = ()


_STREAM = Identifier("stream")
"""The argument by which services are told to stream, where they do so beside something else."""


def stream_flag_of(arguments: Sequence[Argument], results: Sequence[Result]) -> Identifier | None:
    """The argument that asks for a stream, where that is what a call gives only if it is asked for."""
    usual, *others = results
    may_stream = usual.form == "value" and any(each.form == "stream" for each in others)
    flags = (e.key for e in arguments if e.key == _STREAM and not e.required and _is_flag(e.type))
    return next(flags, None) if may_stream else None


def _is_flag(type_: Type) -> bool:
    inner = type_.inner if isinstance(type_, Nullable) else type_
    return inner == Scalar("boolean")


def signatures_of(
    parameters: Sequence[Parameter],
    bodies: Sequence[Body],
    results: Sequence[Result],
    pagination: Pagination | None,
) -> tuple[tuple[Argument, ...], tuple[Signature, ...]]:
    """All arguments of a method, and the ways to call it where there are several.

    What is required comes first, path before the rest; what may be left out is keyword-only. Of several ways to give a
    body the first decides which arguments may be given by position.

    Args:
        parameters: the parameters of the operation.
        bodies: what it sends, in each media type.
        results: what it gives, by what is asked for.
        pagination: how a list goes on, if it is one.
    """
    ways = _ways(bodies)
    given = tuple(
        Argument(p.name, p.type, p.required, not p.required, p.doc, "parameter", p.name)
        for p in parameters
    )
    every = _Way(_merged(ways), tuple(body.media for body in bodies))
    asked = tuple(media for result in results for media in result.media)
    whole = _named(
        [*given, *_arguments(every, bodies, pagination), *_accept(asked, required=False)]
    )
    names = {(each.place, each.key): each.name for each in whole}

    flag = stream_flag_of(whole, results)

    def signatures(way: _Way, result: Result) -> Iterator[Signature]:
        paged = pagination if result.form == "pager" else None
        choice = _accept(result.media, required=result is not results[0])
        arguments = [*given, *_arguments(way, bodies, paged), *choice]
        named = [replace(each, name=names[each.place, each.key]) for each in arguments]
        if result is results[0]:
            named = _with_flag(named, flag, False, required=False)
        for form, alike in _by_flag(named):
            yield Signature(_ordered(alike), replace(result, form=form or result.form))
        if flag in [each.key for each in named] and result.form == "stream":
            unasked = [each for each in named if each.place != "accept"]
            yield Signature(_ordered(_with_flag(unasked, flag, True, required=True)), result)

    found = [each for result in results for way in ways for each in signatures(way, result)]
    return _ordered(whole), tuple(found) if len(found) > 1 else ()


def _by_flag(arguments: Sequence[Argument]) -> Iterator[tuple[ResultForm | None, list[Argument]]]:
    """The arguments once for each of what the flag for an iterator decides, if there is one."""

    def with_flag(type_: Type, required: bool) -> list[Argument]:
        return [
            replace(each, type=type_, required=required) if each.place == "iterator" else each
            for each in arguments
        ]

    if all(each.place != "iterator" for each in arguments):
        yield None, [*arguments]
        return
    yield "pager", with_flag(Choice((True,)), True)
    yield "page", with_flag(Choice((False,)), False)
    yield "pager or page", with_flag(Scalar("boolean"), True)


def _with_flag(
    arguments: Sequence[Argument], key: Identifier | None, value: bool, *, required: bool
) -> list[Argument]:
    """The arguments where a flag has one value."""
    type_ = Choice((value,))
    return [
        replace(each, type=type_, required=required) if each.key == key else each
        for each in arguments
    ]


def _arguments(
    way: _Way, bodies: Sequence[Body], pagination: Pagination | None
) -> Iterator[Argument]:
    """The arguments for one way to give a body, and for how a list is read."""
    yield from way.arguments
    if pagination is not None and pagination.iterator is not None:
        name = pagination.iterator
        yield Argument(name, Scalar("boolean"), False, True, _ITERATOR_DOC, "iterator", name)
    if len(bodies) > 1 or any(is_range(body.media.raw) for body in bodies):
        listed = tuple(media for media in way.media if not is_range(media.raw))
        free: list[Type] = [Scalar("string")] if len(listed) < len(way.media) else []
        type_ = union([*([Choice(listed)] if listed else []), *free])
        name = Identifier("content_type")
        yield Argument(name, type_, False, True, _CONTENT_TYPE_DOC, "content_type", name)


def _accept(media: tuple[Text, ...], *, required: bool) -> Iterator[Argument]:
    """The argument that says what is asked for, if there is anything to choose."""
    if media:
        name = Identifier("accept")
        yield Argument(name, Choice(media), required, True, _ACCEPT_DOC, "accept", name)


# Bodies ----------------------------------------------------------------------------------------


def _ways(bodies: Sequence[Body]) -> list[_Way]:
    """The ways to give a body: media types that take the same are one."""
    ways: dict[object, _Way] = {}
    for body in bodies:
        arguments = tuple(_of_body(body))
        alike = tuple((each.place, each.key, each.type, each.required) for each in arguments)
        known = ways.get(alike, _Way(arguments))
        ways[alike] = replace(known, media=(*known.media, body.media))
    first, *others = ways.values() or [_Way()]
    order = [each.key for each in first.arguments if not each.keyword_only]
    return [first, *(replace(way, arguments=tuple(_like(way, order))) for way in others)]


def _of_body(body: Body) -> Iterator[Argument]:
    if body.fields is None:
        name, type_ = Identifier("body"), body.type
        required = body.required
        yield Argument(name, type_, required, not required, body.doc, "body", name)
        return
    for field in body.fields:
        required = field.required and body.required
        name, doc = field.name, field.doc
        yield Argument(name, field.type, required, not required, doc, "field", name)
    if body.extra is not None:
        name = Identifier("additional_properties")
        yield Argument(name, MapOf(body.extra), False, True, _FURTHER_DOC, "additional", name)


def _like(way: _Way, order: Sequence[Identifier]) -> Iterator[Argument]:
    """The arguments of a way to give a body, by position only where they stand as in the first one."""
    place = 0
    for each in way.arguments:
        stands = not each.keyword_only and order[place : place + 1] == [each.key]
        place += stands
        yield replace(each, keyword_only=not stands)


def _merged(ways: Sequence[_Way]) -> tuple[Argument, ...]:
    """The arguments for all ways to give a body; what one of them does without may be left out."""
    found: dict[tuple[str, Identifier], list[Argument]] = {}
    for each in (argument for way in ways for argument in way.arguments):
        found.setdefault((each.place, each.key), []).append(each)
    merged: list[Argument] = []
    all_before = True
    for first, *others in found.values():
        is_everywhere = len(others) + 1 == len(ways) and all(e.required for e in (first, *others))
        is_required = first.required and is_everywhere and all_before
        all_before = all_before and (is_required or first.keyword_only)
        type_ = union([first.type, *(each.type for each in others)]) if others else first.type
        merged.append(replace(first, type=type_, required=is_required))
    return tuple(merged)


# Names and order -------------------------------------------------------------------------------


def _named(arguments: Iterable[Argument]) -> list[Argument]:
    """Arguments with names of their own; those that come first keep theirs."""
    given, final = [*arguments], list[Argument]()
    taken = {"pager"} if any(each.place == "iterator" for each in given) else set[str]()
    for argument in given:
        name = argument_name(argument.name)
        if argument.place in ("field", "body") and name in taken:
            name = argument_name(Identifier(argument.name.rstrip("_") + "_body"))
        while name in taken:
            name = Identifier(name + "_")
        taken.add(name)
        final.append(replace(argument, name=name))
    return final


def _ordered(arguments: Iterable[Argument]) -> tuple[Argument, ...]:
    """Arguments as a signature has them: first those by position, of these first those that are required."""
    given = [*arguments]
    placed = sorted((e for e in given if not e.keyword_only), key=lambda each: not each.required)
    return (*placed, *(each for each in given if each.keyword_only))
