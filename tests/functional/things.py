"""A service of things: its document, and a server that answers by it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

SPEC = """
paths:
  /things:
    get:
      operationId: things.list
      tags: [things]
      summary: List things.
      x-pagination: {style: page, page: page, size: size, total: 'header:X-Total'}
      parameters:
        - {name: page, in: query, schema: {type: integer}}
        - {name: size, in: query, schema: {type: integer, maximum: 50, default: 2}}
        - {name: kind, in: query, description: What they are., schema: {type: string, enum: [big, small]}}
        - {name: tag, in: query, schema: {type: array, items: {type: string}}}
      responses: {'200': {description: Things., content: {application/json: {schema:
          {type: array, items: {$ref: '#/components/schemas/Thing'}}}}}}
    post:
      operationId: things.create
      tags: [things]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      responses: {'201': {description: Made., content: {application/json: {schema:
          {$ref: '#/components/schemas/Thing'}}}}}
  /things/{thingId}:
    parameters: [{name: thingId, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: things.get
      tags: [things]
      responses: {'200': {description: A thing., content: {application/json: {schema:
          {$ref: '#/components/schemas/Thing'}}}}}
    delete: {operationId: things.delete, tags: [things], responses: {'204': {description: Gone.}}}
  /things/{thingId}/photo:
    parameters: [{name: thingId, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: things.get_photo
      tags: [things]
      responses: {'200': {description: A photo., content: {image/png: {schema: {type: string, format: binary}}}}}
    put:
      operationId: things.set_photo
      tags: [things]
      requestBody: {required: true, content: {multipart/form-data: {schema: {type: object, required: [photo],
          properties: {photo: {type: string, format: binary}}}}}}
      responses: {'204': {description: Kept.}}
  /ping: {get: {operationId: ping, responses: {'204': {description: Up.}}}}
security: [{token: []}]
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    Thing:
      type: object
      required: [name]
      properties:
        thingId: {type: integer, readOnly: true}
        name: {type: string, minLength: 2, description: What it is called.}
        isNew: {type: boolean}
        note: {type: [string, 'null']}
        price: {$ref: '#/components/schemas/Price'}
        parts: {type: array, items: {type: object, properties: {size: {type: integer}}}}
    Price:
      type: object
      properties: {amount: {type: number}, currencyCode: {type: string}}
      allOf:
        - x-rule: {id: price-amount-needs-currency, says: An amount needs a currency.}
          if: {required: [amount]}
          then: {required: [currencyCode]}
"""

THINGS = [{"thingId": n, "name": f"Thing {n}", "price": {"amount": n / 2}} for n in range(1, 6)]


class Things(BaseHTTPRequestHandler):
    """Answers as the document says."""

    protocol_version = "HTTP/1.1"
    seen: list[tuple[str, str, bytes]]

    def _answer(self) -> None:
        sent = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.seen.append((self.command, self.path, sent))
        status, body, kind = self._what(sent)
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.send_header("x-total", str(len(THINGS)))
        self.end_headers()
        self.wfile.write(body)

    def _what(self, sent: bytes) -> tuple[int, bytes, str]:
        path, _, query = self.path.partition("?")
        if self.headers.get("authorization") != "Bearer t":
            return 401, b'{"message": "who are you?"}', "application/json"
        if path == "/things/404":
            return 404, b'{"message": "there is none"}', "application/json"
        if path.endswith("/photo") and self.command == "GET":
            return 200, b"\x89PNG", "image/png"
        if self.command in ("DELETE", "PUT") or path == "/ping":
            return 204, b"", "text/plain"
        if self.command == "POST":
            return 201, json.dumps({"thingId": 9, **json.loads(sent)}).encode(), "application/json"
        if path == "/things":
            asked = dict(each.split("=") for each in query.split("&") if each)
            page, size = int(asked.get("page", 1)), int(asked.get("size", 2))
            return (
                200,
                json.dumps(THINGS[(page - 1) * size : page * size]).encode(),
                "application/json",
            )
        return 200, json.dumps(THINGS[0]).encode(), "application/json"

    do_GET = do_POST = do_PUT = do_DELETE = _answer

    def log_message(self, *args: object) -> None:
        """Nothing."""


@contextmanager
def serving() -> Iterator[tuple[str, list[tuple[str, str, bytes]]]]:
    """The address of a server, and what it is sent: method, path, body."""
    seen = list[tuple[str, str, bytes]]()
    handler = type("Handler", (Things,), {"seen": seen})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", seen
        server.shutdown()
        thread.join()
