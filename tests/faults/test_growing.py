"""An endpoint that has one result more at every request, read side by side."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from ca_tui.api.client import Client
from ca_tui.api.ecs import Ecs
from ca_tui.api.endpoints import Endpoints
from ca_tui.api.models import Scope
from ca_tui.api.network import Network
from ca_tui.api.signing import Credentials, Secret
from ca_tui.emulator.endpoint import Reply
from tests.faults.server import FaultyServer, faulty

AT_THE_START = 5000

SCOPE = Scope("ecs", "cn-hangzhou")

KEY = Credentials("an-access-key-id", Secret("a-secret"))


class Growing:
    """DescribeInvocationResults of a list, newest first, that grows by one a time."""

    def __init__(self) -> None:
        self.count = AT_THE_START
        self.pages: list[int] = []

    def handle(self, method: str, target: str, headers: Mapping[str, str]) -> Reply:
        """Answer one request."""
        asked = {key: values[0] for key, values in parse_qs(target[2:]).items()}
        assert "MaxResults" not in asked
        number, size = int(asked["PageNumber"]), int(asked["PageSize"])
        self.pages.append(number)
        self.count += 1
        newest = self.count - (number - 1) * size
        rows = [
            {"InvokeId": f"t-{each}", "InstanceId": "i-1", "Output": ""}
            for each in range(newest, max(0, newest - size), -1)
        ]
        invocation = {
            "InvocationResults": {"InvocationResult": rows},
            "TotalCount": self.count,
            "PageNumber": number,
            "PageSize": size,
        }
        body = json.dumps({"RequestId": "R-1", "Invocation": invocation})
        return Reply(200, {"Content-Type": "application/json"}, body.encode())


async def every_result(client: Client, url: str) -> list[str]:
    """The InvokeId of all results, as they came."""
    ecs = Ecs(client, endpoints=Endpoints(url), paging="page", concurrency=8)
    found, ended = [], False
    async for page in ecs.results(SCOPE):
        found += [result.key.invoke_id for result in page.results]
        ended = page.last
    await client.aclose()
    assert ended
    return found


def now() -> datetime:
    return datetime.now(UTC)


def check(found: list[str], growing: Growing) -> None:
    assert len(found) == len(set(found))
    assert {f"t-{each}" for each in range(1, AT_THE_START + 1)} <= set(found)
    assert len(growing.pages) < 200


async def test_over_a_socket_all_that_was_there_at_the_start_comes_once() -> None:
    growing = Growing()
    with faulty(FaultyServer(growing.handle)) as server:
        client = Client(KEY, clock=now, concurrency=8)
        found = await every_result(client, server.url)
    check(found, growing)


@pytest.mark.parametrize("seed", range(5))
async def test_it_does_where_requests_overtake_each_other_on_both_ways(
    seed: int,
) -> None:
    growing, random = Growing(), Random(seed)

    async def answer(request: httpx.Request) -> httpx.Response:
        await pause(random)
        parts = urlsplit(str(request.url))
        reply = growing.handle("POST", f"/?{parts.query}", request.headers)
        await pause(random)
        return httpx.Response(200, content=reply.body)

    transport = httpx.MockTransport(answer)
    client = Client(KEY, clock=now, network=Network(transport=transport), concurrency=8)
    check(await every_result(client, "http://127.0.0.1:1"), growing)
    assert growing.pages[:110] != sorted(growing.pages[:110])


async def pause(random: Random) -> None:
    for _ in range(random.randrange(40)):
        await asyncio.sleep(0)
