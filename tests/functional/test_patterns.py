"""Regular expressions mean what they mean in JSON Schema, which has those of JavaScript."""

from __future__ import annotations

import pytest
from support import Generate

DOCUMENT = """
paths:
  /a:
    post:
      operationId: make
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [code], properties: {code: {type: string, pattern: '^[[A-Z]{1,3}$'}}}
      responses: {'204': {description: '-'}}
"""


def test_a_pattern_with_an_open_bracket_in_a_set_is_checked(generate: Generate) -> None:
    package = generate(DOCUMENT)
    package.server.play((204, None))
    package.call("make", code="[A")
    assert package.sent[-1].json == {"code": "[A"}
    with pytest.raises(package.module().RequestValidationError, match="code"):
        package.call("make", code="a")
