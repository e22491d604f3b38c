"""What a command would send."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from ..client import APIClient
from ..http.logs import safe_headers, safe_url
from ..methods import arguments_of


def preview(client: APIClient, method: Callable[..., Any], arguments: Mapping[str, Any]) -> None:
    """Print the request that a call would send, without what is secret.

    Args:
        client: The client.
        method: The method.
        arguments: Its arguments.

    Raises:
        RequestValidationError: It would not be sent.
    """
    call = arguments_of(client, method, **arguments)
    prepared = client.prepare(call.operation, call.params, call.body, options=call.options)
    draft = prepared.draft
    query = f"?{draft.query_text}" if draft.query_text else ""
    print(call.operation.method, safe_url(f"{client.base_url or ''}{draft.path}{query}"))
    for name, value in safe_headers(draft.headers).items():
        print(f"{name}: {value}")
    if (body := prepared.shown_body) is not None:
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, indent=2)
        print(f"\n{text}")
