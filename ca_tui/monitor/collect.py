"""Everything that was asked for, once: what `ca-tui list` reads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from functools import partial
from typing import Final, TypeAlias

from ca_tui.api.errors import CaTuiError, UsageError
from ca_tui.api.models import Page, Scope, ServiceName
from ca_tui.api.service import Service
from ca_tui.api.unread import give_way
from ca_tui.monitor.budget import Budget
from ca_tui.monitor.events import Event, Failing, Progress
from ca_tui.monitor.lanes import Lane
from ca_tui.monitor.naming import Namer
from ca_tui.monitor.reading import Reader
from ca_tui.monitor.rows import Delta
from ca_tui.monitor.store import Store

Say: TypeAlias = Callable[[str], None]

SCOPES: Final = 4
"""Scopes that are read side by side: the service counts calls by region and API."""

EARLY: Final = 64
"""Pages after which names are asked for, while the ones behind them are on their way:
what comes later has its names at once. Asked again after twice as many, and so on."""


async def collect(
    services: Mapping[ServiceName, Service],
    store: Store,
    scopes: Sequence[Scope],
    *,
    depth: int | None,
    briefly: bool = False,
    progress: Say | None = None,
) -> tuple[CaTuiError, ...]:
    """Read results into the store, then the names of their instances and commands.

    `depth` is how many results of each scope; None: all. Some scopes are read side by
    side. A scope that fails ends there and the others go on; what is missing comes back
    as errors, those of results first, in the order of the scopes. `briefly`: no more is
    asked about runs than what their commands are called, once for each command.
    `progress` gets a few words now and then, with nothing in them that came from a
    server.
    """
    found: list[_Part | UsageError] = []
    for scope in scopes:
        if scope.service in services:
            found.append(_Part(Lane(scope, services[scope.service], depth)))
        else:
            found.append(UsageError(f"There is no service {scope.service} to ask."))
    parts = [part for part in found if isinstance(part, _Part)]
    collecting = _Collecting(store, parts, len(scopes), progress or _silent)
    collecting.briefly = briefly
    await collecting.read()
    errors: list[CaTuiError] = []
    for part in found:
        errors += part.errors if isinstance(part, _Part) else [part]
    for part in parts:
        errors += part.nameless
    return tuple(errors)


class _Part:
    """One scope, and what of it could not be read."""

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        self.errors: list[CaTuiError] = []
        self.nameless: list[CaTuiError] = []
        """Errors of names."""


class _Collecting:
    """Some scopes at a time: the results of each, then their names."""

    def __init__(
        self, store: Store, parts: Sequence[_Part], places: int, say: Say
    ) -> None:
        self.briefly = False
        """Names of commands are enough."""
        self._store = store
        self._reader = Reader(
            store, Budget(1), clock=store.clock, merge=partial(_merge, store)
        )
        self._namer = Namer(store, clock=store.clock)
        self._room = asyncio.Semaphore(SCOPES)
        self._parts = parts
        self._places = places
        self._read = places - len(parts)
        """Places whose results are read, or cannot be."""
        self._say = say

    async def read(self) -> None:
        """Read them all; nothing is left behind where one raises."""
        tasks = [asyncio.create_task(self._part(part)) for part in self._parts]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _part(self, part: _Part) -> None:
        async with self._room:
            try:
                await self._results(part)
                self._read += 1
                self._tell()
                await self._names(part)
            finally:
                await part.lane.aclose()

    async def _results(self, part: _Part) -> None:
        lane = part.lane
        step = self._reader.open(lane)
        pages = 0
        while True:
            pages += 1
            if self.briefly and pages >= EARLY and not pages & (pages - 1):
                await self._ask_names(part)
            async for event in _all(step):
                if isinstance(event, Failing):
                    part.errors.append(event.error)
                elif isinstance(event, Progress):
                    self._tell()
            if lane.failures or not lane.deepening:
                return
            step = self._reader.older(lane)

    async def _names(self, part: _Part) -> None:
        lane = part.lane
        await lane.drop_older()
        await self._ask_names(part)

    async def _ask_names(self, part: _Part) -> None:
        """Ask for names until there is none left, or the rest is not needed."""
        lane = part.lane
        lane.naming.pending = lane.opened
        steps = 0
        while lane.naming.pending and not lane.naming.failures:
            # looking through all results costs as much as a call
            if self.briefly and not steps & (steps - 1) and self._named(lane):
                await lane.drop_runs()
                return
            steps += 1
            async for event in _all(self._namer.step(lane)):
                if isinstance(event, Failing):
                    part.nameless.append(event.error)

    def _named(self, lane: Lane) -> bool:
        return self._store.all_named(lane.asked)

    def _tell(self) -> None:
        loaded = sum(part.lane.loaded for part in self._parts)
        words = f"{loaded:,} results, {self._read} of {self._places} places"
        self._say(words + ", names" * (self._read == self._places))


async def _merge(store: Store, page: Page) -> Delta:
    """In this thread: with no screen to be painted, another one would only stand in the
    way of the replies that are read."""
    await give_way()
    return store.merge(page)


async def _all(step: AsyncGenerator[Event, None]) -> AsyncGenerator[Event, None]:
    async with aclosing(step) as events:
        async for event in events:
            yield event


def _silent(words: str) -> None:
    """Nobody watches."""
