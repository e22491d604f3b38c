"""The service of a client as code: servers, security schemes, logins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adwright.ir.model import Api, Login, SecurityScheme, Server, Variable
from adwright.ir.text import Constant, Identifier, Text
from adwright.render.code import collection, quoted, tuple_of
from adwright.render.prose import literal, literals, mapping


@dataclass(frozen=True, slots=True)
class PrintedService:
    """What `Service(...)` takes, and what a client's constructor hands on of its servers' variables."""

    name: Text
    servers: str | None
    schemes: tuple[tuple[Identifier, str], ...]
    security: str | None
    base_url_env: Text | None
    user_agent: str
    variables: tuple[tuple[Identifier, str], ...]
    chosen: str


def print_service(api: Api, package: Identifier) -> PrintedService:
    """The service of an Api."""
    servers = [printed_server(server) for server in api.servers]
    return PrintedService(
        name=api.title,
        servers=collection("(", servers, ")", 4, "servers=") if servers else None,
        schemes=tuple((scheme.name, _scheme(scheme)) for scheme in api.schemes),
        security=alternatives(api.security) if api.security else None,
        base_url_env=api.base_url_env,
        user_agent=f"{package} (adwright)",
        variables=tuple((v.keyword, _annotation(v)) for v in api.variables),
        chosen=_chosen(api),
    )


def alternatives(security: Sequence[Sequence[Identifier]]) -> str:
    """Combinations of security schemes, one of which a request needs."""
    return tuple_of([tuple_of([quoted(name) for name in schemes]) for schemes in security])


def printed_server(server: Server) -> str:
    """A server as code."""
    parts = [literal(server.url)]
    if server.environment is not None:
        parts.append(f"environment={literal(server.environment)}")
    if server.variables:
        entries = (f"{literal(each.wire)}: {_variable(each)}" for each in server.variables)
        parts.append(f"variables={{{', '.join(entries)}}}")
    return f"Server({', '.join(parts)})"


def _variable(variable: Variable) -> str:
    values = [literal(value) for value in variable.values]
    enum = f", enum={tuple_of(values)}" if values else ""
    return f"Variable({literal(variable.default)}{enum})"


def _annotation(variable: Variable) -> str:
    """The type of the constructor's argument for a variable."""
    return f"Literal[{literals(variable.values)}]" if variable.values else "str"


def _chosen(api: Api) -> str:
    """What the constructor's arguments say of the variables, each by its name in the URL."""
    keywords = {v.wire: v.keyword for server in api.servers_in_use for v in server.variables}
    entries = [f"{literal(wire)}: {keyword}" for wire, keyword in keywords.items()]
    return collection("{", entries, "}", 12, "variables=")


def _scheme(scheme: SecurityScheme) -> str:
    parts: list[str] = []
    if scheme.key is not None:
        parts += [literal(scheme.key[0]), f'location="{scheme.key[1]}"']
    env = [(keyword, variable) for keyword, variable in scheme.env if variable is not None]
    if env:
        parts.append(f"env={mapping(env)}")
    if scheme.keyword is not None and len(env) != 1:
        parts.append(f'keyword="{scheme.keyword}"')
    if scheme.basic is not None:
        parts += [f"username={literal(scheme.basic[0])}", f"password={literal(scheme.basic[1])}"]
    if scheme.prefix is not None:
        parts.append(f"prefix={literal(scheme.prefix)}")
    if scheme.login is not None:
        parts.append(f"login={_login(scheme.login)}")
    return f"{scheme.kind}({', '.join(parts)})"


def _login(login: Login) -> str:
    parts = [
        f"url={literal(login.url)}",
        f'content="{login.content}"',
        f"send={mapping(login.send)}",
    ]
    if login.headers:
        parts.append(f"headers={mapping(login.headers)}")
    if login.basic is not None:
        parts.append(f"basic=({literals(login.basic)})")
    given: dict[str, Constant] = {
        "token": login.token,
        "refresh": login.refresh,
        "expires_in": login.expires_in,
        "lifetime": login.lifetime,
    }
    parts += [f"{key}={literal(value)}" for key, value in given.items() if value is not None]
    return f"LoginSpec({', '.join(parts)})"
