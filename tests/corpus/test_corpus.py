"""Real specs from end to end; those out of packages of npm and PyPI only under the mark `slow`."""

from __future__ import annotations

from pathlib import Path

import pytest

from .fetch import HERE, Row, read_rows
from .run import check

ROWS = read_rows()
NEAR = [row for row in ROWS if (HERE / "files" / row.file).is_file()]
FAR = [row for row in ROWS if row.is_packaged]


@pytest.mark.parametrize("row", NEAR, ids=lambda row: row.id)
def test_specs_that_lie_here(row: Row, tmp_path: Path) -> None:
    result = check(row, tmp_path / "specs", tmp_path / "out", types=False)
    assert result.good, [*result.notes()]
    assert result.used["operations"] >= row.operations


@pytest.mark.slow
@pytest.mark.parametrize("row", FAR, ids=lambda row: row.id)
def test_specs_out_of_packages(
    row: Row, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp().parent / "corpus"
    result = check(row, folder, tmp_path, types=True)
    assert result.good, [*result.notes()]
    assert result.typed, [*result.notes()]


def test_every_row_has_a_place() -> None:
    assert len(ROWS) == len({row.id for row in ROWS}) == 40
    elsewhere = [row.id for row in ROWS if row not in NEAR and row not in FAR]
    assert elsewhere == ["freewheel-buzz", "lob"]  # large, in no package: `make corpus CORPUS=DIR`
