"""Replies that can act: they remember the client they came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from .errors import APIError
from .models import ReplyModel
from .reading import reader_of
from .shapes import is_list
from .tracking import as_read
from .tracking import settle as settle

if TYPE_CHECKING:
    from .client import APIClient, AsyncAPIClient


class ActiveModel(ReplyModel):
    """A reply whose class has methods that call the service again."""

    __slots__ = ("_owner",)


def bind(value: object, owner: object) -> None:
    """Let returned objects act through the client that they came from.

    Args:
        value: What a call returned; an object that can act, or a list of such, is bound.
        owner: The client.
    """
    for each in value if is_list(value) else [value]:
        if isinstance(each, ActiveModel):
            object.__setattr__(each, "_owner", owner)


def changes_of(model: ActiveModel) -> dict[str, object]:
    """What was changed on an object since it was read: wire name to new value, as JSON has it."""
    before = as_read(model) or {}
    now: dict[str, Any] = reader_of(type(model)).to_plain(model)
    return {
        name: value for name, value in now.items() if name not in before or before[name] != value
    }


def client_of(model: ActiveModel) -> APIClient:
    """The sync client that an object came from.

    Raises:
        APIError: No call returned it.
    """
    return cast("APIClient", _owner(model))


def async_client_of(model: ActiveModel) -> AsyncAPIClient:
    """The async client that an object came from.

    Raises:
        APIError: No call returned it.
    """
    return cast("AsyncAPIClient", _owner(model))


def _owner(model: ActiveModel) -> object:
    owner = getattr(model, "_owner", None)
    if owner is None:
        raise APIError(
            f"this {type(model).__name__} was not returned by a client, so it cannot act"
        )
    return owner
