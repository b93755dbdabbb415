"""Each mode of a profile gives a key, or says what it lacks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ca_tui.api.errors import CredentialsError
from ca_tui.api.signing import Credentials
from tests.credentials.profiles import KEPT_TOKEN, PRINTED, written
from tests.credentials.stand_in import (
    BASE_ID,
    BASE_SECRET,
    EXTERNAL_ID,
    ROLE_ARN,
    ROLES,
    Home,
    Vendor,
)

PUT_TOKEN = "PUT /latest/api/token"
GET_ROLE = f"GET {ROLES}instance-role"


async def ask(
    vendor: Vendor, home: Home, mode: str, /, **changes: object
) -> Credentials:
    """The key of the profile with that mode."""
    written(home, vendor, mode, **changes)
    return await vendor.chain({}, home.path)()


async def refusal(vendor: Vendor, home: Home, mode: str, /, **changes: object) -> str:
    """Why the profile with that mode, and asked for by name, gives no key."""
    written(home, vendor, mode, **changes)
    with pytest.raises(CredentialsError) as caught:
        await vendor.chain({}, home.path, mode)()
    return str(caught.value)


def token_of(key: Credentials) -> str:
    return key.security_token.reveal() if key.security_token else ""


def is_issued(vendor: Vendor, key: Credentials, number: int) -> bool:
    """Whether this is the vendor's `number`-th key, whole."""
    name = f"STS.issued{number:04}"
    parts = (key.access_key_id, key.access_key_secret.reveal(), token_of(key))
    return parts == (name, vendor.keys[name], vendor.tokens[name])


async def test_ak(vendor: Vendor, home: Home) -> None:
    key = await ask(vendor, home, "AK", sts_token="left-over")
    assert (key.access_key_id, key.access_key_secret.reveal()) == (BASE_ID, BASE_SECRET)
    assert key.security_token is None
    assert "profile 'AK'" in key.source


async def test_sts_token(vendor: Vendor, home: Home) -> None:
    key = await ask(vendor, home, "StsToken")
    assert (key.access_key_id, token_of(key)) == (BASE_ID, KEPT_TOKEN)


async def test_ram_role_arn(vendor: Vendor, home: Home) -> None:
    key = await ask(vendor, home, "RamRoleArn")
    assert is_issued(vendor, key, 1)
    asked = vendor.requests[0].params
    assert asked == {
        "RoleArn": ROLE_ARN,
        "RoleSessionName": "night-shift",
        "DurationSeconds": "900",
        "ExternalId": EXTERNAL_ID,
    }


async def test_ram_role_arn_with_a_temporary_base(vendor: Vendor, home: Home) -> None:
    """The command line passes the base key's token on; so do we."""
    vendor.tokens[BASE_ID] = KEPT_TOKEN
    key = await ask(vendor, home, "RamRoleArn", sts_token=KEPT_TOKEN)
    assert is_issued(vendor, key, 2)


async def test_a_role_without_wishes_gets_what_every_role_allows(
    vendor: Vendor, home: Home
) -> None:
    wishes = {"ram_session_name": "", "expired_seconds": None, "external_id": ""}
    await ask(vendor, home, "RamRoleArn", **wishes)
    asked = vendor.requests[0].params
    assert asked["RoleSessionName"] == "ca-tui"
    assert asked["DurationSeconds"] == "3600"
    assert "ExternalId" not in asked


async def test_chainable_ram_role_arn(vendor: Vendor, home: Home) -> None:
    key = await ask(vendor, home, "ChainableRamRoleArn")
    assert is_issued(vendor, key, 2)
    assert vendor.actions == ["AssumeRole", "AssumeRole"]
    assert vendor.requests[1].headers["x-acs-accesskey-id"] == "STS.issued0001"


@pytest.mark.parametrize(
    "source", ["AK", "StsToken", "EcsRamRole", "OIDC", "External", "CloudSSO"]
)
async def test_a_role_may_build_on_any_mode(
    vendor: Vendor, home: Home, source: str
) -> None:
    vendor.keys[PRINTED["access_key_id"]] = PRINTED["access_key_secret"]
    vendor.tokens[PRINTED["access_key_id"]] = PRINTED["sts_token"]
    if source in ("StsToken", "CloudSSO"):
        vendor.tokens[BASE_ID] = KEPT_TOKEN
    key = await ask(vendor, home, "ChainableRamRoleArn", source_profile=source)
    assert is_issued(vendor, key, len(vendor.tokens))
    assert vendor.actions[-1] == "AssumeRole"


async def test_a_profile_that_leads_back_to_itself_is_refused(
    vendor: Vendor, home: Home
) -> None:
    itself = {"source_profile": "ChainableRamRoleArn"}
    sentence = await refusal(vendor, home, "ChainableRamRoleArn", **itself)
    assert "source_profile lead back" in sentence
    assert vendor.requests == []


async def test_ecs_ram_role(vendor: Vendor, home: Home) -> None:
    key = await ask(vendor, home, "EcsRamRole")
    assert is_issued(vendor, key, 1)
    assert vendor.actions == [PUT_TOKEN, GET_ROLE]


async def test_ecs_ram_role_without_a_name_looks_it_up(
    vendor: Vendor, home: Home
) -> None:
    key = await ask(vendor, home, "EcsRamRole", ram_role_name="")
    assert is_issued(vendor, key, 1)
    assert vendor.actions == [PUT_TOKEN, f"GET {ROLES}", GET_ROLE]


