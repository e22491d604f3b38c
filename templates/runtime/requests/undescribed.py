"""Operations that a specification does not have, for requests that a caller writes out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from ..errors import RequestValidationError, Violation
from ..options import UNSET, CallOptions, RequestOptions, request_options
from ..spec.operation import Body, Operation, ResponseSpec

_STAYS = "/%:@!$&'()*+,;=~?[]"
"""What a path may have beside letters and digits: it is taken as it is written."""


def undescribed(
    method: str,
    path: str,
    query: Mapping[str, object] | None,
    body: object,
    type_: Any,
    options: CallOptions | None,
    *,
    is_stream: bool,
) -> tuple[Operation[Any], RequestOptions]:
    """An operation by its method and path alone, which has no id, and the options of a call of it; nothing is judged.

    Args:
        method: HTTP method.
        path: Path below the base URL.
        query: Query parameters.
        body: Its body; `UNSET` for none.
        type_: The type to read the response as; `Any` to read it by its media type.
        options: Changes for the call.
        is_stream: Whether the response is read while it arrives, by what comes.

    Raises:
        RequestValidationError: There is no such method, or no such path.
    """
    found: list[Violation] = []
    if not re.fullmatch("[A-Za-z]+", method):
        found.append(Violation("pattern", "method", f"method must be letters, not {method!r}"))
    if "://" in path.partition("?")[0] or path.startswith("//"):
        text = "path must be a path below the base URL, such as /orders/7, and no whole URL"
        found.append(Violation("pattern", "path", text))
    try:
        escaped = quote(path, safe=_STAYS)
    except UnicodeEncodeError:
        escaped = ""
        found.append(Violation("format", "path", "path has half of a character"))
    if found:
        raise RequestValidationError(found)
    media = "*/*" if type_ is Any or is_stream else "application/json"
    operation: Operation[Any] = Operation(
        "",
        method.upper(),
        escaped,
        body=None if body is UNSET else Body("*/*", required=False),
        responses={"default": ResponseSpec(type_, media)},
        accept="*/*" if is_stream else None,
    )
    chosen = request_options(options)
    if query:
        chosen = replace(chosen, query={**query, **(chosen.query or {})})
    return operation, chosen
