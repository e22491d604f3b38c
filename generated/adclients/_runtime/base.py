"""What sync and async clients share: their settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from typing import Any, NoReturn, ParamSpec

from .arguments import Arguments
from .auth import Authenticator
from .building import prepared, rules_left_out
from .errors import Violation
from .exchange import Core
from .options import Hooks
from .service import Service

P = ParamSpec("P")


class ClientBase:
    """What sync and async clients share: their settings."""

    def __init__(
        self,
        service: Service,
        *,
        credentials: Mapping[str, object] | None = None,
        base_url: str | None = None,
        environment: str | None = None,
        variables: Mapping[str, str | None] | None = None,
        timeout: float | None = 60.0,
        max_retries: int = 2,
        deadline: float = 600.0,
        headers: Mapping[str, str] | None = None,
        strict: bool = False,
        check_rules: bool | Collection[str] = True,
    ) -> None:
        chosen = variables or {}
        url, pinned = _base_url(service, base_url, environment, chosen)
        self._core = Core(
            service=service,
            auth=Authenticator(service, credentials or {}),
            base_url=url,
            pinned=pinned,
            variables=chosen,
            timeout=timeout,
            max_retries=max_retries,
            deadline=deadline,
            headers=dict(headers or {}),
            strict=strict,
            check_rules=check_rules,
            hooks=Hooks(),
            owner=self,
        )

    @property
    def base_url(self) -> str | None:
        """Where requests go, without a slash at the end; None if no server is known."""
        return self._core.base_url

    @property
    def hooks(self) -> Hooks:
        """Functions called around each request; append yours to its lists."""
        return self._core.hooks

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
        from .dry_run import dry_run

        call = dry_run(self, method, *args, **kwargs)
        service = self._core.service
        arguments = Arguments(call.operation, service.requests, call.params, call.body)
        off = rules_left_out(call.options.check_rules, self._core.check_rules)
        return prepared(call.operation, arguments, call.options, off)[1]

    def schema(self, method: Callable[..., object], /) -> dict[str, Any]:
        """The JSON Schema of the arguments of a method, with their names in Python and what is said of them.

        Args:
            method: A method of this client, e.g. `client.orders.create`.

        Raises:
            TypeError: It is no method that makes a request.
        """
        from .dry_run import operation_of
        from .schemas.described import arguments_schema

        operation = operation_of(self, method)
        requests = self._core.service.requests
        return arguments_schema(operation, requests.described(f"operations/{operation.id}"))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._core.base_url}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} holds connections and secrets: not to be pickled")


def _base_url(
    service: Service,
    base_url: str | None,
    environment: str | None,
    variables: Mapping[str, str | None],
) -> tuple[str | None, bool]:
    """The base URL, and whether it was given rather than described."""
    if base_url is None and environment is None and service.base_url_env:
        base_url = os.environ.get(service.base_url_env) or None
    if base_url is not None:
        return base_url.rstrip("/"), True
    if environment is None:
        return (service.servers[0].base_url(variables) if service.servers else None), False
    for server in service.servers:
        if server.environment == environment:
            return server.base_url(variables), False
    known = ", ".join(repr(each.environment) for each in service.servers if each.environment)
    raise ValueError(f"{service.name} has no environment {environment!r}; it has {known or 'none'}")
