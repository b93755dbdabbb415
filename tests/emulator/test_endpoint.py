"""Operations, filters and refusals, asked without a socket."""

from __future__ import annotations

import base64
import json
import xml.etree.ElementTree as ET

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
    records,
    rows,
    text,
    walk,
)

HZ = "cn-hangzhou"


@pytest.fixture
def asker() -> Asker:
    return Asker()


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


def test_regions_of_both_services(asker: Asker) -> None:
    regions = records(asker("DescribeRegions"), "Regions", "Region")
    assert [text(region, "RegionId") for region in regions][:1] == [HZ]
    assert len(regions) >= 4
    assert text(regions[0], "LocalName").startswith("华东1")
    english = asker("DescribeRegions", AcceptLanguage="en-US")
    assert text(english, "Regions", "Region", 0, "LocalName") == "China (Hangzhou)"
    swas = records(Asker(service="swas")("ListRegions"), "Regions")
    assert len(swas) >= 2
    assert text(swas[0], "RegionEndpoint") == "swas.cn-shanghai.aliyuncs.com"


def test_results_filter_by_tag(asker: Asker) -> None:
    found = walk(asker, HZ, Tag__1__Key="环境", Tag__1__Value="生产")
    assert found
    for row in found:
        tags = records(row, "Tags", "Tag")
        assert {"TagKey": "环境", "TagValue": "生产"} in tags
    any_value = walk(asker, HZ, Tag__1__Key="环境")
    assert len(any_value) == len(found)
    both = walk(asker, HZ, Tag__1__Key="环境", Tag__2__Key="项目")
    assert 0 < len(both) <= len(found)
    assert not walk(asker, HZ, Tag__1__Key="环境", Tag__1__Value="nothing")


@pytest.mark.parametrize("status", ["Running", "Finished", "Failed", "Stopped"])
def test_results_filter_by_legacy_status(asker: Asker, status: str) -> None:
    found = walk(asker, HZ, InvokeRecordStatus=status)
    assert found
    assert {row["InvokeRecordStatus"] for row in found} == {status}


def test_an_unknown_invoke_id_has_no_results(asker: Asker) -> None:
    for invoke_id in ("t-hz0jdfwd9f0001", "", "t-", "x", "t-hz0" + "ʰ" * 11):
        page = asker.results(InvokeId=invoke_id or "t-hz0zzzzzzzzzzz")
        assert rows(page) == []
        assert page["TotalCount"] == 0


def invocations(asker: Asker, **params: str | int) -> list[dict[str, Json]]:
    reply = asker("DescribeInvocations", RegionId=HZ, MaxResults=50, **params)
    return records(reply, "Invocations", "Invocation")


def test_invocations_filter_by_command(asker: Asker) -> None:
    assert {run["CommandName"] for run in invocations(asker, CommandName="win-*")} == {
        "win-services",
        "win-processes",
    }
    assert not invocations(asker, CommandName="disk")
    assert {
        run["CommandType"] for run in invocations(asker, CommandType="RunBatScript")
    } == {"RunBatScript"}
    command_id = text(invocations(asker)[0], "CommandId")
    found = invocations(asker, CommandId=command_id)
    assert {run["CommandId"] for run in found} == {command_id}


def test_invocations_filter_by_schedule_and_status(asker: Asker) -> None:
    timed = invocations(asker, Timed="true")
    assert timed
    assert {run["RepeatMode"] for run in timed} == {"Period"}
    assert all(run["Timed"] is True for run in timed)
    assert all(run["Frequency"] == "rate(1m)" for run in timed)
    assert not any(run["Timed"] for run in invocations(asker, Timed="False"))
    for status in ("Running", "PartialFailed", "Stopped", "Scheduled"):
        found = invocations(asker, InvokeStatus=status)
        assert found
        assert all(
            status in (run["InvokeStatus"], run["InvocationStatus"]) for run in found
        )


