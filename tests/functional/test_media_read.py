"""Responses that come as several media types: each can be asked for, and is read by what comes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from inspect import signature
from typing import Any, get_overloads

import httpx
import pytest
from support import HOST, Generate, Package

ALL = """
paths:
  /chat:
    post:
      operationId: chat
      tags: [ai]
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [prompt], properties: {prompt: {type: string}, stream: {type: boolean}}}
      responses:
        '200':
          description: An answer.
          content:
            text/event-stream: {schema: {$ref: '#/components/schemas/Piece'}}
            application/json: {schema: {$ref: '#/components/schemas/Answer'}}
            application/x-ndjson: {schema: {$ref: '#/components/schemas/Piece'}}
  /report:
    get:
      operationId: report
      tags: [ai]
      responses:
        '200':
          description: A report.
          content:
            text/csv: {schema: {type: string}, example: 'a,b'}
            application/json: {schema: {$ref: '#/components/schemas/Answer'}}
            application/pdf: {schema: {type: string, format: binary}}
        '202': {description: Not yet., content: {application/json: {schema: {$ref: '#/components/schemas/Piece'}}}}
  /export:
    get:
      operationId: export
      tags: [ai]
      responses:
        '200':
          description: A file.
          content:
            text/csv: {schema: {type: string}}
            application/pdf: {schema: {type: string, format: binary}}
  /versioned:
    get:
      operationId: versioned
      tags: [ai]
      responses:
        '200':
          description: Of one version.
          content:
            application/json: {schema: {$ref: '#/components/schemas/Answer'}}
            application/vnd.x.v2+json: {schema: {$ref: '#/components/schemas/Newer'}}
  /numbered:
    get:
      operationId: numbered
      tags: [ai]
      responses:
        '200':
          description: Of one version.
          content:
            application/vnd.x+json; version=1: {schema: {$ref: '#/components/schemas/Answer'}}
            application/vnd.x+json; version=2: {schema: {$ref: '#/components/schemas/Newer'}}
  /alike:
    get:
      operationId: alike
      tags: [ai]
      responses:
        '200':
          description: JSON by two names.
          content:
            application/json: {schema: {$ref: '#/components/schemas/Answer'}}
            text/json: {schema: {$ref: '#/components/schemas/Answer'}}
        '400':
          description: No.
          content:
            application/problem+json: {schema: {$ref: '#/components/schemas/Newer'}}
            application/json: {schema: {$ref: '#/components/schemas/Piece'}}
components:
  schemas:
    Answer: {type: object, required: [text], properties: {text: {type: string}}}
    Piece: {type: object, required: [delta], properties: {delta: {type: string}}}
    Newer: {type: object, required: [words], properties: {words: {type: array, items: {type: string}}}}
