"""Rows that were read for the visible lines, a few screens of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import islice
from typing import Final

from ca_tui.monitor.rows import Row

KEPT: Final = 512
"""Rows remembered for the next paint."""


class RowCache:
    """Reads what is not remembered, in one call."""

    def __init__(self, fetch: Callable[[Sequence[int]], Sequence[Row]]) -> None:
        self._fetch = fetch
        self._rows: dict[int, Row] = {}

    def read(self, ids: Sequence[int]) -> list[Row | None]:
        """The rows of `ids`; None for one that cannot be had."""
        missing = [row_id for row_id in ids if row_id not in self._rows]
        if missing:
            if len(self._rows) >= KEPT:
                wanted = {i: self._rows[i] for i in ids if i in self._rows}
                later = islice(self._rows.items(), KEPT // 2, None)
                self._rows = {**dict(later), **wanted}
            self._rows.update((row.id, row) for row in self._fetch(missing))
        return [self._rows.get(row_id) for row_id in ids]

    def one(self, row_id: int, neighbours: Callable[[], Sequence[int]]) -> Row | None:
        """One row; if it must be read, its neighbours come with it."""
        if row_id not in self._rows:
            self.read(neighbours())
        return self._rows.get(row_id)

    def forget(self, ids: Collection[int] | None) -> None:
        """These rows changed; None: any may have."""
        for row_id in list(self._rows) if ids is None else ids:
            self._rows.pop(row_id, None)
