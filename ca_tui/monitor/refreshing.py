"""One refresh of a scope: what is new, and what became of what was not finished.

By itself a refresh asks for as little as shows whether there is news, see `head`; one
that the operator asked for reads whole pages of results as far as there is news.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from ca_tui.api.errors import ApiError, BadParameter, CaTuiError, Denied
from ca_tui.api.models import Page, ResultKey, Scope
from ca_tui.monitor import policy
from ca_tui.monitor.budget import Budget
from ca_tui.monitor.codec import moment
from ca_tui.monitor.events import COMMAND_NAMES, RESULTS, Event, Failing, Merged
from ca_tui.monitor.glancing import to_read
from ca_tui.monitor.head import MOST
from ca_tui.monitor.lanes import Cursor, Lane
from ca_tui.monitor.looks import ENOUGH, Look, apart, larger, plan, tail
from ca_tui.monitor.probing import Prober
from ca_tui.monitor.rows import Delta
from ca_tui.monitor.store import Store

Events: TypeAlias = AsyncGenerator[Event, None]

NOT_FOUND: Final = 404


class Refresher:
    """Refreshes scopes. `free` refreshes are not held back by the budget."""

    def __init__(
        self, store: Store, budget: Budget, *, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._budget = budget
        self._clock = clock
        self._prober = Prober(store)

    async def refresh(self, lane: Lane, *, free: bool) -> Events:
        """What is new, and what has become of what was not finished."""
        since, before = self._store.mark(), lane.loaded
        try:
            for step in (self._news, self._unfinished):
                async with aclosing(step(lane, since, free=free)) as events:
                    async for event in events:
                        yield event
            lane.head.came(lane.loaded - before)
        except CaTuiError as error:
            yield failed(lane, error, self._clock())

    async def _news(self, lane: Lane, since: float, *, free: bool) -> Events:
        look = Look(rows=MOST) if free else self._plan(lane)
        if not look.runs:
            async with aclosing(self._read(lane, look, free=free)) as events:
                async for event in events:
                    yield event
            return
        page: Page | None = None
        try:
            page = await self._prober.glance(lane, look.runs)
        except Denied as error:
            lane.naming.refused.add(COMMAND_NAMES)
            yield Failing(lane.scope, error, COMMAND_NAMES)
        step = self._behind(lane, page) if page else self._instead(lane)
        async with aclosing(step) as events:
            async for event in events:
                yield event

    async def _instead(self, lane: Lane) -> Events:
        """Results, where a glance was refused; that it was tried is counted."""
        lane.head.owed = True
        if not self._affords(lane):
            return
        look = plan(lane.head, glances=False, asks=self._asks(lane))
        async with aclosing(self._read(lane, look, free=False)) as events:
            async for event in events:
                yield event

    async def _behind(self, lane: Lane, page: Page) -> Events:
        """What a glance says is to be read."""
        head = lane.head
        found = await self._prober.judge(head, page)
        look = to_read(page, found, head, lane.loaded)
        delta = await self._prober.names(page, found)
        if lane.recovered() or delta:
            yield Merged(delta, lane.scope)
        head.owed = bool(look)
        if look and not self._affords(lane):
            return
        async with aclosing(self._read(lane, look, free=False)) as events:
            async for event in events:
                yield event
        if not head.owed:
            head.pictures = found.pictures

    def _plan(self, lane: Lane) -> Look:
        executions = lane.asked.include_history
        refused = COMMAND_NAMES in lane.naming.refused
        glances = not (executions or refused)
        return plan(lane.head, glances=glances, asks=self._asks(lane))

    def _asks(self, lane: Lane) -> int:
        """Runs that may be asked for by their InvokeId."""
        calls = self._budget.left(lane.place, self._clock())
        return max(0, min(policy.ASKS, calls - policy.RESERVE))

    def _affords(self, lane: Lane, *, reserve: int = 0) -> bool:
        return self._budget.take(lane.place, self._clock(), reserve=reserve)

    async def _read(self, lane: Lane, look: Look, *, free: bool) -> Events:
        """What is looked for; the first call is paid for."""
        if look.rows:
            async with aclosing(self._newest(lane, look.rows, free=free)) as events:
                async for event in events:
                    yield event
        # the newest one last, to be on top
        for number, invoke_id in enumerate(reversed(look.invoke_ids)):
            if number and not self._affords(lane):
                return
            scope = policy.run_of(lane.asked, invoke_id)
            step = self._run(lane, scope, free=free, new=True)
            async with aclosing(step) as events:
                async for event in events:
                    yield event
        lane.head.owed = False

    async def _newest(self, lane: Lane, rows: int, *, free: bool) -> Events:
        """Results from the top down to where nothing is new.

        A page of few that does not reach so far is asked for again, larger; whole
        pages go on.
        """
        walk, more = _Walk(lane.loaded), True
        while more:
            cursor = Cursor(lane.service.results(lane.asked, rows), gives_way=not free)
            try:
                while more:
                    page = await self._page(lane, cursor, rows)
                    if page is None:
                        break
                    delta = await self._merge(page)
                    walk.took(lane, cursor, page, delta, asked=free)
                    if lane.recovered() or delta:
                        yield Merged(delta, lane.scope)
                    more = await self._goes_on(lane, walk, page, delta, free=free)
                    if more and not (free or self._affords(lane)):
                        # what is between here and what is known is read with the rest
                        lane.rewalk_at, more = self._clock(), False
                    if len(page.results) >= rows < MOST:
                        break
            finally:
                await cursor.aclose()
            rows = max(lane.head.least, larger(rows))

    async def _page(self, lane: Lane, cursor: Cursor, rows: int) -> Page | None:
        """The next page; None where the service takes no page of so few."""
        try:
            return await cursor.next()
        except BadParameter:
            if cursor.read or rows >= ENOUGH:
                raise
            lane.head.least = ENOUGH
            return None

    async def _goes_on(
        self, lane: Lane, walk: _Walk, page: Page, delta: Delta, *, free: bool
    ) -> bool:
        """Whether older results are to be read too."""
        if page.last or walk.seen - walk.new >= walk.known:
            return False
        if free:
            return not policy.quiet(delta)
        below = lane.head.open_below(walk.seen)
        if below and not apart(lane.head, walk.seen, self._asks(lane)):
            return True
        keys = [row.key for row in tail(page.results)]
        ids = await asyncio.to_thread(self._ids, keys)
        return not ids.isdisjoint((*delta.added, *delta.changed))

    def _ids(self, keys: Iterable[ResultKey]) -> set[int | None]:
        return {self._store.find(key) for key in keys}

    async def _unfinished(self, lane: Lane, since: float, *, free: bool) -> Events:
        found = await asyncio.to_thread(self._store.unfinished, lane.asked)
        ids = policy.to_ask(found, moment(since), policy.ASKS)
        if not free and lane.naming.pending and lane.naming.retry_at is None:
            # a new row without a name says less than an old one that still runs
            ids = [each for each in ids if each in lane.head.open_below()]
        for invoke_id in ids:
            if not free and not self._affords(lane, reserve=policy.RESERVE):
                return
            scope = policy.run_of(lane.asked, invoke_id)
            await asyncio.to_thread(self._store.asked_for_results, scope, invoke_id)
            async with aclosing(self._run(lane, scope, free=free)) as events:
                async for event in events:
                    yield event

    async def _run(
        self, lane: Lane, scope: Scope, *, free: bool, new: bool = False
    ) -> Events:
        """All results of one invocation; `new`: it stands at the top."""
        since = self._store.mark()
        keys: list[ResultKey] = []
        cursor = Cursor(lane.service.results(scope), gives_way=not free)
        try:
            while cursor.read < policy.PAGES_OF_RUN:
                page = await cursor.next()
                delta = await self._merge(page)
                keys += lane.head.single(page, new=new)
                lane.loaded += len(delta.added)
                lane.arrived(len(delta.added), asked=free)
                if delta:
                    yield Merged(delta, lane.scope)
                if page.last:
                    lane.head.settle(scope.invoke_id, keys)
                    gone = await asyncio.to_thread(self._store.mark_gone, scope, since)
                    if gone:
                        yield Merged(gone, lane.scope)
                    return
                if not free and not self._affords(lane):
                    return
        except ApiError as error:
            # an invocation that the service does not know any more hides no other
            if not isinstance(error, BadParameter) and error.status != NOT_FOUND:
                raise
            lane.head.settle(scope.invoke_id, ())
        finally:
            await cursor.aclose()

    async def _merge(self, page: Page) -> Delta:
        return await asyncio.to_thread(self._store.merge, page)


@dataclass(slots=True)
class _Walk:
    """How far a refresh has read."""

    known: int
    """Results that were read before."""
    new: int = 0
    seen: int = 0

    def took(
        self, lane: Lane, cursor: Cursor, page: Page, delta: Delta, *, asked: bool
    ) -> None:
        """A page came."""
        self.new += len(delta.added)
        self.seen = cursor.seen
        lane.loaded += len(delta.added)
        lane.arrived(len(delta.added), asked=asked)
        (lane.head.top if cursor.read == 1 else lane.head.under)(page)
        if not self.known:
            lane.more = not page.last


def failed(lane: Lane, error: CaTuiError, now: datetime) -> Failing:
    """A scope did not answer: leave it alone for a while."""
    lane.failed(now)
    return Failing(lane.scope, error, RESULTS)
