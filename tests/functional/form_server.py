"""A real server that tells what a library understands of the bodies it gets."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from werkzeug import Request, Response
from werkzeug.serving import make_server


@Request.application
def _app(request: Request) -> Response:
    """Answer with what came: the form and the files as werkzeug reads them, or the body as it is."""
    files = {
        name: [[each.filename, each.content_type, _text(each.read())] for each in many]
        for name, many in request.files.lists()
    }
    told: dict[str, Any] = {
        "content_type": request.mimetype,
        "form": dict(request.form.lists()),
        "files": files,
        "body": "" if request.form or files else _text(request.get_data()),
    }
    return Response(json.dumps(told), content_type="application/json")


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


@contextmanager
def serving() -> Iterator[str]:
    """A server, by its URL."""
    server = make_server("127.0.0.1", 0, _app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
