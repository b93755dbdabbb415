"""The vendor's own signing code judges what our client sends."""

from __future__ import annotations

import importlib
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

import pytest

from ca_tui.api.client import Client
from ca_tui.api.ecs import Ecs
from ca_tui.api.endpoints import Endpoints
from ca_tui.api.errors import ApiError
from ca_tui.api.models import Page, Scope
from ca_tui.api.service import Service
from ca_tui.api.signing import Credentials, Secret
from ca_tui.api.swas import Swas
from ca_tui.emulator.auth import DEMO_ACCESS_KEY_ID, DEMO_ACCESS_KEY_SECRET
from ca_tui.emulator.endpoint import Endpoint, Reply
from ca_tui.emulator.faults import Faults, Rule
from ca_tui.emulator.serve import EmulatorThread
from ca_tui.emulator.world import World
from tests.emulator.sdk import SdkError, ask

NOW = 1_772_431_402.0
"""2026-03-02T06:03:22Z."""

BY_TOKEN = {"MaxResults", "NextToken"}
BY_NUMBER = {"PageNumber", "PageSize"}

ECS = {
    "DescribeRegions",
    "DescribeInstances",
    "DescribeCloudAssistantStatus",
    "DescribeInvocationResults",
    "DescribeInvocations",
}
SWAS = {
    "ListRegions",
    "ListInstances",
    "DescribeInvocations",
    "DescribeCommandInvocations",
    "DescribeInvocationResult",
}

WORLD = World(results=120, instances=120)


@dataclass(frozen=True)
class Sent:
    """A request as it came through the socket."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def action(self) -> str:
        return self.headers["x-acs-action"]

    @property
    def params(self) -> dict[str, str]:
        pairs = parse_qsl(
            urlsplit(self.target).query, keep_blank_values=True, strict_parsing=True
        )
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    @property
    def signed(self) -> dict[str, str]:
        """The headers that Authorization says are signed."""
        _, _, rest = self.headers["authorization"].partition("SignedHeaders=")
        return {name: self.headers[name] for name in rest.split(",")[0].split(";")}


class Recorder(Endpoint):
    """The emulator, and everything that it was sent."""

    sent: list[Sent]

    def handle(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Reply:
        self.sent.append(Sent(method, target, dict(headers), body))
        return super().handle(method, target, headers, body)


def official_authorization(sent: Sent, secret: str) -> str:
    """The Authorization that alibabacloud_tea_openapi computes for a request."""
    utils = importlib.import_module("alibabacloud_tea_openapi.utils").Utils
    request = importlib.import_module("darabonba.request").DaraRequest()
    request.method = sent.method
    request.pathname = urlsplit(sent.target).path
    request.query = sent.params
    request.headers = sent.signed
    algorithm = "ACS3-HMAC-SHA256"
    payload = utils.hash(sent.body, algorithm).hex()
    found = utils.get_authorization(
        request, algorithm, payload, DEMO_ACCESS_KEY_ID, secret
    )
    assert isinstance(found, str)
    return found


@asynccontextmanager
async def recorded(
    *,
    token: str = "",
    secret: str = DEMO_ACCESS_KEY_SECRET,
    faults: Faults | None = None,
) -> AsyncIterator[tuple[Recorder, Client]]:
    """A client and the recorder that it talks to, over a socket."""
    tokens = {DEMO_ACCESS_KEY_ID: token} if token else None
    recorder = Recorder(WORLD, lambda: NOW, faults=faults, tokens=tokens)
    recorder.sent = []
    key = Credentials(
        DEMO_ACCESS_KEY_ID, Secret(secret), Secret(token) if token else None
    )
    with EmulatorThread(recorder) as thread:
        client = Client(
            key, clock=lambda: datetime.fromtimestamp(NOW, UTC), endpoint=thread.url
        )
        try:
            yield recorder, client
        finally:
            await client.aclose()


async def pages(found: AsyncIterator[Page]) -> list[Page]:
    return [page async for page in found]


async def every_question(service: Service, region_id: str) -> None:
    """Everything that the program ever asks of a service."""
    name = service.name
    await service.regions()
    instances = await pages(service.instances(region_id))
    ids = [each.instance_id for page in instances for each in page.instances]
    await pages(service.instances(region_id, ids[:3]))
    await service.agents(region_id, ids)
    everything = Scope(name, region_id)
    results = await pages(service.results(everything))
    await pages(service.invocations(everything))
    await service.glance(everything, 7)
    row = next(row for page in results for row in page.results)
    key = row.key
    await service.result(key)
    for scope in (
        Scope(name, region_id, instance_id=key.instance_id),
        Scope(name, region_id, invoke_id=key.invoke_id),
        Scope(name, region_id, command_id=row.command_id),
        Scope(name, region_id, tags=(("环境", "生产"), ("a b+c/*~", "=&%\"'<>"))),
        Scope(name, region_id, invoke_id=key.invoke_id, include_history=True),
        Scope(name, region_id, instance_id="i-'\"<>&=%20 +*~\x7f猫"),
    ):
        await pages(service.results(scope, 20))
        await service.glance(scope, 7)


def judge(sent: list[Sent]) -> None:
    """Every request has the signature that the vendor's code gives it."""
    assert sent
    for request in sent:
        official = official_authorization(request, DEMO_ACCESS_KEY_SECRET)
        assert request.headers["authorization"] == official, request.target
        names = {name for name in request.headers if name.startswith("x-acs-")}
        assert set(request.signed) == {"host", *names}
        assert not (BY_TOKEN & request.params.keys()) or not (
            BY_NUMBER & request.params.keys()
        ), request.target
    nonces = [request.headers["x-acs-signature-nonce"] for request in sent]
    assert len(set(nonces)) == len(nonces)


