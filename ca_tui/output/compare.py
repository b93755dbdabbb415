"""The difference of two texts: hunks, and rows to be shown side by side.

Lines are compared by their keys, so that what is masked makes no difference, and shown
as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from ca_tui.output.aligning import Run, align
from ca_tui.output.masks import MaskedLine, Masker
from ca_tui.output.sections import Document, LineKind
from ca_tui.output.words import Marks, changed_words, pairs

CONTEXT: Final = 3
"""Alike lines shown around a difference."""


class Change(Enum):
    """How a row differs."""

    SAME = "same"
    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class DiffRow:
    """A line of each text, side by side; None: there is none on that side."""

    change: Change
    a: int | None
    b: int | None


@dataclass(frozen=True, slots=True)
class Hunk:
    """Rows around differences that are near each other; never empty.

    The lines `a_start` to `a_end` of one text become `b_start` to `b_end` of the other.
    """

    rows: tuple[DiffRow, ...]
    a_start: int
    a_end: int
    b_start: int
    b_end: int

    @property
    def header(self) -> str:
        """`@@ -1,4 +1,5 @@`, as diff writes it."""
        ours = _range(self.a_start, self.a_end)
        return f"@@ -{ours} +{_range(self.b_start, self.b_end)} @@"

    def unified(self) -> Iterator[DiffRow]:
        """One line each: what is changed comes as removed, then as added."""
        removed: list[DiffRow] = []
        added: list[DiffRow] = []
        for row in self.rows:
            if row.change is Change.SAME:
                yield from (*removed, *added, row)
                removed, added = [], []
                continue
            if row.a is not None:
                removed.append(DiffRow(Change.REMOVED, row.a, None))
            if row.b is not None:
                added.append(DiffRow(Change.ADDED, None, row.b))
        yield from (*removed, *added)


class Comparison:
    """Two texts, line by line."""

    def __init__(self, a: Sequence[MaskedLine], b: Sequence[MaskedLine]) -> None:
        self.a = a
        self.b = b
        runs = align([line.key for line in a], [line.key for line in b])
        self.rows: tuple[DiffRow, ...] = tuple(_rows(a, b, runs))
        """All lines of both, in order."""
        changed = [row for row in self.rows if row.change is Change.CHANGED]
        self._became = {row.a: row.b for row in changed}
        self._was = {row.b: row.a for row in changed}

    @property
    def same(self) -> bool:
        """Nothing differs but what is masked."""
        return all(row.change is Change.SAME for row in self.rows)

    def hunks(self, context: int = CONTEXT) -> list[Hunk]:
        """The differences, with `context` alike lines around each."""
        rows = self.rows
        spans: list[list[int]] = []
        for place, row in enumerate(rows):
            if row.change is Change.SAME:
                continue
            start, end = max(place - context, 0), min(place + context + 1, len(rows))
            if spans and start <= spans[-1][1]:
                spans[-1][1] = end
            else:
                spans.append([start, end])
        hunks: list[Hunk] = []
        a = b = last = 0
        for start, end in spans:
            a += sum(row.a is not None for row in rows[last:start])
            b += sum(row.b is not None for row in rows[last:start])
            hunks.append(_hunk(rows[start:end], a, b))
            a, b, last = hunks[-1].a_end, hunks[-1].b_end, end
        return hunks

    def marks(self, row: DiffRow) -> tuple[Marks, Marks]:
        """The words that differ in the line of either text; found when asked for.

        Also for a line that `Hunk.unified` tells as removed or added, if it was
        changed; none where a line is alike, or has nothing to compare with.
        """
        if row.change is Change.SAME:
            return (), ()
        a = self._was.get(row.b) if row.a is None else row.a
        b = self._became.get(row.a) if row.b is None else row.b
        if a is None or b is None:
            return (), ()
        left, right = changed_words(self.a[a], self.b[b])
        return () if row.a is None else left, () if row.b is None else right


def lines_of(document: Document, masker: Masker, side: str) -> list[MaskedLine]:
    """The lines of an output to compare; `side` names it.

    What is not its own text, above all the seam where bytes are missing, is like
    nothing in an output of another side.
    """
    return [
        masker.line(line.text)
        if line.kind is LineKind.TEXT
        else MaskedLine(line.text, f"\0{side} {line.kind.value}\0")
        for line in document.lines
    ]


def _rows(
    a: Sequence[MaskedLine], b: Sequence[MaskedLine], runs: list[Run]
) -> Iterator[DiffRow]:
    i = j = 0
    for run in (*runs, Run(len(a), len(b), 0)):
        yield from _different(a[i : run.a], b[j : run.b], i, j)
        for step in range(run.size):
            yield DiffRow(Change.SAME, run.a + step, run.b + step)
        i, j = run.a + run.size, run.b + run.size


def _different(
    ours: Sequence[MaskedLine], theirs: Sequence[MaskedLine], i: int, j: int
) -> Iterator[DiffRow]:
    removed = added = 0
    together = pairs(ours, theirs) if ours and theirs else []
    for one, other in (*together, (len(ours), len(theirs))):
        for at in range(removed, one):
            yield DiffRow(Change.REMOVED, i + at, None)
        for at in range(added, other):
            yield DiffRow(Change.ADDED, None, j + at)
        if one < len(ours) and other < len(theirs):
            same = ours[one].key == theirs[other].key
            change = Change.SAME if same else Change.CHANGED
            yield DiffRow(change, i + one, j + other)
        removed, added = one + 1, other + 1


def _hunk(rows: tuple[DiffRow, ...], a: int, b: int) -> Hunk:
    ours = sum(row.a is not None for row in rows)
    theirs = sum(row.b is not None for row in rows)
    return Hunk(rows, a, a + ours, b, b + theirs)


def _range(start: int, end: int) -> str:
    if end - start == 1:
        return f"{start + 1}"
    return f"{start + (end > start)},{end - start}"
