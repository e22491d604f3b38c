"""The client itself: servers, environments, credentials, what a call needs to be let in."""

from __future__ import annotations

from adwright.diff.sides import Comparison
from adwright.diff.words import said, several, value, values
from adwright.ir.model import Api, SecurityScheme, Server
from adwright.ir.text import Identifier, Text

_Security = tuple[tuple[Identifier, ...], ...]
"""Alternatives of security schemes that are needed together."""


def compare_service(comparison: Comparison) -> None:
    """Note what changed in how a client is made and where it calls."""
    client, ledger = comparison.client, comparison.ledger
    old, new = comparison.old.api, comparison.new.api
    _compare_servers(comparison, old.servers, new.servers)
    if old.base_url_env != new.base_url_env:
        words = f"read from {said(new.base_url_env) or 'no environment variable'}"
        was = f", was {said(old.base_url_env)}" if old.base_url_env is not None else ""
        breaks = old.base_url_env is not None
        ledger.either(breaks, f"{client}(base_url=)", words + was)
    _compare_variables(comparison, old, new)
    _compare_credentials(comparison, old, new)
    _compare_schemes(comparison, old, new)
    compare_security(comparison, client, old.security, new.security)
    comparison.docs(client, old.doc, new.doc)
    if old.title != new.title:
        ledger.docs(client, f"titled {value(new.title)}, was {value(old.title)}")
    if old.version != new.version:
        ledger.docs(client, f"version {said(new.version)} of the API, was {said(old.version)}")


def _compare_servers(
    comparison: Comparison, old: tuple[Server, ...], new: tuple[Server, ...]
) -> None:
    symbol, ledger = f"{comparison.client}(environment=)", comparison.ledger
    olds = {server.environment: server for server in old if server.environment is not None}
    news = {server.environment: server for server in new if server.environment is not None}
    for name in olds.keys() - news.keys():
        ledger.breaking(symbol, f"{value(name)} is no longer one of the environments", "removed")
    for name in news.keys() - olds.keys():
        ledger.compatible(symbol, f"{value(name)} is one of the environments", "added")
    for name in olds.keys() & news.keys():
        words = _moved(olds[name], news[name])
        if words:
            ledger.compatible(symbol, f"{value(name)} {words}")
        comparison.docs(symbol, olds[name].doc, news[name].doc)
    before, after = (servers[0] if servers else None for servers in (old, new))
    symbol = f"{comparison.client}(base_url=)"
    if before is None and after is not None:
        ledger.compatible(symbol, f"by default {said(after.url)}")
    elif before is not None and after is None:
        ledger.breaking(symbol, f"must be given, was by default {said(before.url)}")
    elif before is not None and after is not None and (words := _moved(before, after)):
        ledger.compatible(symbol, f"by default {words}")
    others, others_now = ({s.url for s in side[1:] if s.environment is None} for side in (old, new))
    if others != others_now:
        ledger.docs(comparison.client, "other servers are listed")


def _moved(old: Server, new: Server) -> str:
    """What changed of where a server is; empty if nothing did."""
    if old.url != new.url:
        return f"calls {said(new.url)}, was {said(old.url)}"
    return ""


def _compare_variables(comparison: Comparison, old: Api, new: Api) -> None:
    """What a caller may choose of the servers' URLs."""
    olds, news = ({v.keyword: v for v in api.variables} for api in (old, new))
    ledger = comparison.ledger
    for keyword in olds.keys() - news.keys():
        ledger.breaking(f"{comparison.client}({keyword}=)", "removed", "removed")
    for keyword in news.keys() - olds.keys():
        ledger.compatible(f"{comparison.client}({keyword}=)", "added", "added")
    for keyword in olds.keys() & news.keys():
        symbol, was, now = f"{comparison.client}({keyword}=)", olds[keyword], news[keyword]
        if was.values != now.values:
            breaks = bool(now.values) and not (was.values and {*was.values} <= {*now.values})
            words = f"one of {values(now.values)}" if now.values else "any text"
            ledger.either(breaks, symbol, f"may be {words}")
        if was.default != now.default:
            ledger.compatible(symbol, f"by default {value(now.default)}, was {value(was.default)}")
        comparison.docs(symbol, was.doc, now.doc)


def _compare_credentials(comparison: Comparison, old: Api, new: Api) -> None:
    """The keywords of the constructor, and the environment variables that stand in for them."""
    olds, news = _credentials(old), _credentials(new)
    for keyword, variable in olds.items():
        symbol = f"{comparison.client}({keyword}=)"
        if keyword not in news:
            comparison.ledger.breaking(symbol, "removed", "removed")
        elif variable is None and news[keyword] is not None:
            comparison.ledger.compatible(symbol, f"read from {said(news[keyword])} if left out")
        elif variable != news[keyword]:
            words = f"read from {said(news[keyword]) or 'no environment variable'}"
            comparison.ledger.breaking(symbol, f"{words}, was {said(variable)}")
    for keyword in news.keys() - olds.keys():
        comparison.ledger.compatible(f"{comparison.client}({keyword}=)", "added", "added")


def _credentials(api: Api) -> dict[Identifier, Text | None]:
    return {keyword: variable for scheme in api.schemes for keyword, variable in scheme.env}


def _compare_schemes(comparison: Comparison, old: Api, new: Api) -> None:
    """How credentials travel, which a caller does not see."""
    olds = {scheme.name: scheme for scheme in old.schemes}
    for scheme in new.schemes:
        before = olds.get(scheme.name)
        if before is None:
            continue
        keywords = several(keyword for keyword, _ in scheme.env) or scheme.name
        symbol = f"{comparison.client}({keywords}=)" if len(scheme.env) == 1 else comparison.client
        if _sent(before) != _sent(scheme):
            comparison.ledger.compatible(symbol, f"{keywords}: sent in another form")
        if before.login != scheme.login:
            comparison.ledger.compatible(symbol, f"{keywords}: logs in in another way")
        comparison.docs(symbol, before.doc, scheme.doc)


def _sent(scheme: SecurityScheme) -> object:
    kind = "Bearer" if scheme.kind == "OAuth2" else scheme.kind
    return kind, scheme.key, scheme.prefix, scheme.basic, scheme.keyword


def compare_security(
    comparison: Comparison, symbol: str, old: _Security | None, new: _Security | None
) -> None:
    """Note what changed in the credentials that calls need.

    Args:
        comparison: takes what is found.
        symbol: the client, or a method that has alternatives of its own.
        old: alternatives of schemes that are needed together; None for those of the whole API.
        new: the alternatives now.
    """
    was = _needs(comparison.old.api, old)
    now = _needs(comparison.new.api, new)
    if was.keys() == now.keys():
        return
    words = f"needs {' or '.join(now.values())}"
    if all(any(other <= together for other in now) for together in was):
        comparison.ledger.compatible(symbol, words)
    else:
        comparison.ledger.breaking(symbol, f"{words}, was {' or '.join(was.values())}")


def _needs(api: Api, security: _Security | None) -> dict[frozenset[object], str]:
    """Alternatives by what a caller must give for each, with words for them."""
    given: dict[Identifier, object] = {
        scheme.name: frozenset(keyword for keyword, _ in scheme.env) for scheme in api.schemes
    }
    alternatives = api.security if security is None else security
    return {
        frozenset(given.get(name, name) for name in together): " with ".join(sorted(together))
        or "no credentials"
        for together in alternatives or ((),)
    }
