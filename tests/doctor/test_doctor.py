"""Who am I, what may I, what is in the way: against the emulator, well and ill."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ca_tui.api.permissions import PREFIXES
from ca_tui.cli import main
from ca_tui.doctor.operations import OPERATIONS, Operation
from ca_tui.emulator.endpoint import Endpoint
from ca_tui.emulator.faults import Faults, Kind, Rule
from ca_tui.emulator.serve import EmulatorThread
from ca_tui.emulator.world import World
from tests.cloud import standing_cloud
from tests.doctor.stage import Told, doctor

CHECKS = [
    "credentials",
    "files",
    "identity",
    "clock",
    "ecs_region",
    "ecs:DescribeRegions",
    "ecs:DescribeInvocationResults",
    "ecs:DescribeInvocations",
    "ecs:DescribeInstances",
    "ecs:DescribeCloudAssistantStatus",
    "swas_region",
    "swas:ListRegions",
    "swas:DescribeCommandInvocations",
    "swas:ListInstances",
    "swas:DescribeInvocations",
    "swas:DescribeInvocationResult",
    "network",
    "terminal",
    "clipboard",
    "versions",
]

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with standing_cloud() as address:
        yield address


def ill(capsys: Capture, *rules: Rule, argv: tuple[str, ...] = ()) -> Told:
    """Against a cloud with these faults."""
    with standing_cloud(results=100, faults=Faults(rules)) as address:
        return doctor(capsys, "--endpoint", address, *argv)


def test_all_is_well(url: str, capsys: Capture) -> None:
    told = doctor(capsys, "--endpoint", url, "--region", "cn-hangzhou")
    assert told.code == 0
    assert list(told.checks) == CHECKS
    assert told.states("") <= {"ok", "warning"}
    assert told.states("ecs") == told.states("swas") == {"ok"}
    assert "***y-id from environment (ALIBABA_CLOUD_ACCESS_KEY_ID)" in told.text
    assert "RAM user demo, account ***4444" in told.text
    assert "1111222233334444" not in told.text + str(told.checks)
    assert "ecs         5 operations allowed" in told.text
    assert "agrees with the service's" in told.text


def test_the_demo_needs_no_account(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ALIBABA_CLOUD_ACCESS_KEY_ID")
    told = doctor(capsys, "--demo")
    assert told.code == 0
    assert told.says("credentials") == "***y-id from demo "
    assert told.states("ecs") == told.states("swas") == {"ok"}


def test_one_service_is_all_that_is_asked(url: str, capsys: Capture) -> None:
    told = doctor(capsys, "--endpoint", url, "--service", "swas")
    assert told.states("ecs") == set()
    assert told.states("swas") == {"ok"}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.check)
def test_a_denied_operation_is_told_with_its_ram_action(
    operation: Operation, capsys: Capture
) -> None:
    rule = Rule("denied", action=operation.action)
    told = ill(capsys, rule, argv=("--service", operation.service))
    ram_action = f"{PREFIXES[operation.service]}:{operation.action}"
    assert told.code == 1
    assert told.fact(operation.check, "missing_ram_action") == ram_action
    assert f"missing RAM action: {ram_action}" in told.text
    assert f"without: no {operation.gives}." in told.text
    failed = [name for name in told.checks if told.state(name) == "failed"]
    assert failed == [operation.check]


def test_everything_denied_still_fits(capsys: Capture) -> None:
    told = ill(capsys, Rule("denied"))
    assert told.code == 1
    for operation in OPERATIONS:
        assert f":{operation.action}" in told.text
    assert told.state("identity") == "warning"


def test_an_empty_list_of_instances_is_no_proof(capsys: Capture) -> None:
    told = ill(capsys, Rule("blind", action="DescribeInstances"))
    assert told.code == 0
    check = "ecs:DescribeInstances"
    assert told.state(check) == "warning"
    assert "though results have instances" in told.says(check)
    assert "ecs:DescribeInstances may be missing" in told.says(check)
    assert told.fact(check, "allowed") is None


@pytest.mark.parametrize(
    ("key_id", "secret", "code"),
    [
        ("LTAI5tNobodyHasThis", "whatever-secret", "InvalidAccessKeyId.NotFound"),
        ("demo-access-key-id", "another-secret-value", "SignatureDoesNotMatch"),
    ],
)
def test_a_refused_key_spares_the_other_calls(
    url: str,
    key_id: str,
    secret: str,
    code: str,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", key_id)
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", secret)
    told = doctor(capsys, "--endpoint", url)
    assert told.code == 1
    assert code in told.says("identity")
    assert told.state("identity") == "failed"
    assert told.says("ecs:DescribeRegions") == "not asked: the key is refused "
    assert "5 operations not asked: the key is refused" in told.text
    assert secret not in told.text + str(told.checks)
    assert key_id not in told.text + str(told.checks)


def test_a_token_is_not_told_and_its_refusal_is(
    url: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = "CAISa-token-that-nobody-issued"
    monkeypatch.setenv("ALIBABA_CLOUD_SECURITY_TOKEN", token)
    told = doctor(capsys, "--endpoint", url)
    assert told.code == 1
    assert "temporary" in told.says("credentials")
    assert "InvalidSecurityToken" in told.says("identity")
    assert token not in told.text + str(told.checks)


def test_without_credentials_nobody_is_asked(
    url: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ALIBABA_CLOUD_ACCESS_KEY_ID")
    told = doctor(capsys, "--endpoint", url)
    assert told.code == 1
    assert told.state("credentials") == "failed"
    assert "ca-tui --demo" in told.says("credentials")
    assert told.fact("credentials", "looked_at")
    assert told.says("identity") == told.says("clock") == "not asked: no credentials "
    assert told.says("swas:ListRegions") == "not asked: no credentials "
    assert told.state("versions") == "ok"


def test_a_profile_that_is_not_there_is_said(url: str, capsys: Capture) -> None:
    told = doctor(capsys, "--endpoint", url, "--profile", "prod")
    assert told.code == 1
    assert "'prod'" in told.says("credentials")


@pytest.mark.parametrize(
    ("ahead", "state"), [(30, "ok"), (200, "warning"), (-3000, "failed")]
)
def test_a_clock_that_is_wrong_is_measured_and_the_rest_goes_on(
    ahead: int, state: str, capsys: Capture
) -> None:
    world = World(7, 100)
    endpoint = Endpoint(world, lambda: time.time() + ahead)
    with EmulatorThread(endpoint) as thread:
        told = doctor(capsys, "--endpoint", thread.url)
    assert told.state("clock") == state
    assert told.fact("clock", "skew_seconds") == pytest.approx(ahead, abs=3)
    assert told.code == (state == "failed")
    assert told.states("ecs") == told.states("swas") == {"ok"}
    assert told.state("identity") == "ok"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("error", "InternalError"),
        ("unavailable", "ServiceUnavailable"),
        ("html", "HTTP 502 with a web page"),
        ("cut", "JSON that is cut off"),
        ("empty", "an empty body"),
        ("drop", "connection to 127.0.0.1"),
    ],
)
def test_what_comes_instead_of_a_reply_is_named(
    kind: Kind, words: str, capsys: Capture
) -> None:
    told = ill(capsys, Rule(kind))
    assert told.code == 1
    assert words in " ".join(told.text.split())
    assert "failed" in told.states("ecs")
    assert "failed" in told.states("swas")


def test_throttling_is_told_and_not_waited_for(capsys: Capture) -> None:
    told = ill(capsys, Rule("throttle", retry_after_ms=60_000))
    assert told.code == 0
    assert told.states("ecs:") == {"warning"}
    assert "throttled now (Throttling.User)" in told.text


def test_an_endpoint_that_nobody_listens_at_is_asked_no_further(
    capsys: Capture,
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        told = doctor(capsys, "--endpoint", f"http://127.0.0.1:{port}")
    assert told.code == 1
    assert told.state("ecs_region") == told.state("swas_region") == "failed"
    assert "Cannot connect" in told.says("ecs_region")
    check = "ecs:DescribeInstances"
    assert told.says(check) == f"not asked: 127.0.0.1:{port} does not answer "
    assert f"4 operations not asked: 127.0.0.1:{port} does not answer" in told.text
    assert told.text.count("Check network, proxy and endpoint.") == 1


def test_a_region_that_one_service_lacks_is_no_failure(
    url: str, capsys: Capture
) -> None:
    told = doctor(capsys, "--endpoint", url, "--region", "cn-beijing")
    assert told.code == 0
    assert told.states("ecs") == {"ok"}
    assert "cn-beijing has no Simple Application Server" in told.says("swas_region")


def test_a_region_that_there_is_not_is_named_with_those_there_are(
    url: str, capsys: Capture
) -> None:
    where = ("--region", "cn-hangzhou", "--region", "cn-nowhere")
    told = doctor(capsys, "--endpoint", url, *where)
    assert told.code == 1
    assert "cn-nowhere" in told.says("regions")
    assert "cn-shanghai" in told.says("regions")


def test_certificates_that_cannot_be_read_are_named(
    url: str, capsys: Capture, tmp_path: Path
) -> None:
    bundle = tmp_path / "corp.pem"
    endpoint = url.replace("http:", "https:")
    told = doctor(capsys, "--endpoint", endpoint, "--ca-bundle", str(bundle))
    assert told.code == 1
    assert "corp.pem cannot be read" in told.says("ecs_region").replace("\n", " ")


def test_replies_full_of_control_bytes_are_shown_and_not_obeyed(
    capsys: Capture,
) -> None:
    told = ill(capsys, Rule("hostile-all"))
    assert told.text.replace("\n", "").isprintable()


def test_a_mistake_in_the_options_is_no_finding(capsys: Capture) -> None:
    assert main(["doctor", "--endpoint", "http://ecs.example.com"]) == 2
    assert "this machine only" in capsys.readouterr().err
