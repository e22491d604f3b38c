"""Texts of a command line as the values that a method takes."""

from __future__ import annotations

import os.path
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..data import is_dict, is_list, load_json
from .settings import Setting


def read_json(text: str) -> Any:
    """A value given as JSON, its numbers as they are written: by itself, as `@FILE`, or as `-`, the standard input.

    Raises:
        ValueError: It is no JSON, or there is no such file.
    """
    if text == "-":
        return _json(_input(), "the standard input")
    if text[:1] == "@":
        return _json(_file(text).read_bytes(), text[1:])
    try:
        return load_json(text, Decimal)
    except ValueError as error:
        hint = f"; a file is given as @{text}" if os.path.isfile(text) else ""
        raise ValueError(f"this is no JSON: {error}{hint}") from None


def _json(content: bytes, name: str) -> Any:
    try:
        return load_json(content.decode("utf-8-sig"), Decimal)
    except UnicodeDecodeError:
        raise ValueError(f"{name} is no text in UTF-8") from None
    except ValueError as error:
        raise ValueError(f"{name} is no JSON: {error}") from None


def _input() -> bytes:
    if sys.stdin is None:
        raise ValueError("there is no standard input")
    return sys.stdin.buffer.read()


def _file(text: str) -> Path:
    path = text.removeprefix("@")
    if not os.path.isfile(path):
        raise ValueError(f"there is no file {path}")
    return Path(path)


def read_text(setting: Setting, text: Any) -> Any:
    """A value as it is given to the method.

    Args:
        setting: The option.
        text: What was given: text, or what the command line has read it as.

    Raises:
        ValueError: It is not what the option takes.
    """
    return [_value(setting, each) for each in text] if setting.many else _value(setting, text)


def _value(setting: Setting, text: Any) -> Any:
    kind = setting.kind
    if kind == "file" or (kind == "file or text" and (text == "-" or text[:1] == "@")):
        return _input() if text == "-" else _file(text)
    if kind == "json or text":
        return read_json(text) if text[:1] in ("{", "[") else text
    if kind != "json":
        return text
    if "string" in setting.types:
        return _text_or(setting.types, text)
    try:
        return read_json(text)
    except ValueError:
        if setting.is_nested or text[:1] in ("{", "[", "@"):
            raise
        return text


def _text_or(types: frozenset[str], text: str) -> Any:
    """A value of one of some types in JSON, or else the text as it is."""
    try:
        value = load_json(text, Decimal)
    except ValueError:
        return text
    return value if value is not None and types & _types_of(value) else text


def _types_of(value: Any) -> set[str]:
    """The types of JSON that a value is of."""
    if isinstance(value, bool):
        return {"boolean"}
    if isinstance(value, int):
        return {"integer", "number"}
    if isinstance(value, str):
        return {"string"}
    return {"object"} if is_dict(value) else {"array"} if is_list(value) else {"number"}


def put(arguments: dict[str, Any], setting: Setting, value: Any) -> None:
    """Put a value into arguments, in the objects that lead to it.

    Raises:
        ValueError: Something else than an object stands on the way.
    """
    *outer, last = setting.path
    for depth, name in enumerate(outer):
        inner = arguments.setdefault(name, {})
        if not is_dict(inner):
            raise ValueError(f"{'.'.join(outer[: depth + 1])} is given as something without parts")
        arguments = inner
    arguments[last] = value
