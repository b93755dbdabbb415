"""How long the event loop is held while results load and keys are pressed.

A ticker in the running explorer notes how late it comes. What others do on the machine
makes it late too: beside the time on the clock stands what the loop's own thread worked
in that time, and how long a look for garbage took, for which all threads stand still,
whichever of them has to. The baseline is the same ticker in an app that shows a line.
As in the program, what is there at the first frame is not looked through, and a key
is followed by a look.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Final

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Static

from ca_tui.config import Config
from ca_tui.connection import Connection
from ca_tui.monitor.store import Store
from ca_tui.ui.app import CaTuiApp
from ca_tui.ui.main_screen import MainScreen
from ca_tui.ui.source import Look
from ca_tui.ui.tidying import tidying
from tests.bench import cloud
from tests.bench.process import load
from tests.bench.table import Cell, Table

TICK: Final = 0.005
"""Seconds between two ticks."""

GOAL: Final = 0.05
"""Seconds that the loop's thread may work at a stretch."""

SIZE: Final = (120, 36)

PATIENCE: Final = 900.0
"""Seconds after which what has been loaded must do."""

PRESSED: Final = (
    ("cursor down", "j" * 30),
    ("sorted", "<I<I<I>I>I"),
    ("faults only, and all", "ffffff"),
    ("next fault", "nnnnn"),
    ("first, last", "gGgGgG"),
)
"""Keys, each after what the one before did."""


class Plain(App[None]):
    """The baseline."""

    def compose(self) -> ComposeResult:
        """A line."""
        yield Static("nothing happens here")


@dataclass
class Gaps:
    """How late the ticks of a while were: on the clock, and by the thread's work."""

    late: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)
    """How long each look for garbage took its thread."""
    held_by: Counter[str] = field(default_factory=Counter)

    def row(self, what: str) -> list[Cell]:
        """A line of the table; milliseconds."""
        late, worked = sorted(self.late), sorted(self.worked)
        where = ", ".join(name for name, _ in self.held_by.most_common(2))
        return [
            what,
            len(late),
            _ms(late[-1]),
            _ms(late[int(len(late) * 0.999)]),
            _ms(worked[-1]),
            _ms(worked[int(len(worked) * 0.999)]),
            _ms(max(self.looks, default=0.0)),
            _ms(GOAL),
            where or None,
        ]


class Ticker:
    """Ticks on the loop, and looks from outside at what holds it."""

    def __init__(self) -> None:
        self.gaps = Gaps()
        self._main = threading.get_ident()
        self._over = threading.Event()
        self._clock = time.pthread_getcpuclockid(self._main)
        self._used = 0.0
        self._looked = 0.0

    async def tick(self) -> None:
        """Until it is cancelled."""
        threading.Thread(target=self._watch, daemon=True).start()
        gc.callbacks.append(self._look)
        try:
            while True:
                began, used = time.perf_counter(), time.thread_time()
                self._used = used
                await asyncio.sleep(TICK)
                self.gaps.late.append(time.perf_counter() - began - TICK)
                self.gaps.worked.append(time.thread_time() - used)
        finally:
            gc.callbacks.remove(self._look)
            self._over.set()

    def _look(self, phase: str, _: object) -> None:
        """Begin or end to look for garbage; there is never more than one look."""
        now = time.thread_time()
        if phase == "start":
            self._looked = now
            return
        self.gaps.looks.append(now - self._looked)
        if threading.get_ident() == self._main:
            # what holds the loop besides is still to be told
            self._used += now - self._looked

    def _watch(self) -> None:
        while not self._over.wait(TICK):
            if time.clock_gettime(self._clock) - self._used > GOAL / 2:
                frame = sys._current_frames().get(self._main)
                self.gaps.held_by[_ours(frame)] += 1


def _ours(frame: FrameType | None) -> str:
    """The innermost function of the explorer, else of anybody."""
    innermost = "" if frame is None else _name(frame)
    while frame is not None:
        if _name(frame).startswith("ca_tui."):
            return _name(frame).removeprefix("ca_tui.")
        frame = frame.f_back
    return innermost


def _name(frame: FrameType) -> str:
    return f"{frame.f_globals.get('__name__', '')}.{frame.f_code.co_name}"


@asynccontextmanager
async def ticking() -> AsyncIterator[Ticker]:
    """A ticker beside what happens."""
    ticker = Ticker()
    task = asyncio.create_task(ticker.tick())
    try:
        yield ticker
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def baseline(seconds: float) -> Gaps:
    """The ticker where nothing happens."""
    async with Plain().run_test(size=SIZE), ticking() as ticker:
        await asyncio.sleep(seconds)
        return ticker.gaps


async def explorer(url: str, folder: Path) -> list[tuple[str, Gaps]]:
    """Everything that is measured, on one explorer."""
    config = Config(endpoint=url, regions=(cloud.REGION,), services=("ecs",))
    source = Connection(config, cloud.KEYS, folder, clock=_now)
    store = Store(clock=_now, directory=folder)
    app = CaTuiApp(source, store, Look(utc=True, interval=0, depth=None), clock=_now)
    app.when_painted = gc.freeze
    try:
        with tidying() as app._tidying:
            async with app.run_test(size=SIZE) as pilot:
                return [each async for each in _acts(app, pilot)]
    finally:
        store.close()


async def _acts(app: CaTuiApp, pilot: Pilot[int]) -> AsyncIterator[tuple[str, Gaps]]:
    screen = app.screen
    assert isinstance(screen, MainScreen)
    table = screen.table

    async def until(met: Callable[[], object], *keys: str) -> None:
        """Press keys again and again until something is so."""
        end = time.perf_counter() + PATIENCE
        while not met() and time.perf_counter() < end:
            for key in keys:
                app.simulate_key(key)
            await asyncio.sleep(0.1)

    async def settled() -> None:
        await until(lambda: screen.explorer.keeper.settled)
        await pilot.pause()

    async with ticking() as ticker:
        await until(lambda: table.ids, "j")
        monitor = screen.explorer.monitor
        assert monitor is not None
        await until(lambda: not monitor.loading, "j")
    yield f"load of {len(table.ids):,}, cursor moving", ticker.gaps
    await settled()
    for what, keys in PRESSED:
        async with ticking() as ticker:
            for key in keys:
                app.simulate_key(key)
                await settled()
        yield what, ticker.gaps
    for what, typed, rest in (
        ("filter typed", ("slash", *"web-1 status:failed", "enter", "escape"), 0.05),
        ("refreshes", ("r",) * 5, 0.5),
    ):
        async with ticking() as ticker:
            for key in typed:
                app.simulate_key(key)
                await asyncio.sleep(rest)
            await settled()
        yield what, ticker.gaps


def _now() -> datetime:
    return datetime.now(UTC)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


def table(results: int) -> Table:
    """The baseline and the explorer."""
    with (
        tempfile.TemporaryDirectory() as folder,
        cloud.emulator(results, 0.0) as url,
    ):
        rows = [asyncio.run(baseline(3.0)).row("an app of ten lines")]
        found = asyncio.run(explorer(url, Path(folder)))
    rows += [gaps.row(what) for what, gaps in found]
    columns = ["ms", "ticks", "late", "p99.9", "worked", "p99.9", "garbage", "goal"]
    title = f"The event loop with {results:,} results, {load()}"
    return Table(title, [*columns, "held by"], rows)


def main(argv: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="gaps", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="the same as JSON")
    parser.add_argument("--results", type=int, default=100_000, metavar="N")
    options = parser.parse_args(argv)
    table(options.results).write(options.json)
    return 0
