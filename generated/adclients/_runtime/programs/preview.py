"""What a call would send, without what is secret."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..base import ClientBase
from ..http.masked import safe_headers, safe_url
from ..methods import arguments_of
from ..options import RequestOptions


@dataclass(frozen=True)
class Preview:
    """A request as it may be shown.

    Attributes:
        method: HTTP method.
        url: Its URL.
        headers: The headers that may be shown.
        body: The body: text, or data; None if there is none.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: Any


def preview(
    client: ClientBase,
    method: Callable[..., Any],
    arguments: Mapping[str, Any],
    *,
    check: bool = True,
) -> Preview:
    """The request that a call would send.

    Args:
        client: The client.
        method: The method.
        arguments: Its arguments.
        check: False for one that would not be sent too.

    Raises:
        RequestValidationError: It would not be sent, or cannot be written at all.
    """
    call = arguments_of(client, method, **arguments)
    options = call.options if check else RequestOptions(check=False)
    prepared = client.prepare(call.operation, call.params, call.body, options=options)
    draft = prepared.draft
    query = f"?{draft.query_text}" if draft.query_text else ""
    url = safe_url(f"{client.base_url or ''}{draft.path}{query}")
    return Preview(call.operation.method, url, safe_headers(draft.headers), prepared.shown_body)
