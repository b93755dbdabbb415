"""Rows that the operator picked out, by id: no filter, order or refresh loses them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ca_tui.ui.place import index_of


class Marks:
    """A set of row ids that knows which of them was marked last."""

    def __init__(self) -> None:
        self._ids: dict[int, None] = {}

    def __contains__(self, row_id: int) -> bool:
        return row_id in self._ids

    def __iter__(self) -> Iterator[int]:
        """In the order in which they were marked."""
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def toggle(self, row_id: int) -> None:
        """Mark a row, or take its mark away."""
        if row_id in self._ids:
            del self._ids[row_id]
        else:
            self._ids[row_id] = None

    def up_to(self, ids: Sequence[int], index: int) -> None:
        """Mark all rows of a view from the last mark to an index, itself included.

        The row alone where the view does not have the last mark.
        """
        last = next(reversed(self._ids), None)
        start = None if last is None else index_of(ids, last, index)
        first, beyond = sorted((index if start is None else start, index))
        self._add(ids[first : beyond + 1])
        # the next range goes on from here
        self._ids.pop(ids[index])
        self._ids[ids[index]] = None

    def clear(self) -> None:
        """Take all marks away."""
        self._ids.clear()

    def within(self, ids: Iterable[int]) -> tuple[int, ...]:
        """The marked rows: those of a view in its order, then the others."""
        seen = dict.fromkeys(row_id for row_id in ids if row_id in self._ids)
        return tuple({**seen, **self._ids})

    def _add(self, ids: Iterable[int]) -> None:
        self._ids.update(dict.fromkeys(ids))
