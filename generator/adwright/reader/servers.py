"""Servers: where a client calls, and what of their URLs a caller may choose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from adwright.document.node import Node
from adwright.document.text.source import as_list
from adwright.extensions.clients import ENVIRONMENT
from adwright.ir import names
from adwright.ir.service import Server, Variable
from adwright.ir.text import Identifier, Text
from adwright.problems import Id, Problem
from adwright.schema import docs

_HOST = re.compile(
    r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(\.[A-Za-z]{2,}|:[0-9]+|\.[A-Za-z]{2,}:[0-9]+)(/|$)"
)
"""A URL that starts as a host, and would be read as a path."""


@dataclass(frozen=True, slots=True)
class ServerReader:
    """Reads the servers of a document, of a path or of an operation.

    Attributes:
        taken: the client's keywords for credentials, which no variable takes.
        warnings: gets what is doubtful.
    """

    taken: frozenset[Identifier]
    warnings: list[Problem]

    def read(self, owner: Node) -> tuple[Server, ...]:
        """The servers that a client may call, in the document's order."""
        nodes = owner["servers"].elements() if "servers" in owner else ()
        servers = (self._server(node) for node in nodes if docs.text_of(node, "url"))
        found = [server for server in servers if server is not None]
        named = Counter(server.environment for server in found if server.environment is not None)
        for name, count in named.items():
            if count > 1:
                words = f"{count} servers have the name {name.raw!r}; one of them can be chosen"
                problem = owner["servers"].problem(
                    Id.EXTENSION_TARGET, words, "name each otherwise"
                )
                self.warnings.append(problem)
        return tuple(found)

    def _server(self, node: Node) -> Server | None:
        url: str = node.value["url"].strip()
        variables = tuple(self._variables(node))
        if refusal := _refusal(url, {each.wire.raw: each.default.raw for each in variables}):
            self.warnings.append(node.problem(Id.SERVER_UNUSABLE, *refusal))
            return None
        environment = ENVIRONMENT.read(node, self.warnings)
        version = str(node.document.root.get("openapi"))
        named = version.startswith("3.2")  # before, a name means nothing
        own = docs.text_of(node, "name") if named else None
        return Server(Text(url), environment or own, docs.doc_of(node), variables)

    def _variables(self, node: Node) -> Iterator[Variable]:
        for key, variable in node["variables"].items() if "variables" in node else ():
            if f"{{{key}}}" not in node.value["url"]:
                continue
            default = variable.plain("default")
            values = tuple(Text(str(value)) for value in as_list(variable.plain("enum")))
            if default is None:
                words = f"server variable {key!r} has no default"
                self.warnings.append(variable.problem(Id.SERVER_VARIABLE_DEFAULT, words, "add one"))
                continue
            if values and Text(str(default)) not in values:
                words = f"the default of server variable {key!r} is not one of its values"
                self.warnings.append(variable.problem(Id.SERVER_VARIABLE_DEFAULT, words))
            keyword = names.client_keyword(key, self.taken)
            doc = replace(docs.doc_of(variable), default=None)  # it is said with the variable
            yield Variable(Text(key), keyword, Text(str(default)), values, doc)


def _refusal(url: str, defaults: Mapping[str, str]) -> tuple[str, str] | None:
    """Why a server is left out, and what to do about it.

    Args:
        url: its URL.
        defaults: the defaults of its variables, by name.
    """
    if _HOST.match(url):
        return "the server's URL has no scheme and is left out", f"write https://{url}"
    if "@" in url.split("://")[-1].split("/")[0]:
        return "the server's URL has credentials in it and is left out", "use a security scheme"
    for name in re.findall(r"{([^{}]*)}", url):
        if name not in defaults:
            return (
                f"server variable {name!r} is not described; the server is left out",
                "describe it in variables",
            )
    return _no_http(re.sub(r"{([^{}]*)}", lambda found: defaults[found[1]], url))


def _no_http(url: str) -> tuple[str, str] | None:
    """Why no client can call a URL that is written out, and what to do about it; a path has its host elsewhere."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # which is looked at only now
    except ValueError as error:
        return f"the server's URL is none ({error}) and is left out", "pass base_url="
    if parts.scheme not in ("", "http", "https"):
        return "the server's URL is neither http nor https and is left out", "pass base_url="
    if parts.scheme and not parts.hostname:
        return "the server's URL has no host and is left out", "pass base_url="
    return None
