"""What two well-known checkers of breaking changes look at, and the rows of the table that answer it.

buf (its rules for generated code and JSON) and oasdiff (its checks, by the part of the document and the sort of
change). A category without a row has a reason.
"""

from __future__ import annotations

import pytest

from .edits import EDITS

BUF = {
    "ENUM_NO_DELETE": ["a class is called otherwise", "an enum has no name any longer"],
    "ENUM_VALUE_NO_DELETE": [
        "a field that is sent takes one value less",
        "a field that comes back has one value less",
        "an enum that is sent and comes back has one value less",
    ],
    "FIELD_NO_DELETE": ["a field that is sent is removed", "a field that comes back is removed"],
    "FIELD_SAME_CARDINALITY": ["a field must be sent", "a body is one thing, no longer a list"],
    "FIELD_SAME_DEFAULT": ["an argument has another default, which only the server knows of"],
    "FIELD_SAME_JSON_NAME": ["a field is called otherwise in JSON alone"],
    "FIELD_SAME_NAME": ["a field that comes back is called otherwise"],
    "FIELD_SAME_ONEOF": ["a field that comes back may be of one of two types"],
    "FIELD_SAME_TYPE": [
        "a field that is sent is of another type",
        "a field that comes back is another class",
    ],
    "MESSAGE_NO_DELETE": ["a class is called otherwise", "a class is removed"],
    "MESSAGE_SAME_REQUIRED_FIELDS": ["a field that must be sent is added"],
    "ONEOF_NO_DELETE": ["a field that comes back may be of one of two types"],
    "RPC_NO_DELETE": ["a method is removed", "a method is called otherwise"],
    "RPC_SAME_IDEMPOTENCY_LEVEL": ["a method may be sent again", "a verb changes"],
    "RPC_SAME_REQUEST_TYPE": ["a body is one thing, no longer a list"],
    "RPC_SAME_RESPONSE_TYPE": ["a method returns another class"],
    "RPC_SAME_SERVER_STREAMING": ["a method answers piece by piece"],
    "SERVICE_NO_DELETE": ["a resource is removed"],
}

OASDIFF = {
    "paths: existence": ["a method is removed", "a method is added", "a path changes"],
    "paths: lifecycle": ["a method is deprecated"],
    "tags: existence": ["a resource is added", "a method moves to another resource"],
    "parameters: existence": [
        "an optional argument is added",
        "a required argument is added",
        "an argument is removed",
    ],
    "parameters: requiredness": [
        "an argument becomes required",
        "an argument becomes optional, and so is passed by name only",
    ],
    "parameters: type": [
        "an argument is an integer, was any text",
        "an argument is any number, was an integer",
        "an argument travels in another place",
    ],
    "parameters: constraints": [
        "an argument has a tighter bound",
        "an argument has a wider bound",
        "an argument has a bound",
        "an argument has no bound",
    ],
    "parameters: values": [
        "an argument takes one value less",
        "an argument that took any text takes a list of values",
        "an argument has another default, which only the server knows of",
    ],
    "parameters: lifecycle": ["a field is deprecated"],
    "request body: existence": ["a body is sent in another form"],
    "request body: requiredness": ["a body may no longer be left out"],
    "request schema: existence": [
        "a field that is sent is added",
        "a field that is sent is removed",
    ],
    "request schema: requiredness": ["a field must be sent", "a field need not be sent"],
    "request schema: mutability": [
        "a field may be created no longer",
        "a field may be created too",
    ],
    "request schema: type": [
        "a field that is sent is of another type",
        "items of a list that is sent are of another type",
        "an argument is no longer null",
    ],
    "request schema: constraints": [
        "a field that is sent has a tighter step",
        "a list that is sent may be shorter only",
    ],
    "request schema: values": [
        "a field that is sent takes one more value",
        "a field that is sent takes one value less",
    ],
    "request schema: structure": ["a rule is added", "a rule is removed"],
    "responses: existence": [
        "a method returns nothing",
        "a method returns something",
        "an error is described",
        "an error is no longer described",
    ],
    "response schema: existence": [
        "a field that comes back is added",
        "a field that comes back is removed",
    ],
    "response schema: requiredness": [
        "a field always comes back",
        "a field does not always come back",
    ],
    "response schema: mutability": ["a field comes back no longer"],
    "response schema: type": [
        "a field that comes back is any number, was an integer",
        "a field that comes back may be null",
    ],
    "response schema: constraints": [
        "a field that comes back has another pattern, to which responses are not held"
    ],
    "response schema: values": [
        "a field that comes back has one more value",
        "a field that comes back has one value less",
    ],
    "response schema: structure": ["a field that comes back may be of one of two types"],
    "security: existence": [
        "calls need another credential",
        "calls may be let in by another credential",
        "a method needs another credential",
        "a credential is given no longer",
    ],
    "security: type": ["a credential travels in another header"],
    "components: existence": ["a class that nothing uses is added", "a class is removed"],
    "servers": ["an environment is removed", "the usual server is elsewhere"],
    "info: lifecycle": ["the version of the API is told"],
}

LEFT_OUT = {
    "buf: EXTENSION_*, RESERVED_*, *_SAME_CPP_*, *_SAME_PHP_*, FILE_*": "Protobuf's own",
    "buf: ENUM_SAME_TYPE, ENUM_ZERO_VALUE_*": "what a server returns is open for any enum",
    "buf: PACKAGE_*": "a package has one spec",
    "oasdiff: headers of responses": "a client reads them from `http_response`, by name, untyped",
    "oasdiff: sunset dates, stability levels": "extensions that this dialect does not have",
    "oasdiff: OAuth scopes": "a client sends whatever token it is given",
}
"""What the two look at and we do not, with the reason."""


@pytest.mark.parametrize("category", [*BUF, *OASDIFF])
def test_a_category_has_its_rows(category: str) -> None:
    rows = {edit.name for edit in EDITS}
    assert {*(BUF | OASDIFF)[category]} <= rows


def test_reasons_are_given() -> None:
    assert all(LEFT_OUT.values())
