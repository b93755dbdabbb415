"""Terminals for tests: what somebody sees of their cells, and one that repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyte
from pyte.screens import Char

REPEAT: Final = {"b": "repeat"}
"""REP (ECMA-48 8.3.103), which pyte does not know."""

if TYPE_CHECKING:
    _Screen = pyte.Screen
else:
    _Screen = object


def seen(char: Char) -> Char:
    """A cell without what does not show: the pen of a blank but for its background."""
    drawn = char.reverse or char.underscore or char.strikethrough
    if char.data != " " or drawn:
        return char
    return Char(" ", bg=char.bg)


def cells(screen: pyte.Screen) -> list[list[Char]]:
    """What is seen of all cells, line by line."""
    return [
        [seen(screen.buffer[y][x]) for x in range(screen.columns)]
        for y in range(screen.lines)
    ]


class Repeating(_Screen):
    """What is added to a screen so that it repeats characters."""

    ascii_only = False
    """As some do that keep a byte of what they drew, tmux for one."""
    _last = ""

    def draw(self, data: str) -> None:
        """Remember the last one."""
        self._last = data[-1:]
        super().draw(data)

    def repeat(self, count: int = 1) -> None:
        """Draw the last one again."""
        if self._last.isascii() or not self.ascii_only:
            self.draw(self._last * (count or 1))


class RepeatingScreen(Repeating, pyte.Screen):
    """One that repeats characters when it is told to."""


class RepeatingStream(pyte.Stream):
    """Feeds a screen that repeats."""

    csi = {**pyte.Stream.csi, **REPEAT}  # noqa: RUF012 # as pyte reads it
    events = pyte.Stream.events | set(REPEAT.values())


class RepeatingByteStream(RepeatingStream, pyte.ByteStream):
    """As bytes."""
