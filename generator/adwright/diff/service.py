"""The client itself: servers, environments, credentials, what a call needs to be let in."""

from __future__ import annotations

from adwright.diff.comparison import Comparison
from adwright.diff.verdicts import Verdict
from adwright.diff.words import said, several, value, values
from adwright.ir.api import Api
from adwright.ir.service import RateLimit, SecurityScheme
from adwright.ir.text import Identifier, Text

_Security = tuple[tuple[Identifier, ...], ...]
"""Alternatives of security schemes that are needed together."""


def compare_service(comparison: Comparison) -> None:
    """Note what changed in how a client is made and where it calls."""
    client = comparison.client
    old, new = comparison.old.api, comparison.new.api
    _compare_servers(comparison, old, new)
    _compare_env(comparison, f"{client}(base_url=)", old.base_url_env, new.base_url_env)
    _compare_variables(comparison, old, new)
    _compare_credentials(comparison, old, new)
    _compare_schemes(comparison, old, new)
    compare_security(comparison, client, old.security, new.security)
    compare_rate_limits(comparison, f"{client}(rate_limit=)", old.rate_limit, new.rate_limit)
    comparison.docs(client, old.doc, new.doc)
    if old.title != new.title:
        words = f"titled {value(new.title)}, was {value(old.title)}"
        comparison.add(Verdict.INFO_CHANGED, client, words)
    if old.version != new.version:
        words = f"version {said(new.version)} of the API, was {said(old.version)}"
        comparison.add(Verdict.INFO_CHANGED, client, words)


def _compare_servers(comparison: Comparison, old: Api, new: Api) -> None:
    client = comparison.client
    olds, news = (
        {said(server.environment): server for server in api.environments} for api in (old, new)
    )
    environment = f"{client}(environment='{{}}')"
    gone, come = Verdict.ENVIRONMENT_REMOVED, Verdict.ENVIRONMENT_ADDED
    for symbol, was, now in comparison.kept(environment, olds, news, gone, come):
        if was.url != now.url:
            words = f"calls {said(now.url)}, was {said(was.url)}"
            comparison.add(Verdict.SERVER_CHANGED, symbol, words)
        comparison.docs(symbol, was.doc, now.doc)
    symbol = f"{client}(base_url=)"
    before, after = (api.servers[0].url if api.servers else None for api in (old, new))
    if after is None and before is not None:
        words = f"must be given, was by default {said(before)}"
        comparison.add(Verdict.DEFAULT_SERVER_REMOVED, symbol, words)
    elif before is None and after is not None:
        comparison.add(Verdict.DEFAULT_SERVER_ADDED, symbol, f"by default {said(after)}")
    elif before != after:
        words = f"by default calls {said(after)}, was {said(before)}"
        comparison.add(Verdict.SERVER_CHANGED, symbol, words)
    others, others_now = (
        {server.url for server in api.servers[1:] if server.environment is None}
        for api in (old, new)
    )
    if others != others_now:
        comparison.add(Verdict.SERVER_LIST_CHANGED, client, "other servers are listed")


def _compare_variables(comparison: Comparison, old: Api, new: Api) -> None:
    """What a caller may choose of the servers' URLs."""
    olds, news = ({v.keyword: v for v in api.variables} for api in (old, new))
    keyword = f"{comparison.client}({{}}=)"
    gone, come = Verdict.SERVER_VARIABLE_REMOVED, Verdict.SERVER_VARIABLE_ADDED
    for symbol, was, now in comparison.kept(keyword, olds, news, gone, come):
        if {*was.values} != {*now.values}:
            fewer = now.values and not (was.values and {*was.values} <= {*now.values})
            words = f"one of {values(now.values)}" if now.values else "any text"
            less, more = Verdict.SERVER_VARIABLE_VALUE_REMOVED, Verdict.SERVER_VARIABLE_VALUE_ADDED
            comparison.add(less if fewer else more, symbol, f"may be {words}")
        if was.default != now.default:
            words = f"by default {value(now.default)}, was {value(was.default)}"
            comparison.add(Verdict.DEFAULT_CHANGED, symbol, words)
        comparison.docs(symbol, was.doc, now.doc)


def _compare_credentials(comparison: Comparison, old: Api, new: Api) -> None:
    """The keywords of the constructor, and the environment variables that stand in for them."""
    keyword = f"{comparison.client}({{}}=)"
    gone, come = Verdict.CREDENTIAL_REMOVED, Verdict.CREDENTIAL_ADDED
    for symbol, was, now in comparison.kept(keyword, old.credentials, new.credentials, gone, come):
        _compare_env(comparison, symbol, was.env, now.env)


def _compare_env(comparison: Comparison, symbol: str, old: Text | None, new: Text | None) -> None:
    """The environment variable that stands in for an argument of the constructor."""
    if old is None and new is not None:
        words = f"read from {said(new)} if left out"
        comparison.add(Verdict.ENVIRONMENT_VARIABLE_ADDED, symbol, words)
    elif old != new:
        words = f"read from {said(new) or 'no environment variable'}, was {said(old)}"
        comparison.add(Verdict.ENVIRONMENT_VARIABLE_CHANGED, symbol, words)


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
            words = f"{keywords}: sent in another form"
            comparison.add(Verdict.SECURITY_SCHEME_CHANGED, symbol, words)
        if before.login != scheme.login:
            words = f"{keywords}: logs in in another way"
            comparison.add(Verdict.SECURITY_SCHEME_CHANGED, symbol, words)
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
        comparison.add(Verdict.SECURITY_LOOSENED, symbol, words)
    else:
        words = f"{words}, was {' or '.join(was.values())}"
        comparison.add(Verdict.SECURITY_TIGHTENED, symbol, words)


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


def compare_rate_limits(
    comparison: Comparison, symbol: str, old: RateLimit | None, new: RateLimit | None
) -> None:
    """Note that requests are held back otherwise."""
    if old != new:
        now, was = (
            f"{limit.requests} requests in {limit.seconds} s" if limit else "no limit"
            for limit in (new, old)
        )
        comparison.add(Verdict.RATE_LIMIT_CHANGED, symbol, f"keeps to {now}, was {was}")
