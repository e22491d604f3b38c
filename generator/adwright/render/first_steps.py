"""What to type next, once a client is made: an import and a first call."""

from __future__ import annotations

from adwright.ir.api import Api
from adwright.ir.operations import Operation
from adwright.ir.types import ListOf


def first_call(api: Api, package: str, client: str) -> str:
    """A client, and a call that changes nothing, as code to copy.

    Args:
        api: what may be called.
        package: the package, as it is imported.
        client: the client class.
    """
    callee, operation = first_operation(api) or ("", None)
    lines = [f"from {package} import {client}", "", f"client = {client}({_given(api)})"]
    if operation is not None:
        arguments = ", ".join(f"{each.name}=..." for each in operation.arguments if each.required)
        call = f"client.{callee}({arguments})"
        each = operation.is_lazy or isinstance(operation.result, ListOf)
        lines += [f"for item in {call}:", "    print(item)"] if each else [f"print({call})"]
    return "\n".join(lines)


def first_operation(api: Api) -> tuple[str, Operation] | None:
    """The operation to begin with, after what is written behind the client to call it."""
    return min(api.named_operations, key=lambda call: _effort(call[1]), default=None)


def _effort(operation: Operation) -> tuple[bool, bool, int]:
    """How well an operation does for a first call: one that only reads, gives something, and takes little."""
    needed = sum(argument.required for argument in operation.arguments)
    return operation.method != "GET", operation.result is None, needed


def _given(api: Api) -> str:
    """What the client must be given: an address that the document lacks, and the credentials that it asks for."""
    given = [f"{keyword}=..." for keyword in api.credentials_needed]
    return ", ".join(given if api.servers else ["base_url=...", *given])
