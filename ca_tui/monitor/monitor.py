"""The refresh loop: what to ask next, one call at a time, and when to rest.

Steps never overlap, so that a refresh cannot meet another one. What the operator asks
for takes effect before the next step, and ends a rest.
"""

from __future__ import annotations

import asyncio
from collections.abc import (
    AsyncGenerator,
    Awaitable,
    Callable,
    Collection,
    Mapping,
    Sequence,
)
from contextlib import aclosing
from datetime import datetime

from ca_tui.api.errors import UsageError
from ca_tui.api.models import Scope, ServiceName
from ca_tui.api.service import Service
from ca_tui.monitor import policy
from ca_tui.monitor.agenda import Agenda
from ca_tui.monitor.broom import Broom
from ca_tui.monitor.budget import Budget
from ca_tui.monitor.events import Event
from ca_tui.monitor.heartbeats import Heartbeats
from ca_tui.monitor.lanes import Cursor, Lane
from ca_tui.monitor.naming import Namer
from ca_tui.monitor.reading import Reader
from ca_tui.monitor.store import Store


class Monitor:
    """Keeps a store up to date with some scopes.

    `sleep` takes seconds. `interval` is seconds between refreshes; None: 3 while
    something visible is active, else 15; 0: no refresh. `depth` is how many results of
    each scope are read; None: all. `budget` is the calls per minute and region that
    may happen by themselves, or what is left of them. `held` gives rows that stay
    though they left the service. Raises UsageError for a scope whose service is
    missing.
    """

    def __init__(
        self,
        services: Mapping[ServiceName, Service],
        store: Store,
        scopes: Sequence[Scope],
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
        interval: float | None = None,
        depth: int | None = policy.DEPTH,
        budget: int | Budget = 60,
        held: Callable[[], Collection[int]] = tuple,
    ) -> None:
        self._services = services
        self._store = store
        self._scopes = tuple(scopes)
        self._held = held
        self._clock = clock
        self._sleep = sleep
        self._more = depth or policy.DEPTH
        budget = budget if isinstance(budget, Budget) else Budget(budget)
        self._reader = Reader(store, budget, clock=clock)
        self._agenda = Agenda(
            [Lane(scope, _service(services, scope.service), depth) for scope in scopes],
            self._reader,
            Namer(store, clock=clock),
            Heartbeats(store, clock=clock),
            Broom(store, held, clock=clock),
            interval=interval,
            clock=clock,
        )
        self._wake = asyncio.Event()

    @property
    def budget(self) -> Budget:
        """What is left of the calls that may happen by themselves."""
        return self._reader.budget

    @property
    def paused(self) -> bool:
        """Nothing is asked for by itself."""
        return self._agenda.paused

    @property
    def watching(self) -> bool:
        """Something visible is active, so that refreshes come more often."""
        return self._agenda.watching

    @watching.setter
    def watching(self, watching: bool) -> None:
        if watching != self._agenda.watching:
            self._agenda.watching = watching
            self._wake.set()

    def pause(self) -> None:
        """Ask for nothing by itself; what the operator asks for goes on."""
        self._agenda.paused = True
        self._wake.set()

    def resume(self) -> None:
        """Go on, with a refresh at once if one is due."""
        self._agenda.paused = False
        self._wake.set()

    def refresh(self) -> None:
        """Refresh now, even while paused."""
        self._agenda.refresh_asked = True
        for lane in self._agenda.lanes:
            lane.retry_at = None
        self._wake.set()

    def full_walk(self) -> None:
        """Read everything again that was read, and names that were refused."""
        for lane in self._agenda.lanes:
            lane.retry_at = None
            lane.restart = True
        self._wake.set()

    @property
    def loading(self) -> bool:
        """Older results are being read, or were until that was paused."""
        return any(lane.deepening for lane in self._agenda.lanes)

    @property
    def load_paused(self) -> bool:
        """Older results wait until reading them is resumed, or more are wanted."""
        return self._agenda.load_paused

    def pause_load(self, paused: bool = True) -> None:
        """Read no older results for now; or go on."""
        self._agenda.load_paused = paused
        self._wake.set()

    def stop_load(self) -> None:
        """Be content with the results that are here."""
        for lane in self._agenda.lanes:
            if lane.opened:
                lane.stop_deepening()
        self.pause_load(False)

    def load_more(self) -> None:
        """Read as many older results again as `depth` says, of each scope."""
        self._agenda.load_paused = False
        for lane in self._agenda.lanes:
            if lane.wanted is not None and lane.more:
                lane.wanted = max(lane.wanted, lane.loaded) + self._more
        self._wake.set()

    def load_all(self) -> None:
        """Read all that the service has."""
        self._agenda.load_paused = False
        for lane in self._agenda.lanes:
            lane.wanted = None
        self._wake.set()

    async def load_regions(self, service: ServiceName) -> None:
        """Read the regions of a service into the store. Raises CaTuiError."""
        page = await _service(self._services, service).regions()
        await self._reader.merge(page)

    async def load_instances(self, service: ServiceName, region_id: str) -> None:
        """Read a region's instances and their agents into the store.

        Raises CaTuiError; what was read until then stays.
        """
        asked = _service(self._services, service)
        cursor = Cursor(asked.instances(region_id))
        ids: list[str] = []
        try:
            while not cursor.last:
                page = await cursor.next()
                ids += [instance.instance_id for instance in page.instances]
                await self._reader.merge(page)
        finally:
            await cursor.aclose()
        for at in range(0, len(ids), policy.AGENTS_AT_A_TIME):
            batch = ids[at : at + policy.AGENTS_AT_A_TIME]
            await self._reader.merge(await asked.agents(region_id, batch))

    async def events(self) -> AsyncGenerator[Event, None]:
        """What happens, without end. Closing it ends every walk.

        Raises CaTuiError only if the store cannot be used at all.
        """
        self._store.watch(self._scopes)
        await asyncio.to_thread(self._store.forget_gone, self._held())
        try:
            while True:
                self._wake.clear()
                job = self._agenda.next(self._clock())
                if job is None:
                    await self._rest()
                    continue
                async with aclosing(job) as events:
                    async for event in events:
                        yield event
        finally:
            for lane in self._agenda.lanes:
                await lane.aclose()

    async def _rest(self) -> None:
        """Until the next step is due, or somebody wants something."""
        waits: list[asyncio.Future[object]] = [asyncio.ensure_future(self._wake.wait())]
        seconds = self._agenda.rest(self._clock())
        if seconds is not None:
            waits.append(asyncio.ensure_future(self._slept(seconds)))
        try:
            done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                each.result()
        finally:
            for each in waits:
                each.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    async def _slept(self, seconds: float) -> object:
        await self._sleep(seconds)
        return None


def _service(services: Mapping[ServiceName, Service], name: ServiceName) -> Service:
    if name not in services:
        raise UsageError(f"There is no service {name} to ask.")
    return services[name]
