"""Reading results of one scope: the first page, older ones, what changed, all again.

Every step is a generator of events. A step that fails says so, leaves its lane alone
for a while and ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeAlias

from ca_tui.api.errors import ApiError, BadParameter, CaTuiError
from ca_tui.api.models import Page, Scope
from ca_tui.monitor import policy
from ca_tui.monitor.budget import Budget
from ca_tui.monitor.codec import moment
from ca_tui.monitor.events import COMMAND_NAMES, RESULTS, Event, Failing, Merged
from ca_tui.monitor.lanes import Cursor, Lane, Rewalk
from ca_tui.monitor.rows import Delta
from ca_tui.monitor.store import Store

Events: TypeAlias = AsyncGenerator[Event, None]

NOT_FOUND: Final = 404


class Reader:
    """Reads results into the store. `free` steps are not held back by the budget."""

    def __init__(
        self, store: Store, budget: Budget, *, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self.budget = budget
        self._clock = clock

    async def merge(self, page: Page) -> Delta:
        """Merge a page in a thread, so that the screen goes on."""
        return await asyncio.to_thread(self._store.merge, page)

    async def open(self, lane: Lane) -> Events:
        """The first page of a scope."""
        try:
            if lane.scope.invoke_id:
                failed = await self._learn_run(lane)
                if failed is not None:
                    yield failed
            await lane.drop_older()
            lane.older = Cursor(lane.service.results(lane.asked))
            page = await lane.older.next()
            delta = await self.merge(page)
        except CaTuiError as error:
            await lane.drop_older()
            yield self._failed(lane, error)
            return
        lane.recovered()
        lane.opened = True
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
            yield self._failed(lane, error)
            return
        self._read_older(lane, cursor, page, delta)
        if lane.recovered() or delta:
            yield Merged(delta, lane.scope)
        yield lane.progress()

    async def refresh(self, lane: Lane, *, free: bool) -> Events:
        """What is new, and what has become of what was not finished."""
        since = self._store.mark()
        cursor = Cursor(lane.service.results(lane.asked), gives_way=not free)
        try:
            try:
                async with aclosing(self._newest(lane, cursor, free=free)) as events:
                    async for event in events:
                        yield event
            finally:
                await cursor.aclose()
            async with aclosing(self._unfinished(lane, since, free=free)) as events:
                async for event in events:
                    yield event
        except CaTuiError as error:
            yield self._failed(lane, error)

    async def read_again(self, lane: Lane) -> Events:
        """The next page of a walk that finds what is gone."""
        try:
            rewalk = lane.rewalk or await self._begin(lane)
            page = await rewalk.cursor.next()
            delta = await self.merge(page)
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
            yield self._failed(lane, error)
        await lane.drop_rewalk()
        lane.rewalk_asked = False
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

    async def _newest(self, lane: Lane, cursor: Cursor, *, free: bool) -> Events:
        new, known = 0, lane.loaded
        while True:
            page = await cursor.next()
            delta = await self.merge(page)
            new += len(delta.added)
            lane.loaded += len(delta.added)
            lane.arrived(len(delta.added), asked=free)
            if lane.recovered() or delta:
                yield Merged(delta, lane.scope)
            seen = cursor.seen
            if policy.ends_refresh(page, delta, seen=seen, new=new, known=known):
                break
            if not free and not self.budget.take(lane.place, self._clock()):
                # what is between here and what is known is read with everything else
                lane.rewalk_at = self._clock()
                break
        if not known:
            lane.more = not page.last

    async def _unfinished(self, lane: Lane, since: float, *, free: bool) -> Events:
        if not free and lane.naming.pending and lane.naming.retry_at is None:
            # a new row without a name says less than an old one that still runs
            return
        found = await asyncio.to_thread(self._store.unfinished, lane.asked)
        for invoke_id in policy.to_ask(found, moment(since), policy.ASKS):
            if not free and not self.budget.take(
                lane.place, self._clock(), reserve=policy.RESERVE
            ):
                return
            scope = policy.run_of(lane.asked, invoke_id)
            await asyncio.to_thread(self._store.asked_for_results, scope, invoke_id)
            async with aclosing(self._run(lane, scope, free=free)) as events:
                async for event in events:
                    yield event

    async def _run(self, lane: Lane, scope: Scope, *, free: bool) -> Events:
        """All results of one invocation."""
        since = self._store.mark()
        cursor = Cursor(lane.service.results(scope), gives_way=not free)
        try:
            while cursor.read < policy.PAGES_OF_RUN:
                page = await cursor.next()
                delta = await self.merge(page)
                lane.arrived(len(delta.added), asked=free)
                if delta:
                    yield Merged(delta, lane.scope)
                if page.last:
                    gone = await asyncio.to_thread(self._store.mark_gone, scope, since)
                    if gone:
                        yield Merged(gone, lane.scope)
                    return
                if not free and not self.budget.take(lane.place, self._clock()):
                    return
        except ApiError as error:
            # an invocation that the service does not know any more hides no other
            if not isinstance(error, BadParameter) and error.status != NOT_FOUND:
                raise
        finally:
            await cursor.aclose()

    async def _begin(self, lane: Lane) -> Rewalk:
        known = await asyncio.to_thread(self._store.count_seen, lane.asked)
        wanted = None if lane.wanted is None else max(lane.wanted, known)
        gives_way = not lane.rewalk_asked
        cursor = Cursor(lane.service.results(lane.asked), gives_way=gives_way)
        lane.rewalk = Rewalk(cursor, self._store.mark(), wanted)
        return lane.rewalk

    def _failed(self, lane: Lane, error: CaTuiError) -> Failing:
        lane.failed(self._clock())
        return Failing(lane.scope, error, RESULTS)
