"""Security schemes: how a client proves who calls."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from adwright.document.node import Node
from adwright.document.source import as_list, as_object, is_object
from adwright.ir import names
from adwright.ir.model import In, Login, SecurityScheme
from adwright.ir.text import Identifier, Text
from adwright.problems import Problem
from adwright.schema import docs

_VARIABLE = re.compile(r"[A-Za-z_]\w*", re.ASCII)  # what an environment variable may be called
_KEY_PLACES: dict[str, In] = {"header": "header", "query": "query", "cookie": "cookie"}
_LOGIN_KEYS = {
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
# The keywords of all credentials but API keys.
_USUAL = {"token", "username", "password"}


def read_schemes(root: Node, warnings: list[Problem]) -> dict[str, SecurityScheme]:
    """The security schemes of a document that a client can serve, by the name they have there."""
    components = root.get("components")
    declared = components.get("securitySchemes") if components is not None else None
    nodes = {name: node.resolve() for name, node in declared.items()} if declared else {}
    identifiers = names.distinct({name: names.variable(name, "scheme") for name in nodes})
    said = {name: _credentials(node, warnings) for name, node in nodes.items()}
    keys = _key_keywords(nodes, said)
    schemes = {
        name: _scheme(name, identifiers[name], node, said[name], keys.get(name), warnings)
        for name, node in nodes.items()
    }
    return {name: scheme for name, scheme in schemes.items() if scheme is not None}


def servable(
    security: Node, schemes: Mapping[str, SecurityScheme]
) -> tuple[tuple[Identifier, ...], ...]:
    """Alternatives of schemes, without those that a client does not serve, such as certificates of its own."""
    alternatives = (
        tuple(schemes[name].name for name, _ in alternative.items() if name in schemes)
        for alternative in security.elements()
    )
    return tuple(dict.fromkeys(alternatives))


def _key_keywords(
    nodes: Mapping[str, Node], said: Mapping[str, dict[str, Any]]
) -> dict[str, Identifier]:
    """The client keyword of each API key.

    One key alone is `api_key`. Several hold different secrets, often needed together (an id and a
    key, a key and its token): each is called as its scheme is, if the document says nothing else.
    """
    keys = [name for name, node in nodes.items() if node.plain("type") == "apiKey"]
    first = {name: next(iter(as_object(said[name].get("env"))), None) for name in keys}
    words = {name: said[name].get("keyword") or first[name] for name in keys}
    own = {name: names.variable(str(word), "key") for name, word in words.items() if word}
    others = [name for name in keys if name not in own]
    if len(others) < 2:
        return {**own, **dict.fromkeys(others, Identifier("api_key"))}
    given = {word for each in said.values() for word in as_object(each.get("env"))}
    taken = names.CLIENT_ARGUMENTS | _USUAL | {names.variable(word, "key") for word in given}
    wanted = {name: names.variable(name, "api_key") for name in others}
    free = {name: f"{word}_key" if word in taken else word for name, word in wanted.items()}
    return {**own, **names.distinct(free, taken)}


def _scheme(
    name: str,
    identifier: Identifier,
    node: Node,
    said: dict[str, Any],
    keyword: Identifier | None,
    warnings: list[Problem],
) -> SecurityScheme | None:
    doc = docs.doc_of(node)
    login = _login(as_object(said.get("exchange")))
    kind, http = node.plain("type"), str(node.plain("scheme")).lower()
    if kind == "apiKey" and node.plain("in") in _KEY_PLACES and isinstance(node.plain("name"), str):
        key = (Text(node.value["name"]), _KEY_PLACES[node.value["in"]])
        env = _env(said, [keyword or "api_key"])
        return SecurityScheme(identifier, "ApiKey", env, doc, login, key, keyword=keyword)
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
            login,
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
    env, login = said.plain("env"), said.plain("exchange")
    good = (
        all(isinstance(v, str) and _VARIABLE.fullmatch(v) for v in as_object(env).values())
        and not as_object(env).keys() & (names.CLIENT_ARGUMENTS - {"base_url"})
        and isinstance(env or {}, dict)
        and isinstance(login or {}, dict)
        and as_object(login).keys() <= _LOGIN_KEYS
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


def _login(said: dict[str, Any]) -> Login | None:
    if not isinstance(said.get("url"), str):
        return None
    return Login(
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
