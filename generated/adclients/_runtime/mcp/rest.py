"""What is left of results that were cut to size, until it is asked for."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any, TypeAlias

from ..programs.fields import Fields
from ..programs.results import plain
from ..responses.pagination import AsyncPager
from .progress import Progress

_MOST = 50  # results that are kept
_MOST_CHARACTERS = 50_000_000  # in all of them


@dataclass(eq=False)
class Text:
    """A long text."""

    whole: str

    @property
    def size(self) -> int:
        """How many characters are kept."""
        return len(self.whole)


@dataclass(eq=False)
class Items:
    """A list, with the pages after those that were read.

    Attributes:
        read: What was read of it, as plain data.
        pager: What asks for the next page; None if there is none.
        chosen: The members to show of each item.
        total: How many items there are in all, if the service tells.
        size: How many characters are kept.
    """

    read: list[Any] = field(default_factory=list[Any])
    pager: AsyncPager[Any] | None = None
    chosen: Fields = field(default_factory=Fields)
    total: int | None = None
    size: int = 0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def goes_on(self) -> bool:
        """Whether there may be items after those that were read."""
        return self.pager is not None and self.pager.goes_on

    def add(self, items: Sequence[Any]) -> None:
        """Put items behind those that were read."""
        for each in items:
            self.read.append(self.chosen.of(plain(each, no_file)))
            self.size += len(_json(self.read[-1]))

    async def reach(self, position: int, progress: Progress, most: int | None = None) -> bool:
        """Read until there is an item at a position, page by page; whether there is one.

        Args:
            position: The position.
            progress: Is told of each page.
            most: How many items are wanted, if that is known.
        """
        async with self._turn:
            while position >= len(self.read) and self.pager is not None:
                page = await self.pager.next_page()
                if page is None:
                    self.pager = None
                else:
                    self.add(page.items)
                    goals = [each for each in (most, self.total) if each is not None]
                    await progress.tell(len(self.read), min(goals, default=None), "items read")
        return position < len(self.read)


Kept: TypeAlias = Text | Items


def no_file(content: bytes) -> str:
    """What stands for a file inside of data."""
    return f"<{len(content)} bytes>"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


class Rest:
    """Cuts results to size, and keeps what is left of them for a while."""

    def __init__(self, most: int, clean: Callable[[str], str]) -> None:
        """Keep nothing yet.

        Args:
            most: How many characters of a result are given at once.
            clean: Takes out of a text what may not be shown; before it is cut, since a piece may end within that.
        """
        self._most = most
        self._clean = clean
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    def find(self, cursor: str) -> tuple[Kept, int]:
        """What a cursor stands for: a result, and where it goes on.

        Raises:
            LookupError: It stands for nothing that is kept.
        """
        key, _, position = cursor.rpartition(".")
        kept = self._kept.get(key)
        if kept is None or not position.isdecimal():
            raise LookupError(
                "this cursor is not known, or is too old; call the operation again for a new one"
            )
        self._kept.move_to_end(key)
        return kept, int(position)

    def text(self, whole: str) -> Text:
        """A text as it may be shown."""
        return Text(self._clean(whole))

    def piece(self, text: Text, start: int = 0) -> tuple[str, str | None]:
        """A piece of a text, and the cursor of what follows; None if nothing does."""
        end = start + self._most
        if end >= len(text.whole):
            return text.whole[start:], None
        line = text.whole.rfind("\n", start + self._most // 2, end)
        end = line + 1 if line >= 0 else end
        return text.whole[start:end], self._cursor(text, end)

    async def items(
        self, listed: Items, progress: Progress, start: int = 0, count: int | None = None
    ) -> dict[str, Any]:
        """Items of a list as they are answered, with a cursor of those that follow.

        Args:
            listed: The list.
            progress: Is told how many items were read.
            start: The position of the first one.
            count: How many at most, from as many pages as that takes; left out: what is read, or else a page.
        """
        if count is None:
            await listed.reach(start, progress)
            end = len(listed.read)
        else:
            end = start + count
        shown, used, position = list[Any](), 0, start
        while position < end and await listed.reach(position, progress, end):
            item = listed.read[position]
            length = len(_json(item))
            if shown and used + length > self._most:
                break
            if length > self._most:
                text, cursor = self.piece(self.text(_json(item)))
                item = {"text": text, "more": cursor}
            shown.append(item)
            used, position = used + length, position + 1
        made: dict[str, Any] = {"items": shown}
        if listed.total is not None:
            made["total"] = listed.total
        if position < len(listed.read) or listed.goes_on:
            made["more"] = self._cursor(listed, position)
        if start == 0 and listed.chosen.warning:
            made["warning"] = f"fields: {listed.chosen.warning}"
        return made

    def _cursor(self, kept: Kept, position: int) -> str:
        known = (key for key, each in self._kept.items() if each is kept)
        key = next(known, None) or token_urlsafe(9)
        self._kept[key] = kept
        self._kept.move_to_end(key)
        while len(self._kept) > _MOST or (
            len(self._kept) > 1
            and sum(each.size for each in self._kept.values()) > _MOST_CHARACTERS
        ):
            self._kept.popitem(last=False)
        return f"{key}.{position}"
