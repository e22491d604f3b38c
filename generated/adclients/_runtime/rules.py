"""Business rules as data: what must hold in a request when something else does.

Generated packages write their rules with this class, with conditions and with assertions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from .conditions import Condition, Holds, Test, as_test
from .members import Steps


@dataclass(frozen=True, eq=False)
class Rule:
    """A business rule over an object.

    Attributes:
        id: Its id, by which it can be left out.
        says: What it asks for, in a sentence.
        when: What makes it apply; without it, it always does.
        then: What must hold when it applies.
        otherwise: What must hold when it does not.
        warns: Whether breaking it only warns.
        source: Heading of the vendor's document that states it.
    """

    id: str
    says: str
    when: Condition | None = None
    then: Condition | None = None
    otherwise: Condition | None = None
    warns: bool = False
    source: str | None = None

    @cached_property
    def premise(self) -> Test:
        """What makes it apply, as a test."""
        return as_test(self.when or {})

    @cached_property
    def conclusion(self) -> Test:
        """What must hold when it applies, as a test."""
        return as_test(self.then or {})

    @cached_property
    def alternative(self) -> Test | None:
        """What must hold when it does not apply, as a test."""
        return None if self.otherwise is None else as_test(self.otherwise)

    def tests(self) -> tuple[Test, ...]:
        """All of its tests."""
        first = self.premise, self.conclusion
        return first if self.alternative is None else (*first, self.alternative)

    def bind(self, hint: object) -> Holds:
        """Whether an object keeps the rule, as a function.

        Args:
            hint: The class of the objects, None if unknown.
        """
        when, then = self.premise.bind(hint), self.conclusion.bind(hint)
        if self.alternative is None:
            return lambda value: not when(value) or then(value)
        otherwise = self.alternative.bind(hint)
        return lambda value: then(value) if when(value) else otherwise(value)

    def faults(self, value: Any) -> list[Steps]:
        """Where an object breaks the rule: paths inside it."""
        return list(self._broken(value).faults(value))

    def involved(self, value: Any) -> list[Steps]:
        """What the rule looked at in an object that breaks it."""
        found = [*self._broken(value).involved(value), *self.premise.reads()]
        return list(dict.fromkeys(found))

    def _broken(self, value: Any) -> Test:
        """The test that an object should pass and does not."""
        applies = self.alternative is None or self.premise.holds(value)
        return self.conclusion if applies else self.alternative or self.conclusion


def rules_of(cls: type[Any]) -> tuple[Rule, ...]:
    """The rules of a model class."""
    return cast("tuple[Rule, ...]", getattr(cls, "__rules__", ()))
