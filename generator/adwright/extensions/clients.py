"""Extensions about the client as a whole: credentials, and the names of servers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from adwright.extensions.extension import Extension
from adwright.extensions.shape import DOTTED, Also, Words
from adwright.ir.names import CLIENT_ARGUMENTS
from adwright.ir.text import Text

_TOKEN = Text("access_token")
_Pair = Annotated[tuple[Text, ...], Also(minItems=2, maxItems=2)]
_PathThere = Annotated[Text, DOTTED]
_Variable = Annotated[Text, Also(pattern="^[A-Za-z_][A-Za-z0-9_]*$")]
_OtherNames = Also(propertyNames={"not": {"enum": sorted(CLIENT_ARGUMENTS - {"base_url"})}})


@dataclass(frozen=True, slots=True)
class Login:
    """A login: what is sent where, and where the token stands in the response.

    Attributes:
        url: where it is sent.
        token: where the response has the token.
        content: how `send` is written.
        headers: headers that are sent.
        basic: user name and password.
        send: the members of the body; `{keyword}` stands for a credential.
        refresh: where the response has the refresh token.
        expires_in: where it has the seconds that the token lasts.
        lifetime: the seconds that the token lasts, where the response does not say so.
    """

    url: Words
    token: _PathThere = _TOKEN
    content: Literal["form", "json"] = "form"
    headers: Mapping[Text, Text] = field(default_factory=dict[Text, Text])
    basic: _Pair | None = None
    send: Mapping[Text, Text] = field(default_factory=dict[Text, Text])
    refresh: _PathThere | None = None
    expires_in: _PathThere | None = None
    lifetime: Annotated[int, Also(minimum=1)] | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a caller gives to prove who calls.

    Attributes:
        env: keyword of the client to environment variable.
        keyword: the keyword that holds an API key.
        prefix: what stands before a token.
        basic: user name and password; `{keyword}` stands for a credential.
        exchange: the login.
    """

    env: Annotated[Mapping[Text, _Variable], _OtherNames] = field(default_factory=dict[Text, Text])
    keyword: Words | None = None
    prefix: Text | None = None
    basic: _Pair | None = None
    exchange: Login | None = None


CREDENTIALS = Extension[Credentials](
    "x-credentials",
    ("security scheme",),
    Credentials,
    "The client's keywords with their environment variables (env), and the login (exchange).",
    "{env: {email: PETS_EMAIL, password: PETS_PASSWORD}, exchange: {url: /login, content: json, "
    "send: {mail: '{email}', pass: '{password}'}, token: auth.token}}",
)
ENVIRONMENT = Extension[Text](
    "x-environment",
    ("server",),
    Words,
    "The name by which a client chooses the server.",
    "production",
)
