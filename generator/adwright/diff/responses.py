"""What one method gives against what another gives: results, pages, error bodies."""

from __future__ import annotations

from adwright.diff.comparison import Comparison
from adwright.diff.verdicts import Verdict
from adwright.diff.words import Words, said
from adwright.ir.operations import Operation, Pagination, Response, Result
from adwright.ir.text import Text
from adwright.ir.types import Type


def compare_responses(comparison: Comparison, symbol: str, old: Operation, new: Operation) -> None:
    """Note what changed in what a method gives.

    Args:
        comparison: takes what is found.
        symbol: the method.
        old: the operation.
        new: the operation now.
    """
    before, after = old.pagination, new.pagination
    if before is not None and after is not None:
        _compare_pages(comparison, symbol, before, after)
    elif (verdict := _another_shape(old, new)) is not None:
        now, was = _given(comparison.new.words, new), _given(comparison.old.words, old)
        comparison.add(verdict, symbol, f"returns {now}, was {was}")
    else:
        _compare_results(comparison, symbol, old.result, new.result)
    _compare_others(comparison, symbol, old, new)
    if [_read(response) for response in old.responses] != [
        _read(response) for response in new.responses
    ]:
        now = ", ".join(" ".join(map(said, (r.status, *_media(r)))) for r in new.responses)
        words = f"responses are read in another way: {now}"
        comparison.add(Verdict.RESPONSE_FORMAT_CHANGED, symbol, words)
    _compare_errors(comparison, symbol, old, new)
    _compare_docs(comparison, symbol, old, new)


def _another_shape(old: Operation, new: Operation) -> Verdict | None:
    """The verdict if one of two methods gives a pager or a stream and the other does not."""
    if (old.pagination is None) != (new.pagination is None):
        return Verdict.PAGINATION_REMOVED if new.pagination is None else Verdict.PAGINATION_ADDED
    return (
        Verdict.STREAMING_CHANGED if _streams(old.results[0]) != _streams(new.results[0]) else None
    )


def _read(response: Response) -> object:
    """How a response is read, types apart."""
    contents = [(each.media, each.envelope) for each in response.contents]
    return response.status, contents, response.address


def _media(response: Response) -> list[Text]:
    return [each.media for each in response.contents]


def _streams(result: Result) -> bool:
    return result.form == "stream"


def _given(words: Words, operation: Operation) -> str:
    if operation.pagination is not None:
        return f"a pager of {words.given(operation.pagination.item)}"
    if _streams(operation.results[0]):
        return f"a stream of {words.given(operation.result)}"
    return words.given(operation.result)


def _compare_results(
    comparison: Comparison, symbol: str, old: Type | None, new: Type | None
) -> None:
    if old is not None and new is not None:
        comparison.types(symbol, old, new, "response", lead="returns: ")
    elif old is not None:
        words = f"returns nothing, was {comparison.old.words.given(old)}"
        comparison.add(Verdict.RESPONSE_REMOVED, symbol, words)
    elif new is not None:
        words = f"returns {comparison.new.words.given(new)}, was nothing"
        comparison.add(Verdict.RESPONSE_ADDED, symbol, words)


def _compare_others(comparison: Comparison, symbol: str, old: Operation, new: Operation) -> None:
    """What a method gives in place of its usual result, by the media type that is asked for."""
    before, after = (
        {media: each for each in side.others for media in each.media} for side in (old, new)
    )
    for media in (each for each in before if each in after):
        one, other = before[media], after[media]
        symbol_here = f"{symbol}(accept={said(media)})"
        if _streams(one) != _streams(other):
            words = "returns a stream" if _streams(other) else "returns no stream"
            comparison.add(Verdict.STREAMING_CHANGED, symbol_here, words)
        else:
            _compare_results(comparison, symbol_here, one.type, other.type)


def _compare_pages(comparison: Comparison, symbol: str, old: Pagination, new: Pagination) -> None:
    comparison.types(symbol, old.item, new.item, "response", lead="items of the pages: ")
    if (old.iterator is None) != (new.iterator is None):
        words = "a page, or a pager if asked for" if new.iterator is not None else "a pager"
        comparison.add(Verdict.PAGINATION_ITERATOR_CHANGED, symbol, f"returns {words}")
    if (old.settings, old.page) != (new.settings, new.page):
        words = "pages are asked for in another way"
        comparison.add(Verdict.PAGINATION_CHANGED, symbol, words)


def _compare_errors(comparison: Comparison, symbol: str, old: Operation, new: Operation) -> None:
    """The types of `error.body`, by status; plain JSON where the document says nothing."""
    statuses = [response.status for response in (*old.errors, *new.errors)]
    for status in dict.fromkeys(status.raw for status in statuses):
        before, after = _body_of(old, status), _body_of(new, status)
        lead = f"error {status}: "
        if before is not None and after is not None:
            comparison.types(symbol, before, after, "response", lead=lead)
        elif before is not None:
            words = f"the body is plain data, was {comparison.old.words.given(before)}"
            comparison.add(Verdict.ERROR_BODY_REMOVED, symbol, lead + words)
        elif after is not None:
            words = f"the body is {comparison.new.words.given(after)}, was plain data"
            comparison.add(Verdict.ERROR_BODY_ADDED, symbol, lead + words)


def _body_of(operation: Operation, status: str) -> Type | None:
    """What the body of an error is read as: by its status, its class of statuses, or the rest."""
    types = {
        each.status.raw.upper(): each.content.type if each.content is not None else None
        for each in operation.errors
    }
    for key in (status.upper(), f"{status[:1]}XX", "DEFAULT"):
        if key in types:
            return types[key]
    return None


def _compare_docs(comparison: Comparison, symbol: str, old: Operation, new: Operation) -> None:
    olds, news = (
        {
            response.status: (
                response.doc,
                [c.example for c in response.contents if c.example is not None],
            )
            for response in (*side.responses, *side.errors)
        }
        for side in (old, new)
    )
    changed = [said(status) for status in news if status in olds and news[status] != olds[status]]
    if changed:
        words = f"responses described in other words: {', '.join(changed)}"
        comparison.add(Verdict.DESCRIPTION_CHANGED, symbol, words)
