"""What a view costs: to look at it, to follow it through merges, and to read rows
while others write and sort.

Milliseconds are of the CPU, where a question is asked, and of the clock, where somebody
waits. The baseline of looking is the same view read row by row and then counted.
"""

from __future__ import annotations

import argparse
import json
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from functools import partial
from itertools import count
from math import log
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter, thread_time
from typing import Final

from ca_tui.api.models import Page, Scope
from ca_tui.monitor.looking import counts
from ca_tui.monitor.question import ask
from ca_tui.monitor.recent import Recent
from ca_tui.monitor.rows import View
from ca_tui.monitor.shown import Shown
from ca_tui.monitor.store import Store
from ca_tui.monitor.views import SHOWN, SORTS
from tests.bench import filled
from tests.bench.table import Cell, Table

SIZES: Final = (1_000, 10_000, 100_000)

HERE: Final = (Scope("ecs", filled.REGION),)

FILTERS: Final = ("status:failed", "web-1", "instance:web-*", "exit:>0 took:>30")

VIEWS: Final = {
    **{f"by {sort}": View(HERE, sort=sort) for sort in SORTS},
    **{text: View(HERE, text) for text in FILTERS},
    "faults only": View(HERE, faults_only=True),
}

TIMES: Final = 5

READS: Final = 400

VISIBLE: Final = 50

MEMORY: Final = ("", "before", "filled", "after questions", "on disk")

Figures = dict[str, float]


class Subject:
    """A store with so many results, and what was measured of it."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.store = Store(clock=filled.clock)
        filled.fill(self.store, size)
        self._dice = Random(3)
        self._new = count(1)

    def looks(self, *, knowing: bool = False) -> Figures:
        """Milliseconds to look at each view, of which nothing is known; or `knowing`
        the one before: all rows in the same order, or the same rows in another."""
        return {
            name: cpu(
                partial(self.store.look, view), partial(self._know, view, knowing)
            )
            for name, view in VIEWS.items()
        }

    def _know(self, view: View, knowing: bool) -> None:
        self.store._recent = Recent(self.store._trail)
        if knowing:
            before = replace(view, text="", faults_only=False)
            if before == view:
                before = replace(view, sort="took" if view.sort == "exit" else "exit")
            self.store.look(before)

    def row_by_row(self) -> Figures:
        """The same with a step for each row."""
        return {name: cpu(partial(self._fetched, name)) for name in VIEWS}

    def follows(self, page: Callable[[], Page]) -> Figures:
        """Milliseconds to follow each view through a merge, at the median."""
        taken: dict[str, list[float]] = {name: [] for name in VIEWS}
        for _ in range(TIMES):
            shown = {name: self.store.look(view) for name, view in VIEWS.items()}
            self.store.merge(page())
            for name, before in shown.items():
                taken[name].append(self._followed(before))
        return {name: median(times) for name, times in taken.items()}

    def new(self, rows: int) -> Page:
        """Results that came just now."""
        numbers = (-next(self._new) for _ in range(rows))
        return Page(results=tuple(filled.result(each, self._dice) for each in numbers))

    def changed(self, rows: int) -> Page:
        """Results, from everywhere, that ended otherwise."""
        numbers = self._dice.sample(range(self.size), rows)
        status = self._dice.choice(("Failed", "Timeout", "Terminated"))
        return Page(
            results=tuple(filled.result(each, self._dice, status) for each in numbers)
        )

    def reads(self, meanwhile: Callable[[], object] | None) -> tuple[float, ...]:
        """How long visible rows take while something else happens again and again."""
        ids = self.store.ids(View(HERE))
        over = threading.Event()

        def again() -> None:
            while meanwhile is not None and not over.is_set():
                meanwhile()

        other = threading.Thread(target=again)
        other.start()
        taken = []
        try:
            for number in range(READS):
                at = number * 7 % (len(ids) - VISIBLE)
                began = perf_counter()
                self.store.rows(ids[at : at + VISIBLE])
                taken.append(1000 * (perf_counter() - began))
                over.wait(0.002)
        finally:
            over.set()
            other.join()
        return median(taken), quantiles(taken, n=20)[-1], max(taken)

    def _fetched(self, name: str) -> object:
        question = ask(VIEWS[name], filled.clock(), None)
        rows = question.rows
        sql = f"SELECT id FROM results WHERE {SHOWN} AND {rows.sql}"
        with self.store._file.asking.using() as connection:
            found = connection.execute(f"{sql} ORDER BY {question.by}", rows.values)
            return [row_id for (row_id,) in found], counts(connection, question)

    def _followed(self, shown: Shown) -> float:
        began = thread_time()
        self.store.follow(shown, (), ())
        return 1000 * (thread_time() - began)


def cpu(
    work: Callable[[], object], before: Callable[[], object] = lambda: None
) -> float:
    """Milliseconds of the CPU, at the median; what is done `before` does not count."""
    taken = []
    for _ in range(TIMES):
        before()
        began = thread_time()
        work()
        taken.append(1000 * (thread_time() - began))
    return median(taken)


def resident() -> float:
    """MB of memory that this process has now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def on_disk() -> float:
    """MB of the files without a name that are open."""
    sizes: dict[int, int] = {}
    for each in os.listdir("/proc/self/fd"):
        link = Path(f"/proc/self/fd/{each}")
        if link.is_symlink() and str(link.readlink()).endswith(" (deleted)"):
            found = link.stat()
            sizes[found.st_ino] = found.st_size
    return sum(sizes.values()) / 2**20


