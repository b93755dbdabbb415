"""Reading pages side by side: when it begins, what it leaves behind, what fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace

import pytest

from ca_tui.api.errors import PagingError, ServiceFault
from ca_tui.api.models import Page
from ca_tui.api.numbered import MANY
from ca_tui.api.paging import walk
from ca_tui.api.stripes import DEPTH, LONG
from ca_tui.api.unread import STALE, Unread
from tests.api.listing_server import Server, ends_once, ids, names, page_of

FAULT = ServiceFault("Down.", code="InternalError", status=500)


class Slow:
    """A list, by tens, whose pages come when they are let through."""

    def __init__(self, *held: int, count: int = 200) -> None:
        self.list = Server(count)
        self.held = {number: asyncio.Event() for number in held}
        self.begun: list[int] = []
        self.failing: set[int] = set()
        self.in_flight = 0
        self.now = 0.0

    async def ask(self, params: dict[str, str]) -> Page:
        number = int(params["PageNumber"])
        self.begun.append(number)
        self.in_flight += 1
        try:
            if number in self.held:
                await self.held[number].wait()
            if number in self.failing:
                raise FAULT
            return await self.list(params)
        finally:
            self.in_flight -= 1

    def walk(self, concurrency: int = 4, size: int = 10) -> AsyncGenerator[Page, None]:
        clock: Callable[[], float] = lambda: self.now  # noqa: E731 a clock
        return walk(self.ask, "page", size=size, concurrency=concurrency, clock=clock)


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_who_wants_one_page_costs_one_call() -> None:
    """A refresh that finds nothing new."""
    slow = Slow()
    async with aclosing(slow.walk()) as pages:
        await anext(pages)
        await settle()
    assert slow.begun == [1]


async def test_pages_are_read_ahead_from_the_second_one_on() -> None:
    slow = Slow()
    async with aclosing(slow.walk()) as pages:
        await anext(pages)
        await anext(pages)
        await settle()
        assert slow.begun == [1, 2, 3, 4, 5]
        await anext(pages)
        await settle()
        assert slow.begun == [1, 2, 3, 4, 5, 6]


async def test_who_takes_many_has_more_waiting_and_no_more_under_way() -> None:
    slow = Slow(*range(30, 200), count=2000)
    async with aclosing(slow.walk()) as pages:
        for _ in range(MANY + 4):
            await anext(pages)
            await settle()
        assert MANY + 4 + 4 < len(slow.begun) <= MANY + 4 + 4 * (DEPTH + 1)
        assert 1 <= slow.in_flight <= 4


async def test_who_may_be_content_costs_no_more_than_is_under_way() -> None:
    slow = Slow(count=2000)
    async with aclosing(slow.walk()) as pages:
        for _ in range(MANY):
            await anext(pages)
        await settle()
    assert slow.begun == list(range(1, MANY + 4))


async def test_a_page_of_a_stripe_is_sent_for_when_the_one_before_it_has_come() -> None:
    """So that no row can slip through between them."""
    slow = Slow(*range(LONG + 1, 200), count=5000)
    async with aclosing(slow.walk(8, size=50)) as pages:
        for _ in range(LONG):
            await anext(pages)
            await settle()
        first = slow.begun[LONG]
        for each in slow.held.keys() - {first}:
            slow.held[each].set()
        await settle()
        assert first + 1 not in slow.begun
        slow.held[first].set()
        await settle()
        assert first + 1 in slow.begun


async def test_rows_are_read_when_their_page_is_wanted() -> None:
    slow = Slow()
    read: list[int] = []

    async def ask(params: dict[str, str]) -> Unread:
        page = await slow.ask(params)

        def opened() -> Page:
            read.append(int(params["PageNumber"]))
            return page

        return Unread("", opened)

    async with aclosing(walk(ask, "page", size=10, concurrency=4)) as pages:
        for _ in range(3):
            await anext(pages)
        await settle()
        assert (slow.begun, read) == ([1, 2, 3, 4, 5, 6], [1, 2, 3])


async def test_pages_come_in_order_however_their_replies_arrive() -> None:
    slow = Slow(2, 3)
    got: list[Page] = []

    async def reading() -> None:
        async for page in slow.walk():
            got.append(page)

    task = asyncio.create_task(reading())
    await settle()
    assert len(got) == 1
    slow.held[3].set()
    await settle()
    assert len(got) == 1
    slow.held[2].set()
    await task
    assert ids(got) == names(range(200, 0, -1))
    assert ends_once(got)


async def test_a_walk_that_is_closed_leaves_nothing_in_flight() -> None:
    slow = Slow(3, 4, 5)
    async with aclosing(slow.walk()) as pages:
        await anext(pages)
        await anext(pages)
        await settle()
        assert slow.in_flight == 3
    assert slow.in_flight == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_reader_that_is_cancelled_leaves_nothing_in_flight() -> None:
    slow = Slow(2, 3, 4, 5)

    async def reading() -> None:
        async with aclosing(slow.walk()) as pages:
            async for _ in pages:
                pass

    task = asyncio.create_task(reading())
    await settle()
    assert slow.in_flight == 4
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert slow.in_flight == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_what_came_behind_a_page_that_failed_is_kept() -> None:
    slow = Slow(3)
    slow.failing = {3}
    got: list[Page] = []

    async def reading() -> None:
        async with aclosing(slow.walk()) as pages:
            async for page in pages:
                got.append(page)

    task = asyncio.create_task(reading())
    await settle()
    slow.held[3].set()
    with pytest.raises(ServiceFault):
        await task
    gone = set(names(range(180, 170, -1)))
    assert set(ids(got)) == set(names(range(200, 140, -1))) - gone
    assert not any(page.last for page in got)
    assert slow.in_flight == 0


async def test_pages_that_nobody_wanted_for_long_are_read_again() -> None:
    slow = Slow()
    async with aclosing(slow.walk()) as pages:
        for _ in range(2):
            await anext(pages)
        await settle()
        slow.now += STALE + 1
        slow.list.count += 1
        slow.list.items.insert(0, slow.list.count)
        page = await anext(pages)
        assert page.instances[0].instance_id == names([180])[0]
        assert slow.begun == [1, 2, 3, 4, 5, 3, 4, 5, 6]
        rest = [page async for page in pages]
    assert rest[-1].last
    assert names([201])[0] in ids(rest)


async def test_totals_that_turn_out_to_be_lies_are_read_again_one_by_one() -> None:
    """The service says 55, and has 200."""
    server = Server(200, total=lambda _: 55)
    pages = [page async for page in walk(server, "page", size=10, concurrency=4)]
    assert ids(pages) == names(range(200, 0, -1))
    assert ends_once(pages)


async def test_a_hole_that_stays_is_named() -> None:
    async def ask(params: dict[str, str]) -> Page:
        number, size = int(params["PageNumber"]), int(params["PageSize"])
        start = (number - 1) * size
        kept = [n for n in range(start, min(start + size, 100)) if n != 55]
        return replace(page_of(kept), total_count=100)

    pages: list[Page] = []
    with pytest.raises(PagingError, match="1 item is missing after it was read twice"):  # noqa: PT012 the error ends the walk
        async for page in walk(ask, "page", size=10, concurrency=4):
            pages.append(page)
    assert len(ids(pages)) == 99
    assert not any(page.last for page in pages)
