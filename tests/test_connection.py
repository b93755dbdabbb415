"""From a profile to services: who signs, which region, and what is told meanwhile."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ca_tui.api.errors import CredentialsError
from ca_tui.cli import main
from ca_tui.config import Config
from ca_tui.connection import Connection
from ca_tui.emulator.auth import DEMO_ACCESS_KEY_ID, DEMO_ACCESS_KEY_SECRET
from tests.cloud import at, standing_cloud
from tests.pty_session import PtySession

KEYS = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": DEMO_ACCESS_KEY_ID,
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": DEMO_ACCESS_KEY_SECRET,
}
NO_INSTANCE = {"ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true"}
PROFILE = {
    "name": "prod",
    "mode": "AK",
    "access_key_id": DEMO_ACCESS_KEY_ID,
    "access_key_secret": DEMO_ACCESS_KEY_SECRET,
    "region_id": "cn-shanghai",
}


def configured(home: Path, mode: int = 0o600) -> Path:
    file = home / ".aliyun" / "config.json"
    file.parent.mkdir()
    file.write_text(json.dumps({"current": "prod", "profiles": [PROFILE]}))
    file.chmod(mode)
    return file


def connection(
    home: Path, environ: dict[str, str] | None = None, profile: str = ""
) -> Connection:
    now = datetime.now(UTC)
    config = Config(profile=profile, endpoint="http://127.0.0.1:1")
    return Connection(config, environ or NO_INSTANCE, home, clock=lambda: now)


def test_the_title_is_whose_keys_sign(tmp_path: Path) -> None:
    assert connection(tmp_path).title == "ca-tui"
    configured(tmp_path)
    assert connection(tmp_path).title == "prod"
    assert connection(tmp_path, KEYS).title == "environment"
    assert connection(tmp_path, KEYS, "prod").title == "prod"


def test_the_profiles_region_is_opened_whoever_signs(tmp_path: Path) -> None:
    configured(tmp_path)
    assert connection(tmp_path, KEYS).default_region == "cn-shanghai"


async def test_without_a_key_nothing_is_connected(tmp_path: Path) -> None:
    source = connection(tmp_path)
    with pytest.raises(CredentialsError, match="ca-tui --demo"):
        await source.services()
    await source.aclose()


async def test_a_key_that_comes_later_needs_no_restart(tmp_path: Path) -> None:
    source = connection(tmp_path)
    with pytest.raises(CredentialsError):
        await source.services()
    configured(tmp_path)
    assert set(await source.services()) == {"ecs", "swas"}
    await source.aclose()


def test_a_profile_that_was_named_has_to_be_there(tmp_path: Path) -> None:
    configured(tmp_path)
    with pytest.raises(CredentialsError, match="no profile 'gone'"):
        connection(tmp_path, KEYS, "gone")


async def test_a_broken_file_does_not_stop_who_has_keys_elsewhere(
    tmp_path: Path,
) -> None:
    configured(tmp_path).write_text("{")
    source = connection(tmp_path, KEYS)
    assert "line 1: this is not JSON" in source.warnings[0]
    assert await source.services()
    await source.aclose()


async def test_each_warning_is_heard_once_from_connecting_on(tmp_path: Path) -> None:
    file = configured(tmp_path, 0o644)
    source = connection(tmp_path)
    heard: list[str] = []
    source.on_warning = heard.append
    assert heard == []
    for _ in range(2):
        await source.services()
    assert [f"chmod 600 {file}" in sentence for sentence in heard] == [True]
    assert source.warnings == tuple(heard)
    await source.aclose()


def test_list_tells_warnings_on_standard_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = configured(tmp_path, 0o644)
    monkeypatch.setenv("HOME", str(tmp_path))
    with standing_cloud(results=20) as url:
        assert main(at(url, "--region", "cn-hangzhou", "--service", "ecs")) == 0
    said = capsys.readouterr()
    assert said.err == (
        f"ca-tui: {file} holds secrets and everybody on this machine can read it:"
        f" chmod 600 {file}\n"
    )
    assert DEMO_ACCESS_KEY_SECRET not in said.out + said.err


def test_the_screen_shows_warnings(tmp_path: Path) -> None:
    configured(tmp_path, 0o644)
    env = {"HOME": str(tmp_path), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    with standing_cloud(results=20) as url:
        argv = ["--endpoint", url, "--region", "cn-hangzhou", "--service", "ecs"]
        with PtySession(argv, env=env, size=(120, 36)) as session:
            session.until_text("Credentials")
            session.until_text("holds secrets")
            session.send("q")
            assert session.until_ended() == 0
