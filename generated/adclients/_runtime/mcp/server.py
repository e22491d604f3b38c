"""The server of a client: what it lists, and what it does with what agents ask for."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from functools import cached_property, partial
from importlib import import_module
from typing import Any, TypeAlias
from urllib.parse import quote, unquote

from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from mcp.types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextResourceContents,
)
from mcp.types import Tool as ListedTool

from ..client import AsyncAPIClient
from ..data import is_dict, is_list
from ..errors import APIError
from . import listed
from .answers import Answers
from .calls import Caller, Wishes
from .documents import of_operation, of_rules
from .progress import Progress
from .search import Index
from .tools import Allowance, Tool, Tools

MOST_OPERATIONS = 40
"""Up to so many operations are tools of their own; of more an agent searches for the one it needs."""
MOST_CHARACTERS = 200_000
"""So many characters their schemas may have together."""

_logger = logging.getLogger(__name__)
_MARKDOWN = "text/markdown"
_Handler: TypeAlias = Callable[[Mapping[str, Any], Progress], Awaitable[CallToolResult]]


class AgentServer:
    """Serves the operations of a client as tools, and what there is to know of them as resources."""

    def __init__(
        self, client: AsyncAPIClient, package: str, allowance: Allowance, max_size: int
    ) -> None:
        """Find what there is to serve.

        Args:
            client: The client; it is not closed here.
            package: Its package, with dots.
            allowance: What agents may use.
            max_size: How many characters of a result are given at once.

        Raises:
            ValueError: The allowance names an operation that there is not.
        """
        service = client._settings.service  # pyright: ignore[reportPrivateUsage]
        scrub = client._settings.auth.scrub  # pyright: ignore[reportPrivateUsage]
        self._package = package
        self._tools = Tools(client, allowance)
        self._answers = Answers(max_size, scrub)
        self._caller = Caller(client, self._answers)
        self._is_small = _is_small(self._tools.allowed)
        offered = self._small() if self._is_small else self._large(writes=allowance.writes)
        self._offered = {tool.name: (tool, handler) for tool, handler in offered}
        more = listed.free("more", self._offered)
        self._offered[more] = (listed.continuing(more), self._more)
        self.sdk: Server[Any] = Server(
            package.rpartition(".")[2],
            version=import_module(package).__version__,
            title=service.name,
            instructions=_instructions(service.name, allowance, more, is_small=self._is_small),
            on_list_tools=self._list_tools,
            on_call_tool=self._call_tool,
            on_list_resources=self._list_resources,
            on_list_resource_templates=self._list_templates,
            on_read_resource=self._read_resource,
        )

    # Tools ------------------------------------------------------------------------------------

    def _small(self) -> Iterator[tuple[ListedTool, _Handler]]:
        """A tool for each operation."""
        for tool in self._tools.allowed:
            yield listed.of_operation(tool), partial(self._call_own, tool)

    def _large(self, *, writes: bool) -> Iterator[tuple[ListedTool, _Handler]]:
        """Three tools for all operations."""
        yield listed.searching(len(self._tools.allowed)), self._search
        yield listed.describing(), self._describe
        yield listed.calling(writes=writes), self._call_any

    @cached_property
    def _index(self) -> Index:
        return Index(self._tools.allowed)

    async def _call_own(
        self, tool: Tool, given: Mapping[str, Any], progress: Progress
    ) -> CallToolResult:
        names = listed.own_names(tool)
        own = {name: given[said] for said, name in names.items() if said in given}
        arguments = {name: value for name, value in given.items() if name not in names}
        return await self._call(tool, arguments, own, progress)

    async def _search(self, given: Mapping[str, Any], _: Progress) -> CallToolResult:
        found = self._index.search(str(given.get("query", "")))
        limit = given.get("limit")
        shown = found[: limit if isinstance(limit, int) and limit > 0 else listed.FOUND]
        rows = [
            {"operation": each.name, "does": each.title, "request": each.request} for each in shown
        ]
        answer: dict[str, Any] = {"operations": rows, "found": len(found)}
        if not found:
            answer["hint"] = "other words may find it: what the thing is called, and what to do"
        return self._answers.of(self._answers.data(answer))

    async def _describe(self, given: Mapping[str, Any], _: Progress) -> CallToolResult:
        tool = self._tools.find(str(given.get("operation", "")))
        return self._answers.of(*self._answers.whole(of_operation(tool)))

    async def _call_any(self, given: Mapping[str, Any], progress: Progress) -> CallToolResult:
        tool = self._tools.find(str(given.get("operation", "")))
        arguments: Any = given.get("arguments")
        if arguments is None:
            arguments = {}
        if not is_dict(arguments):
            return self._answers.error("arguments must be an object")
        own = {name: given[name] for name in listed.OWN_NAMES if name in given}
        if outside := given.keys() - own.keys() - {"operation", "arguments"}:
            lost = ", ".join(sorted(outside))
            return self._answers.error(f"arguments of the operation stand in `arguments`: {lost}")
        return await self._call(tool, arguments, own, progress)

    async def _more(self, given: Mapping[str, Any], progress: Progress) -> CallToolResult:
        return self._answers.of(*await self._answers.more(str(given.get("cursor", "")), progress))

    async def _call(
        self,
        tool: Tool,
        arguments: Mapping[str, Any],
        own: Mapping[str, Any],
        progress: Progress,
    ) -> CallToolResult:
        own = {name: value for name, value in own.items() if value is not None}
        fields: Any = own.get("fields", [])
        count: Any = own.get("max_items")
        if not is_list(fields) or not all(isinstance(each, str) for each in fields):
            return self._answers.error("fields must be a list of names")
        if count is not None and (type(count) is not int or count < 1):
            return self._answers.error("max_items must be a whole number, 1 or more")
        if not isinstance(dry_run := own.get("dry_run", False), bool):
            return self._answers.error("dry_run must be true or false")
        wishes = Wishes(dry_run, fields, count)
        return await self._caller.call(tool, arguments, wishes, progress)

    async def _list_tools(self, _context: Any, _params: Any) -> ListToolsResult:
        return ListToolsResult(tools=[tool for tool, _ in self._offered.values()])

    async def _call_tool(self, context: Any, params: CallToolRequestParams) -> CallToolResult:
        try:
            if params.name not in self._offered:
                # Which is refused, or is an operation by another name.
                tool = self._tools.find(params.name)
                return self._answers.error(f"{tool.name} is called by `{self._called(tool)}`")
            progress = Progress(context.session.report_progress)
            return await self._offered[params.name][1](params.arguments or {}, progress)
        except LookupError as error:
            return self._answers.error(str(error))
        except APIError as error:  # of a further page
            return self._answers.failure(error)
        except Exception as error:  # the SDK would tell it without looking for secrets
            _logger.exception("%s failed", params.name)
            return self._answers.error(f"the server itself failed: {type(error).__name__}: {error}")

    def _called(self, tool: Tool) -> str:
        return tool.id if tool.id in self._offered else "call_operation"

    # Resources --------------------------------------------------------------------------------

    @property
    def _root(self) -> str:
        return f"docs://{quote(self._package)}"

    def _uri(self, tool: Tool) -> str:
        return f"{self._root}/operations/{quote(tool.name)}"

    async def _list_resources(self, _context: Any, _params: Any) -> ListResourcesResult:
        rules = Resource(
            uri=f"{self._root}/rules",
            name="rules",
            description="The business rules that requests are judged by.",
            mime_type=_MARKDOWN,
        )
        shown = self._tools.allowed if self._is_small else []  # others are found by the search
        documents = [
            Resource(
                uri=self._uri(each), name=each.name, description=each.title, mime_type=_MARKDOWN
            )
            for each in shown
        ]
        return ListResourcesResult(resources=[rules, *documents])

    async def _list_templates(self, _context: Any, _params: Any) -> ListResourceTemplatesResult:
        template = ResourceTemplate(
            uri_template=f"{self._root}/operations/{{operation}}",
            name="operation",
            description="All that there is to know of an operation.",
            mime_type=_MARKDOWN,
        )
        return ListResourceTemplatesResult(resource_templates=[template])

    async def _read_resource(
        self, _context: Any, params: ReadResourceRequestParams
    ) -> ReadResourceResult:
        uri = str(params.uri)
        lead = f"{self._root}/operations/"
        if uri == f"{self._root}/rules":
            text = of_rules(self._package)
        elif uri.startswith(lead):
            try:
                text = of_operation(self._tools.find(unquote(uri.removeprefix(lead))))
            except LookupError as error:
                raise MCPError(INVALID_PARAMS, str(error)) from None
        else:
            raise MCPError(INVALID_PARAMS, f"there is no resource {uri}")
        safe = self._answers.text(text).text
        contents = TextResourceContents(uri=params.uri, text=safe, mime_type=_MARKDOWN)
        return ReadResourceResult(contents=[contents])


def _is_small(tools: list[Tool]) -> bool:
    """Whether so many operations can be tools of their own."""
    if len(tools) > MOST_OPERATIONS:
        return False
    return sum(len(json.dumps(each.schema)) for each in tools) <= MOST_CHARACTERS


def _instructions(service: str, allowance: Allowance, more: str, *, is_small: bool) -> str:
    """What an agent is told of the server."""
    said = [f"Calls {service}."]
    if not is_small:
        said.append("Search for an operation, describe it, then call it.")
    if not allowance.writes:
        said.append("It reads only: what may change something is not offered.")
    said.append(
        "Arguments are judged before anything is sent; a wrong call is answered with what to mend and where."
        f" dry_run shows a request and sends nothing. What is cut has `more`: give that to the tool `{more}`."
    )
    return " ".join(said)
