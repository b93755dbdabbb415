"""A minute of the live demo beside a minute of other tools that live in terminals.

Bytes to the terminal and CPU time, each in a pty of the same size.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.stage import ROOT
from tests.bench.table import Cell, Table
from tests.pty_session import PtySession

SIZE: Final = (120, 36)

MINUTE: Final = 60.0

WARM: Final = 10.0
"""Seconds before it counts: the demo loads its results."""

SPAWN: Final = ("-c", "import os, sys; os.execvp(sys.argv[1], sys.argv[1:])")
"""How a program that is not written in Python is started."""


@dataclass(frozen=True, slots=True)
class Tool:
    """What is run; `name` is of the program that has to be there."""

    title: str
    name: str
    argv: Sequence[str]


TOOLS: Final = (
    Tool("ca-tui --demo", "", ("--demo",)),
    Tool("ca-tui --demo --low-bandwidth", "", ("--demo", "--low-bandwidth")),
    Tool("top -d 3", "top", ("top", "-d", "3")),
    Tool("top -d 1", "top", ("top", "-d", "1")),
    Tool("htop", "htop", ("htop",)),
    Tool("btop", "btop", ("btop",)),
)


def table(seconds: float = MINUTE) -> Table:
    """All tools that are installed, at the same time."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        sessions = [
            stack.enter_context(_start(tool, folder)) if _is_there(tool) else None
            for tool in TOOLS
        ]
        running = [session for session in sessions if session is not None]
        _read(running, WARM)
        before = {id(each): (len(each.raw), each.cpu_seconds()) for each in running}
        _read(running, seconds)
        rows: list[list[Cell]] = []
        for tool, session in zip(TOOLS, sessions, strict=True):
            if session is None:
                rows.append([tool.title, "not installed", None, None])
                continue
            sent, cpu = before[id(session)]
            sent = len(session.raw) - sent
            cpu = session.cpu_seconds() - cpu
            rows.append([tool.title, sent, round(sent / seconds), cpu])
    columns = ["program", "bytes", "bytes/s", "CPU s"]
    return Table(f"{seconds:g} seconds at {SIZE[0]}x{SIZE[1]}", columns, rows)


def _is_there(tool: Tool) -> bool:
    return not tool.name or shutil.which(tool.name) is not None


def _start(tool: Tool, folder: str) -> PtySession:
    env = {
        "HOME": folder,
        "TMPDIR": folder,
        "PYTHONPATH": str(ROOT),
        "COLORTERM": "truecolor",
        "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
    }
    program = SPAWN if tool.name else ("-m", "ca_tui")
    return PtySession(tool.argv, size=SIZE, env=env, program=program)


def _read(sessions: Sequence[PtySession], seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for session in sessions:
            session.read(0.1 / len(sessions))


def main(argv: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="live", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="the same as JSON")
    parser.add_argument("--seconds", type=float, default=MINUTE)
    chosen = parser.parse_args(argv)
    table(chosen.seconds).write(chosen.json)
    return 0