"""


@pytest.fixture
def ai(generate: Generate) -> Package:
    return generate(ALL)


def came(media: str, content: str | bytes = b"", status: int = 200) -> httpx.Response:
    """A response of a media type."""
    headers = {"content-type": media} if media else {}
    return httpx.Response(status, content=content, headers=headers)


def streamed(ai: Package, **given: Any) -> list[Any]:
    """What a stream gives, sync and async alike."""

    async def run() -> list[Any]:
        return [each async for each in ai.async_client().ai.chat("x", **given)]

    found = [*ai.client().ai.chat("x", **given)]
    ai.server.again()
    assert asyncio.run(run()) == found
    return found


def test_json_is_asked_for_unless_something_else_is(ai: Package) -> None:
    ai.server.play({"text": "a"})
    for name, given in (("ai.chat", {"prompt": "x"}), ("ai.report", {}), ("ai.alike", {})):
        assert ai.call(name, **given) == ai.models.Answer(text="a")
        assert ai.sent[-1].headers["accept"].startswith("application/json")
        assert "event-stream" not in ai.sent[-1].headers["accept"]


def test_each_media_type_can_be_asked_for(ai: Package) -> None:
    ai.server.play(came("text/csv; charset=iso-8859-1", "a,\xfc".encode("latin-1")))
    assert ai.call("ai.report", accept="text/csv") == "a,\xfc"
    assert ai.sent[-1].headers["accept"] == "text/csv"
    ai.server.play(came("application/pdf", b"%PDF\xff"))
    assert ai.call("ai.report", accept="application/pdf") == b"%PDF\xff"
    assert ai.call("ai.export", accept="application/pdf") == b"%PDF\xff"
    ai.server.play(came("application/vnd.x.v2+json", '{"words": ["a"]}'))
    newer = ai.call("ai.versioned", accept="application/vnd.x.v2+json")
    assert newer == ai.models.Newer(words=["a"])


def test_what_comes_says_how_it_is_read(ai: Package) -> None:
    ai.server.play(came("text/csv", "a,b"))
    assert ai.call("ai.export") == ai.call("ai.report") == "a,b"
    assert ai.sent[-1].headers["accept"] == "application/json"
    ai.server.play(came("application/pdf", b"\xff"))
    assert ai.call("ai.export") == b"\xff"
    ai.server.play(came("application/vnd.x.v2+json", '{"words": []}'))
    assert ai.call("ai.versioned") == ai.models.Newer(words=[])
    ai.server.play(came("application/vnd.x+json;VERSION=2", '{"words": []}'))
    assert ai.call("ai.numbered") == ai.models.Newer(words=[])
    ai.server.play((202, {"delta": "d"}))
    assert ai.call("ai.report", accept="text/csv") == ai.models.Piece(delta="d")


def test_what_was_asked_for_is_read_where_nothing_says_what_came(ai: Package) -> None:
    ai.server.play(came("", b"%PDF\xff"))
    assert ai.call("ai.report", accept="application/pdf") == b"%PDF\xff"


def test_what_nobody_described_is_told(ai: Package) -> None:
    ai.server.play(came("text/html", "<p>"))
    with pytest.raises(ai.module().ResponseValidationError, match="text/html"):
        ai.call("ai.report")


def test_options_ask_too_and_headers_have_the_last_word(ai: Package) -> None:
    options = ai.module().RequestOptions
    ai.server.play(came("text/csv", "a,b"))
    assert ai.call("ai.report", options=options(accept="text/csv")) == "a,b"
    assert ai.sent[-1].headers["accept"] == "text/csv"
    ai.call("ai.report", accept="application/pdf", options=options(accept="text/csv"))
    assert ai.sent[-1].headers["accept"] == "application/pdf"
    ai.call("ai.report", accept="text/csv", options=options(headers={"Accept": "text/*"}))
    assert ai.sent[-1].headers["accept"] == "text/*"


def test_json_beside_events_may_be_streamed(ai: Package) -> None:
    ai.server.play(
        came(
            "text/event-stream", 'data: {"delta": "a"}\n\ndata: {"delta": "b"}\n\ndata: [DONE]\n\n'
        )
    )
    pieces = [ai.models.Piece(delta="a"), ai.models.Piece(delta="b")]
    assert streamed(ai, stream=True, accept="text/event-stream") == pieces
    assert ai.sent[-1].headers["accept"] == "text/event-stream"
    assert ai.sent[-1].json == {"prompt": "x", "stream": True}
    ai.server.play(came("application/x-ndjson", '{"delta": "a"}\n{"delta": "b"}'))
    assert streamed(ai, accept="application/x-ndjson") == pieces
    with ai.client().ai.chat("x", accept="application/x-ndjson") as stream:
        assert stream.http_response.status_code == 200


def test_a_stream_that_nobody_asked_for_is_read_whole(ai: Package) -> None:
    ai.server.play(came("text/event-stream", 'data: {"delta": "a"}\n\ndata: [DONE]\n\n'))
    assert ai.call("ai.chat", "x") == [ai.models.Piece(delta="a")]
    given = {"stream": True, "accept": "application/json"}
    assert ai.call("ai.chat", "x", **given) == [ai.models.Piece(delta="a")]


def test_the_flag_for_a_stream_asks_for_it(ai: Package) -> None:
    """An argument `stream` decides where nothing else does."""
    ai.server.play(came("text/event-stream", 'data: {"delta": "a"}\n\ndata: [DONE]\n\n'))
    assert streamed(ai, stream=True) == [ai.models.Piece(delta="a")]
    assert ai.sent[-1].headers["accept"] == "text/event-stream"
    assert ai.sent[-1].json == {"prompt": "x", "stream": True}
    ai.server.play({"text": "a"})
    assert ai.call("ai.chat", "x", stream=False) == ai.models.Answer(text="a")
    assert ai.sent[-1].headers["accept"] == "application/json"


def test_a_flag_of_another_meaning_asks_for_nothing(generate: Generate) -> None:
    """Only a boolean called so, that may be left out, beside a stream."""
    spec = ALL.replace("stream: {type: boolean}", "stream: {type: string}")
    sample = generate(spec)
    sample.server.play({"text": "a"})
    assert sample.call("ai.chat", "x", stream="b") == sample.models.Answer(text="a")


@pytest.mark.parametrize("media", ["image/png", "text/html, image/*", "application/xml;q=0.5", ""])
@pytest.mark.parametrize("by_options", [False, True])
def test_what_no_response_is_described_in_is_not_asked_for(
    ai: Package, media: str, by_options: bool
) -> None:
    error = ai.module().RequestValidationError
    given = {"options": {"accept": media}} if by_options else {"accept": media}
    with pytest.raises(error, match="accept must be 'application/json' or 'text/csv'") as refused:
        ai.call("ai.report", **given)
    assert [(each.rule, each.path) for each in refused.value.violations] == [("enum", "accept")]
    client = ai.client()
    assert [each.path for each in client.check(client.ai.report, **given)] == ["accept"]
    assert not ai.sent


@pytest.mark.parametrize(
    "media", ["text/*", "*/*", "application/vnd.x+json", "image/png, text/csv;q=0.5"]
)
def test_what_may_be_answered_is_asked_for(ai: Package, media: str) -> None:
    ai.server.play({"text": "a"})
    assert ai.call("ai.report", options={"accept": media}) == ai.models.Answer(text="a")
    assert ai.sent[-1].headers["accept"] == media


def test_a_stream_that_does_not_come_is_told(ai: Package) -> None:
    ai.server.play({"text": "a"})
    error = ai.module().ResponseValidationError
    with pytest.raises(error, match="not a stream but application/json"):
        ai.client().ai.chat("x", accept="text/event-stream")


def test_each_choice_has_its_type(ai: Package) -> None:
    def returned(method: Callable[..., Any]) -> list[tuple[str, str]]:
        found = [signature(each) for each in get_overloads(method.__func__)]  # type: ignore[attr-defined]
        accept = [each.parameters.get("accept") for each in found]
        return [
            (each.annotation.replace("'", '"') if each else "", one.return_annotation)
            for each, one in zip(accept, found, strict=True)
        ]

    client = ai.client().ai
    assert returned(client.chat) == [
        ('Literal["application/json"] | Unset', "Answer"),
        ('Literal["text/event-stream", "application/x-ndjson"]', "Stream[Piece]"),
        ("", "Stream[Piece]"),
    ]
    assert returned(client.report) == [
        ('Literal["application/json"] | Unset', "Answer | Piece"),
        ('Literal["text/csv"]', "str | Piece"),
        ('Literal["application/pdf"]', "bytes | Piece"),
    ]
    assert returned(client.export) == [
        ("", "str | bytes"),
        ('Literal["text/csv"]', "str"),
        ('Literal["application/pdf"]', "bytes"),
    ]
    assert returned(client.alike) == []
    alike = signature(client.alike)
    assert alike.return_annotation == "Answer"
    assert (
        alike.parameters["accept"].annotation.replace("'", '"')
        == 'Literal["application/json", "text/json"] | Unset'
    )


def test_strict_clients_judge_each_media_type_by_its_own_schema(ai: Package) -> None:
    strict = {"strict": True}
    ai.server.play(came("application/vnd.x.v2+json", '{"words": [1]}'))
    with pytest.raises(ai.module().ResponseValidationError, match="words"):
        ai.call("ai.versioned", settings=strict)
    ai.server.play(came("application/json", '{"text": "a"}'))
    assert ai.call("ai.versioned", settings=strict) == ai.models.Answer(text="a")
    ai.server.play(came("text/csv", "a,b"))
    assert ai.call("ai.report", accept="text/csv", settings=strict) == "a,b"


def test_the_body_of_an_error_is_read_by_what_comes(ai: Package) -> None:
    ai.server.play(came("application/problem+json", '{"words": ["a"]}', 400))
    with pytest.raises(ai.module().BadRequestError) as caught:
        ai.call("ai.alike")
    assert caught.value.body == ai.models.Newer(words=["a"])
    ai.server.play((400, {"delta": "d"}))
    with pytest.raises(ai.module().BadRequestError) as caught:
        ai.call("ai.alike")
    assert caught.value.body == ai.models.Piece(delta="d")


def test_the_double_answers_with_what_is_asked_for(ai: Package) -> None:
    with ai.module("testing").OfflineTransport() as transport:
        client = getattr(ai.module(), ai.class_name)(http_client=transport.client())
        assert type(client.ai.report()) is ai.models.Answer
        assert client.ai.report(accept="text/csv") == "a,b"
        assert isinstance(client.ai.report(accept="application/pdf"), bytes)
        assert type(client.ai.versioned(accept="application/vnd.x.v2+json")) is ai.models.Newer
        assert type(client.ai.chat("x")) is ai.models.Answer
        for media in ("text/event-stream", "application/x-ndjson"):
            assert [type(each) for each in client.ai.chat("x", accept=media)] == [ai.models.Piece]
            transport.queue([{"delta": "a"}, {"delta": "b"}])
            given = [each.delta for each in client.ai.chat("x", accept=media)]
            assert given == ["a", "b"]
        transport.queue([{"delta": 1}])
        with pytest.raises(AssertionError, match="delta"):
            client.ai.chat("x", accept="text/event-stream")


def test_what_is_asked_for_is_in_the_schema_of_a_method(ai: Package) -> None:
    client = ai.client()
    schema = client.schema(client.ai.report)
    assert schema["properties"] == {
        "accept": {"enum": ["application/json", "text/csv", "application/pdf"]}
    }
    assert client.check(client.ai.chat, "x", accept="text/event-stream") == []
    assert [v.path for v in client.check(client.ai.chat, prompt=1)] == ["prompt"]


def test_raw_responses_of_each_choice(ai: Package) -> None:
    ai.server.play(came("text/csv", "a,b"))
    raw = ai.client().with_response(ai.client().ai.report, accept="text/csv")
    assert (raw.data, raw.headers["content-type"]) == ("a,b", "text/csv")


# Text, bytes and ranges ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("described", "media", "content", "read"),
    [
        ("application/xml: {schema: {type: object}}", "application/xml", b"<a/>", "<a/>"),
        ("application/atom+xml: {}", "application/atom+xml", b"<a/>", "<a/>"),
        ("text/csv: {schema: {type: string, format: binary}}", "text/csv", b"a\xff", b"a\xff"),
        ("application/zip: {schema: {type: string}}", "application/zip", b"\xff", b"\xff"),
        ("'image/*': {}", "image/png", b"\xff", b"\xff"),
        ("'text/*': {}", "text/css", b"a", "a"),
        ("'*/*': {schema: {type: string}}", "text/plain", b"a", "a"),
        ("'*/*': {schema: {type: string}}", "application/json", b'"a"', "a"),
        ("'*/*': {schema: {type: string}}", "application/json", b"as it is", "as it is"),
        ("'*/*': {schema: {type: integer}}", "application/json", b"1", 1),
        ("'*/*': {}", "image/png", b"\xff", b"\xff"),
        ("'*/*': {}", "application/xml", b"<a/>", "<a/>"),
        ("'*/*': {}", "application/hal+json", b"[1]", [1]),
    ],
)
def test_text_bytes_and_data(
    generate: Generate, described: str, media: str, content: bytes, read: object
) -> None:
    sample = generate(f"""
