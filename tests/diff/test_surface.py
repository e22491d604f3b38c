"""The comparison of specs against that of the generated packages by griffe, which knows nothing of specs.

Where a call, an import or an attribute of the old package fails with the new one, both must say so, of the same symbol.
What only a value or a type tells (an enum without a value, a bound, a rule) griffe does not look at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import griffe
import pytest
from adwright.build import Spec, read
from adwright.bundle.data import schema_data
from adwright.diff import compare
from adwright.diff.verdicts import Verdict
from adwright.ir.text import Identifier, Text
from adwright.render.files import Package, render_package
from adwright.render.reuse import Store

from .support import CASES, CLIENT, target_of

ON_THE_SURFACE = {
    Verdict.RESOURCE_REMOVED, Verdict.OPERATION_REMOVED, Verdict.OPERATION_RENAMED, Verdict.METHOD_REMOVED,
    Verdict.ARGUMENT_REMOVED, Verdict.ARGUMENT_RENAMED, Verdict.ARGUMENT_ADDED_REQUIRED, Verdict.ARGUMENT_REQUIRED,
    Verdict.ARGUMENT_OPTIONAL, Verdict.ARGUMENT_POSITION_CHANGED, Verdict.FIELD_REMOVED, Verdict.SCHEMA_REMOVED,
    Verdict.SCHEMA_RENAMED, Verdict.SERVER_VARIABLE_REMOVED, Verdict.CREDENTIAL_REMOVED,
    Verdict.EVENT_REMOVED, Verdict.EVENT_RENAMED,
}  # fmt: skip
"""What shows in names and signatures."""


@dataclass(frozen=True)
class Generated:
    """What a spec says, and its package as griffe reads it."""

    spec: Spec
    package: griffe.Module


Load = Callable[[Path], Generated]
PRIVATE = ("__rules__", "__pydantic_extra__")


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Load:
    """Generate the package of a spec."""
    reuse = Store(tmp_path_factory.mktemp("cache")).made
    package = Package(Identifier("shop"), Identifier(CLIENT), False, Text("openapi.yaml"))

    def make(spec: Path) -> Generated:
        folder = tmp_path_factory.mktemp("generated")
        document, reading, _ = read(target_of(spec))
        data = schema_data(document, reading.schemas, reading.operations)
        for name, text in render_package(reading.api, package, reuse, data).items():
            file = folder / "shop" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        loaded = griffe.load("shop", search_paths=[folder], allow_inspection=False)
        assert isinstance(loaded, griffe.Module)
        return Generated(Spec(reading.api), loaded)

    return make


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_breaks_is_what_breaks_in_python(case: Path, load: Load) -> None:
    old, new = load(case / "old.yaml"), load(case / "new.yaml")
    found = griffe.find_breaking_changes(old.package, new.package)
    symbols = {_symbol(breakage) for breakage in found if _is_public(breakage)}
    plain = {symbol for symbol, twin in symbols if not twin}
    twins = {symbol for symbol, twin in symbols if twin}
    assert twins <= plain
    assert {s for s in plain if s.startswith(CLIENT)} <= twins
    ours, unclear = set[str](), set[str]()
    for change in compare(old.spec, new.spec, CLIENT):
        if change.verdict in ON_THE_SURFACE:
            ours.add(change.symbol)
        if change.verdict == Verdict.ARGUMENT_RENAMED:
            method, name = change.symbol.split("(")[0], change.message.split()[-1]
            unclear.add(f"{method}({name}=)")  # to griffe a new argument: told if it is required
        if change.verdict == Verdict.FIELD_RENAMED:
            unclear.add(change.symbol)  # gone, unless another has its name now
        if change.verdict == Verdict.SCHEMA_KIND_CHANGED:
            unclear.add(change.symbol)  # told if the name is imported from another module now
    assert ours - unclear == plain - unclear


def _is_public(breakage: griffe.Breakage) -> bool:
    """Whether callers write the name: not that of an operation's or a rule's data."""
    _, module, *names = breakage.obj.path.split(".")
    return module != "rules" and not any(name.isupper() or name in PRIVATE for name in names)


def _symbol(breakage: griffe.Breakage) -> tuple[str, bool]:
    """The symbol that a caller writes for what is broken, and whether it is of the asynchronous client."""
    module, *names = breakage.obj.path.split(".")[1:]
    # `orders.Orders.get` of the modules is `orders.get` of the client, and `Shop` the client itself.
    parts = [name for name in names if not name[0].isupper() and name != "__init__"]
    if module == "webhooks":
        return ".".join([module, *names]), False
    classes = module in ("models", "params", "enums")
    symbol = ".".join(names if classes else [CLIENT, *parts]).removeprefix("Async")
    values = (breakage.old_value, breakage.new_value)
    parameter = next((value for value in values if isinstance(value, griffe.Parameter)), None)
    twin = any(name.startswith("Async") for name in names)
    return (f"{symbol}({parameter.name}=)" if parameter is not None else symbol), twin
