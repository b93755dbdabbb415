"""What the client takes care of: cancelling, large replies, secrets."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from rich.console import Console
from rich.traceback import Traceback

from ca_tui.api.client import LARGE, new_nonce
from ca_tui.api.errors import ConnectionFailed, Rejected
from ca_tui.api.signing import Credentials, Secret
from tests.api.stage import CALL, KEY, OK, SECRET, TOKEN, Pieces, Stage, refusal


async def test_cancelling_closes_the_reply() -> None:
    begun = asyncio.Event()

    async def pieces() -> AsyncIterator[bytes]:
        yield b"{"
        begun.set()
        await asyncio.Event().wait()

    stream = Pieces(pieces)
    stage = Stage(httpx.Response(200, stream=stream))
    task = asyncio.create_task(stage.client().call(CALL))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert stream.closed
    assert stage.heard == []


async def test_cancelling_a_wait_sends_nothing_more() -> None:
    stage = Stage(refusal(400, "Throttling"), OK)
    asleep = asyncio.Event()

    async def sleep(seconds: float) -> None:
        asleep.set()
        await asyncio.Event().wait()

    stage.sleep = sleep  # type: ignore[method-assign]  # a sleep that never ends
    task = asyncio.create_task(stage.client().call(CALL))
    await asleep.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(stage.requests) == 1


class Workers(ThreadPoolExecutor):
    """The loop's threads, counting what they are given."""

    given = 0

    def submit(self, *args: Any, **named: Any) -> Future[Any]:  # the stdlib's types
        self.given += 1
        return super().submit(*args, **named)


async def test_a_large_reply_is_decoded_in_a_thread() -> None:
    """The loop has the keyboard to serve."""
    workers = Workers(1)
    asyncio.get_running_loop().set_default_executor(workers)
    large = {"RequestId": "R-3", "Text": "x" * LARGE}
    stage = Stage(OK, httpx.Response(200, json=large))
    client = stage.client()
    await client.call(CALL)
    assert workers.given == 0
    assert (await client.call(CALL))[0] == large
    assert workers.given == 1


async def test_credentials_are_asked_for_before_every_attempt() -> None:
    known = [Credentials("first-access-key", Secret("s1")), KEY]

    async def provider() -> Credentials:
        return known.pop(0)

    stage = Stage(refusal(503, "ServiceUnavailable"), OK)
    await stage.client(provider).call(CALL)
    first, second = stage.sent("authorization")
    assert "Credential=first-access-key," in first
    assert "Credential=LTAI5t000000abcd," in second


async def test_every_attempt_is_counted() -> None:
    stage = Stage(refusal(503, "ServiceUnavailable"), OK, OK)
    client = stage.client()
    assert client.calls_per_minute() == 0
    await client.call(CALL)
    await client.call(CALL)
    assert client.calls_per_minute() == 3


async def test_a_server_that_echoes_the_token_is_not_repeated() -> None:
    echoed = {"Code": "SignatureDoesNotMatch", "Message": f"Got {TOKEN} of {SECRET}."}
    stage = Stage(httpx.Response(403, json=echoed))
    with pytest.raises(Rejected) as caught:
        await stage.client().call(CALL)
    assert caught.value.message == "Got *** of ***."
    assert TOKEN not in repr(caught.value)


@pytest.mark.parametrize(
    "fault",
    [
        RuntimeError("a bug of somebody else"),
        httpx.LocalProtocolError(f"Illegal header value b'{TOKEN}'"),
    ],
)
async def test_a_crash_report_with_local_variables_shows_no_secret(
    fault: Exception,
) -> None:
    """H14: Textual prints the locals of every frame of a crash, and its causes."""
    stage = Stage(*[fault] * 4)
    output = io.StringIO()
    with pytest.raises((RuntimeError, ConnectionFailed)) as caught:
        await stage.client().call(CALL)
    stage.script.clear()
    Console(file=output, width=400, color_system=None).print(
        Traceback.from_exception(
            caught.type,
            caught.value,
            caught.tb.tb_next,  # our own frame holds the fault
            show_locals=True,
            locals_max_string=9999,
            locals_max_length=9999,
        )
    )
    report = output.getvalue()
    assert "credentials = Credentials(***abcd" in report
    for secret in (SECRET, TOKEN, "Signature="):
        assert secret not in report


def test_a_nonce_is_used_once() -> None:
    nonces = {new_nonce() for _ in range(1000)}
    assert len(nonces) == 1000
    assert all(nonce.isalnum() for nonce in nonces)
