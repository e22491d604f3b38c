"""What a change of a spec means for code that calls the client: what two specs say, compared fact by fact."""

from __future__ import annotations

from adwright.build import Spec
from adwright.diff.changes import Change
from adwright.diff.comparison import Comparison
from adwright.diff.events import compare_events
from adwright.diff.judged import compare_judged
from adwright.diff.models import compare_models
from adwright.diff.operations import compare_operations
from adwright.diff.service import compare_service


def compare(old: Spec, new: Spec, client: str) -> tuple[Change, ...]:
    """What changed between two specs, the gravest first.

    Args:
        old: the spec callers know.
        new: the spec now.
        client: the name of the client class, for the symbols.

    Returns:
        Every change, each on the symbol that a caller writes. A change of a named type is said once,
        where the type is defined.
    """
    comparison = Comparison.of(old.api, new.api, client)
    compare_service(comparison)
    compare_operations(comparison)
    compare_events(comparison)
    compare_models(comparison)
    compare_judged(comparison, old.requests, new.requests)
    return comparison.changes()
