"""What is refused, and that nothing breaks the endpoint."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_tui.emulator import ecs, swas
from ca_tui.emulator.endpoint import Endpoint
from ca_tui.emulator.world import World
from tests.emulator.asking import (
    NOON,
    Asker,
    Json,
    dig,
    text,
)

HZ = "cn-hangzhou"


@pytest.mark.parametrize(
    ("action", "params", "status", "code"),
    [
        ("DescribeInvocationResults", {}, 400, "MissingParameter.RegionId"),
        (
            "DescribeInvocationResults",
            {"RegionId": "mars"},
            404,
            "InvalidRegionId.NotFound",
        ),
        ("DescribeEverything", {"RegionId": HZ}, 404, "InvalidApi.NotFound"),
        (
            "DescribeInvocationResults",
            {"RegionId": HZ, "IncludeHistory": "true"},
            400,
            "MissingParameter.InvokeId",
        ),
        (
            "DescribeInvocationResults",
            {"RegionId": HZ, "ContentEncoding": "rot13"},
            400,
            "InvalidParameter.ContentEncoding",
        ),
        (
            "DescribeInstances",
            {"RegionId": HZ, "InstanceIds": "i-1,i-2"},
            400,
            "InvalidInstanceIds.Malformed",
        ),
    ],
)
def test_refusals(
    asker: Asker, action: str, params: dict[str, str], status: int, code: str
) -> None:
    reply = asker.raw(action, params)
    body: Json = json.loads(reply.body)
    assert reply.status == status
    assert dig(body, "Code") == code
    assert text(body, "Message")
    assert text(body, "HostId") == "127.0.0.1"
    assert code in text(body, "Recommend")
    assert reply.headers["x-acs-request-id"] == dig(body, "RequestId")


@pytest.mark.parametrize(
    ("tags", "code"),
    [
        (
            {f"Tag__{n}__Key": f"k{n}" for n in range(1, 22)},
            "NumberExceed.Tags",
        ),
        ({"Tag__1__Key": "a", "Tag__2__Key": "a"}, "Duplicate.TagKey"),
        ({"Tag__1__Value": "a"}, "MissingParameter.TagKey"),
        ({"Tag__1__Key": ""}, "MissingParameter.TagKey"),
        ({"Tag__1__Key": "acs:x"}, "InvalidTagKey.Malformed"),
        ({"Tag__1__Key": "k" * 65}, "InvalidTagKey.Malformed"),
        ({"Tag__1__Key": "a", "Tag__1__Value": "v" * 129}, "InvalidTagValue.Malformed"),
    ],
)
def test_illegal_tags(asker: Asker, tags: dict[str, str], code: str) -> None:
    assert asker.code("DescribeInvocationResults", RegionId=HZ, **tags) == code


def test_other_methods_are_not_supported() -> None:
    code = Asker(method="PUT").code("DescribeRegions")
    assert code == "UnsupportedHTTPMethod"


def test_a_service_has_its_own_operations() -> None:
    assert Asker(service="swas").code("DescribeRegions") == "InvalidApi.NotFound"
    assert Asker(service="ecs").code("ListRegions") == "InvalidApi.NotFound"


WORLD = World(results=60, instances=6)


NAMES = st.sampled_from(
    [
        *("RegionId", "InvokeId", "InstanceId", "InstanceIds", "InstanceId.1"),
        *("CommandId", "CommandName", "MaxResults", "NextToken", "PageNumber"),
        *("PageSize", "Tag.1.Key", "Tag.2.Value", "RepeatMode", "Timed", "OSType"),
        *("InvokeRecordStatus", "InvokeStatus", "InvocationStatus", "Status"),
        *("IncludeHistory", "IncludeOutput", "ContentEncoding", "Format"),
    ]
)

VALUES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.sampled_from([HZ, "cn-shanghai", "true", "50", "1", "-1", '["a"]', "[" * 3000]),
)

ACTIONS = st.sampled_from([*ecs.ACTIONS, *swas.ACTIONS])


@settings(max_examples=100, deadline=None)
@given(
    service=st.sampled_from(["ecs", "swas"]),
    action=ACTIONS,
    params=st.dictionaries(NAMES, VALUES, max_size=8),
)
def test_no_signed_parameter_breaks_it(
    service: str, action: str, params: dict[str, str]
) -> None:
    reply = Asker(service=service, world=WORLD).raw(action, params)
    assert reply.status in (200, 400, 404)
    assert reply.body


@settings(max_examples=100, deadline=None)
@given(
    method=st.text(max_size=8),
    target=st.text(max_size=60),
    headers=st.dictionaries(
        st.sampled_from(["Authorization", "x-acs-action", "host", "content-type"])
        | st.text(max_size=12),
        st.sampled_from(["DescribeRegions", "ACS3-HMAC-SHA256 Credential=a"])
        | st.text(max_size=40),
        max_size=6,
    ),
    body=st.binary(max_size=60),
)
def test_no_request_breaks_it(
    method: str, target: str, headers: dict[str, str], body: bytes
) -> None:
    reply = Endpoint(WORLD, lambda: NOON).handle(method, target, headers, body)
    assert 400 <= reply.status < 500
    assert b"RequestId" in reply.body
