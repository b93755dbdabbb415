"""Reading results of one scope: the first page, older ones, all of them again.

Every step is a generator of events. A step that fails says so, leaves its lane alone
for a while and ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from ca_tui.api.errors import CaTuiError
from ca_tui.api.models import Page
from ca_tui.monitor import policy
from ca_tui.monitor.budget import Budget
from ca_tui.monitor.events import COMMAND_NAMES, Failing, Merged
from ca_tui.monitor.lanes import Cursor, Lane, Rewalk
from ca_tui.monitor.refreshing import Events, Refresher, failed
from ca_tui.monitor.rows import Delta
from ca_tui.monitor.store import Store


class Reader:
    """Reads results into the store. `free` steps are not held back by the budget."""

    def __init__(
        self,
        store: Store,
        budget: Budget,
        *,
        clock: Callable[[], datetime],
        merge: Callable[[Page], Awaitable[Delta]] | None = None,
    ) -> None:
        """`merge` takes first and older pages; None: each goes to the store at once."""
        self._merge = merge
        self._store = store
        self.budget = budget
        self._clock = clock
        self._refresher = Refresher(store, budget, clock=clock)

    async def merge(self, page: Page) -> Delta:
        """Merge a page in a thread, so that the screen goes on."""
        if self._merge is not None:
            return await self._merge(page)
        return await asyncio.to_thread(self._store.merge, page)

    async def open(self, lane: Lane) -> Events:
        """The first page of a scope."""
        try:
            if lane.scope.invoke_id:
                unknown = await self._learn_run(lane)
                if unknown is not None:
                    yield unknown
            await lane.drop_older()
            lane.older = Cursor(lane.service.results(lane.asked))
            page = await lane.older.next()
            delta = await self.merge(page)
        except CaTuiError as error:
            await lane.drop_older()
            yield failed(lane, error, self._clock())
            return
        lane.recovered()
        lane.opened = True
        lane.head.top(page)
        lane.rewalk_at = self._clock() + policy.FULL_WALK
        self._read_older(lane, lane.older, page, delta)
        yield Merged(delta, lane.scope)
        yield lane.progress()

    async def older(self, lane: Lane) -> Events:
        """The next page into the past."""
        try:
            if lane.older is None:
                lane.older = Cursor(lane.service.results(lane.asked))
            cursor = lane.older
            page = await cursor.next()
            delta = await self.merge(page)
        except CaTuiError as error:
            await lane.drop_older()
            yield failed(lane, error, self._clock())
            return
        self._read_older(lane, cursor, page, delta)
        if lane.recovered() or delta:
            yield Merged(delta, lane.scope)
        yield lane.progress()

    def refresh(self, lane: Lane, *, free: bool) -> Events:
        """What is new, and what has become of what was not finished."""
        return self._refresher.refresh(lane, free=free)

    async def read_again(self, lane: Lane) -> Events:
        """The next page of a walk that finds what is gone."""
        try:
            rewalk = lane.rewalk or await self._begin(lane)
            page = await rewalk.cursor.next()
            delta = await self.merge(page)
            if rewalk.cursor.read == 1:
                lane.head.top(page)
            lane.arrived(len(delta.added), asked=lane.rewalk_asked)
            if lane.recovered() or delta:
                yield Merged(delta, lane.scope)
            seen = rewalk.cursor.seen
            if page.last:
                lane.more = False
                await lane.drop_older()
                gone = await asyncio.to_thread(
                    self._store.mark_gone, lane.asked, rewalk.since
                )
                if gone:
                    yield Merged(gone, lane.scope)
            elif rewalk.rows is None or seen < rewalk.rows:
                return
            lane.loaded = max(lane.loaded, seen)
        except CaTuiError as error:
            yield failed(lane, error, self._clock())
        await lane.drop_rewalk()
        lane.rewalk_asked = False
        lane.head.trust_again()
        lane.rewalk_at = self._clock() + policy.FULL_WALK
        yield lane.progress()

    async def _learn_run(self, lane: Lane) -> Failing | None:
        """Whether the scope's invocation is a scheduled task, which has a history."""
        cursor = Cursor(lane.service.invocations(lane.scope))
        try:
            page = await cursor.next()
            await self.merge(page)
        except CaTuiError as error:
            return Failing(lane.scope, error, COMMAND_NAMES)
        finally:
            await cursor.aclose()
        for invocation in page.invocations:
            if invocation.invoke_id == lane.scope.invoke_id and invocation.periodic:
                lane.asked = replace(lane.scope, include_history=True)
        return None

    def _read_older(self, lane: Lane, cursor: Cursor, page: Page, delta: Delta) -> None:
        lane.loaded = max(lane.loaded, cursor.seen)
        lane.total = page.total_count
        lane.more = not page.last
        lane.arrived(len(delta.added), asked=True)
        if page.last:
            lane.older = None

    async def _begin(self, lane: Lane) -> Rewalk:
        known = await asyncio.to_thread(self._store.count_seen, lane.asked)
        wanted = None if lane.wanted is None else max(lane.wanted, known)
        gives_way = not lane.rewalk_asked
        cursor = Cursor(lane.service.results(lane.asked), gives_way=gives_way)
        lane.rewalk = Rewalk(cursor, self._store.mark(), wanted)
        return lane.rewalk
