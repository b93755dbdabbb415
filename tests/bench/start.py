"""How long until something is on screen, through a real pty.

That is the first frame, which has the panes, then the screen that takes keys, then
rows.
The baseline is a Textual app of ten lines, started in turns with the explorer.
"""

from __future__ import annotations

import argparse
import os
import select
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from ca_tui.emulator.auth import DEMO_ACCESS_KEY_ID, DEMO_ACCESS_KEY_SECRET
from tests.bench.stage import ROOT
from tests.bench.table import Cell, Table
from tests.cloud import standing_cloud
from tests.pty_session import DEADLINE, EXPLORER, PtySession

SIZE: Final = (120, 36)

TIMES: Final = 11

GOAL: Final = 1.6
"""First paint of the explorer over that of the small app."""

SHOWN: Final = ("Results", "Started", "✓ Success")
"""What the explorer's first frame has, its screen, and its rows."""


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds."""

    paint: float
    ready: float | None
    """The screen that takes keys."""
    rows: float | None
    cpu: float
    """Used up until the first paint, in steps of 10 ms."""


@dataclass(frozen=True, slots=True)
class Program:
    """What is started, and what it shows first."""

    name: str
    argv: Sequence[str]
    program: Sequence[str]
    first: str
    ready: str = ""
    rows: str = ""


def start(program: Program, home: Path) -> Start:
    """Once."""
    env = {
        "HOME": str(home),
        "TMPDIR": str(home),
        "PYTHONPATH": str(ROOT),
        "COLORTERM": "truecolor",
        "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
        "ALIBABA_CLOUD_ACCESS_KEY_ID": DEMO_ACCESS_KEY_ID,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": DEMO_ACCESS_KEY_SECRET,
    }
    began = time.monotonic()
    with PtySession(
        program.argv, size=SIZE, env=env, program=program.program
    ) as session:
        raw = bytearray()
        paint = _read_until(session, raw, program.first) - began
        cpu = session.cpu_seconds()
        ready, rows = (
            _read_until(session, raw, words) - began if words else None
            for words in (program.ready, program.rows)
        )
    return Start(paint, ready, rows, cpu)


def _read_until(session: PtySession, raw: bytearray, words: str) -> float:
    """When these words had come; a terminal that shows them would take its time."""
    sought, end = words.encode(), time.monotonic() + DEADLINE
    while sought not in raw:
        ready, _, _ = select.select([session.master], [], [], 0.1)
        if ready:
            raw += os.read(session.master, 65536)
        assert time.monotonic() < end, f"never saw {words}"
    return time.monotonic()


def table(times: int = TIMES) -> Table:
    """All programs."""
    with standing_cloud(results=300) as url, tempfile.TemporaryDirectory() as folder:
        programs = [
            Program(
                "Textual app of ten lines", (), ("-m", "tests.bench.tiny"), "hello"
            ),
            Program("ca-tui --demo", ("--demo",), EXPLORER, *SHOWN),
            Program(
                "ca-tui --endpoint",
                ("--endpoint", url, "--region", "cn-hangzhou"),
                EXPLORER,
                *SHOWN,
            ),
        ]
        turns = [
            [start(program, Path(folder)) for program in programs] for _ in range(times)
        ]
    columns = [
        "seconds", "goal", "first paint", "ratio", "CPU", "ratio", "takes keys",
        "first rows",
    ]  # fmt: skip
    rows = _rows(programs, turns)
    return Table(f"Seconds from the start, median of {times}", columns, rows)


def _rows(
    programs: Sequence[Program], turns: Sequence[Sequence[Start]]
) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    base: tuple[float, float] | None = None
    for program, *starts in zip(programs, *turns, strict=True):
        paint = median(each.paint for each in starts)
        cpu = median(each.cpu for each in starts)
        goal = None if base is None else GOAL
        base = base or (paint, cpu)
        rows.append(
            [
                program.name,
                goal,
                paint,
                paint / base[0],
                cpu,
                cpu / base[1],
                _median(each.ready for each in starts),
                _median(each.rows for each in starts),
            ]
        )
    return rows


def _median(moments: Iterable[float | None]) -> float | None:
    known = [moment for moment in moments if moment is not None]
    return median(known) if known else None


def main(argv: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="start", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="the same as JSON")
    parser.add_argument("--times", type=int, default=TIMES)
    chosen = parser.parse_args(argv)
    table(chosen.times).write(chosen.json)
    return 0