paths:
  /x: {{get: {{operationId: get, responses: {{'200': {{description: '-', content: {{{described}}}}}}}}}}}
""")
    sample.server.play(came(media, content))
    assert sample.call("get") == read


def test_a_range_beside_a_media_type_takes_what_is_left(generate: Generate) -> None:
    sample = generate("""
paths:
  /x:
    get:
      operationId: get
      responses:
        '200':
          description: '-'
          content:
            application/json: {schema: {type: object, properties: {a: {type: integer}}}}
            'image/*': {schema: {type: string, format: binary}}
            '*/*': {}
""")
    sample.server.play(came("image/png", b"\xff"))
    assert sample.call("get") == b"\xff"
    assert sample.call("get", accept="image/*") == b"\xff"
    assert sample.sent[-1].headers["accept"] == "image/*"
    sample.server.play(came("text/plain", b"x"))
    assert sample.call("get", accept="*/*") == "x"
    sample.server.play({"a": 1})
    assert sample.call("get").a == 1


@pytest.mark.parametrize("record", ['\x1e{"n": 1}\n\x1e{\n"n": 2\n}\n', '{"n": 1}\n{"n": 2}\n'])
def test_sequences_are_read_value_by_value(generate: Generate, record: str) -> None:
    sample = generate("""
paths:
  /x:
    get:
      operationId: get
      responses:
        '200':
          description: '-'
          content: {application/json-seq: {schema: {type: object, properties: {n: {type: integer}}}}}
    post:
      operationId: post
      requestBody:
        required: true
        content: {application/json-seq: {schema: {type: object, properties: {n: {type: integer}}}}}
      responses: {'204': {description: '-'}}
