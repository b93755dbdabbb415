"""Where text stands: which part of which line is on a row, counted in cells.

Nothing here makes segments. A line may be megabytes long, so ASCII lines are cut by
arithmetic, others by looking at the characters of the part that is asked for. Texts
are clean ones: no character changes the width of another.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from rich.cells import cell_len, get_character_cell_size

CHUNK: Final = 256
"""Characters between two marks of a line that is not ASCII."""

LONG: Final = 65_536
"""Longer lines that are not ASCII wrap by a fixed number of characters."""

NARROWEST: Final = 2
"""Cells: a row that is narrower could not hold a wide character."""

CROWDED: Final = 8
"""Characters per cell after which a row ends: marks that take no room of their own."""


def cells(text: str) -> int:
    """Width of a text in cells."""
    return len(text) if text.isascii() else cell_len(text)


def most_cells(text: str) -> int:
    """No fewer cells than a text takes, told at once: what UTF-8 writes in two bytes is
    narrow, what it writes in three may be wide."""
    return len(text) + (len(text.encode(errors="replace")) - len(text)) // 2


def row_starts(text: str, width: int) -> Sequence[int]:
    """Where the rows of a wrapped line begin, as indices; a wide character moves down
    when only one cell is left for it."""
    width = max(NARROWEST, width)
    if text.isascii():
        return range(0, max(1, len(text)), width)
    if len(text) > LONG:
        return range(0, len(text), width // 2)
    starts = [0]
    used = 0
    for index, size in enumerate(map(get_character_cell_size, text)):
        if used + size > width or index - starts[-1] >= CROWDED * width:
            starts.append(index)
            used = 0
        used += size
    return starts


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line that stands on one row."""

    line: int
    start: int
    """Index of its first character."""
    end: int
    lead: int = 0
    """Blank cells before it, where the left edge cuts a wide character."""
    cut: bool = False
    """The line goes on to the right of it."""
    below: bool = False
    """It is wrapped: the line began on a row above."""


class TextLayout:
    """The rows of some lines: one each, or as many as a width asks for."""

    def __init__(
        self,
        texts: Sequence[str],
        wrap_at: int = 0,
        single: frozenset[int] = frozenset(),
    ) -> None:
        """`wrap_at`: cells of a row, 0 for no wrapping; `single`: lines that never
        wrap and fit any width."""
        self._texts = texts
        self._single = single
        self._marks: dict[int, list[int]] = {}
        self._starts: dict[int, Sequence[int]] = {}
        self.wrap_at = max(NARROWEST, wrap_at) if wrap_at else 0
        self.width = self.wrap_at or self._widest()
        """Cells of the widest row."""
        self._first: Sequence[int] = range(len(texts) + 1)
        if wrap_at:
            heights = map(self._height, range(len(texts)))
            self._first = list(accumulate(heights, initial=0))

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self._first[-1]

    def piece(self, row: int, x: int, width: int) -> Piece:
        """What stands on a row, seen through a window of `width` cells at cell `x`
        (a wrapped row is whole whatever the window)."""
        if not self.wrap_at:
            return self._window(row, x, width)
        line = bisect_right(self._first, row) - 1
        starts = self._row_starts(line)
        nth = row - self._first[line]
        last = nth + 1 >= len(starts)
        end = len(self._texts[line]) if last else starts[nth + 1]
        return Piece(line, starts[nth], end, below=nth > 0)

    def row_of(self, line: int, index: int) -> int:
        """The row on which a character stands."""
        if not self.wrap_at:
            return line
        return self._first[line] + bisect_right(self._row_starts(line), index) - 1

    def cell_of(self, line: int, index: int) -> int:
        """How many cells a line has before a character."""
        text = self._texts[line]
        if text.isascii():
            return index
        marks = self._line_marks(line)
        nth = min(index // CHUNK, len(marks) - 1)
        return marks[nth] + cell_len(text[nth * CHUNK : index])

    def _widest(self) -> int:
        """Measures only the lines that may be the widest."""
        if not self._single and "".join(self._texts).isascii():
            return max(map(len, self._texts), default=0)
        best = 0
        for line, text in enumerate(self._texts):
            if line in self._single:
                continue
            if text.isascii():
                best = max(best, len(text))
            elif most_cells(text) > best:
                long = len(text) > LONG
                best = max(best, self._line_marks(line)[-1] if long else cells(text))
        return best

    def _height(self, line: int) -> int:
        text = self._texts[line]
        if most_cells(text) <= self.wrap_at or line in self._single:
            return 1
        return len(self._row_starts(line))

    def _row_starts(self, line: int) -> Sequence[int]:
        text = self._texts[line]
        if line in self._single:
            return (0,)
        if text.isascii():
            return row_starts(text, self.wrap_at)
        if line not in self._starts:
            self._starts[line] = row_starts(text, self.wrap_at)
        return self._starts[line]

    def _line_marks(self, line: int) -> list[int]:
        """Cells before every CHUNK-th character of a line."""
        marks = self._marks.get(line)
        if marks is None:
            text = self._texts[line]
            parts = (text[at : at + CHUNK] for at in range(0, len(text), CHUNK))
            marks = list(accumulate(map(cell_len, parts), initial=0))
            self._marks[line] = marks
        return marks

    def _window(self, line: int, x: int, width: int) -> Piece:
        text = self._texts[line]
        if text.isascii():
            start = min(x, len(text))
            return Piece(
                line, start, min(len(text), x + width), 0, len(text) > x + width
            )
        marks = self._line_marks(line)
        nth = bisect_right(marks, x) - 1
        at, cell = nth * CHUNK, marks[nth]
        part = text[at : at + CHUNK + 2 * width]
        begin = None if x else at
        lead = 0
        for index, size in enumerate(map(get_character_cell_size, part), at):
            if begin is None and cell >= x and size:
                begin, lead = index, cell - x
            if cell + size > x + width:
                start = index if begin is None else begin
                return Piece(line, start, index, lead, True)
            cell += size
        end = min(at + len(part), len(text))
        return Piece(line, end if begin is None else begin, end, lead, end < len(text))
