"""Reads responses: finds the described one, parses it by its media type, unwraps envelopes, raises failures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import parse_qsl

from ..data import is_list, is_mapping, is_model, value_at
from ..errors import (
    APIError,
    APIStatusError,
    EnvelopeError,
    ResponseValidationError,
    UnreadableError,
    status_error,
    warn_once,
)
from ..http.calls import ClientSettings, prepare
from ..http.commands import Steps
from ..http.flow import Flow
from ..http.masked import safe_url
from ..http.retry import retry_after
from ..options import CallOptions
from ..spec.media import (
    EVENTS,
    FORM,
    is_json,
    is_range,
    is_stream,
    is_text,
    kind_of,
)
from ..spec.operation import Envelope, Operation, ResponseSpec
from ..telling import as_plain, failure_in, telling_text
from .described import Described, best
from .raw import record

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

_NOT_MODIFIED = 304
_EXCERPT = 2000  # characters of a body that an error keeps


def call_steps(
    settings: ClientSettings,
    operation: Operation[T],
    params: Mapping[str, object] | None,
    body: object,
    options: CallOptions | None,
) -> Steps[T]:
    """The steps of a call that reads its whole response; for the arguments see `prepare`."""
    flow = Flow(prepare(settings, operation, params, body, options))
    received = successful(flow, (yield from flow.send()))
    return cast(T, received.value())


def successful(flow: Flow, response: httpx.Response) -> Received:
    """The response of a call, which is recorded for those who ask for raw ones.

    Args:
        flow: What sent the call.
        response: The response.

    Raises:
        APIStatusError: Its status means failure.
    """
    received = Received(flow.call, response)
    if not (response.is_success or received.address):
        raise received.failure(flow.attempts)
    if flow.call.settings.on_drift is not None:
        from .drift import drifts

        for each in drifts(received, flow.call.operation):
            flow.call.settings.on_drift(each)
    record(response)
    return received


class Received(Described):
    """The response of one call, as it is read."""

    # Successes ---------------------------------------------------------------------------------

    def value(self) -> object:
        """What a call returns: the payload of the body.

        Raises:
            ResponseValidationError: It cannot be read, or differs from its description under `strict`.
            EnvelopeError: Its envelope says that the request failed.
        """
        if (address := self.address) is not None:
            return address
        value, path = self.body(), ""
        if self.spec and self.spec.envelope and value is not None:
            path = self.spec.envelope.data
            value = value_at(value, path)
        self.bind(value, path)
        return value

    def body(self) -> Any:
        """The whole body as its type has it, None if there is none; for errors see `value`."""
        spec = self.spec
        if spec is None or spec.given is None or self.response.request.method == "HEAD":
            return None
        if not self.response.content:
            return self._empty_body(spec)
        try:
            if self._settings.strict:
                self._refuse_differences(spec)
            whole = self._parsed(spec)
        except UnreadableError as unreadable:
            raise self._unreadable(f"is not {spec.media}: {unreadable}; {self._start}") from None
        if spec.envelope:
            self._open(spec.envelope, whole)
        return whole

    def bind(self, value: object, path: str) -> None:
        """Let returned objects know where they came from; looks no further than a list's items.

        Args:
            value: What a call returns.
            path: Dotted path of the value in the body.
        """
        if is_model(next(iter(value), None) if is_list(value) else value):
            from .models import bind

            bind(value, self.response, path, self._settings.owner)

    def _parsed(self, spec: ResponseSpec) -> Any:
        """The body by its media type.

        Raises:
            UnreadableError: It cannot be read.
        """
        response, raw = self.response, self.response.content
        if spec.type is bytes:
            return raw
        from .parse import parsed, reader_of

        reader, media = reader_of(spec.type), self.media
        if is_json(spec.media) and spec.type is not str:
            return reader.read(raw, charset=self._charset)
        if is_stream(media) or is_stream(spec.media):
            return [reader.read_piece(each) for each in self._items(spec)]
        if _is_anything(spec) and media and not is_json(media):
            return response.text if is_text(media) else raw
        if is_range(spec.media) and not (is_json(media) or is_text(media) or media == FORM):
            if spec.type is str or not media:
                with suppress(UnicodeDecodeError):
                    return reader.read_plain(raw.decode())
            return raw
        as_text = spec.type is str and media and not is_json(media)
        if (is_json(spec.media) and not as_text) or (is_json(media) and spec.type is not str):
            return reader.read(raw, charset=self._charset)
        if media == FORM:
            return reader.read_plain(dict(parse_qsl(response.text)))
        if is_json(media) and is_range(spec.media):  # a text may come as JSON, or as it is
            with suppress(UnreadableError):
                return reader.read_plain(parsed(raw, self._charset()))
        return reader.read_plain(response.text)

    def _items(self, spec: ResponseSpec) -> Iterator[bytes]:
        """The texts of the values of a response that could be read piece by piece."""
        from .records import items_of

        if kind_of(spec.media) == EVENTS != self.media:
            raise UnreadableError("there are no events")
        return items_of(self.response)

    def _charset(self) -> str | None:
        """The encoding of the response's text, which takes long to find out and is seldom needed."""
        return self.response.encoding

    def _empty_body(self, spec: ResponseSpec) -> Any:
        """An empty body where one is described."""
        if spec.type is bytes or spec.type is str:
            return spec.type()
        if _is_anything(spec):
            return None
        is_odd = self.response.status_code not in (204, 205)
        if self._settings.strict or (spec.envelope and is_odd):
            raise self._unreadable("has no body, which is described as always there")
        if is_odd:
            name = self._operation.id
            warn_once(f"{name} empty", lambda: f"{name} was answered without a body: None")
        return None

    # Differences from the description ----------------------------------------------------------

    def _refuse_differences(self, spec: ResponseSpec) -> None:
        from .parse import parsed

        found = list[str]()
        if is_stream(spec.media):
            for each in self._items(spec):
                found += self.differences(parsed(each))
        elif is_json(spec.media):
            found += self.differences(parsed(self.response.content, self._charset()))
        if found:
            raise self._unreadable(f"differs from its description: {'; '.join(found)}", found)

    def _unreadable(self, text: str, problems: list[str] | None = None) -> ResponseValidationError:
        error: ResponseValidationError = self.error(ResponseValidationError, f"the response {text}")
        error.problems = tuple(problems or ())
        error.body = self.response.text[:_EXCERPT]
        return error

    @property
    def _start(self) -> str:
        start = " ".join(self.response.text[:200].split())
        return f"it came as {self.media or 'no content type'} and starts {start[:80]!r}"

    # Envelopes ---------------------------------------------------------------------------------

    def _open(self, envelope: Envelope, whole: Any) -> None:
        """Raise what an envelope reports, in its described form or in another one; or that there is none."""
        flags = {path: value_at(whole, path) for path in envelope.flags}
        failed = next((each for each in flags.items() if not _is_success(each[1])), None)
        is_flagged = any(flag is not None for flag in flags.values())
        is_empty = value_at(whole, envelope.data) is None
        if failed is None and envelope.data and (is_empty or not is_flagged):
            failed = failure_in(as_plain(whole), with_errors=is_empty)
        if failed is not None:
            told = value_at(whole, envelope.message) if envelope.message else None
            text = telling_text(as_plain(told)) or telling_text(as_plain(whole))
            error: EnvelopeError = self.error(
                EnvelopeError, text or f"{failed[0]} is {failed[1]!r}"
            )
            error.body = whole
            raise error
        if is_empty and not is_flagged and not self._has(envelope.data):
            raise self._unreadable(f"has nothing at {envelope.data!r}; {self._start}")

    def _has(self, path: str) -> bool:
        """Whether the body has a member, be it null."""
        from .parse import parsed

        outer, _, name = path.rpartition(".")
        around = value_at(parsed(self.response.content, self._charset()), outer)
        return is_mapping(around) and name in around

    # Failures ----------------------------------------------------------------------------------

    def failure(self, attempts: int) -> APIStatusError:
        """The error for a response whose status is not a success.

        Args:
            attempts: How often the request was sent.
        """
        response, body = self.response, self._error_body()
        text = (
            telling_text(as_plain(body))
            or telling_text(response.text[:_EXCERPT])
            or "no reason was given"
        )
        if response.is_redirect and (location := response.headers.get("location")):
            text = f"redirects to {safe_url(location)}"
        elif response.status_code == _NOT_MODIFIED:
            text = "nothing came, since the copy that the request's headers name is still good"
        if "<html" in response.text[:500].lower():
            text = "an HTML page came, so a proxy may have answered in place of the service"
        error: APIStatusError = self.error(status_error(response.status_code), text)
        error.attempts = attempts
        error.status_code = response.status_code
        error.body = body
        error.retry_after = retry_after(response.headers)
        return error

    def _error_body(self) -> Any:
        """An error's body: in its described type if that can be, else JSON, else text."""
        raw = self.response.content
        if not raw:
            return None
        if is_json(self.media) or raw.lstrip()[:1] in (b"{", b"["):
            from .parse import reader_of

            spec = best(self.described(self._operation.error_responses), self._came)
            is_read = spec is not None and spec.given is not None and is_json(spec.media)
            type_ = spec.type if spec and is_read else Any
            try:
                return reader_of(type_).read(raw, charset=self._charset)
            except UnreadableError:
                pass
        return self.response.text[: _EXCERPT * 5]

    def error(self, kind: type[APIError], text: str) -> Any:
        """An error that knows the request and the response."""
        headers, request = self.response.headers, self.response.request
        auth = self._settings.auth
        place: dict[str, Any] = {**self._call.place, "method": request.method}
        return kind(
            auth.scrub(text),
            **place,
            url=safe_url(str(request.url), auth.secret_query),
            request_id=self._settings.service.request_id_in(headers),
            response=self.response,
        )


def _is_anything(spec: ResponseSpec) -> bool:
    """Whether a body may be of any type and of any media type, or not be there at all."""
    return spec.type is Any and "*" in spec.media


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
