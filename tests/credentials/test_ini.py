"""The file that the vendor's SDKs share."""

from __future__ import annotations

import pytest

from ca_tui.api.errors import CredentialsError
from ca_tui.api.signing import Credentials
from tests.credentials.stand_in import (
    BASE_ID,
    BASE_SECRET,
    OIDC_TOKEN,
    PROVIDER_ARN,
    ROLE_ARN,
    Home,
    Vendor,
)

OFF = {"ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true"}
OWN = f"access_key_id = {BASE_ID}\naccess_key_secret = {BASE_SECRET}\n"


async def ask(
    vendor: Vendor, home: Home, text: str, environ: dict[str, str] | None = None
) -> Credentials:
    home.ini(text)
    return await vendor.chain(environ or {}, home.path)()


async def test_access_key(vendor: Vendor, home: Home) -> None:
    text = f"[default]\nenable = true\ntype = access_key # one of four\n{OWN}"
    key = await ask(vendor, home, text)
    assert (key.access_key_id, key.access_key_secret.reveal()) == (BASE_ID, BASE_SECRET)


async def test_a_comment_may_stand_behind_a_value(vendor: Vendor, home: Home) -> None:
    text = (
        f"# ours\n[default]  \nTYPE=access_key\nAccess_Key_Id : {BASE_ID}#x\n"
        f"access_key_secret={BASE_SECRET} # do not tell\n"
    )
    key = await ask(vendor, home, text)
    assert (key.access_key_id, key.access_key_secret.reveal()) == (BASE_ID, BASE_SECRET)


async def test_a_percent_sign_is_just_that(vendor: Vendor, home: Home) -> None:
    text = "[default]\ntype=access_key\naccess_key_id=LTAI1\naccess_key_secret=a%(b)s%c"
    key = await ask(vendor, home, text)
    assert key.access_key_secret.reveal() == "a%(b)s%c"


async def test_sts(vendor: Vendor, home: Home) -> None:
    key = await ask(vendor, home, f"[default]\ntype=sts\n{OWN}security_token=tok\n")
    assert key.security_token is not None


async def test_ram_role_arn(vendor: Vendor, home: Home) -> None:
    text = (
        f"[default]\ntype=ram_role_arn\n{OWN}role_arn={ROLE_ARN}\n"
        f"role_session_name=ini\nsts_endpoint={vendor.url}\n"
    )
    key = await ask(vendor, home, text)
    assert key.access_key_id == "STS.issued0001"
    assert vendor.requests[0].params["RoleSessionName"] == "ini"


async def test_oidc_role_arn(vendor: Vendor, home: Home) -> None:
    text = (
        f"[default]\ntype=oidc_role_arn\nrole_arn={ROLE_ARN}\n"
        f"oidc_provider_arn={PROVIDER_ARN}\noidc_token_file_path={home.token_file()}\n"
    )
    environ = {"ALIBABA_CLOUD_STS_ENDPOINT": vendor.url}
    assert (await ask(vendor, home, text, environ)).access_key_id == "STS.issued0001"
    assert dict(vendor.requests[0].form)["OIDCToken"] == OIDC_TOKEN


async def test_ecs_ram_role(vendor: Vendor, home: Home) -> None:
    text = "[default]\ntype=ecs_ram_role\nrole_name=instance-role\n"
    assert (await ask(vendor, home, text)).access_key_id == "STS.issued0001"


async def test_the_environment_names_the_section_and_the_file(
    vendor: Vendor, home: Home
) -> None:
    file = home.ini(f"[default]\ntype=odd\n[robot]\ntype=access_key\n{OWN}")
    moved = file.rename(home.path / "elsewhere.ini")
    environ = {
        "ALIBABA_CLOUD_CREDENTIALS_FILE": str(moved),
        "ALIBABA_CLOUD_PROFILE": "robot",
    }
    key = await vendor.chain(environ, home.path)()
    assert key.source == f"section 'robot' of {moved}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("type=access_key\n", "no file of sections"),
        (f"[default]\n{OWN}", "has type ''"),
        ("[default]\ntype=magic\n", "has type 'magic'"),
        ("[default]\ntype=rsa_key_pair\n", "rsa_key_pair, which is deprecated"),
        (f"[default]\ntype=access_key\naccess_key_id={BASE_ID}\n", "access_key_secret"),
        (f"[default]\ntype=sts\n{OWN}", "security_token"),
        (f"[default]\ntype=ram_role_arn\n{OWN}", "role_arn"),
        ("[default]\ntype=oidc_role_arn\n", "oidc_provider_arn"),
        ("[other]\ntype=access_key\n", "no section [default]"),
    ],
)
async def test_what_cannot_be_used_is_named(
    vendor: Vendor, home: Home, text: str, words: str
) -> None:
    with pytest.raises(CredentialsError) as caught:
        await ask(vendor, home, text, OFF)
    assert words in str(caught.value)
    assert BASE_SECRET not in str(caught.value)


async def test_a_broken_line_is_not_quoted(vendor: Vendor, home: Home) -> None:
    text = f"[default]\ntype=access_key\n{BASE_SECRET}\n"
    with pytest.raises(CredentialsError, match="no file of sections") as caught:
        await ask(vendor, home, text, OFF)
    assert BASE_SECRET not in str(caught.value)


async def test_a_file_that_everybody_can_read_is_warned_of(
    vendor: Vendor, home: Home
) -> None:
    file = home.ini(f"[default]\ntype=access_key\n{OWN}")
    file.chmod(0o644)
    chain = vendor.chain({}, home.path)
    await chain()
    assert [f"chmod 600 {file}" in warning for warning in chain.warnings] == [True]
