"""A list that changes between any two steps of a walk that reads it.

Every request has two moments of its own: when the service looks at the list, and when
its reply arrives. A tape of numbers says what happens next; time does not exist.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from ca_tui.api.errors import PagingError
from ca_tui.api.models import Page
from ca_tui.api.paging import walk
from tests.api.listing_server import page_of


@dataclass
class Flight:
    """A request under way."""

    number: int
    size: int
    arrived: asyncio.Future[Page]
    reply: Page | None = None


@dataclass
class MovingList:
    """Newest first; `inserts` and `deletes` are how many of each may happen."""

    count: int
    tape: Iterator[int]
    inserts: int = 0
    deletes: int = 0
    per_request: int = 10**9
    """Inserts between two looks of the service at the list, at most."""
    items: list[int] = field(init=False)
    original: set[int] = field(init=False)
    flights: list[Flight] = field(default_factory=list)
    calls: int = 0
    most: int = 0
    _since: int = 0

    def __post_init__(self) -> None:
        self.items = list(range(self.count, 0, -1))
        self.original = set(self.items)

    async def ask(self, params: dict[str, str]) -> Page:
        """One call."""
        assert set(params) == {"PageNumber", "PageSize"}
        size = int(params["PageSize"])
        flight = Flight(int(params["PageNumber"]), size, asyncio.Future())
        self.flights.append(flight)
        self.calls += 1
        self.most = max(self.most, len(self.flights))
        try:
            return await flight.arrived
        finally:
            self.flights.remove(flight)

    def step(self) -> None:
        """Something happens."""
        waiting = [each for each in self.flights if each.reply is None]
        ready = [each for each in self.flights if each.reply is not None]
        ready = [each for each in ready if not each.arrived.done()]
        choices = [(self._look, each) for each in waiting]
        choices += [(self._deliver, each) for each in ready]
        choice = next(self.tape, 0) % (len(choices) + 2)
        if choice < len(choices):
            happen, flight = choices[choice]
            happen(flight)
        elif choice == len(choices):
            self._insert()
        else:
            self._delete()

    def _look(self, flight: Flight) -> None:
        start = (flight.number - 1) * flight.size
        page = page_of(self.items[start : start + flight.size])
        flight.reply = replace(
            page,
            total_count=len(self.items),
            page_number=flight.number,
            page_size=flight.size,
        )
        self._since = 0

    def _deliver(self, flight: Flight) -> None:
        assert flight.reply is not None
        flight.arrived.set_result(flight.reply)

    def _insert(self) -> None:
        if self.inserts and self._since < self.per_request:
            self.inserts -= 1
            self._since += 1
            self.count += 1
            self.items.insert(0, self.count)

    def _delete(self) -> None:
        if self.deletes and self.items:
            self.deletes -= 1
            self.items.pop(next(self.tape, 0) % len(self.items))


async def read(
    moving: MovingList, size: int, concurrency: int
) -> tuple[list[Page], str]:
    """The pages of a walk, and why it ended early if it did."""
    pages: list[Page] = []

    async def reading() -> str:
        walking = walk(moving.ask, "page", size=size, concurrency=concurrency)
        try:
            async with aclosing(walking):
                async for page in walking:
                    pages.append(page)
        except PagingError as error:
            return str(error)
        return ""

    task = asyncio.create_task(reading())
    while not task.done():
        for _ in range(6):
            await asyncio.sleep(0)
        if moving.flights:
            moving.step()
    return pages, await task
