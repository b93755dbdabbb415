"""Frames as bytes: what a terminal has still to be told about a screen that changes."""

from __future__ import annotations

from typing import Final

from textual.geometry import Offset

from ca_tui.ui.canvas import Canvas
from ca_tui.ui.ink import Repeats

SYNC_START: Final = "\x1b[?2026h"
SYNC_END: Final = "\x1b[?2026l"
"""Around what is to be shown at once (Synchronized Output, contour-terminal.org)."""


class Frames:
    """What should be shown on a terminal of some size, and where its cursor is.

    What is not taken stays to be told, and is newer when it is taken later.
    """

    def __init__(self) -> None:
        self.repeats = Repeats.NOTHING
        """What the terminal is known to repeat."""
        self._canvas: Canvas | None = None
        self._cursor: Offset | None = None

    @property
    def behind(self) -> bool:
        """Whether there may be something that the terminal does not show yet."""
        return self._canvas is not None and self._canvas.behind

    def canvas(self, width: int, height: int) -> Canvas:
        """Where to paint a screen of this size."""
        if self._canvas is None or self._canvas.size != (width, height):
            self._canvas = Canvas(width, height)
            self._cursor = None
        return self._canvas

    def forget(self) -> None:
        """Nobody knows any more what the terminal shows."""
        self._cursor = None
        if self._canvas is not None:
            self._canvas.forget()

    def resized(self, size: tuple[int, int]) -> None:
        """A terminal may keep, move or clear its text when its size changes."""
        if self._canvas is not None and self._canvas.size != size:
            # what was painted for the other size is never to be sent
            self._canvas = None
        self.forget()

    def drop(self) -> None:
        """Somebody else draws: nothing that was painted is to be sent."""
        self._canvas = self._cursor = None

    def take(self, limit: int, cursor: Offset, *, at_once: bool) -> str:
        """About `limit` bytes at most, ending at the cursor; empty: all is shown.

        `at_once` asks the terminal to show no half of it.
        """
        if self._canvas is None:
            return ""
        frame = self._canvas.take(limit, self.repeats)
        if not frame and cursor == self._cursor:
            return ""
        self._cursor = cursor
        # where the cursor is left is where an input method opens its window
        frame += f"\x1b[{cursor.y + 1};{cursor.x + 1}H"
        return f"{SYNC_START}{frame}{SYNC_END}" if at_once else frame
