"""The emulator on a socket."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ca_tui.emulator.endpoint import Endpoint
from ca_tui.emulator.faults import Faults, Rule
from ca_tui.emulator.serve import EmulatorThread, Server, serve
from ca_tui.emulator.world import World
from tests.emulator.asking import NOON, Asker, Json, dig

QUERY = "/?Action=DescribeRegions&Version=2014-05-26&Format=JSON"


def endpoint(faults: Faults | None = None) -> Endpoint:
    return Endpoint(World(results=50), lambda: NOON, faults=faults)


async def talk(server: Server, *sent: bytes) -> bytes:
    """Everything the server says until it closes or says nothing more."""
    where = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    for part in sent:
        writer.write(part)
        await writer.drain()
    writer.write_eof()
    said = await reader.read()
    writer.close()
    return said


async def test_a_connection_carries_several_requests() -> None:
    server = await serve(endpoint())
    request = f"GET {QUERY} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    said = await talk(server, request + request, request)
    await server.close()
    assert said.count(b"HTTP/1.1 400 Bad Request\r\n") == 3
    assert said.count(b"MissingAccessKeyId") >= 3
    assert b"Connection: keep-alive" in said


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", b"413"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", b"411"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000 + b"\r\n\r\n", b"431"),
    ],
)
async def test_what_is_no_request_ends_the_connection(
    sent: bytes, status: bytes
) -> None:
    server = await serve(endpoint())
    said = await talk(server, sent)
    await server.close()
    assert said.startswith(b"HTTP/1.1 " + status)
    assert b"Connection: close" in said


async def test_a_form_body_is_read() -> None:
    server = await serve(endpoint())
    body = QUERY[2:].encode()
    head = (
        "POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Connection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    said = await talk(server, head.encode(), body[:5], body[5:])
    await server.close()
    assert b"MissingAccessKeyId" in said


@pytest.mark.parametrize(("takes", "left"), [(0.0, [0.25]), (0.1, [0.15]), (1.0, [])])
async def test_making_a_reply_is_a_part_of_the_latency(
    takes: float, left: list[float]
) -> None:
    slept: list[float] = []
    times = iter((10.0, 10.0 + takes))

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    server = await serve(
        endpoint(), latency=0.25, sleep=sleep, clock=lambda: next(times)
    )
    await talk(server, f"GET {QUERY} HTTP/1.0\r\n\r\n".encode())
    await server.close()
    assert slept == pytest.approx(left)


async def test_closing_ends_waiting_connections() -> None:
    server = await serve(endpoint())
    where = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    writer.write(f"GET {QUERY} HTTP/1.1\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    await server.close()
    await reader.read()
    assert reader.at_eof()
    writer.close()
    with pytest.raises(OSError, match=r"."):
        await asyncio.open_connection(where.hostname, where.port)


@pytest.mark.parametrize("host", ["0.0.0.0", "", "::", "192.168.1.1", "example.com"])
async def test_only_this_machine_can_reach_it(host: str) -> None:
    with pytest.raises(ValueError, match="this machine only"):
        await serve(endpoint(), host=host)
    with (
        pytest.raises(ValueError, match="this machine only"),
        EmulatorThread(endpoint(), host=host),
    ):
        raise AssertionError("it was started")


def test_a_thread_serves_and_leaves_nothing_behind() -> None:
    before = set(threading.enumerate())
    with EmulatorThread(endpoint()) as emulator:
        assert set(threading.enumerate()) - before
        connection = HTTPConnection(urlsplit(emulator.url).netloc, timeout=60)
        for _ in range(2):
            connection.request("GET", QUERY)
            reply = connection.getresponse()
            body: Json = json.loads(reply.read())
            assert reply.status == 400
            assert dig(body, "Code") == "MissingAccessKeyId"
    assert set(threading.enumerate()) == before
    connection.close()


def test_a_taken_port_is_told() -> None:
    with EmulatorThread(endpoint()) as emulator:
        port = urlsplit(emulator.url).port
        assert port is not None
        with (
            pytest.raises(OSError, match="address already in use"),
            EmulatorThread(endpoint(), port=port),
        ):
            raise AssertionError("it was started")


async def test_a_dropped_call_gets_no_reply() -> None:
    asker = Asker(faults=Faults([Rule("drop", times=1)]))
    server = await serve(asker.endpoint)
    said = []
    for _ in range(2):
        target, headers = asker.signed("DescribeRegions", {})
        lines = [f"{name}: {value}" for name, value in headers.items()]
        head = "\r\n".join([f"POST {target} HTTP/1.1", *lines, "", ""])
        said.append(await talk(server, head.encode()))
    await server.close()
    assert said[0] == b""
    assert said[1].startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"cn-hangzhou" in said[1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_prints_its_url_and_ends_on_a_signal(
    number: signal.Signals,
) -> None:
    code = (
        "import sys\nfrom ca_tui.emulator.serve import run_forever\n"
        "sys.exit(run_forever(port=0, seed=7, results=50, instances=6, latency=0.0))"
    )
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    assert url.startswith("http://127.0.0.1:")
    connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
    connection.request("GET", QUERY)
    assert connection.getresponse().status == 400
    process.send_signal(number)
    assert process.wait(timeout=60) == 0
    process.stdout.close()
    connection.close()
