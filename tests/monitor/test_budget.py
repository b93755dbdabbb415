"""The budget: no minute has more calls than it says."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from ca_tui.monitor.budget import Budget, Place
from ca_tui.monitor.policy import RESERVE_OF_NAMES
from tests.monitor.fakes import START

HERE: Place = ("ecs", "cn-hangzhou")
THERE: Place = ("ecs", "cn-beijing")


@given(
    per_minute=st.integers(1, 200),
    waits=st.lists(st.floats(0, 20), min_size=1, max_size=300),
)
def test_no_minute_has_more_calls_than_the_budget(
    per_minute: int, waits: list[float]
) -> None:
    budget, now, taken = Budget(per_minute), START, []
    for seconds in waits:
        now += timedelta(seconds=seconds)
        if budget.take(HERE, now):
            taken.append(now)
    minute = timedelta(minutes=1)
    for first in taken:
        assert sum(first <= each < first + minute for each in taken) <= per_minute


@given(per_minute=st.integers(1, 200), reserve=st.integers(0, 5))
def test_it_knows_when_the_next_call_may_be_made(per_minute: int, reserve: int) -> None:
    budget, now = Budget(per_minute), START
    while budget.take(HERE, now, reserve=reserve):
        continue
    seconds = budget.seconds_until(HERE, now, reserve=reserve)
    early = now + timedelta(seconds=seconds * 0.99 - 0.001)
    assert not budget.take(HERE, early, reserve=reserve)
    late = now + timedelta(seconds=seconds + 0.001)
    assert budget.take(HERE, late, reserve=reserve)


def test_regions_do_not_share_it() -> None:
    budget = Budget(1)
    assert budget.take(HERE, START)
    assert not budget.take(HERE, START)
    assert budget.take(THERE, START)


def test_a_reserve_stays_for_others() -> None:
    budget = Budget(18)
    assert budget.take(HERE, START, reserve=2)
    assert not budget.take(HERE, START, reserve=2)
    assert budget.take(HERE, START)


def test_refreshing_two_pages_every_3_s_leaves_calls_for_names() -> None:
    budget, now = Budget(60), START
    while budget.take(HERE, now):
        pass
    for _ in range(20):
        now += timedelta(seconds=3)
        assert budget.take(HERE, now)
        assert budget.take(HERE, now)
    assert budget.take(HERE, now, reserve=RESERVE_OF_NAMES)


def test_a_call_that_was_not_needed_comes_back() -> None:
    budget = Budget(1)
    assert budget.take(HERE, START)
    budget.give_back(HERE, START)
    assert budget.take(HERE, START)


def test_a_clock_that_goes_back_gives_nothing_and_stops_nothing() -> None:
    budget = Budget(1)
    assert budget.take(HERE, START)
    earlier = START - timedelta(hours=1)
    assert not budget.take(HERE, earlier)
    assert budget.take(HERE, earlier + timedelta(minutes=3))


@given(per_minute=st.integers(1, 200), used=st.integers(0, 40))
def test_it_knows_how_many_calls_may_be_made_now(per_minute: int, used: int) -> None:
    budget = Budget(per_minute)
    for _ in range(used):
        budget.take(HERE, START)
    left = budget.left(HERE, START)
    assert [budget.take(HERE, START) for _ in range(left + 1)] == [True] * left + [
        False
    ]
