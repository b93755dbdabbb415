"""How long until something is on screen, and until rows are, through a real pty.

The baseline is a Textual app of ten lines, started in turns with the explorer.
"""

from __future__ import annotations

import argparse
import os
import select
import tempfile
import time
from collections.abc import Sequence
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


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds."""

    paint: float
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
        rows = None
        if program.rows:
            rows = _read_until(session, raw, program.rows) - began
    return Start(paint, rows, cpu)


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
            Program("ca-tui --demo", ("--demo",), EXPLORER, "Results", "✓ Success"),
            Program(
                "ca-tui --endpoint",
                ("--endpoint", url, "--region", "cn-hangzhou"),
                EXPLORER,
                "Results",
                "✓ Success",
            ),
        ]
        turns = [
            [start(program, Path(folder)) for program in programs] for _ in range(times)
        ]
    rows: list[list[Cell]] = []
    for program, *starts in zip(programs, *turns, strict=True):
        paint = median(each.paint for each in starts)
        cpu = median(each.cpu for each in starts)
        seen = [each.rows for each in starts if each.rows is not None]
        base = rows[0] if rows else ["", None, paint, None, cpu]
        ratios = [
            now / before
            for now, before in ((paint, base[2]), (cpu, base[4]))
            if isinstance(before, float)
        ]
        shown = median(seen) if seen else None
        goal = GOAL if rows else None
        rows.append([program.name, goal, paint, ratios[0], cpu, ratios[1], shown])
    columns = ["seconds", "goal", "first paint", "ratio", "CPU", "ratio", "first rows"]
    return Table(f"Seconds from the start, median of {times}", columns, rows)


def main(argv: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="start", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="the same as JSON")
    parser.add_argument("--times", type=int, default=TIMES)
    chosen = parser.parse_args(argv)
    table(chosen.times).write(chosen.json)
    return 0
