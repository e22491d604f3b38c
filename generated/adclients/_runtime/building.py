"""Builds a request from the arguments of a call: everything but server and credentials."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast
from urllib.parse import quote, unquote

from .content import BodyError, Content, encode, json_content
from .errors import RequestInvalidError, Violation
from .operation import Operation, Parameter
from .options import RequestOptions
from .parameters import (
    Pairs,
    PathError,
    PlaceError,
    cookie_pairs,
    extra_pairs,
    header_value,
    path_of,
    query_pairs,
    refuse_control,
)
from .unset import UNSET, Unset

_PLAIN = (str, int, bool)


@dataclass(frozen=True)
class Turn:
    """What another page changes in the request of the first one.

    Attributes:
        query: Query parameters to set, by wire name.
        body: Members to set, by dotted path in the JSON body.
        url: A whole URL to ask in place of the operation's own.
    """

    query: Mapping[str, str] = field(default_factory=dict[str, str])
    body: Mapping[str, Any] = field(default_factory=dict[str, Any])
    url: str | None = None


@dataclass
class Draft:
    """A request without server and credentials.

    Attributes:
        path: The escaped path below the base URL.
        query: Escaped names and values of the query.
        headers: Headers by lower-case name.
        cookies: Escaped names and values of cookies.
        content: The body, if there is one.
        url: A whole URL in place of base URL, path and query.
    """

    path: str
    query: Pairs
    headers: dict[str, str]
    cookies: Pairs
    content: Content | None
    url: str | None = None

    @property
    def places(self) -> set[tuple[str, str]]:
        """The part of the request and the name there of all that was given."""
        named = (("query", self.query), ("cookie", self.cookies))
        places = {(part, unquote(name)) for part, pairs in named for name, _ in pairs}
        return places | {("header", name) for name in self.headers}

    def turned(self, turn: Turn) -> Draft:
        """The same request for another page."""
        query = [pair for pair in self.query if pair[0] not in turn.query]
        query += [
            (quote(name, safe="[]"), quote(value, safe="")) for name, value in turn.query.items()
        ]
        content = self.content
        if turn.body:
            plain: Any = content.plain if content else {}
            for path, value in turn.body.items():
                plain = _with(plain, path.split("."), value)
            content = json_content(plain, content.media or "" if content else "application/json")
        return Draft(self.path, query, self.headers, self.cookies, content, turn.url)


def _with(value: Any, path: list[str], new: Any) -> Any:
    entries = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    inner = new if len(path) == 1 else _with(entries.get(path[0]), path[1:], new)
    return {**entries, path[0]: inner}


def build(
    operation: Operation[Any],
    params: Mapping[str, object] | None,
    body: object,
    options: RequestOptions,
    rules_off: bool | Collection[str] = False,
) -> Draft:
    """Check the arguments of a call and write them where they belong.

    Args:
        operation: What is called.
        params: Values of its parameters, by Python name.
        body: Its body, or the members of it by Python name; `UNSET` for none.
        options: What the caller changes.
        rules_off: True to check no business rules, or the ids of rules to leave out.

    Raises:
        RequestInvalidError: With all that is wrong.
    """
    builder = _Builder(operation)
    builder.parameters(params or {})
    builder.body(_given_body(operation, body), options.body)
    builder.extras(options)
    if rules_off is not True:
        builder.rules(() if rules_off is False else rules_off, options)
    return builder.finished()


def _given_body(operation: Operation[Any], body: object) -> object:
    """The body without the members that were left out; `UNSET` if nothing is to be sent."""
    if operation.body is None or not operation.body.fields or not isinstance(body, Mapping):
        return body
    members = cast("Mapping[str, object]", body)
    given = {name: value for name, value in members.items() if value is not UNSET}
    return given if given or operation.body.required else UNSET


class _Builder:
    """One request in the making, and what is wrong with it so far."""

    def __init__(self, operation: Operation[Any]) -> None:
        self.operation = operation
        self.draft = Draft(operation.path, [], {}, [], None)
        self.violations: list[Violation] = []
        self.plain: dict[str, object] = {}

    def parameters(self, params: Mapping[str, object]) -> None:
        """Check and place all parameters."""
        in_path: dict[str, object] = {}
        for parameter in self.operation.parameters:
            value = params.get(parameter.name, UNSET)
            if value is UNSET:
                if parameter.required or parameter.location == "path":
                    name = parameter.wire_name
                    self.violations.append(Violation("required", name, f"{name} is required"))
                continue
            checked, found = parameter.codec.check(value, (parameter.wire_name,))
            if found:
                self.violations += found
                continue
            plain = checked if type(checked) in _PLAIN else parameter.codec.to_plain(checked)
            self.plain[parameter.wire_name] = plain
            if parameter.location == "path":
                in_path[parameter.wire_name] = plain
            else:
                self._place(parameter, plain)
        try:
            self.draft.path = path_of(self.operation, in_path)
        except PathError as error:
            self.violations.append(error.violation)
        if "?" in self.draft.path or "#" in self.draft.path:
            self._part_template()

    def _place(self, parameter: Parameter, value: object) -> None:
        if parameter.location == "query":
            self.draft.query += query_pairs(parameter, value)
        elif parameter.location == "cookie":
            self.draft.cookies += cookie_pairs(parameter, value)
        else:
            self._header(parameter.wire_name, lambda: header_value(parameter, value))

    def _header(self, name: str, text: Any) -> None:
        try:
            self.draft.headers[refuse_control(name).lower()] = text()
        except PlaceError as error:
            self.violations.append(Violation(error.rule, name, f"{name} {error}"))

    def _part_template(self) -> None:
        """A path template with a query of its own: it goes before the parameters; a fragment is not sent."""
        self.draft.path, _, query = self.draft.path.partition("#")[0].partition("?")
        pairs = (pair.partition("=") for pair in query.split("&") if pair)
        self.draft.query[:0] = [(name, value) for name, _, value in pairs]

    def body(self, value: object, extra: Mapping[str, object] | None) -> None:
        """Check and write the body."""
        body = self.operation.body
        if value is UNSET and body and extra:
            value = {}
        if value is UNSET or body is None:
            if body and body.required:
                self.violations.append(Violation("required", "body", "the body is required"))
            return
        try:
            self.draft.content = encode(body, value, extra)
        except BodyError as error:
            self.violations += error.violations
            return
        paged = self.operation.pagination and self.operation.pagination.location == "body"
        if paged and self.draft.content.plain is None:
            self._take_apart()

    def _take_apart(self) -> None:
        content = self.draft.content
        if content and isinstance(content.data, bytes) and content.media:
            from json import loads

            try:
                plain = loads(content.data)
            except ValueError:
                return
            self.draft.content = replace(content, plain=plain)

    def extras(self, options: RequestOptions) -> None:
        """Add what the caller adds to this call alone."""
        if options.query:
            added = extra_pairs(options.query)
            names = {name for name, _ in added}
            self.draft.query = [pair for pair in self.draft.query if pair[0] not in names] + added

    def rules(self, left_out: Collection[str], options: RequestOptions) -> None:
        """Check the business rules, unless the request is wrong already."""
        content, body = self.draft.content, self.operation.body
        if self.violations or not (self.operation.rules or (body and content)):
            return
        from .rulebook import judge, warn

        given = {**self.plain, **(options.query or {})}
        checked = content.checked if content else None
        for each in judge(self.operation, given, checked, left_out):
            if each.warns:
                warn(each)
            else:
                self.violations.append(each)

    def finished(self) -> Draft:
        """The request, if nothing is wrong with it."""
        if self.violations:
            raise RequestInvalidError(
                self.violations,
                method=self.operation.method,
                path=self.operation.path,
                operation=self.operation.id,
            )
        return self.draft


def headers_of(options: RequestOptions, defaults: Mapping[str, str]) -> dict[str, str | None]:
    """The caller's headers over the client's, by lower-case name; None takes one away.

    Args:
        options: What the caller changes.
        defaults: The client's own headers.

    Raises:
        PlaceError: A header has a line break or another control character.
    """
    merged: dict[str, str | None] = {}
    for given in (defaults, options.headers or {}):
        for name, value in given.items():
            text = refuse_control(name).lower()
            merged[text] = None if value is None else refuse_control(value)
    return merged


def rules_left_out(
    check_rules: bool | Collection[str] | Unset, default: bool | Collection[str]
) -> bool | Collection[str]:
    """Which rules to leave out: True for all, False for none, or their ids.

    Args:
        check_rules: The call's own setting.
        default: The client's setting.
    """
    chosen = default if isinstance(check_rules, Unset) else check_rules
    return not chosen if isinstance(chosen, bool) else chosen
