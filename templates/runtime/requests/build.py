"""Builds a request from the arguments of a call: everything but server and credentials."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from ..data import is_dict, is_list, is_mapping
from ..errors import RequestValidationError, Violation
from ..options import UNSET, RequestOptions, Unset, given_or
from ..schemas.keywords import LeftOut
from ..schemas.layout import Exact
from ..schemas.store import Schemas
from ..spec.operation import Operation, Parameter
from .arguments import Arguments, Whole
from .bodies import Content, serialize_body
from .choice import is_answered
from .parameters import (
    UnsendableError,
    cookie_pairs,
    extra_pairs,
    header_name,
    header_text,
    header_value,
    path_value,
    query_pairs,
    whole_query,
)
from .shown import shown
from .styles import Pairs, query_text


@dataclass(eq=False, repr=False)
class Draft:
    """A request without server and credentials.

    Attributes:
        path: The escaped path below the base URL.
        query: Escaped names and values of the query.
        headers: Headers by lower-case name.
        cookies: Escaped names and values of cookies.
        content: The body, if there is one.
        url: A whole URL in place of base URL, path and query.
        whole_query: The escaped query, where one parameter is all of it and has no names; others may follow.
    """

    path: str
    query: Pairs
    headers: dict[str, str]
    cookies: Pairs
    content: Content | None
    url: str | None = None
    whole_query: str = ""

    @property
    def query_text(self) -> str:
        """The query, escaped."""
        return "&".join(filter(None, (self.whole_query, query_text(self.query))))

    @property
    def fields(self) -> set[tuple[str, str]]:
        """The part of the request and the name there of all that was given."""
        named = (("query", self.query), ("cookie", self.cookies))
        fields = {(part, unquote(name)) for part, pairs in named for name, _ in pairs}
        return fields | {("header", name) for name in self.headers}


def build(
    operation: Operation[Any],
    schemas: Schemas,
    params: Mapping[str, object] | None,
    body: object,
    options: RequestOptions,
    left_out: LeftOut = False,
) -> Draft:
    """Write the arguments of a call as JSON, judge them, and put them where they belong.

    Args:
        operation: What is called.
        schemas: The schemas of what may be sent.
        params: Values of its parameters, by Python name.
        body: Its body, or the members of it by Python name; `UNSET` for none.
        options: What the caller changes.
        left_out: True to check no business rules, or the ids of rules to leave out.

    Raises:
        RequestValidationError: With all that is wrong.
    """
    builder = _Builder(operation, schemas, params or {}, body, options.content_type)
    if found := builder.violations(options, left_out):
        raise RequestValidationError(
            found,
            method=operation.method,
            path=builder.draft.path,
            operation=operation.id,
            request_body=builder.shown_body(),
        )
    if options.check:
        builder.arguments.warn()
    return builder.draft


def violations(
    operation: Operation[Any],
    schemas: Schemas,
    params: Mapping[str, object],
    body: object,
    options: RequestOptions,
    left_out: LeftOut,
) -> list[Violation]:
    """All that is wrong with the arguments of a call; for what they are see `build`."""
    builder = _Builder(operation, schemas, params, body, options.content_type)
    return builder.violations(options, left_out)


def rules_left_out(
    options: RequestOptions, default: bool | Collection[str], schemas: Schemas
) -> LeftOut:
    """Which rules a call leaves out: True for all, False for none, or their ids.

    Args:
        options: What the caller changes.
        default: The client's setting.
        schemas: The schemas that the rules stand in.

    Raises:
        RequestValidationError: There is no rule of such an id.
    """
    try:
        return schemas.left_out(given_or(options.check_rules, default))
    except ValueError as error:
        found = Violation("enum", "options.check_rules", f"options.check_rules: {error}")
        raise RequestValidationError([found]) from None


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


def whole_or(whole: object, members: Mapping[str, object]) -> object:
    """A body that is given as a whole, or else its members.

    Args:
        whole: The body; `UNSET` if its members are given.
        members: Members by Python name; `UNSET` ones are left out.

    Raises:
        RequestValidationError: Both are given.
    """
    if whole is UNSET:
        return members
    given = [name for name, value in members.items() if value is not UNSET]
    if given:
        text = f"body is given as a whole, and {', '.join(given)} beside it"
        raise RequestValidationError([Violation("uniqueNames", "body", text)])
    return Whole(whole) if is_mapping(whole) else whole


def headers_of(
    options: RequestOptions, defaults: Mapping[str, str | None]
) -> dict[str, str | None]:
    """The caller's headers over the client's, by lower-case name; None takes one away.

    Args:
        options: What the caller changes.
        defaults: The client's own headers.

    Raises:
        UnsendableError: A header has a name or a value that none can have.
    """
    asked = {"accept": options.accept} if options.accept is not None else {}
    return merged_headers(defaults, asked, options.headers or {})


def merged_headers(*given: Mapping[str, str | None]) -> dict[str, str | None]:
    """Headers by lower-case name, those that are given later over those before them.

    Raises:
        UnsendableError: A header has a name or a value that none can have; it is named.
    """
    merged: dict[str, str | None] = {}
    for headers in given:
        for name, value in headers.items():
            key = header_name(name)
            try:
                merged[key] = None if value is None else header_text(value)
            except UnsendableError as error:
                raise UnsendableError(error.rule, f"{name} {error}") from None
    return merged


class _Builder:
    """Puts the arguments of a call into a request."""

    def __init__(
        self,
        operation: Operation[Any],
        schemas: Schemas,
        params: Mapping[str, object],
        body: object,
        content_type: str | None,
    ) -> None:
        self.operation = operation
        self.arguments = Arguments(operation, schemas, params, body, content_type)
        self.draft = Draft(operation.path, [], {}, [], None)
        self._found: list[Violation] = []

    def violations(self, options: RequestOptions, left_out: LeftOut) -> list[Violation]:
        """Write the request; all that is wrong with it."""
        arguments = self.arguments
        if options.check:
            judged = [*arguments.violations(left_out), *self._unanswered(options.accept)]
        else:
            judged = arguments.unsendable()
        try:
            noted = {each.path for each in judged}
            self._parameters(noted)
            found = [*judged, *(each for each in self._found if each.path not in noted)]
            if not found:
                self._body(options.body)
                self._extra_query(options.query)
            return found or self._found
        except UnicodeEncodeError:
            text = "options.query or options.body has half a character, which cannot be encoded"
            added = [Violation("type", "options", text)]
            return [*judged, *arguments.half_characters()] or added

    def _unanswered(self, accept: str | None) -> Iterator[Violation]:
        """What is wrong with asking for a media type."""
        known = self.operation.answered
        if accept is not None and not is_answered(accept, known):
            listed = " or ".join(map(repr, known))
            text = f"accept must be {listed}, not {accept!r}; options.headers can ask for anything"
            yield Violation("enum", "accept", text)

    def shown_body(self) -> object:
        """What of the body may be shown in an error, as far as it could be written."""
        body, files = self.arguments.body, self.arguments.files
        if body is UNSET:
            return None
        return shown({**body, **files} if is_dict(body) else body, self.arguments.body_layout)

    def _parameters(self, wrong: Collection[str]) -> None:
        """Write all parameters, except for objects and lists that are wrong: the path of an error would show them.

        Args:
            wrong: The names of those that are.
        """
        draft, given = self.draft, self.arguments.parameters
        if "?" in draft.path or "#" in draft.path:
            self._split_template()
        for key, parameter in self.operation.keys:
            value = given.get(key, UNSET)
            is_left = parameter.name in wrong and (is_dict(value) or is_list(value))
            if value is UNSET or is_left:
                continue
            try:
                self._parameter(parameter, value)
            except UnsendableError as error:
                self._refuse(parameter, value, error)

    def _parameter(self, parameter: Parameter, value: object) -> None:
        """Write one parameter.

        Raises:
            UnsendableError: It cannot stand where it belongs.
        """
        draft, name = self.draft, parameter.serialized_name
        match parameter.location:
            case "path":
                draft.path = draft.path.replace(f"{{{name}}}", path_value(parameter, value))
            case "query":
                draft.query += query_pairs(parameter, value)
            case "cookie":
                draft.cookies += cookie_pairs(parameter, value)
            case "querystring":
                whole = whole_query(parameter, value)
                if isinstance(whole, str):
                    draft.whole_query = whole
                else:
                    draft.query += whole
            case "header":
                text = header_value(parameter, value)
                if text is not None:
                    draft.headers[header_name(name)] = text

    def _refuse(self, parameter: Parameter, value: object, error: UnsendableError) -> None:
        name, pointer = parameter.name, f"/{parameter.serialized_name}"
        shown = {name: value} if parameter.location == "path" else {}
        text = f"{name} {error}"
        self._found.append(Violation(error.rule, name, text, shown, pointer=pointer))

    def _split_template(self) -> None:
        """A path template with a query of its own: it goes before the parameters; a fragment is not sent."""
        path, _, query = self.draft.path.partition("#")[0].partition("?")
        pairs = (pair.partition("=") for pair in query.split("&") if pair)
        self.draft.path = path
        self.draft.query = [(name, value) for name, _, value in pairs]

    def _body(self, extra: Mapping[str, object] | None) -> None:
        body, arguments = self.arguments.described, self.arguments
        value: Any = arguments.body
        if value is UNSET and extra is not None:
            value = {}
        if extra and (body is None or not is_dict(value)):
            text = "options.body can only add to a body that is an object"
            self._found.append(Violation("type", "options.body", text))
        elif body is None or value is UNSET:
            return
        elif arguments.encoded is not None and not extra:
            self.draft.content = Content(body.media, arguments.encoded, plain=value)
        else:
            try:
                value = {**value, **extra} if extra else value
                self.draft.content = serialize_body(body, value, arguments.files)
            except UnsendableError as error:
                self._found.append(Violation(error.rule, "body", str(error)))

    def _extra_query(self, query: Mapping[str, object] | None) -> None:
        """Add what the caller adds to this call alone, in place of parameters of the same names."""
        if query:
            added = extra_pairs(query)
            names = {name for name, _ in added}
            self.draft.query = [pair for pair in self.draft.query if pair[0] not in names] + added
