"""Looks at the top of a list that moves: between which of them nothing was deleted.

Counted from the end of the list a row stays where it is until a row behind it is
deleted. One that two looks show at the same place was not moved between them, and
neither was anything behind it.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

from ca_tui.api.windows import Window

ROWS: Final = 10
"""Rows of a look: more than come in front between two of them."""


class Tops:
    """The looks of one reading, in the order in which they came."""

    def __init__(self) -> None:
        self.moved = False
        """Something was deleted since the first look, or may have been."""
        self._last: Window | None = None
        self._numbers: list[int] = []
        self._known: list[int] = []
        self._deletions: list[int] = []
        """Of each look: how often something had been deleted before it."""

    def take(self, window: Window) -> None:
        """Reckon with a look; one that shows no row of the look before proves nothing.

        Nor does one with rows that could not be read: the places of the others are
        uncertain.
        """
        if window.count != len(window.rows):
            return
        deletions = 0
        if self._last is not None:
            row = next((row for row in self._last.rows if row in window.rows), None)
            same = row is not None and (
                self._last.onwards_of(row) == window.onwards_of(row)
            )
            self.moved |= not same
            if row is None:
                return
            deletions = self._deletions[-1] + (not same)
        self._last = window
        self._numbers.append(window.number)
        self._known.append(window.known)
        self._deletions.append(deletions)

    def fixed(self, one: Window, other: Window) -> bool:
        """Whether nothing was deleted between the moments of two other windows."""
        first = min(one.known, other.known)
        last = max(one.number, other.number)
        # a look that was there before both were asked for, and one that was asked for
        # when both were there
        before = bisect_left(self._numbers, first) - 1
        after = bisect_left(self._known, last + 1)
        if before < 0 or after >= len(self._known):
            return False
        return self._deletions[before] == self._deletions[after]
