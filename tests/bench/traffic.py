"""What a refresh costs on the line to the service: kB and calls, counted at its socket.

The program's own client, store and monitor over HTTP on this machine; only time is
made up. The baseline is what every refresh cost before: one page of 50 results.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from ca_tui.api.client import Client
from ca_tui.api.ecs import Ecs
from ca_tui.api.endpoints import Endpoints
from ca_tui.api.models import Scope
from ca_tui.api.signing import Credentials, Secret
from ca_tui.monitor.events import Updated
from ca_tui.monitor.monitor import Monitor
from ca_tui.monitor.store import Store
from tests.bench.counted import REGION, START, Stage
from tests.bench.table import Cell, Table

KEY: Final = Credentials("LTAI5tbenchbenchbench00", Secret("not-a-secret"))

SIZES: Final = (1_024, 24_576)

GOAL: Final = 10.0
"""kB of a refresh that finds nothing."""

COUNT: Final = 8
"""Refreshes of a kind; all of them end before everything is read again."""

AGENTS: Final = "DescribeCloudAssistantStatus"
"""Asked once a minute, whatever the results do."""


class Clock:
    """Time that stands still until everybody sleeps, and then jumps."""

    def __init__(self, start: datetime = START) -> None:
        self.now = start
        self.asleep = asyncio.Event()
        self._woken = asyncio.Event()
        self._end = start

    async def sleep(self, seconds: float) -> None:
        self._end = self.now + timedelta(seconds=seconds)
        self._woken.clear()
        self.asleep.set()
        try:
            await self._woken.wait()
        finally:
            self.asleep.clear()
        self.now = self._end

    async def jump(self) -> None:
        """To when the sleeper wants to wake, and on until it sleeps again."""
        await self.asleep.wait()
        self.asleep.clear()
        self._woken.set()
        await self.asleep.wait()


@dataclass
class Watched:
    """A monitor that has read what it is to read."""

    stage: Stage
    clock: Clock
    monitor: Monitor
    updates: int = 0

    async def refreshes(self, count: int, before: Callable[[], None]) -> list[Cell]:
        """kB and calls of one refresh, on average of so many."""
        self.stage.forget()
        for _ in range(count):
            before()
            done = self.updates
            while self.updates == done:
                await self.clock.jump()
        sent = self.stage.sent.total() - self.stage.sent[AGENTS]
        calls = self.stage.calls.total() - self.stage.calls[AGENTS]
        return [sent / count / 1000, calls / count]


@asynccontextmanager
async def watched(stage: Stage) -> AsyncIterator[Watched]:
    """A monitor over a stage, everything loaded."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        server = await stage.start()
        quiet = logging.Logger("bench", logging.CRITICAL)
        client = Client(KEY, clock=lambda: clock.now, endpoint=stage.url, log=quiet)
        store = Store(clock=lambda: clock.now, directory=Path(folder))
        monitor = Monitor(
            {"ecs": Ecs(client, endpoints=Endpoints())},
            store,
            [Scope("ecs", REGION)],
            clock=lambda: clock.now,
            sleep=clock.sleep,
            depth=None,
        )
        found = Watched(stage, clock, monitor)

        async def listen() -> None:
            async for event in monitor.events():
                found.updates += isinstance(event, Updated)

        task = asyncio.create_task(listen())
        try:
            waiting = asyncio.create_task(clock.asleep.wait())
            await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
            yield found
        finally:
            task.cancel()
            await asyncio.gather(task, waiting, return_exceptions=True)
            await client.aclose()
            store.close()
            await stage.end(server)


async def measure(results: int, size: int) -> list[list[Cell]]:
    """The lines of the table for outputs of one size."""

    def nothing() -> None:
        pass

    stage = Stage(results, size)

    def arrive() -> None:
        stage.results += 1

    async with watched(stage) as place:
        page = len(stage.reply("DescribeInvocationResults", {"MaxResults": "50"}))
        whole = page / 1000
        await place.refreshes(2, nothing)
        lines = [["nothing new", *await place.refreshes(COUNT, nothing)]]
        once = await place.refreshes(1, arrive)
        lines.append(["one new result, then quiet", *once])
        await place.refreshes(2, nothing)
        always = await place.refreshes(COUNT, arrive)
        lines.append(["one new result in each", *always])
        stage.running = True
        arrive()
        place.monitor.watching = True
        await place.refreshes(2, nothing)
        lines.append(["the newest one runs", *await place.refreshes(COUNT, nothing)])
        stage.running, place.monitor.watching = False, False
        stage.denied = frozenset({"DescribeInvocations"})
        await place.refreshes(3, nothing)
        refused = await place.refreshes(COUNT, nothing)
        lines.append(["nothing new, DescribeInvocations denied", *refused])
    return [[f"{size:,}", *line, whole, _ratio(whole, line[1])] for line in lines]


def _ratio(whole: float, sent: Cell) -> float:
    assert isinstance(sent, float)
    return whole / sent


async def table(results: int) -> Table:
    """All sizes of outputs."""
    rows = [line for size in SIZES for line in await measure(results, size)]
    return Table(
        f"a refresh with {results:,} results loaded (goal: nothing new <= {GOAL:g} kB)",
        ["output bytes", "what happens", "kB", "calls", "page of 50, kB", "page / it"],
        rows,
    )


def main(argv: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="traffic", description=__doc__)
    add = parser.add_argument
    add("--results", type=int, default=1000, metavar="N", help="1000")
    add("--json", type=Path, metavar="FILE", help="the same as JSON")
    given = parser.parse_args(argv)
    asyncio.run(table(given.results)).write(given.json)
    return 0
