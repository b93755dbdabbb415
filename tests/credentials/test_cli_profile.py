"""Which profile of the vendor's configuration is meant, and what it says."""

from __future__ import annotations

import json
import os
import traceback
from pathlib import Path

import pytest

from ca_tui.api.errors import CredentialsError
from ca_tui.credentials import find_profile, region_of
from tests.credentials.stand_in import Home

AK = {
    "name": "prod",
    "mode": "AK",
    "access_key_id": "LTAIprofile0001",
    "access_key_secret": "profile-secret-0123456789",
    "region_id": "cn-shanghai",
}
OTHER = {**AK, "name": "other", "region_id": ""}


def name_of(environ: dict[str, str], home: Home, named: str = "") -> str:
    profile = find_profile(environ, home.path, named)
    return profile.name if profile else ""


def test_the_current_profile_is_meant_without_a_name(home: Home) -> None:
    home.config(OTHER, AK, current="prod")
    assert name_of({}, home) == "prod"


@pytest.mark.parametrize(
    "variable", ["ALIBABACLOUD_PROFILE", "ALIBABA_CLOUD_PROFILE", "ALICLOUD_PROFILE"]
)
def test_the_environment_may_name_the_profile(home: Home, variable: str) -> None:
    home.config(AK, OTHER)
    assert name_of({variable: "other"}, home) == "other"


def test_a_name_on_the_command_line_goes_first(home: Home) -> None:
    home.config(AK, OTHER)
    assert name_of({"ALIBABA_CLOUD_PROFILE": "prod"}, home, "other") == "other"


@pytest.mark.parametrize(
    "environ",
    [
        {"ALIBABA_CLOUD_IGNORE_PROFILE": "TRUE"},
        {"ALIBABACLOUD_IGNORE_PROFILE": "true"},
        {"ALIBABA_CLOUD_CLI_PROFILE_DISABLED": "true"},
    ],
)
def test_profiles_can_be_switched_off_unless_one_is_named(
    home: Home, environ: dict[str, str]
) -> None:
    home.config(AK)
    assert name_of(environ, home) == ""
    assert name_of(environ, home, "prod") == "prod"


def test_no_file_and_no_profiles_mean_none(home: Home) -> None:
    assert find_profile({}, home.path) is None
    file = home.config(AK)
    for entries in ("[]", "[3, null]"):
        file.write_text(f'{{"current": "default", "profiles": {entries}}}')
        assert find_profile({}, home.path) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"profiles": [', "line 1"),
        ('{\n"profiles": [}', "line 2"),
        ("[" * 100_000, "line 1"),
        ("[]", "no JSON object"),
        ('{"profiles": 3}', "no list of profiles"),
        ('{"current": "x", "profiles": [{"name": "y"}]}', "no profile 'x'"),
        ("", "line 1"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(home: Home, text: str, words: str) -> None:
    home.config(AK).write_text(text)
    with pytest.raises(CredentialsError) as caught:
        find_profile({}, home.path)
    assert words in str(caught.value)
    assert "config.json" in str(caught.value)


def test_a_name_that_is_not_there_is_an_error_with_those_that_are(home: Home) -> None:
    with pytest.raises(CredentialsError, match="there is no"):
        find_profile({}, home.path, "gone")
    home.config(AK, OTHER)
    with pytest.raises(CredentialsError, match="it has: 'prod', 'other'"):
        find_profile({}, home.path, "gone")


def test_many_profiles_are_not_all_listed(home: Home) -> None:
    home.config(*({**AK, "name": f"p{number}"} for number in range(1000)))
    with pytest.raises(CredentialsError) as caught:
        find_profile({}, home.path, "gone")
    assert len(str(caught.value)) < 600


def test_a_file_with_a_mark_of_byte_order_is_read(home: Home) -> None:
    text = json.dumps({"current": "prod", "profiles": [AK]})
    home.config(AK).write_text(text, encoding="utf-8-sig")
    assert name_of({}, home) == "prod"


def test_bytes_that_are_no_text_are_refused(home: Home) -> None:
    home.config(AK).write_bytes(b'{"access_key_secret": "profile-secret-\xff"}')
    with pytest.raises(CredentialsError, match="not UTF-8") as caught:
        find_profile({}, home.path)
    assert "profile-secret" not in "".join(traceback.format_exception(caught.value))


def test_a_pipe_in_the_place_of_the_file_is_not_waited_for(home: Home) -> None:
    file = home.config(AK)
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(CredentialsError, match="no regular file"):
        find_profile({}, home.path)


def test_a_huge_file_is_not_read(home: Home) -> None:
    file = home.config(AK)
    with file.open("wb") as sparse:
        sparse.truncate(10**9)
    with pytest.raises(CredentialsError, match="larger than 1 MB"):
        find_profile({}, home.path)


def test_fields_of_a_wrong_type_are_absent(home: Home) -> None:
    home.config({**AK, "region_id": 7, "expired_seconds": "900", "sts_expiration": []})
    profile = find_profile({}, home.path)
    assert profile is not None
    assert profile.region_id == ""
    assert profile.expired_seconds == 900
    assert profile.sts_expiration == 0


@pytest.mark.parametrize(("mode", "warned"), [(0o600, False), (0o644, True)])
def test_a_file_that_everybody_can_read_is_warned_of(
    home: Home, mode: int, warned: bool
) -> None:
    file = home.config(AK)
    file.chmod(mode)
    profile = find_profile({}, home.path)
    assert profile is not None
    assert bool(profile.warning) == warned
    assert (f"chmod 600 {file}" in profile.warning) == warned


def test_a_file_without_secrets_may_be_read_by_everybody(home: Home) -> None:
    home.config({"name": "ecs", "mode": "EcsRamRole"}).chmod(0o644)
    profile = find_profile({}, home.path)
    assert profile is not None
    assert profile.warning == ""


def test_the_file_is_never_written(home: Home) -> None:
    file = home.config(AK)
    before = file.read_bytes(), file.stat().st_mtime_ns
    find_profile({}, home.path)
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(
    ("environ", "named", "region"),
    [
        ({}, "prod", "cn-shanghai"),
        ({"ALIBABA_CLOUD_REGION_ID": "cn-beijing"}, "prod", "cn-shanghai"),
        ({"ALIBABA_CLOUD_REGION_ID": "cn-beijing"}, "other", "cn-beijing"),
        ({"ALIBABACLOUD_REGION_ID": "cn-beijing"}, "other", "cn-beijing"),
        ({"ALICLOUD_REGION_ID": "cn-beijing"}, "other", "cn-beijing"),
        ({"REGION_ID": "cn-beijing"}, "other", "cn-beijing"),
        ({"REGION": "cn-beijing"}, "other", "cn-beijing"),
        ({"REGION": "cn-beijing", "REGION_ID": "cn-hongkong"}, "other", "cn-hongkong"),
        ({}, "other", ""),
    ],
)
def test_the_region_is_the_profiles_then_the_environments(
    home: Home, environ: dict[str, str], named: str, region: str
) -> None:
    home.config(AK, OTHER)
    assert region_of(environ, find_profile({}, home.path, named)) == region
    assert region_of({"REGION": "cn-x"}, None) == "cn-x"


def test_a_home_that_is_no_folder_has_no_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert find_profile({}, file) is None
