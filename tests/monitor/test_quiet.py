"""How little a refresh asks for where outputs are large, and what it finds."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from ca_tui.api.models import OssOutput, Output
from ca_tui.monitor.store import Store
from tests.monitor.driving import shown, watching
from tests.monitor.fakes import Time
from tests.monitor.large import LARGE, NEW, asked, fleet, large, stored


async def test_a_refresh_without_news_is_one_glance_at_a_few_runs(
    time: Time, store: Store
) -> None:
    service = fleet(time)
    async with watching(service, store, time):
        await time.settle()
        service.forget()
        await time.pass_(60)
        assert {kind for kind, _ in asked(service)} == {"glance"}
        assert len(asked(service)) == 4
        assert all(1 <= size <= 10 for _, size in asked(service))


async def test_where_outputs_are_small_it_is_a_small_page_of_results(
    time: Time, store: Store
) -> None:
    service = fleet(time)
    service.rows = [replace(row, output=Output(b"ok")) for row in service.rows]
    async with watching(service, store, time):
        await time.settle()
        service.forget()
        await time.pass_(15)
        assert asked(service) == [("results", 10)]
        service.rows[3] = replace(service.rows[3], output=Output(b"not ok"))
        await time.pass_(15)
        output = store.output(store.find(service.rows[3].key) or 0)
        assert output is not None
        assert output.data == b"not ok"


async def test_a_new_run_is_read_alone_and_named_by_the_glance(
    time: Time, store: Store
) -> None:
    service = fleet(time)
    async with watching(service, store, time):
        await time.settle()
        fresh = large(NEW)
        service.rows.insert(0, fresh)
        service.named().forget()
        await time.pass_(15)
        assert [kind for kind, _ in asked(service)] == ["glance", "results"]
        (call,) = service.asked("results")
        assert call.scope is not None
        assert call.scope.invoke_id == fresh.key.invoke_id
        assert stored(store, fresh).command_name == "backup"
        service.forget()
        await time.pass_(15)
        assert [kind for kind, _ in asked(service)] == ["glance"]


async def test_a_run_that_goes_on_at_the_top_is_seen_to_its_end_in_one_call_each(
    time: Time, store: Store
) -> None:
    service = fleet(time)
    service.rows[0] = large(0, "Running", exit_code=None, output=Output(b"..."))
    async with watching(service, store, time) as watch:
        await time.settle()
        watch.monitor.watching = True
        await time.pass_(3)
        service.forget()
        await time.pass_(3)
        assert asked(service) == [("results", 2)]
        service.rows[0] = large(0)
        await time.pass_(3)
        assert stored(store, service.rows[0]).invocation_status == "Success"
        service.forget()
        await time.pass_(3)
        assert [kind for kind, _ in asked(service)] == ["glance"]


async def test_a_single_run_that_goes_on_far_down_is_asked_for_beside_a_glance(
    time: Time, store: Store
) -> None:
    service = fleet(time)
    service.rows[40] = large(40, "Running", exit_code=None, output=Output(b"..."))
    async with watching(service, store, time):
        await time.settle()
        service.forget()
        await time.pass_(15)
        assert [kind for kind, _ in asked(service)] == ["glance", "results"]
        service.rows[40] = large(40, "Failed", exit_code=3)
        await time.pass_(15)
        assert stored(store, service.rows[40]).exit_code == 3


async def test_an_exit_code_that_changes_after_the_end_is_seen(
    time: Time, store: Store
) -> None:
    service = fleet(time)
    async with watching(service, store, time):
        await time.settle()
        service.rows[2] = replace(service.rows[2], exit_code=9)
        await time.pass_(15)
        assert stored(store, service.rows[2]).exit_code == 9
        await time.pass_(15)
        service.rows[2] = large(2, "Failed", exit_code=10)
        service.forget()
        await time.pass_(15)
        assert stored(store, service.rows[2]).exit_code == 10


async def test_an_output_that_changes_and_nothing_else_is_left_to_the_full_walk(
    time: Time, store: Store
) -> None:
    service = fleet(time)
    async with watching(service, store, time):
        await time.settle()
        service.rows[2] = replace(service.rows[2], output=Output(b"late"))
        await time.pass_(60)
        output = store.output(store.find(service.rows[2].key) or 0)
        assert output is not None
        assert output.data == LARGE
        await time.pass_(600)
        output = store.output(store.find(service.rows[2].key) or 0)
        assert output is not None
        assert output.data == b"late"


async def test_what_the_operator_asks_for_is_a_whole_page(
    time: Time, store: Store
) -> None:
    service = fleet(time)
    async with watching(service, store, time) as watch:
        await time.settle()
        service.rows[2] = replace(service.rows[2], output=Output(b"late"))
        service.forget()
        time.stir()
        watch.monitor.refresh()
        await time.settle()
        assert asked(service)[0] == ("results", 50)
        output = store.output(store.find(service.rows[2].key) or 0)
        assert output is not None
        assert output.data == b"late"


async def test_a_delivery_to_oss_is_followed_to_its_end(
    time: Time, store: Store
) -> None:
    service = fleet(time)
    under_way = OssOutput("oss://logs", "InProgress")
    service.rows[30] = replace(service.rows[30], oss_output=under_way)
    async with watching(service, store, time):
        await time.settle()
        done = replace(under_way, status="Finished", uri="oss://logs/t")
        service.rows[30] = replace(service.rows[30], oss_output=done)
        await time.pass_(15)
        record = store.record(store.find(service.rows[30].key) or 0)
        assert record is not None
        assert record.result.oss_output == done


async def test_new_executions_of_an_old_scheduled_task_are_all_found(
    time: Time, store: Store
) -> None:
    service = fleet(time)
    service.rows[90] = large(90, "Scheduled", repeats=1)
    async with watching(service, store, time):
        await time.settle()
        for number in range(2, 7):
            latest = replace(service.rows[90], repeats=number, start_time=time.now)
            service.rows[90] = latest
            await time.pass_(15)
            assert stored(store, latest).repeats == number


async def test_news_that_the_budget_has_no_call_for_comes_with_the_next_refresh(
    time: Time, store: Store
) -> None:
    service = fleet(time)
    async with watching(service, store, time, budget=4):
        await time.settle()
        await time.pass_(180)
        service.rows.insert(0, large(NEW))
        service.named().forget()
        await time.pass_(15)
        assert not service.asked("results")
        await time.pass_(60)
        assert stored(store, service.rows[0])


async def test_with_news_in_every_refresh_it_stays_under_the_budget(
    time: Time, store: Store
) -> None:
    service = fleet(time)
    async with watching(service, store, time, budget=30) as watch:
        await time.settle()
        watch.monitor.watching = True
        service.forget()
        for number in range(60):
            service.rows[:0] = [large(NEW + 2 * number), large(NEW + 2 * number + 1)]
            service.named()
            await time.pass_(3)
        times = [call.at for call in service.calls]
        worst = max(
            sum(0 <= (other - each).total_seconds() < 60 for other in times)
            for each in times
        )
        assert worst <= 30
        await time.pass_(60)
        assert len(shown(store)) == 120 + 120


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_happens_at_the_top_is_in_the_store_after_the_next_refresh(
    time: Time, store: Store, seed: int
) -> None:
    dice = Random(seed)
    service = fleet(time, 70)
    if dice.random() < 0.5:
        service.rows = [replace(row, output=Output(b"ok")) for row in service.rows]
    number = NEW
    async with watching(service, store, time, budget=10_000):
        await time.settle()
        for _ in range(12):
            for _ in range(dice.choice((0, 0, 1, 2, 9))):
                number += 1
                status = dice.choice(("Success", "Running", "Failed"))
                servers = [f"i-{n}" for n in range(dice.choice((1, 1, 3)))]
                fresh = large(number, status)
                service.rows[:0] = [
                    replace(fresh, key=replace(fresh.key, instance_id=each))
                    for each in servers
                ]
            for at, row in enumerate(service.rows):
                if row.invocation_status == "Running" and dice.random() < 0.3:
                    ended = dice.choice(("Success", "Failed", "Timeout"))
                    service.rows[at] = replace(row, invocation_status=ended)
            service.named()
            await time.pass_(15)
            told = {row.key: row.invocation_status for row in service.rows[:50]}
            rows = store.rows([store.find(key) or 0 for key in told])
            assert {row.key: row.invocation_status for row in rows} == told
            assert {row.key.invoke_id for row in service.rows} == set(shown(store))
