"""What things cost against how much is loaded, in a real pty; a process for each size.

Milliseconds of the clock from a key to the last byte of what it shows, and of the CPU
until the explorer rests again. The baseline is the smallest size: what does not grow
has the exponent 0, what grows in proportion 1.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from math import log
from pathlib import Path
from statistics import median
from typing import Final

from tests.bench import explored
from tests.bench.latency import DOWN, Hand
from tests.bench.moving import Service, moving
from tests.bench.process import cpu, load, taken
from tests.bench.table import Cell, Table
from tests.pty_session import PtySession

SIZES: Final = (1_000, 10_000, 100_000)

TIMES: Final = 7
"""How often what takes long is done; the median counts."""

KEYS: Final = 30

IDLE: Final = 60.0
"""Seconds without a key, with refreshes."""

REST: Final = 0.4
"""Seconds without a byte after which the explorer rests."""

FLAT: Final = 0.1
"""An exponent up to which a cost counts as the same at every size."""

OUTPUT: Final = 1024

Figures = dict[str, float]


class Subject:
    """An explorer that has loaded so much."""

    def __init__(self, session: PtySession, service: Service, results: int) -> None:
        self.session = session
        self.service = service
        self.hand = Hand(session)
        self._results = results
        self._pid = session.process.pid

    def measure(self, began: float, idle: float) -> Figures:
        """Everything; the load is over and `began` then."""
        figures = {
            "load, ms for each result": (time.monotonic() - began) * 1000,
            "load, ms of CPU for each result": cpu(self._pid) * 1000,
        }
        figures = {name: each / self._results for name, each in figures.items()}
        explored.rest(self.session)
        figures["resident MB"] = taken(self._pid).resident
        figures["idle and live, % of CPU"] = self._idle(idle)
        for _ in range(3):
            self.hand.page()
        figures |= self._each("cursor down", self.hand.move, KEYS)
        figures |= self._each("page down", self.hand.page, KEYS)
        figures |= self._views()
        return figures | self._refreshes()

    def _idle(self, seconds: float) -> float:
        used = cpu(self._pid)
        explored.listen(self.session, seconds)
        return (cpu(self._pid) - used) / seconds * 100

    def _each(self, what: str, act: Callable[[], float], count: int) -> Figures:
        """What one of many that follow at once costs."""
        self.session.settle(REST)
        used = cpu(self._pid)
        taken = [act() for _ in range(count)]
        used = (cpu(self._pid) - used) / count * 1000
        return {f"{what}, ms": median(taken), f"{what}, ms of CPU": used}

    def _once(self, what: str, acts: Sequence[Callable[[], float]]) -> Figures:
        """What one costs until the explorer rests, at the median."""
        waits, costs = [], []
        for act in acts:
            self.session.settle(REST)
            used = cpu(self._pid)
            waits.append(act())
            self.session.settle(REST)
            costs.append((cpu(self._pid) - used) * 1000)
        return {f"{what}, ms": median(waits), f"{what}, ms of CPU": median(costs)}

    def _views(self) -> Figures:
        self._press("<")
        # each of these orders is new
        sorts = [lambda key=key: self.hand.replace(key) for key in "<<<"]
        found = self._once("sort", sorts)
        self._press(">>>>")
        filters = [self._filter] * TIMES
        found |= self._once("filter by a word, and all again", filters)
        self._press(("g", DOWN))
        return found

    def _press(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.session.send(key)
            self.session.settle(REST)

    def _filter(self) -> float:
        self.session.send("/")
        self.session.settle(REST)
        first = self.hand.narrow("web-1\r")
        self.session.settle(REST)
        return first + self.hand.narrow("\x1b")

    def _refreshes(self) -> Figures:
        quiet = self._once("refresh, nothing new", [self._refresh] * TIMES)
        del quiet["refresh, nothing new, ms"]
        changed = self._once("refresh, 10 rows changed", [self._changed] * TIMES)
        return quiet | changed

    def _refresh(self) -> float:
        self.session.send("r")
        self.session.settle(REST)
        return 0.0

    def _changed(self) -> float:
        self.service.order("turn 10")
        before = self.session.screen.display[4:10]

        def met() -> bool:
            return self.session.screen.display[4:10] != before

        return explored.seen(self.session, "r", met)


def measure(results: int, idle: float) -> Figures:
    """One size."""
    with (
        moving(results, OUTPUT) as service,
        explored.explorer(service.url, "--depth", "all", "--utc") as session,
    ):
        began = time.monotonic()
        session.until(lambda: explored.count(session) > 0, "the first rows")
        assert explored.load(session, results)
        return Subject(session, service, results).measure(began, idle)


def table(sizes: Sequence[int], idle: float) -> Table:
    """All sizes."""
    figures = [measure(size, idle) for size in sizes]
    rows: list[list[Cell]] = []
    for what in figures[0]:
        values = [each[what] for each in figures]
        power = log(values[-1] / values[0]) / log(sizes[-1] / sizes[0])
        rows.append([what, *values, power, "flat" if power <= FLAT else "grows"])
    columns = ["", *(f"{size:,}" for size in sizes), "exponent", ""]
    return Table(f"Cost against results, {load()}", columns, rows)


def main(argv: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="scale", description=__doc__)
    add = parser.add_argument
    add("--json", type=Path, metavar="FILE", help="the same as JSON")
    add("--most", type=int, default=SIZES[-1], metavar="RESULTS", help="100000")
    add("--idle", type=float, default=IDLE, metavar="SECONDS", help="60")
    given = parser.parse_args(argv)
    sizes = [size for size in SIZES if size <= given.most]
    table(sizes, given.idle).write(given.json)
    return 0
