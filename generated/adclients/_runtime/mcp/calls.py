"""Calls what agents call: judged first, sent, and answered."""

from __future__ import annotations

import asyncio
import re
import warnings
from base64 import b64decode
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import count
from typing import Any, TypeGuard
from urllib.parse import unquote_to_bytes

from mcp.types import CallToolResult

from ..client import AsyncAPIClient
from ..data import is_list, is_sequence
from ..errors import APIError, RequestValidationError, Violation
from ..options import UNSET
from ..programs.fields import Fields
from ..programs.preview import Preview, preview
from ..programs.results import plain
from ..responses.pages import Page
from ..responses.pagination import AsyncPager
from ..responses.raw import recording
from ..responses.streaming import AsyncStream
from .answers import Answers, Content
from .progress import Progress
from .rest import Items, no_file
from .shape import members_of_body
from .tools import PATIENCE, Tool

_EVENTS = 20  # of a stream, if nothing else is said
_SECONDS = 30.0  # that a stream is listened to
_MOST_STREAMED = 10_000_000  # bytes of a download that are read


@dataclass(frozen=True)
class Wishes:
    """What an agent says beside the arguments of an operation.

    Attributes:
        dry_run: Whether to show the request, and to send nothing.
        fields: The members to show of what comes: dotted names.
        max_items: How many items of a list at most, from as many pages as that takes; None for a page.
    """

    dry_run: bool = False
    fields: Sequence[str] = ()
    max_items: int | None = None


