"""Replies that no server should send, by dice."""

from __future__ import annotations

import codecs
import encodings.aliases
import gzip
import json
import random
import zlib

STATUSES = (
    200, 200, 200, 200, 201, 202, 204, 205, 206, 226, 299, 300, 301, 302, 303, 304, 305, 307, 308,
    400, 401, 401, 403, 404, 405, 408, 409, 413, 418, 422, 429, 499, 500, 501, 502, 503, 504, 511, 599,
    600, 777, 999,
)  # fmt: skip
LOCATIONS = (
    "http://[", "http://[::1", "http://]", "http://a:b:c", "http://h:99999/", "http://h:-1/",
    "http://h:x/", "//", "///", "http://", "https://", "http:", ":", "::", "//:0", "http://:80/",
    "http://@/", "http://user:pass@/", "http://\u2100.com/", "http://a\u2100b/", "http://xn--/",
    "http://xn--a/", "http://" + "a" * 300 + ".com/", "http://a..b/", "http://-a-/", "http://%zz/",
    "http://a b/", "http://a\tb/", "/%zz", "/a b", "?", "#", "#x", "", " ", "\\\\h\\x", "file:///etc/passwd",
    "ftp://h/", "javascript:alert(1)", "data:,x", "mailto:a@b", "http://127.0.0.1:1/",
    "/x" * 40000, "http://[fe80::1%25eth0]/", "http://1.2.3.4.5/", "http://0x7f.1/", "http://é.test/",
    "http://h/\x7f", "http://h/\x80\xff", "/\u2028",
)  # fmt: skip
CHARSETS = (
    *sorted({*encodings.aliases.aliases.values()}), "rot13", "hex", "base64", "zlib", "bz2", "uu",
    "quopri", "undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "mbcs", "oem",
    "utf-16", "utf-32", "utf-7", "utf-8-sig", "none", "", '"', '"utf-8"', "\0", "a" * 5000, "../x", "é",
)  # fmt: skip
MEDIA = (
    "application/json", "application/problem+json", "text/html", "text/plain", "text/event-stream",
    "application/x-ndjson", "application/octet-stream", "application/x-www-form-urlencoded",
    "multipart/form-data", "image/png", "application/xml", "", ";", "/", "a", "a/b/c", "\xff/\xfe",
    "application/json;;;", "text/plain;charset", "*/*",
)  # fmt: skip
CODINGS = (
    "gzip", "deflate", "br", "zstd", "compress", "gzip, gzip", "identity", "x", "", "gzip;q=1", "GZIP",
)  # fmt: skip
NUMBERS = (
    "0", "1", "-1", "1e999", "nan", "inf", "9" * 400, "0x10", "1.5", "soon", "", "\u0663",
    "Wed, 99 Foo 9999 99:99:99 GMT", "Wed, 21 Oct 99999 07:28:00 GMT",
)  # fmt: skip
LINKS = ('<{}>; rel="next"', "<{}>;rel=next;", "{}", "<;<;>", ";;rel")
COOKIES = ("a=b", "=", ";", "a=b; domain=.com", "a" * 9000, "\xff=\xfe; expires=x")


def a_reply(dice: random.Random, echoed: bytes = b"") -> bytes:
    """A reply as bytes, sometimes broken off.

    Args:
        dice: Chooses.
        echoed: What stands in some of the bodies.
    """
    status = dice.choice(STATUSES)
    headers = [("content-type", _media(dice))]
    if dice.random() < 0.4 or 300 <= status < 400:
        headers.append(("location", dice.choice(LOCATIONS)))
    if dice.random() < 0.3:
        headers.append(("link", dice.choice(LINKS).format(dice.choice(LOCATIONS))))
    for name in ("retry-after", "retry-after-ms", "date", "x-ratelimit-remaining"):
        if dice.random() < 0.15:
            headers.append((name, dice.choice(NUMBERS)))
    if dice.random() < 0.2:
        headers.append(("set-cookie", dice.choice(COOKIES)))
    body = a_body(dice, echoed)
    if dice.random() < 0.3:
        coding = dice.choice(CODINGS)
        headers.append(("content-encoding", coding))
        if dice.random() < 0.6:
            body = gzip.compress(body) if "gzip" in coding.lower() else zlib.compress(body)
        if dice.random() < 0.3:
            body = body[: dice.randrange(len(body) + 1)]
    return _framed(dice, status, headers, body)


