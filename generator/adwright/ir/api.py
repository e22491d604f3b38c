"""The Api: frozen, complete, free of the document. Templates loop over it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from adwright.ir.classes import Alias, Model, Params
from adwright.ir.facts import Doc, Rule
from adwright.ir.operations import Operation, Resource
from adwright.ir.service import Credential, Event, RateLimit, SecurityScheme, Server, Variable
from adwright.ir.text import Identifier, Text


@dataclass(frozen=True, slots=True)
class Api:
    """One API, ready to print."""

    title: Text
    version: Text
    doc: Doc
    servers: tuple[Server, ...]
    base_url_env: Text | None
    schemes: tuple[SecurityScheme, ...]
    security: tuple[tuple[Identifier, ...], ...]
    models: tuple[Model, ...]
    params: tuple[Params, ...]
    aliases: tuple[Alias, ...]
    resources: tuple[Resource, ...]
    client_operations: tuple[Operation, ...]
    rate_limit: RateLimit | None = None
    events: tuple[
        Event, ...
    ] = ()  # what the service also sends: webhooks and callbacks with a body

    def aliases_of(self, use: Literal["enum", "model", "params"]) -> tuple[Alias, ...]:
        """The aliases of one use."""
        return tuple(alias for alias in self.aliases if alias.use == use)

    @property
    def credentials(self) -> dict[Identifier, Credential]:
        """What a client may be given to authenticate with, by keyword."""
        keys = {scheme.keyword: scheme.key for scheme in self.schemes}
        given = {keyword: env for scheme in self.schemes for keyword, env in scheme.env}
        return {keyword: Credential(env, keys.get(keyword)) for keyword, env in given.items()}

    @property
    def credentials_needed(self) -> tuple[Identifier, ...]:
        """The credentials that the first way to authenticate needs."""
        needed = self.security[0] if self.security else [each.name for each in self.schemes[:1]]
        return self.credentials_of(needed)

    def credentials_for(self, operation: Operation) -> tuple[Identifier, ...]:
        """The credentials that the first way to authenticate a call needs."""
        if operation.security is None and not self.security:
            return self.credentials_needed
        ways = self.security if operation.security is None else operation.security
        return self.credentials_of(next(filter(None, ways), ()))

    def credentials_of(self, names: Collection[str]) -> tuple[Identifier, ...]:
        """The credentials that some security schemes need together, without a login where they can do without."""
        schemes = [scheme for scheme in self.schemes if scheme.name in names]
        each = (scheme.env if scheme.kind == "Basic" else scheme.env[:1] for scheme in schemes)
        return tuple(dict.fromkeys(keyword for env in each for keyword, _ in env))

    @property
    def environments(self) -> tuple[Server, ...]:
        """The servers that have a name."""
        return tuple(server for server in self.servers if server.environment is not None)

    @property
    def servers_in_use(self) -> tuple[Server, ...]:
        """The servers that a client may call: the first, those with a name, those of operations."""
        own = (o.server for o in self.operations if o.server is not None)
        named = (server for server in self.servers[1:] if server.environment is not None)
        return (*self.servers[:1], *named, *own)

    @property
    def variables(self) -> tuple[Variable, ...]:
        """What a caller may choose of the URLs of servers in use: each keyword once, with all its values."""
        found: dict[Identifier, Variable] = {}
        for variable in (v for server in self.servers_in_use for v in server.variables):
            known = found.setdefault(variable.keyword, variable)
            both = bool(known.values and variable.values)
            values = tuple(dict.fromkeys((*known.values, *variable.values))) if both else ()
            found[variable.keyword] = replace(known, values=values)
        return tuple(found.values())

    @property
    def variable_keywords(self) -> dict[Text, Identifier]:
        """The client's keyword for each variable of a URL."""
        return {v.wire: v.keyword for server in self.servers_in_use for v in server.variables}

    def owned_rules(self) -> Iterator[tuple[str, Rule]]:
        """All rules with the names of what they are about: a class of what is sent, or `resource.method`."""
        for params in self.params:
            yield from ((params.name, rule) for rule in params.rules)
        for resource in self.resources:
            for operation in resource.operations:
                yield from ((f"{resource.name}.{operation.name}", rule) for rule in operation.rules)
        for operation in self.client_operations:
            yield from ((operation.name, rule) for rule in operation.rules)

    @property
    def rules(self) -> dict[Rule, tuple[str, ...]]:
        """Each rule once, with all that it is about."""
        owners: dict[Rule, dict[str, None]] = {}
        for owner, rule in self.owned_rules():
            owners.setdefault(rule, {})[owner] = None
        return {rule: tuple(names) for rule, names in owners.items()}

    @property
    def named_operations(self) -> Iterator[tuple[str, Operation]]:
        """Every operation, with what is written behind the client to call it: those of the client itself first."""
        yield from ((str(each.name), each) for each in self.client_operations)
        for resource in self.resources:
            yield from ((f"{resource.name}.{each.name}", each) for each in resource.operations)

    @property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation, those of resources first."""
        return (*(o for each in self.resources for o in each.operations), *self.client_operations)
