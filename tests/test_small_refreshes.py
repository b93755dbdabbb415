"""Refreshes of a busy place over HTTP: small, and as timely as whole pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest

from ca_tui.api.client import Client
from ca_tui.api.ecs import Ecs
from ca_tui.api.endpoints import Endpoints
from ca_tui.api.models import Page, Scope, ServiceName
from ca_tui.api.paging import Mode
from ca_tui.api.service import Service
from ca_tui.api.signing import Credentials, Secret
from ca_tui.api.swas import Swas
from ca_tui.emulator.auth import DEMO_ACCESS_KEY_ID, DEMO_ACCESS_KEY_SECRET
from ca_tui.emulator.endpoint import Endpoint, Reply
from ca_tui.emulator.serve import EmulatorThread
from ca_tui.emulator.world import World
from ca_tui.monitor.events import Updated
from ca_tui.monitor.monitor import Monitor
from ca_tui.monitor.store import Store
from tests.bench.traffic import Clock
from tests.cloud import NOON

KEY = Credentials(DEMO_ACCESS_KEY_ID, Secret(DEMO_ACCESS_KEY_SECRET))


class Counting(Endpoint):
    """Counts the bytes of its replies."""

    sent = 0

    def handle(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Reply:
        reply = super().handle(method, target, headers, body)
        self.sent += len(reply.body)
        return reply


async def first(pages: AsyncIterator[Page]) -> Page:
    return await anext(pages)


def compare(store: Store, page: Page) -> None:
    """The store has what a page tells."""
    assert page.results
    for told in page.results:
        row = store.row(store.find(told.key) or 0)
        assert row is not None
        assert row.invocation_status == told.invocation_status
        assert row.exit_code == told.exit_code


@asynccontextmanager
async def cloud(
    clock: Clock, paging: Mode
) -> AsyncIterator[tuple[Counting, Mapping[ServiceName, Service]]]:
    def now() -> datetime:
        return clock.now

    endpoint = Counting(World(7, 600, output_size=24_576), lambda: now().timestamp())
    with EmulatorThread(endpoint) as thread:
        client = Client(KEY, clock=now, endpoint=thread.url)
        ecs = Ecs(client, endpoints=Endpoints(), paging=paging)
        try:
            yield endpoint, {"ecs": ecs, "swas": Swas(client, endpoints=Endpoints())}
        finally:
            await client.aclose()


@pytest.mark.parametrize(
    ("name", "region_id", "paging", "server"),
    [
        ("ecs", "cn-hangzhou", "token", False),
        ("ecs", "cn-beijing", "page", False),
        ("swas", "cn-shanghai", "token", False),
        ("swas", "cn-shanghai", "token", True),
    ],
)
async def test_the_newest_page_is_in_the_store_after_every_refresh(
    name: ServiceName, region_id: str, paging: Mode, server: bool, tmp_path: Path
) -> None:
    clock = Clock(NOON)
    store = Store(clock=lambda: clock.now, directory=tmp_path)
    small = whole = updates = 0
    async with cloud(clock, paging) as (endpoint, services):
        service = services[name]
        scope = Scope(name, region_id)
        if server:
            page = await first(service.instances(region_id))
            scope = Scope(name, region_id, page.instances[0].instance_id)
        monitor = Monitor(
            services,
            store,
            [scope],
            clock=lambda: clock.now,
            sleep=clock.sleep,
            depth=100,
        )

        async def listen() -> None:
            nonlocal updates
            async for event in monitor.events():
                updates += isinstance(event, Updated)

        task = asyncio.create_task(listen())
        await clock.asleep.wait()
        for _ in range(8):
            endpoint.sent, done = 0, updates
            while updates == done:
                await clock.jump()
            small, endpoint.sent = small + endpoint.sent, 0
            compare(store, await first(service.results(scope)))
            whole += endpoint.sent
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    store.close()
    assert small < whole