def test_with_an_instance_the_command_name_does_not_count(asker: Asker) -> None:
    instance_id = text(rows(asker.results())[0], "InstanceId")
    found = invocations(asker, InstanceId=instance_id, CommandName="nothing-like-it")
    assert found
    for run in found:
        each = records(run, "InvokeInstances", "InvokeInstance")
        assert [row["InstanceId"] for row in each] == [instance_id]


def test_output_of_invocations_needs_to_know_whose(asker: Asker) -> None:
    row = next(row for row in walk(asker, HZ) if row["Output"])
    invoke_id, instance_id = text(row, "InvokeId"), text(row, "InstanceId")
    path = ("InvokeInstances", "InvokeInstance", 0, "Output")
    whole = invocations(asker, IncludeOutput="true")
    assert {text(run, *path) for run in whole} == {""}
    without = invocations(asker, InvokeId=invoke_id)
    assert text(without[0], *path) == ""
    found = invocations(
        asker, InvokeId=invoke_id, InstanceId=instance_id, IncludeOutput="true"
    )
    assert text(found[0], *path) == row["Output"]


def test_an_invocation_agrees_with_its_results(asker: Asker) -> None:
    for run in invocations(asker):
        results = {
            text(row, "InstanceId"): row
            for row in walk(asker, HZ, InvokeId=text(run, "InvokeId"))
        }
        each = records(run, "InvokeInstances", "InvokeInstance")
        assert set(results) == {text(row, "InstanceId") for row in each}
        for row in each:
            result = results[text(row, "InstanceId")]
            assert row["FinishTime"] == result["FinishedTime"]
            assert row["InstanceInvokeStatus"] == result["InvokeRecordStatus"]
            for name in ("InvocationStatus", "ExitCode", "Dropped", "ErrorCode"):
                assert row[name] == result[name]


def test_instances_are_found_by_id_name_and_status(asker: Asker) -> None:
    def find(**params: str) -> list[dict[str, Json]]:
        reply = asker("DescribeInstances", RegionId=HZ, MaxResults=100, **params)
        return records(reply, "Instances", "Instance")

    every = find()
    assert len(every) == 24
    ids = [text(each, "InstanceId") for each in every[3:5]]
    assert find(InstanceIds=json.dumps([*ids, "i-none"])) == every[3:5]
    assert find(InstanceIds="[]") == []
    assert {text(each, "InstanceName") for each in find(InstanceName="测试*")} == {
        "测试服务器-01",
        "测试服务器-02",
    }
    assert {each["Status"] for each in find(Status="Stopped")} == {"Stopped"}
    assert {each["OSType"] for each in every} == {"linux", "windows"}


def test_agents_are_online_offline_and_absent(asker: Asker) -> None:
    reply = asker("DescribeCloudAssistantStatus", RegionId=HZ, MaxResults=50)
    path = ("InstanceCloudAssistantStatusSet", "InstanceCloudAssistantStatus")
    agents = records(reply, *path)
    assert {each["CloudAssistantStatus"] for each in agents} == {"true", "false"}
    assert {each["OSType"] for each in agents} == {"Linux", "Windows"}
    assert any(isinstance(n := each["ActiveTaskCount"], int) and n for each in agents)


def test_simple_application_server_answers_in_its_own_way() -> None:
    asker = Asker(service="swas")
    page = asker("DescribeCommandInvocations", RegionId=HZ, PageSize="50")
    run = next(
        run
        for run in records(page, "CommandInvocations")
        if text(run, "InvokeInstances", 0, "Output")
    )
    row = records(run, "InvokeInstances")[0]
    assert not text(row, "StartTime").endswith("Z")
    where = {"RegionId": HZ, "InstanceId": text(row, "InstanceId")}
    one = asker("DescribeInvocationResult", InvokeId=text(run, "InvokeId"), **where)
    result = dig(one, "InvocationResult")
    data = base64.b64decode(text(result, "Output"), validate=True)
    assert data.decode("utf-8", "replace") == row["Output"]
    assert text(result, "StartTime") == text(row, "StartTime") + "Z"
    runs = asker("DescribeInvocations", PageSize=50, **where)
    content = next(
        text(each, "CommandContent")
        for each in records(runs, "Invocations")
        if each["InvokeId"] == run["InvokeId"]
    )
    assert base64.b64decode(content).decode() == run["CommandContent"]


