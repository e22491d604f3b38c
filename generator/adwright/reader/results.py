"""What a call gives: by the media types that it asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from adwright.ir.operations import Content, Response, Result
from adwright.ir.text import Text
from adwright.ir.types import ListOf, Nullable, Scalar, Type, union
from adwright.reader.media import is_json, is_range, is_stream, kind_of


def results_of(responses: Sequence[Response], *, paged: bool) -> tuple[Result, ...]:
    """What a call gives: first what it gives unless a caller says otherwise, then what for which media types.

    Args:
        responses: what an operation answers with success.
        paged: whether it gives the items of pages.
    """
    usual = _result([(each, usual_of(each)) for each in responses], False)
    usual = replace(usual, form="pager") if paged else usual
    choices = dict.fromkeys(content.media for each in responses for content in each.contents)
    grouped = {usual.kind: usual}
    for media in choices if len(choices) > 1 else ():
        asked = [(each, _asked_for(media, each)) for each in responses]
        result = _result(asked, is_stream(media.raw))
        result = replace(result, form="pager") if paged and result.type == usual.type else result
        known = grouped.setdefault(result.kind, result)
        grouped[result.kind] = replace(known, media=(*known.media, media))
    return tuple(grouped.values())


def accept_of(responses: Sequence[Response]) -> Text | None:
    """The media types that are asked for unless a caller says otherwise; None where these are all."""
    every = dict.fromkeys(content.media.raw for each in responses for content in each.contents)
    asked = dict.fromkeys(content.media.raw for each in responses for content in usual_of(each))
    return Text(", ".join(asked)) if asked != every else None


def usual_of(response: Response) -> tuple[Content, ...]:
    """The contents of a response that are asked for unless a caller says otherwise.

    JSON is what can be read best; what is streamed comes only where it is asked for, or where there is nothing else.
    """
    plain = [each for each in response.contents if kind_of(each.media.raw) == "application/json"]
    json = [c for c in response.contents if is_json(c.media.raw) and not is_range(c.media.raw)]
    whole = [each for each in response.contents if not is_stream(each.media.raw)]
    return tuple(plain or json or whole or response.contents)


def _asked_for(media: Text, response: Response) -> tuple[Content, ...]:
    """The contents of a response to a call that asks for a media type."""
    return tuple(c for c in response.contents if c.media == media) or usual_of(response)


def _result(asked: Iterable[tuple[Response, tuple[Content, ...]]], streams: bool) -> Result:
    """What a call gives, of the contents of each response that it may get.

    Args:
        asked: the responses, with the contents that it asks for.
        streams: whether it asks for a stream; where nothing else can come, it is one in any case.
    """
    types: list[Type] = []
    streamed: list[Type] = []
    is_empty = False
    for response, contents in asked:
        for each in contents:
            (streamed if is_stream(each.media.raw) else types).append(each.payload)
        types += [Scalar("string")] if response.address else []
        is_empty = is_empty or not (contents or response.address)
    if streamed and (streams or not types):
        return Result((), union(streamed), "stream")
    known = [*types, *map(ListOf, streamed)]
    type_ = union(known) if known else None
    if type_ is not None and is_empty and not isinstance(type_, Nullable):
        type_ = Nullable(type_)
    return Result((), type_)
