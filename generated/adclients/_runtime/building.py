"""Builds a request from the arguments of a call: everything but server and credentials."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import quote, unquote

from .arguments import Arguments
from .content import BodyError, Content, encode, json_content
from .errors import RequestValidationError, Violation
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
from .schemas.store import Schemas
from .schemas.values import Exact
from .schemas.variants import Off
from .shapes import is_mapping
from .unset import UNSET, Unset


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
    schemas: Schemas,
    params: Mapping[str, object] | None,
    body: object,
    options: RequestOptions,
    off: Off = False,
) -> Draft:
    """Write the arguments of a call as JSON, judge them, and put them where they belong.

    Args:
        operation: What is called.
        schemas: The schemas of what may be sent.
        params: Values of its parameters, by Python name.
        body: Its body, or the members of it by Python name; `UNSET` for none.
        options: What the caller changes.
        off: True to check no business rules, or the ids of rules to leave out.

    Raises:
        RequestValidationError: With all that is wrong.
    """
    arguments = Arguments(operation, schemas, params or {}, body)
    draft, found = prepared(operation, arguments, options, off)
    if found:
        raise RequestValidationError(
            found, method=operation.method, path=operation.path, operation=operation.id
        )
    if options.check:
        arguments.warn(off)
    return draft


def prepared(
    operation: Operation[Any], arguments: Arguments, options: RequestOptions, off: Off
) -> tuple[Draft, list[Violation]]:
    """A request, and all that is wrong with it; for the arguments see `build`."""
    draft = Draft(operation.path, [], {}, [], None)
    found = arguments.violations(off) if options.check else arguments.unsendable()
    placer = _Placer(operation, draft)
    try:
        noted = {each.path for each in found}
        found += [each for each in placer.parameters(arguments) if each.path not in noted]
        return draft, found or placer.rest(arguments, options)
    except UnicodeEncodeError:
        found += arguments.half_characters()
        if not found:  # it is in what the caller adds
            raise
        return draft, found


def with_additional(
    fields: Mapping[str, object], additional: Mapping[str, object] | Unset
) -> dict[str, object]:
    """The members of a body, those that have arguments of their own and all others.

    Args:
        fields: Members by Python name; `UNSET` ones are left out.
        additional: Further members, by their names in JSON, which are sent as they are.

    Raises:
        RequestValidationError: The further members are no mapping.
    """
    if not isinstance(additional, Unset) and not is_mapping(additional):
        name = "additional_properties"
        text = f"{name} must be a mapping, not {type(additional).__name__}"
        raise RequestValidationError([Violation("type", name, text)])
    given = {name: value for name, value in fields.items() if value is not UNSET}
    return {**given, **{Exact(name): value for name, value in (additional or {}).items()}}


class _Placer:
    """Puts the arguments of a call into a request."""

    def __init__(self, operation: Operation[Any], draft: Draft) -> None:
        self.operation = operation
        self.draft = draft
        self.violations: list[Violation] = []

    def parameters(self, arguments: Arguments) -> list[Violation]:
        """Place the parameters, and tell what cannot stand where it belongs."""
        in_path: dict[str, object] = {}
        for key, parameter in self.operation.keys:
            if key not in arguments.parameters:
                continue
            value = arguments.parameters[key]
            if parameter.location == "path":
                in_path[parameter.wire_name] = value
            else:
                self._place(parameter, value)
        try:
            self.draft.path = path_of(self.operation, in_path)
        except PathError as error:
            self.violations.append(error.violation)
        return self.violations

    def rest(self, arguments: Arguments, options: RequestOptions) -> list[Violation]:
        """Place the body and what the caller adds, and tell what cannot be sent."""
        if "?" in self.draft.path or "#" in self.draft.path:
            self._part_template()
        self._body(arguments, options.body)
        self._extras(options)
        return self.violations

    def _place(self, parameter: Parameter, value: object) -> None:
        if parameter.location == "query":
            self.draft.query += query_pairs(parameter, value)
        elif parameter.location == "cookie":
            self.draft.cookies += cookie_pairs(parameter, value)
        else:
            self._header(parameter, value)

    def _header(self, parameter: Parameter, value: object) -> None:
        name = parameter.wire_name
        try:
            self.draft.headers[refuse_control(name).lower()] = header_value(parameter, value)
        except PlaceError as error:
            text = f"{parameter.name} {error}"
            self.violations.append(Violation(error.rule, parameter.name, text, pointer=f"/{name}"))

    def _part_template(self) -> None:
        """A path template with a query of its own: it goes before the parameters; a fragment is not sent."""
        self.draft.path, _, query = self.draft.path.partition("#")[0].partition("?")
        pairs = (pair.partition("=") for pair in query.split("&") if pair)
        self.draft.query[:0] = [(name, value) for name, _, value in pairs]

    def _body(self, arguments: Arguments, extra: Mapping[str, object] | None) -> None:
        body = self.operation.body
        value: Any = {} if arguments.body is UNSET and extra else arguments.body
        if body is None and extra:
            text = "options.body has nothing to be added to: the operation takes no body"
            self.violations.append(Violation("type", "options.body", text))
        if body is None or value is UNSET:
            return
        if arguments.encoded is not None and not extra:
            self.draft.content = Content(body.media, arguments.encoded, plain=value)
            return
        try:
            self.draft.content = encode(body, value, arguments.files, extra)
        except BodyError as error:
            self.violations.append(error.violation)

    def _extras(self, options: RequestOptions) -> None:
        """Add what the caller adds to this call alone."""
        if options.query:
            added = extra_pairs(options.query)
            names = {name for name, _ in added}
            self.draft.query = [pair for pair in self.draft.query if pair[0] not in names] + added


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
) -> Off:
    """Which rules to leave out: True for all, False for none, or their ids.

    Args:
        check_rules: The call's own setting.
        default: The client's setting.
    """
    chosen = default if isinstance(check_rules, Unset) else check_rules
    if isinstance(chosen, bool):
        return not chosen
    return frozenset({chosen} if isinstance(chosen, str) else chosen) or False
