"""Where credentials come from, in which order, and that they do not leak."""

from __future__ import annotations

import json
import logging
import traceback
from pathlib import Path

import pytest

from ca_tui.api.errors import CredentialsError
from ca_tui.credentials import find_credentials, find_profile, region_of

ENVIRONMENT = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAIenvironment0001",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "environment-secret",
}
AK = {
    "name": "prod",
    "mode": "AK",
    "access_key_id": "LTAIprofile0001",
    "access_key_secret": "profile-secret",
    "region_id": "cn-shanghai",
}
STS = {
    "name": "sts",
    "mode": "StsToken",
    "access_key_id": "STS.profile",
    "access_key_secret": "sts-secret",
    "sts_token": "sts-token-value",
}


def write(home: Path, *profiles: dict[str, str], current: str = "prod") -> Path:
    path = home / ".aliyun" / "config.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"current": current, "profiles": profiles}))
    return path


def test_the_environment_goes_before_the_profile(tmp_path: Path) -> None:
    write(tmp_path, AK)
    found = find_credentials(ENVIRONMENT, tmp_path)
    assert found.access_key_id == "LTAIenvironment0001"
    assert found.access_key_secret.reveal() == "environment-secret"
    assert found.security_token is None


def test_a_security_token_of_the_environment_is_taken(tmp_path: Path) -> None:
    environ = {**ENVIRONMENT, "ALIBABA_CLOUD_SECURITY_TOKEN": "a-token"}
    token = find_credentials(environ, tmp_path).security_token
    assert token is not None
    assert token.reveal() == "a-token"


def test_a_profile_that_was_named_goes_before_the_environment(tmp_path: Path) -> None:
    write(tmp_path, AK, STS)
    found = find_credentials(ENVIRONMENT, tmp_path, "sts")
    assert found.access_key_id == "STS.profile"
    assert found.security_token is not None


def test_the_current_profile_is_used_without_a_name(tmp_path: Path) -> None:
    write(tmp_path, AK, STS)
    assert find_credentials({}, tmp_path).access_key_id == "LTAIprofile0001"


def test_the_environment_may_name_the_profile(tmp_path: Path) -> None:
    write(tmp_path, AK, STS)
    found = find_credentials({"ALIBABA_CLOUD_PROFILE": "sts"}, tmp_path)
    assert found.access_key_id == "STS.profile"


@pytest.mark.parametrize("mode", ["ak", "AK", ""])
def test_modes_are_read_in_any_case(tmp_path: Path, mode: str) -> None:
    write(tmp_path, {**AK, "mode": mode})
    assert find_credentials({}, tmp_path).access_key_secret.reveal() == "profile-secret"


def test_nothing_found_names_the_places_and_the_demo(tmp_path: Path) -> None:
    with pytest.raises(CredentialsError) as caught:
        find_credentials({}, tmp_path)
    sentence = str(caught.value)
    assert "ALIBABA_CLOUD_ACCESS_KEY_ID" in sentence
    assert str(tmp_path / ".aliyun" / "config.json") in sentence
    assert "--demo" in sentence


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"profiles": [', "line 1"),
        ("[]", "no list of profiles"),
        ('{"profiles": 3}', "no list of profiles"),
        ('{"current": "x", "profiles": [{"name": "y"}]}', "no profile 'x'"),
        ('{"current": "x", "profiles": [{"name":"x","mode":"EcsRamRole"}]}', "mode"),
        ('{"current": "x", "profiles": [{"name":"x","mode":"AK"}]}', "incomplete"),
        (
            '{"current": "x", "profiles": [{"name":"x","mode":"StsToken",'
            '"access_key_id":"a","access_key_secret":"b"}]}',
            "sts_token",
        ),
    ],
)
def test_a_file_that_cannot_be_used_says_why(
    tmp_path: Path, text: str, words: str
) -> None:
    write(tmp_path).write_text(text)
    with pytest.raises(CredentialsError) as caught:
        find_credentials({}, tmp_path)
    assert words in str(caught.value)


def test_a_broken_file_never_shows_what_stands_in_it(tmp_path: Path) -> None:
    write(tmp_path).write_text('{"access_key_secret": "profile-secret", }')
    with pytest.raises(CredentialsError) as caught:
        find_credentials({}, tmp_path)
    report = "".join(traceback.format_exception(caught.value))
    assert "profile-secret" not in report


def test_secrets_are_in_no_repr_and_no_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, STS, current="sts")
    caplog.set_level(logging.DEBUG)
    found = find_credentials({}, tmp_path)
    profile = find_profile({}, tmp_path)
    text = f"{found!r} {found} {profile!r} {profile} {caplog.text}"
    assert "sts-secret" not in text
    assert "sts-token-value" not in text


def test_the_region_is_the_profiles_then_the_environments(tmp_path: Path) -> None:
    write(tmp_path, AK)
    profile = find_profile({}, tmp_path)
    assert (
        region_of({"ALIBABA_CLOUD_REGION_ID": "cn-beijing"}, profile) == "cn-shanghai"
    )
    assert region_of({"ALIBABA_CLOUD_REGION_ID": "cn-beijing"}, None) == "cn-beijing"
    assert region_of({}, None) == ""
