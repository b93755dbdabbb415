"""`ca-tui list` while the service misbehaves: every result, or what is missing.

Each row of MATRIX is run in both ways of paging over a socket.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from ca_tui.api.limits import Limits
from ca_tui.cli import main
from ca_tui.connection import Connection
from ca_tui.emulator.auth import DEMO_KEYS
from ca_tui.emulator.world import World
from tests.cloud import use_demo_key
from tests.faults.server import (
    Cache,
    Fault,
    FaultyServer,
    StandingEndpoint,
    faulty,
)

NOW = datetime(2026, 1, 2, 13, tzinfo=UTC)

WORLD = World(7, 1000)

CACHE: Cache = {}

RESULTS = 1000

PATIENT = Limits(first_delay=0.01)
"""The real limits, but for waits after a fault."""

HASTY = replace(PATIENT, silence=0.5)
"""Where silence is the fault: as the real limits, in a hurry."""

BRISK = replace(PATIENT, total=1.0)


@dataclass(frozen=True)
class Row:
    """A fault, and what the program makes of it."""

    fault: Fault
    missing: tuple[str, ...] = ()
    """Words that tell what is missing; empty: nothing is."""
    limits: Limits = PATIENT

    def __str__(self) -> str:
        often = "for ever" if self.fault.times is None else "in passing"
        return f"{self.fault.kind} {often}"


LOST = "DescribeInvocationResults (cn-hangzhou): "

MATRIX = [
    Row(Fault("throttle", times=3)),
    Row(Fault("throttle", times=None), ("Throttling.User", "RequestId R-0")),
    Row(Fault("error 500", times=3)),
    Row(Fault("error 500", times=None), ("InternalError", "RequestId R-0")),
    Row(Fault("unavailable 503", times=3)),
    Row(Fault("unavailable 503", times=None), ("ServiceUnavailable",)),
    Row(Fault("reset in the body", times=2)),
    Row(Fault("reset in the body", times=None), (LOST, "was lost before the reply")),
    Row(Fault("hang up", times=2)),
    Row(Fault("cut JSON", times=2)),
    Row(Fault("cut JSON", times=None), (LOST, "JSON that is cut off")),
    Row(Fault("HTML 502", times=2)),
    Row(Fault("HTML 502", times=None), (LOST, "HTTP 502 with a web page", "proxy")),
    Row(Fault("empty body", times=2)),
    Row(Fault("endless body"), (LOST, "larger than 32 MB")),
    Row(Fault("silence", times=2), limits=HASTY),
    Row(Fault("silence", times=None), (LOST, "was silent for 0.5 s"), HASTY),
    Row(Fault("silence in the body"), limits=HASTY),
    Row(Fault("drip"), limits=BRISK),
    Row(Fault("drip", times=None), (LOST, "No whole reply", "within 1 s"), BRISK),
    Row(Fault("odd charset", times=None)),
]

MODES = ["token", "page"]


async def no_sleep(seconds: float) -> None:
    """Waits are decided elsewhere; here they only take time."""


def endpoint(
    keys: Mapping[str, str] = DEMO_KEYS, tokens: Mapping[str, str] | None = None
) -> StandingEndpoint:
    """The service, now."""
    return StandingEndpoint(WORLD, NOW.timestamp(), CACHE, keys=keys, tokens=tokens)


def listed(
    url: str,
    mode: str,
    capsys: pytest.CaptureFixture[str],
    *,
    now: datetime = NOW,
    limits: Limits = PATIENT,
) -> tuple[int, set[str], str]:
    """Exit code of `ca-tui list`, the results it printed, what it said."""
    argv = ["list", "--endpoint", url, "--paging", mode, "--depth", "all"]
    argv += ["--format", "jsonl", "--region", "cn-hangzhou", "--service", "ecs"]
    connect = partial(Connection, clock=lambda: now, sleep=no_sleep, limits=limits)
    code = main(argv, connect)
    said = capsys.readouterr()
    lines = [json.loads(line) for line in said.out.splitlines()]
    keys = {f"{line['invoke_id']} {line['instance_id']}" for line in lines}
    assert len(keys) == len(lines)
    return code, keys, said.err


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    use_demo_key(monkeypatch)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("row", MATRIX, ids=str)
def test_every_result_comes_or_what_is_missing_is_named(
    row: Row,
    mode: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with faulty(FaultyServer(endpoint().handle, [replace(row.fault)])) as server:
        code, keys, said = listed(server.url, mode, capsys, limits=row.limits)
    if row.missing:
        assert code == 1
        assert all(words in said for words in row.missing), said
        assert 100 <= len(keys) < RESULTS
    else:
        assert (code, len(keys), said) == (0, RESULTS, "")


OLD, NEW = "STS.OldOldOldOldOldOld", "STS.NewNewNewNewNewNew"

TOKENS = {OLD: "CAIS-the-old-one", NEW: "CAIS-the-new-one"}

SECRET = "a-secret-of-tests"


def nothing() -> None:
    """Nobody signs in."""


def sign_in(home: Path, key_id: str) -> None:
    """What the vendor's CLI leaves behind after a login."""
    profile = {
        "name": "default",
        "mode": "StsToken",
        "access_key_id": key_id,
        "access_key_secret": SECRET,
        "sts_token": TOKENS[key_id],
        "region_id": "cn-hangzhou",
    }
    folder = home / ".aliyun"
    folder.mkdir(exist_ok=True)
    file = folder / "config.json"
    file.touch(0o600)
    file.write_text(json.dumps({"current": "default", "profiles": [profile]}))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("again", [True, False], ids=["another login", "no login"])
def test_an_expired_token_is_replaced_by_that_of_another_login(
    mode: str,
    again: bool,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("ID", "SECRET"):
        monkeypatch.delenv(f"ALIBABA_CLOUD_ACCESS_KEY_{name}")
    sign_in(home, OLD)
    service = endpoint(dict.fromkeys(TOKENS, SECRET), TOKENS)
    log_in: Callable[[], None] = partial(sign_in, home, NEW) if again else nothing
    fault = Fault("expired token", times=1 if again else None)
    with faulty(FaultyServer(service.handle, [fault], on_fault=log_in)) as server:
        code, keys, said = listed(server.url, mode, capsys)
    assert not any(secret in said for secret in (SECRET, *TOKENS.values()))
    if again:
        assert (code, len(keys), said) == (0, RESULTS, "")
    else:
        assert code == 1
        assert "InvalidSecurityToken.Expired" in said
        assert 100 <= len(keys) < RESULTS


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("hours", [-30, 1])
def test_a_clock_that_is_wrong_is_said_and_nothing_is_missing(
    mode: str,
    hours: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    now = NOW - timedelta(hours=hours)
    with faulty(FaultyServer(endpoint().handle)) as server:
        code, keys, said = listed(server.url, mode, capsys, now=now)
    assert (code, len(keys)) == (0, RESULTS)
    assert "requests are signed with the service's time" in said
    assert ("slow" if hours > 0 else "fast") in said
    assert len(said.splitlines()) == 1
