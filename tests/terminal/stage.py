"""The explorer in a terminal of its own, and what a terminal may be left with."""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from tests.pty_session import PtySession

SAVED: Final = (
    Path(__file__).parent.parent
    / "api/data/vendor/ecs-DescribeInvocationResults-2025-en.json"
)
"""A reply as the vendor's document shows it."""

OPEN: Final = ("open", str(SAVED))

FIRST_WORDS: Final = "exit 0"
"""What is on screen when the saved reply is."""

QUIET: Final = 0.15
"""Seconds without a byte after which the next keys are pressed; longer than those in
which Esc may turn out to be the beginning of another key."""

ENDS: Final = [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)]
"""Signals that end the explorer, and its exit code."""

AT_REST: Final = frozenset({7, 25})
"""Private modes that are on in a fresh terminal: wrap and cursor."""

_MODE: Final = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")


class Home:
    """Folders of one test: nothing is read from the operator's, nothing left."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.temporary = folder / "temporary"
        self.temporary.mkdir()

    def env(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """Environment variables that lead here."""
        return {
            "HOME": str(self.folder),
            "TMPDIR": str(self.temporary),
            **(more or {}),
        }


def modes(raw: bytes | bytearray) -> dict[int, bool]:
    """The private modes that the bytes touch, and how they leave them."""
    found: dict[int, bool] = {}
    for match in _MODE.finditer(raw):
        for number in match[1].split(b";"):
            found[int(number)] = match[2] == b"h"
    return found


def assert_given_back(session: PtySession) -> None:
    """The terminal is as it was before the program started."""
    left = modes(session.raw)
    assert left
    assert {n: on for n, on in left.items() if on != (n in AT_REST)} == {}
    pushed = re.findall(rb"\x1b\[>[0-9]*u", session.raw)
    assert len(pushed) == session.raw.count(b"\x1b[<u"), "keyboard protocol"
    assert session.attributes() == session.fresh_attributes


def assert_nothing_left(session: PtySession, home: Home) -> None:
    """No process of the session, and no file of it."""
    assert session.family() == []
    assert os.listdir(home.temporary) == []


def is_whole(session: PtySession) -> bool:
    """Whether every border is in its place, between the status line and the keys."""
    first, top, *middle, bottom, last = session.screen.display
    return (
        first.startswith(" ca-tui")
        and top[0] + top[-1] == "╭╮"
        and bottom[0] + bottom[-1] == "╰╯"
        and all(line[0] in "│╭╰" and line[-1] in "│╮╯" for line in middle)
        and last.strip() != ""
    )


def until_whole(session: PtySession) -> None:
    """Read until every border is in its place."""
    session.until(lambda: is_whole(session), "a whole screen")


def press(sessions: Sequence[PtySession], keys: str) -> None:
    """Type in each, and read until all are quiet."""
    for session in sessions:
        session.send(keys)
    quiet_since = time.monotonic()
    while time.monotonic() - quiet_since < QUIET:
        came = [session.read(QUIET / 10) for session in sessions]
        if any(came) or any(session.is_working() for session in sessions):
            quiet_since = time.monotonic()
    for session in sessions:
        assert session.process.poll() is None, keys


def write_many(path: Path, count: int = 60) -> Path:
    """A saved reply with many results, all in ASCII; every third one failed."""
    reply = json.loads(SAVED.read_text())
    found = reply["Invocation"]["InvocationResults"]["InvocationResult"]
    lines = "".join(f"line {number} of a long output\n" for number in range(300))
    for number in range(1, count):
        found.append(
            found[0]
            | {
                "InstanceId": f"i-{number:04}",
                "Output": base64.b64encode(lines.encode()).decode(),
                "InvocationStatus": "Failed" if number % 3 == 0 else "Success",
                "ExitCode": 3 if number % 3 == 0 else 0,
                "StartTime": f"2019-12-20T05:{number:02}:00Z",
                "FinishedTime": f"2019-12-20T05:{number:02}:09Z",
            }
        )
    path.write_text(json.dumps(reply))
    return path
