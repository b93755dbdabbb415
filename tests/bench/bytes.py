"""Bytes to the terminal for what happens on a screen, through a real pty.

The baseline is the same explorer in the same run without its frame diff: what Textual
writes.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Final

from tests.bench.played import LOADED
from tests.bench.stage import Stage
from tests.bench.table import Cell, Table

SIZES: Final = ((200, 50), (80, 24))

IDLE: Final = 3.0
"""Seconds of idling that are listened to."""

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
    "idle": 0,
    "refresh, nothing new": 0,
    "refresh, 1 row changed": 250,
    "refresh, 1 row arrived below": 0,
    "cursor move": 600,
    "toast, shown and gone": 2_500,
}
"""Bytes at 200x50 with the frame diff."""

Figures = dict[str, int]


def measure(size: tuple[int, int], *, diff: bool) -> Figures:
    """Everything once, on one explorer."""
    with Stage(size, diff=diff) as stage:
        stage.order(f"loaded {LOADED}")
        figures = {"first paint": stage.settled()}
        visible = stage.session.text().count(" web-i-") - 1
        figures["idle"] = _cost(stage, lambda: stage.listen(IDLE))
        for what, orders in (
            ("nothing new", ()),
            ("1 row changed", ("change 1 1",)),
            ("10 rows changed", ("change 1 10",)),
            ("all visible changed", (f"change 0 {visible}",)),
            ("1 row arrived below", ("arrive 45",)),
            ("1 row arrived on top", ("arrive 0",)),
            ("a line was printed", ("print 0",)),
        ):
            figures[f"refresh, {what}"] = _median(stage, _refresh(stage, orders))
        figures |= _keys(stage)
        figures["toast, shown and gone"] = _cost(stage, lambda: _toast(stage))
    return figures


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
    figures["search line, idle"] = _cost(stage, lambda: stage.listen(IDLE))
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


def table() -> Table:
    """All sizes, without and with the frame diff."""
    columns = ["bytes", "goal"]
    figures = []
    for size in SIZES:
        name = "x".join(map(str, size))
        columns += [name, "with diff", "ratio"]
        figures += [measure(size, diff=diff) for diff in (False, True)]
    rows: list[list[Cell]] = []
    for what in figures[0]:
        row: list[Cell] = [what, GOALS.get(what)]
        for plain, diff in zip(figures[::2], figures[1::2], strict=True):
            ratio = diff[what] / plain[what] if plain[what] else None
            row += [plain[what], diff[what], ratio]
        rows.append(row)
    return Table("Bytes to the terminal", columns, rows)


def main(argv: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="bytes", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="the same as JSON")
    table().write(parser.parse_args(argv).json)
    return 0
