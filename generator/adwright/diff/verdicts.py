"""The verdicts: every kind of change that a comparison tells, declared once."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, unique
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["breaking", "compatible", "docs"]
"""What a change means for code that calls the client: it may fail, it goes on working, or only words changed."""
Action: TypeAlias = Literal["added", "changed", "deprecated", "removed"]

KINDS: Sequence[Kind] = ("breaking", "compatible", "docs")


@unique
class Verdict(Enum):
    """What is said of a change. `request-...` is of what callers send, `response-...` of what they read.

    Attributes:
        kind: what it means for a caller.
        says: the same in a sentence.
        action: under which heading release notes have it.
    """

    kind: Kind
    says: str
    action: Action

    def __init__(self, kind: Kind, says: str, action: Action = "changed") -> None:
        self.kind, self.says, self.action = kind, says, action

    @property
    def id(self) -> str:
        """The name of the verdict, which stays: `operation-removed`."""
        return self.name.lower().replace("_", "-")

    # fmt: off
    # -- methods
    RESOURCE_REMOVED = "breaking", "A resource is gone with all its methods.", "removed"
    RESOURCE_ADDED = "compatible", "A resource is new.", "added"
    OPERATION_REMOVED = "breaking", "A method is gone.", "removed"
    OPERATION_RENAMED = "breaking", "A method has another name or resource, and sends the same request.", "removed"
    OPERATION_ADDED = "compatible", "A method is new.", "added"
    METHOD_REMOVED = "breaking", "A method of returned objects, or one that waits for a run, is gone.", "removed"
    METHOD_ADDED = "compatible", "A method of returned objects, or one that waits for a run, is new.", "added"
    METHOD_CHANGED = "compatible", "A method of returned objects, or one that waits for a run, asks in another way."
    ENDPOINT_CHANGED = "compatible", "The request goes to another path or has another verb."
    SERVER_CHANGED = "compatible", "Calls go to another URL."
    RETRY_CHANGED = "compatible", "A failed request is sent again, or no longer."
    SAFETY_CHANGED = "compatible", "A method only reads, or does more than that, by which servers for agents go."
    IDEMPOTENCY_KEY_CHANGED = "compatible", "The key by which the service knows a repeated request is sent otherwise."
    RATE_LIMIT_CHANGED = "compatible", "Requests are held back to keep to another limit, or to none."
    # -- arguments
    ARGUMENT_REMOVED = "breaking", "An argument is gone.", "removed"
    ARGUMENT_RENAMED = "breaking", "An argument has another name for the same thing.", "removed"
    ARGUMENT_ADDED = "compatible", "There is one more argument, which may be left out.", "added"
    ARGUMENT_ADDED_REQUIRED = "breaking", "There is one more argument, which must be given.", "added"
    ARGUMENT_REQUIRED = "breaking", "An argument that might be left out must be given."
    ARGUMENT_OPTIONAL = "breaking", "An argument that had to be given may be left out: it is passed by name only."
    ARGUMENT_POSITION_CHANGED = "breaking", "An argument that may be passed by position stands elsewhere in the row."
    PARAMETER_SERIALIZATION_CHANGED = "compatible", "An argument travels in another place or form."
    REQUEST_MEDIA_TYPE_CHANGED = "compatible", "The body is sent as another media type."
    REQUEST_ENCODING_CHANGED = "compatible", "Fields of a form are sent in another form."
    # -- fields
    FIELD_REMOVED = "breaking", "A field is gone.", "removed"
    FIELD_RENAMED = "breaking", "A field has another name in Python for the same property.", "removed"
    FIELD_ADDED = "compatible", "There is one more field, which is read or may be sent.", "added"
    FIELD_ADDED_REQUIRED = "breaking", "There is one more field, which must be sent.", "added"
    FIELD_REQUIRED = "breaking", "A field that might be left out must be sent."
    FIELD_OPTIONAL = "compatible", "A field that had to be sent may be left out."
    FIELD_PRESENCE_CHANGED = "compatible", "A field that may be null anyway is always returned now, or not always."
    FIELD_JSON_NAME_CHANGED = "compatible", "A field has another name in JSON alone."
    ADDITIONAL_PROPERTIES_REMOVED = "breaking", "No fields may be sent but those that are named."
    ADDITIONAL_PROPERTIES_ADDED = "compatible", "Further fields may be sent."
    # -- types
    REQUEST_TYPE_CHANGED = "breaking", "What is sent is of another type."
    REQUEST_TYPE_NARROWED = "breaking", "Some of the types that might be sent are refused."
    REQUEST_TYPE_WIDENED = "compatible", "More types may be sent."
    RESPONSE_TYPE_CHANGED = "breaking", "What is read is of another type."
    RESPONSE_TYPE_NARROWED = "compatible", "Fewer types may be read."
    RESPONSE_TYPE_WIDENED = "breaking", "What is read may be of a type that it never was."
    REQUEST_NULL_REMOVED = "breaking", "None is refused."
    REQUEST_NULL_ADDED = "compatible", "None may be sent."
    RESPONSE_NULL_REMOVED = "compatible", "What might be None never is."
    RESPONSE_NULL_ADDED = "breaking", "What never was None may be: it is null, or is left out."
    REQUEST_ENUM_VALUE_REMOVED = "breaking", "A value that might be sent is refused."
    REQUEST_ENUM_VALUE_ADDED = "compatible", "One more value may be sent."
    RESPONSE_ENUM_VALUE_REMOVED = "compatible", "A value is no longer read."
    RESPONSE_ENUM_VALUE_ADDED = "compatible", "One more value is listed; any value is read, listed or not."
    REQUEST_CONSTRAINT_TIGHTENED = "breaking", "More values are refused: by bound, length, pattern, format or the like."
    REQUEST_CONSTRAINT_LOOSENED = "compatible", "Fewer values are refused."
    RESPONSE_CONSTRAINT_CHANGED = "compatible", "Other bounds or patterns are told, to which no client holds responses."
    # -- schemas
    SCHEMA_REMOVED = "breaking", "A class or an alias that can be imported is gone.", "removed"
    SCHEMA_RENAMED = "breaking", "A class has another name, and is the same in all else.", "removed"
    SCHEMA_ADDED = "compatible", "A class or an alias is new.", "added"
    SCHEMA_KIND_CHANGED = "breaking", "A name is imported for another thing: class, enum or alias, sent or read."
    # -- responses
    RESPONSE_REMOVED = "breaking", "A method that returned something returns nothing."
    RESPONSE_ADDED = "compatible", "A method that returned nothing returns something."
    RESPONSE_FORMAT_CHANGED = "compatible", "Responses come with other statuses, media types or envelopes."
    STREAMING_CHANGED = "breaking", "A method gives a stream of what it gave at once, or the other way round."
    PAGINATION_REMOVED = "breaking", "A list is no longer walked page by page."
    PAGINATION_ADDED = "breaking", "A list is walked page by page: a pager stands where the response stood."
    PAGINATION_ITERATOR_CHANGED = "breaking", "A pager is given only if asked for, or always."
    PAGINATION_CHANGED = "compatible", "Pages are asked for in another way."
    ERROR_BODY_REMOVED = "breaking", "The body of an error is plain data, and was typed."
    ERROR_BODY_ADDED = "compatible", "The body of an error is typed, and was plain data.", "added"
    # -- webhooks and callbacks
    EVENT_REMOVED = "breaking", "A webhook or callback is gone, with the function that reads it.", "removed"
    EVENT_RENAMED = "breaking", "The function that reads a webhook or callback has another name.", "removed"
    EVENT_ADDED = "compatible", "There is one more webhook or callback, with a function that reads it.", "added"
    # -- rules
    RULE_REMOVED = "compatible", "A rule or a warning is gone.", "removed"
    RULE_RENAMED = "breaking", "A rule has another id; leaving it out by the old one has no effect."
    RULE_ADDED = "breaking", "Requests that break a new rule are refused.", "added"
    RULE_CHANGED = "breaking", "A rule has another condition."
    RULE_ENFORCED = "breaking", "What was warned of is refused."
    RULE_RELAXED = "compatible", "What was refused is warned of."
    WARNING_ADDED = "compatible", "Requests that break a new rule are warned of.", "added"
    WARNING_CHANGED = "compatible", "What is warned of has another condition."
    # -- the client
    ENVIRONMENT_REMOVED = "breaking", "An environment can no longer be chosen.", "removed"
    ENVIRONMENT_ADDED = "compatible", "One more environment can be chosen.", "added"
    DEFAULT_SERVER_REMOVED = "breaking", "A client must be told where to call."
    DEFAULT_SERVER_ADDED = "compatible", "A client need not be told where to call."
    SERVER_LIST_CHANGED = "docs", "Servers that no client calls by itself are listed, or no longer."
    SERVER_VARIABLE_REMOVED = "breaking", "A part of the server's URL can no longer be chosen.", "removed"
    SERVER_VARIABLE_ADDED = "compatible", "A part of the server's URL can be chosen.", "added"
    SERVER_VARIABLE_VALUE_REMOVED = "breaking", "A part of the server's URL takes fewer values."
    SERVER_VARIABLE_VALUE_ADDED = "compatible", "A part of the server's URL takes more values."
    ENVIRONMENT_VARIABLE_CHANGED = "breaking", "An environment variable is no longer read."
    ENVIRONMENT_VARIABLE_ADDED = "compatible", "An environment variable is read if an argument is left out."
    CREDENTIAL_REMOVED = "breaking", "A credential can no longer be given.", "removed"
    CREDENTIAL_ADDED = "compatible", "One more credential can be given.", "added"
    SECURITY_SCHEME_CHANGED = "compatible", "A credential is sent in another form, or fetched by another login."
    SECURITY_TIGHTENED = "breaking", "The credentials that let calls in no longer do."
    SECURITY_LOOSENED = "compatible", "Other credentials, or fewer, let calls in too."
    # -- words
    DEPRECATED = "compatible", "The vendor advises against it.", "deprecated"
    UNDEPRECATED = "compatible", "The vendor no longer advises against it."
    DEFAULT_CHANGED = "compatible", "The service takes another value where none is given."
    DESCRIPTION_CHANGED = "docs", "It is described in other words."
    SOURCE_CHANGED = "docs", "Where the fact comes from, or how sure it is, is told otherwise."
    INFO_CHANGED = "docs", "The API has another title or version."
    # fmt: on