class Caller:
    """Makes the calls of agents."""

    def __init__(self, client: AsyncAPIClient, answers: Answers) -> None:
        self._client = client
        self._answers = answers

    async def call(
        self, tool: Tool, arguments: Mapping[str, Any], wishes: Wishes, progress: Progress
    ) -> CallToolResult:
        """Call an operation, or show what would be sent.

        Args:
            tool: The operation.
            arguments: Its arguments as JSON has them.
            wishes: What else is asked for.
            progress: Is told how far it is.
        """
        answers = self._answers
        try:
            given = self._read(tool, arguments)
            request, told = self._judged(tool, given)
            if wishes.dry_run:
                return answers.of(*answers.result(_shown(request, told)))
            content = await self._sent(tool, given, wishes, progress)
        except RequestValidationError as error:
            return answers.violations(tool, error.violations)
        except APIError as error:
            return answers.failure(error, tool)
        notes = [answers.data({"warning": each}) for each in told]
        return answers.of(*content, *notes)

    def _read(self, tool: Tool, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments as the method takes them.

        Raises:
            RequestValidationError: There are none of such names, or a file cannot be read.
        """
        known, also = tool.names, tool.also_called
        arguments = {
            also[name] if name in also and also[name] not in arguments else name: value
            for name, value in arguments.items()
        }
        wrong = [
            Violation("additionalProperties", name, _unknown(name, tool))
            for name in arguments
            if name not in known
        ]
        given = dict[str, Any]()
        for name, value in arguments.items():
            try:
                is_file = name in tool.files and (is_list(value) or not tool.files[name])
                given[name] = _file(value, is_part=name != "body") if is_file else value
            except ValueError as error:
                wrong.append(Violation("format", name, f"{name}: {error}"))
        for name in tool.needed:
            given.setdefault(name, UNSET)
        if wrong:
            kept = {name: value for name, value in given.items() if name in known}
            noted = {each.path for each in wrong}
            if tool.operation is not None:
                found = self._client.check(tool.function, **kept)
                wrong += [each for each in found if each.path not in noted]
            raise RequestValidationError(wrong)
        return given

    def _judged(self, tool: Tool, given: dict[str, Any]) -> tuple[Preview | None, list[str]]:
        """The request that would be sent, and what is said of it though it is.

        Raises:
            RequestValidationError: It is not sent.
        """
        if tool.operation is None:
            lacking = [name for name, value in given.items() if value is UNSET]
            if lacking:
                told = [Violation("required", each, f"{each} is required") for each in lacking]
                raise RequestValidationError(told)
            return None, []
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            request = preview(self._client, tool.function, given)
        return request, [str(each.message) for each in caught]

    async def _sent(
        self, tool: Tool, given: dict[str, Any], wishes: Wishes, progress: Progress
    ) -> list[Content]:
        """What a call gives.

        Raises:
            APIError: It failed.
        """
        if tool.walks_pages and (wishes.max_items is not None or not tool.asks_page(given)):
            given = {**given, "iterator": True}
        if tool.is_wait:
            given = {"deadline": PATIENCE, **given, "on_progress": _counting(progress)}
        with recording() as record:
            result: Any = tool.function(**given)
            if _is_stream(result):
                return await self._streamed(result, wishes, progress)
            value = await result
            if _is_stream(value):
                return await self._streamed(value, wishes, progress)
        if isinstance(value, bytes):
            return self._answers.file(value, _media(record.last))
        if not is_sequence(value):
            return self._chosen(value, Fields(wishes.fields))
        listed = Items(chosen=Fields(wishes.fields))
        if isinstance(value, Page):
            listed.total = value.total
            listed.pager = result if isinstance(result, AsyncPager) else None
        listed.add(value)
        return await self._answers.items(listed, progress, wishes.max_items)

    def _chosen(self, value: Any, chosen: Fields) -> list[Content]:
        """What is shown of a result."""
        shown = self._answers.result(chosen.of(plain(value, no_file)))
        warned = (
            [self._answers.data({"warning": f"fields: {chosen.warning}"})] if chosen.warning else []
        )
        return [*shown, *warned]

    async def _streamed(
        self, stream: AsyncStream[Any], wishes: Wishes, progress: Progress
    ) -> list[Content]:
        """The first events of a stream, or a file that is downloaded.

        Raises:
            APIError: It broke off.
        """
        most = _EVENTS if wishes.max_items is None else wishes.max_items
        listed, content, is_over = Items(chosen=Fields(wishes.fields)), bytearray(), False
        try:
            async with asyncio.timeout(_SECONDS), stream, aclosing(_iterated(stream)) as pieces:
                async for each in pieces:
                    if isinstance(each, bytes):
                        content += each
                        await progress.tell(len(content), None, "bytes read")
                    else:
                        listed.add([each])
                        await progress.tell(len(listed.read), most, "events read")
                    if len(listed.read) >= most or len(content) > _MOST_STREAMED:
                        break
                else:
                    is_over = True
        except TimeoutError:
            pass
        if content:
            media = _media(stream.http_response)
            return self._answers.file(bytes(content), media, is_whole=is_over)
        told = {"ended": is_over}
        return [*await self._answers.items(listed, progress, most), self._answers.data(told)]


async def _iterated(stream: AsyncStream[Any]) -> AsyncGenerator[Any, None]:
    async for each in stream:
        yield each


def _is_stream(value: object) -> TypeGuard[AsyncStream[Any]]:
    return isinstance(value, AsyncStream)


def _counting(progress: Progress) -> Callable[[object], Awaitable[None]]:
    """What is called with each answer to a wait."""
    asked = count(1)

    async def tell(_: object) -> None:
        times = next(asked)
        await progress.tell(times, None, f"asked {times} times")

    return tell


def _shown(request: Preview | None, told: Sequence[str]) -> dict[str, Any]:
    """A request as it is answered to a dry run."""
    if request is None:
        return {"request": "several, of which each depends on the answer before", "sent": False}
    made: dict[str, Any] = {"request": f"{request.method} {request.url}"}
    if request.headers:
        made["headers"] = dict(request.headers)
    if request.body is not None:
        made["body"] = plain(request.body, no_file)
    return {**made, "violations": [], "warnings": [*told], "sent": False}


def _media(response: Any) -> str:
    """The media type of a response."""
    said: str = response.headers.get("content-type", "")
    return said.partition(";")[0].strip() or "application/octet-stream"


def _unknown(name: str, tool: Tool) -> str:
    """What is said of an argument that there is not."""
    said = f"there is no argument {name!r}"
    if "body" in tool.names and name in members_of_body(tool.schema):
        return f"{said}; it is a member of the argument body"
    if near := get_close_matches(name, tool.names, n=3, cutoff=0.5):
        return f"{said}; {' or '.join(near)} is probably meant"
    return f"{said}; there are: {', '.join(tool.names) or 'none'}"


_DATA = re.compile(r"data:(?P<media>[^;,]*)(?P<more>(?:;[^;,]*)*),(?P<content>.*)", re.DOTALL)


def _file(value: Any, *, is_part: bool) -> Any:
    """A file that is given as a text, or in a `data:` URL; in a list each of it.

    Args:
        value: What is given.
        is_part: Whether it may have a name and a media type of its own.

    Raises:
        ValueError: It is no such URL though it begins like one.
    """
    if is_list(value):
        return [_file(each, is_part=is_part) for each in value]
    if not isinstance(value, str):
        return value
    if not value.startswith("data:"):
        return value.encode("utf-8", "surrogatepass")
    found = _DATA.fullmatch(value)
    if found is None:
        raise ValueError("a file is given as data:MEDIA/TYPE;name=NAME;base64,CONTENT")
    more = found["more"].split(";")
    content = unquote_to_bytes(found["content"])
    if "base64" in more:
        content = b64decode(content, validate=True)
    name = next((each[5:] for each in more if each.startswith("name=")), None)
    if not is_part or (name is None and not found["media"]):
        return content
    return (name or "file", content, found["media"] or None)
