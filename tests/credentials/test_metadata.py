"""The RAM role of an ECS instance."""

from __future__ import annotations

import time

import pytest

from ca_tui.api.errors import CredentialsError
from tests.credentials.stand_in import METADATA_TOKEN, ROLES, Home, Vendor

TOKEN = "PUT /latest/api/token"
LIST = f"GET {ROLES}"
ROLE = f"GET {ROLES}instance-role"


async def reason(vendor: Vendor, home: Home, environ: dict[str, str]) -> str:
    with pytest.raises(CredentialsError) as caught:
        await vendor.chain(environ, home.path)()
    return str(caught.value)


async def test_everything_is_asked_with_the_services_token(
    vendor: Vendor, home: Home
) -> None:
    await vendor.chain({}, home.path)()
    assert vendor.actions == [TOKEN, LIST, ROLE]
    shown = [r.headers.get("x-aliyun-ecs-metadata-token") for r in vendor.requests]
    assert shown == [None, METADATA_TOKEN, METADATA_TOKEN]


async def test_a_service_without_tokens_is_asked_without(
    vendor: Vendor, home: Home
) -> None:
    vendor.token_service = False
    await vendor.chain({}, home.path)()
    assert "x-aliyun-ecs-metadata-token" not in vendor.requests[-1].headers


async def test_a_token_that_is_refused_is_left_away(vendor: Vendor, home: Home) -> None:
    vendor.tokens_accepted = False
    await vendor.chain({}, home.path)()
    assert vendor.actions == [TOKEN, LIST, LIST, ROLE, ROLE]


@pytest.mark.parametrize("fault", ["token_service", "tokens_accepted"])
async def test_going_without_a_token_can_be_forbidden(
    vendor: Vendor, home: Home, fault: str
) -> None:
    setattr(vendor, fault, False)
    await reason(vendor, home, {"ALIBABA_CLOUD_IMDSV1_DISABLED": "true"})
    asked = [r for r in vendor.requests if r.method == "GET"]
    assert all("x-aliyun-ecs-metadata-token" in r.headers for r in asked)


async def test_the_environment_may_name_the_role(vendor: Vendor, home: Home) -> None:
    await vendor.chain({"ALIBABA_CLOUD_ECS_METADATA": "instance-role"}, home.path)()
    assert vendor.actions == [TOKEN, ROLE]


async def test_a_role_that_is_not_there_is_named(vendor: Vendor, home: Home) -> None:
    sentence = await reason(vendor, home, {"ALIBABA_CLOUD_ECS_METADATA": "a/../b c"})
    assert "no role 'a/../b c' (HTTP 404)" in sentence
    assert vendor.requests[-1].path == f"{ROLES}a%2F..%2Fb%20c"


async def test_it_can_be_switched_off(vendor: Vendor, home: Home) -> None:
    environ = {"ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true"}
    assert "ECS_METADATA_DISABLED" in await reason(vendor, home, environ)
    assert vendor.requests == []


async def test_an_instance_without_a_role_says_so(vendor: Vendor, home: Home) -> None:
    vendor.role_name = ""
    assert "This instance has no RAM role" in await reason(vendor, home, {})


async def test_elsewhere_nobody_answers(vendor: Vendor, home: Home) -> None:
    vendor.url = "http://127.0.0.1:1"
    assert "is this machine an ECS instance?" in await reason(vendor, home, {})


async def test_a_service_that_says_nothing_is_left_after_a_second(
    vendor: Vendor, home: Home
) -> None:
    vendor.gate.clear()
    begun = time.monotonic()
    sentence = await reason(vendor, home, {"ALIBABA_CLOUD_IMDSV1_DISABLED": "true"})
    assert "within 1 s" in sentence
    assert time.monotonic() - begun < 30


async def test_no_proxy_is_asked_for_it(
    vendor: Vendor, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy would give the keys of its own machine."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert (await vendor.chain({}, home.path)()).access_key_id == "STS.issued0001"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html>captive portal</html>", "not JSON"),
        (b"[]", "no JSON object"),
        (b'{"Code": "Failed\\u0007"}', "says 'Failed'"),
        (b"{}", "does not say Success"),
        (b'{"Code": "Success", "AccessKeyId": "x"}', "lacks"),
        (
            b'{"Code": "Success", "AccessKeyId": "x",'
            b' "AccessKeySecret": "hidden value", "SecurityToken": "y"}',
            "blank or odd character",
        ),
    ],
)
async def test_what_is_no_key_is_refused_and_not_quoted(
    vendor: Vendor, home: Home, body: bytes, words: str
) -> None:
    environ = {"ALIBABA_CLOUD_ECS_METADATA": "instance-role"}
    vendor.fault = 200, body
    sentence = await reason(vendor, home, environ)
    assert words in sentence
    assert "hidden value" not in sentence
    assert "portal" not in sentence


async def test_a_reply_without_end_is_cut(vendor: Vendor, home: Home) -> None:
    vendor.fault = 200, b"x" * 1_000_000
    assert "larger than" in await reason(vendor, home, {})