""")
    text = record.encode()

    def chunks(_: httpx.Request) -> httpx.Response:
        pieces = iter([text[:3], text[3:12], text[12:]])
        return httpx.Response(200, content=pieces, headers={"content-type": "application/json-seq"})

    sample.server.play(chunks)
    assert [each.n for each in sample.client().get()] == [1, 2]
    sample.server.play((204, None))
    sent = sample.send("post", [{"n": 1}, {"n": 2}])
    assert sent.body == b'\x1e{"n":1}\n\x1e{"n":2}\n'
    with sample.module("testing").OfflineTransport() as transport:
        client = getattr(sample.module(), sample.class_name)(http_client=transport.client())
        client.post([{"n": 1}, {"n": 2}])
        assert len([*client.get()]) == 1


# Pages -----------------------------------------------------------------------------------------


def test_a_list_in_pages_may_come_as_something_else(generate: Generate) -> None:
    sample = generate("""
paths:
  /x:
    get:
      operationId: list
      x-pagination: {style: page, page: page}
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses:
        '200':
          description: '-'
          content:
            application/json: {schema: {type: array, items: {type: integer}}}
            text/csv: {schema: {type: string}}
""")
    sample.server.play([1, 2], [])
    assert sample.call("list") == [1, 2]
    sample.server.play(came("text/csv", "1,2"))
    assert sample.call("list", accept="text/csv", page=3) == "1,2"
    assert sample.sent[-1].query == (("page", "3"),)


# Redirects -------------------------------------------------------------------------------------


def redirecting(generate: Generate, status: str, more: str = "") -> Package:
    """A package whose operations describe a redirect and nothing else."""
    responses = f"{{'{status}': {{description: Elsewhere.}}{more}}}"
    return generate(f"""
