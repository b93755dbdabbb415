"""Reading everything once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import cast

import pytest

from ca_tui.api.errors import ConnectionFailed, Denied, UsageError
from ca_tui.api.models import Page, Scope
from ca_tui.api.service import Service
from ca_tui.monitor.collect import EARLY, SCOPES, collect
from ca_tui.monitor.rows import View
from ca_tui.monitor.store import Store
from tests.monitor.fakes import HERE, FakeService, Time, result

THERE = replace(HERE, region_id="cn-beijing")


def fleet(time: Time) -> FakeService:
    service = FakeService(time.clock, together=True)
    service.rows = [result(n) for n in range(23)]
    service.rows += [result(n, region_id="cn-beijing") for n in range(23, 30)]
    return service.named()


async def test_everything_is_read_and_named(time: Time, store: Store) -> None:
    service, said = fleet(time), list[str]()
    errors = await collect(
        {"ecs": service}, store, (HERE, THERE), depth=None, progress=said.append
    )
    rows = store.rows(store.ids(View()))
    assert errors == ()
    assert len(rows) == 30
    assert all(row.command_name == "backup" and row.instance_name for row in rows)
    assert said[0] == "5 results, 0 of 2 places"
    assert said[-1] == "30 results, 2 of 2 places, names"
    assert service.open_walks == 0


class Meeting:
    """A service whose walks wait at their first page until so many came there."""

    def __init__(self, service: FakeService, count: int) -> None:
        self.here = self.most = 0
        self._service = service
        self._count = count
        self._all_here = asyncio.Event()

    def __getattr__(self, name: str) -> object:
        return getattr(self._service, name)

    async def results(self, scope: Scope, size: int = 50) -> AsyncIterator[Page]:
        self.here += 1
        self.most = max(self.most, self.here)
        try:
            if self.here >= self._count:
                self._all_here.set()
            await self._all_here.wait()
            async for page in self._service.results(scope, size):
                yield page
        finally:
            self.here -= 1


async def test_scopes_are_read_side_by_side_a_few_at_a_time(
    time: Time, store: Store
) -> None:
    scopes = [replace(HERE, region_id=f"region-{n}") for n in range(SCOPES + 3)]
    service = FakeService(time.clock, together=True)
    service.rows = [
        result(n, region_id=scope.region_id) for n, scope in enumerate(scopes)
    ]
    meeting = Meeting(service.named(), SCOPES)
    errors = await collect({"ecs": cast("Service", meeting)}, store, scopes, depth=None)
    assert errors == ()
    assert len(store.ids(View())) == len(scopes)
    assert meeting.most == SCOPES
    assert service.open_walks == 0


async def test_who_ends_it_leaves_nothing_behind(time: Time, store: Store) -> None:
    meeting = Meeting(fleet(time), 99)
    task = asyncio.create_task(
        collect({"ecs": cast("Service", meeting)}, store, (HERE, THERE), depth=None)
    )
    for _ in range(9):
        await asyncio.sleep(0)
    assert meeting.here == 2
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert meeting.here == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_the_depth_is_for_each_scope(time: Time, store: Store) -> None:
    assert not await collect({"ecs": fleet(time)}, store, (HERE, THERE), depth=5)
    assert len(store.ids(View())) == 10


async def test_what_fails_is_told_and_the_rest_is_read(
    time: Time, store: Store
) -> None:
    service = fleet(time)
    lost = ConnectionFailed("no route")
    denied = Denied("no", code="Forbidden.RAM", status=403)
    service.errors = {
        ("results", "cn-beijing"): lost,
        ("instances", "cn-hangzhou"): denied,
        ("invocations", "cn-hangzhou"): lost,
    }
    scopes = (THERE, HERE, Scope("swas", "cn-hangzhou"))
    errors = await collect({"ecs": service}, store, scopes, depth=None)
    assert errors[0] is lost
    assert isinstance(errors[1], UsageError)
    assert errors[2:] == (denied, lost)
    assert len(store.ids(View())) == 23
    assert service.open_walks == 0


async def test_where_names_suffice_a_command_is_asked_for_once(
    time: Time, store: Store
) -> None:
    """Of 200 runs of five commands, the newest tell what all are called."""
    rows = [result(n) for n in range(200)]
    service = FakeService(time.clock, rows=rows, page_size=20, together=True).named()
    await collect({"ecs": service}, store, [HERE], depth=None, briefly=True)
    briefly = len(service.asked("invocations"))
    names = store.command_names()
    found = store.rows(store.ids(View()))
    assert len(found) == 200
    assert all(row.instance_name for row in found)
    assert any(not row.command_name for row in found)
    assert all(("ecs", HERE.region_id, row.command_id) in names for row in found)
    service.forget()
    other = Store(clock=time.clock)
    await collect({"ecs": service}, other, [HERE], depth=None)
    assert briefly < len(service.asked("invocations"))


async def test_names_are_asked_for_before_everything_is_read(
    time: Time, store: Store
) -> None:
    """So that what comes later has them at once."""
    rows = [result(n) for n in range(10 * EARLY + 100)]
    service = FakeService(time.clock, rows=rows, page_size=10, together=True).named()
    await collect({"ecs": service}, store, [HERE], depth=None, briefly=True)
    kinds = [call.kind for call in service.calls]
    last = len(kinds) - kinds[::-1].index("results")
    assert "instances" in kinds[:last]
    assert not {"instances", "invocations"} & {*kinds[last:]}
    assert all(row.instance_name for row in store.rows(store.ids(View())))
