"""How little a refresh has to ask for: pure decisions.

A refresh that finds nothing costs one call. Three kinds of call can tell whether there
is something: a page of as many results as need be, a page of few results, or a glance
at the runs, whose entries have no output but everything else of every instance. Which
of them is the smallest depends on what the rows printed, how many instances a run has
and which rows are still open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from typing import Final

from ca_tui.api.models import InvocationResult
from ca_tui.monitor.head import MOST, ON_INSTANCE, RUN, Head, Seen

SMALL: Final = 8_000
"""Bytes that a look at an unchanged list may have."""

FEW: Final = 3
"""Results that a small page has at least, to be worth more than a glance."""

ENOUGH: Final = 10
"""Results or runs that a look has at most; the vendor's default for a page."""

CALL: Final = 64_000
"""Bytes that one call less is worth: calls are limited, and throttle colleagues."""


@dataclass(frozen=True, slots=True)
class Look:
    """What to ask for: results from the top, runs from the top, or single runs."""

    rows: int = 0
    runs: int = 0
    invoke_ids: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rows or self.runs or self.invoke_ids)


def plan(head: Head, *, glances: bool, asks: int) -> Look:
    """What the next refresh asks for, with nobody waiting for it.

    Open rows at the top are read with the rows above them, in one call. A few further
    down are rather asked for by their InvokeId, where there are `asks` calls for that.
    """
    if head.unsorted:
        return Look(rows=MOST)
    live = _live(head.rows)
    if head.owed:
        return Look(rows=_least(head, max([ENOUGH, *live])))
    small = _small(head, glances=glances and not head.blind)
    # what has ended is not asked for by its InvokeId
    least = max((n for n, row in enumerate(head.rows, 1) if row.delivering), default=0)
    looks = {
        n: Look(rows=_least(head, with_tail(n + head.lately)))
        for n in live
        if n >= least
    }
    if not least:
        looks[0] = small
    return looks[min(looks, key=lambda rows: _cost(head, looks[rows], rows, asks))]


def _cost(head: Head, look: Look, rows: int, asks: int) -> float:
    """Bytes of a look that shows so many rows, and of asking for the open ones below.

    A call counts as CALL bytes.
    """
    runs = len(head.open_below(rows))
    if runs > asks:
        return inf
    size = sum(row.size for row in head.rows[rows:] if row.open)
    return _size(head, look) + size + runs * CALL


def apart(head: Head, rows: int, asks: int) -> bool:
    """Whether open runs below so many rows are rather asked for by their InvokeId."""
    whole = head.size_of(with_tail(max(_live(head.rows), default=0)))
    return _cost(head, Look(), rows, asks) < whole


def with_tail(rows: int) -> int:
    """Results to ask for to see that nothing happens below so many."""
    return min(MOST, rows + 1 + rows // 4)


def tail(rows: Sequence[InvocationResult]) -> Sequence[InvocationResult]:
    """The rows of a page that have to be as they were, for older pages to wait."""
    return rows[-max(1, len(rows) // 5) :]


def larger(rows: int) -> int:
    """Results to ask for when so many did not reach what is known."""
    return min(MOST, rows * 4)


def _live(rows: Sequence[Seen]) -> list[int]:
    """The places, from 1, of the rows that may change by themselves."""
    return [n for n, row in enumerate(rows, 1) if row.open or row.delivering]


def _least(head: Head, count: int) -> int:
    return min(MOST, max(1, head.least, count))


def _small(head: Head, *, glances: bool) -> Look:
    """The smallest look that shows whether anything is new."""
    fit = _fitting(
        head.rows[at].size if at < len(head.rows) else head.row_size()
        for at in range(ENOUGH)
    )
    if fit >= FEW or not glances:
        return Look(rows=_least(head, fit))
    ids = [*head.runs]
    runs = _fitting(
        head.entry(ids[at]) if at < len(ids) else RUN + ON_INSTANCE
        for at in range(ENOUGH)
    )
    if runs or not ids or head.entry(ids[0]) <= head.size_of(1):
        return Look(runs=_least(head, runs))
    return Look(rows=_least(head, 1))


def _fitting(sizes: Iterable[int]) -> int:
    return sum(total <= SMALL for total in accumulate(sizes))


def _size(head: Head, look: Look) -> int:
    if look.rows:
        return head.size_of(look.rows)
    return sum(head.entry(each) for each in [*head.runs][: look.runs])
