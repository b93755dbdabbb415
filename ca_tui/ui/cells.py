"""Values as the few characters that fit into a cell: times, spans, sizes, names."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from rich.cells import cell_len, set_cell_size

from ca_tui.output.sizes import human_size
from ca_tui.output.text import clean
from ca_tui.ui.glyphs import Glyphs

LONGEST: Final = 512
"""Characters of a remote name that are looked at; the rest would never be seen."""


def one_line(text: str) -> str:
    """A remote string, safe to show and on one line."""
    if len(text) > LONGEST:
        text = text[: LONGEST // 2] + text[-LONGEST // 2 :]
    return clean(text)


def shorten(text: str, width: int, glyphs: Glyphs) -> str:
    """Cut at the end to at most `width` cells, with an ellipsis."""
    if cell_len(text) <= width:
        return text
    if width < 2:
        return set_cell_size(text, max(width, 0))
    return set_cell_size(text, width - 1).rstrip() + glyphs.ellipsis


def shorten_middle(text: str, width: int, glyphs: Glyphs) -> str:
    """Cut out of the middle, as for ids: both ends tell them apart."""
    if cell_len(text) <= width:
        return text
    if width < 5:
        return shorten(text, width, glyphs)
    tail = (width - 1) // 3
    head = width - 1 - tail
    end = set_cell_size(text[::-1], tail)[::-1]
    return set_cell_size(text, head) + glyphs.ellipsis + end


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Exactly `width` cells, aligned left or right."""
    missing = width - cell_len(text)
    if missing < 0:
        return set_cell_size(text, width)
    return " " * missing + text if right else text + " " * missing


def day(time: datetime, *, utc: bool) -> date:
    """The day on which an aware time falls, in UTC or where we are."""
    return time.astimezone(UTC if utc else None).date()


def moment(time: datetime | None, now: datetime, *, utc: bool, glyphs: Glyphs) -> str:
    """`14:03:22` today, `11-19 14:03` this year, `2023-11-19` before.

    A time that the service sent without a zone is shown as it is and marked.
    """
    if time is None:
        return glyphs.none
    mark = "" if time.tzinfo else glyphs.no_zone
    try:
        today = now.astimezone(UTC if utc else None)
        there = time.astimezone(UTC if utc else None) if time.tzinfo else time
    except (OverflowError, OSError, ValueError):
        there, today, mark = time, now, glyphs.no_zone
    if there.date() == today.date():
        return f"{there:%H:%M:%S}{mark}"
    if there.year == today.year:
        return f"{there:%m-%d %H:%M}{mark}"
    return f"{there.year:04}-{there:%m-%d}{mark}"


def span(length: timedelta | None, glyphs: Glyphs) -> str:
    """`0.2s`, `12s`, `1m4s`, `2h03m`, `3d4h`; negative ones are not known."""
    if length is None or length < timedelta(0):
        return glyphs.none
    seconds = length.total_seconds()
    if seconds < 10 and length.microseconds:
        return f"{seconds:.1f}s"
    whole = int(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days}d{hours}h" if days < 100 else f"{days}d"
    if hours:
        return f"{hours}h{minutes:02}m"
    return f"{minutes}m{rest}s" if minutes else f"{whole}s"


def size(count: int | None, glyphs: Glyphs) -> str:
    """`41 B`, `1.2 KB`, `24.0 KB`."""
    return glyphs.none if count is None or count < 0 else human_size(count)
