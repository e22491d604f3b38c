"""What a change of a spec means for code that calls the client: two Apis compared, fact by fact."""

from __future__ import annotations

from adwright.diff.changes import Change
from adwright.diff.models import compare_models
from adwright.diff.operations import compare_operations
from adwright.diff.service import compare_service
from adwright.diff.sides import Comparison
from adwright.ir.model import Api


def compare(old: Api, new: Api, client: str) -> tuple[Change, ...]:
    """What changed between two Apis, the gravest first.

    Args:
        old: the Api callers know.
        new: the Api now.
        client: the name of the client class, for the symbols.

    Returns:
        Every change, each on the symbol that a caller writes. A change of a named type is said once,
        where the type is defined.
    """
    comparison = Comparison.of(old, new, client)
    compare_service(comparison)
    compare_operations(comparison)
    compare_models(comparison)
    return comparison.ledger.sorted()
