"""`generated/` is the large snapshot: every configured client, built again in memory, equals what is committed."""

from __future__ import annotations

import pytest
from adwright.config import find_config
from adwright.lock import read_lock
from adwright.project.check import check
from adwright.project.parts import SHARED, Part, parts_of
from adwright.render.reuse import afresh
from support import ROOT
from test_golden import differences

CONFIG = find_config(ROOT)
PARTS = parts_of(CONFIG, [])


@pytest.mark.parametrize(
    "part", PARTS, ids=lambda part: "shared" if part.name == SHARED else part.name
)
def test_committed_files_are_what_is_generated_now(part: Part) -> None:
    made = part.build(afresh).files
    entry = read_lock(CONFIG.output).entries.get(part.name)
    paths = made.keys() | (entry.outputs.keys() if entry is not None else set())
    there = {
        path: (CONFIG.output / path).read_text("utf-8")
        for path in paths
        if (CONFIG.output / path).is_file()
    }
    told = "".join(differences(there, made))
    assert not told, (
        f"generated/ is not in step with the specs; `make generate` makes it so:\n{told}"
    )


def test_nothing_else_stands_between_them() -> None:
    states = {item.path: item.state for item in check(PARTS).drift}
    assert states == {}
