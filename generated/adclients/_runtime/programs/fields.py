"""What is shown of a result: the members that are chosen of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ..data import is_dict, is_list

_NOTHING: Any = object()
_NUMBER = re.compile(r"-?[0-9]{1,9}")
_MOST_NAMED = 40  # members, where one was asked for that there is not


class Fields:
    """Members of one object after the other, by dotted names; a name after a list means each item of it."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        """Note what is asked for.

        Args:
            names: The names; none of them for all that there is.
        """
        self._names = names
        self._lacking = [*names]
        self._known = dict[str, None]()

    def of(self, data: Any) -> Any:
        """What is shown of an object; anything else is given back as it is."""
        if not self._names or not is_dict(data):
            return data
        found = {name: _member(data, name.split(".")) for name in self._names}
        self._lacking = [each for each in self._lacking if found[each] is _NOTHING]
        self._known |= dict.fromkeys(data)
        return {name: None if each is _NOTHING else each for name, each in found.items()}

    @property
    def warning(self) -> str:
        """That nothing had some of the members, if so."""
        if not self._lacking or not self._known:
            return ""
        lacking, known = map(repr, self._lacking), [*self._known][:_MOST_NAMED]
        return f"nothing has {', '.join(lacking)}; there are {', '.join(known)}"


def _member(data: Any, path: Sequence[str]) -> Any:
    """What stands at a path, if anything does."""
    for position, step in enumerate(path):
        if is_list(data) and not _NUMBER.fullmatch(step):
            items = [_member(each, path[position:]) for each in data]
            found = [each for each in items if each is not _NOTHING]
            return found if found or not data else _NOTHING
        if is_list(data):
            index = int(step)
            data = data[index] if -len(data) <= index < len(data) else _NOTHING
        else:
            data = data.get(step, _NOTHING) if is_dict(data) else _NOTHING
        if data is _NOTHING:
            break
    return data
