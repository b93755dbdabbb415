"""Keys, files, clocks and the way to the service: what is said of each."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ca_tui.api.signing import Credentials, Secret
from ca_tui.config import Config
from ca_tui.connection import Line
from ca_tui.doctor import identity, network
from ca_tui.doctor.asking import Answer
from ca_tui.doctor.examination import Examination
from ca_tui.doctor.surface import Surface
from ca_tui.emulator.auth import DEMO_ACCESS_KEY_ID, DEMO_ACCESS_KEY_SECRET
from tests.cloud import NOON, standing_cloud
from tests.doctor.stage import doctor
from tests.ui.stage import KEY

HOST = "ecs.cn-hangzhou.aliyuncs.com"
SECRET = "a-secret-of-thirty-characters!"


def line(token: str = "", expires: datetime | None = None) -> Line:
    signer = Credentials(
        "STS.NUyAbcdEfgh1234",
        Secret(SECRET),
        Secret(token) if token else None,
        source="profile 'prod'",
    )
    return Line(None, {}, signer, expires)  # type: ignore[arg-type] # nobody calls


def test_a_key_is_told_by_its_last_four_characters_and_its_place() -> None:
    found = identity.key(line(), NOON)
    assert found.says == "***1234 from profile 'prod'"
    assert found.facts["temporary"] is False


def test_a_temporary_key_is_told_with_its_end() -> None:
    found = identity.key(
        line("a-token-of-some-length", NOON + timedelta(hours=1)), NOON
    )
    assert "temporary until" in found.says
    assert "(60 minutes)" in found.says
    assert found.facts["expires"] == "2026-03-02T13:00:00+00:00"
    assert "token-of" not in str(found)


@pytest.mark.parametrize(
    ("kind", "arn", "says"),
    [
        ("Account", "acs:ram::1234567890123456:root", "the account itself"),
        ("RAMUser", "acs:ram::1234567890123456:user/zhang san", "RAM user zhang san"),
        (
            "AssumedRoleUser",
            "acs:ram::1234567890123456:assumed-role/ops/me",
            "role ops/me",
        ),
        ("Novelty", "", "Novelty"),
    ],
)
def test_whose_key_it_is_without_the_account(kind: str, arn: str, says: str) -> None:
    answer = Answer(
        tree={"IdentityType": kind, "AccountId": "1234567890123456", "Arn": arn}
    )
    found = identity.identity(answer)
    assert found.says == f"{says}, account ***3456"
    assert "1234567890123456" not in str(found)
    assert identity.is_account(found) == (kind == "Account")


@pytest.mark.parametrize("tree", [{}, {"AccountId": 7, "Arn": None}, {"Arn": "x"}])
def test_an_identity_of_another_shape_is_somebody(tree: dict[str, object]) -> None:
    found = identity.identity(Answer(tree=tree))  # type: ignore[arg-type] # hostile
    assert found.state == "ok"


def test_a_file_that_everybody_can_read_is_a_warning(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ALIBABA_CLOUD_ACCESS_KEY_ID")
    file = tmp_path / ".aliyun" / "config.json"
    file.parent.mkdir()
    profile = {
        "name": "prod",
        "mode": "AK",
        "access_key_id": DEMO_ACCESS_KEY_ID,
        "access_key_secret": DEMO_ACCESS_KEY_SECRET,
        "region_id": "cn-shanghai",
    }
    file.write_text(json.dumps({"current": "prod", "profiles": [profile]}))
    file.chmod(0o644)
    with standing_cloud(results=20) as url:
        told = doctor(capsys, "--endpoint", url)
    assert told.code == 0
    assert told.state("files") == "warning"
    assert f"chmod 600 {file}" in told.says("files")
    assert "profile 'prod'" in told.says("credentials")
    assert told.fact("ecs_region", "region_id") == "cn-shanghai"


@pytest.mark.parametrize(
    ("seconds", "state", "words"),
    [
        (0, "ok", "agrees"),
        (-42, "ok", "42 seconds fast"),
        (130, "warning", "2 minutes slow"),
        (899, "warning", "15 minutes slow"),
        (900, "failed", "15 minutes slow"),
        (-86_400 * 3, "failed", "3 days fast"),
    ],
)
def test_a_clock_is_judged_by_what_the_service_refuses(
    seconds: float, state: str, words: str
) -> None:
    found = network.clock(timedelta(seconds=seconds))
    assert found.state == state
    assert words in found.says
    assert bool(found.remedy) == (state != "ok")


def test_a_proxy_is_told_without_its_password() -> None:
    environ = {"HTTPS_PROXY": "http://me:hunter2@proxy.corp:3128"}
    found = network.route(Config(), environ, HOST)
    assert found.says.startswith("proxy proxy.corp:3128 (HTTPS_PROXY)")
    assert found.facts["proxy_used"] is True
    assert "hunter2" not in str(found)
    assert "me:" not in str(found)


@pytest.mark.parametrize(
    ("environ", "host", "words"),
    [
        ({}, HOST, "no proxy"),
        ({"all_proxy": "socks.corp:1080"}, HOST, "socks.corp:1080 (all_proxy)"),
        ({"HTTPS_PROXY": "http://p:1"}, "127.0.0.1:8080", "not used for this machine"),
        (
            {"HTTPS_PROXY": "http://p:1", "NO_PROXY": ".aliyuncs.com"},
            HOST,
            "not used: NO_PROXY",
        ),
        ({"HTTPS_PROXY": "http://[broken"}, HOST, "something that is no URL"),
        ({"SSL_CERT_FILE": "/etc/x.pem"}, HOST, "certificates of SSL_CERT_FILE"),
    ],
)
def test_the_way_is_told(environ: dict[str, str], host: str, words: str) -> None:
    assert words in network.route(Config(), environ, host).says


def test_certificates_of_the_operator_are_told() -> None:
    config = Config(ca_bundle=Path("corp.pem"))
    assert "system's certificates and corp.pem" in network.route(config, {}, HOST).says


def test_a_slow_region_is_a_warning() -> None:
    found = network.reached("ecs", "eu-west-1", Answer("host", ms=2345.6))
    assert found.state == "warning"
    assert "2,346 ms" in found.says


async def test_a_service_that_is_silent_costs_no_more_than_the_limit(
    tmp_path: Path,
) -> None:
    heard = asyncio.Event()

    async def silence(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        heard.set()
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silence, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    config = Config(endpoint=f"http://127.0.0.1:{port}")
    found = Examination(config, KEY, tmp_path, Surface({}), limit=1)
    async with server:
        report = await found.run()
    assert heard.is_set()
    assert report.at.tzinfo == UTC
    by_name = {each.check: each for each in report.findings}
    words = "no answer within the 1 s of doctor"
    assert by_name["identity"].says == f"not known: {words}"
    assert by_name["ecs_region"].says == f"cn-hangzhou: {words}"
    assert by_name["ecs:DescribeInstances"].skipped
    assert report.state == "failed"
