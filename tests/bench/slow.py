"""How long keys wait on a line of 16 kB/s, through a real pty.

Once nothing is between the pty and the line, and the terminal answers no question;
once there are buffers as on an SSH connection, and a terminal that answers what it
has read. The baseline is the same explorer in the same run without its frame diff:
Textual's queue of frames.
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
    "all visible rows, 20 times a second": ("change 0 21", 0.05),
}
"""What changes, and every how many seconds."""

LINKS: Final = {"no buffer": 0, "256 kB of buffer": 256 * 1024}
"""Bytes between the pty and the line; behind a buffer the terminal answers."""


@dataclass
class Line:
    """A terminal behind a line that carries little, and when it showed what."""

    stage: Stage
    buffer: int
    """Bytes that wait before the line besides those in the pty."""
    _waiting: bytearray = field(default_factory=bytearray)
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
            self._take_in(room)
            data = bytes(self._waiting[:room])
            del self._waiting[:room]
            # when nothing comes the line stands idle
            self._carried += max(room, 0)
            self._stream.feed(data)
            time.sleep(0.002)

    def _take_in(self, room: int) -> None:
        master = self.stage.session.master
        more = max(room, self.buffer) - len(self._waiting)
        if more > 0 and select.select([master], [], [], 0)[0]:
            self._waiting += os.read(master, more)

    @property
    def busy(self) -> bool:
        """Whether bytes are waiting for the line."""
        master = self.stage.session.master
        return bool(self._waiting or select.select([master], [], [], 0)[0])

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
    """Until the terminal is the shell's again."""


def measure(scene: str, buffer: int, *, diff: bool) -> Waits:
    """One scene with cursor keys, and the end."""
    with Stage(SIZE, diff=diff, answers=bool(buffer)) as stage:
        stage.order(f"loaded {LOADED}")
        stage.settled()
        line = Line(stage, buffer)
        waits = _keys(line, scene)
        pressed = time.monotonic()
        stage.session.send("q")
        while stage.session.process.poll() is None or line.busy:
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
    for name, buffer in LINKS.items():
        for scene in SCENES:
            plain, own = (measure(scene, buffer, diff=diff) for diff in (False, True))
            what = f"{name}, {scene}"
            rows.append([f"{what}: key to cursor, p95", GOAL, plain.keys, own.keys])
            rows.append([f"{what}: q to the end", GOAL, plain.quit, own.quit])
    title = f"Seconds on a line of {RATE:,} bytes a second"
    return Table(title, ["seconds", "goal", "Textual", "with diff"], rows)


def main(argv: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="slow", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="the same as JSON")
    table().write(parser.parse_args(argv).json)
    return 0
