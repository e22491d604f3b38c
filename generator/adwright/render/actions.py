"""Actions as a template prints them: methods of a returned object."""

from __future__ import annotations

from dataclasses import dataclass

from adwright.ir.model import Action
from adwright.ir.text import Identifier
from adwright.render.annotations import Annotations
from adwright.render.docstrings import action_doc


@dataclass(frozen=True, slots=True)
class PrintedAction:
    """An action ready to print, for the sync or the async class."""

    name: Identifier
    resource: Identifier
    constant: str
    arguments: str
    returns: str
    sends_changes: bool
    doc: str


def print_action(action: Action, annotations: Annotations, prefix: str) -> PrintedAction:
    """An action as text.

    Args:
        action: the action.
        annotations: types at module level.
        prefix: `Async`, or nothing.
    """
    operation = action.operation
    result = operation.result
    own = bool(prefix) and annotations.has_modes(result)
    return PrintedAction(
        name=action.name,
        resource=action.resource,
        constant=f"{prefix.upper()}_{operation.constant}" if own else operation.constant,
        arguments="{" + ", ".join(f'"{key}": self.{name}' for key, name in action.arguments) + "}",
        returns=annotations.in_mode(prefix).result(result) if result is not None else "None",
        sends_changes=action.sends_changes,
        doc=action_doc(action),
    )