def paging_words(sent: list[Sent]) -> set[str]:
    return {name for each in sent for name in each.params} & (BY_TOKEN | BY_NUMBER)


@pytest.mark.parametrize("token", ["", "CAIS+token/with==chars"])
@pytest.mark.parametrize("mode", ["token", "page"])
async def test_official_code_signs_what_our_ecs_client_sends_alike(
    mode: Literal["token", "page"], token: str
) -> None:
    async with recorded(token=token) as (recorder, client):
        ecs = Ecs(client, endpoints=Endpoints(), paging=mode)
        await every_question(ecs, "cn-hangzhou")
    judge(recorder.sent)
    assert {each.action for each in recorder.sent} == ECS
    words = paging_words(recorder.sent)
    assert words == (BY_TOKEN if mode == "token" else BY_NUMBER)
    assert all(
        ("x-acs-security-token" in each.signed) == bool(token) for each in recorder.sent
    )


async def test_official_code_signs_what_our_swas_client_sends_alike() -> None:
    async with recorded() as (recorder, client):
        swas = Swas(client, endpoints=Endpoints())
        await every_question(swas, "cn-shanghai")
    judge(recorder.sent)
    assert {each.action for each in recorder.sent} == SWAS
    assert paging_words(recorder.sent) == BY_NUMBER


async def test_so_it_does_where_swas_must_be_asked_instance_by_instance() -> None:
    denied = Faults([Rule(kind="denied", action="DescribeCommandInvocations")])
    async with recorded(faults=denied) as (recorder, client):
        swas = Swas(client, endpoints=Endpoints())
        (page,) = await pages(swas.instances("cn-shanghai"))
        for instance in page.instances:
            scope = Scope("swas", "cn-shanghai", instance_id=instance.instance_id)
            await pages(swas.results(scope))
    judge(recorder.sent)
    asked = {each.action for each in recorder.sent}
    assert asked == SWAS - {"ListRegions"}
    assert paging_words(recorder.sent) == BY_NUMBER


async def test_a_wrong_secret_matches_for_nobody() -> None:
    async with recorded(secret="not-the-secret") as (recorder, client):
        services = (
            Ecs(client, endpoints=Endpoints()),
            Swas(client, endpoints=Endpoints()),
        )
        for service in services:
            with pytest.raises(ApiError) as caught:
                await service.regions()
            assert caught.value.code == "SignatureDoesNotMatch"
            assert "not-the-secret" not in str(caught.value)
    for sent in recorder.sent:
        good = official_authorization(sent, DEMO_ACCESS_KEY_SECRET)
        assert sent.headers["authorization"] != good
        wrong = official_authorization(sent, "not-the-secret")
        assert sent.headers["authorization"] == wrong
    with EmulatorThread(Endpoint(WORLD, time.time)) as thread:
        for name, action in (("ecs", "DescribeRegions"), ("swas", "ListRegions")):
            with pytest.raises(SdkError) as refused:
                ask(name, thread.url, action, secret="not-the-secret")
            assert refused.value.code == "SignatureDoesNotMatch"
