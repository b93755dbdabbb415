"""Pages of a list that moves: which of them certainly leave nothing out between them.

A reply shows rows that stood side by side at one moment: a window. New rows come in
front and push the others to later pages, deleted ones pull them to earlier pages, so
that page 3 read after page 2 may begin behind where page 2 ended. Two windows touch
where that is impossible; a chain of touching windows from the first row to the end has
every row that was there all the time. Counted from the end of the list a row never
moves back: only deletions change how many rows stand behind it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """What one reply showed."""

    start: int
    """Place of its first row, from 0, when it was read."""
    rows: tuple[int, ...]
    """Who the rows are; without those that could not be read."""
    count: int
    """Rows, with those that could not be read."""
    total: int
    """Rows of the whole list at that moment."""
    number: int
    """Which reply it was, from 0."""
    known: int
    """How many replies had come before it was asked for."""
    mends: bool = False
    """It was read to look across a seam."""
    after: int = -1
    """A reply that had come, too, before it was asked for."""

    @property
    def behind(self) -> int:
        """Rows that stood behind its last one; 0 or less: it reached the end."""
        return self.total - self.start - self.count

    @property
    def onwards(self) -> int:
        """Rows from its first one to the end of the list."""
        return self.total - self.start

    def onwards_of(self, row: int) -> int:
        """Rows from one of its rows to the end of the list."""
        return self.onwards - self.rows.index(row)


def in_order(upper: Window, lower: Window) -> bool:
    """Whether the lower one was asked for when the upper one had come."""
    return lower.known > upper.number or lower.after == upper.number


def touch(upper: Window, lower: Window, *, fixed: bool = False) -> bool:
    """Whether no row that was there all the time stood between two windows.

    Either they share a row, or the lower one was read later and no fewer rows followed
    from its start than had followed the end of the upper one. `fixed`: nothing was
    deleted meanwhile, so that it does not matter which was read first.
    """
    if (fixed or in_order(upper, lower)) and lower.onwards >= upper.behind:
        return True
    return not set(upper.rows).isdisjoint(lower.rows)


def straddling(place: int, size: int) -> tuple[int, int]:
    """Number and size of the page that has `place` (from 0) nearest to its middle.

    Pages of one size never overlap; one of another size shows both sides of a seam.
    """
    best = (1, size)
    widest = -1
    for each in range(size, max(1, size // 2) - 1, -1):
        number = max(0, place) // each
        margin = min(place - number * each, (number + 1) * each - place)
        if margin > widest:
            best, widest = (number + 1, each), margin
    return best
