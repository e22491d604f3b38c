"""Returned objects that can act: they remember the client that they came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from ..errors import APIError
from .models import ResponseModel, as_read
from .parse import reader_of

if TYPE_CHECKING:
    from ..client import APIClient, AsyncAPIClient


class ActiveModel(ResponseModel):
    """A returned object whose class has methods that call the service again."""

    __slots__ = ("_owner",)


def changes_of(model: ActiveModel) -> dict[str, object]:
    """What was changed on an object since it was read: the new values by name in JSON, as JSON has them."""
    before = as_read(model)
    then: dict[str, Any] = {} if before is None else _plain(before)
    return {k: v for k, v in _plain(model).items() if k not in then or then[k] != v}


def settle(model: ActiveModel) -> None:
    """Take an object as it is now for what the server has."""
    object.__setattr__(model, "_as_read", _plain(model))


def _plain(model: ResponseModel) -> dict[str, Any]:
    plain: dict[str, Any] = reader_of(type(model)).to_plain(model)
    return plain


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
