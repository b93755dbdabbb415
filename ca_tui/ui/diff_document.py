"""The difference of two outputs as a document: hunks, changed words, masked spans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ca_tui.output.compare import Change, Comparison, DiffRow
from ca_tui.output.kinds import Kind, Span
from ca_tui.output.lines import Line
from ca_tui.output.masks import MaskedLine
from ca_tui.output.sections import DocLine, Document, LineKind, Section
from ca_tui.output.sgr import Sgr, Style

SIGNS: Final = {Change.REMOVED: "- ", Change.ADDED: "+ ", Change.SAME: "  "}
"""What a line begins with: it reads without colours."""

INDENT: Final = 2
"""Characters of a sign."""

_WHOLE: Final = {Change.REMOVED: Kind.REMOVED, Change.ADDED: Kind.ADDED}

_CHANGED: Final = Sgr(bold=True, underline=True)


@dataclass(frozen=True, slots=True)
class _Row:
    row: DiffRow | None
    """None: the header of a hunk."""
    text: str


class DiffDocument(Document):
    """A comparison as `diff -u` writes it; where nothing differs, all of the text.

    Numbers are those of the second text, which the first one became. What is masked is
    there, and dim.
    """

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._rows = list(_rows(comparison))
        texts = [Line(each.text) for each in self._rows]
        super().__init__([Section(texts, numbered=False)])
        self.hunks: Sequence[int] = tuple(
            index for index, each in enumerate(self._rows) if each.row is None
        )
        """The lines in which hunks begin."""

    def line(self, index: int) -> DocLine:
        """A line of either text, or the header of a hunk."""
        found = self._rows[index]
        row = found.row
        if row is None:
            return DocLine(None, found.text, (), LineKind.NOTE)
        number = None if row.b is None else row.b + 1
        ours, theirs = self._comparison.marks(row)
        marks = ours if row.b is None else theirs
        styles = [Style(start + INDENT, end + INDENT, _CHANGED) for start, end in marks]
        return DocLine(number, found.text, tuple(styles))

    def spans(self, index: int) -> tuple[Span, ...]:
        """What is added, removed or masked."""
        found = self._rows[index]
        row = found.row
        if row is None:
            return ()
        kind = _WHOLE.get(row.change)
        return tuple(_spans(_line(self._comparison, row), kind))


def _rows(comparison: Comparison) -> Iterator[_Row]:
    hunks = comparison.hunks()
    for hunk in hunks:
        yield _Row(None, hunk.header)
        yield from (_signed(comparison, row) for row in hunk.unified())
    if not hunks:
        yield from (_signed(comparison, row) for row in comparison.rows)


def _signed(comparison: Comparison, row: DiffRow) -> _Row:
    return _Row(row, SIGNS[row.change] + _line(comparison, row).text)


def _line(comparison: Comparison, row: DiffRow) -> MaskedLine:
    if row.b is not None:
        return comparison.b[row.b]
    if row.a is not None:
        return comparison.a[row.a]
    raise ValueError("a row of neither text")


def _spans(line: MaskedLine, kind: Kind | None) -> Iterator[Span]:
    at = 0
    for masked in line.spans:
        start, end = masked.start + INDENT, masked.end + INDENT
        if kind is not None and at < start:
            yield Span(at, start, kind)
        yield Span(start, end, Kind.DIM)
        at = end
    end = len(line.text) + INDENT
    if kind is not None and at < end:
        yield Span(at, end, kind)
