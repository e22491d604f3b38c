"""The shipped clients with their doubles, and each of their methods that calls an operation."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from typing import Any

CLIENTS = ("civis", "clearline", "freewheel", "iqm")


def double_of(name: str) -> Any:
    """The offline double of a client."""
    return importlib.import_module(f"adclients.{name}.testing").OfflineTransport()


def operations_of(name: str) -> set[str]:
    """The ids of all operations of a client."""
    testing: Any = importlib.import_module(f"adclients.{name}.testing")
    return {route.operation.id for route in testing._routes()}


def client_of(name: str, transport: Any, *, asynchronous: bool = False) -> Any:
    """A client that a double answers."""
    module = importlib.import_module(f"adclients.{name}.client")
    kind = next(value for key, value in vars(module).items() if key.lower() == name)
    parameters = inspect.signature(kind).parameters.values()
    secrets = {each.name: "x" for each in parameters if "Callable[[], str]" in str(each.annotation)}
    if asynchronous:
        twin = getattr(module, f"Async{kind.__name__}")
        return twin(http_client=transport.async_client(), rate_limit=None, **secrets)
    return kind(http_client=transport.client(), rate_limit=None, **secrets)


def methods_of(client: Any) -> Iterator[tuple[str, Any]]:
    """The methods of a client, each with its resource; those that are made of several calls too."""
    for resource in dir(client):
        owner = getattr(client, resource)
        for name, value in vars(type(owner)).items():
            is_method = name[0] != "_" and inspect.isfunction(value)
            if (
                is_method
                and "options" in inspect.signature(value).parameters
                and hasattr(owner, "_client")
            ):
                yield resource, getattr(owner, name)
