"""What the monitor reads, in which order, and what it does when that fails."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import pairwise

import pytest

from ca_tui.api.errors import ConnectionFailed, Denied, UsageError
from ca_tui.api.models import Invocation, Scope
from ca_tui.monitor.events import Failing, Merged, Progress, Updated
from ca_tui.monitor.monitor import Monitor
from ca_tui.monitor.rows import View
from ca_tui.monitor.store import Store
from tests.monitor.driving import fleet, shown, watching
from tests.monitor.fakes import HERE, FakeService, Time, result

THERE = Scope("ecs", "cn-beijing")

DENIED = Denied("no", code="Forbidden.RAM", status=403)
LOST = ConnectionFailed("no route")


async def test_the_first_page_is_told_before_anything_else_is_asked(
    time: Time, store: Store
) -> None:
    service = fleet(time, 20)
    async with watching(service, store, time) as watch:
        await watch.until(lambda: watch.of(Merged))
        first = watch.of(Merged)[0]
        assert len(first.delta.added) == 5
        assert [call.kind for call in service.calls][:1] == ["results"]
        await time.settle()


async def test_names_come_before_older_pages(time: Time, store: Store) -> None:
    service = fleet(time, 20)
    async with watching(service, store, time):
        await time.settle()
        kinds = [call.kind for call in service.calls]
        assert kinds[:4] == ["results", "instances", "invocations", "agents"]
        rows = store.rows(store.ids(View()))
        assert {row.command_name for row in rows} == {"backup"}
        assert {row.instance_name for row in rows} == {"web-i-0", "web-i-1", "web-i-2"}


async def test_a_scope_without_results_says_so(time: Time, store: Store) -> None:
    async with watching(fleet(time, 0), store, time) as watch:
        await time.settle()
        assert watch.of(Merged)[0].delta.added == ()
        assert watch.of(Progress)[0].more is False


async def test_older_pages_are_read_to_the_depth_and_on_request_beyond(
    time: Time, store: Store
) -> None:
    service = fleet(time, 40)
    async with watching(service, store, time, depth=10) as watch:
        await time.settle()
        assert len(shown(store)) == 10
        assert watch.of(Progress)[-1] == Progress(HERE, 10, None, True, False, 10)
        time.stir()
        watch.monitor.load_more()
        await time.settle()
        assert len(shown(store)) == 20
        time.stir()
        watch.monitor.load_all()
        await time.settle()
        assert len(shown(store)) == 40
        assert watch.of(Progress)[-1].more is False


async def test_every_scope_gets_its_first_page_before_any_gets_its_second(
    time: Time, store: Store
) -> None:
    service = fleet(time, 12)
    service.rows += [result(n, region_id="cn-beijing") for n in range(20, 32)]
    async with watching(service, store, time, (HERE, THERE)):
        await time.settle()
        walks = [(call.region_id, call.page) for call in service.asked("results")]
        assert walks[:2] == [("cn-hangzhou", 1), ("cn-beijing", 1)]
        assert len(shown(store)) == 24


async def test_a_failing_scope_stops_no_other_and_is_left_alone_for_a_while(
    time: Time, store: Store
) -> None:
    service = fleet(time, 3)
    service.errors["results", "cn-beijing"] = LOST
    async with watching(service, store, time, (THERE, HERE)) as watch:
        await time.settle()
        assert len(shown(store)) == 3
        assert watch.of(Failing) == [Failing(THERE, LOST, "results")]
        await time.pass_(120)
        tried = [c.at for c in service.asked("results") if c.region_id == "cn-beijing"]
        gaps = [(b - a).total_seconds() for a, b in pairwise(tried)]
        assert gaps == [15, 30, 60]
        service.errors.clear()
        await time.pass_(60)
        assert watch.of(Merged)[-1].scope == THERE


async def test_a_failed_refresh_keeps_the_rows_and_tells_when_it_is_over(
    time: Time, store: Store
) -> None:
    service = fleet(time, 3)
    async with watching(service, store, time) as watch:
        await time.settle()
        service.errors["results", "cn-hangzhou"] = LOST
        before = len(watch.of(Updated))
        await time.pass_(15)
        assert len(shown(store)) == 3
        assert watch.of(Failing) == [Failing(HERE, LOST, "results")]
        assert len(watch.of(Updated)) == before
        service.errors.clear()
        merged = len(watch.of(Merged))
        time.stir()
        watch.monitor.refresh()
        await time.settle()
        assert len(watch.of(Merged)) == merged + 1
        assert len(watch.of(Updated)) == before + 1


async def test_refused_names_are_asked_once_until_everything_is_read_again(
    time: Time, store: Store
) -> None:
    service = fleet(time, 8)
    service.errors["instances", "cn-hangzhou"] = DENIED
    service.errors["invocations", "cn-hangzhou"] = DENIED
    async with watching(service, store, time) as watch:
        await time.settle()
        service.rows.insert(0, result(90, start=time.now))
        await time.pass_(60)
        assert len(service.asked("instances")) == 1
        assert len(service.asked("invocations")) == 1
        assert [event.what for event in watch.of(Failing)] == [
            "instance names",
            "command names",
        ]
        assert len(shown(store)) == 9
        service.errors.clear()
        time.stir()
        watch.monitor.full_walk()
        await time.settle()
        names = {row.instance_name for row in store.rows(store.ids(View()))}
        assert names == {"web-i-0", "web-i-1", "web-i-2"}


async def test_names_that_the_service_does_not_know_are_asked_for_once(
    time: Time, store: Store
) -> None:
    service = fleet(time, 8)
    service.servers.clear()
    service.runs.clear()
    async with watching(service, store, time):
        await time.settle()
        await time.pass_(120)
        assert len(service.asked("instances")) == 1
        assert len(service.asked("invocations")) <= 2


async def test_instances_are_named_a_hundred_at_a_time(
    time: Time, store: Store
) -> None:
    service = FakeService(time.clock, page_size=250)
    service.rows = [result(n, instance_id=f"i-{n:03}") for n in range(230)]
    service.named()
    async with watching(service, store, time):
        await time.settle()
        assert [len(c.ids) for c in service.asked("instances")] == [100, 100, 30]
        assert [len(c.ids) for c in service.asked("agents")] == [50, 50, 50, 50, 30]


async def test_agents_are_asked_for_once_a_minute(time: Time, store: Store) -> None:
    service = fleet(time, 8)
    async with watching(service, store, time):
        await time.settle()
        await time.pass_(59)
        assert len(service.asked("agents")) == 1
        await time.pass_(2)
        assert len(service.asked("agents")) == 2
        assert store.agents("ecs", "cn-hangzhou")["i-0"].online


async def test_the_tree_reads_all_instances_and_their_agents(
    time: Time, store: Store
) -> None:
    service = fleet(time, 8)
    async with watching(service, store, time) as watch:
        await time.settle()
        service.forget()
        await watch.monitor.load_instances("ecs", "cn-hangzhou")
        assert [call.kind for call in service.calls] == ["instances", "agents"]
        named = store.instances("ecs", "cn-hangzhou")
        assert [each.instance_name for each in named] == [
            "web-i-0",
            "web-i-1",
            "web-i-2",
        ]
        await watch.monitor.load_regions("ecs")
        assert [each.region_id for each in store.regions("ecs")] == ["cn-hangzhou"]


async def test_the_history_of_a_scheduled_task_is_asked_for(
    time: Time, store: Store
) -> None:
    service = FakeService(time.clock)
    service.rows = [result(0, "Scheduled", invoke_id="t-cron", instance_id="i-0")]
    service.history = [
        result(n, invoke_id="t-cron", instance_id="i-0", execution=f"run {n}")
        for n in range(7)
    ]
    service.named()
    service.runs["t-cron"] = Invocation(
        "ecs", "cn-hangzhou", "t-cron", repeat_mode="Period"
    )
    scope = replace(HERE, invoke_id="t-cron")
    async with watching(service, store, time, (scope,)):
        await time.settle()
        assert [call.kind for call in service.calls][:2] == ["invocations", "results"]
        assert all(
            c.scope and c.scope.include_history for c in service.asked("results")
        )
        assert len(shown(store)) == 7


async def test_a_run_that_happens_once_is_asked_without_history(
    time: Time, store: Store
) -> None:
    service = fleet(time, 3)
    scope = replace(HERE, invoke_id="t-0001")
    async with watching(service, store, time, (scope,)):
        await time.settle()
        asked = service.asked("results")
        assert not any(call.scope and call.scope.include_history for call in asked)
        assert shown(store) == ["t-0001"]


async def test_coming_back_leaves_out_what_left_the_service(
    time: Time, store: Store
) -> None:
    service = fleet(time, 6)
    async with watching(service, store, time) as watch:
        await time.settle()
        lost = service.rows.pop(2)
        time.stir()
        watch.monitor.full_walk()
        await time.settle()
        assert lost.key.invoke_id in shown(store)
    time.stir()
    async with watching(service, store, time):
        await time.settle()
        assert lost.key.invoke_id not in shown(store)


async def test_closing_the_events_leaves_nothing_behind(
    time: Time, store: Store
) -> None:
    service = fleet(time, 40)
    monitor = Monitor(
        {"ecs": service}, store, (HERE,), clock=time.clock, sleep=time.sleep, depth=10
    )
    events = monitor.events()
    await anext(events)
    assert service.open_walks == 1
    await events.aclose()
    assert service.open_walks == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}


def test_a_scope_of_a_missing_service_is_a_mistake_of_the_caller(
    store: Store, time: Time
) -> None:
    with pytest.raises(UsageError, match="swas"):
        Monitor(
            {},
            store,
            (Scope("swas", "cn-hangzhou"),),
            clock=time.clock,
            sleep=time.sleep,
        )
