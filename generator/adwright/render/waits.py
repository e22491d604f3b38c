"""Waits as a template prints them."""

from __future__ import annotations

from dataclasses import dataclass

from adwright.ir.model import Wait
from adwright.ir.text import Identifier
from adwright.render.annotations import Annotations
from adwright.render.docstrings import wait_doc
from adwright.render.prose import literal, literals


@dataclass(frozen=True, slots=True)
class PrintedWait:
    """A wait ready to print."""

    name: Identifier
    constant: Identifier
    type: str
    data: str
    signature: str
    given: str
    returns: str
    doc: str


def print_wait(wait: Wait, annotations: Annotations, inside: Annotations) -> PrintedWait:
    """A wait as text.

    Args:
        wait: the wait.
        annotations: types at module level.
        inside: types inside the class, where methods may shadow builtins.
    """
    result = wait.poll.result
    arguments = [a for a in wait.poll.arguments if a.place == "parameter" and a.required]
    parts = [
        "self",
        *(f"{a.name}: {inside.argument(a.type)}" for a in arguments),
        "*",
        "interval: float = 5.0",
        "deadline: float = 3600.0",
        f"on_progress: Callable[[{inside.result(result) if result else 'None'}], object] | None = None",
        "options: RequestOptions | None = None",
    ]
    data = [
        wait.poll.constant,
        f"state={literal(wait.state)}",
        f"done=({literals(wait.done)},)",
        *([f"failed=({literals(wait.failed)},)"] if wait.failed else []),
    ]
    return PrintedWait(
        name=wait.name,
        constant=wait.constant,
        type=annotations.result(result) if result is not None else "None",
        data=", ".join(data),
        signature=", ".join(parts) + ",",
        given="{" + ", ".join(f'"{a.key}": {a.name}' for a in arguments) + "}",
        returns=inside.result(result) if result is not None else "None",
        doc=wait_doc(wait),
    )
