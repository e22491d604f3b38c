"""Operations that a specification does not have, for requests that a caller writes out."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from ..errors import RequestValidationError, Violation
from ..options import UNSET
from ..spec.operation import Body, Operation, ResponseSpec

_STAYS = "/%:@!$&'()*+,;=~?[]"
"""What a path may have beside letters and digits: it is taken as it is written."""


def undescribed(method: str, path: str, body: object, type_: Any) -> Operation[Any]:
    """An operation by its method and path alone; it has no id, and nothing is judged.

    Args:
        method: HTTP method.
        path: Path below the base URL.
        body: Its body; `UNSET` for none.
        type_: The type to read the response as; `Any` to read it by its media type.

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
    media = "*/*" if type_ is Any else "application/json"
    return Operation(
        "",
        method.upper(),
        escaped,
        body=None if body is UNSET else Body("*/*", required=False),
        responses={"default": ResponseSpec(type_, media)},
    )
