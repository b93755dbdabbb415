"""`ca-tui` in a pty as operators run it, and how long its keys take to be seen."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from tests.bench import cloud
from tests.bench.process import cpu
from tests.pty_session import PtySession

SIZE: Final = (120, 36)

ENVIRONMENT: Final = {"PYTHONPATH": str(cloud.ROOT), "COLORTERM": "truecolor"}

FACTS: Final = re.compile(r"─ ([\d,]+)(?: of [\d,]+)? \S [\d,]+ running ")
"""In the border of the results: how many there are."""

PATIENCE: Final = 1800.0
"""Seconds until everything must be loaded."""

STUCK: Final = 5.0
"""Seconds after which a key counts as not seen, and as having taken that long."""

RESTING: Final = 0.02
"""Seconds of the CPU in one second that are next to nothing."""

TAIL: Final = 0.002
"""Seconds in which the rest of a frame follows its beginning."""

QUIET: Final = 0.15
"""Seconds without a byte after which what came is looked at, if that can wait."""

LOOK: Final = 0.5
"""Seconds after which it is looked at though more comes."""

Mark = Callable[[], object]
"""What is to be another when a key is seen."""


@contextmanager
def explorer(url: str, *options: str) -> Iterator[PtySession]:
    """The program over a service, which holds nothing when it ends."""
    with tempfile.TemporaryDirectory() as home:
        env = {**cloud.KEYS, **ENVIRONMENT, "HOME": home, "TMPDIR": home}
        argv = ["--endpoint", url, "--region", cloud.REGION, "--service", "ecs"]
        with PtySession([*argv, *options], size=SIZE, env=env) as session:
            yield session


@contextmanager
def program(arguments: Sequence[str]) -> Iterator[PtySession]:
    """Something else in the same place."""
    with tempfile.TemporaryDirectory() as home:
        env = {**ENVIRONMENT, "HOME": home}
        with PtySession((), size=SIZE, env=env, program=arguments) as session:
            yield session


def count(session: PtySession) -> int:
    """Results that the view has."""
    found = FACTS.search(session.text())
    return int(found[1].replace(",", "")) if found else 0


def loading(session: PtySession) -> bool:
    """Whether older results are being read."""
    return "Esc stops" in session.screen.display[0]


def load(
    session: PtySession,
    results: int,
    seconds: float = PATIENCE,
    meanwhile: Callable[[], object] | None = None,
) -> bool:
    """Read until everything is there; False: it took too long."""
    end = time.monotonic() + seconds
    while loading(session) or count(session) < results:
        if time.monotonic() > end:
            return False
        assert session.process.poll() is None, session.text()
        if meanwhile is not None and count(session):
            meanwhile()
        else:
            session.read(0.1)
    return True


def rest(session: PtySession) -> None:
    """Read until nothing is done any more: names are asked for after results."""
    end = time.monotonic() + PATIENCE
    used, before = cpu(session.process.pid), 0.0
    while used - before > RESTING and time.monotonic() < end:
        listen(session, 1.0)
        used, before = cpu(session.process.pid), used


def listen(session: PtySession, seconds: float) -> None:
    """Read for so long."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        session.read(left)


def cursor(session: PtySession) -> Mark:
    """The line of the cursor of the results."""
    lines, buffer = range(session.screen.lines), session.screen.buffer
    column = session.text().splitlines()[2].rindex("││") + 2

    def mark() -> object:
        return next((y for y in lines if buffer[y][column].data == "»"), None)

    return mark


def seen(
    session: PtySession, keys: str, met: Callable[[], bool], quiet: float = QUIET
) -> float:
    """Milliseconds from keys to the last byte of the frame that shows what they did.

    Frames are listened to first and looked at afterwards: to show one takes this
    process longer than it takes the program to draw the next.
    """
    began = time.perf_counter()
    session.send(keys)
    found = None
    while found is None and time.perf_counter() - began < STUCK:
        for at, frame in _frames(session.overhear(LOOK, quiet)):
            session.show(frame)
            if found is None and met():
                found = at - began
    return 1000 * (STUCK if found is None else found)


def _frames(pieces: Iterable[tuple[float, bytes]]) -> Iterator[tuple[float, bytes]]:
    """What came at once, and when its last piece came."""
    whole, last = b"", 0.0
    for at, data in pieces:
        if whole and at - last > TAIL:
            yield last, whole
            whole = b""
        whole, last = whole + data, at
    if whole:
        yield last, whole


def moved(session: PtySession, keys: str, mark: Mark, quiet: float = QUIET) -> float:
    """As `seen`: until a mark is another."""
    before = mark()
    return seen(session, keys, lambda: mark() != before, quiet)


def rows(session: PtySession) -> list[str]:
    """The lines of the results as they are on screen."""
    lines = session.screen.display
    end = next(y for y, line in enumerate(lines) if " running " in line and y > 1)
    return [line[28:] for line in lines[3:end]]
