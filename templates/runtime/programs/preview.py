"""What a call would send, without what is secret."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ..base import ClientBase
from ..errors import CredentialsError
from ..http.calls import PreparedCall
from ..http.masked import masked_headers, safe_url
from ..methods import arguments_of
from ..options import RequestOptions
from ..spec.service import ApiKey


@dataclass(frozen=True)
class Preview:
    """A request as it may be shown.

    Attributes:
        method: HTTP method.
        url: Its URL.
        headers: Its headers, with `***` for what is secret.
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
    draft, content = prepared.draft, prepared.draft.content
    headers = {"accept": call.operation.accept_header}
    headers |= {"content-type": content.media} if content else {}
    headers |= masked_headers(draft.headers) | dict.fromkeys(_secret_headers(prepared), "***")
    query = f"?{draft.query_text}" if draft.query_text else ""
    url = safe_url(f"{client.base_url or ''}{draft.path}{query}")
    return Preview(call.operation.method, url, headers, prepared.shown_body)


def _secret_headers(prepared: PreparedCall[Any]) -> Iterator[str]:
    """The headers that credentials would stand in, of those that are there."""
    service, security = prepared.settings.service, prepared.operation.security
    alternatives = service.security if security is None else security
    with suppress(CredentialsError):
        for name in prepared.settings.auth.choose(alternatives, ()):
            scheme = service.schemes[name]
            if not isinstance(scheme, ApiKey):
                yield "authorization"
            elif scheme.location == "header":
                yield scheme.name.lower()
