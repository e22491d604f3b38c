"""Security schemes: how a client proves who calls."""

from __future__ import annotations

import re
from typing import Any

from adwright.api import docs, names
from adwright.api.model import Exchange, In, SecurityScheme
from adwright.api.text import Identifier, Text
from adwright.document.node import Node
from adwright.document.source import as_list, as_object, is_object
from adwright.problems import Problem

_VARIABLE = re.compile(r"[A-Za-z_]\w*", re.ASCII)  # what an environment variable may be called
_KEY_PLACES: dict[str, In] = {"header": "header", "query": "query", "cookie": "cookie"}
_EXCHANGE_KEYS = {
    "url",
    "content",
    "headers",
    "basic",
    "send",
    "token",
    "refresh",
    "expires_in",
    "lifetime",
}


def read_schemes(root: Node, warnings: list[Problem]) -> tuple[SecurityScheme, ...]:
    """The security schemes of a document that a client can serve."""
    components = root.get("components")
    nodes = components.get("securitySchemes") if components is not None else None
    if nodes is None:
        return ()
    schemes = [_scheme(name, node.resolve(), warnings) for name, node in nodes.items()]
    return tuple(scheme for scheme in schemes if scheme is not None)


def servable(
    security: tuple[tuple[Identifier, ...], ...], schemes: tuple[SecurityScheme, ...]
) -> tuple[tuple[Identifier, ...], ...]:
    """Alternatives of schemes without those that a client does not serve, such as certificates of its own."""
    known = {scheme.name for scheme in schemes}
    alternatives = (tuple(name for name in names if name in known) for names in security)
    return tuple(dict.fromkeys(alternatives))


def _scheme(name: str, node: Node, warnings: list[Problem]) -> SecurityScheme | None:
    said = _credentials(node, warnings)
    identifier = names.variable(name, "scheme")
    doc = docs.doc_of(node)
    exchange = _exchange(as_object(said.get("exchange")))
    kind, http = node.plain("type"), str(node.plain("scheme")).lower()
    if kind == "apiKey" and node.plain("in") in _KEY_PLACES and isinstance(node.plain("name"), str):
        key = (Text(node.value["name"]), _KEY_PLACES[node.value["in"]])
        keyword = said.get("keyword") or next(iter(as_object(said.get("env"))), None) or "api_key"
        env = _env(said, [names.variable(keyword, "api_key")])
        return SecurityScheme(
            identifier, "ApiKey", env, doc, exchange, key, keyword=names.variable(keyword, "key")
        )
    if kind == "http" and http == "basic":
        basic = _pair(said.get("basic"))
        usual = [] if basic else ["username", "password"]
        return SecurityScheme(identifier, "Basic", _env(said, usual), doc, basic=basic)
    if kind in ("oauth2", "openIdConnect") or (kind == "http" and http == "bearer"):
        prefix = Text(said["prefix"]) if isinstance(said.get("prefix"), str) else None
        return SecurityScheme(
            identifier,
            "Bearer" if kind == "http" else "OAuth2",
            _env(said, ["token"]),
            doc,
            exchange,
            prefix=prefix,
        )
    warnings.append(
        node.problem(
            f"security scheme {name!r} is of a kind that a client cannot serve", "pass headers="
        )
    )
    return None


def _credentials(node: Node, warnings: list[Problem]) -> dict[str, Any]:
    said = node.get("x-credentials")
    if said is None:
        return {}
    env, exchange = said.plain("env"), said.plain("exchange")
    good = (
        all(isinstance(v, str) and _VARIABLE.fullmatch(v) for v in as_object(env).values())
        and not as_object(env).keys() & (names.CLIENT_ARGUMENTS - {"base_url"})
        and isinstance(env or {}, dict)
        and isinstance(exchange or {}, dict)
        and as_object(exchange).keys() <= _EXCHANGE_KEYS
    )
    if not good or not is_object(said.value):
        warnings.append(said.problem("x-credentials has another shape than ours and is ignored"))
        return {}
    return said.value


def _env(said: dict[str, Any], usual: list[str]) -> tuple[tuple[Identifier, Text | None], ...]:
    """Client keyword to environment variable; without any said, the usual keywords."""
    env: dict[str, str] = {k: v for k, v in as_object(said.get("env")).items() if k != "base_url"}
    return tuple(
        (names.variable(keyword, "credential"), Text(env[keyword]) if keyword in env else None)
        for keyword in (env or usual)
    )


def base_url_variable(root: Node) -> Text | None:
    """The environment variable that may name another base URL."""
    components = root.get("components")
    nodes = components.get("securitySchemes") if components is not None else None
    for _, node in nodes.items() if nodes is not None else ():
        said = node.resolve().get("x-credentials")
        variable = as_object(said.plain("env")).get("base_url") if said is not None else None
        if isinstance(variable, str):
            return Text(variable)
    return None


def _exchange(said: dict[str, Any]) -> Exchange | None:
    if not isinstance(said.get("url"), str):
        return None
    return Exchange(
        url=Text(said["url"]),
        content="json" if said.get("content") == "json" else "form",
        send=_pairs(said.get("send")),
        headers=_pairs(said.get("headers")),
        basic=_pair(said.get("basic")),
        token=Text(str(said.get("token", "access_token"))),
        refresh=_text(said.get("refresh")),
        expires_in=_text(said.get("expires_in")),
        lifetime=said["lifetime"] if isinstance(said.get("lifetime"), int) else None,
    )


def _pairs(value: Any) -> tuple[tuple[Text, Text], ...]:
    return tuple((Text(str(k)), Text(str(v))) for k, v in as_object(value).items())


def _pair(value: Any) -> tuple[Text, Text] | None:
    parts = [part for part in as_list(value) if isinstance(part, str)]
    return (Text(parts[0]), Text(parts[1])) if len(parts) == 2 else None


def _text(value: Any) -> Text | None:
    return Text(value) if isinstance(value, str) else None
