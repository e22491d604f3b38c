"""Secrets that are under way: which ones to keep out of texts, and which ones are being asked for."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from urllib.parse import quote

_SHORTEST = (
    6  # characters of a secret to take out of texts; a shorter one would tear ordinary words apart
)
_MOST = 60  # secrets, in all their forms, that are kept out of texts


class Noted:
    """The secrets that were sent lately."""

    def __init__(self) -> None:
        self._forms: dict[str, None] = {}
        self._last = ""

    def add(self, secret: str) -> None:
        """Remember a secret, in the forms in which it travels."""
        if secret == self._last:
            return
        self._last = secret
        spelt = quote(secret, safe="", errors="replace")
        for form in (
            secret,
            spelt,
            json.dumps(secret)[1:-1],
            json.dumps(secret, ensure_ascii=False)[1:-1],
        ):
            if len(form) >= _SHORTEST:
                self._forms.pop(form, None)
                self._forms[form] = None
        while len(self._forms) > _MOST:  # a function may give another token for each call
            self._forms.pop(next(iter([*self._forms])), None)

    def scrub(self, text: str) -> str:
        """The text without them."""
        for secret in sorted([*self._forms], key=len, reverse=True):  # one may be a part of another
            text = text.replace(secret, "***")
        return text


@dataclass
class _Asked:
    """A credential that is being asked for.

    Attributes:
        owner: Who asks.
        key: What is asked for.
        is_open: Whether it still is; a task that was started meanwhile may be told later.
    """

    owner: object
    key: str
    is_open: bool = field(default=True, compare=False)


_under_way: ContextVar[tuple[_Asked, ...]] = ContextVar("_under_way", default=())
"""What is being asked for in this thread or task."""


@contextmanager
def asking(owner: object, key: str) -> Generator[bool, None, None]:
    """Notes that a credential is being asked for; tells whether it was not already.

    Args:
        owner: Who asks.
        key: What is asked for.
    """
    under_way, mine = _under_way.get(), _Asked(owner, key)
    if any(each.is_open and each == mine for each in under_way):
        yield False
        return
    token = _under_way.set((*under_way, mine))
    try:
        yield True
    finally:
        mine.is_open = False
        _under_way.reset(token)
