"""The comparison of specs against that of the generated packages by griffe, which knows nothing of specs.

Where a call, an import or an attribute of the old package fails with the new one, both must say so, of the same symbol.
What only a value or a type tells (an enum without a value, a bound, a rule) griffe does not look at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import griffe
import pytest
from adwright.diff import compare
from adwright.ir.model import Api
from adwright.ir.text import Identifier, Text
from adwright.render.files import Package, render_package
from adwright.reuse import Reuse, Store

from .edits import BASE, EDITS, Edit
from .test_edits import CLIENT, api_of

ON_THE_SURFACE = re.compile(
    r"removed|renamed to|added, required|required now|may be left out now, and|\w+ by position now"
)
"""How messages start whose change shows in names and signatures."""


@dataclass(frozen=True)
class Generated:
    """What a spec says, and its package as griffe reads it."""

    api: Api
    package: griffe.Module


Load = Callable[[str], Generated]


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Load:
    """Generate the package of a spec, unformatted."""
    reuse = Reuse(made=Store(tmp_path_factory.mktemp("cache")).made)
    package = Package(Identifier("shop"), Identifier(CLIENT), False, Text("openapi.yaml"))

    def make(spec: str) -> Generated:
        folder = tmp_path_factory.mktemp("generated")
        (folder / "openapi.yaml").write_text(spec, "utf-8")
        api = api_of(folder / "openapi.yaml")
        for name, text in render_package(api, package, reuse).items():
            file = folder / "shop" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        loaded = griffe.load("shop", search_paths=[folder], allow_inspection=False)
        assert isinstance(loaded, griffe.Module)
        return Generated(api, loaded)

    return make


@pytest.fixture(scope="module")
def base(load: Load) -> Generated:
    return load(BASE.read_text("utf-8"))


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_what_breaks_is_what_breaks_in_python(edit: Edit, base: Generated, load: Load) -> None:
    edited = load(edit.apply())
    found = griffe.find_breaking_changes(base.package, edited.package)
    symbols = {_symbol(breakage) for breakage in found if _is_public(breakage)}
    plain = {symbol for symbol, twin in symbols if not twin}
    assert {symbol for symbol, twin in symbols if twin} == {
        s for s in plain if s.startswith(CLIENT)
    }
    ours = {
        change.symbol
        for change in compare(base.api, edited.api, CLIENT)
        if change.kind == "breaking" and ON_THE_SURFACE.match(change.message)
        if "(" in change.symbol or "required" not in change.message  # fields are passed by name
    }
    assert ours == plain


def _is_public(breakage: griffe.Breakage) -> bool:
    """Whether callers write the name: not that of an operation's or a rule's data."""
    _, module, *names = breakage.obj.path.split(".")
    return module != "rules" and not any(name.isupper() or name == "__rules__" for name in names)


def _symbol(breakage: griffe.Breakage) -> tuple[str, bool]:
    """The symbol that a caller writes for what is broken, and whether it is of the asynchronous client."""
    module, *names = breakage.obj.path.split(".")[1:]
    # `orders.Orders.get` of the modules is `orders.get` of the client, and `Shop` the client itself.
    parts = [name for name in names if not name[0].isupper() and name != "__init__"]
    classes = module in ("models", "params", "enums")
    symbol = ".".join(names if classes else [CLIENT, *parts])
    values = (breakage.old_value, breakage.new_value)
    parameter = next((value for value in values if isinstance(value, griffe.Parameter)), None)
    twin = not classes and any(name.startswith("Async") for name in names)
    return (f"{symbol}({parameter.name}=)" if parameter is not None else symbol), twin
