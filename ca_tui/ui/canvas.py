"""What the screen should show and what the terminal shows, cell by cell.

Painting changes what should be shown. `take` gives the bytes that bring the terminal
there, as many as wanted; what is not taken stays to be shown, and is newer when it is
taken later.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from rich.cells import cell_len, get_character_cell_size
from rich.color import ColorSystem
from rich.segment import Segment

from ca_tui.ui.pens import PLAIN, Pen, change, pen_of

UNKNOWN: Final = "\0"
"""In the place of a character: nobody knows what is there."""

REST: Final = ""
"""In the place of a character: the one before it reaches here."""

BRIDGE: Final = 4
"""Unchanged cells that are cheaper to write again than to jump over."""

IDEOGRAPHS: Final = (range(0x2E80, 0x1F000), range(0x20000, 0x40000))
"""Where every terminal draws East Asian Wide characters on two cells; emoji, which
older ones draw on one, are elsewhere."""

LINES_AND_BLOCKS: Final = range(0x2500, 0x25A0)
"""Ambiguous in East Asian Width, but frames are made of them: who has them wide has to
ask for ASCII."""


class Line:
    """The cells of one line; `starts` marks where a part began that was painted."""

    __slots__ = ("chars", "pens", "starts")

    def __init__(self, width: int) -> None:
        self.chars = [UNKNOWN] * width
        self.pens = [PLAIN] * width
        self.starts = bytearray(width)

    def become(self, other: Line) -> None:
        """Take over the cells of the other."""
        self.chars[:] = other.chars
        self.pens[:] = other.pens

    def blank(self, index: int) -> None:
        """Empty the character that is cut when something else begins at this cell."""
        if index < len(self.chars) and self.chars[index] == REST:
            start = end = index
            while self.chars[start] == REST:
                start -= 1
            while end < len(self.chars) and self.chars[end] == REST:
                end += 1
            self.chars[start:end] = [" "] * (end - start)


class Canvas:
    """A screen of one size, and a terminal that follows it."""

    def __init__(self, width: int, height: int) -> None:
        self.size = (width, height)
        self._wanted = [Line(width) for _ in range(height)]
        self._shown = [Line(width) for _ in range(height)]
        self._behind: set[int] = set()

    @property
    def behind(self) -> bool:
        """Whether there may be something that the terminal does not show yet."""
        return bool(self._behind)

    def forget(self) -> None:
        """Nobody knows any more what the terminal shows."""
        width, height = self.size
        self._shown = [Line(width) for _ in range(height)]
        self._behind = set(range(height))

    def paint(
        self, x: int, y: int, segments: Iterable[Segment], system: ColorSystem
    ) -> None:
        """Put a part of a line at its place; what does not fit is cut."""
        width, height = self.size
        if not (0 <= x < width and 0 <= y < height):
            return
        chars, pens = _cells(segments, system)
        if not chars:
            return
        if len(chars) > width - x:
            chars, pens = _cut(chars, pens, width - x)
        line, end = self._wanted[y], x + len(chars)
        same = line.chars[x:end] == chars and line.pens[x:end] == pens
        if same and (end == width or line.chars[end] != REST):
            return
        line.blank(x)
        line.blank(end)
        line.chars[x:end] = chars
        line.pens[x:end] = pens
        line.starts[x:end] = bytes(end - x)
        line.starts[x] = 1
        if end < width:
            line.starts[end] = 1
        self._behind.add(y)

    def take(self, limit: int) -> str:
        """The sequences for what changed, about `limit` bytes of them at most.

        The pen is plain before and after; the cursor ends anywhere. Empty where the
        terminal shows everything.
        """
        ink = _Ink()
        for y in sorted(self._behind):
            if ink.size >= limit:
                break
            wanted, shown = self._wanted[y], self._shown[y]
            for start, end in _changes(wanted, shown):
                ink.write(y, start, end, wanted)
            shown.become(wanted)
            self._behind.discard(y)
        return ink.dry()


class _Ink:
    """Sequences as they grow: where the cursor is, and with what pen."""

    def __init__(self) -> None:
        self.size = 0
        self._parts: list[str] = []
        self._pen = PLAIN
        self._y = -1

    def write(self, y: int, start: int, end: int, line: Line) -> None:
        """Cells of one line, from `start` to before `end`."""
        column = start + 1
        self._add(f"\x1b[{column}G" if y == self._y else f"\x1b[{y + 1};{column}H")
        self._y = y
        while start < end:
            pen, begin = line.pens[start], start
            while start < end and line.pens[start] is pen:
                start += 1
            self._change(pen)
            self._add("".join(line.chars[begin:start]))

    def dry(self) -> str:
        """All of it, with the pen put down."""
        self._change(PLAIN)
        return "".join(self._parts)

    def _change(self, pen: Pen) -> None:
        self._add(change(self._pen, pen))
        self._pen = pen

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self.size += len(text.encode(errors="replace"))


def _changes(wanted: Line, shown: Line) -> Iterator[tuple[int, int]]:
    """The stretches of a line that the terminal has to be told, from left to right."""
    every = zip(wanted.chars, shown.chars, wanted.pens, shown.pens, strict=True)
    differ = [
        index
        for index, (char, old, pen, before) in enumerate(every)
        if char != old or (pen is not before and pen != before)
    ]
    if not differ:
        return
    if _unsure(wanted) or _unsure(shown):
        yield from _parts(wanted)
        return
    start, end = differ[0], differ[0] + 1
    for index in differ[1:]:
        if index > end and not _bridged(wanted, end, index):
            yield start, end
            start = index
        end = index + 1
    yield start, end


def _bridged(line: Line, start: int, end: int) -> bool:
    """Whether to write unchanged cells rather than to jump over them."""
    if end - start > BRIDGE or UNKNOWN in line.chars[start:end]:
        return False
    return all(pen == line.pens[start - 1] for pen in line.pens[start:end])


def _parts(line: Line) -> Iterator[tuple[int, int]]:
    """The whole line, in the parts it was painted in: each is put at its place anew."""
    width = len(line.chars)
    marks = [index for index in range(width) if line.starts[index]]
    for start, end in zip(marks, [*marks[1:], width], strict=True):
        if line.chars[start] != UNKNOWN:
            yield start, end


def _unsure(line: Line) -> bool:
    """Whether terminals may differ about how wide something on this line is."""
    return any(_is_unsure(char) for char in set(line.chars))


@lru_cache(maxsize=4096)
def _is_unsure(char: str) -> bool:
    if char.isascii() and len(char) < 2:
        return False
    if len(char) > 1 or unicodedata.category(char) == "Cn":
        return True
    code = ord(char)
    width = unicodedata.east_asian_width(char)
    if width in "WF":
        known = any(code in ideographs for ideographs in IDEOGRAPHS)
        return not known or get_character_cell_size(char) != 2
    return width == "A" and code not in LINES_AND_BLOCKS


def _cells(
    segments: Iterable[Segment], system: ColorSystem
) -> tuple[list[str], list[Pen]]:
    chars: list[str] = []
    pens: list[Pen] = []
    for text, style, _ in segments:
        if text.isascii() and text.isprintable():
            chars.extend(text)
        else:
            chars.extend(_characters(text))
        pens.extend([pen_of(style, system)] * (len(chars) - len(pens)))
    return chars, pens


@lru_cache(maxsize=1024)
def _characters(text: str) -> tuple[str, ...]:
    """A character for each cell, with the marks that stand on it.

    Control characters are no cells, and no terminal sees them.
    """
    cells: list[str] = []
    lead = -1
    for char in text:
        if char < " " or "\x7f" <= char < "\xa0":
            continue
        if size := get_character_cell_size(char):
            lead = len(cells)
            cells.extend([char, *[REST] * (size - 1)])
        elif lead >= 0:
            cells[lead] += char
    width = cell_len(text)
    if len(cells) == width or not width:
        return tuple(cells)
    # joined characters: how many cells each takes is not known, only the sum
    return ("".join(cells), *[REST] * (width - 1))


def _cut(chars: list[str], pens: list[Pen], width: int) -> tuple[list[str], list[Pen]]:
    start = width
    while chars[start] == REST:
        start -= 1
    return [*chars[:start], *" " * (width - start)], pens[:width]
