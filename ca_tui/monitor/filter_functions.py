"""What the filter language needs of SQLite: functions on its connection.

SQLite's own functions know the case of ASCII letters only and no outputs, which are
compressed. What was found in an output is remembered by the output's digest, so that a
filter on outputs reads each of them once, however often its rows are asked for.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import Final

from ca_tui.monitor.codec import expand, instant
from ca_tui.monitor.filter_regex import folding, searching

HAS: Final = "has"
LIKE: Final = "like"
FIND: Final = "find"

MOST_REMEMBERED: Final = 200_000
"""Outputs of which it is known what a search found."""

MOST_SEARCHES: Final = 8
"""Searches in outputs that are remembered."""

COLOURS: Final = re.compile(r"\x1b\[[0-9;:]*m")
"""They stand in words that are read as one."""


def register(connection: sqlite3.Connection, readable: Callable[[bytes], str]) -> None:
    """Make the functions known; `readable` decodes an output."""
    outputs = _Outputs(readable)
    for name, arguments, function in (
        ("ca_has", 2, _has),
        ("ca_like", 2, _like),
        ("ca_find", 2, _find),
        ("ca_instant", 1, _instant),
    ):
        connection.create_function(name, arguments, function, deterministic=True)
    connection.create_function("ca_known", 3, outputs.known)
    connection.create_function("ca_search", 4, outputs.search)


def utf8(data: bytes) -> str:
    """An output as text, without looking for another charset."""
    return data.decode("utf-8", "replace")


def _has(needle: str, text: str) -> bool:
    return needle in text.casefold()


def _like(pattern: str, text: str) -> bool:
    return folding(pattern).search(text.casefold()) is not None


def _find(pattern: str, text: str) -> bool:
    return searching(pattern).found(text)


_HOW: Final = {HAS: _has, LIKE: _like, FIND: _find}


def _instant(time: str | None) -> float | None:
    return None if time is None else instant(datetime.fromisoformat(time))


class _Outputs:
    """Searches outputs, and remembers what was found."""

    def __init__(self, readable: Callable[[bytes], str]) -> None:
        self._readable = readable
        self._found: dict[tuple[str, str], dict[bytes, bool]] = {}

    def known(self, how: str, what: str, digest: bytes) -> bool | None:
        """What a search found in the output of that digest; None: not searched."""
        found = self._found.get((how, what))
        return None if found is None else found.get(digest)

    def search(self, how: str, what: str, digest: bytes, data: bytes) -> bool:
        """Search an output as it is stored."""
        text = self._readable(expand(data)).replace("\r\n", "\n")
        if "\x1b" in text:
            text = COLOURS.sub("", text)
        found = bool(text) and _HOW[how](what, text)
        self._room(how, what)[digest] = found
        return found

    def _room(self, how: str, what: str) -> dict[bytes, bool]:
        """Where to remember; the search that began first is forgotten first."""
        room = self._found.setdefault((how, what), {})
        while len(self._found) > 1 and self._full():
            self._found.pop(next(key for key in self._found if key != (how, what)))
        if len(room) >= MOST_REMEMBERED:
            room.clear()
        return room

    def _full(self) -> bool:
        found = self._found.values()
        return len(found) > MOST_SEARCHES or sum(map(len, found)) >= MOST_REMEMBERED
