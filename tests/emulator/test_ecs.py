"""The operations of ECS and their filters."""

from __future__ import annotations

import json

import pytest

from tests.emulator.asking import (
    Asker,
    Json,
    records,
    rows,
    text,
    walk,
)

HZ = "cn-hangzhou"


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

    assert len(find()) == 100
    every = [each for each in find() if text(each, "InstanceName")[:3] != "job"]
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
