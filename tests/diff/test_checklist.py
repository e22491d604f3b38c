"""What two well-known checkers of breaking changes look at, and the verdicts that answer it.

buf (its rules for generated code and JSON) and oasdiff (its checks, by the part of the document and the sort of
change). A category without a verdict has a reason.
"""

from __future__ import annotations

import pytest
from adwright.diff.verdicts import Verdict

BUF = {
    "ENUM_NO_DELETE": "schema-removed schema-renamed",
    "ENUM_VALUE_NO_DELETE": "request-enum-value-removed response-enum-value-removed",
    "FIELD_NO_DELETE": "field-removed",
    "FIELD_SAME_CARDINALITY": "field-required field-optional request-type-changed response-type-changed",
    "FIELD_SAME_DEFAULT": "default-changed",
    "FIELD_SAME_JSON_NAME": "field-json-name-changed",
    "FIELD_SAME_NAME": "field-renamed argument-renamed",
    "FIELD_SAME_ONEOF": "request-type-narrowed response-type-widened",
    "FIELD_SAME_TYPE": "request-type-changed response-type-changed",
    "MESSAGE_NO_DELETE": "schema-removed schema-renamed",
    "MESSAGE_SAME_REQUIRED_FIELDS": "field-added-required field-required",
    "ONEOF_NO_DELETE": "request-type-narrowed response-type-narrowed",
    "RPC_NO_DELETE": "operation-removed operation-renamed",
    "RPC_SAME_IDEMPOTENCY_LEVEL": "retry-changed idempotency-key-changed endpoint-changed",
    "RPC_SAME_REQUEST_TYPE": "argument-removed request-type-changed",
    "RPC_SAME_RESPONSE_TYPE": "response-type-changed response-removed",
    "RPC_SAME_SERVER_STREAMING": "streaming-changed",
    "SERVICE_NO_DELETE": "resource-removed",
}

OASDIFF = {
    "paths: existence": "operation-removed operation-added endpoint-changed",
    "paths: lifecycle": "deprecated undeprecated",
    "tags: existence": "resource-added operation-renamed",
    "parameters: existence": "argument-added argument-added-required argument-removed",
    "parameters: requiredness": "argument-required argument-optional",
    "parameters: type": "request-type-changed request-type-widened parameter-serialization-changed",
    "parameters: constraints": "request-constraint-tightened request-constraint-loosened",
    "parameters: values": "request-enum-value-removed request-enum-value-added default-changed",
    "parameters: lifecycle": "deprecated undeprecated",
    "request body: existence": "argument-added argument-removed",
    "request body: media types": "request-media-type-changed request-encoding-changed",
    "request body: requiredness": "argument-required argument-optional",
    "request schema: existence": "field-added field-removed",
    "request schema: requiredness": "field-required field-optional field-added-required",
    "request schema: mutability": "field-removed field-added",
    "request schema: type": "request-type-changed request-null-removed request-null-added",
    "request schema: constraints": "request-constraint-tightened request-constraint-loosened",
    "request schema: values": "request-enum-value-added request-enum-value-removed",
    "request schema: structure": "rule-added rule-changed rule-removed additional-properties-removed",
    "responses: existence": "response-removed response-added error-body-removed error-body-added",
    "responses: media types": "response-format-changed",
    "response schema: existence": "field-added field-removed",
    "response schema: requiredness": "response-null-added response-null-removed field-presence-changed",
    "response schema: mutability": "field-removed",
    "response schema: type": "response-type-changed response-type-widened response-null-added",
    "response schema: constraints": "response-constraint-changed",
    "response schema: values": "response-enum-value-added response-enum-value-removed",
    "response schema: structure": "response-type-widened response-type-narrowed",
    "security: existence": "security-tightened security-loosened credential-removed credential-added",
    "security: type": "security-scheme-changed",
    "components: existence": "schema-added schema-removed",
    "servers": "environment-removed server-changed server-variable-removed default-server-removed",
    "info: lifecycle": "info-changed",
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
def test_a_category_has_its_verdicts(category: str) -> None:
    """Each of them has a case."""
    assert {*(BUF | OASDIFF)[category].split()} <= {verdict.id for verdict in Verdict}


def test_reasons_are_given() -> None:
    """Nothing is left out for nothing."""
    assert all(LEFT_OUT.values())
