"""Invocations, regions, instances and agents of both services."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from ca_tui.api.models import Json, OssOutput, Output
from ca_tui.api.replies import read_page
from tests.api.reply_shapes import ROW

INVOCATION: dict[str, Json] = {
    "InvokeId": "t-1",
    "CommandId": "c-1",
    "CommandName": "nightly-backup",
    "CommandDescription": "d",
    "CommandType": "RunShellScript",
    "CommandContent": base64.b64encode("df -h # 磁盘".encode()).decode(),
    "CreationTime": "2020-05-11T09:01:39Z",
    "Frequency": "",
    "InvocationStatus": "",
    "InvokeStatus": "PartialFailed",
    "Parameters": '{"n": "1"}',
    "RepeatMode": "Once",
    "Timed": "false",
    "Timeout": "60",
    "Username": "root",
    "WorkingDir": "/root",
    "ContainerId": "ab14",
    "ContainerName": "web",
    "Launcher": "bash",
    "OssOutputDelivery": "oss://bucket/prefix",
    "Tags": [{"TagKey": "owner", "TagValue": "zhangsan"}],
    "InvokeInstances": {
        "InvokeInstance": [
            {
                "InstanceId": "i-1",
                "InstanceInvokeStatus": "Finished",
                "ExitCode": 127,
                "FinishTime": "2020-05-11T09:01:41Z",
                "OssOutput": {"Status": "Finished", "Uri": "oss://bucket/prefix/o"},
            },
            {"InstanceId": "i-2", "InvocationStatus": "success", "ExitCode": 0},
        ]
    },
}


def test_invocations_come_with_their_rows_joined() -> None:
    page = read_page({"Invocations": {"Invocation": [INVOCATION]}})
    (run,) = page.invocations
    assert (run.service, run.invoke_id, run.command_name) == (
        ("ecs", "t-1", "nightly-backup")
    )
    assert run.invocation_status == "PartialFailed"
    assert run.command_content == "df -h # 磁盘"
    assert run.parameters == (("n", "1"),)
    assert (run.timed, run.timeout, run.working_dir) == (False, 60, "/root")
    assert run.creation_time == datetime(2020, 5, 11, 9, 1, 39, tzinfo=UTC)
    assert "InvokeInstances" not in run.raw
    assert "CommandContent" not in run.raw
    first, second = page.results
    assert [row.key.instance_id for row in page.results] == ["i-1", "i-2"]
    for row in page.results:
        assert (row.key.invoke_id, row.command_id) == ("t-1", "c-1")
        assert (row.key.container_id, row.container_name) == ("ab14", "web")
        assert (row.username, row.launcher) == ("root", "bash")
        assert row.tags == (("owner", "zhangsan"),)
        assert row.creation_time == run.creation_time
        assert row.output is None
    assert (first.invocation_status, first.exit_code) == ("Failed", 127)
    assert first.finished_time == datetime(2020, 5, 11, 9, 1, 41, tzinfo=UTC)
    assert first.oss_output == OssOutput(
        "oss://bucket/prefix", "Finished", "oss://bucket/prefix/o"
    )
    assert (second.invocation_status, second.exit_code) == ("Success", 0)


def test_an_invocation_without_rows_is_kept() -> None:
    page = read_page({"Invocations": {"Invocation": {"InvokeId": "t-1"}}})
    assert [run.invoke_id for run in page.invocations] == ["t-1"]
    assert page.results == ()


def test_swas_invocations_are_flat() -> None:
    page = read_page(
        {
            "TotalCount": 1,
            "Invocations": [
                {
                    "InvokeId": "t-1",
                    "CommandContent": "ZGYgLWg=",
                    "InvokeStatus": "Finished",
                    "Parameters": {"n": 1},
                }
            ],
        }
    )
    (run,) = page.invocations
    assert (run.service, run.command_content) == ("swas", "df -h")
    assert run.parameters == (("n", "1"),)
    assert run.invocation_status == "Finished"
    assert page.total_count == 1


def test_swas_command_invocations_may_be_plain_text_with_naive_times() -> None:
    page = read_page(
        {
            "CommandInvocations": [
                {
                    "InvokeId": "t-1",
                    "CommandContent": "echo 123",
                    "Username": "root",
                    "InvokeInstances": [
                        {
                            "InstanceId": "ace0",
                            "Output": "OutputMsg",
                            "StartTime": "2023-04-27T10:11:58",
                        }
                    ],
                }
            ]
        },
        encoding="unknown",
    )
    (run,) = page.invocations
    (row,) = page.results
    assert (run.service, row.key.service) == ("swas", "swas")
    assert run.command_content == "echo 123"
    assert row.output == Output(b"OutputMsg", guessed=True)
    assert row.start_time == datetime(2023, 4, 27, 10, 11, 58)  # noqa: DTZ001
    assert row.username == "root"


def test_one_result_with_an_invoke_user_is_from_swas() -> None:
    (row,) = read_page({"InvocationResult": ROW | {"InvokeUser": "root"}}).results
    assert (row.key.service, row.username) == ("swas", "root")


def test_the_service_that_was_asked_is_believed() -> None:
    (row,) = read_page({"InvocationResult": ROW}, service="swas").results
    assert row.key.service == "swas"


def test_regions_of_both_services() -> None:
    region: Json = {
        "RegionId": "cn-hangzhou",
        "LocalName": "华东1（杭州）",
        "RegionEndpoint": "ecs.cn-hangzhou.aliyuncs.com",
    }
    (ecs,) = read_page({"Regions": {"Region": [region]}}).regions
    (swas,) = read_page({"Regions": [region]}).regions
    assert (ecs.service, swas.service) == ("ecs", "swas")
    assert ecs.region_id == swas.region_id == "cn-hangzhou"
    assert ecs.local_name == "华东1（杭州）"
    assert ecs.region_endpoint == "ecs.cn-hangzhou.aliyuncs.com"


ECS_INSTANCE: Json = {
    "InstanceId": "i-1",
    "InstanceName": "测试服务器-02",
    "OSType": "linux",
    "Status": "Running",
    "RegionId": "cn-hangzhou",
    "VpcAttributes": {"PrivateIpAddress": {"IpAddress": ["10.0.0.1"]}},
    "PublicIpAddress": {"IpAddress": ["1.2.3.4"]},
    "EipAddress": {"IpAddress": ""},
}

SWAS_INSTANCE: Json = {
    "InstanceId": "ace0",
    "PublicIpAddress": "1.2.3.4",
    "InnerIpAddress": "10.0.0.1",
    "NetworkAttributes": [{"PrivateIpAddress": "10.0.0.1"}],
    "Image": {"OsType": "Linux"},
}


def test_instances_of_both_services() -> None:
    (ecs,) = read_page({"Instances": {"Instance": [ECS_INSTANCE]}}).instances
    flat = read_page({"Instances": [SWAS_INSTANCE]}, region_id="cn-shanghai")
    (swas,) = flat.instances
    assert (ecs.service, swas.service) == ("ecs", "swas")
    assert (ecs.region_id, swas.region_id) == ("cn-hangzhou", "cn-shanghai")
    assert (ecs.instance_name, ecs.status) == ("测试服务器-02", "Running")
    assert (ecs.os_type, swas.os_type) == ("linux", "Linux")
    assert ecs.addresses == swas.addresses == ("10.0.0.1", "1.2.3.4")


def test_agents_are_online_by_a_word() -> None:
    agents = read_page(
        {
            "InstanceCloudAssistantStatusSet": {
                "InstanceCloudAssistantStatus": [
                    {
                        "InstanceId": "i-1",
                        "CloudAssistantStatus": "true",
                        "CloudAssistantVersion": "2.2.4.1007",
                        "LastHeartbeatTime": "2020-05-11T09:01:41Z",
                        "ActiveTaskCount": 2,
                    },
                    {"InstanceId": "i-2", "CloudAssistantStatus": "false"},
                    {"InstanceId": "i-3"},
                ]
            }
        },
        region_id="cn-hangzhou",
    ).agents
    assert [agent.online for agent in agents] == [True, False, None]
    assert agents[0].cloud_assistant_version == "2.2.4.1007"
    assert agents[0].last_heartbeat_time == datetime(2020, 5, 11, 9, 1, 41, tzinfo=UTC)
    assert agents[0].active_task_count == 2
