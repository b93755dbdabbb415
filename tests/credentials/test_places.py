"""In which order places are asked, and what is said of those that gave nothing."""

from __future__ import annotations

import pytest

from ca_tui.api.errors import CredentialsError
from tests.credentials.profiles import profiles
from tests.credentials.stand_in import (
    BASE_ID,
    BASE_SECRET,
    OIDC_TOKEN,
    PROVIDER_ARN,
    ROLE_ARN,
    URI_TOKEN,
    Home,
    Vendor,
)

INI = """
[default]
type = access_key
access_key_id = LTAIini0001  # of the robot
access_key_secret = ini-secret-0123456789
"""
KEYS = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": BASE_ID,
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": BASE_SECRET,
}


def everything(vendor: Vendor, home: Home) -> dict[str, str]:
    """Every place holds a key; the environment that says so."""
    home.config(*profiles(vendor, home).values(), current="AK")
    home.ini(INI)
    return {
        **KEYS,
        "ALIBABA_CLOUD_OIDC_TOKEN_FILE": str(home.token_file()),
        "ALIBABA_CLOUD_ROLE_ARN": ROLE_ARN,
        "ALIBABA_CLOUD_OIDC_PROVIDER_ARN": PROVIDER_ARN,
        "ALIBABA_CLOUD_STS_ENDPOINT": vendor.url,
        "ALIBABA_CLOUD_CREDENTIALS_URI": f"{vendor.url}/uri?token={URI_TOKEN}",
    }


