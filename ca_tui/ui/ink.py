"""The sequences that write cells, as few bytes as they need.

Knows where the cursor is and what pen it has, so that neither is said twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ca_tui.ui.pens import NO_MATTER, PLAIN, Pen, blank_of, change, unseen

if TYPE_CHECKING:
    from ca_tui.ui.canvas import Line

RUNS: Final = re.compile("([ -~\u2500-\u259f])\\1{2,}")
"""The same character again and again: ASCII, lines and blocks, one cell each."""

PUT_DOWN: Final = "\x1b[m"
"""Whatever the pen was, it is plain."""


class Ink:
    """Sequences as they grow: where the cursor is, and with what pen.

    `pen` None: nobody knows. `repeats`: the terminal knows REP (ECMA-48 8.3.103).
    """

    def __init__(self, pen: Pen | None, width: int, *, repeats: bool = False) -> None:
        self.size = 0
        self.pen = pen
        self._width = width
        self._repeats = repeats
        self._parts: list[str] = []
        self._y = -2
        self._x = -1
        """Column of the cursor; -1: terminals may differ about it."""

    def write(self, y: int, start: int, end: int, line: Line, *, sure: bool) -> None:
        """Cells of one line, from `start` to before `end`.

        `sure`: every terminal draws the characters as wide as they are taken for.
        """
        self._go(y, start)
        # behind the last column terminals differ
        self._x = end if sure and end < self._width else -1
        while start < end:
            pen, begin = line.pens[start], start
            while start < end and line.pens[start] is pen:
                start += 1
            after = line.pens[start] if start < end else None
            self._change(self._fitting(pen, after))
            self._put(line.chars[begin:start])

    def dry(self) -> str:
        """All of it; the pen stays as it is, but ends its link."""
        if self.pen is not None and self.pen.link:
            self._change(replace(self.pen, link=""))
        return "".join(self._parts)

    def _go(self, y: int, x: int) -> None:
        ways = [f"\x1b[{y + 1};{x + 1}H"]
        if y == self._y:
            ways = [f"\x1b[{x + 1}G"]
            if 0 <= self._x < x:
                ways.append(f"\x1b[{_count(x - self._x)}C")
        elif y == self._y + 1:
            # a line feed may go to the first column or not
            ways.append(f"\n\x1b[{x + 1}G" if x else "\r\n")
            if 0 <= self._x - x <= 1:
                ways.append("\b" * (self._x - x) + "\x1b[B")
        self._add(min(ways, key=len))
        self._y = y

    def _fitting(self, pen: Pen, after: Pen | None) -> Pen:
        """A pen that writes the same, with few changes now and for what follows."""
        if pen.foreground != NO_MATTER:
            return pen
        current = self.pen or PLAIN
        if blank_of(current) == pen:
            return current
        if after not in (None, pen) and blank_of(after) == pen:
            return after
        kept = unseen(current.attributes)
        return Pen(kept, current.foreground, pen.background)

    def _change(self, pen: Pen) -> None:
        if self.pen is None:
            self._add(PUT_DOWN)
            self.pen = PLAIN
        self._add(change(self.pen, pen))
        self.pen = pen

    def _put(self, chars: Sequence[str]) -> None:
        text = "".join(chars)
        if self._repeats and all(len(char) < 2 for char in chars):
            text = RUNS.sub(_repeated, text)
        self._add(text)

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self.size += len(text.encode(errors="replace"))


def _repeated(match: re.Match[str]) -> str:
    run = match[0]
    short = f"{match[1]}\x1b[{_count(len(run) - 1)}b"
    return min(run, short, key=lambda text: len(text.encode()))


def _count(number: int) -> str:
    """A parameter that is 1 when it is left out."""
    return str(number) if number > 1 else ""
