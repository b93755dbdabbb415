"""What the screen should show and what the terminal shows, cell by cell.

Painting changes what should be shown. `take` gives the bytes that bring the terminal
there, as many as wanted; what is not taken stays to be shown, and is newer when it is
taken later.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import compress, count
from operator import ne, or_
from typing import Final

from rich.cells import cell_len, get_character_cell_size
from rich.color import ColorSystem
from rich.segment import Segment

from ca_tui.ui.ink import Ink, Repeats, Stretch, by_pen, pieces
from ca_tui.ui.pens import PLAIN, Pen, blank_of, pen_of

UNKNOWN: Final = "\0"
"""In the place of a character: nobody knows what is there."""

REST: Final = ""
"""In the place of a character: the one before it reaches here."""

BRIDGE: Final = 4
"""Unchanged cells that may be cheaper to write again than to jump over."""

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
            self.pens[start:end] = map(blank_of, self.pens[start:end])


class Canvas:
    """A screen of one size, and a terminal that follows it."""

    def __init__(self, width: int, height: int) -> None:
        self.size = (width, height)
        self._wanted = [Line(width) for _ in range(height)]
        self._shown = [Line(width) for _ in range(height)]
        self._behind: set[int] = set()
        self._pen: Pen | None = None
        """What the terminal writes with; None: nobody knows."""

    @property
    def behind(self) -> bool:
        """Whether there may be something that the terminal does not show yet."""
        return bool(self._behind)

    def forget(self) -> None:
        """Nobody knows any more what the terminal shows."""
        width, height = self.size
        self._shown = [Line(width) for _ in range(height)]
        self._behind = set(range(height))
        self._pen = None

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

    def take(self, limit: int, repeats: Repeats = Repeats.NOTHING) -> str:
        """The sequences for what changed, about `limit` bytes of them at most.

        The cursor ends anywhere. Empty where the terminal shows everything. `repeats`
        as of Ink.
        """
        ink, other = (Ink(self._pen, self.size[0], repeats) for _ in range(2))
        stretches: list[Stretch] = []
        for y in sorted(self._behind):
            if ink.size >= limit:
                break
            for stretch in self._stretches(y):
                stretches.append(stretch)
                ink.write(stretch)
            self._shown[y].become(self._wanted[y])
            self._behind.discard(y)
        for stretch in by_pen(stretches, self._pen):
            other.write(stretch)
        best = min(ink, other, key=lambda each: each.size)
        text = best.dry()
        self._pen = best.pen
        return text

    def _stretches(self, y: int) -> Iterator[Stretch]:
        """What the terminal has to be told of a line, from left to right."""
        wanted, shown = self._wanted[y], self._shown[y]
        sure = not (_unsure(wanted) or _unsure(shown))
        for start, end in _changes(wanted, shown, sure=sure):
            chars, pens = wanted.chars[start:end], wanted.pens[start:end]
            yield Stretch(y, pieces(start, chars, pens), sure)


def _changes(wanted: Line, shown: Line, *, sure: bool) -> Iterator[tuple[int, int]]:
    """The stretches of a line that the terminal has to be told, from left to right."""
    chars = map(ne, wanted.chars, shown.chars)
    pens = map(ne, wanted.pens, shown.pens)
    differ = list(compress(count(), map(or_, chars, pens)))
    if not differ:
        return
    if not sure:
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
    between = "".join(line.chars[start:end])
    if end - start > BRIDGE or UNKNOWN in between:
        return False
    if len(between.encode(errors="replace")) > len(f"\x1b[{end - start}C"):
        return False
    pen, after = line.pens[start - 1], line.pens[end]
    for each in line.pens[start:end]:
        if each == after:
            # which has to be taken up anyway
            pen = each
        elif each not in (pen, blank_of(pen)):
            return False
    return True


def _parts(line: Line) -> Iterator[tuple[int, int]]:
    """The whole line, in the parts it was painted in: each is put at its place anew."""
    width = len(line.chars)
    marks = [index for index in range(width) if line.starts[index]]
    for start, end in zip(marks, [*marks[1:], width], strict=True):
        if line.chars[start] != UNKNOWN:
            yield start, end


def _unsure(line: Line) -> bool:
    """Whether terminals may differ about how wide something on this line is."""
    return any(map(_is_unsure, set(line.chars)))


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
        pen = pen_of(style, system)
        blank = blank_of(pen)
        new = chars[len(pens) :]
        pens.extend([blank if char == " " else pen for char in new])
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
    cut = map(blank_of, pens[start:width])
    return [*chars[:start], *" " * (width - start)], [*pens[:start], *cut]
