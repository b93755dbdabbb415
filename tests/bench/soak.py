"""A working day of the real explorer in a few minutes: does what it holds grow?

The clock moves as soon as nothing is left to do, see `tests.soak`. The cloud is another
process, its world moves with the same clock, and things go wrong in it every few
minutes. Somebody goes through regions, windows, filters and sizes. Figures are taken at
home, with nothing going on. The baseline is the first of them.

Results leave the service as others come, and the store keeps them for an hour: how many
it has, and how much room they take, is to be the same from the second hour on. Python,
Rich, Textual and SQLite remember things up to a limit: until the first figures somebody
hurries through all keys, windows, places and sizes several times.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.bench.table import Cell, Table
from tests.soak.clockwork import START
from tests.soak.cloud import world
from tests.soak.figures import Figures
from tests.soak.operator import PLACES
from tests.soak.staging import Told, soak

WARM: Final = 3.0
"""Hours until the first figures: the store has what it will have, and caches are as
full as they get."""

PACE: Final = 120.37
"""Simulated seconds between two things that the operator does."""

WARM_PACE: Final = 30.37
"""The same until the first figures: each thing is done six times."""

GOAL: Final = 3.0
"""Percent by which memory may grow until the eighth hour."""

DAY: Final = 8.0
"""Hours."""

COLUMNS: Final = (
    "hour", "MB", "objects", "files", "sockets", "tasks", "threads", "workers",
    "widgets", "timers", "temporary", "rows", "in store", "in service", "store MB",
    "to terminal",
)  # fmt: skip


def main(argv: Sequence[str]) -> int:
    """Print the table; 1 where something happened that must not."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench soak")
    parser.add_argument("--hours", type=float, default=DAY)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(argv)
    warm = min(WARM, options.hours / 2)
    told = soak(options.hours, warm=warm, every=1.0, pace=PACE, warm_pace=WARM_PACE)
    Table(_title(options.hours, warm, told), COLUMNS, _rows(told.figures)).write(
        options.json
    )
    print(f"\nmemory since the first figures: {_growth(told.figures)}")
    print(*(told.complaints or ["nothing skipped, nothing doubled"]), sep="\n")
    print(
        "\nmore than at the start:", *(f"{n:,} {kind}" for kind, n in told.growth[:8])
    )
    return 1 if told.complaints else 0


def _title(hours: float, warm: float, told: Told) -> str:
    return (
        f"{hours:g} simulated hours, of which {warm:g} to warm up:"
        f" {told.refreshes:,} refreshes,"
        f" {told.failures:,} failed, {told.waits:,} waits,"
        f" {told.held_back:,} held back by the budget,"
        f" at most {told.most_calls} calls a minute by themselves;"
        f" {told.seconds:.0f} s of CPU, load {os.getloadavg()[0]:.1f}"
    )


def _growth(figures: Sequence[Figures]) -> str:
    first, last = figures[0], figures[-1]
    grown = (last.resident / first.resident - 1) * 100
    goal = f" (goal {GOAL:g} %)" if last.hour <= DAY else ""
    return f"{grown:+.1f} % in {last.hour - first.hour:g} hours{goal}"


def in_service(hour: float) -> int:
    """Results that the places have which are visited, so long after the start."""
    now = START.timestamp() + hour * 3600
    there = world()
    places = {(each.service, each.region_id) for scopes in PLACES for each in scopes}
    streams = [there.stream(*place) for place in sorted(places)]
    return sum(each.count(each.window(now)) for each in streams if each is not None)


def _rows(figures: Sequence[Figures]) -> list[list[Cell]]:
    return [
        [
            round(each.hour, 2),
            round(each.resident / 2**20, 1),
            each.objects,
            each.files,
            each.sockets,
            each.tasks,
            each.threads,
            each.workers,
            each.widgets,
            each.timers,
            each.temporary_files,
            each.rows,
            each.known,
            in_service(each.hour),
            round(each.store / 2**20, 1),
            each.painted,
        ]
        for each in figures
    ]
