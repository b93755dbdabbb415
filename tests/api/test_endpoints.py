"""Which host a call goes to."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.api.endpoints import Endpoints
from ca_tui.api.errors import UsageError
from ca_tui.api.models import Region, ServiceName

VPC = "ecs-vpc.cn-beijing.aliyuncs.com"


@pytest.mark.parametrize(
    ("service", "region_id", "host"),
    [
        ("ecs", "cn-hangzhou", "ecs.cn-hangzhou.aliyuncs.com"),
        ("ecs", "us-east-1", "ecs.us-east-1.aliyuncs.com"),
        ("swas", "cn-shanghai", "swas.cn-shanghai.aliyuncs.com"),
    ],
)
def test_the_vendors_rule_names_the_host(
    service: ServiceName, region_id: str, host: str
) -> None:
    assert Endpoints().host(service, region_id) == (host, True)


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        ("http://127.0.0.1:8080", ("127.0.0.1:8080", False)),
        ("http://localhost:8080/", ("localhost:8080", False)),
        ("http://[::1]:9", ("[::1]:9", False)),
        (f"https://{VPC}", (VPC, True)),
        (VPC, (VPC, True)),
    ],
)
def test_what_the_operator_says_wins(override: str, expected: tuple[str, bool]) -> None:
    endpoints = Endpoints(override)
    endpoints.learn([Region("ecs", "cn-qingdao", "", "ecs.cn-qingdao.aliyuncs.com")])
    assert endpoints.host("ecs", "cn-qingdao") == expected
    assert endpoints.host("ecs", "anything at all") == expected
    assert endpoints.central("ecs") == ""


@pytest.mark.parametrize(
    ("override", "host"),
    [
        ("http://127.0.0.1:8080", "127.0.0.1:8080"),
        ("https://gateway.example", "gateway.example"),
        ("https://gateway.aliyuncs.com", "gateway.aliyuncs.com"),
        ("swas.cn-beijing.aliyuncs.com", "swas.cn-beijing.aliyuncs.com"),
        ("ecs.cn-beijing.aliyuncs.com", "swas.cn-qingdao.aliyuncs.com"),
        ("ecs-cn-hangzhou.aliyuncs.com:443", "swas.cn-qingdao.aliyuncs.com"),
    ],
)
def test_a_host_of_one_service_takes_no_calls_of_the_other(
    override: str, host: str
) -> None:
    """The `endpoint` of a profile was written for one product."""
    assert Endpoints(override).host("swas", "cn-qingdao")[0] == host


def test_within_a_private_cloud_its_own_hosts_are_asked() -> None:
    endpoints = Endpoints(vpc=True)
    assert endpoints.host("ecs", "cn-beijing") == (VPC, True)
    assert endpoints.host("swas", "cn-qingdao") == (
        "swas-vpc.cn-qingdao.aliyuncs.com",
        True,
    )
    assert endpoints.central("ecs") == ""


@pytest.mark.parametrize(
    ("told", "host"),
    [
        ("ecs.cn-wulanchabu.aliyuncs.com", "ecs-vpc.cn-wulanchabu.aliyuncs.com"),
        ("ecs-vpc.cn-wulanchabu.aliyuncs.com", "ecs-vpc.cn-wulanchabu.aliyuncs.com"),
        ("ecs.aliyuncs.com", VPC),
        ("ecs-cn-hangzhou.aliyuncs.com", VPC),
        ("evil.example", VPC),
    ],
)
def test_what_the_service_says_of_a_region_is_turned_inwards_there(
    told: str, host: str
) -> None:
    endpoints = Endpoints(vpc=True)
    endpoints.learn([Region("ecs", "cn-beijing", "", told)])
    assert endpoints.host("ecs", "cn-beijing") == (host, True)


def test_the_list_of_regions_is_asked_for_at_home() -> None:
    assert Endpoints().home == "cn-hangzhou"
    assert Endpoints(home="cn-beijing").home == "cn-beijing"
    assert Endpoints().central("ecs") == "ecs.aliyuncs.com"
    assert Endpoints().central("swas") == ""


@pytest.mark.parametrize(
    "override",
    [
        "http://ecs.aliyuncs.com",
        "http://128.0.0.1",
        "ftp://127.0.0.1",
        "https://user:secret@ecs.aliyuncs.com",
        "https://ecs.aliyuncs.com/path",
        "https://ecs.aliyuncs.com?query",
        "https://127.0.0.1:99999",
        "https://",
        "two words",
        "\x1b]0;title\x07",
    ],
)
def test_an_endpoint_that_is_none_is_a_usage_error(override: str) -> None:
    with pytest.raises(UsageError) as caught:
        Endpoints(override)
    assert str(caught.value).isprintable()
    assert "secret" not in str(caught.value)


def test_what_the_service_says_of_a_region_is_used_for_that_service_only() -> None:
    endpoints = Endpoints()
    endpoints.learn(
        [
            Region("ecs", "us-east-1", "", "ecs.aliyuncs.com"),
            Region("ecs", "eu-west-1-oxs", "", " ECS.cn-shenzhen.aliyuncs.com "),
            Region("swas", "cn-heyuan", "", "swas-vpc.cn-heyuan.aliyuncs.com"),
        ]
    )
    assert endpoints.host("ecs", "us-east-1") == ("ecs.aliyuncs.com", True)
    assert endpoints.host("ecs", "eu-west-1-oxs")[0] == "ecs.cn-shenzhen.aliyuncs.com"
    assert endpoints.host("swas", "cn-heyuan")[0] == "swas-vpc.cn-heyuan.aliyuncs.com"
    assert endpoints.host("ecs", "cn-heyuan")[0] == "ecs.cn-heyuan.aliyuncs.com"


HOSTILE = [
    "evil.com",
    "ecs.evil.com",
    "ecs.aliyuncs.com.evil.com",
    "aliyuncs.com",
    "xaliyuncs.com",
    "ecs.aliyuncs.com:8080",
    "http://ecs.aliyuncs.com",
    "user@ecs.aliyuncs.com",
    "evil.com/ecs.aliyuncs.com",
    "evil.com#.aliyuncs.com",
    "ecs-my-bucket.oss-cn-hangzhou.aliyuncs.com",
    "swas.cn-hangzhou.aliyuncs.com",
    "ecs..aliyuncs.com",
    "ecs-.aliyuncs.com",
    "ecs.cn\x00.aliyuncs.com",
    "ecs." + "a" * 64 + ".aliyuncs.com",
    "ecs.ａliyuncs.com",
    "",
]


@pytest.mark.parametrize("endpoint", HOSTILE)
def test_a_region_endpoint_that_is_not_the_vendors_is_ignored(endpoint: str) -> None:
    endpoints = Endpoints()
    endpoints.learn([Region("ecs", "cn-hangzhou", "", endpoint)])
    assert endpoints.host("ecs", "cn-hangzhou")[0] == "ecs.cn-hangzhou.aliyuncs.com"


@given(st.text(), st.sampled_from(["", ".aliyuncs.com"]))
def test_no_region_endpoint_leads_outside(text: str, end: str) -> None:
    endpoints = Endpoints()
    endpoints.learn([Region("ecs", "cn-hangzhou", "", text + end)])
    host, secure = endpoints.host("ecs", "cn-hangzhou")
    assert secure
    assert host.startswith("ecs")
    assert host.endswith(".aliyuncs.com")
    assert set(host) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-")


@given(st.text())
def test_no_region_id_leads_outside(region_id: str) -> None:
    plain = re.fullmatch("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?", region_id)
    if plain and len(region_id) < 64:
        host = f"ecs.{region_id.lower()}.aliyuncs.com"
        assert Endpoints().host("ecs", region_id) == (host, True)
    else:
        with pytest.raises(UsageError) as caught:
            Endpoints().host("ecs", region_id)
        assert str(caught.value).isprintable()
