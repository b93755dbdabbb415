"""Where a search hit, and which hit the operator is at."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

Hit = tuple[int, int, int]
"""Line, first character, character behind the last."""


class Hits:
    """The hits of one search, in reading order."""

    def __init__(self, hits: Sequence[Hit] = ()) -> None:
        self._hits = hits
        self._current = -1

    def __len__(self) -> int:
        return len(self._hits)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self._hits)

    @property
    def number(self) -> int:
        """1 for the first hit, 0 while there is none."""
        return self._current + 1

    @property
    def current(self) -> Hit | None:
        """The hit the operator is at."""
        return self._hits[self._current] if self._current >= 0 else None

    def go_from(self, line: int, start: int = 0) -> None:
        """Go to the first hit at or behind a place, else to the first of all."""
        if self._hits:
            at = bisect_left(self._hits, (line, start, 0))
            self._current = at % len(self._hits)

    def step(self, by: int) -> None:
        """Go on or back, around the ends."""
        if self._hits:
            self._current = (self._current + by) % len(self._hits)

    def within(self, line: int, start: int, end: int) -> Iterator[tuple[Hit, bool]]:
        """The hits that touch a part of a line, and whether each is the current one."""
        # hits do not overlap: their ends are sorted as their starts are
        first = bisect_left(self._hits, (line, start + 1), key=_line_and_end)
        for index in range(first, len(self._hits)):
            hit = self._hits[index]
            if hit[0] != line or hit[1] >= end:
                return
            yield hit, index == self._current


def _line_and_end(hit: Hit) -> tuple[int, int]:
    return hit[0], hit[2]
