"""Which media type a body is sent as: the one that the caller names, or that goes with what is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from ..data import is_mapping, is_model, is_sequence, is_tuple
from ..options import UNSET
from ..schemas.layout import Layout
from ..spec.media import (
    BYTES,
    TEXT,
    best_fit,
    fits,
    is_anything,
    is_form,
    is_json,
    is_lines,
    is_multipart,
    is_range,
    is_raw,
    is_text,
    kind_of,
)
from ..spec.operation import Body
from .files import is_file, is_told, type_of_content, type_of_file
from .parameters import UnsendableError

Layouts: TypeAlias = Callable[[Body], Layout]
"""Gives what the schema of a body says."""

_NEVER = 9  # how well a value goes with a media type: not at all
_VAGUE = 3  # as well as with others, of which the caller has to name one


def chosen(
    bodies: Sequence[Body], value: object, content_type: str | None, layout: Layouts
) -> Body | None:
    """The description of a body in the media type that it is sent as; None if there is no body.

    Args:
        bodies: The body in each media type that it may be sent as.
        value: What is given.
        content_type: The media type that the caller names, if any.
        layout: Gives what the schema of each says.

    Raises:
        UnsendableError: The caller has named another media type, or has to name one.
    """
    if content_type is not None and bodies:
        index = best_fit(content_type, [body.media for body in bodies])
        if index is None:
            known = " or ".join(repr(body.media) for body in bodies)
            raise UnsendableError("enum", f"must be {known}, not {content_type!r}")
        return bodies[index]
    if len(bodies) < 2 or value is UNSET:
        return next(iter(bodies), None)
    ranks = [(*_rank(body, value, layout), index) for index, body in enumerate(bodies)]
    best, *_ = min(ranks)
    alike = [bodies[rank[-1]] for rank in ranks if rank[0] == best]
    if best == _VAGUE and len(alike) > 1:
        known = " or ".join(repr(body.media) for body in alike)
        raise UnsendableError("required", f"must say which the body is: {known}")
    return bodies[min(ranks)[-1]]


def _rank(body: Body, value: object, layout: Layouts) -> tuple[int, int]:
    """How well a value goes with a media type, the best first, and how many members are unknown there."""
    if is_file(value):
        return _rank_of_file(body.media, value, layout(body)), 0
    if isinstance(value, str):
        return _rank_of_text(body.media, layout(body)), 0
    if is_raw(body.media) and not is_anything(body.media):
        return _NEVER, 0
    if not (is_mapping(value) or is_model(value)):
        is_list = is_sequence(value) or isinstance(value, Iterable)
        suits = is_json(body.media) and _may_be(layout(body), "array" if is_list else None)
        return (0 if suits else 1 if is_lines(body.media) and is_list else 5), 0
    if is_anything(body.media):
        return 4, 0
    members: Mapping[Any, Any] = value if is_mapping(value) else {}
    given = {name: each for name, each in members.items() if each is not UNSET}
    known = layout(body).chosen(given)
    names = given if known.says_something else ()
    unknown = [name for name in names if not known.knows(known.json_name(str(name)))]
    if is_multipart(body.media):  # where text is no file
        misplaced = any(
            isinstance(each, str) and "binary" in known.member(known.json_name(str(name))).formats
            for name, each in given.items()
        )
    else:
        misplaced = any(map(_has_files, given.values())) or is_lines(body.media)
    return (5 if misplaced else 0), len(unknown)


def _has_files(value: object) -> bool:
    if is_sequence(value) and not is_tuple(value):
        return any(map(is_file, value))
    return is_file(value)


def _rank_of_file(media: str, value: object, layout: Layout) -> int:
    own = type_of_file(value)
    if is_raw(media):
        if own is not None and fits(own, media):
            return 0
        return 1 if kind_of(media) == BYTES else 2 if is_range(media) else _VAGUE
    if is_lines(media):  # a generator gives the values of lines rather than pieces of text
        return 0 if hasattr(value, "__next__") and not hasattr(value, "read") else 4
    return 5 if layout.formats & _BYTES else _NEVER


def _rank_of_text(media: str, layout: Layout) -> int:
    if is_json(media):
        suits = "string" in layout.types and "binary" not in layout.formats
        return 0 if suits else 5 if _may_be(layout, "string") else 8
    if is_form(media):
        return _NEVER
    if is_lines(media):
        return 4
    return (
        1 if kind_of(media) == TEXT else 2 if is_range(media) else _VAGUE if is_text(media) else 6
    )


_BYTES = frozenset(("binary", "byte", "base64", "base64url"))


def _may_be(layout: Layout, kind: str | None) -> bool:
    """Whether a value of a kind of JSON may stand there; any but an object or a list, if none is said."""
    types = layout.types
    return not types or (kind in types if kind else bool(types - {"object", "array"}))


def is_answered(accept: str, described: Sequence[str]) -> bool:
    """Whether some of the media types that are asked for are among those that responses are described in.

    Args:
        accept: The media types, as the `Accept` header has them.
        described: Those of responses; if there are none, anything may come.
    """
    asked = [each.partition(";")[0].strip() for each in accept.split(",")]
    return not described or any(
        fits(known, each) or fits(each, known) or (is_json(each) and is_json(known))
        for each in asked
        for known in described
    )


# What is sent ----------------------------------------------------------------------------------


def sent_as(media: str, value: Any, content_type: str | None) -> str:
    """The media type to send, which is never a range.

    Args:
        media: The one that is described.
        value: What is given.
        content_type: The one that the caller names, if any.
    """
    if content_type is not None and not is_range(content_type):
        return content_type
    if "*" not in media:
        return str(value[2]) if is_told(value) and is_raw(media) else media
    if is_json(media):
        return "application/json"
    return type_of_content(media, value)