async def test_the_order_holds(vendor: Vendor, home: Home) -> None:
    """Each place that is taken away gives way to the next one."""
    environ = everything(vendor, home)
    sources = []

    async def note() -> None:
        sources.append((await vendor.chain(environ, home.path)()).source)

    await note()
    del environ["ALIBABA_CLOUD_ACCESS_KEY_ID"]
    await note()
    del environ["ALIBABA_CLOUD_ROLE_ARN"]
    await note()
    (home.path / ".aliyun" / "config.json").unlink()
    await note()
    (home.path / ".alibabacloud" / "credentials.ini").unlink()
    await note()
    environ["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "true"
    await note()
    assert sources == [
        "environment (ALIBABA_CLOUD_ACCESS_KEY_ID)",
        "environment (ALIBABA_CLOUD_OIDC_TOKEN_FILE)",
        f"profile 'AK' of {home.path}/.aliyun/config.json",
        f"section 'default' of {home.path}/.alibabacloud/credentials.ini",
        "RAM role 'instance-role' of this instance",
        "environment (ALIBABA_CLOUD_CREDENTIALS_URI)",
    ]
    del environ["ALIBABA_CLOUD_CREDENTIALS_URI"]
    with pytest.raises(CredentialsError):
        await note()


async def test_nothing_further_is_asked_once_there_is_a_key(
    vendor: Vendor, home: Home
) -> None:
    await vendor.chain(everything(vendor, home), home.path)()
    assert vendor.requests == []


async def test_a_profile_that_is_named_goes_before_everything(
    vendor: Vendor, home: Home
) -> None:
    environ = everything(vendor, home)
    key = await vendor.chain(environ, home.path, "StsToken")()
    assert key.source.startswith("profile 'StsToken'")


async def test_nobody_stands_in_for_a_profile_that_was_named(
    vendor: Vendor, home: Home
) -> None:
    """Who asks for one identity never gets another."""
    environ = everything(vendor, home)
    with pytest.raises(CredentialsError, match="no profile 'gone'"):
        await vendor.chain(environ, home.path, "gone")()
    vendor.keys.clear()
    with pytest.raises(CredentialsError, match="InvalidAccessKeyId"):
        await vendor.chain(environ, home.path, "RamRoleArn")()


async def test_nothing_found_names_every_place_why_and_the_demo(
    vendor: Vendor, home: Home
) -> None:
    vendor.role_name = ""
    with pytest.raises(CredentialsError) as caught:
        await vendor.chain({}, home.path)()
    sentence = str(caught.value)
    for words in (
        "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set",
        "ALIBABA_CLOUD_OIDC_TOKEN_FILE and ALIBABA_CLOUD_ROLE_ARN and"
        " ALIBABA_CLOUD_OIDC_PROVIDER_ARN are not set",
        f"{home.path}/.aliyun/config.json: There is no such file",
        f"{home.path}/.alibabacloud/credentials.ini: There is no such file",
        "This instance has no RAM role",
        "ALIBABA_CLOUD_CREDENTIALS_URI is not set",
        "aliyun configure",
        "ca-tui --demo",
    ):
        assert words in sentence


async def test_a_broken_place_is_passed_over_and_told(
    vendor: Vendor, home: Home
) -> None:
    """As the vendor's chain does it, but not silently: it may be another identity."""
    home.config({"name": "x", "mode": "AK", "access_key_id": "LTAIhalf0001"})
    home.ini(INI)
    chain = vendor.chain({}, home.path)
    assert (await chain()).access_key_id == "LTAIini0001"
    assert len(chain.warnings) == 1
    assert "profile 'x'" in chain.warnings[0].casefold()
    assert "Using section 'default'" in chain.warnings[0]


async def test_a_place_that_was_never_filled_in_is_no_reason_to_warn(
    vendor: Vendor, home: Home
) -> None:
    """The vendor's command line writes an empty profile by itself."""
    home.config({"name": "default", "mode": "AK", "region_id": "cn-hangzhou"})
    home.ini(INI)
    chain = vendor.chain({}, home.path)
    assert (await chain()).access_key_id == "LTAIini0001"
    assert chain.warnings == ()


@pytest.mark.parametrize("prefix", ["ALIBABA_CLOUD_", "ALIBABACLOUD_", "ALICLOUD_"])
async def test_the_environment_may_spell_its_prefix_in_three_ways(
    vendor: Vendor, home: Home, prefix: str
) -> None:
    environ = {
        f"{prefix}ACCESS_KEY_ID": f" {BASE_ID} ",
        f"{prefix}ACCESS_KEY_SECRET": BASE_SECRET,
        f"{prefix}SECURITY_TOKEN": "a-token-0123456789",
    }
    key = await vendor.chain(environ, home.path)()
    assert (key.access_key_id, key.access_key_secret.reveal()) == (BASE_ID, BASE_SECRET)
    assert key.security_token is not None
    assert prefix in key.source


async def test_spellings_are_never_mixed(vendor: Vendor, home: Home) -> None:
    """Half a key of one spelling and half of another are two accounts."""
    environ = {
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAIhalf0001",
        "ALIBABACLOUD_ACCESS_KEY_SECRET": BASE_SECRET,
        "ALICLOUD_ACCESS_KEY_ID": BASE_ID,
        "ALICLOUD_ACCESS_KEY_SECRET": BASE_SECRET,
        "ALIBABA_CLOUD_SECURITY_TOKEN": "of-another-key-0123456789",
    }
    key = await vendor.chain(environ, home.path)()
    assert (key.access_key_id, key.security_token) == (BASE_ID, None)


async def test_half_a_key_says_which_half_is_absent(vendor: Vendor, home: Home) -> None:
    environ = {
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": BASE_SECRET,
        "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
    }
    with pytest.raises(CredentialsError) as caught:
        await vendor.chain(environ, home.path)()
    assert "ALIBABA_CLOUD_ACCESS_KEY_ID is not" in str(caught.value)
    assert BASE_SECRET not in str(caught.value)


async def test_oidc_of_the_environment_takes_any_spelling_and_a_session_name(
    vendor: Vendor, home: Home
) -> None:
    environ = {
        "ALIBABACLOUD_OIDC_TOKEN_FILE": str(home.token_file()),
        "ALIBABACLOUD_ROLE_ARN": ROLE_ARN,
        "ALIBABACLOUD_OIDC_PROVIDER_ARN": PROVIDER_ARN,
        "ALIBABACLOUD_ROLE_SESSION_NAME": "pod-7",
        "ALIBABA_CLOUD_STS_ENDPOINT": vendor.url,
    }
    await vendor.chain(environ, home.path)()
    assert vendor.requests[0].params["RoleSessionName"] == "pod-7"


async def test_an_oidc_token_that_is_refused_is_not_repeated_in_the_reason(
    vendor: Vendor, home: Home
) -> None:
    environ = everything(vendor, home)
    home.token_file("an-old-token-0123456789")
    for name in [*KEYS, "ALIBABA_CLOUD_CREDENTIALS_URI"]:
        del environ[name]
    chain = vendor.chain(environ, home.path)
    assert (await chain()).source.startswith("profile 'AK'")
    assert "AuthenticationFail.OIDCToken.Expired" in chain.warnings[0]
    assert "an-old-token" not in chain.warnings[0]
    assert OIDC_TOKEN not in chain.warnings[0]


async def test_the_token_file_is_read_anew_each_time(
    vendor: Vendor, home: Home
) -> None:
    """Its owner replaces it every hour."""
    environ = everything(vendor, home)
    for name in [*KEYS, "ALIBABA_CLOUD_CREDENTIALS_URI"]:
        del environ[name]
    (home.path / ".aliyun" / "config.json").unlink()
    (home.path / ".alibabacloud" / "credentials.ini").unlink()
    environ["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "1"
    home.token_file("an-old-token-0123456789")
    chain = vendor.chain(environ, home.path)
    with pytest.raises(CredentialsError, match="OIDCToken"):
        await chain()
    home.token_file()
    assert (await chain()).access_key_id == "STS.issued0001"
