"""Walks by page number over lists that change between any two moments."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_tui.api.models import Page
from ca_tui.api.stripes import DEEPEST, DEPTH, striped
from ca_tui.api.windows import straddling
from tests.api.listing_server import ends_once, ids, names
from tests.api.moving_list import Flight, MovingList, read

TAPE = st.lists(st.integers(0, 10**6), max_size=300)


def check(moving: MovingList, pages: list[Page], why: str) -> None:
    """What was there all the time came once, or the walk says that it may not have."""
    got = ids(pages)
    assert len(got) == len(set(got))
    if why:
        assert not any(page.last for page in pages)
    else:
        assert ends_once(pages)
        stayed = moving.original & set(moving.items)
        assert set(names(sorted(stayed))) <= set(got)


async def read_whole(moving: MovingList, concurrency: int) -> None:
    """Read it by fifties: what was there all the time comes, and nothing is doubted."""
    pages, why = await read(moving, 50, concurrency)
    assert why == ""
    check(moving, pages, why)


@settings(max_examples=400, deadline=None)
@given(
    st.integers(0, 60),
    st.integers(1, 8),
    st.integers(1, 8),
    TAPE,
    st.integers(0, 40),
    st.integers(0, 40),
)
async def test_no_interleaving_of_growth_deletion_and_reads_loses_a_row_silently(
    count: int,
    size: int,
    concurrency: int,
    tape: list[int],
    inserts: int,
    deletes: int,
) -> None:
    moving = MovingList(count, iter(tape), inserts, deletes)
    pages, why = await read(moving, size, concurrency)
    check(moving, pages, why)
    assert moving.most <= concurrency
    assert moving.flights == []


@settings(max_examples=600, deadline=None)
@given(st.integers(0, 2**64))
async def test_nor_does_one_of_a_list_that_never_stands_still(seed: int) -> None:
    """The same with a change at almost every step."""
    random = Random(seed)
    tape = (random.randrange(10**6) for _ in range(300))
    inserts, deletes = random.randrange(20), random.randrange(20)
    moving = MovingList(random.randrange(60), tape, inserts, deletes)
    size, concurrency = random.randrange(1, 9), random.randrange(1, 9)
    check(moving, *await read(moving, size, concurrency))


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 60),
    st.integers(2, 8),
    st.integers(1, 8),
    TAPE,
    st.integers(0, 40),
)
async def test_a_list_that_only_grows_is_always_read_to_its_end(
    count: int, size: int, concurrency: int, tape: list[int], inserts: int
) -> None:
    """Where the service adds fewer rows between two replies than a page holds."""
    moving = MovingList(count, iter(tape), inserts, per_request=size - 1)
    pages, why = await read(moving, size, concurrency)
    assert why == ""
    check(moving, pages, why)


@settings(max_examples=200, deadline=None)
@given(st.integers(20, 60), st.integers(1, 8), TAPE, st.integers(1, 2))
async def test_a_few_changes_of_a_list_are_made_good(
    count: int, concurrency: int, tape: list[int], changes: int
) -> None:
    moving = MovingList(count, iter(tape), changes, changes)
    pages, why = await read(moving, 5, concurrency)
    assert why == ""
    check(moving, pages, why)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(80, 300),
    st.integers(1, 9),
    st.integers(2, 8),
    st.integers(0, 2**32),
    st.integers(0, 40),
    st.integers(0, 40),
)
async def test_no_row_of_a_long_list_is_lost_silently(
    count: int, size: int, concurrency: int, seed: int, inserts: int, deletes: int
) -> None:
    """It is read in stripes."""
    random = Random(seed)
    tape = (random.randrange(10**6) for _ in range(2000))
    moving = MovingList(count, tape, inserts, deletes)
    pages, why = await read(moving, size, concurrency)
    check(moving, pages, why)
    assert moving.most <= concurrency


class FullList(MovingList):
    """At the most that the service keeps: every new row displaces the oldest one."""

    every = 1
    """Looks of the service until there are new rows again."""
    burst = 1
    """How many come at a time."""
    looks = 0

    def _look(self, flight: Flight) -> None:
        super()._look(flight)
        self.looks += 1
        if self.looks % self.every == 0:
            old, self.count = self.count, self.count + self.burst
            self.items = [*range(self.count, old, -1), *self.items[: -self.burst]]


@pytest.mark.parametrize("concurrency", [1, 4, 8])
async def test_a_list_whose_oldest_rows_make_way_is_read_with_bearable_calls(
    concurrency: int,
) -> None:
    """Its total tells nothing of how far its pages shift."""
    random = Random(concurrency)
    tape = (random.randrange(10**6) for _ in range(10_000))
    moving = FullList(2000, tape)
    await read_whole(moving, concurrency)
    assert moving.calls < (45 if concurrency == 1 else 70)


@pytest.mark.parametrize(("every", "calls"), [(1, 330), (2, 280), (5, 258), (50, 250)])
async def test_a_long_list_is_not_read_twice_because_it_moves(
    every: int, calls: int
) -> None:
    """200 pages: a look across each of their seams would make 400."""
    random = Random(every)
    tape = (random.randrange(10**6) for _ in range(50_000))
    moving = FullList(10_000, tape)
    moving.every = every
    await read_whole(moving, 8)
    assert moving.calls < calls


@pytest.mark.parametrize(("burst", "every"), [(30, 100), (100, 150)])
async def test_runs_on_many_servers_meanwhile_are_no_reason_to_read_all_again(
    burst: int, every: int
) -> None:
    random = Random(burst)
    tape = (random.randrange(10**6) for _ in range(50_000))
    moving = FullList(10_000, tape)
    moving.burst, moving.every = burst, every
    await read_whole(moving, 8)
    assert moving.calls < 350


async def test_a_long_list_that_stands_still_costs_a_twentieth_more() -> None:
    moving = MovingList(10_000, iter([]))
    pages, why = await read(moving, 50, 8)
    assert why == ""
    assert ids(pages) == names(range(10_000, 0, -1))
    assert ends_once(pages)
    assert (moving.calls, moving.most) == (216, 8)


async def test_seams_of_a_list_that_moves_slowly_are_looked_across_side_by_side() -> (
    None
):
    """Those of the pages in front of the first stripe, after one row was deleted."""

    class Watched(FullList):
        every = 10**9

        def _look(self, flight: Flight) -> None:
            super()._look(flight)
            if self.looks == 10:
                self.items = [*self.items[:5], *self.items[6:]]
            if self.looks > 216:
                self.across = max(self.across, len(self.flights))

        across = 0

    random = Random(1)
    moving = Watched(10_000, (random.randrange(10**6) for _ in range(50_000)))
    await read_whole(moving, 8)
    assert moving.across >= 4


@pytest.mark.parametrize("concurrency", [2, 4, 8])
async def test_a_quiet_list_read_side_by_side_costs_one_call_more(
    concurrency: int,
) -> None:
    """The look at the top proves that no page moved while its neighbours were read."""
    moving = MovingList(80, iter([]))
    pages, why = await read(moving, 10, concurrency)
    assert why == ""
    assert ids(pages) == names(range(80, 0, -1))
    assert ends_once(pages)
    assert (moving.calls, moving.most) == (9, min(concurrency, 7))


async def test_a_short_list_is_not_read_side_by_side() -> None:
    moving = MovingList(30, iter([]))
    await read(moving, 10, 8)
    assert (moving.calls, moving.most) == (3, 1)


def test_a_page_of_another_size_shows_both_sides_of_any_place() -> None:
    for size in (50, 100):
        for place in range(size, 5000):
            number, each = straddling(place, size)
            start = (number - 1) * each
            assert each <= size
            assert start + size // 6 <= place <= start + each - size // 6


@pytest.mark.parametrize(("depth", "cost"), [(DEPTH, 1.09), (DEEPEST, 1.06)])
def test_stripes_bring_nearly_all_of_their_rows(depth: int, cost: float) -> None:
    place, calls = 1000, 0
    while place < 100_000:
        each = striped(place, 50, depth)
        start = (place - 1) // each * each
        place, calls = start + depth * each, calls + depth
    assert calls < cost * 99_000 / 50


@given(st.integers(1, 10**6), st.integers(1, 100), st.integers(1, 9))
def test_a_stripe_always_begins_with_a_row_of_the_one_before_it(
    place: int, size: int, depth: int
) -> None:
    each = striped(place, size, depth)
    start = (place - 1) // each * each
    assert 1 <= each <= size
    assert start < place <= start + depth * each


@given(st.integers(-5, 10**6), st.integers(1, 100))
def test_a_place_is_always_on_its_page(place: int, size: int) -> None:
    number, each = straddling(place, size)
    assert number >= 1
    assert 1 <= each <= size
    if place >= 0:
        assert (number - 1) * each <= place <= number * each
