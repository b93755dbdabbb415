"""Runs as lines: what became of each, at a glance and in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from rich.style import Style
from textual.strip import Strip

from ca_tui.api.status import Phase
from ca_tui.monitor.runs import Run
from ca_tui.ui.cells import moment, one_line, pad, shorten, shorten_middle
from ca_tui.ui.group_lines import WIDE, Frame
from ca_tui.ui.row_strips import Cursor, joined, with_cursor

BAR: Final = 16
"""Cells of the bar."""

STARTED: Final = 11

COUNT: Final = 7

ID: Final = 20

WORDS: Final = (
    (Phase.FAILED, "failed", "failed"),
    (Phase.ACTIVE, "active", "running"),
    (Phase.WAITING, "waiting", "waiting"),
    (Phase.STOPPED, "stopped", "stopped"),
    (Phase.UNKNOWN, "stopped", "unknown"),
    (Phase.SUCCEEDED, "succeeded", "ok"),
)
"""Phases, the style of each and its name, the most urgent first."""


class Clock(NamedTuple):
    """What times are told by."""

    now: datetime
    utc: bool


def header(frame: Frame) -> Strip:
    """The titles of the columns."""
    text = (
        " "
        + pad("started", STARTED + 1)
        + pad("results", COUNT, right=True)
        + "  "
        + pad("ended", BAR + 1)
        + pad("", _counted(frame))
        + pad("command", _command(frame) + 1)
        + "run"
    )
    return joined([(text, frame.styles.header)], frame.width, frame.base, Style())


def line(run: Run | None, frame: Frame, cursor: Cursor, clock: Clock) -> Strip:
    """One run; None: below the last one."""
    if run is None:
        return Strip.blank(frame.width, frame.base)
    pieces = _pieces(run, frame, cursor, clock)
    return with_cursor(pieces, frame.width, frame.base, frame.styles, cursor)


def counted(run: Run) -> str:
    """`3 failed, 97 ok`: how many results of each kind there are."""
    found = ((run.count(phase), word) for phase, _, word in WORDS)
    return ", ".join(f"{count:,} {word}" for count, word in found if count)


def bar(run: Run, cells: int) -> list[tuple[int, Phase]]:
    """How many cells each phase has; whatever there is has one at least."""
    there = [(phase, run.count(phase)) for phase, _, _ in WORDS if run.count(phase)]
    shares = [max(1, count * cells // run.results) for _, count in there]
    shares[shares.index(max(shares))] += cells - sum(shares)
    return [(share, phase) for (phase, _), share in zip(there, shares, strict=True)]


def _pieces(
    run: Run, frame: Frame, cursor: Cursor, clock: Clock
) -> Iterator[tuple[str, Style]]:
    look, glyphs = frame.styles, frame.glyphs
    colour = {phase: look[name] for phase, name, _ in WORDS}
    yield glyphs.cursor if cursor else " ", look.cursor_edge
    started = moment(run.started_at, clock.now, utc=clock.utc, glyphs=glyphs)
    yield pad(started, STARTED + 1), look.secondary
    yield pad(f"{run.results:,}", COUNT, right=True) + "  ", look.text
    for share, phase in bar(run, BAR):
        yield glyphs.bar * share, colour[phase]
    words = pad(shorten(counted(run), _counted(frame) - 2, glyphs), _counted(frame) - 2)
    worst = next(phase for phase, _, _ in WORDS if run.count(phase))
    yield f" {words} ", colour[worst]
    room = _command(frame)
    yield pad(shorten(one_line(run.command), room, glyphs), room + 1), look.text
    yield shorten_middle(one_line(run.scope.invoke_id), ID, glyphs), look.dim


def _counted(frame: Frame) -> int:
    return 26 if frame.width >= WIDE else 18


def _command(frame: Frame) -> int:
    fixed = 1 + STARTED + 1 + COUNT + 2 + BAR + _counted(frame) + 1 + ID
    return max(8, frame.width - fixed)
