"""Finds the sentence in the body of a failed response that helps most, with the field that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .data import is_list, is_mapping, is_model, is_sequence

_SENTENCES = (
    "errorDescription", "error_description", "message", "Message", "detail", "error", "title", "reason", "msg",
    "defaultMessage", "description", "code",
)  # fmt: skip
"""Members that say what is wrong, the most telling one first."""
_FIELDS = (
    "field", "param", "parameter", "loc", "pointer", "property", "propertyPath", "attribute", "source", "header",
)  # fmt: skip
"""Members that name what it is about."""
_DETAILS = (
    "errors", "errorObjects", "details", "detail", "fieldErrors", "field_errors", "fieldViolations", "violations",
    "validationErrors", "validation_errors", "invalid_params", "invalid-params", "invalidParams",
)  # fmt: skip
"""Members that have more of the same, each with a field of its own."""

_LONGEST = 300  # characters
_MOST = 5  # failures of a list
_DEEPEST = 6  # objects and lists in one another


def telling_text(body: object) -> str:
    """The sentence in an error body that helps most, with the server's name of the field; empty if there is none.

    Args:
        body: Parsed JSON, or text.
    """
    return _short(_told(body, 0))


def as_plain(value: Any, levels: int = _DEEPEST) -> Any:
    """Models as plain data, for the search of a telling sentence.

    Args:
        value: A model, or lists of them.
        levels: How many lists in one another are looked into.
    """
    if is_list(value):
        return [as_plain(each, levels - 1) for each in value] if levels else value
    return value.model_dump(by_alias=True, warnings=False) if is_model(value) else value


_FLAGS = ("success", "ok", "succeeded", "isSuccess")
_STATES = ("status", "state", "result", "outcome")
_CODES = ("statusCode", "status_code", "status", "code")
_FAILURES = frozenset({"error", "errors", "fail", "failed", "failure"})


def failure_in(body: object, *, with_errors: bool) -> tuple[str, object] | None:
    """The member by which a body says that the request failed, in one of the usual forms; None if none does.

    Args:
        body: Parsed JSON.
        with_errors: Whether it also says so by what it calls errors.
    """
    if not is_mapping(body):
        return None
    for name in _FLAGS:
        if body.get(name) is False:
            return name, False
    for name in _STATES:
        state = body.get(name)
        if isinstance(state, str) and state.lower() in _FAILURES:
            return name, state
    for name in _CODES:
        code = body.get(name)
        if isinstance(code, int) and 400 <= code < 600:
            return name, code
    errors = ((name, body.get(name)) for name in ("error", *_DETAILS)) if with_errors else ()
    return next((each for each in errors if each[1]), None)


def _told(body: object, depth: int) -> str:
    if isinstance(body, str):
        return _plain(body)
    if depth > _DEEPEST:
        return ""
    if is_mapping(body):
        return _of_object(body, depth + 1)
    if is_sequence(body):
        return _joined(_told(each, depth + 1) for each in body[:_MOST])
    return ""


def _of_object(body: Mapping[str, Any], depth: int) -> str:
    if _is_by_field(body):
        return _of_fields(body, depth)
    key, text = next(_texts(body, _SENTENCES, depth), ("", ""))
    field = next(filter(None, (_field(body.get(name)) for name in _FIELDS)), "")
    details = next((each for name, each in _texts(body, _DETAILS, depth) if name != key), "")
    if not text and not details:
        return _of_fields(body, depth)
    if field and text and not text.startswith(field):
        text = f"{field}: {text}"
    return text if details in text else f"{text}: {details}" if text else details


def _texts(body: Mapping[str, Any], names: Iterable[str], depth: int) -> Iterator[tuple[str, str]]:
    found = ((name, _told(body.get(name), depth)) for name in names)
    return ((name, text) for name, text in found if text)


def _is_by_field(body: Mapping[str, Any]) -> bool:
    """Whether an object has a list of sentences for each field, whatever the fields are called."""
    return bool(body) and all(
        is_sequence(each) and each and all(isinstance(text, str) for text in each)
        for each in body.values()
    )


def _of_fields(body: Mapping[str, Any], depth: int) -> str:
    told = ((name, _told(value, depth)) for name, value in body.items())
    return _joined(f"{_plain(str(name))}: {text}" for name, text in told if text)


def _field(value: object) -> str:
    """What names a field: text, the steps of a path, or an object that has one of these."""
    if isinstance(value, str):
        return _plain(value)
    if is_mapping(value):
        return next(filter(None, (_field(value.get(name)) for name in _FIELDS)), "")
    if is_sequence(value) and value and all(isinstance(each, str | int) for each in value):
        return _plain(".".join(map(str, value)))
    return ""


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, texts)))


def _plain(text: str) -> str:
    return "".join(each for each in " ".join(text.split()) if each.isprintable())


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