async def test_ram_role_arn_with_role_name(vendor: Vendor, home: Home) -> None:
    key = await ask(vendor, home, "RamRoleArnWithRoleName")
    assert is_issued(vendor, key, 2)
    assert vendor.actions == [PUT_TOKEN, GET_ROLE, "AssumeRole"]


async def test_oidc(vendor: Vendor, home: Home) -> None:
    key = await ask(vendor, home, "OIDC")
    assert is_issued(vendor, key, 1)
    assert vendor.actions == ["AssumeRoleWithOIDC"]


async def test_credentials_uri(vendor: Vendor, home: Home) -> None:
    assert is_issued(vendor, await ask(vendor, home, "CredentialsURI"), 1)


async def test_external(vendor: Vendor, home: Home) -> None:
    key = await ask(vendor, home, "External")
    assert key.access_key_id == PRINTED["access_key_id"]
    assert key.access_key_secret.reveal() == PRINTED["access_key_secret"]
    assert token_of(key) == PRINTED["sts_token"]


@pytest.mark.parametrize("mode", ["CloudSSO", "OAuth"])
async def test_a_key_got_by_signing_in_is_used_while_it_is_good(
    vendor: Vendor, home: Home, mode: str
) -> None:
    chain_key = await ask(vendor, home, mode)
    assert (chain_key.access_key_id, token_of(chain_key)) == (BASE_ID, KEPT_TOKEN)
    vendor.now += timedelta(hours=1)
    sentence = await refusal(vendor, home, mode)
    assert "expired" in sentence
    assert f"aliyun configure --profile '{mode}'" in sentence


@pytest.mark.parametrize("mode", ["CloudSSO", "OAuth"])
@pytest.mark.parametrize(
    "changes",
    [
        {"sts_expiration": 0},
        {"sts_expiration": 10**15},
        {"sts_expiration": "soon"},
        {"sts_token": ""},
    ],
)
async def test_a_key_got_by_signing_in_says_until_when(
    vendor: Vendor, home: Home, mode: str, changes: dict[str, object]
) -> None:
    assert "aliyun configure" in await refusal(vendor, home, mode, **changes)


@pytest.mark.parametrize("mode", ["RsaKeyPair", "BearerToken", "Anonymous", "Quantum"])
async def test_other_modes_say_that_they_are_of_no_use(
    vendor: Vendor, home: Home, mode: str
) -> None:
    sentence = await refusal(vendor, home, "AK", mode=mode)
    assert mode in sentence
    assert "Use a profile of another mode" in sentence


@pytest.mark.parametrize("spelling", ["ramrolearn", "RAMROLEARN", "RamRoleARN"])
async def test_modes_are_read_in_any_case(
    vendor: Vendor, home: Home, spelling: str
) -> None:
    key = await ask(vendor, home, "RamRoleArn", mode=spelling)
    assert is_issued(vendor, key, 1)


@pytest.mark.parametrize(
    ("like", "actions"),
    [
        ("AK", []),
        ("StsToken", []),
        ("RamRoleArn", ["AssumeRole"]),
        ("ChainableRamRoleArn", ["AssumeRole", "AssumeRole"]),
        ("EcsRamRole", [PUT_TOKEN, GET_ROLE]),
        ("OIDC", ["AssumeRoleWithOIDC"]),
        ("CredentialsURI", ["GET /uri"]),
        ("External", []),
    ],
)
async def test_an_empty_mode_is_recognized_by_what_is_there(
    vendor: Vendor, home: Home, like: str, actions: list[str]
) -> None:
    key = await ask(vendor, home, like, mode="")
    assert vendor.actions == actions
    temporary = bool(actions) or like in ("StsToken", "External")
    assert (key.security_token is not None) == temporary


@pytest.mark.parametrize(
    ("mode", "absent"),
    [
        ("AK", "access_key_secret"),
        ("StsToken", "sts_token"),
        ("RamRoleArn", "ram_role_arn"),
        ("RamRoleArn", "access_key_id"),
        ("ChainableRamRoleArn", "source_profile"),
        ("ChainableRamRoleArn", "ram_role_arn"),
        ("RamRoleArnWithRoleName", "ram_role_arn"),
        ("OIDC", "oidc_provider_arn"),
        ("OIDC", "oidc_token_file"),
        ("OIDC", "ram_role_arn"),
        ("CredentialsURI", "credentials_uri"),
        ("External", "process_command"),
    ],
)
async def test_what_a_mode_lacks_is_named(
    vendor: Vendor, home: Home, mode: str, absent: str
) -> None:
    sentence = await refusal(vendor, home, mode, **{absent: ""})
    assert "incomplete" in sentence
    assert absent in sentence
    assert vendor.requests == []


async def test_a_role_that_is_denied_says_so(vendor: Vendor, home: Home) -> None:
    vendor.keys.clear()
    sentence = await refusal(vendor, home, "RamRoleArn")
    assert "profile 'RamRoleArn'" in sentence
    assert "InvalidAccessKeyId.NotFound" in sentence


async def test_the_clock_that_signs_is_the_one_that_was_given(
    vendor: Vendor, home: Home
) -> None:
    await ask(vendor, home, "RamRoleArn")
    assert vendor.requests[0].headers["x-acs-date"] == "2026-01-02T03:04:05Z"


async def test_a_source_profile_that_is_not_there_is_named(
    vendor: Vendor, home: Home
) -> None:
    gone = {"source_profile": "gone"}
    assert "'gone'" in await refusal(vendor, home, "ChainableRamRoleArn", **gone)
