"""When the monitor asks again, and how much: time passes only in sleep."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from ca_tui.api.status import Phase
from ca_tui.monitor.events import Failing, Merged, Progress, Updated
from ca_tui.monitor.rows import View
from ca_tui.monitor.store import Store
from tests.monitor.driving import fleet, shown, watching
from tests.monitor.fakes import HERE, FakeService, Time, result


@pytest.mark.parametrize(
    ("visible", "interval", "seconds"),
    [(True, None, 3), (False, None, 15), (True, 7.0, 7), (False, 2.0, 2)],
)
async def test_it_refreshes_often_only_while_something_visible_is_active(
    time: Time, store: Store, visible: bool, interval: float | None, seconds: float
) -> None:
    service = fleet(time, 3)
    async with watching(service, store, time, interval=interval) as watch:
        await time.settle()
        watch.monitor.watching = visible
        service.forget()
        await time.pass_(seconds * 4)
        times = [call.at for call in service.asked("results")]
        gaps = {(b - a).total_seconds() for a, b in pairwise(times)}
        assert gaps == {seconds}
        assert len(watch.of(Updated)) == len(times) == 4


async def test_a_refresh_without_news_costs_one_call(time: Time, store: Store) -> None:
    service = fleet(time, 50)
    async with watching(service, store, time) as watch:
        await time.settle()
        service.forget()
        merged = len(watch.of(Merged))
        await time.pass_(15)
        assert [(call.kind, call.page) for call in service.calls] == [("results", 1)]
        assert len(watch.of(Merged)) == merged
        assert watch.of(Updated)[-1].at == time.now


async def test_a_refresh_walks_as_far_as_there_is_news(
    time: Time, store: Store
) -> None:
    service = fleet(time, 20)
    async with watching(service, store, time):
        await time.settle()
        service.rows[:0] = [result(n, start=time.now) for n in range(100, 107)]
        service.named().forget()
        await time.pass_(15)
        assert [call.page for call in service.asked("results")] == [1, 2]
        assert len(shown(store)) == 27
        assert service.asked("invocations")


async def test_a_refresh_stops_where_nobody_asked_for_older_results(
    time: Time, store: Store
) -> None:
    service = fleet(time, 40)
    async with watching(service, store, time, depth=5):
        await time.settle()
        service.rows[0] = replace(service.rows[0], exit_code=9)
        await time.pass_(15)
        assert len(shown(store)) == 5


async def test_unfinished_results_further_down_are_asked_for_by_invoke_id(
    time: Time, store: Store
) -> None:
    service = fleet(time, 30)
    service.rows[22] = result(22, "Running", exit_code=None)
    async with watching(service, store, time):
        await time.settle()
        service.rows[22] = result(22, "Failed", exit_code=3)
        service.forget()
        await time.pass_(15)
        asked = [
            call.scope.invoke_id for call in service.asked("results") if call.scope
        ]
        assert asked == ["", "t-0022"]
        row_id = store.find(service.rows[22].key)
        row = store.row(row_id or 0)
        assert row is not None
        assert row.phase is Phase.FAILED
        service.forget()
        await time.pass_(15)
        assert len(service.calls) == 1


async def test_what_a_refresh_told_is_not_asked_for_again(
    time: Time, store: Store
) -> None:
    service = fleet(time, 30)
    service.rows[2] = result(2, "Running")
    async with watching(service, store, time):
        await time.settle()
        service.forget()
        await time.pass_(15)
        asked = [(call.page, call.scope) for call in service.asked("results")]
        assert asked == [(1, HERE)]


async def test_an_invocation_that_the_service_does_not_know_hides_no_other(
    time: Time, store: Store
) -> None:
    service = fleet(time, 30)
    service.rows[5:] = [result(n, "Running") for n in range(5, 30)]
    service.named()
    async with watching(service, store, time, budget=10_000) as watch:
        await time.settle()
        service.unknown = {row.key.invoke_id for row in service.rows}
        service.forget()
        await time.pass_(30)
        asked = [call.scope.invoke_id for call in service.calls if call.scope]
        assert {each for each in asked if each} == service.unknown - set(
            shown(store)[:5]
        )
        assert watch.of(Failing) == []


async def test_of_many_unfinished_ones_the_longest_unasked_come_first(
    time: Time, store: Store
) -> None:
    service = FakeService(time.clock)
    service.rows = [result(n) for n in range(5)]
    service.rows += [result(n, "Running") for n in range(5, 50)]
    service.named()
    async with watching(service, store, time, budget=10_000) as watch:
        await time.settle()
        rounds = []
        for _ in range(3):
            service.forget()
            watch.monitor.watching = True
            await time.pass_(3)
            ids = [call.scope.invoke_id for call in service.calls if call.scope]
            rounds.append({each for each in ids if each})
        assert [len(ids) for ids in rounds] == [20, 20, 20]
        assert not rounds[0] & rounds[1]
        assert len(set.union(*rounds)) == 45


async def test_what_an_invocation_no_longer_has_is_gone(
    time: Time, store: Store
) -> None:
    service = fleet(time, 30)
    service.rows[22] = result(22, "Running")
    async with watching(service, store, time):
        await time.settle()
        lost = service.rows.pop(22)
        await time.pass_(15)
        row = store.row(store.find(lost.key) or 0)
        assert row is not None
        assert row.gone


async def test_by_itself_it_stays_under_the_budget(time: Time, store: Store) -> None:
    service = FakeService(time.clock)
    service.rows = [result(n, "Running") for n in range(300)]
    service.named()
    async with watching(service, store, time, budget=30) as watch:
        await time.settle()
        watch.monitor.watching = True
        service.forget()
        await time.pass_(300)
        times = [call.at for call in service.calls]
        worst = max(
            sum(0 <= (other - each).total_seconds() < 60 for other in times)
            for each in times
        )
        assert 15 <= worst <= 30
        refreshes = [call for call in service.asked("results") if call.page == 1]
        assert len(refreshes) > 30


async def test_the_budget_holds_back_nothing_that_was_asked_for(
    time: Time, store: Store
) -> None:
    service = fleet(time, 400)
    async with watching(service, store, time, budget=1, depth=None):
        await time.settle()
        assert len(shown(store)) == 400
        assert time.slept[0] > 1


async def test_every_ten_minutes_everything_is_read_again(
    time: Time, store: Store
) -> None:
    service = fleet(time, 30)
    async with watching(service, store, time):
        await time.settle()
        lost = service.rows.pop(17)
        assert len(service.asked("results")) == 6
        service.forget()
        await time.pass_(590)
        assert {call.page for call in service.asked("results")} == {1}
        row_id = store.find(lost.key) or 0
        assert [row.gone for row in store.rows((row_id,))] == [False]
        service.forget()
        await time.pass_(60)
        assert {call.page for call in service.asked("results")} == {1, 2, 3, 4, 5, 6}
        assert [row.gone for row in store.rows((row_id,))] == [True]
        assert lost.key.invoke_id in shown(store)


async def test_reading_everything_again_on_request(time: Time, store: Store) -> None:
    service = fleet(time, 30)
    async with watching(service, store, time, budget=1) as watch:
        await time.settle()
        lost = service.rows.pop(17)
        service.rows[25] = replace(service.rows[25], exit_code=7)
        time.stir()
        watch.monitor.full_walk()
        await time.settle()
        row = store.row(store.find(lost.key) or 0)
        changed = store.row(store.find(service.rows[25].key) or 0)
        assert row is not None
        assert changed is not None
        assert (row.gone, changed.exit_code) == (True, 7)


async def test_a_walk_that_ends_before_the_list_calls_nothing_gone(
    time: Time, store: Store
) -> None:
    service = fleet(time, 30)
    async with watching(service, store, time, depth=10) as watch:
        await time.settle()
        service.rows[:0] = [result(n, start=time.now) for n in range(100, 110)]
        time.stir()
        watch.monitor.full_walk()
        await time.settle()
        assert not any(row.gone for row in store.rows(store.ids(View())))


async def test_paused_it_asks_for_nothing_but_what_is_wanted(
    time: Time, store: Store
) -> None:
    service = fleet(time, 20)
    async with watching(service, store, time, depth=5) as watch:
        await time.settle()
        watch.monitor.pause()
        assert watch.monitor.paused
        service.forget()
        before = len(watch.of(Updated))
        watch.monitor.refresh()
        await watch.until(lambda: len(watch.of(Updated)) > before)
        assert [call.kind for call in service.calls] == ["results"]
        time.now += timedelta(minutes=5)
        watch.monitor.load_more()
        await watch.until(lambda: len(shown(store)) > 9)
        assert len(watch.of(Updated)) == before + 1
        time.stir()
        watch.monitor.resume()
        await time.pass_(15)
        assert len(watch.of(Updated)) > before + 1


async def test_without_an_interval_it_only_loads_and_then_waits_for_commands(
    time: Time, store: Store
) -> None:
    service = fleet(time, 20)
    async with watching(service, store, time, interval=0) as watch:
        await watch.until(lambda: watch.of(Progress) and len(shown(store)) == 20)
        assert time.slept == []
        service.rows.insert(0, result(90, start=time.now))
        watch.monitor.refresh()
        await watch.until(lambda: watch.of(Updated))
        assert len(shown(store)) == 21
        assert time.slept == []


async def test_a_clock_that_is_set_back_stops_no_refresh(
    time: Time, store: Store
) -> None:
    service = fleet(time, 3)
    async with watching(service, store, time) as watch:
        await time.settle()
        time.set_back(timedelta(hours=1))
        time.stir()
        watch.monitor.resume()
        await time.settle()
        service.forget()
        await time.pass_(15)
        assert len(service.asked("results")) == 1