def _framed(dice: random.Random, status: int, headers: list[tuple[str, str]], body: bytes) -> bytes:
    framing = dice.random()
    if framing < 0.6:
        headers.append(("content-length", str(len(body))))
    elif framing < 0.8:
        headers.append(("transfer-encoding", "chunked"))
        size = dice.choice((1, 7, 4096))
        if len(body) > 20_000:
            size = 4096
        pieces = (body[at : at + size] for at in range(0, len(body), size))
        body = b"".join(b"%x\r\n%b\r\n" % (len(each), each) for each in pieces) + b"0\r\n\r\n"
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    whole = f"HTTP/1.1 {status} X\r\n".encode() + _bytes(head) + b"\r\n" + body
    if framing < 0.75 and dice.random() < 0.25:
        whole = whole[: dice.randrange(len(whole))]
    if whole and dice.random() < 0.05:
        at = dice.randrange(len(whole))
        whole = whole[:at] + bytes([dice.randrange(256)]) + whole[at + 1 :]
    return whole


def _bytes(text: str) -> bytes:
    return b"".join(each.encode("latin-1") if ord(each) < 256 else each.encode() for each in text)


def _media(dice: random.Random) -> str:
    media = dice.choice(MEDIA) if dice.random() < 0.6 else "application/json"
    if dice.random() < 0.4:
        media += f"; charset={dice.choice(CHARSETS)}"
    return media


def a_body(dice: random.Random, echoed: bytes) -> bytes:
    """A body, mostly like JSON."""
    deep = dice.choice((10, 200, 1000, 3000, 100_000))
    bodies = (
        b'{"id": 7, "name": "x"}', b"", b"null", b"[]", b"{}", b"0", b'"x"', b"[[]]", b"{", b"[1,", b"NaN",
        b"-Infinity", b"1e999", b"9" * 5000, b'{"id": ' + b"9" * 5000 + b"}", b"[" * deep + b"]" * deep,
        b"[" * deep, b'{"a":' * deep + b"1" + b"}" * deep, b'{"items": ' + b"[" * deep + b"]" * deep + b"}",
        b'{"error": ' + b'{"error": ' * deep + b"1" + b"}" * (deep + 1), b'"\\ud800"', b'{"\\udfff": "\\ud800"}',
        b'{"name": "\\ud83d"}', b'{"error": "\\ud800 \\udc00"}', codecs.BOM_UTF8 + b'{"id": 7}',
        '{"id": 7, "name": "é"}'.encode("utf-16"), '{"id": 7}'.encode("utf-16-le"), '{"id": 7}'.encode("utf-32"),
        b"\xff\xfe", b"\xff" * 100, b"\x00" * 100, b"<html><body>no</body></html>", b"plain words",
        b'{"items": [{"id": 1}, null, 3, "x", [], {"id": "y"}], "total": "many"}',
        b'{"items": [{"id": 1}], "total": 1e400}', b'{"items": {"a": 1}}', b'{"items": [], "total": -5}',
        b'{"success": false, "errorObjects": [{"error": "no"}]}', b'{"success": "maybe", "data": 5}',
        b'{"success": [], "data": {"id": 1}}',
        b'{"success": false, "errorObjects": ' + b"[" * deep + b"]" * deep + b"}",
        b'{"access_token": 5}', b'{"access_token": "tok\\r\\nx: y", "expires_in": "nan"}',
        b'{"access_token": "\\ud800abc"}', b'{"access_token": "fresh", "expires_in": 1e999}',
        b'{"access_token": "fresh-token", "expires_in": 3600, "refresh_token": 7}',
        b'data: {"n": 1}\n\ndata: [DONE]\n\n', b"data: {\n\n", b"event: x\nid: \0\nretry: " + b"9" * 5000 + b"\n\n",
        b'{"n": 1}\n{"n": "x"}\n\n{', b"data: \xff\xfe\n\n", b"a=1&b=%ff&c", b"x" * 300_000,
        json.dumps({"error": echoed.decode("latin-1")}).encode(), echoed, b'{"message": "' + echoed[:300] + b'"}',
        b'{"state": "failed", "error": {"message": ' + b"[" * deep + b"]" * deep + b"}}",
        b'{"next": "http://[", "items": [{"id": 1}]}', b'{"next": 5, "items": [{"id": 1}]}',
        b'{"next": "", "items": 5}',
    )  # fmt: skip
    return dice.choice(bodies)
