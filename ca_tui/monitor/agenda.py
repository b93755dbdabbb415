"""What to do next: the order of steps, and until when there is nothing to do."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import TypeAlias

from ca_tui.monitor import policy
from ca_tui.monitor.broom import Broom
from ca_tui.monitor.events import Event, Updated
from ca_tui.monitor.heartbeats import Heartbeats
from ca_tui.monitor.lanes import Lane
from ca_tui.monitor.naming import Namer
from ca_tui.monitor.reading import Reader

Job: TypeAlias = AsyncGenerator[Event, None]


class Agenda:
    """Chooses steps. What the operator wants is never held back by the budget.

    First pages come first, then a refresh that is due, then names and agents of what
    is here, then what is let go of, then older results, and at last everything again.
    """

    def __init__(
        self,
        lanes: Sequence[Lane],
        reader: Reader,
        namer: Namer,
        heartbeats: Heartbeats,
        broom: Broom,
        *,
        interval: float | None,
        clock: Callable[[], datetime],
    ) -> None:
        self.lanes = list(lanes)
        self.paused = False
        self.load_paused = False
        self.watching = False
        self.refresh_asked = False
        self._reader = reader
        self._budget = reader.budget
        self._namer = namer
        self._heartbeats = heartbeats
        self._broom = broom
        self._interval = interval
        self._clock = clock
        self._refreshed_at = clock()
        self._later: datetime | None = None
        self._turn = 0

    def next(self, now: datetime) -> Job | None:
        """The next step; None: none is due."""
        self._later = None
        for choose in (
            self._restart,
            self._open,
            self._refresh,
            self._name,
            self._look_for_agents,
            self._sweep,
            self._deepen,
            self._read_again,
        ):
            job = choose(now)
            if job is not None:
                return job
        return None

    def rest(self, now: datetime) -> float | None:
        """Seconds until a step is due; None: never by itself."""
        if self._later is None:
            return None
        return max(0.0, (self._later - now).total_seconds())

    @property
    def _auto(self) -> bool:
        return not self.paused and self._interval != 0

    def _not_before(self, time: datetime | None) -> None:
        if time is not None and (self._later is None or time < self._later):
            self._later = time

    def _affords(self, lane: Lane, now: datetime, *, reserve: int = 0) -> bool:
        """Whether the budget has a call for a lane; it is taken then."""
        if self._budget.take(lane.place, now, reserve=reserve):
            return True
        seconds = self._budget.seconds_until(lane.place, now, reserve=reserve)
        # a step too early would find the same again
        self._not_before(now + timedelta(seconds=seconds, milliseconds=1))
        return False

    def _restart(self, now: datetime) -> Job | None:
        lane = next((lane for lane in self.lanes if lane.restart), None)
        return None if lane is None else self._restarted(lane)

    async def _restarted(self, lane: Lane) -> Job:
        lane.restart = False
        await lane.drop_rewalk()
        self._heartbeats.forget(lane)
        await self._namer.forget(lane)
        lane.head.trust_again()
        lane.rewalk_asked = lane.opened
        if lane.opened:
            yield lane.progress()

    def _open(self, now: datetime) -> Job | None:
        for lane in self.lanes:
            if lane.opened:
                continue
            if lane.ready(now):
                return self._reader.open(lane)
            self._not_before(lane.retry_at)
        return None

    def _refresh(self, now: datetime) -> Job | None:
        opened = [lane for lane in self.lanes if lane.opened]
        if opened and self.refresh_asked:
            return self._round(free=True)
        if not opened or not self._auto:
            return None
        # a clock that was set back must not keep everybody waiting
        self._refreshed_at = min(self._refreshed_at, now)
        seconds = policy.seconds_between(self._interval, watching=self.watching)
        due = self._refreshed_at + timedelta(seconds=seconds)
        if now < due:
            self._not_before(due)
            return None
        if any(lane.ready(now) and self._could(lane, now) for lane in opened):
            return self._round(free=False)
        for lane in opened:
            if not lane.ready(now):
                self._not_before(lane.retry_at)
        return None

    def _could(self, lane: Lane, now: datetime) -> bool:
        if not self._affords(lane, now):
            return False
        self._budget.give_back(lane.place, now)
        return True

    async def _round(self, *, free: bool) -> Job:
        """One refresh of every scope that may be asked."""
        self.refresh_asked = False
        answered = False
        for lane in self.lanes:
            now = self._clock()
            if not lane.opened or not lane.ready(now):
                continue
            if not free and (self.paused or not self._budget.take(lane.place, now)):
                continue
            async with aclosing(self._reader.refresh(lane, free=free)) as events:
                async for event in events:
                    yield event
            answered = answered or lane.failures == 0
        self._refreshed_at = self._clock()
        if answered:
            yield Updated(self._refreshed_at)

    def _name(self, now: datetime) -> Job | None:
        for lane in self.lanes:
            naming = lane.naming
            if not naming.pending or not (naming.asked or self._auto):
                continue
            if naming.retry_at is not None and now < naming.retry_at:
                self._not_before(naming.retry_at)
            elif naming.asked:
                return self._namer.step(lane)
            elif self._affords(lane, now, reserve=policy.RESERVE_OF_NAMES):
                return self._named(lane)
        return None

    async def _named(self, lane: Lane) -> Job:
        async with aclosing(self._namer.step(lane)) as events:
            async for event in events:
                yield event
        if not lane.naming.pending:
            self._budget.give_back(lane.place, self._clock())

    def _look_for_agents(self, now: datetime) -> Job | None:
        for lane in self.lanes:
            due = self._heartbeats.due(lane)
            first = due is None
            if not lane.opened or self.paused or not (first or self._auto):
                continue
            if due is not None and now < due:
                self._not_before(due)
            elif self._affords(lane, now, reserve=policy.RESERVE):
                return self._heartbeats.step(lane)
        return None

    def _sweep(self, now: datetime) -> Job | None:
        """What nobody can see any more; what is looked at while paused stays."""
        if self.paused:
            return None
        if self._broom.due <= now:
            return self._broom.step([lane.scope for lane in self.lanes])
        self._not_before(self._broom.due)
        return None

    def _deepen(self, now: datetime) -> Job | None:
        """Older results, of each scope in turn."""
        if self.load_paused:
            return None
        self._turn += 1
        for offset in range(len(self.lanes)):
            lane = self.lanes[(self._turn + offset) % len(self.lanes)]
            if not lane.deepening:
                continue
            if lane.ready(now):
                return self._reader.older(lane)
            self._not_before(lane.retry_at)
        return None

    def _read_again(self, now: datetime) -> Job | None:
        for lane in self.lanes:
            if not lane.rewalk_asked and not (self._auto and lane.opened):
                continue
            if not lane.ready(now):
                self._not_before(lane.retry_at)
            elif lane.rewalk_asked:
                return self._reader.read_again(lane)
            elif lane.rewalk is None and lane.rewalk_at and now < lane.rewalk_at:
                self._not_before(lane.rewalk_at)
            elif self._affords(lane, now, reserve=policy.RESERVE):
                return self._reader.read_again(lane)
        return None
