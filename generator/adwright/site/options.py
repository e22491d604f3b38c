"""Arguments of a method as options of its client's command line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adwright.document.text.source import is_array, is_object
from adwright.ir.operations import Operation


@dataclass(frozen=True, slots=True)
class File:
    """A file that an example sends, by its name; printed as code it is a path."""

    name: str

    def __repr__(self) -> str:
        return f'Path("{self.name}")'


def command_words(
    operation: Operation, arguments: Mapping[str, Any], settings: Sequence[Any]
) -> Iterator[tuple[str, ...]]:
    """The words of a command behind the method, by line.

    Args:
        operation: the operation.
        arguments: arguments of the method; in place of a file its name, as `File`.
        settings: the options that the command line has for the arguments.
    """
    known = {each.path: each for each in settings}
    in_path = {each.name for each in operation.parameters if each.location == "path"}
    places = {each.name: each for each in operation.arguments}
    positional: list[str] = []
    left: dict[str, Any] = {}
    for name in places:
        if name not in arguments:
            continue
        value = arguments[name]
        setting = known.get((name,))
        if name in in_path and setting is not None and not setting.many:
            positional.append(_text(setting.kind, value))
            continue
        try:
            yield from [*_options((name,), value, known)]
        except KeyError:  # which no option says
            left[name] = value
    if left:
        yield "--body", json.dumps(left)
    if positional:
        yield (*(["--"] if any(each[:1] == "-" for each in positional) else []), *positional)


def _options(
    path: tuple[str, ...], value: Any, known: Mapping[tuple[str, ...], Any]
) -> Iterator[tuple[str, ...]]:
    """The options for a value.

    Raises:
        KeyError: there are none that say it.
    """
    if value is None and len(path) == 1:
        yield "--null", path[0].replace("_", "-")
        return
    inner: Mapping[str, Any] = value if is_object(value) else {}
    if inner and all(_is_sayable((*path, name), each, known) for name, each in inner.items()):
        for name, each in inner.items():
            yield from _options((*path, name), each, known)
        return
    setting = known[path]
    if setting.many:
        if not is_array(value) or not value:
            raise KeyError(path)
        for each in value:
            yield setting.option, _text(setting.kind, each)
    elif setting.kind == "flag":
        yield (setting.option if value else f"--no-{setting.option[2:]}",)
    else:
        yield setting.option, _text(setting.kind, value)


def _is_sayable(path: tuple[str, ...], value: Any, known: Mapping[tuple[str, ...], Any]) -> bool:
    if value is None or path not in known or any("." in name for name in path):
        return False
    try:
        return bool([*_options(path, value, known)])
    except KeyError:
        return False


def _text(kind: str, value: Any) -> str:
    """The text that an option of a kind reads as a value.

    Raises:
        KeyError: there is none.
    """
    if isinstance(value, File):
        return value.name
    if kind == "json" or (kind == "json or text" and not isinstance(value, str)):
        return json.dumps(value, ensure_ascii=False)
    if kind == "json or text":
        if value[:1] in ("{", "["):  # which would be read as JSON
            raise KeyError(kind)
        return str(value)
    if isinstance(value, bool) or value is None or isinstance(value, (dict, list)):
        raise KeyError(kind)
    return str(value)
