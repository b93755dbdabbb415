"""The next page by token on its way early: when it begins, ends and fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from ca_tui.api.errors import ServiceFault
from ca_tui.api.models import Page
from ca_tui.api.paging import walk
from ca_tui.api.unread import STALE, Unread
from tests.api.listing_server import Server, ends_once, ids, names

FAULT = ServiceFault("Down.", code="InternalError", status=500)


class Chain:
    """A list of 60 in pages of 10 that come when they are let through."""

    def __init__(self, *held: int) -> None:
        self.list = Server(60)
        self.held = {number: asyncio.Event() for number in held}
        self.begun: list[int] = []
        self.failing: set[int] = set()
        self.in_flight = 0
        self.most = 0
        self.now = 0.0

    async def ask(self, params: dict[str, str]) -> Page:
        number = 1 + (61 - int(params.get("NextToken", 61))) // 10
        self.begun.append(number)
        self.in_flight += 1
        self.most = max(self.most, self.in_flight)
        try:
            if number in self.held:
                await self.held[number].wait()
            if number in self.failing:
                raise FAULT
            return await self.list(params)
        finally:
            self.in_flight -= 1

    def walk(self) -> AsyncGenerator[Page, None]:
        return walk(self.ask, "token", size=10, clock=lambda: self.now)


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def read(pages: AsyncGenerator[Page, None], count: int) -> list[Page]:
    found = [await anext(pages) for _ in range(count)]
    await settle()
    return found


@pytest.mark.parametrize("wanted", [1, 2])
async def test_who_wants_a_page_or_two_costs_as_many_calls(wanted: int) -> None:
    """A refresh that finds nothing new, or little."""
    chain = Chain()
    async with aclosing(chain.walk()) as pages:
        await read(pages, wanted)
    assert len(chain.begun) == wanted


async def test_who_wanted_three_pages_has_the_fourth_on_its_way() -> None:
    chain = Chain()
    async with aclosing(chain.walk()) as pages:
        await read(pages, 3)
        assert chain.begun == [1, 2, 3, 4]
        await read(pages, 1)
        assert chain.begun == [1, 2, 3, 4, 5]


async def test_one_request_is_in_flight_and_a_whole_walk_asks_for_nothing_twice() -> (
    None
):
    chain = Chain()
    async with aclosing(chain.walk()) as pages:
        found = [page async for page in pages]
    assert ids(found) == names(range(60, 0, -1))
    assert ends_once(found)
    assert chain.begun == [1, 2, 3, 4, 5, 6]
    assert chain.most == 1


async def test_the_next_page_comes_while_this_one_is_looked_at() -> None:
    chain = Chain(4)
    async with aclosing(chain.walk()) as pages:
        await read(pages, 3)
        assert chain.in_flight == 1
        chain.held[4].set()
        await settle()
        assert chain.in_flight == 0
        (page,) = await read(pages, 1)
    assert ids([page]) == names(range(30, 20, -1))


async def test_a_page_that_nobody_wanted_for_long_is_read_again() -> None:
    chain = Chain()
    async with aclosing(chain.walk()) as pages:
        await read(pages, 3)
        chain.now += STALE + 1
        chain.list.items.remove(30)
        (page,) = await read(pages, 1)
        assert chain.begun == [1, 2, 3, 4, 4, 5]
    assert names([30])[0] not in ids([page])


async def test_an_error_of_a_page_is_raised_when_it_is_wanted() -> None:
    chain = Chain()
    chain.failing = {4}
    async with aclosing(chain.walk()) as pages:
        found = await read(pages, 3)
        assert chain.begun == [1, 2, 3, 4]
        with pytest.raises(ServiceFault):
            await anext(pages)
    assert ids(found) == names(range(60, 30, -1))


async def test_an_error_that_nobody_wanted_for_long_is_forgotten() -> None:
    chain = Chain()
    chain.failing = {4}
    async with aclosing(chain.walk()) as pages:
        await read(pages, 3)
        chain.now += STALE + 1
        chain.failing = set()
        (page,) = await read(pages, 1)
    assert ids([page]) == names(range(30, 20, -1))


async def test_a_walk_that_is_closed_leaves_nothing_in_flight() -> None:
    chain = Chain(4)
    async with aclosing(chain.walk()) as pages:
        await read(pages, 3)
        assert chain.in_flight == 1
    assert chain.in_flight == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_reader_that_is_cancelled_leaves_nothing_in_flight() -> None:
    chain = Chain(4)

    async def reading() -> None:
        async with aclosing(chain.walk()) as pages:
            async for _ in pages:
                pass

    task = asyncio.create_task(reading())
    await settle()
    assert chain.in_flight == 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert chain.in_flight == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_the_next_page_is_sent_for_before_the_rows_of_one_are_read() -> None:
    server = Server(60)
    log: list[str] = []

    async def ask(params: dict[str, str]) -> Unread:
        log.append(f"ask {params.get('NextToken', '')}")
        page = await server(params)

        def read() -> Page:
            log.append(f"read {page.next_token}")
            return page

        return Unread(page.next_token, read)

    pages = [page async for page in walk(ask, "token", size=10)]
    assert ids(pages) == names(range(60, 0, -1))
    assert log == [
        *("ask ", "read 51", "ask 51", "read 41"),
        *("ask 41", "ask 31", "read 31", "ask 21", "read 21", "ask 11", "read 11"),
        "read ",
    ]
