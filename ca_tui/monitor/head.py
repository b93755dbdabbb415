"""What is known of the top of a list, from the last replies: which results stand there
and are still open, how many bytes each takes, and what a glance at the runs showed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from ca_tui.api.models import Invocation, InvocationResult, Page, ResultKey

MOST: Final = 50
"""The most that the service gives at a time, and the rows that are remembered."""

ROW: Final = 700
"""Bytes of a result beside its output; the vendor's examples have about as many."""

USUAL_ROW: Final = 2_000
"""Bytes of a result where none was seen yet."""

RUN: Final = 900
"""Bytes of a run beside its command and its instances."""

ON_INSTANCE: Final = 550
"""Bytes of a run for each of its instances."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A result at the top of the list."""

    key: ResultKey
    size: int
    """Bytes in a reply, about."""
    open: bool
    """It may change by itself: it has not ended."""
    delivering: bool
    """It has ended and its output is on the way to OSS."""


@dataclass(slots=True)
class Head:
    """The top of one scope's list."""

    rows: tuple[Seen, ...] = ()
    """Newest first, as the results came; at most MOST."""
    pictures: dict[str, int] = field(default_factory=dict)
    """What the last glance saw of each run, by invoke_id."""
    entries: dict[str, int] = field(default_factory=dict)
    """Bytes of each run in it."""
    least: int = 1
    """Items that the service lets one ask for."""
    mismatches: int = 0
    """Glances in a row that lacked what the results have."""
    blind: bool = False
    """The list of runs does not show what the results do, or there is none."""
    unsorted: bool = False
    """The list of runs is not newest first, so that no part of a list will do."""
    lately: int = 0
    """New results that one refresh has to reckon with, from how many came before."""
    owed: bool = False
    """Something was seen and could not be read yet."""

    def trust_again(self) -> None:
        """Glances may be tried once more."""
        self.mismatches = 0
        self.blind = self.unsorted = False

    def came(self, new: int) -> None:
        """So many results were new in a refresh."""
        self.lately = max(new, self.lately // 2)

    def top(self, page: Page) -> None:
        """The first page of a walk: below it stands what stood below it before."""
        rows = seen(page)
        keys = {row.key for row in rows}
        last = max((at for at, r in enumerate(self.rows) if r.key in keys), default=-1)
        below = () if page.last else self.rows[last + 1 :]
        self.rows = (*rows, *below)[:MOST]

    def under(self, page: Page) -> None:
        """A later page of a walk from the top."""
        self.rows = (*self.rows, *self._fresh(seen(page)))[:MOST]

    def single(self, page: Page, *, new: bool) -> list[ResultKey]:
        """Results that were asked for by their run, which is `new` or anywhere."""
        rows = seen(page)
        by_key = {row.key: row for row in rows}
        known = tuple(by_key.get(row.key, row) for row in self.rows)
        self.rows = (*(self._fresh(rows) if new else ()), *known)[:MOST]
        return list(by_key)

    def settle(self, invoke_id: str, keys: Iterable[ResultKey]) -> None:
        """These are all results of a run; what else was remembered of it is gone."""
        left = set(keys)
        self.rows = tuple(
            row
            for row in self.rows
            if row.key.invoke_id != invoke_id or row.key in left
        )

    def open_below(self, rows: int = 0) -> set[str]:
        """The runs that have not ended, of the rows below so many."""
        return {row.key.invoke_id for row in self.rows[rows:] if row.open}

    def _fresh(self, rows: Iterable[Seen]) -> tuple[Seen, ...]:
        known = {row.key for row in self.rows}
        return tuple(row for row in rows if row.key not in known)

    @property
    def runs(self) -> dict[str, int]:
        """The runs of the rows, in order, and how many rows each has here."""
        found: dict[str, int] = {}
        for row in self.rows:
            found[row.key.invoke_id] = found.get(row.key.invoke_id, 0) + 1
        return found

    def entry(self, invoke_id: str) -> int:
        """Bytes of a run in a glance, about."""
        rows = self.runs.get(invoke_id, 1)
        return self.entries.get(invoke_id, RUN + rows * ON_INSTANCE)

    def row_size(self) -> int:
        """Bytes of a result, on average."""
        if not self.rows:
            return USUAL_ROW
        return sum(row.size for row in self.rows) // len(self.rows)

    def size_of(self, count: int) -> int:
        """Bytes of so many results from the top, about."""
        known = sum(row.size for row in self.rows[:count])
        return known + max(0, count - len(self.rows)) * self.row_size()


def seen(page: Page) -> tuple[Seen, ...]:
    """The results of a page, with their share of its bytes."""
    weights = [ROW + _encoded(row) for row in page.results]
    sizes = shares(page.size, weights)
    return tuple(
        Seen(row.key, size, not row.phase.finished, _delivering(row))
        for row, size in zip(page.results, sizes, strict=True)
    )


def entry_sizes(page: Page) -> dict[str, int]:
    """Bytes of each run of a glance, about."""
    counts: dict[str, int] = {}
    for row in page.results:
        counts[row.key.invoke_id] = counts.get(row.key.invoke_id, 0) + 1
    weights = [
        RUN + _content(run) + ON_INSTANCE * counts.get(run.invoke_id, 0)
        for run in page.invocations
    ]
    sizes = shares(page.size, weights)
    ids = [run.invoke_id for run in page.invocations]
    return dict(zip(ids, sizes, strict=True))


def shares(size: int, weights: Sequence[int]) -> list[int]:
    """The weights, scaled so that they add up to a size; as they are, without one."""
    whole = sum(weights)
    if not size or not whole:
        return list(weights)
    return [max(1, size * weight // whole) for weight in weights]


def _encoded(row: InvocationResult) -> int:
    return 0 if row.output is None else len(row.output.data) * 4 // 3


def _content(run: Invocation) -> int:
    return len(run.command_content) * 4 // 3


def _delivering(row: InvocationResult) -> bool:
    oss = row.oss_output
    return oss is not None and oss.status.casefold() == "inprogress"
