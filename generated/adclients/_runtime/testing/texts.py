"""What the texts of a request may stand for: values, lists and objects, by the styles of parameters."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, TypeAlias
from urllib.parse import unquote

from ..data import is_dict, is_list
from ..schemas.layout import Layout
from ..spec.media import is_json
from ..spec.operation import Parameter

Pairs: TypeAlias = list[tuple[str, str]]
"""Names, and texts in which all is escaped that does not belong to a style."""

_SIGNS = {"spaceDelimited": "%20", "pipeDelimited": r"%7[Cc]|\|"}
_BY_NAME = (None, "form", "cookie")
_SINGLE = {"string", "integer", "number", "boolean", "null"}


def shapes_of(parameter: Parameter, pairs: Pairs) -> list[Any]:
    """What a parameter may be: a text, a list of texts, an object of them; nothing if it is not there."""
    name, explode = parameter.serialized_name, _is_exploded(parameter)
    key = name.lower() if parameter.location == "header" else name
    texts = [text for each, text in pairs if each == key]
    if not texts:  # but perhaps `filter[a][b]=1`
        brackets = [
            (re.findall(r"\[([^\]]*)\]", each.removeprefix(key)), text)
            for each, text in pairs
            if each.startswith(f"{key}[")
        ]
        return _built(brackets)
    text, sign = texts[0], _SIGNS.get(parameter.style or "", ",")
    if parameter.style == "label":
        text, sign = text.removeprefix("."), r"\." if explode else ","
    elif parameter.style == "matrix":
        text = re.sub(rf"(^|;){re.escape(name)}=", r"\1", text).removeprefix(";")
        sign = ";" if explode else ","
    if parameter.media:
        return [unquote(text)]
    is_repeated = len(texts) > 1 or (explode and parameter.location in ("query", "cookie"))
    items = texts if is_repeated else re.split(sign, text) if text else []
    if delimiters := parameter.delimiters:
        own = unquote(text).split(delimiters[0]) if delimiters[0] else map(unquote, items)
        return [[_split(each, delimiters[1:]) for each in own]]
    shapes: list[Any] = [unquote(text)] if len(texts) == 1 else []
    shapes.append([*map(unquote, items)])
    members = [items[i : i + 2] for i in range(0, len(items), 2)]
    if explode:
        members = [each.split("=", 1) for each in items]
    if not is_repeated and all(len(each) == 2 for each in members):
        shapes.append({unquote(member): unquote(each) for member, each in members})
    return shapes


def _split(text: str, delimiters: Sequence[str]) -> Any:
    """A text, or the list that it is where there are delimiters."""
    if not delimiters:
        return text
    return [_split(each, delimiters[1:]) for each in text.split(delimiters[0])]


def _is_exploded(parameter: Parameter) -> bool:
    usual = parameter.location in ("query", "cookie") and parameter.style in _BY_NAME
    return usual if parameter.explode is None else parameter.explode


def spread_out(parameter: Parameter, layout: Layout, pairs: Pairs) -> list[Any]:
    """The object whose members stand in query or cookies under their own names, if a parameter is one."""
    may_be = layout.says_something and "object" in (layout.types or {"object"})
    is_form = parameter.location in ("query", "cookie") and parameter.style != "deepObject"
    if not (may_be and is_form and _is_exploded(parameter)):
        return []
    layouts = [(name, text, layout.chosen({name: text})) for name, text in pairs]
    is_open = not layout.is_closed
    return _built([([name], text) for name, text, own in layouts if is_open or own.knows(name)])


def _built(leaves: Sequence[tuple[Sequence[str], str]]) -> list[Any]:
    """What single texts make up together, each with the names or positions that lead to it; nothing of none."""
    inner: dict[str, list[tuple[Sequence[str], str]]] = {}
    for steps, text in leaves:
        if not steps or steps == [""]:  # `ids[]=1`
            texts = [unquote(each) for _, each in leaves]
            return [texts if steps or len(texts) > 1 else texts[0]]
        inner.setdefault(steps[0], []).append((steps[1:], text))
    made = {step: _built(each)[0] for step, each in inner.items()}
    if made and all(each.isdecimal() for each in made):
        return [[made[each] for each in sorted(made, key=int)]]
    return [made] if made else []


def values_of(shapes: Sequence[Any], layout: Layout, media: str | None = None) -> list[Any]:
    """All values that texts may stand for; those first that suit their schema more."""
    if media is not None and is_json(media):
        with suppress(ValueError, TypeError):  # which is judged as it is
            return [json.loads(shapes[0])]

    def is_odd(shape: Any) -> bool:
        kinds = {"object"} if is_dict(shape) else {"array"} if is_list(shape) else _SINGLE
        return not kinds & (layout.types or _SINGLE)

    ordered = sorted(shapes, key=is_odd)
    return [_read(each, layout, plain) for each in ordered for plain in (False, True)]


def _read(node: Any, layout: Layout, plain: bool) -> Any:
    """Texts as values; plain if they stay texts wherever they may."""
    if is_dict(node):
        layout = layout.chosen(node)
        return {name: _read(each, layout.member(name), plain) for name, each in node.items()}
    if is_list(node):
        return [_read(each, layout.item(index), plain) for index, each in enumerate(node)]
    kinds = layout.types
    if kinds == frozenset({"string"}) or (plain and (not kinds or "string" in kinds)):
        return node
    try:
        value = json.loads(node, parse_constant=float.fromhex)  # which NaN and the like are not
    except (ValueError, RecursionError):
        return node
    return value if layout.may_be(value) else node
