"""Walks over honest lists, quiet ones and ones that grow and shrink."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.api.errors import PagingError
from ca_tui.api.models import (
    InvocationResult,
    Page,
    ResultKey,
    Scope,
)
from ca_tui.api.paging import Mode, batches, narrowed, walk
from tests.api.listing_server import (
    Server,
    collect,
    ends_once,
    ids,
    names,
)


@pytest.mark.parametrize("mode", ["token", "page"])
@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 30, 95])
async def test_a_quiet_list_is_read_once_with_one_call_a_page(
    mode: Mode, count: int
) -> None:
    server = Server(count)
    pages = await collect(server, mode)
    assert ids(pages) == names(range(count, 0, -1))
    assert ends_once(pages)
    assert len(server.asked) == max(1, -(-count // 10))


@pytest.mark.parametrize("mode", ["token", "page"])
async def test_the_two_ways_of_paging_are_never_mixed(mode: Mode) -> None:
    server = Server(35)
    await collect(server, mode)
    allowed = (
        {"MaxResults", "NextToken"} if mode == "token" else {"PageNumber", "PageSize"}
    )
    assert all(set(params) <= allowed for params in server.asked)


async def test_the_first_request_carries_no_token_and_no_page_zero() -> None:
    by_token, by_page = Server(1), Server(1)
    await collect(by_token, "token", 50)
    await collect(by_page, "page", 50)
    assert by_token.asked == [{"MaxResults": "50"}]
    assert by_page.asked == [{"PageNumber": "1", "PageSize": "50"}]


async def test_a_total_is_shown_in_page_mode_only() -> None:
    by_token = await collect(Server(25), "token")
    by_page = await collect(Server(25), "page")
    assert [page.total_count for page in by_token] == [None] * 3
    assert [page.total_count for page in by_page] == [25] * 3


@given(st.integers(0, 60), st.integers(1, 7), st.lists(st.integers(0, 30)))
async def test_token_mode_gives_each_item_once_however_the_list_grows(
    count: int, size: int, growth: list[int]
) -> None:
    pages = await collect(Server(count, growth), "token", size)
    got = ids(pages)
    assert len(got) == len(set(got))
    assert set(names(range(1, count + 1))) <= set(got)
    assert ends_once(pages)


@given(
    st.integers(0, 60),
    st.integers(1, 7),
    st.lists(st.floats(0, 0.99), max_size=40),
    st.sampled_from(["token", "page"]),
)
async def test_offsets_give_each_item_once_where_reading_outruns_growth(
    count: int, size: int, growth: list[float], mode: Mode
) -> None:
    """Page numbers, and tokens that are offsets, shift with every new item."""
    steps = [int(part * size) for part in growth]
    server = Server(count, steps, token="offset")
    pages = await collect(server, mode, size)
    got = ids(pages)
    assert len(got) == len(set(got))
    assert set(names(range(1, count + 1))) <= set(got)
    assert ends_once(pages)


@given(st.integers(0, 60), st.integers(1, 7), st.lists(st.integers(0, 30)))
async def test_page_mode_never_says_it_is_done_while_something_is_missing(
    count: int, size: int, growth: list[int]
) -> None:
    pages: list[Page] = []
    try:
        async for page in walk(Server(count, growth), "page", size=size):
            pages.append(page)
    except PagingError:
        assert not any(page.last for page in pages)
    else:
        assert set(names(range(1, count + 1))) <= set(ids(pages))
        assert ends_once(pages)
    assert len(ids(pages)) == len(set(ids(pages)))


async def test_what_arrived_during_a_walk_by_page_is_read_with_few_calls_more() -> None:
    server = Server(1000, [0, 3, 0, 1])
    pages = await collect(server, "page", 50)
    assert set(ids(pages)) == set(names(range(1, 1005)))
    assert len(server.asked) == 22


async def test_what_arrives_during_the_second_reading_is_not_waited_for() -> None:
    server = Server(60, [3] * 30)
    pages = await collect(server, "page", 10)
    assert set(names(range(1, 61))) <= set(ids(pages))
    assert ends_once(pages)
    assert len(server.asked) < 15


async def test_what_arrived_is_read_without_a_total_too() -> None:
    server = Server(100, [0, 3, 0, 1], total=lambda _: None)
    pages = await collect(server, "page", 10)
    assert set(ids(pages)) == set(names(range(1, 105)))
    assert len(server.asked) == 11 + 1 + 1
    assert ends_once(pages)


async def test_an_item_that_a_deletion_pulled_to_a_read_page_is_found() -> None:
    def delete_before_the_sixth_call(server: Server) -> None:
        if len(server.asked) == 6:
            server.items.remove(65)

    server = Server(100, change=delete_before_the_sixth_call)
    pages = await collect(server, "page", 10)
    assert set(ids(pages)) == set(names(range(1, 101)))
    assert len(ids(pages)) == 100
    assert ends_once(pages)


def test_batches_hold_each_id_once() -> None:
    assert batches(["a", "b", "a", "", "c"], 2) == [["a", "b"], ["c"]]
    assert batches([], 2) == []


def test_a_page_is_narrowed_to_a_status_in_any_spelling() -> None:
    rows = tuple(
        InvocationResult(ResultKey("ecs", "r", f"t-{status}", "i-1"), status)
        for status in ("Success", "Failed", "Exploded")
    )
    page = Page(results=rows, size=5, next_token="more", last=False)

    def kept(status: str) -> list[str]:
        scope = Scope("ecs", "r", status=status)
        return [row.invocation_status for row in narrowed(page, scope).results]

    assert kept("") == ["Success", "Failed", "Exploded"]
    assert kept(" failed ") == ["Failed"]
    assert kept("EXPLODED") == ["Exploded"]
    emptied = narrowed(page, Scope("ecs", "r", status="Timeout"))
    assert emptied == replace(page, results=())
