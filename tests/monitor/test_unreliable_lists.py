"""Refreshing where the list of runs is refused, absent, or not what it should be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ca_tui.api.errors import Denied
from ca_tui.monitor.events import COMMAND_NAMES, Failing
from ca_tui.monitor.store import Store
from tests.monitor.driving import shown, watching
from tests.monitor.fakes import START, Time
from tests.monitor.large import NEW, asked, fleet, large, stored

DENIED = Denied("no", code="Forbidden.RAM", status=403)


async def test_a_list_that_is_not_newest_first_is_not_relied_on(
    time: Time, store: Store
) -> None:
    service = fleet(time)
    for number, row in enumerate(service.rows):
        run = service.runs[row.key.invoke_id]
        created = START + timedelta(minutes=number)
        service.runs[row.key.invoke_id] = replace(run, creation_time=created)
    async with watching(service, store, time):
        await time.settle()
        service.forget()
        await time.pass_(15)
        assert [kind for kind, _ in asked(service)] == ["glance", "results"]
        service.rows.insert(20, large(NEW))
        service.named().forget()
        await time.pass_(15)
        assert asked(service)[0] == ("results", 50)
        assert stored(store, service.rows[20])


async def test_a_list_without_the_runs_that_are_scheduled_is_not_relied_on(
    time: Time, store: Store
) -> None:
    service = fleet(time)
    service.rows[1] = large(1, "Scheduled", repeats=4)
    service.unseen = {service.rows[1].key.invoke_id, f"t-{NEW}"}
    async with watching(service, store, time):
        await time.settle()
        await time.pass_(45)
        service.rows.insert(0, large(NEW, "Scheduled", repeats=0))
        await time.pass_(15)
        assert stored(store, service.rows[0])


async def test_a_refused_list_is_told_once_and_tried_again_with_everything(
    time: Time, store: Store
) -> None:
    service = fleet(time)
    service.errors["glance", "cn-hangzhou"] = DENIED
    service.errors["invocations", "cn-hangzhou"] = DENIED
    async with watching(service, store, time) as watch:
        await time.settle()
        service.forget()
        await time.pass_(60)
        assert {kind for kind, _ in asked(service)} == {"results"}
        assert all(size == 1 for _, size in asked(service))
        service.rows[:0] = [large(NEW + n) for n in range(7)]
        await time.pass_(15)
        assert {f"t-{NEW + n}" for n in range(7)} <= set(shown(store))
        told = [each.what for each in watch.of(Failing)]
        assert told == [COMMAND_NAMES]
        service.errors.clear()
        time.stir()
        watch.monitor.full_walk()
        await time.settle()
        await time.pass_(15)
        service.forget()
        await time.pass_(15)
        assert [kind for kind, _ in asked(service)] == ["glance"]


async def test_a_list_that_is_refused_later_is_no_failure_of_the_scope(
    time: Time, store: Store
) -> None:
    service = fleet(time)
    async with watching(service, store, time) as watch:
        await time.settle()
        await time.pass_(15)
        service.errors["glance", "cn-hangzhou"] = DENIED
        service.rows.insert(0, large(NEW))
        service.named()
        await time.pass_(15)
        assert stored(store, service.rows[0])
        assert [each.what for each in watch.of(Failing)] == [COMMAND_NAMES]


async def test_a_service_without_such_a_list_is_asked_for_few_results(
    time: Time, store: Store
) -> None:
    service = fleet(time)
    service.glances = False
    async with watching(service, store, time):
        await time.settle()
        await time.pass_(15)
        service.forget()
        await time.pass_(30)
        assert asked(service) == [("results", 1), ("results", 1)]
        service.rows[:0] = [large(NEW + n) for n in range(7)]
        service.named()
        await time.pass_(15)
        assert {f"t-{NEW + n}" for n in range(7)} <= set(shown(store))


@pytest.mark.parametrize("glances", [True, False])
async def test_a_service_that_takes_no_small_page_is_asked_for_larger_ones(
    time: Time, store: Store, glances: bool
) -> None:
    service = fleet(time)
    service.glances, service.least = glances, 10
    async with watching(service, store, time) as watch:
        await time.settle()
        await time.pass_(30)
        service.forget()
        await time.pass_(15)
        assert asked(service) == [("glance" if glances else "results", 10)]
        service.rows.insert(0, large(NEW))
        service.named()
        await time.pass_(15)
        assert stored(store, service.rows[0])
        assert watch.of(Failing) == []
