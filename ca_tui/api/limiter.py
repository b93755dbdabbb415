"""Who may call an API of a region now: one queue for everybody in the process.

The service counts calls by account, region and API. A lane lets a few calls at a time
through, what somebody asked for before what refreshes by itself, and nobody while the
service wants a pause. How many calls may be made per minute is not decided here.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from itertools import count
from typing import Final

CONCURRENCY: Final = 4
"""Calls in flight per region and API where nobody says otherwise."""

ROUND: Final = 20
"""Calls that have to succeed before one more may be in flight after throttling."""


class Priority(IntEnum):
    """Whose call goes first."""

    ASKED = 0
    """The operator waits for it."""
    BY_ITSELF = 1
    """A refresh that nobody asked for."""


_PRIORITY: ContextVar[Priority] = ContextVar("priority", default=Priority.ASKED)


def priority() -> Priority:
    """Of calls that are begun here and now."""
    return _PRIORITY.get()


@contextmanager
def by_itself() -> Iterator[None]:
    """Calls begun within it, in this task, give way to those the operator asked for.

    Put it around awaiting and not around yielding: a generator would lend it to its
    reader.
    """
    token = _PRIORITY.set(Priority.BY_ITSELF)
    try:
        yield
    finally:
        _PRIORITY.reset(token)


@dataclass(order=True, slots=True)
class Turn:
    """A place in a lane's queue, then a call in flight."""

    priority: Priority
    number: int
    epoch: int = field(default=0, compare=False)
    """How often the lane had been narrowed when the call began."""
    woken: asyncio.Event = field(default_factory=asyncio.Event, compare=False)
    """Something changed: look whether it may go."""


@dataclass(frozen=True, slots=True, eq=False)
class Pause:
    """The service wants nobody to call."""

    since: datetime
    seconds: float


class Lane:
    """One API of one region: its queue, its width and its pause. Does not wait."""

    def __init__(self, concurrency: int = CONCURRENCY) -> None:
        self._most = max(1, concurrency)
        self._width = float(self._most)
        self._probing = False
        self._epoch = 0
        self._numbers = count()
        self._queue: list[Turn] = []
        self._in_flight = 0
        self.pause: Pause | None = None

    @property
    def width(self) -> int:
        """Calls that may be in flight together: one alone until the service is well."""
        return 1 if self._probing else int(self._width)

    @property
    def idle(self) -> bool:
        """Nobody calls and nobody waits."""
        return not self._queue and not self._in_flight

    @property
    def head(self) -> Turn | None:
        """Whose turn is next."""
        return self._queue[0] if self._queue else None

    def join(self, priority: Priority) -> Turn:
        """Queue up."""
        turn = Turn(priority, next(self._numbers))
        heapq.heappush(self._queue, turn)
        return turn

    def admit(self, turn: Turn, now: datetime) -> bool:
        """Whether the call may begin; then it counts as in flight."""
        if self.head is not turn or self._in_flight >= self.width or self.rest(now):
            return False
        heapq.heappop(self._queue)
        self._in_flight += 1
        turn.epoch = self._epoch
        return True

    def give_up(self, turn: Turn) -> None:
        """Leave the queue without a call."""
        self._queue.remove(turn)
        heapq.heapify(self._queue)

    def end(self) -> None:
        """A call is over."""
        self._in_flight -= 1

    def rest(self, now: datetime) -> float:
        """Seconds until the pause is over; 0: there is none."""
        if self.pause is None:
            return 0.0
        # a clock that was set back must not keep everybody waiting for longer
        passed = max(0.0, (now - self.pause.since).total_seconds())
        return max(0.0, self.pause.seconds - passed)

    def over(self, pause: Pause | None) -> None:
        """Somebody waited for as long as a pause took; a later one goes on."""
        if self.pause is pause:
            self.pause = None

    def throttled(self, turn: Turn, now: datetime, seconds: float) -> None:
        """The service refused a call: everybody pauses, and fewer go at once after it.

        Calls that were in flight together halve the width once.
        """
        if seconds > self.rest(now):
            self.pause = Pause(now, seconds)
        self._probing = True
        if turn.epoch == self._epoch:
            self._epoch += 1
            self._width = max(1.0, self._width / 2)

    def succeeded(self) -> None:
        """The service answered."""
        self._probing = False
        self._width = min(float(self._most), self._width + 1 / ROUND)


class Admitted:
    """What a call that has its turn tells its lane."""

    def __init__(self, lane: Lane, turn: Turn, clock: Callable[[], datetime]) -> None:
        self._lane = lane
        self._turn = turn
        self._clock = clock

    def throttled(self, seconds: float) -> None:
        """The service wants nobody to call for so long."""
        self._lane.throttled(self._turn, self._clock(), seconds)

    def succeeded(self) -> None:
        """The service answered."""
        self._lane.succeeded()


class Limiter:
    """All lanes of a process."""

    def __init__(
        self,
        concurrency: int = CONCURRENCY,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._concurrency = concurrency
        self._clock = clock
        self._sleep = sleep
        self._lanes: dict[Hashable, Lane] = {}

    def lane(self, place: Hashable) -> Lane:
        """The lane of a place: what the service counts calls by."""
        return self._lanes.setdefault(place, Lane(self._concurrency))

    @asynccontextmanager
    async def turn(self, place: Hashable) -> AsyncIterator[Admitted]:
        """Wait for a turn; the call is in flight within it."""
        lane = self.lane(place)
        turn = lane.join(priority())
        try:
            await self._admitted(lane, turn)
        except BaseException:
            lane.give_up(turn)
            _wake(lane)
            raise
        _wake(lane)
        try:
            yield Admitted(lane, turn, self._clock)
        finally:
            lane.end()
            _wake(lane)

    async def _admitted(self, lane: Lane, turn: Turn) -> None:
        while not lane.admit(turn, self._clock()):
            pause, seconds = lane.pause, lane.rest(self._clock())
            if seconds and lane.head is turn:
                await self._sleep(seconds)
                lane.over(pause)
            else:
                await turn.woken.wait()
            turn.woken.clear()


def _wake(lane: Lane) -> None:
    if lane.head is not None:
        lane.head.woken.set()