@pytest.mark.parametrize(
    ("action", "params", "code"),
    [
        ("DescribeInvocations", {"RegionId": HZ}, "MissingParameter.InstanceId"),
        (
            "DescribeInvocationResult",
            {"RegionId": HZ, "InstanceId": "x"},
            "MissingParameter.InvokeId",
        ),
        (
            "DescribeInvocationResult",
            {"RegionId": HZ, "InstanceId": "x", "InvokeId": "t-hz0"},
            "InvalidInvokeId.NotFound",
        ),
        ("ListInstances", {"RegionId": HZ, "PageSize": "101"}, "InvalidParam.PageSize"),
    ],
)
def test_refusals_of_simple_application_server(
    action: str, params: dict[str, str], code: str
) -> None:
    assert Asker(service="swas").code(action, **params) == code


def tree(node: ET.Element) -> Json:
    """XML as nested members; every list is one, even of one item."""
    if len(node) == 0:
        return node.text or ""
    members: dict[str, list[Json]] = {}
    for child in node:
        members.setdefault(child.tag, []).append(tree(child))
    return {key: list(each) for key, each in members.items()}


def listed(value: Json) -> Json:
    """JSON in the shape of `tree`."""
    if isinstance(value, dict):
        members: dict[str, Json] = {}
        for key, each in value.items():
            items = each if isinstance(each, list) else [each]
            if items:
                members[key] = [listed(item) for item in items]
        return members or ""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


@pytest.mark.parametrize(
    ("service", "action"),
    [
        ("ecs", "DescribeRegions"),
        ("ecs", "DescribeInstances"),
        ("ecs", "DescribeCloudAssistantStatus"),
        ("ecs", "DescribeInvocationResults"),
        ("ecs", "DescribeInvocations"),
        ("ecs", "DescribeNothing"),
        ("swas", "ListRegions"),
        ("swas", "ListInstances"),
        ("swas", "DescribeCommandInvocations"),
    ],
)
def test_xml_says_the_same_as_json(service: str, action: str) -> None:
    params = {"RegionId": HZ, "PageSize": "50"}
    one, other = Asker(service=service), Asker(service=service)
    as_json = json.loads(one.raw(action, params).body)
    as_json.pop("Recommend", None)
    reply = other.raw(action, {**params, "Format": "XML"})
    assert reply.headers["Content-Type"] == "text/xml;charset=utf-8"
    root = ET.fromstring(reply.body.decode().replace("\ufffd", "?"))
    assert root.tag == ("Error" if "Code" in as_json else f"{action}Response")
    found = tree(root)
    assert isinstance(found, dict)
    found.pop("Recommend", None)
    printable = json.loads(json.dumps(as_json).replace("\\u001b", "?"))
    if action != "DescribeCommandInvocations":
        assert found == listed(printable)


def test_xml_wraps_results_as_the_vendor_does(asker: Asker) -> None:
    reply = asker.raw("DescribeInvocationResults", {"RegionId": HZ, "Format": "xml"})
    found = ET.fromstring(reply.body).findall(
        "Invocation/InvocationResults/InvocationResult/InvokeId"
    )
    assert len(found) == 10


def test_v1_answers_in_xml_by_default() -> None:
    endpoint = Endpoint(World(), lambda: NOON)
    reply = endpoint.handle("GET", "/?Action=DescribeRegions&Version=2014-05-26", {})
    assert ET.fromstring(reply.body).findtext("Code") == "MissingAccessKeyId"


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


WORLD = World(results=60, instances=6)


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
