"""How long keys wait on a line of 16 kB/s, through a real pty.

The baseline is the same explorer in the same run without its frame diff: Textual's
queue of frames.
"""

from __future__ import annotations

import argparse
import os
import re
import select
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Final

import pyte

from tests.bench.played import LOADED
from tests.bench.stage import Stage
from tests.bench.table import Cell, Table

SIZE: Final = (200, 50)

RATE: Final = 16_000
"""Bytes a second that the reader takes."""

KEYS: Final = 20

TURN: Final = 0.005
"""Seconds between looks at the clock."""

KEY_EVERY: Final = 0.5
"""Seconds between cursor keys."""

LONGEST: Final = 10.0
"""Seconds after which a key is given up."""

GOAL: Final = 0.5
"""Seconds, p95."""

SCENES: Final = {
    "5 rows a second": ("change 0 5", 1.0),
    "all visible rows, 5 times a second": ("change 0 21", 0.2),
}
"""What changes, and every how many seconds."""


@dataclass
class Line:
    """A terminal behind a line that carries little, and when it showed what."""

    stage: Stage
    _carried: int = 0
    _began: float = field(default_factory=time.monotonic)
    _stream: pyte.ByteStream = field(init=False)

    def __post_init__(self) -> None:
        self._stream = pyte.ByteStream(self.stage.session.screen)

    def carry(self, seconds: float) -> None:
        """As many bytes as fit into so much time."""
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            room = int((now - self._began) * RATE) - self._carried
            master = self.stage.session.master
            if room > 0 and select.select([master], [], [], 0)[0]:
                data = os.read(master, room)
                self._carried += len(data)
                self._stream.feed(data)
            elif room > 0:
                # when nothing comes the line stands idle
                self._carried += room
            time.sleep(0.002)

    def cursor(self) -> int:
        """The line of the cursor of the table."""
        shown = self.stage.session.screen.display
        return next((y for y, text in enumerate(shown) if re.search("│»", text)), -1)


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds."""

    keys: float
    """P95 of key to cursor."""
    quit: float


def measure(scene: str, *, diff: bool) -> Waits:
    """One scene with cursor keys, and the end."""
    with Stage(SIZE, diff=diff) as stage:
        stage.order(f"loaded {LOADED}")
        stage.settled()
        line = Line(stage)
        waits = _keys(line, scene)
        pressed = time.monotonic()
        stage.session.send("q")
        while stage.session.process.poll() is None:
            line.carry(TURN)
            if time.monotonic() > pressed + LONGEST:
                break
        return Waits(quantiles(waits, n=20)[-1], time.monotonic() - pressed)


def _keys(line: Line, scene: str) -> list[float]:
    """Up and down while the scene goes on: how long each key waited."""
    order, every = SCENES[scene]
    due = time.monotonic()
    waits: list[float] = []
    for number in range(KEYS):
        before, pressed = line.cursor(), time.monotonic()
        line.stage.session.send("jk"[number % 2])
        waited: float | None = None
        while time.monotonic() < pressed + KEY_EVERY or waited is None:
            if time.monotonic() >= due:
                due += every
                line.stage.tell(f"{order}\nrefresh")
            line.carry(TURN)
            if waited is None and line.cursor() != before:
                waited = time.monotonic() - pressed
            if time.monotonic() > pressed + LONGEST:
                # those after it would wait as long
                return [*waits, *[LONGEST] * (KEYS - number)]
        waits.append(waited)
    return waits


def table() -> Table:
    """All scenes, without and with the frame diff."""
    rows: list[list[Cell]] = []
    for scene in SCENES:
        plain, own = (measure(scene, diff=diff) for diff in (False, True))
        rows.append([f"{scene}: key to cursor, p95", GOAL, plain.keys, own.keys])
        rows.append([f"{scene}: q to the end", GOAL, plain.quit, own.quit])
    title = f"Seconds on a line of {RATE:,} bytes a second"
    return Table(title, ["seconds", "goal", "Textual", "with diff"], rows)


def main(argv: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="slow", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="the same as JSON")
    table().write(parser.parse_args(argv).json)
    return 0
