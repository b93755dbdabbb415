"""Walks by PageNumber and PageSize: several pages side by side, given in order.

What is read, and when it is enough, is decided in `reading`; here pages are asked for.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from itertools import takewhile
from typing import Final, TypeAlias

from ca_tui.api.errors import BadParameter, CaTuiError
from ca_tui.api.models import Page
from ca_tui.api.reading import Reading, Request
from ca_tui.api.unread import Ask, Unread, give_way, is_stale, opened
from ca_tui.api.walked import Walked

Flight: TypeAlias = "asyncio.Task[tuple[Page | Unread, float, int]]"
"""A reply, when it came, and how many others were there before it was sent for."""

MANY: Final = 20
"""Pages after which more are asked for ahead than may be in flight: who took so many
will take more, and a thousand results are often all that is wanted."""

MOST_BYTES: Final = 64 << 20
"""Of replies that are asked for ahead, going by the size of the last one."""


async def by_number(
    ask: Ask, size: int, walked: Walked, *, concurrency: int, clock: Callable[[], float]
) -> AsyncGenerator[Page, None]:
    """The pages of `paging.walk`; `concurrency` of them are asked for at a time.

    Only one at a time until somebody wants a second page, and where the list has to be
    read again. `clock` gives seconds, of whatever beginning.
    """
    ahead = _Ahead(ask, clock, concurrency)
    try:
        for most in (concurrency, 1):
            reading = Reading(size, walked, beside=most > 1)
            walked.anew()
            while (came := await ahead.next(reading, most)) is not None:
                request, page = came
                fresh = walked.take(page, again=request.looks_again)
                reading.take(request, page, in_flight=len(ahead))
                last = reading.settled
                yield replace(fresh, total_count=reading.total, last=last)
                if last:
                    return
        raise walked.stopped(reading.why)
    except CaTuiError:
        # what was read beyond a page that failed is not thrown away
        for page in ahead.done():
            yield replace(walked.take(page, again=True), last=False)
        raise
    finally:
        await ahead.aclose()


class _Ahead:
    """Pages in flight or waiting to be taken, in the order of their numbers."""

    def __init__(self, ask: Ask, clock: Callable[[], float], concurrency: int) -> None:
        self._ask = ask
        self._clock = clock
        self._room = asyncio.Semaphore(concurrency)
        self._taken = 0
        self._bytes = 0
        """Of the last reply that was taken."""
        self._flights: deque[tuple[Request, Flight]] = deque()

    def __len__(self) -> int:
        return len(self._flights)

    async def next(self, reading: Reading, most: int) -> tuple[Request, Page] | None:
        """The next page that a reading wants; None: it wants no more."""
        await self._drop_stale(reading)
        self._top_up(reading, most)
        if not self._flights:
            return None
        request, flight = self._flights[0]
        reply, _, known = await flight
        self._flights.popleft()
        self._taken += 1
        if isinstance(reply, Unread):
            await give_way()
        page = opened(reply)
        self._bytes = page.size
        return replace(request, known=known), page

    def done(self) -> list[Page]:
        """What came of the pages that nobody waits for any more."""
        tasks = [flight for _, flight in self._flights if flight.done()]
        return [
            opened(task.result()[0])
            for task in tasks
            if not task.cancelled() and task.exception() is None
        ]

    async def aclose(self) -> None:
        """End everything in flight."""
        flights, self._flights = self._flights, deque()
        for _, flight in flights:
            flight.cancel()
        await asyncio.gather(*(flight for _, flight in flights), return_exceptions=True)

    def _top_up(self, reading: Reading, most: int) -> None:
        room = MOST_BYTES // max(1, self._bytes)
        depth = reading.stripes.depth(room // (most + 2))
        ahead = most
        if most > 1 and self._taken > MANY:
            # as many stripes as there may be in flight, and two to follow
            ahead = max(most, min((most + 2) * depth, room))
        while len(self._flights) < ahead:
            request = reading.wanted(len(self._flights), depth)
            if request is None:
                return
            after = self._flights[-1][1] if request.follows and self._flights else None
            flight = asyncio.create_task(self._read(request, after))
            self._flights.append((request, flight))

    async def _drop_stale(self, reading: Reading) -> None:
        now = self._clock()
        if not any(is_stale(flight, now) for _, flight in self._flights):
            return
        for request, _ in self._flights:
            reading.unask(request)
        await self.aclose()

    async def _read(
        self, request: Request, after: Flight | None
    ) -> tuple[Page | Unread, float, int]:
        if after is not None:
            await asyncio.wait((after,))
        params = {"PageNumber": str(request.number), "PageSize": str(request.size)}
        taken = self._taken
        known = request.known
        try:
            async with self._room:
                known += self._taken - taken + self._waiting()
                reply = await self._ask(params)
        except BadParameter as error:
            if request.number == 1 or "pagenumber" not in error.code.casefold():
                raise
            # a service that refuses a page beyond the end says that this is the end
            reply = Page()
        return reply, self._clock(), known

    def _waiting(self) -> int:
        """Pages at the front that are there."""
        return sum(1 for _ in takewhile(lambda each: each[1].done(), self._flights))
