"""Names of instances and of commands.

Without permission for them results are shown with ids; that is asked once, and again
when the operator wants everything read again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeAlias

from ca_tui.api.errors import CaTuiError, Denied
from ca_tui.api.models import Page, Scope
from ca_tui.monitor import policy
from ca_tui.monitor.answers import MANY
from ca_tui.monitor.events import COMMAND_NAMES, INSTANCE_NAMES, Event, Failing, Merged
from ca_tui.monitor.lanes import Cursor, Lane
from ca_tui.monitor.rows import Delta
from ca_tui.monitor.store import Store

Events: TypeAlias = AsyncGenerator[Event, None]

NONE_LEFT: Final = Delta()


class Namer:
    """Asks for names, one call a step, until all of a lane's results have theirs."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    async def step(self, lane: Lane) -> Events:
        """The next call for names; `naming.pending` ends when there is none."""
        what = INSTANCE_NAMES
        try:
            delta = await self._instances(lane)
            if delta is None:
                what = COMMAND_NAMES
                delta = await self._commands(lane)
        except Denied as error:
            lane.naming.refused.add(what)
            yield Failing(lane.scope, error, what)
            return
        except CaTuiError as error:
            await lane.drop_runs()
            lane.naming.failures += 1
            lane.naming.retry_at = self._clock() + policy.backoff(lane.naming.failures)
            yield Failing(lane.scope, error, what)
            return
        lane.naming.failures, lane.naming.retry_at = 0, None
        if delta is None:
            await self._done(lane)
        elif delta:
            yield Merged(delta, lane.scope)

    async def forget(self, lane: Lane) -> None:
        """Ask again for what was refused or not found."""
        await lane.drop_runs()
        lane.naming.refused.clear()
        lane.naming.retry_at = None
        lane.naming.pending = lane.naming.asked = True
        await asyncio.to_thread(self._store.ask_again, lane.scope)

    async def _done(self, lane: Lane) -> None:
        naming = lane.naming
        naming.pending = naming.asked = naming.singly = False
        naming.singles = 0
        if not lane.deepening:
            await lane.drop_runs()

    async def _instances(self, lane: Lane) -> Delta | None:
        """Names of up to 100 instances; None: all are known or asked for."""
        if INSTANCE_NAMES in lane.naming.refused:
            return None
        ids = await asyncio.to_thread(
            self._store.unnamed_instances, lane.asked, policy.INSTANCES_AT_A_TIME
        )
        if not ids:
            return None
        pages = lane.service.instances(lane.scope.region_id, ids)
        cursor = Cursor(pages, gives_way=not lane.naming.asked)
        delta = await self._all(cursor)
        await asyncio.to_thread(self._store.asked_for_instances, lane.scope, ids)
        return delta

    async def _commands(self, lane: Lane) -> Delta | None:
        """The next page of invocations; None: all are known or asked for."""
        naming = lane.naming
        if COMMAND_NAMES in naming.refused:
            return None
        # a walk that goes on has to know only whether any is left
        most = MANY if naming.runs is None else 1
        ids = await asyncio.to_thread(self._store.unnamed_invocations, lane.asked, most)
        if not ids:
            return None
        # what is read in bulk may have as few new runs to a page, all in one list
        few = naming.runs is None and not naming.asked
        if naming.singly or (few and len(ids) == 1):
            return await self._command(lane, ids[0])
        if naming.runs is None:
            scope = replace(lane.scope, status="", include_history=False)
            naming.at_a_time = policy.runs_for_names(len(ids), few=few)
            pages = lane.service.invocations(scope, naming.at_a_time)
            naming.runs = Cursor(pages, gives_way=not naming.asked)
        page = await naming.runs.next()
        delta = await self._merge(page)
        if page.last:
            # what a whole list does not have is not worth a call each
            await self._asked(lane)
            await lane.drop_runs()
        elif naming.runs.read >= policy.pages_for_names(naming.at_a_time, lane.loaded):
            naming.singly = True
            await lane.drop_runs()
        return delta

    async def _command(self, lane: Lane, invoke_id: str) -> Delta:
        """The name of one command that the walk did not come to."""
        lane.naming.singles += 1
        if lane.naming.singles >= policy.ASKS:
            await self._asked(lane)
        scope = Scope(*lane.place, invoke_id=invoke_id)
        pages = lane.service.invocations(scope)
        cursor = Cursor(pages, gives_way=not lane.naming.asked)
        delta = await self._all(cursor)
        await asyncio.to_thread(
            self._store.asked_for_invocations, lane.scope, [invoke_id]
        )
        return delta

    async def _asked(self, lane: Lane) -> None:
        left = await asyncio.to_thread(
            self._store.unnamed_invocations, lane.asked, lane.loaded + 1
        )
        await asyncio.to_thread(self._store.asked_for_invocations, lane.scope, left)

    async def _all(self, cursor: Cursor) -> Delta:
        """Merge a walk that is bounded by what was asked for."""
        delta = NONE_LEFT
        try:
            while not cursor.last:
                delta = _both(delta, await self._merge(await cursor.next()))
        finally:
            await cursor.aclose()
        return delta

    async def _merge(self, page: Page) -> Delta:
        return await asyncio.to_thread(self._store.merge, page)


def _both(one: Delta, other: Delta) -> Delta:
    return Delta(
        (*one.added, *other.added),
        tuple(dict.fromkeys((*one.changed, *other.changed))),
        one.places or other.places,
    )