def exponent(sizes: Sequence[int], figures: Sequence[float]) -> float | None:
    """Of the growth between the last two sizes: 1 is in proportion."""
    if len(sizes) < 2:
        return None
    (small, large), (before, after) = sizes[-2:], figures[-2:]
    return log(after / before) / log(large / small)


def measure(sizes: Sequence[int]) -> list[Table]:
    """Everything, at each size."""
    looks: list[Figures] = []
    after: list[Figures] = []
    follows: dict[str, list[Figures]] = {}
    memory: list[list[Cell]] = []
    base: Figures = {}
    waits: list[list[Cell]] = []
    for size in sizes:
        empty = resident()
        subject = Subject(size)
        full = resident()
        looks.append(subject.looks())
        after.append(subject.looks(knowing=True))
        for what, page in {
            "1 new": partial(subject.new, 1),
            "50 new": partial(subject.new, 50),
            "50 changed": partial(subject.changed, 50),
        }.items():
            follows.setdefault(what, []).append(subject.follows(page))
        if size == sizes[-1]:
            base, waits = subject.row_by_row(), waiting(subject)
        memory.append([f"{size:,} results", empty, full, resident(), on_disk()])
        subject.store.close()
    return [
        grown("To look at a view, ms of CPU", sizes, looks, base),
        grown("To look at it after another order or all rows", sizes, after),
        *(
            grown(f"To follow a view, {what}, ms of CPU", sizes, figures)
            for what, figures in follows.items()
        ),
        Table(f"{VISIBLE} rows read, ms", ("meanwhile", "p50", "p95", "max"), waits),
        Table("Memory and disk, MB", MEMORY, memory),
    ]


def waiting(subject: Subject) -> list[list[Cell]]:
    """Reading visible rows, and what else happens."""
    store, view = subject.store, View(HERE, sort="command")
    servers = tuple(map(filled.server, range(filled.SERVERS)))
    numbers = count()

    def rename() -> None:
        name = f"renamed-{next(numbers)}"
        store.merge(
            Page(instances=tuple(replace(each, instance_name=name) for each in servers))
        )

    return [
        ["nothing", *subject.reads(None)],
        ["pages are merged", *subject.reads(lambda: store.merge(subject.new(50)))],
        ["every row is renamed", *subject.reads(rename)],
        ["views are sorted", *subject.reads(lambda: store.look(view))],
    ]


def grown(
    title: str,
    sizes: Sequence[int],
    figures: Sequence[Figures],
    base: Figures | None = None,
) -> Table:
    """A line for each view: at each size, and how it grows."""
    columns = ["", *(f"{size:,}" for size in sizes), "exponent"]
    rows: list[list[Cell]] = []
    for name in VIEWS:
        values = [each[name] for each in figures]
        rows.append([name, *values, exponent(sizes, values)])
        if base:
            rows[-1] += [base[name], base[name] / values[-1]]
    if base:
        columns += ["row by row", "times"]
    return Table(title, columns, rows)


def main(argv: Sequence[str]) -> int:
    """Print what views cost; `--json FILE` puts it there too."""
    parser = argparse.ArgumentParser("python -m tests.bench views")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--most", type=int, default=SIZES[-1], metavar="RESULTS")
    given = parser.parse_args(argv)
    tables = measure([size for size in SIZES if size <= given.most])
    for table in tables:
        print(table, end="\n\n")
    if given.json is not None:
        found = json.dumps([asdict(table) for table in tables], indent=1)
        given.json.write_text(found + "\n")
    return 0
