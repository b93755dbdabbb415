"""The client on a real socket of this machine, and what it keeps to itself."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from ca_tui.api.client import Client
from ca_tui.api.errors import ConnectionFailed, UsageError
from ca_tui.api.retry import Wait
from ca_tui.api.signing import Credentials
from tests.api.certificates import Certificate
from tests.api.scripted_server import HEAD, Server
from tests.api.stage import (
    CALL,
    GOOD,
    KEY,
    SECRET,
    TOKEN,
    Stage,
)


async def no_sleep(seconds: float) -> None:
    """Time passes at once."""


def real_client(
    endpoint: str | None, waits: list[Wait], credentials: Credentials = KEY
) -> Client:
    return Client(
        credentials,
        clock=lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        sleep=no_sleep,
        random=lambda: 0.5,
        endpoint=endpoint,
        on_wait=waits.append,
    )


@pytest.fixture
def proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxies in the environment that nobody answers on."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("proxies")
async def test_an_endpoint_on_this_machine_takes_every_call_past_the_proxy() -> None:
    async with Server(HEAD % len(GOOD) + GOOD).running() as server:
        client = real_client(server.url, [])
        tree, size = await client.call(CALL)
        await client.aclose()
    assert (tree["RequestId"], size) == ("R-1", len(GOOD))
    host = server.url.removeprefix("http://")
    assert server.heads[0].startswith("POST / HTTP/1.1\r\n")
    assert f"\r\nhost: {host}\r\n" in server.heads[0].lower()
    assert server.heads[0].lower().count("host:") == 1


async def test_a_connection_lost_within_the_reply_is_made_again() -> None:
    waits: list[Wait] = []
    lost = HEAD % len(GOOD) + GOOD[:-5]
    async with Server(b"", lost, HEAD % len(GOOD) + GOOD).running() as server:
        client = real_client(server.url, waits)
        tree, _ = await client.call(CALL)
        await client.aclose()
    assert tree["RequestId"] == "R-1"
    assert [type(wait.error) for wait in waits] == [ConnectionFailed, ConnectionFailed]
    assert "was lost before the reply was there" in str(waits[1].error)


async def test_nobody_listening_is_said_with_the_place() -> None:
    async with Server().running() as server:
        url = server.url
    client = real_client(url, [])
    with pytest.raises(ConnectionFailed) as caught:
        await client.call(CALL)
    await client.aclose()
    place = url.removeprefix("http://")
    assert str(caught.value).startswith(
        f"DescribeRegions (cn-hangzhou): Cannot connect to {place}: "
    )


async def test_many_first_calls_at_once_are_all_answered() -> None:
    script = [HEAD % len(GOOD) + GOOD] * 20
    async with Server(*script).running() as server:
        client = real_client(server.url, [])
        replies = await asyncio.gather(*(client.call(CALL) for _ in range(20)))
        await client.aclose()
    assert len(replies) == 20
    assert client.calls_per_minute() == 20


@pytest.mark.parametrize(
    "endpoint", ["http://ecs.aliyuncs.com", "http://10.0.0.1", "nonsense"]
)
def test_an_endpoint_that_shows_everything_to_everybody_is_refused(
    endpoint: str,
) -> None:
    with pytest.raises(UsageError):
        Stage().client(endpoint=endpoint)


async def test_certificates_that_are_missing_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nonexistent/bundle.pem")
    with pytest.raises(UsageError, match="SSL_CERT_FILE"):
        await real_client(None, []).call(CALL)


async def test_a_proxy_that_cannot_be_used_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "ftp://operator:passw0rd@proxy.example")
    with pytest.raises(UsageError, match="The proxy that HTTPS_PROXY") as caught:
        await real_client(None, []).call(CALL)
    assert "passw0rd" not in str(caught.value)


async def test_a_certificate_that_nobody_vouches_for_gets_no_request(
    tmp_path: Path,
) -> None:
    async with Server().running(Certificate(tmp_path).server()) as server:
        client = real_client(server.url, [])
        with pytest.raises(ConnectionFailed, match="CERTIFICATE_VERIFY_FAILED"):
            await client.call(CALL)
        await client.aclose()
    assert server.heads == []


@pytest.mark.parametrize("host", ["999.1.1.1", "[:::::]"])
async def test_an_address_that_is_none_is_said_before_sending(host: str) -> None:
    stage = Stage()
    with pytest.raises(UsageError, match="no host name"):
        await stage.client().call(replace(CALL, host=host))
    assert stage.requests == []


async def test_the_log_has_a_line_for_each_attempt_and_no_secret(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Every logger of the process is heard, at its most talkative."""
    caplog.set_level(logging.DEBUG)
    busy = b'{"Code":"Throttling","Message":"m","RequestId":"R-2"}'
    script = (
        b"HTTP/1.1 400 Bad\r\nContent-Length: %d\r\n\r\n" % len(busy) + busy,
        b"",
        HEAD % 2 + b"{}",
    )
    async with Server(*script).running() as server:
        client = real_client(server.url, [])
        await client.call(CALL)
        await client.aclose()
    ours = [record for record in caplog.records if record.name == "ca_tui.api"]
    lines = [record.getMessage() for record in ours]
    assert lines[0] == (
        f"DescribeRegions cn-hangzhou 400 R-2 {len(busy)} bytes Throttling 0 ms"
    )
    assert lines[1].startswith("DescribeRegions cn-hangzhou - - 0 bytes The connection")
    assert lines[2] == "DescribeRegions cn-hangzhou 200 R-9 2 bytes 0 ms"
    assert [record.levelname for record in ours] == ["WARNING", "WARNING", "INFO"]
    signatures = [head.split("Signature=")[1].split()[0] for head in server.heads]
    for secret in (SECRET, TOKEN, KEY.access_key_id, *signatures):
        assert secret not in caplog.text


def test_what_is_not_installed_is_not_looked_for_in_each_request() -> None:
    """Either sniffio is there, or importing it fails without a look at the disk."""
    module = sys.modules.get("sniffio", "never asked for")
    assert module is None or isinstance(module, ModuleType)


def test_a_first_request_imports_nothing() -> None:
    """It would hold the event loop; this module is imported in a thread."""
    program = """
import asyncio, sys
from ca_tui.api.errors import ConnectionFailed
from ca_tui.api.network import Network
from ca_tui.api.wire import Request

async def main() -> set[str]:
    network, before = Network(), set(sys.modules)
    request = Request("GET", "http://127.0.0.1:1/", {})
    try:
        await network.send(request, "127.0.0.1")
    except ConnectionFailed:
        return set(sys.modules) - before

sys.exit(" ".join(asyncio.run(main())) or 0)
"""
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stderr) == (0, "")
