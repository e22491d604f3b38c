"""The cases: one folder for each verdict, with two specs and what `adwright diff` says of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from adwright.build import Spec, read_spec
from adwright.config import Target, one_off
from adwright.diff.verdicts import Verdict

FOLDER = Path(__file__).parent / "cases"
CASES = [FOLDER / verdict.id for verdict in Verdict]
CLIENT = "Shop"


def target_of(path: Path) -> Target:
    """What generates from a spec."""
    return one_off(path, path.parent, "shop", CLIENT)


@cache
def spec_of(path: Path) -> Spec:
    """What a spec says."""
    return read_spec(target_of(path))
