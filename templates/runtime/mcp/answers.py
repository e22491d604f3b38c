"""What agents are answered: results cut to size, errors with what to do about them, nothing that is secret."""

from __future__ import annotations

import inspect
import json
from base64 import b64encode
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from mcp.types import (
    BlobResourceContents,
    CallToolResult,
    EmbeddedResource,
    ImageContent,
    TextContent,
)

from ..errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    AuthenticationError,
    RunFailedError,
    Violation,
    WaitTimeoutError,
)
from ..programs.chosen import credentials
from ..programs.methods import about
from ..programs.results import plain
from .progress import Progress
from .rest import Items, Rest, Text, no_file
from .tools import Tool

_MOST_TOLD = 50  # violations of a call

Content: TypeAlias = TextContent | ImageContent | EmbeddedResource


class Answers:
    """Makes answers of what came."""

    def __init__(self, most: int, scrub: Callable[[str], str]) -> None:
        """Note what holds for all of them.

        Args:
            most: How many characters of a result are given at once.
            scrub: Takes the secrets of the client out of a text.
        """
        self.most = most
        self.rest = Rest(most, self._clean)
        self._scrub = scrub

    def of(self, *content: Content, is_error: bool = False) -> CallToolResult:
        """An answer of some content."""
        return CallToolResult(content=[*content], is_error=is_error)

    def text(self, text: str) -> TextContent:
        """A text as it may be shown."""
        return TextContent(text=self._clean(text), type="text")

    def _clean(self, text: str) -> str:
        return self._scrub(text).encode("utf-8", "backslashreplace").decode()

    def data(self, data: Any) -> TextContent:
        """Data as JSON."""
        return self.text(_json(data))

    def error(self, message: str, **more: Any) -> CallToolResult:
        """An answer that something went wrong."""
        return self.of(self.data({"error": message, **more}), is_error=True)

    async def more(self, cursor: str, progress: Progress) -> list[Content]:
        """What a cursor stands for; for the progress see `Rest.items`.

        Raises:
            LookupError: It stands for nothing.
        """
        kept, position = self.rest.find(cursor)
        if isinstance(kept, Text):
            return self._piece(kept, position)
        return [self.data(await self.rest.items(kept, progress, position))]

    async def items(self, listed: Items, progress: Progress, count: int | None) -> list[Content]:
        """The beginning of a list; see `Rest.items`."""
        return [self.data(await self.rest.items(listed, progress, count=count))]

    def whole(self, text: str) -> list[Content]:
        """A text, or its beginning."""
        return self._piece(self.rest.text(text), 0)

    def result(self, value: Any) -> list[Content]:
        """What a method gave that is no list and no file."""
        if value is None:
            return [self.data({"done": True})]
        data = plain(value, no_file)
        return self.whole(data if isinstance(data, str) else _json(data))

    def file(self, content: bytes, media: str, *, is_whole: bool = True) -> list[Content]:
        """A file: how large it is, and itself where that is small."""
        size = len(content) if is_whole else f"more than {len(content)}"
        about_it = {"media_type": media, "bytes": size}
        if len(content) * 4 / 3 > self.most:
            why = "it is too large to be shown here; the Python client, or the command line, can save it"
            return [self.data({**about_it, "not_shown": why})]
        encoded = b64encode(content).decode()
        if media.startswith("image/"):
            return [self.data(about_it), ImageContent(type="image", data=encoded, mime_type=media)]
        blob = BlobResourceContents(uri="data:", blob=encoded, mime_type=media)
        return [self.data(about_it), EmbeddedResource(type="resource", resource=blob)]

    def violations(self, tool: Tool, found: Sequence[Violation]) -> CallToolResult:
        """A call that was not made, with all that is wrong with it."""
        told = [
            {
                "path": each.path,
                "message": each.message,
                "rule": each.rule,
                **({"source": each.source} if each.source else {}),
            }
            for each in found[:_MOST_TOLD]
        ]
        more = {"further": len(found) - _MOST_TOLD} if len(found) > _MOST_TOLD else {}
        message = f"{tool.name} was not sent: mend what is listed, and call again"
        return self.error(message, violations=told, **more)

    def failure(self, error: APIError, tool: Tool | None = None) -> CallToolResult:
        """A call that failed, with what the service said and what to do about it.

        Args:
            error: How it failed.
            tool: What was called; None for what follows of an earlier call.
        """
        more: dict[str, Any] = {}
        if isinstance(error, APIStatusError):
            more["status"] = error.status_code
            if error.retry_after is not None:
                more["retry_after_seconds"] = error.retry_after
        writes = tool is not None and tool.writes
        if writes and isinstance(error, APIConnectionError) and error.maybe_delivered:
            more["maybe_done"] = "the service may have carried it out; look before calling again"
        body = plain(_came(error), no_file)
        if body not in (None, ""):
            text, cursor = self.rest.piece(
                self.rest.text(body if isinstance(body, str) else _json(body))
            )
            more["body"] = body if cursor is None else text
            more |= {"more": cursor} if cursor else {}
        if hint := _hint(error, tool):
            more["hint"] = hint
        return self.error(str(error), **more)

    def _piece(self, text: Text, start: int) -> list[Content]:
        piece, cursor = self.rest.piece(text, start)
        if cursor is None:
            return [self.text(piece)]
        told = f"characters {start} to {start + len(piece)} of {text.size}"
        if text.whole[:1] in ("{", "["):
            told += "; choose `fields` to see less, where the operation is called"
        return [self.text(piece), self.data({"cut": told, "more": cursor})]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _came(error: APIError) -> Any:
    """What came with an error: the body of the response, of a wait the last answer."""
    if isinstance(error, WaitTimeoutError | RunFailedError):
        return error.result
    return getattr(error, "body", None)


def _hint(error: APIError, tool: Tool | None) -> str:
    """What the docstrings of a method and of its resource say of an error, or else its own."""
    own = (inspect.getdoc(type(error)) or "").split("\n\n")[0]
    if isinstance(error, WaitTimeoutError):
        return "it goes on there; call this again to wait on"
    if tool is None:
        return own
    variables = ", ".join(credentials(type(tool.client)).values())
    is_unknown = isinstance(error, AuthenticationError) or "no credentials" in error.message
    if is_unknown and variables:
        return f"whoever starts this server gives it credentials in the environment: {variables}"
    owner: Any = getattr(tool.function, "__self__", None).__class__
    name = type(error).__name__
    return about(tool.function, name) or about(owner, name) or own
