"""What sync and async clients share: settings, and what can be said of a call without making it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, TypeVar, Unpack

from .errors import Violation
from .http.auth import Authenticator
from .http.calls import ClientSettings, PreparedCall, prepare
from .http.clients import AsyncHttpxClient, HttpxClient
from .http.limits import Limits
from .http.logs import show_log
from .http.urls import split_base
from .options import MOST_BYTES, UNSET, CallOptions, ClientOptions, Hooks, Unset, wrong_settings
from .requests.build import merged_headers, rules_left_out, violations
from .requests.parameters import UnsendableError
from .spec.operation import Operation
from .spec.service import Service

if TYPE_CHECKING:
    from typing import Self

T = TypeVar("T")
P = ParamSpec("P")

_INNER = frozenset({"call", "prepare", "perform"})
"""What generated methods call of a client."""


class ClientBase:
    """What sync and async clients share: their settings, and what can be said of a call without making it."""

    def __init__(
        self,
        service: Service,
        http_client: HttpxClient | AsyncHttpxClient | None,
        **options: Unpack[ClientOptions],
    ) -> None:
        """Make a client; nothing is sent, and missing credentials are told at the first call.

        Args:
            service: The service it is for.
            http_client: What it sends with, if the caller gave it.
            **options: What is chosen of it; see `ClientOptions`.

        Raises:
            ValueError: A setting is none that can be kept, such as a timeout that is text, an environment that the
                service does not have, or the id of a rule that there is not.
        """
        show_log(service.package)
        _refuse_wrong(service, options)
        given, environment = options.get("base_url"), options.get("environment")
        variables = options.get("variables") or {}
        limit = None if getattr(http_client, "is_offline", False) else service.rate_limit
        base_url, pinned = service.base_url(given, environment, variables)
        if base_url is not None and pinned:
            _refuse_url(base_url)
        self._settings = ClientSettings(
            service=service,
            auth=Authenticator(service, options.get("credentials") or {}),
            base_url=base_url,
            pinned=pinned,
            variables=variables,
            timeout=options.get("timeout", 60.0),
            max_retries=options.get("max_retries", 2),
            deadline=options.get("deadline", 600.0),
            max_response_size=options.get("max_response_size", MOST_BYTES),
            headers=_merged(options.get("headers") or {}),
            limits=Limits(limit, options.get("rate_limit", UNSET)),
            strict=options.get("strict", False),
            on_drift=options.get("on_drift"),
            check_rules=options.get("check_rules", True),
            hooks=Hooks(),
            http_client=http_client,
            owner=self,
        )
        self._is_first = True

    def with_options(
        self,
        *,
        timeout: float | Unset | None = UNSET,
        max_retries: int | Unset = UNSET,
        deadline: float | Unset = UNSET,
        headers: Mapping[str, str | None] | Unset = UNSET,
        check_rules: bool | Collection[str] | Unset = UNSET,
        strict: bool | Unset = UNSET,
    ) -> Self:
        """Give a second client with other settings, on the connections, credentials and hooks of this one.

        Closing it leaves the connections open: they are closed with the first client.

        Args:
            timeout: Seconds that connecting, sending and each read may take; None waits for ever.
            max_retries: How often a failed attempt may be repeated.
            deadline: Seconds that all attempts of a call may take together.
            headers: Headers to add to this client's, or to replace there; a value of None takes one away.
            check_rules: False to check no business rules, or the ids of rules to leave out.
            strict: Whether a response that differs from its description is an error.

        Raises:
            ValueError: A setting is none that can be kept.
        """
        settings = {
            "timeout": timeout,
            "max_retries": max_retries,
            "deadline": deadline,
            "headers": headers,
            "check_rules": check_rules,
            "strict": strict,
        }
        changes: dict[str, Any] = {k: v for k, v in settings.items() if v is not UNSET}
        _refuse_wrong(self._settings.service, changes)
        if "headers" in changes:
            changes["headers"] = _merged(self._settings.headers, changes["headers"])
        twin = object.__new__(type(self))
        held = vars(self).items()  # among it resources, which belong to this client
        vars(twin).update({k: v for k, v in held if getattr(v, "_client", None) is not self})
        twin._settings = replace(self._settings, owner=twin, **changes)
        twin._is_first = False
        return twin

    @property
    def base_url(self) -> str | None:
        """Where requests go, without a slash at the end; None if no server is known."""
        return self._settings.base_url

    @property
    def hooks(self) -> Hooks:
        """Functions called around each request; append yours to its lists."""
        return self._settings.hooks

    def prepare(
        self,
        operation: Operation[T],
        params: Mapping[str, object] | None = None,
        body: object = UNSET,
        *,
        options: CallOptions | None = None,
    ) -> PreparedCall[T]:
        """Judge and write the arguments of a call, and send nothing.

        Args:
            operation: What to call.
            params: Its parameters by Python name; `UNSET` ones are left out.
            body: Its body, or the members of it by Python name.
            options: Changes for this call.

        Raises:
            RequestValidationError: The arguments are wrong.
        """
        return prepare(self._settings, operation, params, body, options)

    def check(
        self, method: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs
    ) -> list[Violation]:
        """Say what is wrong with a call, without making it.

        Args:
            method: A method of this client, e.g. `client.orders.create`. One of an async client is not awaited.
            *args: Its arguments.
            **kwargs: Its keyword arguments.

        Returns:
            All that a call would be refused for, rules included; nothing if it would be sent.

        Raises:
            TypeError: It is no method that makes a request, or does not take these arguments.
        """
        from .methods import arguments_of

        call = arguments_of(self, method, *args, **kwargs)
        requests = self._settings.service.requests
        left_out = rules_left_out(call.options, self._settings.check_rules, requests)
        return violations(call.operation, requests, call.params, call.body, call.options, left_out)

    def schema(self, method: Callable[..., object], /) -> dict[str, Any]:
        """The JSON Schema of the arguments of a method, with their names in Python and what is said of them.

        Args:
            method: A method of this client, e.g. `client.orders.create`.

        Raises:
            TypeError: It is no method that makes a request.
        """
        from .methods import arguments_schema, operation_of

        return arguments_schema(operation_of(self, method), self._settings.service.requests)

    def argument_names(self, method: Callable[..., object], /) -> dict[str, str]:
        """The arguments of a method that are members of its body, by their names in JSON, where they have another.

        Args:
            method: A method of this client, e.g. `client.orders.create`.

        Raises:
            TypeError: It is no method that makes a request.
        """
        from .methods import argument_names, operation_of

        return argument_names(operation_of(self, method), self._settings.service.requests)

    def __dir__(self) -> list[str]:
        """The resources and methods that people use, so that completion is not drowned in the rest."""
        return [each for each in super().__dir__() if each[0] != "_" and each not in _INNER]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.base_url}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} holds connections and secrets: not to be pickled")


def _refuse_url(base_url: str) -> None:
    """Refuse a base URL that no request could go to.

    Raises:
        ValueError: It says why.
    """
    try:
        split_base(base_url)
    except ValueError as error:
        raise ValueError(f"base_url: {error}") from None


def _merged(*headers: Mapping[str, str | None]) -> dict[str, str | None]:
    """Headers of a client; later ones replace earlier ones.

    Raises:
        ValueError: No header can be so.
    """
    try:
        return merged_headers(*headers)
    except UnsendableError as error:
        raise ValueError(f"headers: {error}") from None


def _refuse_wrong(service: Service, given: Mapping[str, Any]) -> None:
    """Refuse settings of a client that none can have.

    Raises:
        ValueError: With all that is wrong.
    """
    found = dict(wrong_settings(given))
    if "check_rules" not in found:
        try:
            service.requests.left_out(given.get("check_rules", True))
        except ValueError as error:
            found["check_rules"] = f"check_rules: {error}"
    if found:
        raise ValueError("; ".join(found.values()))
