"""The Api: frozen, complete, free of spec dicts. Templates loop over it and print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, TypeAlias

from adwright.ir.text import Constant, Identifier, Sample, Text
from adwright.ir.types import ANY, MapOf, Type

View: TypeAlias = Literal["create", "update", "both", "params"]
"""What a caller may send: to create, to update, alike for both, or whatever it does."""

Access: TypeAlias = Literal["required", "optional", "never"]
In: TypeAlias = Literal["path", "query", "header", "cookie"]
HttpMethod: TypeAlias = Literal[
    "GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "QUERY"
]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact comes from and how sure it is."""

    source: Text | None = None
    status: Literal["documented", "vendor", "assumed"] = "documented"
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Doc:
    """What is said of a thing, for its docstring. `rules`: those that ask something of it."""

    summary: Text | None = None
    description: Text | None = None
    origin: Origin = Origin()
    default: Constant = None
    deprecated: bool = False
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a class.

    Attributes:
        name: the attribute in Python.
        wire: the property in JSON.
        type: its type when it is there; `Nullable` where null is allowed.
        required: whether a caller must give it, or a server always returns it.
    """

    name: Identifier
    wire: Text
    type: Type
    required: bool
    doc: Doc


@dataclass(frozen=True, slots=True)
class Rule:
    """A business rule over an object that is sent, or over the parameters of an operation.

    Attributes:
        id: what it is called.
        says: what it asks for, in a sentence.
        fields: the wire names of the fields that it asks something of.
        condition: the JSON Schema that judges it, without words.
        warns: whether breaking it only warns.
    """

    id: Text
    says: Text
    fields: tuple[Text, ...]
    condition: Sample
    warns: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class Model:
    """A class of what comes back.

    Attributes:
        name: what it is called.
        fields: what a server returns of it.
        extra: the type of members that are no fields, None if nothing is said of them.
        actions: operations as its methods.
        sent_as: the views of the same schema that may be sent, each with the name of its class.
        returned: whether calls return such objects, alone or in a list, and so know what was changed of them.
    """

    name: Identifier
    fields: tuple[Field, ...]
    doc: Doc
    extra: Type | None = None
    actions: tuple[Action, ...] = ()
    sent_as: tuple[tuple[View, Identifier], ...] = ()
    returned: bool = False

    @property
    def typed_extra(self) -> Type | None:
        """The type of the members that are no fields, where it is known."""
        return MapOf(self.extra) if self.extra is not None and self.extra != ANY else None


@dataclass(frozen=True, slots=True)
class Params:
    """A dict of what may be sent, with the keys that it may have.

    Attributes:
        name: what it is called.
        view: what it is sent for.
        fields: its keys.
        extra: the type of members under other names, None if there are none.
        model: the class of the same schema that comes back, which may be given instead.
        same_as: the class that this is another name of.
        rules: the rules that it is judged by.
    """

    name: Identifier
    view: View
    fields: tuple[Field, ...]
    doc: Doc
    extra: Type | None = None
    model: Identifier | None = None
    same_as: Identifier | None = None
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Alias:
    """A named type that is not a class.

    Attributes:
        name: what it is called.
        type: what it stands for.
        use: an enum, or a union of what comes back or of what is sent.
        recursive: whether it contains itself without a class between.
    """

    name: Identifier
    type: Type
    doc: Doc
    use: Literal["enum", "model", "params"]
    recursive: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation, as it travels."""

    name: Identifier
    wire: Text
    location: In
    type: Type
    required: bool
    doc: Doc
    style: Text | None = None
    explode: bool | None = None
    allow_reserved: bool = False
    media: Text | None = None


@dataclass(frozen=True, slots=True)
class Encoding:
    """How one member of a form or multipart body is written, by wire name."""

    wire: Text
    media: Text | None = None
    style: Text | None = None
    explode: bool | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A request body.

    Attributes:
        type: what it may be as a whole.
        media: its media type.
        required: whether a request has to have one.
        fields: the fields of its object, which are arguments of the method; None: the whole is one argument.
        extra: the type of further members beside the fields, None if there are none.
    """

    type: Type
    media: Text
    required: bool
    fields: tuple[Field, ...] | None
    doc: Doc
    encoding: tuple[Encoding, ...] = ()
    extra: Type | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where the payload of a wrapped response lives: dotted wire paths."""

    data: Text
    success: Text | None
    message: Text | None


@dataclass(frozen=True, slots=True)
class Response:
    """What a response of some status carries: `type` None means no body, `payload` is what is left of an envelope."""

    status: Text
    type: Type | None
    media: Text
    envelope: Envelope | None = None
    payload: Type | None = None
    doc: Doc = Doc()
    example: Sample | None = None

    @property
    def described(self) -> tuple[Text, Text | None]:
        """Its status, and what is said of it."""
        return self.status, self.doc.description


