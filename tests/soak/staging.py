"""A soak from outside: the cloud, the explorer in a terminal, and who reads it."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from tests.soak.clockwork import Board
from tests.soak.figures import Figures
from tests.soak.operator import USUAL
from tests.soak.program import Orders

ROOT: Final = Path(__file__).parent.parent.parent

LONGEST: Final = 300.0
"""Seconds for each simulated hour, and for the beginning, after which it is given
up."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came of it."""

    figures: list[Figures]
    complaints: list[str]
    """What must not be, in sentences."""
    refreshes: int
    held_back: int
    """Times that a place was left out of a refresh because its budget was spent."""
    most_calls: int
    """Calls of any minute and region that nobody asked for."""
    growth: list[tuple[str, int]]
    """Kinds of objects of which there are more at the end than at the start."""
    seconds: float
    """Of CPU."""
    code: int
    failures: int
    waits: int
    states: int


def soak(
    hours: float,
    *,
    warm: float,
    every: float,
    pace: float,
    warm_pace: float,
) -> Told:
    """Let the explorer run for some simulated hours."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        board = Board(home / "board", new=True)
        environ = _environ(home)
        with subprocess.Popen(
            [sys.executable, "-m", "tests.soak.cloud", str(home / "board")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environ,
            text=True,
        ) as cloud:
            assert cloud.stdin is not None
            assert cloud.stdout is not None
            try:
                url = cloud.stdout.readline().strip()
                orders = home / "orders.json"
                wanted = Orders(url, folder, hours, warm, every, pace, warm_pace)
                orders.write_text(json.dumps(asdict(wanted)))
                _play(orders, environ, board, LONGEST * (1 + hours))
            finally:
                cloud.stdin.close()
        told = json.loads(orders.with_suffix(".told").read_text())
    figures = [Figures(**each) for each in told.pop("figures")]
    return Told(figures=figures, **told)


def _environ(home: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "TMPDIR": str(home),
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LC_ALL": "C.UTF-8",
        "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
    }


def _play(orders: Path, environ: dict[str, str], board: Board, longest: float) -> None:
    """Read what it paints until it ends."""
    master, slave = pty.openpty()
    columns, lines = USUAL
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    explorer = _started(slave, orders, environ)
    os.close(slave)
    try:
        said = _read(master, board, longest)
        code = explorer.wait(longest)
        assert code == 0, f"exit code {code}:\n{_words(said)}"
    finally:
        if explorer.poll() is None:
            explorer.kill()
            explorer.wait()
        os.close(master)


def _started(
    slave: int, orders: Path, environ: dict[str, str]
) -> subprocess.Popen[bytes]:
    def adopt() -> None:
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)

    return subprocess.Popen(
        [sys.executable, "-m", "tests.soak.program", str(orders)],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=environ,
        preexec_fn=adopt,
    )


def _read(master: int, board: Board, longest: float) -> bytes:
    """Count bytes until nobody writes any more; the last of them."""
    last = b""
    end = time.monotonic() + longest
    while time.monotonic() < end:
        if not select.select([master], [], [], 1.0)[0]:
            continue
        try:
            data = os.read(master, 1 << 16)
        except OSError:
            return last
        board.painted += len(data)
        last = (last + data)[-8000:]
    raise AssertionError(f"it never ended:\n{_words(last)}")


def _words(painted: bytes) -> str:
    """What it said last, without colours."""
    return re.sub(r"\x1b\[[0-9;?<>]*[A-Za-z]", "", painted.decode(errors="replace"))
