"""The vendor's SDK reads the same emulator as `ca-tui list`, which says the same."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from ca_tui.cli import main
from tests.cloud import at, standing_cloud, use_demo_key
from tests.emulator.asking import Json, Record, dig, records, text
from tests.emulator.sdk import ask

Line = dict[str, Json]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with standing_cloud(results=200) as address:
        yield address


def listed(
    url: str, capsys: pytest.CaptureFixture[str], *options: str
) -> dict[tuple[Json, Json, Json], Line]:
    """What `ca-tui list` prints, by run, instance and start."""
    assert main(at(url, *options)) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    lines: list[Line] = [json.loads(line) for line in captured.out.splitlines()]
    found = {
        (line["invoke_id"], line["instance_id"], line["start_time"]): line
        for line in lines
    }
    assert len(found) == len(lines)
    return found


def tokened(url: str, action: str, *path: str, **filters: Json) -> list[Record]:
    """All that the SDK reads of a list, page by page."""
    found: list[Record] = []
    token = ""
    while True:
        params: dict[str, Json] = {"MaxResults": 50, **filters}
        if token:
            params["NextToken"] = token
        reply = ask("ecs", url, action, params)
        found += records(reply, *path)
        token = text(reply, *path[:-2], "NextToken")
        if not token:
            return found


def numbered(url: str, action: str, *path: str, **filters: Json) -> list[Record]:
    found: list[Record] = []
    number = 0
    while True:
        number += 1
        # one operation of SWAS takes its numbers as strings
        page: Json = str(number) if action.endswith("CommandInvocations") else number
        size: Json = str(50) if isinstance(page, str) else 50
        params = {"PageNumber": page, "PageSize": size, **filters}
        reply = ask("swas", url, action, params)
        found += records(reply, *path)
        if len(found) >= int(str(dig(reply, "TotalCount"))):
            return found


def decoded(value: Json) -> str:
    assert isinstance(value, str)
    return base64.b64decode(value, validate=True).decode("utf-8", "replace")


def same(line: Line, record: Record, names: Mapping[str, str]) -> None:
    """Each field is what the record says; absent is null."""
    for ours, theirs in names.items():
        said = record[theirs]
        expected = None if said == "" else said
        assert line[ours] == expected, (ours, line["invoke_id"])


OF_A_RESULT = {
    "invoke_id": "InvokeId",
    "instance_id": "InstanceId",
    "command_id": "CommandId",
    "invocation_status": "InvocationStatus",
    "invoke_record_status": "InvokeRecordStatus",
    "exit_code": "ExitCode",
    "error_code": "ErrorCode",
    "error_info": "ErrorInfo",
    "start_time": "StartTime",
    "finished_time": "FinishedTime",
    "stop_time": "StopTime",
    "dropped": "Dropped",
    "repeats": "Repeats",
    "username": "Username",
    "container_id": "ContainerId",
    "container_name": "ContainerName",
    "launcher": "Launcher",
    "termination_mode": "TerminationMode",
    "oss_output_delivery": "OssOutputDelivery",
    "oss_output_status": "OssOutputStatus",
    "oss_output_uri": "OssOutputUri",
    "oss_output_error_code": "OssOutputErrorCode",
    "oss_output_error_info": "OssOutputErrorInfo",
}

OF_A_RUN = {
    "command_id": "CommandId",
    "command_name": "CommandName",
    "command_type": "CommandType",
    "creation_time": "CreationTime",
    "timeout": "Timeout",
}

OF_A_SWAS_ROW = {
    "instance_id": "InstanceId",
    "invocation_status": "InvocationStatus",
    "exit_code": "ExitCode",
    "error_code": "ErrorCode",
    "error_info": "ErrorInfo",
    "start_time": "StartTime",
    "finished_time": "FinishTime",
}


@pytest.fixture(autouse=True)
def _signed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_demo_key(monkeypatch)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.mark.parametrize("paging", ["token", "page"])
@pytest.mark.parametrize("region_id", ["cn-hangzhou", "ap-southeast-1"])
def test_list_says_of_ecs_what_the_sdk_reads(
    region_id: str,
    paging: str,
    url: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    options = ("--region", region_id, "--service", "ecs", "--paging", paging)
    ours = listed(url, capsys, *options)
    of_results = ("Invocation", "InvocationResults", "InvocationResult")
    theirs = tokened(url, "DescribeInvocationResults", *of_results, RegionId=region_id)
    of_runs = ("Invocations", "Invocation")
    runs = tokened(url, "DescribeInvocations", *of_runs, RegionId=region_id)
    of_instances = ("Instances", "Instance")
    instances = tokened(url, "DescribeInstances", *of_instances, RegionId=region_id)
    names = {each["InstanceId"]: each["InstanceName"] for each in instances}
    by_run = {run["InvokeId"]: run for run in runs}
    assert len(theirs) == len(ours) > 100
    for record in theirs:
        start = record["StartTime"] or None
        line = ours[record["InvokeId"], record["InstanceId"], start]
        same(line, record, OF_A_RESULT)
        same(line, by_run[record["InvokeId"]], OF_A_RUN)
        assert (line["service"], line["region_id"]) == ("ecs", region_id)
        assert line["instance_name"] == names.get(record["InstanceId"])
        assert line["output"] == decoded(record["Output"])
        tags = {
            tag["TagKey"]: tag["TagValue"] for tag in records(record, "Tags", "Tag")
        }
        assert (line["tags"] or {}) == tags


@pytest.mark.parametrize("region_id", ["cn-hangzhou", "cn-shanghai"])
def test_list_says_of_swas_what_the_sdk_reads(
    region_id: str,
    url: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ours = listed(url, capsys, "--region", region_id, "--service", "swas")
    path = ("CommandInvocations",)
    runs = numbered(url, "DescribeCommandInvocations", *path, RegionId=region_id)
    found = numbered(url, "ListInstances", "Instances", RegionId=region_id)
    names = {each["InstanceId"]: each["InstanceName"] for each in found}
    rows = [(run, row) for run in runs for row in records(run, "InvokeInstances")]
    assert len(rows) == len(ours) > 30
    for run, row in rows:
        line = ours[run["InvokeId"], row["InstanceId"], row["StartTime"] or None]
        same(line, run, OF_A_RUN | {"invoke_id": "InvokeId", "username": "Username"})
        same(line, row, OF_A_SWAS_ROW)
        assert (line["service"], line["region_id"]) == ("swas", region_id)
        assert line["instance_name"] == names.get(row["InstanceId"])
        assert line["output"] == row["Output"]