@dataclass(frozen=True, slots=True)
class Pagination:
    """How a list goes on (`x-pagination`).

    Attributes:
        item: the type of an item.
        settings: dotted wire paths and parameter names, in the order of printing.
        page: the argument that says which page.
        iterator: the argument that asks for an iterator over all pages; without it, one page's items are
            returned. None: the method always returns a pager.
    """

    item: Type
    settings: tuple[tuple[Identifier, Constant], ...]
    page: Identifier | None = None
    iterator: Identifier | None = None


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a method, in the order of its signature. `key`: the parameter or field it sets."""

    name: Identifier
    type: Type
    required: bool
    keyword_only: bool
    doc: Doc
    place: Literal["parameter", "field", "additional", "body", "iterator"]
    key: Identifier

    @property
    def is_named_as_its_key(self) -> bool:
        """Whether it has the name of what it sets."""
        return self.name == self.key


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of a resource. `streams`: it gives an iterator over what arrives, each of the type `result`."""

    id: Text
    name: Identifier
    constant: Identifier
    method: HttpMethod
    path: Text
    doc: Doc
    parameters: tuple[Parameter, ...]
    body: Body | None
    arguments: tuple[Argument, ...]
    responses: tuple[Response, ...]
    errors: tuple[Response, ...]
    result: Type | None
    pagination: Pagination | None = None
    retry_safe: bool | None = None
    idempotency_key: Text | None = None
    security: tuple[tuple[Identifier, ...], ...] | None = None
    server: Server | None = None
    rules: tuple[Rule, ...] = ()
    streams: bool = False

    @property
    def item(self) -> Type | None:
        """What it gives, or what each page of it gives one by one."""
        return self.pagination.item if self.pagination is not None else self.result

    @property
    def is_lazy(self) -> bool:
        """Whether the request is made when what the method gives is iterated."""
        return self.pagination is not None or self.streams

    @property
    def typed_errors(self) -> tuple[Response, ...]:
        """The errors of which the document says what they carry."""
        return tuple(each for each in self.errors if each.type not in (None, ANY))

    @property
    def example(self) -> Sample | None:
        """A documented example of a response."""
        return next((r.example for r in self.responses if r.example is not None), None)

    def errors_beside(self, shared: Iterable[Response]) -> tuple[Response, ...]:
        """The errors that are not described as some others are."""
        known = {each.described for each in shared}
        return tuple(each for each in self.errors if each.described not in known)


@dataclass(frozen=True, slots=True)
class Action:
    """An operation as a method of a returned object (`x-actions`).

    Attributes:
        resource: the resource the operation belongs to.
        arguments: parameter of the operation to field of the object.
        sends_changes: whether its body is what was changed on the object since it was read.
    """

    name: Identifier
    resource: Identifier
    operation: Operation
    arguments: tuple[tuple[Identifier, Identifier], ...]
    sends_changes: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """A method that asks for the state of a run until it has ended (`x-wait`).

    Attributes:
        poll: the operation that tells the state.
        start: the method that starts the run.
        started: what that returns.
        arguments: what the method takes: parameters of the poll.
        taken: which of these what was started may stand for, by the key of the argument, with the dotted wire path of
            the value in it.
        state: dotted wire path of the state in the poll's response.
        done: states that mean success.
        failed: states that mean failure.
    """

    name: Identifier
    constant: Identifier
    poll: Operation
    start: Identifier
    started: Type | None
    arguments: tuple[Argument, ...]
    taken: tuple[tuple[Identifier, Text], ...]
    state: Text
    done: tuple[Constant, ...]
    failed: tuple[Constant, ...]

    @property
    def takes_started(self) -> frozenset[Identifier]:
        """The keys of the arguments that what was started may stand for."""
        return frozenset(key for key, _ in self.taken)


@dataclass(frozen=True, slots=True)
class Resource:
    """A group of operations: an attribute of the client."""

    name: Identifier
    class_name: Identifier
    doc: Doc
    operations: tuple[Operation, ...]
    waits: tuple[Wait, ...] = ()

    @property
    def shared_errors(self) -> tuple[Response, ...] | None:
        """The errors that all of its operations describe alike; None where there is one operation only."""
        first, *others = self.operations
        known = [{each.described for each in other.errors} for other in others]
        alike = (each for each in first.errors if all(each.described in some for some in known))
        return tuple(alike) if others else None


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
    payloads: bool = False  # whether the service also sends: webhooks or callbacks with a body

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
        schemes = [scheme for scheme in self.schemes if scheme.name in needed]
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
    def operations(self) -> tuple[Operation, ...]:
        """Every operation, those of resources first."""
        return (*(o for each in self.resources for o in each.operations), *self.client_operations)
