"""One type against another: which values are possible, and what that means by the way they travel."""

from __future__ import annotations

import pytest
from adwright.diff.types import Scope, Step
from adwright.ir.model import Alias, Doc
from adwright.ir.text import Identifier, Text
from adwright.ir.types import (
    ANY,
    AnyOf,
    Bounds,
    Choice,
    ListOf,
    MapOf,
    Nullable,
    Ref,
    Scalar,
    Type,
)

TEXT, INTEGER, NUMBER, BOOLEAN = (
    Scalar(kind) for kind in ("string", "integer", "number", "boolean")
)
A, B, MOVED, NEW = (Ref(Identifier(name)) for name in ("A", "B", "Moved", "New"))
RED, BLUE = Text("red"), Text("blue")
COLOUR = Ref(Identifier("Colour"))
TREE = Ref(Identifier("Tree"))
ALIASES = {
    COLOUR.name: Alias(COLOUR.name, Choice((RED, BLUE)), Doc(), "enum"),
    TREE.name: Alias(TREE.name, ListOf(TREE), Doc(), "model", recursive=True),
}
SCOPE = Scope(ALIASES, ALIASES, {MOVED.name: NEW.name})


@pytest.mark.parametrize(
    ("old", "new", "steps"),
    [
        (TEXT, TEXT, []),
        (TEXT, INTEGER, ["other"]),
        (INTEGER, NUMBER, ["wider"]),
        (NUMBER, INTEGER, ["narrower"]),
        (TEXT, ANY, ["wider"]),
        (ANY, A, ["narrower"]),
        (Nullable(TEXT), ANY, ["wider"]),
        (TEXT, Nullable(TEXT), ["wider"]),
        (Nullable(TEXT), INTEGER, ["narrower", "other"]),
        (A, B, ["other"]),
        (MOVED, NEW, []),
        (ListOf(MOVED), ListOf(NEW), []),
        (Nullable(MapOf(MOVED)), Nullable(MapOf(NEW)), []),
        (A, AnyOf((A, B)), ["wider"]),
        (AnyOf((A, B)), B, ["narrower"]),
        (AnyOf((A, TEXT)), AnyOf((TEXT, A)), []),
        (AnyOf((A, INTEGER)), AnyOf((A, NUMBER)), ["wider"]),
        (AnyOf((A, B)), AnyOf((A, TEXT, INTEGER)), ["narrower", "wider", "wider"]),
        (
            AnyOf((ListOf(TEXT), A)),
            AnyOf((ListOf(INTEGER), B, TEXT)),
            ["other", "narrower", "wider", "wider"],
        ),
        (ListOf(TEXT), ListOf(Nullable(TEXT)), ["wider"]),
        (ListOf(TEXT), TEXT, ["other"]),
        (MapOf(INTEGER), MapOf(NUMBER), ["wider"]),
        (MapOf(ANY), A, ["other"]),
        (COLOUR, Choice((RED, BLUE)), []),
        (COLOUR, Choice((RED,)), ["narrower"]),
        (Choice((RED,)), COLOUR, ["wider"]),
        (Nullable(COLOUR), TEXT, ["narrower", "wider"]),
        (TEXT, COLOUR, ["narrower"]),
        (INTEGER, COLOUR, ["other"]),
        (Choice((1, 3)), Choice((True, 3, 4)), ["narrower", "wider", "wider"]),
        (Choice((True,)), INTEGER, ["other"]),
        (Choice((1, 2)), NUMBER, ["wider"]),
        (TREE, TREE, []),
        (TREE, ListOf(TREE), ["other"]),
        (
            Scalar("string", Bounds(pattern=Text("a"))),
            Scalar("string", Bounds(pattern=Text("b"))),
            ["other"],
        ),
        (Scalar("string", Bounds(pattern=Text("a"))), TEXT, ["wider"]),
        (Scalar("number", Bounds(minimum=1)), Scalar("number", Bounds(minimum=0)), ["wider"]),
        (
            Scalar("number", Bounds(exclusive_maximum=1)),
            Scalar("number", Bounds(exclusive_maximum=0)),
            ["narrower"],
        ),
        (
            Scalar("integer", Bounds(multiple_of=3)),
            Scalar("integer", Bounds(multiple_of=6)),
            ["narrower"],
        ),
        (
            Scalar("integer", Bounds(multiple_of=6)),
            Scalar("integer", Bounds(multiple_of=4)),
            ["narrower"],
        ),
        (
            Scalar("integer", Bounds(multiple_of=6)),
            Scalar("integer", Bounds(multiple_of=3)),
            ["wider"],
        ),
    ],
)
def test_steps_from_one_type_to_another(old: Type, new: Type, steps: list[str]) -> None:
    assert [step.effect for step in SCOPE.steps(old, new)] == steps


@pytest.mark.parametrize(
    ("effect", "way", "kind"),
    [
        ("wider", "request", "compatible"),
        ("narrower", "request", "breaking"),
        ("other", "request", "breaking"),
        ("wider", "response", "breaking"),
        ("narrower", "response", "compatible"),
        ("other", "response", "breaking"),
    ],
)
def test_the_way_decides(effect: str, way: str, kind: str) -> None:
    step = Step(effect, "x")  # type: ignore[arg-type]
    assert step.kind(frozenset({way})) == kind  # type: ignore[arg-type]
    both = step.kind(frozenset({"request", "response"}))
    assert both == "breaking"


@pytest.mark.parametrize("effect", ["wider", "narrower", "other"])
def test_reading_does_not_mind_what_it_is_open_for(effect: str) -> None:
    step = Step(effect, "x", open=True)  # type: ignore[arg-type]
    assert step.kind(frozenset({"response"})) == "compatible"
