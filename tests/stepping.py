"""An emulator and a client with one clock, which moves when somebody sleeps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

from textual.pilot import Pilot

from ca_tui.api.client import Client
from ca_tui.api.ecs import Ecs
from ca_tui.api.endpoints import Endpoints
from ca_tui.api.signing import Credentials, Secret
from ca_tui.emulator.auth import DEMO_ACCESS_KEY_ID, DEMO_ACCESS_KEY_SECRET
from ca_tui.emulator.runs import Row
from ca_tui.emulator.states import Course, course_of
from ca_tui.emulator.world import World

PATIENCE = 6000
"""Turns until a wait for something on screen fails."""

TURN = 0.01
"""Seconds of a turn; without any, a turn ends when the whole process is idle, and the
emulator in its thread is busy just then."""


@dataclass
class SharedClock:
    """The time of everybody."""

    now: float
    """Epoch seconds."""

    def epoch(self) -> float:
        """As the emulator reads it."""
        return self.now

    def utc(self) -> datetime:
        """As the client reads it."""
        return datetime.fromtimestamp(self.now, UTC)

    async def sleep(self, seconds: float) -> None:
        """Who sleeps moves it."""
        self.now += seconds
        await asyncio.sleep(0)


@asynccontextmanager
async def ecs_at(url: str, clock: SharedClock) -> AsyncIterator[Ecs]:
    """The real service behind the real client."""
    credentials = Credentials(DEMO_ACCESS_KEY_ID, Secret(DEMO_ACCESS_KEY_SECRET))
    client = Client(credentials, clock=clock.utc, sleep=clock.sleep, endpoint=url)
    try:
        yield Ecs(client, endpoints=Endpoints())
    finally:
        await client.aclose()


@dataclass(frozen=True)
class Job:
    """A one-time run on one instance, and how it will go."""

    row: Row
    course: Course

    @property
    def start(self) -> float:
        """Epoch seconds."""
        return self.row.run.created + self.course.pending

    @property
    def end(self) -> float:
        """Epoch seconds."""
        assert self.course.duration is not None
        return self.start + self.course.duration


def next_job(world: World, region_id: str, command: str, after: float) -> Job:
    """The next run of a command that ends well, created after a moment."""
    stream = world.stream("ecs", region_id)
    assert stream is not None
    for slot in count(int(after // stream.region.spacing)):
        run = stream.run(slot)
        if run.command.name == command and run.card.fate == "done":
            row = Row(run, 0)
            if run.created > after:
                return Job(row, course_of(row))
    raise AssertionError


async def until(pilot: Pilot[int], met: Callable[[], bool], what: str) -> None:
    """Let the app go on until something is so."""
    for _ in range(PATIENCE):
        if met():
            await pilot.pause()
            return
        await pilot.pause(TURN)
    raise AssertionError(f"never saw {what}")
