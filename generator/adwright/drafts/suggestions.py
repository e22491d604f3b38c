"""What a document does not say and an overlay could: lists that come in pages, each page asked for by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from adwright.drafts.overlay import Action, overlay, quoted
from adwright.ir.api import Api
from adwright.ir.classes import Model
from adwright.ir.operations import Operation
from adwright.ir.types import ListOf, Nullable, Ref, Type

_SIZES = frozenset(("limit", "per_page", "page_size", "size", "count", "max_results", "first"))
_STARTS: Mapping[str, frozenset[str]] = {
    "page": frozenset(("page", "page_number", "page_num", "page_no")),
    "offset": frozenset(("offset", "skip")),
    "cursor": frozenset(
        ("cursor", "page_token", "next_token", "next_cursor", "continuation_token")
    ),
}
"""The parameter that says which page, by the style that it is of; names as Python has them."""
_NEXT = frozenset(("next_cursor", "next_page_token", "next_token", "next_page_cursor"))
_TOTALS = frozenset(("total", "total_count", "total_entries", "total_items", "total_results"))


@dataclass(frozen=True, slots=True)
class Pages:
    """Lists that probably come in pages.

    Attributes:
        settings: what `x-pagination` would say of them.
        operations: the lists.
    """

    settings: tuple[tuple[str, str], ...]
    operations: tuple[Operation, ...]


def told(lists: Sequence[Pages]) -> Iterator[str]:
    """What is said of lists that probably come in pages, a line for those that are asked for alike."""
    counts: dict[str, int] = {}
    for pages in lists:
        asked = " and ".join(v for key, v in pages.settings if key in (*_STARTS, "size"))
        counts[asked] = counts.get(asked, 0) + len(pages.operations)
    for asked, count in counts.items():
        which = "1 list takes" if count == 1 else f"{count} lists take"
        yield f"{which} {asked}: with x-pagination every page is walked"


def paged_lists(api: Api) -> Sequence[Pages]:
    """The lists that take a page, an offset or a cursor and are not described as paged, most of a kind first."""
    found: dict[tuple[tuple[str, str], ...], list[Operation]] = {}
    models = {str(model.name): model for model in api.models}
    for operation in api.operations:
        is_plain = operation.method == "GET" and operation.pagination is None
        if is_plain and (settings := tuple(_settings(operation, models))):
            found.setdefault(settings, []).append(operation)
    pages = [Pages(settings, tuple(operations)) for settings, operations in found.items()]
    return sorted(pages, key=lambda each: -len(each.operations))


def _settings(operation: Operation, models: Mapping[str, Model]) -> Iterator[tuple[str, str]]:
    """What `x-pagination` would say of an operation; nothing if it is no list in pages."""
    query = {str(p.name): p.wire.raw for p in operation.parameters if p.location == "query"}
    start = next(((s, n) for s, names in _STARTS.items() for n in query if n in names), None)
    fields = _fields(operation.result, models)
    if start is None or fields is None:
        return
    style, name = start
    lists = [wire for wire, (_, type_) in fields.items() if isinstance(_plain(type_), ListOf)]
    following = [wire for wire, (python, _) in fields.items() if python in _NEXT]
    if (fields and len(lists) != 1) or (style == "cursor" and len(following) != 1):
        return
    yield "style", style
    yield style, query[name]
    yield from (("size", wire) for python, wire in query.items() if python in _SIZES)
    yield from (("items", wire) for wire in lists)
    yield from (("next", wire) for wire in following if style == "cursor")
    totals = [wire for wire, (python, _) in fields.items() if python in _TOTALS]
    yield from (("total", wire) for wire in totals[:1] if style != "cursor")


def _fields(result: Type | None, models: Mapping[str, Model]) -> dict[str, tuple[str, Type]] | None:
    """The fields of what a list returns, Python name and type by wire name; none of a plain list; else None."""
    plain = _plain(result) if result is not None else None
    if isinstance(plain, ListOf):
        return {}
    model = models.get(plain.name) if isinstance(plain, Ref) else None
    if model is None:
        return None
    return {field.wire.raw: (str(field.name), field.type) for field in model.fields}


def _plain(type_: Type) -> Type:
    return type_.inner if isinstance(type_, Nullable) else type_


def paging_overlay(lists: Sequence[Pages]) -> str:
    """An OpenAPI Overlay that says of lists how they are paged, to be read over before it is used."""
    return overlay("Paging", [_action(pages) for pages in lists])


def _action(pages: Pages) -> Action:
    paths = dict.fromkeys(quoted(operation.path.raw) for operation in pages.operations)
    listed = ",\n".join(paths)
    return Action(f"$.paths[\n{listed}\n].get", {"x-pagination": dict(pages.settings)})
