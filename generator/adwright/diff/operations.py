"""The methods of one client against those of another: resources, methods, arguments, results."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from adwright.diff.arguments import compare_arguments, route
from adwright.diff.comparison import Comparison
from adwright.diff.responses import compare_responses
from adwright.diff.rules import compare_rules
from adwright.diff.service import compare_rate_limits, compare_security
from adwright.diff.verdicts import Verdict
from adwright.diff.words import said, several, values
from adwright.ir.api import Api
from adwright.ir.operations import READING, Operation, Wait
from adwright.ir.text import Identifier

_Key: TypeAlias = tuple[Identifier | None, Identifier]
"""The resource of a method, None for the client itself, and its name."""

_REPEATED = READING | {"PUT", "DELETE"}


def compare_operations(comparison: Comparison) -> None:
    """Note what changed in the resources and methods of the client."""
    before, after = _methods(comparison.old.api), _methods(comparison.new.api)
    moved = _moved(before, after)
    lost = {key: other for key, other in before.items() if key not in after and key not in moved}
    come = {key: other for key, other in after.items() if key not in {*before, *moved.values()}}
    _note_resources(comparison, lost, come)
    for key, operation in before.items():
        symbol = _symbol(comparison.client, key)
        target = moved.get(key, key)
        if key in moved:
            words = f"renamed to {_symbol(comparison.client, target)}"
            comparison.add(Verdict.OPERATION_RENAMED, symbol, words)
        if target in after:
            _compare(comparison, _symbol(comparison.client, target), operation, after[target])
    olds = {resource.name: resource for resource in comparison.old.api.resources}
    for resource in comparison.new.api.resources:
        if resource.name in olds:
            symbol = f"{comparison.client}.{resource.name}"
            comparison.docs(symbol, olds[resource.name].doc, resource.doc)
            _compare_waits(comparison, symbol, olds[resource.name].waits, resource.waits)


def _methods(api: Api) -> dict[_Key, Operation]:
    """Every method of a client."""
    methods: dict[_Key, Operation] = {
        (resource.name, operation.name): operation
        for resource in api.resources
        for operation in resource.operations
    }
    return methods | {(None, operation.name): operation for operation in api.client_operations}


def methods_by_id(client: str, api: Api) -> dict[str, str]:
    """What a caller writes for each method, by the id of its operation."""
    return {operation.id.raw: _symbol(client, key) for key, operation in _methods(api).items()}


def _symbol(client: str, key: _Key) -> str:
    return ".".join([client, *(part for part in key if part is not None)])


def _moved(before: Mapping[_Key, Operation], after: Mapping[_Key, Operation]) -> dict[_Key, _Key]:
    """Methods that stand elsewhere or are called otherwise, and do the same request."""
    free = {route(operation): key for key, operation in after.items() if key not in before}
    gone = {key: route(operation) for key, operation in before.items() if key not in after}
    return {key: free[request] for key, request in gone.items() if request in free}


def _note_resources(
    comparison: Comparison, lost: Mapping[_Key, Operation], come: Mapping[_Key, Operation]
) -> None:
    """Note methods that are gone or new; a whole resource of them at once."""
    old, new = (
        {resource.name for resource in side.api.resources}
        for side in (comparison.old, comparison.new)
    )
    _note(comparison, lost, new, Verdict.RESOURCE_REMOVED, Verdict.OPERATION_REMOVED)
    _note(comparison, come, old, Verdict.RESOURCE_ADDED, Verdict.OPERATION_ADDED)


def _note(
    comparison: Comparison,
    methods: Iterable[_Key],
    kept: Container[Identifier],
    whole: Verdict,
    single: Verdict,
) -> None:
    """Note methods of one side, those of a resource together if the other side has no such resource."""
    names: dict[Identifier | None, list[Identifier]] = {}
    for resource, name in methods:
        names.setdefault(resource, []).append(name)
    client = comparison.client
    for resource, found in names.items():
        if resource is not None and resource not in kept:
            words = f"{whole.action}, with {several(sorted(found))}"
            comparison.add(whole, f"{client}.{resource}", words)
            continue
        for name in found:
            comparison.add(single, _symbol(client, (resource, name)))


def _compare(comparison: Comparison, symbol: str, old: Operation, new: Operation) -> None:
    if route(old) != route(new):
        words = f"sends {new.method} {said(new.path)}, was {old.method} {said(old.path)}"
        comparison.add(Verdict.ENDPOINT_CHANGED, symbol, words)
    was, calls = (said(o.server.url) if o.server is not None else "" for o in (old, new))
    if was != calls:
        words = calls or "the servers of the client"
        words = f"calls {words}, was {was or 'those of the client'}"
        comparison.add(Verdict.SERVER_CHANGED, symbol, words)
    if _repeated(old) != _repeated(new):
        words = "sent again" if _repeated(new) else "no longer sent again"
        words = f"{words} after a failure that may have reached the service"
        comparison.add(Verdict.RETRY_CHANGED, symbol, words)
    if {old.safe, new.safe} != {None} and old.only_reads != new.only_reads:
        words = "only reads" if new.only_reads else "does more than read"
        comparison.add(Verdict.SAFETY_CHANGED, symbol, words)
    if old.idempotency_key != new.idempotency_key:
        key = new.idempotency_key
        words = f"sends a key of its own as {said(key)}" if key is not None else "sends no such key"
        words = f"{words}, by which the service knows it again"
        comparison.add(Verdict.IDEMPOTENCY_KEY_CHANGED, symbol, words)
    compare_rate_limits(comparison, symbol, old.rate_limit, new.rate_limit)
    if old.security is not None or new.security is not None:
        compare_security(comparison, symbol, old.security, new.security)
    compare_arguments(comparison, symbol, old, new)
    compare_responses(comparison, symbol, old, new)
    compare_rules(comparison, symbol, old.rules, new.rules)
    comparison.docs(symbol, old.doc, new.doc)


def _repeated(operation: Operation) -> bool:
    """Whether a request is sent again although the first one may have had an effect."""
    said_so = operation.retry_safe
    repeatable = operation.method in _REPEATED or operation.idempotency_key is not None
    return repeatable if said_so is None else said_so


def _compare_waits(
    comparison: Comparison, owner: str, old: Iterable[Wait], new: Iterable[Wait]
) -> None:
    """Note what changed in methods that wait for the end of a run."""
    olds, news = ({wait.name: wait for wait in waits} for waits in (old, new))
    for symbol, before, after in comparison.kept(
        f"{owner}.{{}}", olds, news, Verdict.METHOD_REMOVED, Verdict.METHOD_ADDED
    ):
        asked = (replace(wait.poll, arguments=wait.arguments) for wait in (before, after))
        compare_arguments(comparison, symbol, *asked)
        _compare_taken(comparison, symbol, before, after)
        compare_responses(comparison, symbol, before.poll, after.poll)
        if (before.done, before.failed) != (after.done, after.failed):
            words = f"done at {values(after.done)}, failed at {values(after.failed)}"
            comparison.add(Verdict.METHOD_CHANGED, symbol, words)
        if (before.state, before.start) != (after.state, after.start):
            words = f"reads the state from {said(after.state)} after {after.start}"
            comparison.add(Verdict.METHOD_CHANGED, symbol, words)


def _compare_taken(comparison: Comparison, symbol: str, old: Wait, new: Wait) -> None:
    """Note which arguments may be what started the run, and where their values are in it."""
    olds, news = dict(old.taken), dict(new.taken)
    for argument in new.arguments:
        was, path = olds.get(argument.key), news.get(argument.key)
        if was == path:
            continue
        if path is None:
            verdict, words = (
                Verdict.REQUEST_TYPE_NARROWED,
                f"no longer takes what {old.start} returned",
            )
        else:
            verdict = Verdict.REQUEST_TYPE_WIDENED if was is None else Verdict.METHOD_CHANGED
            words = f"takes what {new.start} returned, and reads {said(path)} of it"
        comparison.add(verdict, f"{symbol}({argument.name}=)", words)
