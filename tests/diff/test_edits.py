"""What an edit of a spec means for who calls the client: one row of the table, one edit."""

from __future__ import annotations

from pathlib import Path

import pytest
from adwright.build import read
from adwright.config import one_off
from adwright.diff import compare
from adwright.ir.model import Api

from .edits import BASE, EDITS, Edit

CLIENT = "Shop"


def api_of(path: Path) -> Api:
    """What a spec says."""
    return read(one_off(path, path.parent, "shop", CLIENT))[1].api


@pytest.fixture(scope="module")
def base() -> Api:
    return api_of(BASE)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_an_edit_is_judged_by_what_it_means_for_callers(
    edit: Edit, base: Api, tmp_path: Path
) -> None:
    spec = tmp_path / "openapi.yaml"
    spec.write_text(edit.apply(), "utf-8")
    edited = api_of(spec)
    changes = compare(base, edited, CLIENT)
    found = [f"{change.kind} {change.symbol}: {change.message}" for change in changes]
    missing = [row for row in edit.found if not any(line.startswith(row) for line in found)]
    unexpected = [line for line in found if not line.startswith(edit.found)]
    assert (missing, unexpected) == ([], []), "\n".join(found)
    assert len(found) == len(edit.found)
    assert bool(compare(edited, base, CLIENT)) == bool(changes), "undone, it is a change too"
    assert compare(edited, edited, CLIENT) == ()


def test_the_rows_have_names_of_their_own() -> None:
    names = [edit.name for edit in EDITS]
    assert len(names) == len({*names}) >= 40
