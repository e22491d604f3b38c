"""The schemas that a package carries judge every rule of the vendors' documents as they state it."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from judges import Judge, read_data
from support import ROOT

from .reference import schemas
from .table import load

ROWS = [
    pytest.param(vendor, rule, row, id=f"{vendor}-{rule}")
    for vendor, rows in load().items()
    for rule, row in rows.items()
]


@cache
def _judge(vendor: str) -> Judge:
    return Judge(read_data(ROOT / "specs" / vendor / "openapi.yaml"))


@pytest.mark.parametrize(("vendor", "rule", "row"), ROWS)
def test_row(vendor: str, rule: str, row: dict[str, Any]) -> None:
    """What breaks a rule is refused unless it only warns or compares, what keeps all is taken."""
    judge = _judge(vendor)
    names = [f"$defs/{row['on']}{suffix}" for suffix in ("Create", "Update", "Params", "")]
    key = next(name for name in names if name in judge.requests)
    members = {member.id: member for member in schemas(vendor)[row["on"]].members()}
    assert judge.takes(key, row["keeps"])
    others = [members[name] for name in row.get("together_with", ())]
    refusing = [
        member
        for member in (members[rule], *others)
        if not member.warns and "x-compare" not in member.schema
    ]
    assert judge.takes(key, row["breaks"]) is not bool(refusing)
