"""What the samples of the vendor's five pages say, from 2018 to 2025."""

from __future__ import annotations

from pathlib import Path

from tests.emulator.asking import Json

Line = dict[str, Json]

VENDOR = Path(__file__).parent / "api" / "data" / "vendor"

V2018 = "ecs-DescribeInvocationResults-2018-en"
V2020 = "ecs-DescribeInvocationResults-2020-zh"
V2021 = "ecs-DescribeInvocations-2021-en"
V2025 = "ecs-DescribeInvocationResults-2025-en"
SWAS = "swas-DescribeInvocationResult-2025-zhTW"

SENTENCES = {
    f"{V2018}-error.json": (
        ', line 3, column 33: a comma is missing before "Code" of line 4.'
    ),
    f"{V2018}-error.xml": (
        ": the service answered with an error, MissingParameter.RegionId: The input"
        " parameter “RegionId” that is mandatory for processing this request is not"
        " supplied. (RequestId 540CFF28-407A-40B5-B6A5-74Bxxxxxxxxx)"
    ),
    f"{V2018}.xml": (
        ", line 8: mismatched tag:"
        " <Invokerecordstatus> is closed by </invokerecordstatus>."
    ),
}
"""What is said behind the name of a file without results."""

BROKEN = sorted(SENTENCES)


def _of_2018(instance: str, invoke_id: str, ended: str, output: str) -> Line:
    return {
        "service": "ecs",
        "region_id": None,
        "instance_id": instance,
        "invoke_id": invoke_id,
        "invocation_status": "Success",
        "invoke_record_status": "Finished",
        "phase": "succeeded",
        "exit_code": 0,
        "error_code": None,
        "start_time": None,
        "finished_time": f"2018-01-05T{ended}",
        "stop_time": None,
        "dropped": None,
        "repeats": None,
        "tags": None,
        "output": output,
    }


_FAILED: Line = {
    "service": "ecs",
    "invoke_id": "t-hz0jdfwd9f****",
    "instance_id": "i-bp1i7gg30r52z2em****",
    "command_id": "c-hz0jdfwcsr****",
    "invocation_status": "Failed",
    "invoke_record_status": "Finished",
    "phase": "failed",
    "exit_code": 1,
    "error_code": "ExitCodeNonzero",
    "error_info": "the command execution exit code is not zero.",
    "start_time": "2020-05-11T09:01:40Z",
    "finished_time": "2020-05-11T09:01:41Z",
    "stop_time": None,
    "dropped": 0,
    "repeats": 1,
    "username": None,
    "tags": None,
    "output": "",
}

_NAMED: Line = {
    "command_name": "AutoTest",
    "command_type": "RunShellScript",
    "creation_time": "2020-05-11T09:01:39Z",
}

_TAGGED: Line = {
    "service": "ecs",
    "invoke_id": "t-hz0jdfwd9f****",
    "instance_id": "i-bp1i7gg30r52z2em****",
    "command_name": None,
    "invocation_status": "Success",
    "invoke_record_status": "Running",
    "phase": "succeeded",
    "exit_code": 0,
    "error_code": "InstanceNotExists",
    "error_info": "the specified instance does not exists",
    "start_time": "2019-12-20T06:15:55Z",
    "finished_time": "2019-12-20T06:15:56Z",
    "stop_time": "2020-01-19T09:15:47Z",
    "dropped": 0,
    "repeats": 0,
    "container_id": "ab141ddfbacfe02d9dbc25966ed971536124527097398d419a6746873fea****",
    "container_name": "test-container",
    "tags": {"owner": "zhangsan"},
    "output": "15:30:01\n",
}

_NEWEST: Line = {
    "username": "test",
    "launcher": 'python3 -u {{ACS::ScriptFileName|Ext(".py")}}',
    "termination_mode": "ProcessTree",
    "oss_output_delivery": "oss://testBucket/testPrefix",
    "oss_output_status": "Finished",
    "oss_output_uri": "oss://testBucket/testPrefix/output.txt",
    "oss_output_error_code": "CloudAssistant.UnsupportedInvocationStatus",
    "oss_output_error_info": "The invocation status does not support output delivery.",
}

_OF_SWAS: Line = {
    "service": "swas",
    "invoke_id": "t-bj02prjje65****",
    "instance_id": "ace0706b2ac4454d984295a94213****",
    "command_id": None,
    "invocation_status": "Success",
    "invoke_record_status": "Finished",
    "exit_code": 0,
    "error_code": "InstanceNotExists",
    "start_time": "2022-07-11T06:37:16Z",
    "finished_time": "2022-07-11T06:37:17Z",
    "dropped": None,
    "repeats": None,
    "username": "root",
    "tags": None,
    "output": "admin\n",
}

_MASKED, _WHOLE = "i-uf614fhehhzmxxxxxxxx", "i-uf614fhehhzmd3zj4k74"
_CLOCK, _OTHER = (
    "t-001937b74e2a4242891fc789xxxxxxxx",
    "t-a8935b93739442e59ed621a6xxxxxxxx",
)

EXPECTED: dict[str, list[Line]] = {
    f"{V2018}.json": [
        _of_2018(_MASKED, _CLOCK, "15:45:02", "15:45:01\n"),
        _of_2018(_MASKED, _OTHER, "15:40:02", ""),
        _of_2018(
            _MASKED, "t-001937b74e2a4242891fc78xxxxxxxx", "15:30:02", "15:30:01\n"
        ),
        _of_2018(_WHOLE, _OTHER, "15:20:02", ""),
        _of_2018(_WHOLE, _CLOCK, "15:15:02", "15:15:01\n"),
    ],
    f"{V2020}.json": [_FAILED],
    f"{V2020}.xml": [_FAILED],
    f"{V2021}.json": [_FAILED | _NAMED],
    f"{V2021}.xml": [_FAILED | _NAMED],
    f"{V2025}.json": [_TAGGED | _NEWEST],
    f"{V2025}-tags.json": [_TAGGED],
    f"{SWAS}.json": [_OF_SWAS],
}
"""The lines of each file, newest first."""
