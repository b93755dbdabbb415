"""A pretend service for the client's tests: a script, a clock, and what both saw."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import httpx

from ca_tui.api.client import Client, Provider
from ca_tui.api.network import Network
from ca_tui.api.retry import Wait
from ca_tui.api.signing import Credentials, Secret
from ca_tui.api.wire import Call

SECRET = "hunter2hunter2hunter2"
TOKEN = "CAIS+token/with==chars"
KEY = Credentials("LTAI5t000000abcd", Secret(SECRET), Secret(TOKEN))
CALL = Call(
    "DescribeRegions", "2014-05-26", "ecs.cn-hangzhou.aliyuncs.com", {}, "cn-hangzhou"
)
GOOD = b'{"RequestId": "R-1", "Regions": {"Region": []}}'
OK = httpx.Response(200, content=GOOD)

Step = httpx.Response | Exception


class Stage:
    """A clock that only sleeping moves, a service that follows a script, and what
    both saw."""

    def __init__(self, *script: Step) -> None:
        self.now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
        self.script = list(script)
        self.requests: list[httpx.Request] = []
        self.heard: list[Wait | float] = []
        self.notices: list[str] = []
        self._numbers = count(1)

    def client(
        self, credentials: Credentials | Provider = KEY, endpoint: str | None = None
    ) -> Client:
        return Client(
            credentials,
            clock=lambda: self.now,
            sleep=self.sleep,
            random=lambda: 0.5,
            nonce=lambda: f"nonce-{next(self._numbers)}",
            network=Network(transport=httpx.MockTransport(self.answer)),
            endpoint=endpoint,
            on_wait=self.heard.append,
            on_notice=self.notices.append,
        )

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        step = self.script.pop(0)
        if isinstance(step, Exception):
            raise step
        return step

    async def sleep(self, seconds: float) -> None:
        self.heard.append(seconds)
        self.now += timedelta(seconds=seconds)

    def sent(self, header: str) -> list[str]:
        return [request.headers[header] for request in self.requests]

    @property
    def slept(self) -> list[float]:
        return [heard for heard in self.heard if isinstance(heard, float)]


def refusal(status: int, code: str, headers: dict[str, str] | None = None) -> Step:
    body = {"RequestId": "R-2", "Code": code, "Message": "No."}
    return httpx.Response(status, json=body, headers=headers)


class Pieces(httpx.AsyncByteStream):
    """A body that comes piece by piece and knows how much of it was taken."""

    def __init__(self, pieces: Callable[[], AsyncIterator[bytes]]) -> None:
        self.taken = 0
        self.closed = False
        self._pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._pieces():
            self.taken += len(piece)
            yield piece

    async def aclose(self) -> None:
        self.closed = True
