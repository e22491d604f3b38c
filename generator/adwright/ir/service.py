"""Servers, and how a client proves who calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from adwright.ir.facts import Doc, In
from adwright.ir.text import Identifier, Text
from adwright.ir.types import Type


@dataclass(frozen=True, slots=True)
class Variable:
    """A part of a server's URL that a caller may choose.

    Attributes:
        wire: its name in the URL.
        keyword: the client's keyword for it.
        default: what it is unless chosen.
        values: all that it may be, where they are known.
    """

    wire: Text
    keyword: Identifier
    default: Text
    values: tuple[Text, ...]
    doc: Doc


@dataclass(frozen=True, slots=True)
class Server:
    """Where the API is served."""

    url: Text
    environment: Text | None
    doc: Doc
    variables: tuple[Variable, ...] = ()


@dataclass(frozen=True, slots=True)
class RateLimit:
    """How many requests may be sent in how many seconds."""

    requests: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Login:
    """A login: what is sent where, and where the token stands in the response."""

    url: Text
    content: Literal["form", "json"]
    send: tuple[tuple[Text, Text], ...]
    headers: tuple[tuple[Text, Text], ...]
    basic: tuple[Text, Text] | None
    token: Text
    refresh: Text | None
    expires_in: Text | None
    lifetime: int | None


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """One way to authenticate.

    Attributes:
        name: how alternatives refer to it.
        kind: the runtime's class for it.
        env: client keyword to environment variable.
        exchange: the login, where there is one.
        key: name and place of an API key, `keyword` the client keyword that holds it.
        prefix: what stands before a token.
        basic: user name and password, with `{keyword}` for a credential.
    """

    name: Identifier
    kind: Literal["ApiKey", "Basic", "Bearer", "OAuth2"]
    env: tuple[tuple[Identifier, Text | None], ...]
    doc: Doc
    login: Login | None = None
    key: tuple[Text, In] | None = None
    prefix: Text | None = None
    basic: tuple[Text, Text] | None = None
    keyword: Identifier | None = None

    @property
    def variables(self) -> tuple[tuple[Identifier, Text], ...]:
        """Its environment variables, by the client's keyword."""
        return tuple((keyword, name) for keyword, name in self.env if name is not None)


class Credential(NamedTuple):
    """A credential that a client is given: the environment variable for it, and where it goes if it goes alone."""

    env: Text | None
    key: tuple[Text, In] | None


@dataclass(frozen=True, slots=True)
class Event:
    """What a service sends by itself.

    Attributes:
        name: the function that reads it.
        wire: what the service calls it.
        type: its payload.
        doc: what is said of it.
    """

    name: Identifier
    wire: Text
    type: Type
    doc: Doc
