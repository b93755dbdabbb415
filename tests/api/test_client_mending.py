"""Refusals that signing otherwise mends: other keys, another time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from ca_tui.api.client import Client
from ca_tui.api.errors import CredentialsError, Rejected
from ca_tui.api.network import Network
from ca_tui.api.signing import Credentials, Secret
from tests.api.stage import CALL, KEY, OK, Stage, refusal

NEW = Credentials("LTAI5t000000efgh", Secret("another-secret"), Secret("another-token"))

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)

EXPIRED = "InvalidSecurityToken.Expired"


class Chain:
    """Keys that can be looked for again."""

    def __init__(self, *found: Credentials | CredentialsError) -> None:
        self.current: Credentials = KEY
        self.found = list(found)
        self.refused: list[Credentials] = []

    async def __call__(self) -> Credentials:
        return self.current

    async def renew(self, refused: Credentials) -> Credentials:
        self.refused.append(refused)
        found = self.found.pop(0)
        if isinstance(found, CredentialsError):
            raise found
        self.current = found
        return found


@pytest.mark.parametrize(
    "code",
    [
        EXPIRED,
        "InvalidSecurityToken.Malformed",
        "InvalidSecurityToken.MismatchWithAccessKey",
        "MissingSecurityToken",
    ],
)
async def test_a_refused_token_is_renewed_once_and_the_call_made_again(
    code: str,
) -> None:
    stage, chain = Stage(refusal(400, code), OK), Chain(NEW)
    await stage.client(chain).call(CALL)
    assert chain.refused == [KEY]
    first, second = stage.sent("authorization")
    assert "abcd," in first
    assert "efgh," in second
    assert stage.slept == []


@pytest.mark.parametrize(
    ("found", "calls"),
    [(NEW, 2), (KEY, 1), (CredentialsError("No credentials found."), 1)],
)
async def test_what_stays_refused_is_said_as_the_service_says_it(
    found: Credentials | CredentialsError, calls: int
) -> None:
    stage = Stage(refusal(400, EXPIRED), refusal(403, "InvalidSecurityToken.Malformed"))
    chain = Chain(found)
    with pytest.raises(Rejected) as caught:
        await stage.client(chain).call(CALL)
    assert len(stage.requests) == calls
    assert len(chain.refused) == 1
    assert caught.value.code.startswith("InvalidSecurityToken")
    expected = ["No credentials found."] if isinstance(found, CredentialsError) else []
    assert stage.notices == expected


async def test_a_key_that_cannot_be_renewed_is_not_tried_again() -> None:
    stage = Stage(refusal(400, EXPIRED))
    with pytest.raises(Rejected):
        await stage.client().call(CALL)
    assert len(stage.requests) == 1


class SkewedService:
    """Refuses times that are more than 15 minutes off, and says what time it is."""

    def __init__(self, ahead: timedelta) -> None:
        self.now = NOON + ahead
        self.refused = 0
        self.taken: list[str] = []
        self.hold = asyncio.Event()
        self.hold.set()

    async def answer(self, request: httpx.Request) -> httpx.Response:
        await self.hold.wait()
        sent = request.headers["x-acs-date"]
        date = {"Date": self.now.strftime("%a, %d %b %Y %H:%M:%S GMT")}
        if abs(datetime.fromisoformat(sent) - self.now) > timedelta(minutes=15):
            self.refused += 1
            envelope = {"Code": "InvalidTimeStamp.Expired", "Message": "m"}
            return httpx.Response(400, json=envelope, headers=date)
        self.taken.append(sent)
        return httpx.Response(200, content=OK.content, headers=date)

    def client(
        self, notices: list[str], clock: Callable[[], datetime] = lambda: NOON
    ) -> Client:
        transport = httpx.MockTransport(self.answer)
        return Client(
            KEY,
            clock=clock,
            network=Network(transport=transport),
            concurrency=8,
            on_notice=notices.append,
        )


async def test_a_refused_time_is_corrected_said_once_and_remembered() -> None:
    notices: list[str] = []
    service = SkewedService(timedelta(minutes=23))
    client = service.client(notices)
    for _ in range(3):
        await client.call(CALL)
    assert service.refused == 1
    assert service.taken == ["2026-01-02T12:23:00Z"] * 3
    (notice,) = notices
    assert notice.startswith("This machine's clock is 23 minutes slow: ")
    assert client.skew == timedelta(minutes=23)


async def test_calls_refused_together_are_all_signed_again() -> None:
    notices: list[str] = []
    service = SkewedService(timedelta(hours=-30))
    client = service.client(notices)
    service.hold.clear()
    calls = [asyncio.create_task(client.call(CALL)) for _ in range(8)]
    for _ in range(50):
        await asyncio.sleep(0)
    service.hold.set()
    await asyncio.gather(*calls)
    assert (service.refused, len(service.taken)) == (8, 8)
    assert len(notices) == 1


async def test_a_service_that_refuses_its_own_time_is_not_asked_for_ever() -> None:
    date = {"Date": "Fri, 02 Jan 2026 03:04:05 GMT"}
    stage = Stage(refusal(400, "InvalidTimeStamp.Expired", date))
    with pytest.raises(Rejected):
        await stage.client().call(CALL)
    assert len(stage.requests) == 1
    assert stage.notices == []


async def test_the_skew_is_known_without_any_refusal() -> None:
    """What a health check shows."""
    client = SkewedService(timedelta(seconds=90)).client([])
    assert client.skew is None
    await client.call(CALL)
    assert client.skew == timedelta(seconds=90)
