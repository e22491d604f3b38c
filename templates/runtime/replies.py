"""Reads replies: picks the described one, parses it by its media type, unwraps envelopes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import parse_qsl

from .errors import (
    APIError,
    APIStatusError,
    EnvelopeError,
    ResponseValidationError,
    status_error,
    telling_text,
)
from .media import is_json, is_lines
from .operation import Envelope, Operation, Reply
from .paths import pluck
from .policy import retry_after
from .redact import safe_url
from .schemas.differences import differences
from .shapes import is_list

if TYPE_CHECKING:
    import httpx

    from .exchange import Core

T = TypeVar("T")

_EXCERPT = 2000  # characters of a body that an error keeps


def decode(core: Core, operation: Operation[T], response: httpx.Response) -> T:
    """What a call returns for a successful reply.

    Args:
        core: The client.
        operation: What was called.
        response: The reply, read.

    Raises:
        ResponseValidationError: It cannot be read, or differs from its description under `strict`.
        EnvelopeError: Its envelope says that the request failed.
    """
    reply = reply_for(operation.replies, response)
    whole = read_whole(core, operation, reply, response)
    return cast(T, unwrap(core, operation, reply, whole, response))


def reply_for(
    replies: Mapping[str, Reply | tuple[Reply, ...]], response: httpx.Response
) -> Reply | None:
    """The description that fits a reply's status and media type best; None if there is none."""
    status = str(response.status_code)
    found = replies.get(status) or replies.get(f"{status[0]}XX") or replies.get("default")
    if found is None and replies and status[0] == "2":
        # An undescribed success: like the described one, if that has a body at all.
        found = next((each for each in replies.values() if not _is_empty(each)), None)
    if not isinstance(found, tuple):
        return found
    media = media_of(response)
    return next((each for each in found if _kind(each.media) == media), found[0])


def _is_empty(reply: Reply | tuple[Reply, ...]) -> bool:
    return isinstance(reply, Reply) and reply.type is None


def _kind(media: str) -> str:
    return media.partition(";")[0].strip().lower()


def media_of(response: httpx.Response) -> str:
    """The media type that a reply names; empty if it names none."""
    return _kind(response.headers.get("content-type", ""))


def read_whole(
    core: Core, operation: Operation[Any], reply: Reply | None, response: httpx.Response
) -> Any:
    """The whole body of a successful reply as its type has it; None if there is none.

    Args:
        core: The client.
        operation: What was called.
        reply: The description to read it by.
        response: The reply.

    Raises:
        ResponseValidationError: It cannot be read, or differs from its description under `strict`.
    """
    if reply is None or reply.type is None or response.request.method == "HEAD":
        return None
    raw = response.content
    if not raw:
        return _without_body(core, operation, reply, response)
    from .reading import UnreadableError

    try:
        if core.strict:
            _refuse_differences(core, operation, reply, response)
        return _parse(reply, raw, response)
    except UnreadableError as unreadable:
        text = f"the reply is not {reply.media}: {unreadable}; {_looks_like(response)}"
        error: ResponseValidationError = _error(
            core, ResponseValidationError, text, operation, response
        )
        error.body = response.text[:_EXCERPT]
        raise error from None


def schema_key(operation: Operation[Any], reply: Reply) -> str:
    """The schema of a body, among those of what comes back."""
    status = next((key for key, each in operation.replies.items() if each is reply), "")
    return f"operations/{operation.id}/{status}"


def _refuse_differences(
    core: Core, operation: Operation[Any], reply: Reply, response: httpx.Response
) -> None:
    """Raise what in a body is not as it is described."""
    from .reading import parsed

    key, raw = schema_key(operation, reply), response.content
    found: tuple[str, ...] = ()
    if is_lines(reply.media):
        for line in filter(bytes.strip, raw.splitlines()):
            found += differences(core.service.responses, key, parsed(line))
    elif is_json(reply.media):
        value = parsed(raw, response.charset_encoding)
        found = differences(core.service.responses, key, value)
    if found:
        text = f"the reply differs from its description: {'; '.join(found)}"
        error: ResponseValidationError = _error(
            core, ResponseValidationError, text, operation, response
        )
        error.problems = found
        error.body = response.text[:_EXCERPT]
        raise error


def _without_body(
    core: Core, operation: Operation[Any], reply: Reply, response: httpx.Response
) -> Any:
    """An empty body where one is described."""
    if reply.type is bytes or reply.type is str:
        return reply.type()
    if _is_anything(reply):
        return None
    if core.strict:
        text = "the reply has no body, which is described as always there"
        raise _error(core, ResponseValidationError, text, operation, response)
    if response.status_code not in (204, 205):
        from .reading import warn_once

        warn_once(f"{operation.id} empty", f"{operation.id} was answered without a body: None")
    return None


def _parse(reply: Reply, raw: bytes, response: httpx.Response) -> Any:
    media = media_of(response)
    if reply.type is bytes:
        return raw
    if _is_anything(reply) and media and not is_json(media):
        return response.text if media.startswith("text/") or media.endswith("xml") else raw
    if is_json(reply.media) and not (reply.type is str and media and not is_json(media)):
        return reply.reader.read(raw, charset=_charset(response))
    if media == "application/x-www-form-urlencoded":
        return reply.reader.read_plain(dict(parse_qsl(response.text)))
    if is_json(media) and reply.type is not str:
        return reply.reader.read(raw, charset=_charset(response))
    if is_lines(media) or is_lines(reply.media):
        return [reply.reader.read(line) for line in raw.splitlines() if line.strip()]
    return reply.reader.read_plain(response.text)


