"""A monitor that runs while a test looks at it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from ca_tui.api.models import Scope
from ca_tui.monitor.monitor import Monitor
from ca_tui.monitor.rows import View
from ca_tui.monitor.store import Store
from tests.monitor.fakes import HERE, FakeService, Time, result
from tests.monitor.listening import Watch


@asynccontextmanager
async def watching(
    service: FakeService,
    store: Store,
    time: Time,
    scopes: Sequence[Scope] = (HERE,),
    *,
    interval: float | None = None,
    depth: int | None = 1000,
    budget: int = 60,
) -> AsyncIterator[Watch]:
    monitor = Monitor(
        {"ecs": service},
        store,
        scopes,
        clock=time.clock,
        sleep=time.sleep,
        interval=interval,
        depth=depth,
        budget=budget,
    )
    watch = Watch(monitor)
    try:
        yield watch
    finally:
        await watch.stop()
    assert service.open_walks == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}


def fleet(time: Time, rows: int) -> FakeService:
    service = FakeService(time.clock)
    service.rows = [result(number) for number in range(rows)]
    return service.named()


def shown(store: Store) -> list[str]:
    return [row.key.invoke_id for row in store.rows(store.ids(View()))]
