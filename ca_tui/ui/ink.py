"""The sequences that write cells, as few bytes as they need.

Ink knows where the cursor is and what pen it has, so that neither is said twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from functools import partial
from itertools import groupby
from typing import Final, NamedTuple

from ca_tui.ui.pens import PLAIN, Pen, blank_of, change, fitting


class Repeats(Enum):
    """The characters that a terminal writes again when told to (ECMA-48 8.3.103)."""

    NOTHING = ""
    ASCII = " -~"
    LINES = " -~\u2500-\u259f"
    """ASCII, lines and blocks."""


RUNS: Final = {
    each: re.compile(f"([{each.value}])\\1{{2,}}") for each in Repeats if each.value
}
"""The same character again and again."""

TAIL: Final = re.compile(" {4,}\\Z")

ERASE: Final = "\x1b[K"
"""To the end of the line (EL, ECMA-48 8.3.41): not every terminal takes the colour of
the pen for it, so it is only for what has none."""

PUT_DOWN: Final = "\x1b[m"
"""Whatever the pen was, it is plain."""


UNSURE: Final = 1 << 16
"""In the place of the cursor's column: terminals may differ about it, as they do behind
the last column and behind some characters of other alphabets, of borders too."""


class Piece(NamedTuple):
    """Cells side by side that one pen writes."""

    start: int
    end: int
    pen: Pen
    chars: Sequence[str]


class Stretch(NamedTuple):
    """Cells side by side on a line."""

    y: int
    pieces: Sequence[Piece]
    sure: bool
    """Every terminal draws the characters as wide as they are taken for."""


class Ink:
    """Sequences as they grow: where the cursor is, and with what pen.

    `pen` None: nobody knows. `repeats`: what the terminal is known to repeat.
    """

    def __init__(
        self, pen: Pen | None, width: int, repeats: Repeats = Repeats.NOTHING
    ) -> None:
        self.size = 0
        self.pen = pen
        self._width = width
        self._runs = RUNS.get(repeats)
        self._parts: list[str] = []
        self._y = -2
        self._x = UNSURE

    def write(self, stretch: Stretch) -> None:
        """Put it at its place."""
        y, pieces, sure = stretch
        self._go(y, pieces[0].start)
        for _, end, pen, chars in pieces:
            self._change(fitting(self.pen or PLAIN, pen))
            text = "".join(chars)
            if end == self._width and _erasable(pen):
                text = TAIL.sub(ERASE, text)
            self._put(text, marked=max(map(len, chars)) > 1)
            sure = sure and end < self._width and text.isascii()
        self._x = end if sure else UNSURE

    def dry(self) -> str:
        """All of it; the pen stays as it is, but ends its link."""
        if self.pen is not None and self.pen.link:
            self._change(self.pen._replace(link=""))
        return "".join(self._parts)

    def _go(self, y: int, x: int) -> None:
        down, right = y - self._y, x - self._x
        if not down and not right:
            return
        if not down:
            way = f"\x1b[{x + 1}G"
            if right > 0 and len(ahead := f"\x1b[{_count(right)}C") < len(way):
                way = ahead
        elif down == 1 and right in (0, -1):
            way = "\x1b[B" if not right else "\b\x1b[B"
        elif down == 1:
            # a line feed may go to the first column or not
            way = f"\n\x1b[{x + 1}G" if x else "\r\n"
        else:
            way = f"\x1b[{y + 1};{x + 1}H"
        self._add(way)
        self._y = y

    def _change(self, pen: Pen) -> None:
        if self.pen is None:
            self._add(PUT_DOWN)
            self.pen = PLAIN
        if pen is not self.pen:
            self._add(change(self.pen, pen))
            self.pen = pen

    def _put(self, text: str, *, marked: bool) -> None:
        # what a mark would stand on is not to be repeated
        if self._runs and not marked:
            text = self._runs.sub(_repeated, text)
        self._add(text)

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self.size += len(text) if text.isascii() else len(text.encode(errors="replace"))


def pieces(start: int, chars: Sequence[str], pens: Sequence[Pen]) -> list[Piece]:
    """What is written from a cell on, parted where another pen is needed."""
    found: list[tuple[Pen, int]] = []
    end = 0
    for pen, run in groupby(pens):
        begin, end = end, end + len(list(run))
        before = found[-1][0] if found else None
        if before is None or pen not in (before, blank_of(before)):
            if before is not None and before == blank_of(pen):
                begin = found.pop()[1]
            found.append((pen, begin))
    ends = [begin for _, begin in found[1:]]
    return [
        Piece(start + begin, start + stop, pen, chars[begin:stop])
        for (pen, begin), stop in zip(found, [*ends, end], strict=True)
    ]


def by_pen(stretches: Iterable[Stretch], pen: Pen | None) -> Iterator[Stretch]:
    """The same in an order that changes pens seldom, `pen` being the one at hand."""
    groups: dict[Pen, list[Stretch]] = {}
    unsure = []
    for stretch in stretches:
        if not stretch.sure:
            unsure.append(stretch)
            continue
        for piece in stretch.pieces:
            part = Stretch(stretch.y, (piece,), sure=True)
            groups.setdefault(piece.pen, []).append(part)
    at_hand = pen or PLAIN
    while groups:
        wanted = min(groups, key=partial(_cost, at_hand))
        at_hand = fitting(at_hand, wanted)
        yield from groups.pop(wanted)
    yield from unsure


def _erasable(pen: Pen) -> bool:
    """Whether its blanks are what every terminal erases to."""
    return blank_of(pen) == blank_of(PLAIN)


def _cost(at_hand: Pen, wanted: Pen) -> int:
    return len(change(at_hand, fitting(at_hand, wanted)))


def _repeated(match: re.Match[str]) -> str:
    run = match[0]
    short = f"{match[1]}\x1b[{_count(len(run) - 1)}b"
    return min(run, short, key=lambda text: len(text.encode()))


def _count(number: int) -> str:
    """A parameter that is 1 when it is left out."""
    return str(number) if number > 1 else ""