paths:
  /x:
    get: {{operationId: get, responses: {responses}}}
    post: {{operationId: post, responses: {responses}}}
""")


@pytest.mark.parametrize(
    "more", ["", ", default: {description: Wrong.}", ", '404': {description: None.}"]
)
def test_a_read_that_is_redirected_gives_what_is_there(generate: Generate, more: str) -> None:
    sample = redirecting(generate, "302", more)
    moved = httpx.Response(302, headers={"location": "/y"})
    sample.server.play(moved, came("application/pdf", b"\xff"))
    assert sample.call("get") == b"\xff"
    assert sample.sent[-1].path == "/y"
    sample.server.play(moved, {"a": 1})
    assert sample.call("get") == {"a": 1}


def test_a_change_that_is_redirected_gives_the_address(generate: Generate) -> None:
    sample = redirecting(generate, "303")
    sample.server.play(httpx.Response(303, headers={"location": "/y?a=1"}))
    assert sample.call("post") == f"{HOST}/y?a=1"
    assert signature(sample.method("post")).return_annotation == "str"
    assert "The address that the server redirects to." in sample.method("post").__doc__
    sample.server.play((404, {}))
    with pytest.raises(sample.module().NotFoundError):
        sample.call("post")
    with sample.module("testing").OfflineTransport() as transport:
        client = getattr(sample.module(), sample.class_name)(http_client=transport.client())
        assert client.post().startswith(HOST)


def test_a_change_that_is_sent_on_gives_what_comes_from_there(generate: Generate) -> None:
    sample = redirecting(generate, "307")
    sample.server.play(httpx.Response(307, headers={"location": "/y"}), {"a": 1})
    assert sample.call("post") == {"a": 1}
    elsewhere = "https://other.example.com/y"
    sample.server.play(httpx.Response(307, headers={"location": elsewhere}))
    assert sample.call("post") == elsewhere


def test_events_and_json_share_what_is_sent(ai: Package) -> None:
    ai.server.play(came("text/event-stream", "data: {}\n\n"))
    ai.client().ai.chat("x", stream=True, accept="text/event-stream").close()
    ai.server.play({"text": "a"})
    ai.client().ai.chat("x", stream=True, accept="application/json")
    first, second = ai.sent[-2:]
    assert json.loads(first.body) == json.loads(second.body)


def test_json_without_a_schema_is_what_any_media_type_is(generate: Generate) -> None:
    """As upgrades of older documents leave it: examples by media type beside a schema for all."""
    sample = generate("""
paths:
  /x:
    get:
      operationId: list
      responses:
        '200':
          description: '-'
          content:
            '*/*': {schema: {type: array, items: {type: object, properties: {id: {type: integer}}}}}
            application/json: {example: [{id: 1}]}
""")
    sample.server.play([{"id": 7}])
    (item,) = sample.call("list")
    assert (type(item).__name__, item.id) == ("ListResponseItem", 7)
