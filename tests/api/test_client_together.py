"""Several calls at once: who waits for whom."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx

from ca_tui.api.client import Client
from ca_tui.api.limiter import by_itself
from ca_tui.api.network import Network
from ca_tui.api.retry import Wait
from tests.api.stage import CALL, GOOD, KEY

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)

ELSEWHERE = replace(CALL, region_id="cn-beijing")

ANOTHER = replace(CALL, action="DescribeInstances")


class Service:
    """Answers when it is let, throttles whom it is told to, and counts."""

    def __init__(self) -> None:
        self.now = NOON
        self.in_flight = 0
        self.most = 0
        self.begun: list[tuple[str, float]] = []
        self.throttling: Callable[[str], bool] = lambda place: False
        self.waits: list[Wait] = []
        self.answering = asyncio.Event()
        self.waiting = asyncio.Event()
        self.client = Client(
            KEY,
            clock=lambda: self.now,
            sleep=self.sleep,
            random=lambda: 0.0,
            network=Network(transport=httpx.MockTransport(self.answer)),
            concurrency=4,
            on_wait=self.wait,
        )

    def wait(self, wait: Wait) -> None:
        self.waits.append(wait)
        self.waiting.set()

    async def sleep(self, seconds: float) -> None:
        for _ in range(50):
            await asyncio.sleep(0)
        self.now += timedelta(seconds=seconds)

    async def answer(self, request: httpx.Request) -> httpx.Response:
        place = f"{request.headers['x-acs-action']} {request.url.host}"
        self.begun.append((place, (self.now - NOON).total_seconds()))
        self.in_flight += 1
        self.answering.set()
        self.most = max(self.most, self.in_flight)
        for _ in range(5):
            await asyncio.sleep(0)
        self.in_flight -= 1
        if self.throttling(place):
            headers = {"x-acs-retry-after": "3000"}
            envelope = {"Code": "Throttling.User", "Message": "m"}
            return httpx.Response(400, json=envelope, headers=headers)
        return httpx.Response(200, content=GOOD)


async def test_calls_in_flight_are_bounded_for_each_region_and_api() -> None:
    service = Service()
    await asyncio.gather(*(service.client.call(CALL) for _ in range(20)))
    assert service.most == 4
    service.most = 0
    calls = [each for each in (CALL, ELSEWHERE, ANOTHER) for _ in range(9)]
    await asyncio.gather(*map(service.client.call, calls))
    assert service.most == 12


async def test_one_throttled_call_holds_back_its_region_and_api_and_no_other() -> None:
    service, refused = Service(), [True]
    service.throttling = lambda place: (
        CALL.action in place and bool(refused and refused.pop())
    )
    await asyncio.gather(service.client.call(CALL), service.client.call(ANOTHER))
    times = [at for place, at in service.begun if place.startswith(CALL.action)]
    assert times == [0, 3]
    assert ("DescribeInstances ecs.cn-hangzhou.aliyuncs.com", 0) in service.begun
    assert [wait.seconds for wait in service.waits] == [3]


async def test_a_call_that_comes_during_the_pause_waits_for_its_end() -> None:
    service, refused = Service(), [True]
    service.throttling = lambda place: bool(refused and refused.pop())
    first = asyncio.create_task(service.client.call(CALL))
    await service.waiting.wait()
    later = [asyncio.create_task(service.client.call(CALL)) for _ in range(3)]
    await asyncio.gather(first, *later)
    assert [at for _, at in service.begun] == [0, 3, 3, 3, 3]


async def test_after_throttling_fewer_calls_are_in_flight() -> None:
    service, refused = Service(), [True] * 4
    service.throttling = lambda place: bool(refused and refused.pop())
    await asyncio.gather(*(service.client.call(CALL) for _ in range(4)))
    assert service.most == 4
    service.most = 0
    await asyncio.gather(*(service.client.call(CALL) for _ in range(12)))
    assert service.most == 2


async def test_what_refreshes_by_itself_lets_the_operator_go_first() -> None:
    service, ended = Service(), list[str]()

    async def call(name: str, *, asked: bool) -> None:
        with nullcontext() if asked else by_itself():
            await service.client.call(CALL)
        ended.append(name)

    refreshes = [asyncio.create_task(call("refresh", asked=False)) for _ in range(9)]
    await service.answering.wait()
    asked = asyncio.create_task(call("asked", asked=True))
    await asyncio.gather(asked, *refreshes)
    assert ended.index("asked") <= 5
