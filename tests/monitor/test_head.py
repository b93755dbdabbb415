"""What is asked for next, from what was seen: pure decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.api.models import Invocation, InvocationResult, Page
from ca_tui.monitor.glancing import agrees, glimpse, to_read
from ca_tui.monitor.head import MOST, Head, entry_sizes, seen, shares
from ca_tui.monitor.looks import Look, larger, plan, with_tail
from ca_tui.monitor.store import Store
from tests.monitor.fakes import START, result


def page(*sizes: int, running: tuple[int, ...] = (), instances: int = 1) -> Page:
    """Results that print so many bytes, on so many instances of one run each."""
    rows = tuple(
        result(
            number // instances,
            "Running" if number in running else "Success",
            output=b"x" * size,
            instance_id=f"i-{number}",
        )
        for number, size in enumerate(sizes)
    )
    return Page(results=rows, last=False)


def head(*sizes: int, running: tuple[int, ...] = (), instances: int = 1) -> Head:
    known = Head()
    known.top(page(*sizes, running=running, instances=instances))
    return known


def runs(*numbers: int, exit_code: int = 0) -> Page:
    """A glance at these runs."""
    rows = tuple(result(number, exit_code=exit_code) for number in numbers)
    found = tuple(
        Invocation("ecs", "cn-hangzhou", row.key.invoke_id, raw={"N": exit_code})
        for row in rows
    )
    return Page(results=rows, invocations=found, last=False)


@pytest.mark.parametrize(
    ("known", "glances", "asks", "look"),
    [
        (head(*[24_000] * 50), True, 1, Look(runs=5)),
        (head(*[24_000] * 50), False, 1, Look(rows=1)),
        (head(*[1_000] * 50), True, 1, Look(rows=3)),
        (head(*[10] * 50), True, 1, Look(rows=10)),
        (head(), True, 1, Look(rows=4)),
        # a run on many instances costs more than one of its results
        (head(*[24_000] * 50, instances=100), True, 1, Look(runs=1)),
        (head(*[15_000] * 50, instances=100), True, 1, Look(rows=1)),
        # what goes on is read with what is above it
        (head(*[24_000] * 50, running=(0,)), True, 1, Look(rows=2)),
        (head(*[10] * 50, running=(0, 20)), True, 1, Look(rows=27)),
        (head(*[24_000] * 50, running=(0, 48)), True, 0, Look(rows=50)),
        # but one thing far down is asked for by itself
        (head(*[24_000] * 50, running=(48,)), True, 1, Look(runs=5)),
        (head(*[24_000] * 50, running=(30, 38, 48)), True, 3, Look(runs=5)),
        (head(*[24_000] * 50, running=(30, 38, 48)), True, 2, Look(rows=39)),
        (head(*[10] * 50, running=(48,)), True, 3, Look(rows=50)),
        # or both
        (head(*[24_000] * 50, running=(0, 1, 2, 48)), True, 3, Look(rows=4)),
    ],
)
def test_the_smallest_look_that_will_do(
    known: Head, glances: bool, asks: int, look: Look
) -> None:
    assert plan(known, glances=glances, asks=asks) == look


def test_a_list_that_cannot_be_relied_on_is_not_glanced_at() -> None:
    known = head(*[24_000] * 50)
    known.blind = True
    assert plan(known, glances=True, asks=1) == Look(rows=1)
    known.trust_again()
    assert plan(known, glances=True, asks=1).runs
    known.unsorted = True
    assert plan(known, glances=True, asks=1) == Look(rows=50)


@given(st.lists(st.integers(0, 30_000), max_size=60), st.booleans(), st.integers(0, 60))
def test_a_look_is_always_one_that_the_service_takes(
    sizes: list[int], glances: bool, running: int
) -> None:
    look = plan(head(*sizes, running=(running,)), glances=glances, asks=3)
    assert bool(look.rows) != bool(look.runs)
    assert 1 <= max(look.rows, look.runs) <= MOST
    assert not look.runs or glances


@given(st.integers(1, MOST))
def test_pages_grow_until_they_are_whole(rows: int) -> None:
    assert with_tail(rows) > rows or rows == MOST
    assert larger(rows) > rows or rows == MOST


@given(st.integers(0, 10**7), st.lists(st.integers(1, 10**5), max_size=50))
def test_shares_are_about_the_whole(size: int, weights: list[int]) -> None:
    found = shares(size, weights)
    assert len(found) == len(weights)
    assert not size or not weights or abs(sum(found) - size) <= len(weights)


def test_the_bytes_of_a_page_are_split_by_what_the_rows_printed() -> None:
    sizes = [row.size for row in seen(replace(page(0, 30_000), size=50_000))]
    assert sum(sizes) == pytest.approx(50_000, abs=2)
    assert sizes[1] > 20 * sizes[0]
    (entry,) = entry_sizes(replace(runs(1), size=1_400)).values()
    assert entry == 1_400


def test_a_small_page_replaces_only_what_it_covers() -> None:
    known = head(*[5] * 10, running=(0, 7))
    known.top(page(5, 5))
    assert [row.open for row in known.rows] == [False] * 7 + [True] + [False] * 2
    # what stood between two rows of the page is there no more
    rows = page(*[5] * 10).results
    known.top(Page(results=(rows[0], rows[8]), last=False))
    assert [row.key for row in known.rows] == [rows[n].key for n in (0, 8, 9)]
    known.top(Page(results=rows[:1], last=True))
    assert len(known.rows) == 1


def test_what_was_asked_for_by_its_run_is_on_top_only_where_it_is_new() -> None:
    known = head(*[5] * 3, running=(1,))
    fresh = Page(results=(result(7, "Running"),))
    keys = known.single(fresh, new=False)
    assert [row.key for row in known.rows] == [row.key for row in head(5, 5, 5).rows]
    known.single(fresh, new=True)
    assert known.open_below() == {"t-0007", "t-0001"}
    assert keys == [known.rows[0].key]
    known.settle("t-0001", ())
    assert list(known.runs) == ["t-0007", "t-0000", "t-0002"]


def test_a_glance_tells_what_is_new_and_what_changed() -> None:
    known = head(*[5] * 3)
    first = glimpse(runs(0, 1), known, {"t-0000", "t-0001"})
    assert first.news == ()
    known.pictures = first.pictures
    assert glimpse(runs(0, 1), known, ()).told == ()
    assert glimpse(runs(9, 0, 1), known, ()).news == ("t-0009",)
    assert glimpse(runs(0, 1, exit_code=4), known, ()).news == ("t-0000", "t-0001")
    assert not glimpse(runs(9, 0, 1), known, ()).mismatch


@pytest.mark.parametrize(
    ("numbers", "lacking"),
    [
        ((0, 1, 2), False),
        ((1, 2, 3), True),
        ((0, 1, 3, 4, 5), True),
        # two of one second may stand either way
        ((0, 1, 3), False),
        ((), True),
        ((7, 8), False),
    ],
)
def test_a_list_without_runs_that_have_results_is_noticed(
    numbers: tuple[int, ...], lacking: bool
) -> None:
    assert glimpse(runs(*numbers), head(*[5] * 6), ()).lacking is lacking


def test_few_runs_are_read_by_themselves_and_many_from_the_top() -> None:
    known = head(*[24_000] * 50)
    known.pictures = glimpse(runs(*range(6)), known, ()).pictures

    def read(*numbers: int, loaded: int = 50) -> Look:
        came = runs(*numbers)
        return to_read(came, glimpse(came, known, ()), known, loaded)

    assert read(0, 1, 2) == Look()
    assert read(90, 0, 1) == Look(invoke_ids=("t-0090",))
    assert read(90, 91, 92, 0) == Look(rows=4)
    assert read(90, 91, 92).rows > 3
    assert read(90, 0, loaded=0).rows
    assert read(1, 2, 3) == Look(rows=MOST)


@pytest.mark.parametrize(
    ("told", "same"),
    [
        (result(1), True),
        (replace(result(1), exit_code=None, start_time=None), True),
        (result(1, exit_code=2), False),
        (result(1, "Failed"), False),
        (result(1, dropped=7), True),
        (replace(result(1), finished_time=START), False),
    ],
)
async def test_only_what_the_store_and_a_glance_both_say_is_compared(
    store: Store, told: InvocationResult, same: bool
) -> None:
    known = replace(result(1), finished_time=START - timedelta(hours=1))
    store.merge(Page(results=(known,)))
    row = store.row(store.find(known.key) or 0)
    assert agrees(row, told) is same
    assert not agrees(None, told)
