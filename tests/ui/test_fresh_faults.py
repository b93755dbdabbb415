"""Which failed results landed while one looked, and until when they stand out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.api.models import InvocationResult, Page, Scope
from ca_tui.monitor.rows import View
from ca_tui.monitor.store import Store
from ca_tui.ui.fresh_faults import FreshFaults, _turned
from ca_tui.ui.main_screen import MainScreen
from tests.cloud import NOON, standing_cloud
from tests.monitor.fakes import HERE, START, result
from tests.ui.stage import playing, seen, until

VIEW = View(scopes=(HERE,))


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store(clock=lambda: START, zone=UTC)
    yield store
    store.close()


def ran(number: int, status: str = "Failed") -> InvocationResult:
    """Smaller numbers are newer; those below 0 came after the place was opened."""
    row = result(number, status, exit_code=1)
    return replace(row, creation_time=START - timedelta(minutes=number))


def landed(
    fresh: FreshFaults, store: Store, *rows: InvocationResult, view: View = VIEW
) -> set[str]:
    """The InvokeIds that are told after these rows were merged."""
    store.merge(Page(results=rows))
    fresh.look(store.look(view))
    return {row.key.invoke_id for row in store.rows(list(fresh.take()))}


def test_what_was_known_when_the_place_was_opened_is_not_news(store: Store) -> None:
    fresh = FreshFaults(store)
    assert landed(fresh, store, ran(1), ran(2)) == set()
    assert landed(fresh, store) == set()


def test_what_is_loaded_after_it_was_opened_is_not_news(store: Store) -> None:
    """The first page, and older ones after it."""
    fresh = FreshFaults(store)
    assert landed(fresh, store) == set()
    assert landed(fresh, store, ran(1), ran(2)) == set()
    assert landed(fresh, store, ran(3), ran(40, "Timeout")) == set()


def test_newer_faults_are_news_once(store: Store) -> None:
    fresh = FreshFaults(store)
    landed(fresh, store)
    landed(fresh, store, ran(5))
    assert landed(fresh, store, ran(4), ran(6), ran(3, "Success")) == {"t-0004"}
    assert landed(fresh, store, ran(4)) == set()


def test_what_ran_and_turned_failed_is_news_however_old_it_is(store: Store) -> None:
    fresh = FreshFaults(store)
    landed(fresh, store, ran(50, "Running"), ran(1))
    assert landed(fresh, store, ran(50, "Timeout")) == {"t-0050"}


def test_the_first_fault_of_a_quiet_place_is_news(store: Store) -> None:
    fresh = FreshFaults(store)
    landed(fresh, store)
    assert landed(fresh, store, ran(-1)) == {"t--001"}


def test_each_region_comes_with_its_own_old_faults(store: Store) -> None:
    """One that answers late may have newer ones."""
    view = View(scopes=(HERE, Scope("ecs", "cn-beijing")))
    there = result(1, "Failed", region_id="cn-beijing", exit_code=1)
    fresh = FreshFaults(store)
    landed(fresh, store, view=view)
    assert landed(fresh, store, ran(9), view=view) == set()
    assert landed(fresh, store, there, view=view) == set()


def test_a_filter_hides_none_and_another_order_makes_none(store: Store) -> None:
    fresh = FreshFaults(store)
    landed(fresh, store, ran(2, "Running"), ran(3))
    hiding = replace(VIEW, text="nothing at all", sort="exit")
    assert landed(fresh, store, ran(2), view=hiding) == {"t-0002"}
    assert landed(fresh, store) == set()


def test_another_place_begins_anew(store: Store) -> None:
    fresh = FreshFaults(store)
    landed(fresh, store, ran(2, "Running"))
    store.merge(Page(results=(ran(2),)))
    fresh.look(store.look(VIEW))
    assert landed(fresh, store, view=View()) == set()


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_bytes_are_compared_as_one_would_one_by_one(old: bytes, new: bytes) -> None:
    expected = [
        at
        for at, state in enumerate(new)
        if state & 8 and not (at < len(old) and old[at] & 8)
    ]
    assert _turned(old, new) == expected


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with standing_cloud(results=400, now=NOON) as address:
        yield address


def facts(screen: MainScreen) -> str:
    return screen.table.titles[1]


def land(screen: MainScreen, *ended: datetime) -> list[int]:
    """Merge failed results, as a refresh does; their ids."""
    rows = [
        replace(
            result(n, "Failed", invoke_id=f"t-landed{n}", exit_code=3, start=time),
            creation_time=time,
            start_time=time,
            finished_time=time,
        )
        for n, time in enumerate(ended)
    ]
    delta = screen.explorer.store.merge(Page(results=tuple(rows)))
    screen.explorer.keeper.merged(delta)
    return list(delta.added)


async def test_unread_faults_stand_out_until_the_cursor_was_there(url: str) -> None:
    later = NOON + timedelta(seconds=1)
    async with playing(url) as (app, screen, pilot):
        assert "unread" not in facts(screen)
        await pilot.press("j")
        first, second = land(screen, later, later)
        await until(pilot, lambda: "2 unread" in facts(screen))
        screen.table.stand(0)
        screen.table.repaint()
        await until(pilot, lambda: seen(app).count("✱✗") == 2)
        table = screen.table
        at = list(table.ids).index(first) - table.top + 1
        bold = [
            each for each in table.render_line(at) if each.style and each.style.bold
        ]
        assert "Failed" in "".join(each.text for each in bold)
        assert table.select(first)
        await until(pilot, lambda: "1 unread" in facts(screen))
        assert table.unread == {second}
        assert table.select(second)
        await until(pilot, lambda: "unread" not in facts(screen))
        await until(pilot, lambda: "✱" not in seen(app))


async def test_those_that_a_filter_hides_are_counted(url: str) -> None:
    async with playing(url) as (_, screen, pilot):
        await pilot.press("slash", *"status:success", "enter")
        await until(pilot, lambda: "hidden" in facts(screen))
        await until(pilot, lambda: screen.explorer.keeper.settled)
        land(screen, NOON + timedelta(seconds=1))
        await until(pilot, lambda: "1 unread" in facts(screen))
        assert "✱" not in seen(pilot.app)


async def test_another_place_has_its_own(url: str) -> None:
    async with playing(url) as (_, screen, pilot):
        await pilot.press("j")
        land(screen, NOON + timedelta(seconds=1))
        await until(pilot, lambda: "1 unread" in facts(screen))
        await pilot.press("i")
        await until(pilot, lambda: len(screen.table.ids) < 150)
        assert "unread" not in facts(screen)
