"""`--concurrency`: how many calls of one operation are in flight in one region."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from ca_tui.api.wire import Call
from ca_tui.config import Config
from ca_tui.connection import Connection
from ca_tui.emulator.endpoint import Endpoint
from ca_tui.emulator.serve import serve
from ca_tui.emulator.world import World
from tests.cloud import NOON
from tests.ui.stage import KEY, noon

TURNS = 200
"""Of the loop, in which every call that may come has come."""


class Crowd:
    """A pause of the service in which calls gather."""

    def __init__(self) -> None:
        self.now = self.most = 0

    async def __call__(self, seconds: float) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        for _ in range(TURNS):
            await asyncio.sleep(0)
        self.now -= 1


@pytest.mark.parametrize("concurrency", [1, 3])
async def test_no_more_calls_are_in_flight_than_were_allowed(
    concurrency: int, tmp_path: Path
) -> None:
    crowd = Crowd()
    endpoint = Endpoint(World(7, 50), NOON.timestamp)
    server = await serve(endpoint, latency=1, sleep=crowd)
    config = Config(endpoint=server.url, concurrency=concurrency)
    source = Connection(config, KEY, tmp_path, clock=noon)
    try:
        line = await source.line()
        host, secure = line.endpoints["ecs"].host("ecs", "cn-hangzhou")
        call = Call("DescribeRegions", "2014-05-26", host, {}, "cn-hangzhou", secure)
        await asyncio.gather(*(line.client.call(call) for _ in range(8)))
    finally:
        await source.aclose()
        await server.close()
    assert crowd.most == concurrency