def _is_anything(reply: Reply) -> bool:
    """Whether a body may be of any type and of any media type, or not be there at all."""
    return reply.type is Any and "*" in reply.media


def _charset(response: httpx.Response) -> Callable[[], str | None]:
    """Looks up the encoding that a reply names, which takes long and is seldom needed."""
    return lambda: response.charset_encoding


def _looks_like(response: httpx.Response) -> str:
    media = media_of(response) or "no content type"
    start = " ".join(response.text[:200].split())
    return f"it came as {media} and starts {start[:80]!r}"


# Envelopes -------------------------------------------------------------------------------------


def unwrap(
    core: Core,
    operation: Operation[Any],
    reply: Reply | None,
    whole: object,
    response: httpx.Response,
) -> object:
    """The payload of a body, with the raw reply within reach.

    Args:
        core: The client.
        operation: What was called.
        reply: The description it was read by.
        whole: The whole body.
        response: The reply.

    Raises:
        EnvelopeError: The envelope says that the request failed.
    """
    if reply and reply.envelope and whole is not None:
        open_envelope(core, operation, reply.envelope, whole, response)
        whole = pluck(whole, reply.envelope.data)
    if isinstance(getattr(type(whole), "http_response", None), property):
        from .models import attach

        attach(whole, response)
    bind_to(core, whole, response, reply.envelope.data if reply and reply.envelope else "")
    return whole


def bind_to(core: Core, value: object, response: httpx.Response, path: str) -> None:
    """Let returned objects know the client and the response they came from; looks no further than a list's items.

    Args:
        core: The client.
        value: What a call returned.
        response: The response.
        path: Dotted path of the value in its body.
    """
    first: object = next(iter(value), None) if is_list(value) else value
    kind: type[Any] = type(first)
    if hasattr(kind, "changes") and hasattr(kind, "_as_read"):
        from .tracking import track

        track(value, response, path)
    if hasattr(kind, "_owner"):  # else the module need not be loaded
        from .actions import bind

        bind(value, core.owner)


def open_envelope(
    core: Core, operation: Operation[Any], envelope: Envelope, whole: Any, response: httpx.Response
) -> None:
    """Raise what an envelope reports; for the arguments see `unwrap`."""
    for path in envelope.flags:
        if not _is_success(flag := pluck(whole, path)):
            told = pluck(whole, envelope.message) if envelope.message else None
            text = telling_text(_plain(told)) or f"{path} is {flag!r}"
            error: EnvelopeError = _error(core, EnvelopeError, text, operation, response)
            error.body = whole
            raise error


def _is_success(flag: object) -> bool:
    if flag is None or flag is True:
        return True  # a flag that is left out says nothing
    if flag is False:
        return False
    if isinstance(flag, str):
        word = flag.strip().lower()
        return _is_success(int(word)) if word.isdigit() else word in ("true", "success", "ok")
    if isinstance(flag, (int, float)):
        return flag == 1 or 200 <= flag < 300
    return True


def _plain(value: Any) -> Any:
    """Models as plain data, for the search of a telling sentence."""
    if is_list(value):
        return [_plain(each) for each in value]
    dump = getattr(value, "model_dump", None)
    return dump(by_alias=True, warnings=False) if dump else value


# Failures --------------------------------------------------------------------------------------


def failure(
    core: Core, operation: Operation[Any], response: httpx.Response, attempts: int
) -> APIStatusError:
    """The error for a reply whose status is not a success.

    Args:
        core: The client.
        operation: What was called.
        response: The reply, read.
        attempts: How often the request was sent.
    """
    body = _error_body(operation, response)
    text = (
        telling_text(_plain(body))
        or telling_text(response.text[:_EXCERPT])
        or "no reason was given"
    )
    if response.is_redirect:
        text = f"redirects to {safe_url(response.headers.get('location', ''))}"
    if "<html" in response.text[:500].lower():
        text = "an HTML page came, so a proxy may have answered in place of the service"
    kind = status_error(response.status_code)
    error: APIStatusError = _error(core, kind, text, operation, response)
    error.attempts = attempts
    error.status_code = response.status_code
    error.body = body
    error.retry_after = retry_after(response.headers)
    return error


def _error_body(operation: Operation[Any], response: httpx.Response) -> Any:
    """An error's body: in its described type if that can be, else JSON, else text."""
    reply = reply_for(operation.error_replies, response)
    if not response.content:
        return None
    if is_json(media_of(response)) or response.content.lstrip()[:1] in (b"{", b"["):
        from .reading import UnreadableError, reader_of

        reader = reply.reader if reply and reply.type is not None else reader_of(Any)
        try:
            return reader.read(response.content, charset=_charset(response))
        except UnreadableError:
            pass
    return response.text[: _EXCERPT * 5]


def _error(
    core: Core, kind: type[APIError], text: str, operation: Operation[Any], response: httpx.Response
) -> Any:
    ids: list[str] = [response.headers.get(name, "") for name in core.service.request_id]
    request = response.request
    return kind(
        core.auth.scrub(text),
        method=request.method,
        url=safe_url(str(request.url), core.auth.secret_query),
        path=operation.path,
        operation=operation.id,
        request_id=next(filter(None, ids), None),
        response=response,
    )
