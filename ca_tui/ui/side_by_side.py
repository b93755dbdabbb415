"""The difference of two outputs beside each other, long lines folded to their side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from rich.cells import chop_cells

from ca_tui.output.compare import Change, Comparison, DiffRow
from ca_tui.output.kinds import Kind, Span
from ca_tui.output.lines import Line
from ca_tui.output.masks import MaskedLine
from ca_tui.output.sections import DocLine, Document, LineKind, Section
from ca_tui.output.sgr import Sgr, Style
from ca_tui.output.words import Marks
from ca_tui.ui.cells import pad

SIGNS: Final = {
    Change.SAME: "   ",
    Change.CHANGED: " | ",
    Change.REMOVED: " < ",
    Change.ADDED: " > ",
}
"""What stands between the sides, as sdiff writes it: it reads without colours."""

NARROWEST: Final = 20
"""Cells that a side has at least."""

_CHANGED: Final = Sgr(bold=True, underline=True)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Part of a line, from the character `start` on."""

    line: int
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class _Row:
    change: DiffRow | None
    """None: the header of a hunk."""
    text: str
    left: _Piece | None = None
    right: _Piece | None = None
    at: int = 0
    """Character at which the text of the right side begins."""


class SideBySide(Document):
    """A comparison in two columns; where nothing differs, all of the text.

    `width` is that of both columns, in cells. Numbers are those of either text.
    """

    def __init__(self, comparison: Comparison, width: int) -> None:
        self._comparison = comparison
        self._digits = len(str(max(len(comparison.a), len(comparison.b), 1)))
        room = (width - len(SIGNS[Change.SAME])) // 2 - self._digits - 1
        self._room = max(NARROWEST, room)
        self._rows = list(self._all())
        texts = [Line(each.text) for each in self._rows]
        super().__init__([Section(texts, numbered=False)])
        self.hunks: Sequence[int] = tuple(
            index for index, each in enumerate(self._rows) if each.change is None
        )
        """The lines in which hunks begin."""

    def line(self, index: int) -> DocLine:
        """A line of both texts, or the header of a hunk."""
        found = self._rows[index]
        if found.change is None:
            return DocLine(None, found.text, (), LineKind.NOTE)
        ours, theirs = self._comparison.marks(found.change)
        styles = [
            *_styles(ours, found.left, self._digits + 1),
            *_styles(theirs, found.right, found.at),
        ]
        return DocLine(None, found.text, tuple(styles))

    def spans(self, index: int) -> tuple[Span, ...]:
        """Numbers and what is masked are dim; the rest is removed, added or alike."""
        found = self._rows[index]
        if found.change is None:
            return ()
        same = found.change.change is Change.SAME
        at, a, b = self._digits + 1, self._comparison.a, self._comparison.b
        removed, added = (None, None) if same else (Kind.REMOVED, Kind.ADDED)
        left = () if found.left is None else _spans(a, found.left, at, removed)
        right = () if found.right is None else _spans(b, found.right, found.at, added)
        numbers = Span(0, at - 1, Kind.DIM), Span(found.at - at, found.at - 1, Kind.DIM)
        spans = (*left, *right, *_inside(numbers, found.text))
        return tuple(sorted(spans, key=lambda span: span.start))

    def _all(self) -> Iterator[_Row]:
        hunks = self._comparison.hunks()
        for hunk in hunks:
            yield _Row(None, hunk.header)
            for row in hunk.rows:
                yield from self._folded(row)
        if not hunks:
            for row in self._comparison.rows:
                yield from self._folded(row)

    def _folded(self, row: DiffRow) -> Iterator[_Row]:
        lefts = self._pieces(self._comparison.a, row.a)
        rights = self._pieces(self._comparison.b, row.b)
        for left, right in zip_longest(lefts, rights):
            before = pad(self._side(left), self._digits + 1 + self._room)
            before += SIGNS[row.change]
            text = before + self._side(right)
            at = len(before) + self._digits + 1
            yield _Row(row, text, left, right, at)

    def _pieces(self, lines: Sequence[MaskedLine], index: int | None) -> list[_Piece]:
        if index is None:
            return []
        pieces, start = [], 0
        for text in chop_cells(lines[index].text, self._room) or [""]:
            pieces.append(_Piece(index, start, text))
            start += len(text)
        return pieces

    def _side(self, piece: _Piece | None) -> str:
        if piece is None:
            return ""
        number = "" if piece.start else str(piece.line + 1)
        return f"{number:>{self._digits}} {piece.text}"


def _styles(marks: Marks, piece: _Piece | None, at: int) -> Iterator[Style]:
    """The changed words that are in a piece."""
    if piece is None:
        return
    for start, end in marks:
        first, last = max(start, piece.start), min(end, piece.end)
        if first < last:
            shift = at - piece.start
            yield Style(first + shift, last + shift, _CHANGED)


def _spans(
    lines: Sequence[MaskedLine], piece: _Piece, at: int, kind: Kind | None
) -> Iterator[Span]:
    shift, here = at - piece.start, piece.start
    for masked in lines[piece.line].spans:
        start, end = max(masked.start, here), min(masked.end, piece.end)
        if start >= end:
            continue
        if kind is not None and here < start:
            yield Span(here + shift, start + shift, kind)
        yield Span(start + shift, end + shift, Kind.DIM)
        here = end
    if kind is not None and here < piece.end:
        yield Span(here + shift, piece.end + shift, kind)


def _inside(spans: Sequence[Span], text: str) -> Iterator[Span]:
    """Where there is something to be seen."""
    for span in spans:
        if text[span.start : span.end].strip():
            yield Span(span.start, min(span.end, len(text)), span.kind)
