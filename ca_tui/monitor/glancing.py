"""What a glance at the newest runs tells about results that it does not carry.

An entry of DescribeInvocations has the status, exit code, times and Dropped of every
instance, and no Output.

What a glance sees: a new run, on whatever instances; a known run of which anything but
the output is different from the last glance, or from the store where this is the
first; that it is no list to rely on, because it is not newest first or lacks runs that
the results have.

What it cannot see: an Output that changes and nothing else, of a run that has ended; a
change further down than it reaches; a new execution of a scheduled task, whose run
keeps its place by creation; the first scheduled run of an account whose list leaves out
those that are still scheduled (the vendor documents Timed=false as the default). Runs
that have not ended, scheduled ones among them, are asked for by InvokeId with every
refresh all the same, and the rest is what everything is read again for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ca_tui.api.models import InvocationResult, Page
from ca_tui.monitor.head import MOST, Head
from ca_tui.monitor.looks import CALL, ENOUGH, Look, with_tail
from ca_tui.monitor.rows import Row

BLIND: Final = 2
"""Mismatches in a row after which a list of runs is not looked at again."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What a glance told."""

    pictures: dict[str, int]
    """Each run as it looked, by invoke_id."""
    news: tuple[str, ...]
    """Runs that are new or look different, newest first."""
    told: tuple[str, ...]
    """Runs that look different from the last glance or were not in it."""
    sorted: bool
    """The newest run is the first one, as in every sample of the vendor."""
    lacking: bool
    """Runs are missing that the results have."""

    @property
    def mismatch(self) -> bool:
        """It does not tell what the results would."""
        return self.lacking or not self.sorted


def glimpse(page: Page, head: Head, known: Container[str]) -> Glimpse:
    """What is new on a page of runs.

    `known`: those that were not in the last glance and that the store has like this.
    """
    pictures = _pictures(page)
    told = tuple(
        invoke_id
        for invoke_id, picture in pictures.items()
        if head.pictures.get(invoke_id) != picture
    )
    news = tuple(each for each in told if each in head.pictures or each not in known)
    lacking = _lacks_known(page, head, news)
    return Glimpse(pictures, news, told, _newest_first(page), lacking)


def to_read(page: Page, found: Glimpse, head: Head, loaded: int) -> Look:
    """What to read after a glance; nothing where nothing is new.

    One call for a page from the top, or one for each run: whichever is cheaper.
    """
    if found.mismatch:
        return Look(rows=MOST)
    if not found.news:
        return Look()
    rows = Counter(row.key.invoke_id for row in page.results)
    every = len(found.news) == len(found.pictures)
    if not loaded or (every and not page.last and len(found.news) > 1):
        return Look(rows=min(MOST, with_tail(max(ENOUGH, rows.total()))))
    ids = list(found.pictures)
    above = ids[: ids.index(found.news[-1]) + 1]
    span = with_tail(sum(max(1, rows[each]) for each in above))
    single = sum(max(1, rows[each]) for each in found.news)
    size = head.row_size()
    if len(found.news) * CALL + single * size <= CALL + span * size:
        return Look(invoke_ids=found.news)
    return Look(rows=span)


def agrees(row: Row | None, told: InvocationResult) -> bool:
    """Whether the store has a result as a glance tells it, as far as both say."""
    if row is None or row.gone or row.invocation_status != told.invocation_status:
        return False
    pairs = (
        (row.exit_code, told.exit_code),
        (row.start_time, told.start_time),
        (row.finished_time, told.finished_time),
        (row.stop_time, told.stop_time),
        (row.repeats, told.repeats),
        (row.dropped or None, told.dropped or None),
        (row.error_code or None, told.error_code or None),
    )
    return all(one is None or two is None or one == two for one, two in pairs)


def _pictures(page: Page) -> dict[str, int]:
    """Everything that is said of each run, as one number."""
    parts: dict[str, list[str]] = {run.invoke_id: [] for run in page.invocations}
    for run in page.invocations:
        parts[run.invoke_id].append(repr((run.invocation_status, run.raw)))
    for row in page.results:
        if row.key.invoke_id in parts:
            said = (row.key, row.invocation_status, row.exit_code, row.raw)
            parts[row.key.invoke_id].append(repr(said))
    return {each: hash(tuple(sorted(said))) for each, said in parts.items()}


def _newest_first(page: Page) -> bool:
    created = [
        run.creation_time
        for run in page.invocations
        if run.creation_time is not None and run.creation_time.tzinfo is not None
    ]
    return all(one >= other for one, other in pairwise(created))


def _lacks_known(page: Page, head: Head, news: Sequence[str]) -> bool:
    """Whether runs are missing that the results have, above the last one here.

    The neighbour of the last one may be, where both were created in one second.
    """
    ids = [run.invoke_id for run in page.invocations]
    runs = head.runs
    if not runs or (ids and ids == list(news) and runs.keys().isdisjoint(ids)):
        return False
    order = list(runs)
    last = max((at for at, each in enumerate(order) if each in ids), default=0)
    above = {order[0], *order[: max(0, last - 1)]}
    return not above <= set(ids)
