"""Glancing at the newest runs of a scope, and comparing them with what is known."""

from __future__ import annotations

import asyncio

from ca_tui.api.errors import BadParameter
from ca_tui.api.limiter import by_itself
from ca_tui.api.models import InvocationResult, Page
from ca_tui.monitor.glancing import BLIND, Glimpse, agrees, glimpse
from ca_tui.monitor.head import Head, entry_sizes
from ca_tui.monitor.lanes import Lane
from ca_tui.monitor.looks import ENOUGH
from ca_tui.monitor.rows import Delta
from ca_tui.monitor.store import Store


class Prober:
    """Asks for a glance and judges it; remembers in a lane's head what it learned."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def glance(self, lane: Lane, size: int) -> Page | None:
        """The newest runs; None where their list is not to be had, or not so short.

        Raises errors of api.errors, Denied among them.
        """
        head = lane.head
        page: Page | None = None
        try:
            with by_itself():
                page = await lane.service.glance(lane.asked, size)
        except BadParameter:
            if size < ENOUGH:
                head.least = ENOUGH
                return None
        head.blind = page is None
        return page

    async def judge(self, head: Head, page: Page) -> Glimpse:
        """What is new on a page of runs, and whether the page can be relied on."""
        head.entries = entry_sizes(page)
        unseen: dict[str, list[InvocationResult]] = {
            run.invoke_id: []
            for run in page.invocations
            if run.invoke_id not in head.pictures
        }
        for row in page.results:
            if row.key.invoke_id in unseen:
                unseen[row.key.invoke_id].append(row)
        found = glimpse(page, head, await asyncio.to_thread(self._known, unseen))
        head.unsorted = not found.sorted
        head.mismatches = head.mismatches + 1 if found.lacking else 0
        head.blind = head.mismatches >= BLIND
        return found

    async def names(self, page: Page, found: Glimpse) -> Delta:
        """Take the names of runs that a glance brought, before their results come."""
        runs = tuple(run for run in page.invocations if run.invoke_id in found.told)
        if not runs:
            return Delta()
        return await asyncio.to_thread(self._store.merge, Page(invocations=runs))

    def _known(self, unseen: dict[str, list[InvocationResult]]) -> set[str]:
        """Runs all of whose results the store has as they are told."""
        return {
            invoke_id
            for invoke_id, rows in unseen.items()
            if rows and all(self._has(row) for row in rows)
        }

    def _has(self, told: InvocationResult) -> bool:
        row_id = self._store.find(told.key)
        return row_id is not None and agrees(self._store.row(row_id), told)
