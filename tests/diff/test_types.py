"""One type against another: which values are possible, and what that means by the way they travel."""

from __future__ import annotations

import pytest
from adwright.diff.types import Effect, Scope, Step, Way
from adwright.diff.verdicts import Verdict
from adwright.ir.classes import Alias
from adwright.ir.facts import Doc
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
    COLOUR.name: Alias(COLOUR.name, Choice((RED, BLUE)), Doc(), "enum", COLOUR.name),
    TREE.name: Alias(TREE.name, ListOf(TREE), Doc(), "model", TREE.name, recursive=True),
}
SCOPE = Scope(ALIASES, ALIASES, {MOVED.name: NEW.name})


@pytest.mark.parametrize(
    ("old", "new", "steps"),
    [
        (TEXT, TEXT, []),
        (TEXT, INTEGER, ["type-changed"]),
        (INTEGER, NUMBER, ["type-widened"]),
        (NUMBER, INTEGER, ["type-narrowed"]),
        (TEXT, ANY, ["type-widened"]),
        (ANY, A, ["type-narrowed"]),
        (Nullable(TEXT), ANY, ["type-widened"]),
        (TEXT, Nullable(TEXT), ["null-added"]),
        (Nullable(TEXT), INTEGER, ["null-removed", "type-changed"]),
        (A, B, ["type-changed"]),
        (MOVED, NEW, []),
        (ListOf(MOVED), ListOf(NEW), []),
        (Nullable(MapOf(MOVED)), Nullable(MapOf(NEW)), []),
        (A, AnyOf((A, B)), ["type-widened"]),
        (AnyOf((A, B)), B, ["type-narrowed"]),
        (AnyOf((A, TEXT)), AnyOf((TEXT, A)), []),
        (AnyOf((A, INTEGER)), AnyOf((A, NUMBER)), ["type-widened"]),
        (
            AnyOf((A, B)),
            AnyOf((A, TEXT, INTEGER)),
            ["type-narrowed", "type-widened", "type-widened"],
        ),
        (
            AnyOf((ListOf(TEXT), A)),
            AnyOf((ListOf(INTEGER), B, TEXT)),
            ["type-changed", "type-narrowed", "type-widened", "type-widened"],
        ),
        (ListOf(TEXT), ListOf(Nullable(TEXT)), ["null-added"]),
        (ListOf(TEXT), TEXT, ["type-changed"]),
        (MapOf(INTEGER), MapOf(NUMBER), ["type-widened"]),
        (MapOf(ANY), A, ["type-changed"]),
        (COLOUR, Choice((RED, BLUE)), []),
        (COLOUR, Choice((RED,)), ["enum-value-removed"]),
        (Choice((RED,)), COLOUR, ["enum-value-added"]),
        (Nullable(COLOUR), TEXT, ["null-removed", "enum-value-added"]),
        (TEXT, COLOUR, ["enum-value-removed"]),
        (INTEGER, COLOUR, ["type-changed"]),
        (
            Choice((1, 3)),
            Choice((True, 3, 4)),
            ["enum-value-removed", "enum-value-added", "enum-value-added"],
        ),
        (Choice((True,)), INTEGER, ["type-changed"]),
        (Choice((1, 2)), NUMBER, ["enum-value-added"]),
        (TREE, TREE, []),
        (TREE, ListOf(TREE), ["type-changed"]),
        (
            Scalar("string", Bounds(pattern=Text("a"))),
            Scalar("string", Bounds(pattern=Text("b"))),
            ["constraint-tightened"],
        ),
        (Scalar("string", Bounds(pattern=Text("a"))), TEXT, ["constraint-loosened"]),
        (
            Scalar("number", Bounds(minimum=1)),
            Scalar("number", Bounds(minimum=0)),
            ["constraint-loosened"],
        ),
        (
            Scalar("number", Bounds(exclusive_maximum=1)),
            Scalar("number", Bounds(exclusive_maximum=0)),
            ["constraint-tightened"],
        ),
        (
            Scalar("integer", Bounds(multiple_of=3)),
            Scalar("integer", Bounds(multiple_of=6)),
            ["constraint-tightened"],
        ),
        (
            Scalar("integer", Bounds(multiple_of=6)),
            Scalar("integer", Bounds(multiple_of=4)),
            ["constraint-tightened"],
        ),
        (
            Scalar("integer", Bounds(multiple_of=6)),
            Scalar("integer", Bounds(multiple_of=3)),
            ["constraint-loosened"],
        ),
    ],
)
def test_steps_from_one_type_to_another(old: Type, new: Type, steps: list[str]) -> None:
    """Told by the verdict where a value is sent."""
    found = [step.effect.request for step in SCOPE.steps(old, new)]
    assert [verdict.id.removeprefix("request-") for verdict in found] == steps


@pytest.mark.parametrize(
    ("ways", "verdict"),
    [
        (["request"], Verdict.REQUEST_TYPE_WIDENED),
        (["response"], Verdict.RESPONSE_TYPE_WIDENED),
        (["request", "response"], Verdict.RESPONSE_TYPE_WIDENED),
    ],
)
def test_the_gravest_way_decides(ways: list[Way], verdict: Verdict) -> None:
    """A value that is sent and read may be what it never was: who sends it does not mind, who reads it does."""
    effect = Effect(Verdict.REQUEST_TYPE_WIDENED, Verdict.RESPONSE_TYPE_WIDENED)
    assert Step(effect, "x").verdict(ways) == verdict
