"""Where calls go: command line, then profile, then environment; keys follow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ca_tui.addresses import Addresses, addresses, for_keys
from ca_tui.api.errors import UsageError
from ca_tui.config import Config
from ca_tui.connection import Connection
from ca_tui.credentials import Profile
from tests.ui.stage import KEY

HOST = "ecs.cn-beijing.aliyuncs.com"
ENDPOINT = {"ALIBABA_CLOUD_ENDPOINT": "gateway.corp"}


def profile(**fields: str) -> Profile:
    return Profile("prod", "AK", Path("config.json"), **fields)  # type: ignore[arg-type] # by field name


def connection(home: Path, config: Config, **fields: str) -> Connection:
    file = home / ".aliyun" / "config.json"
    file.parent.mkdir()
    entry = {"name": "prod", "mode": "AK", "region_id": "cn-shanghai", **fields}
    file.write_text(json.dumps({"current": "prod", "profiles": [entry]}))
    return Connection(config, KEY, home)


@pytest.mark.parametrize(
    ("config", "found", "wanted"),
    [
        (Config(endpoint="a"), profile(endpoint="b"), Addresses("a", "--endpoint")),
        (Config(vpc=True), profile(endpoint="b"), Addresses("", "--vpc", vpc=True)),
        (
            Config(),
            profile(endpoint="b", endpoint_type="vpc"),
            Addresses("b", "profile 'prod' of config.json"),
        ),
        (
            Config(),
            profile(endpoint_type="VPC"),
            Addresses("", "profile 'prod' of config.json", vpc=True),
        ),
        (Config(), None, Addresses("gateway.corp", "ALIBABA_CLOUD_ENDPOINT")),
    ],
)
def test_the_first_who_says_anything_is_believed(
    config: Config, found: Profile | None, wanted: Addresses
) -> None:
    assert addresses(config, ENDPOINT, found) == wanted


def test_where_nobody_says_anything_every_region_has_its_own() -> None:
    assert addresses(Config(), {}, None) == Addresses()


@pytest.mark.parametrize(
    ("endpoint", "gateway"),
    [
        (HOST, ""),
        (f"https://{HOST}", ""),
        ("", ""),
        ("gateway.corp", "gateway.corp"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("aliyuncs.com.evil.example", "aliyuncs.com.evil.example"),
    ],
)
def test_what_is_not_the_vendors_is_asked_about_identities_too(
    endpoint: str, gateway: str
) -> None:
    assert Addresses(endpoint).gateway == (gateway if endpoint else "")


def test_who_is_inside_a_vpc_asks_for_roles_inside_it() -> None:
    inside = for_keys({"A": "b"}, Addresses(vpc=True), "cn-beijing")
    assert inside == {
        "A": "b",
        "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED": "true",
        "ALIBABA_CLOUD_STS_REGION": "cn-beijing",
    }
    named = {"ALICLOUD_STS_REGION": "cn-shanghai"}
    assert "ALIBABA_CLOUD_STS_REGION" not in for_keys(
        named, Addresses(vpc=True), "cn-beijing"
    )
    assert for_keys(named, Addresses(), "cn-beijing") is named


async def test_vpc_is_asked_for_inside(tmp_path: Path) -> None:
    source = connection(tmp_path, Config(vpc=True))
    line = await source.line()
    host, secure = line.endpoints["ecs"].host("ecs", "cn-beijing")
    assert (host, secure) == ("ecs-vpc.cn-beijing.aliyuncs.com", True)
    host, _ = line.endpoints["swas"].host("swas", "cn-beijing")
    assert host == "swas-vpc.cn-beijing.aliyuncs.com"
    assert source.sts() == ("sts-vpc.cn-shanghai.aliyuncs.com", True)
    await source.aclose()


async def test_the_profiles_endpoint_is_asked(tmp_path: Path) -> None:
    source = connection(tmp_path, Config(), endpoint=HOST)
    line = await source.line()
    assert line.endpoints["ecs"].host("ecs", "cn-shanghai") == (HOST, True)
    host, _ = line.endpoints["swas"].host("swas", "cn-shanghai")
    assert host == "swas.cn-shanghai.aliyuncs.com"
    assert source.sts() == ("sts.aliyuncs.com", True)
    assert line.credentials.masked_id == "***y-id"
    await source.aclose()


async def test_the_profiles_type_of_endpoint_is_asked(tmp_path: Path) -> None:
    source = connection(tmp_path, Config(), endpoint_type="vpc")
    line = await source.line()
    host, _ = line.endpoints["ecs"].host("ecs", "cn-beijing")
    assert host == "ecs-vpc.cn-beijing.aliyuncs.com"
    await source.aclose()


async def test_a_broken_endpoint_is_told_with_who_names_it(tmp_path: Path) -> None:
    source = connection(tmp_path, Config(), endpoint="http://elsewhere.example")
    with pytest.raises(UsageError, match=r"profile 'prod' of .*this machine only"):
        await source.services()
    await source.aclose()


def test_the_profile_names_where_identities_are_known(tmp_path: Path) -> None:
    source = connection(tmp_path, Config(), sts_region="cn-beijing")
    assert source.sts() == ("sts.cn-beijing.aliyuncs.com", True)


def test_a_gateway_knows_identities(tmp_path: Path) -> None:
    source = connection(tmp_path, Config(endpoint="http://127.0.0.1:8080"))
    assert source.sts() == ("127.0.0.1:8080", False)
