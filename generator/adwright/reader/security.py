"""Security schemes: how a client proves who calls."""

from __future__ import annotations

from collections.abc import Mapping

from adwright.document.node import Node
from adwright.extensions import clients
from adwright.extensions.clients import CREDENTIALS, Credentials
from adwright.ir import names
from adwright.ir.facts import In
from adwright.ir.service import Login, SecurityScheme
from adwright.ir.text import Identifier, Text
from adwright.problems import Id, Problem, did_you_mean
from adwright.schema import docs

_KEY_PLACES: dict[str, In] = {"header": "header", "query": "query", "cookie": "cookie"}
_BASE_URL = Text("base_url")  # a keyword of the client that is no credential
# The keywords of all credentials but API keys.
_USUAL = {"token", "username", "password"}


def read_schemes(root: Node, warnings: list[Problem]) -> dict[str, SecurityScheme]:
    """The security schemes of a document that a client can serve, by the name they have there."""
    components = root.get("components")
    declared = components.get("securitySchemes") if components is not None else None
    nodes = {name: node.resolve() for name, node in declared.items()} if declared else {}
    identifiers = names.distinct({name: names.variable(name, "scheme") for name in nodes})
    said = {name: CREDENTIALS.read(n, warnings) or Credentials() for name, n in nodes.items()}
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
    nodes: Mapping[str, Node], said: Mapping[str, Credentials]
) -> dict[str, Identifier]:
    """The client keyword of each API key.

    One key alone is `api_key`. Several hold different secrets, often needed together (an id and a
    key, a key and its token): each is called as its scheme is, if the document says nothing else.
    """
    keys = [name for name, node in nodes.items() if node.plain("type") == "apiKey"]
    words = {name: said[name].keyword or next(iter(said[name].env), None) for name in keys}
    own = {name: names.variable(word.raw, "key") for name, word in words.items() if word}
    others = [name for name in keys if name not in own]
    if len(others) < 2:
        return {**own, **dict.fromkeys(others, Identifier("api_key"))}
    given = {word.raw for each in said.values() for word in each.env}
    taken = names.CLIENT_ARGUMENTS | _USUAL | {names.variable(word, "key") for word in given}
    wanted = {name: names.variable(name, "api_key") for name in others}
    free = {name: f"{word}_key" if word in taken else word for name, word in wanted.items()}
    return {**own, **names.distinct(free, taken)}


def _scheme(
    name: str,
    identifier: Identifier,
    node: Node,
    said: Credentials,
    keyword: Identifier | None,
    warnings: list[Problem],
) -> SecurityScheme | None:
    doc = docs.doc_of(node)
    login = _login(said.exchange) if said.exchange is not None else None
    kind, http = node.plain("type"), str(node.plain("scheme")).lower()
    if kind == "apiKey" and node.plain("in") in _KEY_PLACES and isinstance(node.plain("name"), str):
        key = (Text(node.value["name"]), _KEY_PLACES[node.value["in"]])
        env = _env(said, [keyword or "api_key"])
        return SecurityScheme(identifier, "ApiKey", env, doc, login, key, keyword=keyword)
    if kind == "http" and http == "basic":
        basic = _pair(said.basic)
        usual = [] if basic else ["username", "password"]
        return SecurityScheme(identifier, "Basic", _env(said, usual), doc, basic=basic)
    if kind in ("oauth2", "openIdConnect") or (kind == "http" and http == "bearer"):
        return SecurityScheme(
            identifier,
            "Bearer" if kind == "http" else "OAuth2",
            _env(said, ["token"]),
            doc,
            login,
            prefix=said.prefix,
        )
    warnings.append(
        node.problem(
            Id.SECURITY_SCHEME_UNSUPPORTED,
            f"security scheme {name!r} is of a kind that a client cannot serve",
            (did_you_mean(http, ("basic", "bearer")) if kind == "http" else "") or "pass headers=",
        )
    )
    return None


def _env(said: Credentials, usual: list[str]) -> tuple[tuple[Identifier, Text | None], ...]:
    """Client keyword to environment variable; without any said, the usual keywords."""
    env = {keyword.raw: v for keyword, v in said.env.items() if keyword != _BASE_URL}
    return tuple(
        (names.variable(keyword, "credential"), env.get(keyword)) for keyword in (env or usual)
    )


def base_url_variable(root: Node) -> Text | None:
    """The environment variable that may name another base URL."""
    components = root.get("components")
    nodes = components.get("securitySchemes") if components is not None else None
    for _, node in nodes.items() if nodes is not None else ():
        said = CREDENTIALS.read(node.resolve())
        if said is not None and _BASE_URL in said.env:
            return said.env[_BASE_URL]
    return None


def _login(said: clients.Login) -> Login:
    return Login(
        url=said.url,
        content=said.content,
        send=(*said.send.items(),),
        headers=(*said.headers.items(),),
        basic=_pair(said.basic),
        token=said.token,
        refresh=said.refresh,
        expires_in=said.expires_in,
        lifetime=said.lifetime,
    )


def _pair(said: tuple[Text, ...] | None) -> tuple[Text, Text] | None:
    return (said[0], said[1]) if said is not None else None
