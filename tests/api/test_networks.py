"""Proxies, private certificates, IPv6 and endpoints that cannot be reached."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from ca_tui.api.client import Client
from ca_tui.api.ecs import Ecs
from ca_tui.api.endpoints import Endpoints
from ca_tui.api.errors import ConnectionFailed
from ca_tui.api.network import Network
from ca_tui.api.wire import check_endpoint
from tests.api.certificates import HOST, Certificate
from tests.api.scripted_server import HEAD, Server
from tests.api.stage import CALL, GOOD, KEY, Stage

ANSWER = HEAD % len(GOOD) + GOOD

FAR = replace(CALL, host=HOST)


async def no_sleep(seconds: float) -> None:
    """Time passes at once."""


def client(endpoint: str | None = None, ca_bundle: Path | None = None) -> Client:
    return Client(
        KEY,
        clock=lambda: datetime(2026, 1, 2, tzinfo=UTC),
        sleep=no_sleep,
        network=Network(ca_bundle=ca_bundle),
        endpoint=endpoint,
    )


class Proxy:
    """An HTTP proxy that leads everything to one port of this machine."""

    def __init__(self, port: int, refusal: bytes = b"") -> None:
        self.asked: list[str] = []
        self.url = ""
        self._port = port
        self._refusal = refusal

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Proxy]:
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        async with server:
            self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            yield self

    async def _connect(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.asked.append(head.decode().split("\r\n")[0])
        if self._refusal:
            writer.write(self._refusal)
            writer.close()
            return
        back, forth = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_pump(reader, forth), _pump(back, writer))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
    writer.close()


async def test_a_proxy_carries_a_call_whose_certificate_a_bundle_vouches_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = Certificate(tmp_path)
    async with (
        Server(ANSWER).running(certificate.server()) as server,
        Proxy(server.port).running() as proxy,
    ):
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        calls = client(ca_bundle=certificate.file)
        tree, _ = await calls.call(FAR)
        await calls.aclose()
    assert tree["RequestId"] == "R-1"
    assert proxy.asked == [f"CONNECT {HOST}:443 HTTP/1.1"]
    assert f"\r\nhost: {HOST}\r\n" in server.heads[0].lower()


async def test_a_proxy_sees_no_call_that_an_unknown_server_would_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        Server().running(Certificate(tmp_path).server()) as server,
        Proxy(server.port).running() as proxy,
    ):
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        calls = client()
        with pytest.raises(ConnectionFailed, match="CERTIFICATE_VERIFY_FAILED"):
            await calls.call(FAR)
        await calls.aclose()
    assert server.heads == []


async def test_a_proxy_that_refuses_is_named_as_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"
    async with Proxy(0, refusal).running() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        calls = client()
        with pytest.raises(ConnectionFailed, match="through the proxy: 407"):
            await calls.call(FAR)
        await calls.aclose()


async def test_hosts_named_in_no_proxy_are_asked_directly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with Proxy(0, b"HTTP/1.1 403 No\r\n\r\n").running() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "example.com,.aliyuncs.invalid")
        calls = client()
        with pytest.raises(ConnectionFailed, match=f"Cannot connect to {HOST}: "):
            await calls.call(FAR)
        await calls.aclose()
    assert proxy.asked == []


async def test_this_machine_is_never_asked_through_a_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = Certificate(tmp_path)
    async with (
        Server(ANSWER).running(certificate.server()) as server,
        Proxy(0, b"HTTP/1.1 403 No\r\n\r\n").running() as proxy,
    ):
        for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        calls = client(server.url, certificate.file)
        await calls.call(CALL)
        await calls.aclose()
    assert proxy.asked == []
    assert len(server.heads) == 1


def speaks_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as one:
            one.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not speaks_ipv6(), reason="this machine has no ::1")
@pytest.mark.parametrize("secure", [False, True])
async def test_an_endpoint_may_be_an_ipv6_address(secure: bool, tmp_path: Path) -> None:
    certificate = Certificate(tmp_path)
    tls = certificate.server() if secure else None
    async with Server(ANSWER).running(tls, "::1") as server:
        calls = client(server.url, certificate.file)
        await calls.call(CALL)
        await calls.aclose()
    assert f"\r\nhost: [::1]:{server.port}\r\n" in server.heads[0].lower()
    assert check_endpoint(server.url)[1] == f"[::1]:{server.port}"


class Hosts:
    """Answers DescribeRegions on some hosts; the others cannot be reached."""

    def __init__(self, *reachable: str) -> None:
        self.asked: list[str] = []
        self._reachable = reachable
        self.stage = Stage()

    def ecs(self, endpoints: Endpoints) -> Ecs:
        network = Network(transport=httpx.MockTransport(self._answer))
        client = Client(
            KEY,
            clock=lambda: self.stage.now,
            sleep=self.stage.sleep,
            network=network,
        )
        return Ecs(client, endpoints=endpoints)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        self.asked += [host] * (host not in self.asked)
        if host not in self._reachable:
            raise httpx.ConnectError("Connection refused")
        region = {
            "RegionId": "cn-hangzhou",
            "RegionEndpoint": "ecs-cn-hangzhou.aliyuncs.com",
        }
        return httpx.Response(200, json={"Regions": {"Region": [region]}})


async def test_regions_are_asked_of_the_central_host_where_the_usual_one_is_away() -> (
    None
):
    hosts, endpoints = Hosts("ecs.aliyuncs.com"), Endpoints(home="cn-qingdao")
    page = await hosts.ecs(endpoints).regions()
    assert [region.region_id for region in page.regions] == ["cn-hangzhou"]
    assert hosts.asked == ["ecs.cn-qingdao.aliyuncs.com", "ecs.aliyuncs.com"]
    assert endpoints.host("ecs", "cn-hangzhou")[0] == "ecs-cn-hangzhou.aliyuncs.com"
    assert endpoints.host("ecs", "cn-qingdao")[0] == "ecs.cn-qingdao.aliyuncs.com"


@pytest.mark.parametrize(
    "endpoints",
    [Endpoints(vpc=True), Endpoints("gateway.example")],
    ids=["in a VPC", "an endpoint of the operator"],
)
async def test_nobody_else_is_asked_where_the_operator_said_whom_to_ask(
    endpoints: Endpoints,
) -> None:
    hosts = Hosts("ecs.aliyuncs.com")
    with pytest.raises(ConnectionFailed):
        await hosts.ecs(endpoints).regions()
    assert len(hosts.asked) == 1
