"""A call may be cancelled in whatever state it is: at once, and nothing is left."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime

import pytest

from ca_tui.api.client import Client, Provider
from ca_tui.api.ecs import Ecs
from ca_tui.api.endpoints import Endpoints
from ca_tui.api.models import Scope
from ca_tui.api.signing import Credentials, Secret
from ca_tui.api.wire import Call
from ca_tui.emulator.auth import DEMO_ACCESS_KEY_ID, DEMO_KEYS
from ca_tui.emulator.world import World
from tests.faults.server import Cache, Fault, FaultyServer, Kind, StandingEndpoint

NOW = datetime(2026, 1, 2, 13, tzinfo=UTC)

KEY = Credentials(DEMO_ACCESS_KEY_ID, Secret(DEMO_KEYS[DEMO_ACCESS_KEY_ID]))

WORLD = World(7, 1000)

CACHE: Cache = {}

RESULTS = "DescribeInvocationResults"

CALL = Call(RESULTS, "2014-05-26", "h", {"RegionId": "cn-hangzhou"}, "cn-hangzhou")


class Sleepless:
    """A sleep that never ends, and says when somebody began it."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()

    async def __call__(self, seconds: float = 0) -> None:
        self.begun.set()
        await asyncio.Event().wait()


class Keyless:
    """Credentials that take for ever, from the first or from the second time on."""

    def __init__(self, *, at_once: bool) -> None:
        self.asked = Sleepless()
        self._at_once = at_once

    async def __call__(self) -> Credentials:
        if self._at_once:
            await self.asked()
        return KEY

    async def renew(self, refused: Credentials) -> Credentials:
        await self.asked()
        return refused


@asynccontextmanager
async def broken(kind: Kind | None = None, skip: int = 0) -> AsyncIterator[Stage]:
    """A server in this loop; `reached` is set when a fault happens."""
    reached = asyncio.Event()
    service = StandingEndpoint(WORLD, NOW.timestamp(), CACHE, keys=DEMO_KEYS)
    faults = [Fault(kind, skip=skip, times=None)] if kind else []
    server = FaultyServer(service.handle, faults, on_fault=reached.set)
    listener = await server.start()
    stage = Stage(server, reached)
    try:
        yield stage
    finally:
        await server.end(listener)


class Stage:
    """A server, and clients of it."""

    def __init__(self, server: FaultyServer, reached: asyncio.Event) -> None:
        self.server = server
        self.reached = reached
        self.sleep = Sleepless()

    def client(
        self, credentials: Credentials | Provider = KEY, *, secure: bool = False
    ) -> Client:
        url = self.server.url
        return Client(
            credentials,
            clock=lambda: NOW,
            sleep=self.sleep,
            random=lambda: 0.5,
            endpoint=url.replace("http:", "https:") if secure else url,
            concurrency=1,
        )


async def cancel(task: asyncio.Task[None]) -> None:
    """It ends within a few turns of the loop, whatever it was doing."""
    task.cancel()
    async with asyncio.timeout(10):
        with pytest.raises(asyncio.CancelledError):
            await task


async def calling(client: Client) -> None:
    await client.call(CALL)


async def check_nothing_is_left(stage: Stage) -> None:
    """No connection of ours is open, no task of ours runs."""
    async with asyncio.timeout(10):
        await stage.server.alone.wait()
    left = {task.get_coro().__qualname__ for task in asyncio.all_tasks()}  # type: ignore[union-attr]  # every task here runs a coroutine
    ours = ("Client", "Network", "Limiter", "_Ahead")
    assert not {name for name in left if name.startswith(ours)}


STATES: list[Kind] = [
    "silence",
    "silence in the body",
    "drip",
    "endless body",
]


@pytest.mark.parametrize("kind", STATES)
async def test_while_a_reply_comes_or_does_not(kind: Kind) -> None:
    async with broken(kind) as stage:
        task = asyncio.create_task(calling(stage.client()))
        await stage.reached.wait()
        await cancel(task)
        await check_nothing_is_left(stage)


async def test_while_nobody_answers_the_greeting_of_tls() -> None:
    async with broken() as stage:
        task = asyncio.create_task(calling(stage.client(secure=True)))
        await stage.server.met.wait()
        await cancel(task)
        await check_nothing_is_left(stage)


@pytest.mark.parametrize("kind", ["throttle", "error 500"])
async def test_while_it_waits_to_be_made_again(kind: Kind) -> None:
    async with broken(kind) as stage:
        client = stage.client()
        task = asyncio.create_task(calling(client))
        await stage.sleep.begun.wait()
        await cancel(task)
        await client.aclose()
        await check_nothing_is_left(stage)
        assert stage.server.calls == 1


@pytest.mark.parametrize("at_once", [True, False], ids=["first", "another"])
async def test_while_a_key_is_looked_for(at_once: bool) -> None:
    keys = Keyless(at_once=at_once)
    async with broken("expired token") as stage:
        client = stage.client(keys)
        task = asyncio.create_task(calling(client))
        await keys.asked.begun.wait()
        await cancel(task)
        await client.aclose()
        assert stage.server.calls == (0 if at_once else 1)
        assert stage.server.open in (0, 1)


async def test_while_it_queues_behind_another_call() -> None:
    async with broken("silence") as stage:
        client = stage.client()
        first = asyncio.create_task(calling(client))
        await stage.reached.wait()
        second = asyncio.create_task(calling(client))
        await asyncio.sleep(0)
        await cancel(second)
        await cancel(first)
        await check_nothing_is_left(stage)
        assert stage.server.calls == 1


@pytest.mark.parametrize("skip", [0, 1, 4])
async def test_while_a_list_is_read_side_by_side(skip: int) -> None:
    async with broken("silence", skip) as stage:
        client = Client(KEY, clock=lambda: NOW, concurrency=8)
        endpoints = Endpoints(stage.server.url)
        ecs = Ecs(client, endpoints=endpoints, paging="page", concurrency=8)

        async def reading() -> None:
            async with aclosing(ecs.results(Scope("ecs", "cn-hangzhou"))) as pages:
                async for _ in pages:
                    pass

        task = asyncio.create_task(reading())
        await stage.reached.wait()
        await cancel(task)
        await client.aclose()
        await check_nothing_is_left(stage)


async def test_a_client_works_on_after_a_call_was_cancelled() -> None:
    async with broken("silence") as stage:
        client = stage.client()
        task = asyncio.create_task(calling(client))
        await stage.reached.wait()
        await cancel(task)
        params = {"RegionId": "cn-hangzhou"}
        other = Call("DescribeInvocations", CALL.version, "h", params, "cn-hangzhou")
        tree, _ = await client.call(other)
        assert "Invocations" in tree
        await client.aclose()
