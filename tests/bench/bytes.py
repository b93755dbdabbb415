"""Bytes to the terminal for what happens on a screen, through a real pty.

The baseline is the same explorer in the same run without its frame diff: what Textual
writes. The terminal answers where its cursor is and repeats characters (REP), as most
do; the last columns of each size are of one that does neither, and of
`--low-bandwidth`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from tests.bench.played import LOADED
from tests.bench.stage import Stage
from tests.bench.table import Cell, Table

SIZES: Final = ((200, 50), (80, 24))

IDLE: Final = 60.0
"""Seconds of idling that are listened to, unless told otherwise."""

PAUSE: Final = 3.0
"""Seconds of idling with a search line open."""

FRAME: Final = 0.03
"""Seconds in which a key is painted; shorter than what a cursor has to rest."""

HELD: Final = 10
"""Moves of a key that is held."""

TOAST: Final = 1.0
"""Seconds until a toast is gone."""

TIMES: Final = 3
"""How often what can be repeated is; the median counts."""

GOALS: Final = {
    "first paint": 40_000,
    "idle minute": 0,
    "refresh, nothing new": 0,
    "refresh, 1 row changed": 250,
    "refresh, 1 row arrived below": 0,
    "cursor move": 600,
    "toast, shown and gone": 2_500,
}
"""Bytes at 200x50 with the frame diff."""

KINDS: Final = (
    partial(Stage, diff=False),
    partial(Stage, diff=True, repeats=True),
    partial(Stage, diff=True),
    partial(Stage, diff=True, repeats=True, low_bandwidth="always"),
)
"""Explorers: without a frame diff, with one, on a mute terminal, on a spared line."""

Figures = dict[str, int]


def measure(sizes: Sequence[tuple[int, int]], idle: float) -> list[Figures]:
    """Everything once, on each kind of explorer in each size; all idle together."""
    with ExitStack() as stack:
        stages = [stack.enter_context(kind(size)) for size in sizes for kind in KINDS]
        figures: list[Figures] = []
        for stage in stages:
            stage.order(f"loaded {LOADED}")
            figures.append({"first paint": stage.settled()})
        for each, cost in zip(figures, _idle(stages, idle), strict=True):
            each["idle minute"] = cost
        for each, stage in zip(figures, stages, strict=True):
            each |= _refreshes(stage) | _keys(stage)
            each["toast, shown and gone"] = _cost(stage, partial(_toast, stage))
    return figures


def _idle(stages: Sequence[Stage], seconds: float) -> list[int]:
    before = [stage.settled() for stage in stages]
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for stage in stages:
            stage.listen(0.1)
    return [stage.settled() - sent for stage, sent in zip(stages, before, strict=True)]


def _refreshes(stage: Stage) -> Figures:
    visible = stage.session.text().count(" web-i-") - 1
    return {
        f"refresh, {what}": _median(stage, _refresh(stage, orders))
        for what, orders in (
            ("nothing new", ()),
            ("1 row changed", ("change 1 1",)),
            ("10 rows changed", ("change 1 10",)),
            ("all visible changed", (f"change 0 {visible}",)),
            ("1 row arrived below", ("arrive 45",)),
            ("1 row arrived on top", ("arrive 0",)),
            ("a line was printed", ("print 0",)),
        )
    }


def _refresh(stage: Stage, orders: Sequence[str]) -> Callable[[], None]:
    def refresh() -> None:
        for order in (*orders, "refresh"):
            stage.order(order)

    return refresh


def _keys(stage: Stage) -> Figures:
    down, page = "j", "\x1b[6~"
    moves, rests = zip(*(_move(stage, down) for _ in range(TIMES)), strict=True)
    figures = {
        "cursor move": round(median(moves)),
        "then its output": round(median(rests)),
        "cursor move, key held": _held(stage, down),
        "page down": _median(stage, _press(stage, page)),
        "focus to the next pane": _cost(stage, _press(stage, "\t")),
        "output scrolled by a line": _median(stage, _press(stage, down)),
        "output, page down": _median(stage, _press(stage, page)),
        "search line opened": _cost(stage, _press(stage, "/")),
    }
    figures["search line, idle"] = _cost(stage, lambda: stage.listen(PAUSE))
    figures["search line closed"] = _cost(stage, _press(stage, "\x1b"))
    return figures


def _press(stage: Stage, key: str) -> Callable[[], None]:
    return lambda: stage.session.send(key)


def _move(stage: Stage, key: str) -> tuple[int, int]:
    """Bytes for the cursor, and then for what it rests on."""
    before = stage.settled()
    stage.order(f"press {key}")
    moved = stage.settled(FRAME)
    return moved - before, stage.settled() - moved


def _held(stage: Stage, key: str) -> int:
    """Bytes for each of the moves of a key that is held."""
    before = stage.settled()
    for _ in range(HELD):
        stage.order(f"press {key}")
    stage.settled(FRAME)
    cost = len(stage.session.raw) - before
    stage.settled()
    return cost // HELD


def _toast(stage: Stage) -> None:
    stage.order("toast")
    stage.listen(TOAST)


def _cost(stage: Stage, work: Callable[[], object]) -> int:
    before = stage.settled()
    work()
    return stage.settled() - before


def _median(stage: Stage, work: Callable[[], object]) -> int:
    return round(median(_cost(stage, work) for _ in range(TIMES)))


def table(idle: float = IDLE) -> Table:
    """All sizes and kinds."""
    columns = ["bytes", "goal"]
    for size in SIZES:
        columns += ["x".join(map(str, size)), "with diff", "ratio", "mute", "low"]
    figures = measure(SIZES, idle)
    rows: list[list[Cell]] = []
    for what in figures[0]:
        row: list[Cell] = [what, GOALS.get(what)]
        for plain, diff, mute, low in zip(*[iter(figures)] * len(KINDS), strict=True):
            ratio = diff[what] / plain[what] if plain[what] else None
            row += [plain[what], diff[what], ratio, mute[what], low[what]]
        rows.append(row)
    return Table("Bytes to the terminal", columns, rows)


def main(argv: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="bytes", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="the same as JSON")
    parser.add_argument("--idle", type=float, default=IDLE, metavar="SECONDS")
    chosen = parser.parse_args(argv)
    table(chosen.idle).write(chosen.json)
    return 0
