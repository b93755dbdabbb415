"""Memory and disk that the explorer takes with everything loaded, in a real pty.

The emulator runs in a process of its own. The baselines are Python that waits, and a
Textual app of ten lines, in the same run.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.bench import cloud, explored
from tests.bench.process import MEGA, load, taken
from tests.bench.table import Cell, Table

GOALS: Final = {1_024: 150, 24_576: 200}
"""MB that may be resident with so many bytes of each output."""

RESULTS: Final = 20_000
"""Enough to see; the goals are for 100,000."""

PYTHON: Final = ("-c", "print('ready'); input()")

COLUMNS: Final = (
    "MB",
    "goal",
    "resident",
    "peak",
    "file",
    "on disk",
    "outputs",
    "load, s",
    "CPU, s",
)


def baseline(name: str, program: Sequence[str], word: str) -> list[Cell]:
    """A line for a program that shows a word."""
    with explored.program(program) as session:
        session.until_text(word)
        session.settle(0.5)
        found = taken(session.process.pid)
    return [name, None, found.resident, found.peak, *[None] * 5]


def everything(results: int, size: int, seconds: float) -> list[Cell]:
    """A line for the explorer, when all is loaded or the time is over."""
    with (
        cloud.emulator(results, 0.0, size) as url,
        explored.explorer(url, "--depth", "all") as session,
    ):
        began = time.monotonic()
        loaded = explored.load(session, results, seconds)
        took = time.monotonic() - began
        explored.rest(session)
        count, found = explored.count(session), taken(session.process.pid)
        used = session.cpu_seconds()
    return [
        f"{count:,} of {size:,} bytes" + ("" if loaded else ", out of time"),
        GOALS.get(size),
        found.resident,
        found.peak,
        found.disk,
        found.blocks,
        count * size / MEGA,
        took,
        used,
    ]


def table(results: int, sizes: Sequence[int], seconds: float) -> Table:
    """The baselines, and the explorer with each size of outputs."""
    rows = [
        baseline("Python, waiting", PYTHON, "ready"),
        baseline("Textual app of ten lines", ("-m", "tests.bench.tiny"), "hello"),
        *(everything(results, size, seconds) for size in sizes),
    ]
    return Table(f"Memory with {results:,} results, {load()}", COLUMNS, rows)


def main(argv: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="memory", description=__doc__)
    add = parser.add_argument
    add("--json", type=Path, metavar="FILE", help="the same as JSON")
    add("--results", type=int, default=RESULTS, metavar="N", help="20000")
    add("--size", type=int, action="append", metavar="BYTES", help="repeatable")
    add("--seconds", type=float, default=900.0, help="for each size at most (900)")
    given = parser.parse_args(argv)
    table(given.results, given.size or tuple(GOALS), given.seconds).write(given.json)
    return 0
