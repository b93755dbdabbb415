"""A result's times on a line, with the spans between them, in ASCII."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from ca_tui.api.status import Phase, canonical
from ca_tui.monitor.rows import Record
from ca_tui.ui.cells import span
from ca_tui.ui.glyphs import ASCII

CELLS: Final = 74
"""Wide enough to be read, and fits into 80 columns with what is around it."""

ENDED: Final = {"Timeout": "timed out", "Terminated": "stopped"}
"""What FinishedTime is in other statuses than those that end by themselves."""


class Moment(NamedTuple):
    """Something that happened, or will."""

    label: str
    time: datetime
    fill: str
    """What the line is drawn with from here on."""


def timeline(record: Record, *, utc: bool) -> list[str]:
    """Three lines: what happened, the line with its spans, and the clock.

    Empty where fewer than two times are known. Times without a zone are left out
    where others have one: what is between them is not known.
    """
    moments = _comparable(list(_moments(record)))
    if len(moments) < 2:
        return []
    widths = _widths(moments)
    starts = [0, *accumulate(widths)]
    clocks = [_clock(moment.time, utc=utc) for moment in moments]
    drawn = "".join(
        "|" + _between(one, other).center(width - 1, one.fill)
        for (one, other), width in zip(pairwise(moments), widths, strict=True)
    )
    labels = [moment.label for moment in moments]
    return [_at(labels, starts), f"{drawn}|", _at(clocks, starts)]


def timeout_end(record: Record) -> datetime | None:
    """When a result that runs will be stopped; None: not known, or it ended."""
    start, seconds = record.result.start_time, record.row.timeout
    if record.row.phase is not Phase.ACTIVE or start is None or not seconds:
        return None
    try:
        return start + timedelta(seconds=seconds)
    except OverflowError:
        return None


def _moments(record: Record) -> Iterator[Moment]:
    """In the order in which they should have happened."""
    result = record.result
    ended = ENDED.get(canonical(result.invocation_status), "finished")
    stopped = "stop asked" if result.finished_time else "stopped"
    due = timeout_end(record)
    found = [
        ("created", result.creation_time, "-"),
        ("started", result.start_time, "=" if due is None else "."),
        (stopped, result.stop_time, "-"),
        (ended, result.finished_time, "-"),
        ("times out", due, " "),
    ]
    for label, time, fill in found:
        if time is not None:
            yield Moment(label, time, fill)


def _comparable(moments: list[Moment]) -> list[Moment]:
    """Those with a zone, or where there are none all, by time."""
    aware = [moment for moment in moments if moment.time.tzinfo]
    return sorted(aware or moments, key=lambda moment: moment.time)


def _clock(time: datetime, *, utc: bool) -> str:
    try:
        there = time.astimezone(UTC if utc else None) if time.tzinfo else time
    except (OverflowError, OSError, ValueError):
        there = time
    return f"{there:%H:%M:%S}"


def _between(one: Moment, other: Moment) -> str:
    return f" {span(other.time - one.time, ASCII)} "


def _widths(moments: Sequence[Moment]) -> list[int]:
    """Cells of each span: what its words need, the rest as long as it took."""
    least = [
        max(len(one.label), len("00:00:00"), len(_between(one, other)) + 4) + 2
        for one, other in pairwise(moments)
    ]
    least[-1] += max(len(moments[-1].label), len("00:00:00"))
    rest = max(0, CELLS - 1 - sum(least))
    spans = [
        (other.time - one.time).total_seconds() for one, other in pairwise(moments)
    ]
    total = sum(spans) or 1.0
    return [
        width + int(rest * share / total)
        for width, share in zip(least, spans, strict=True)
    ]


def _at(words: Sequence[str], starts: Sequence[int]) -> str:
    """Each word where its moment is; the last one ends there."""
    line = ""
    for word, start in zip(words[:-1], starts[:-1], strict=True):
        line = line.ljust(start) + word
    last = words[-1]
    return line.ljust(starts[-1] + 1 - len(last)) + last
