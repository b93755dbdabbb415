"""Records of ECS runs and results, field by field as the vendor documents them."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Final

from ca_tui.emulator.calls import iso
from ca_tui.emulator.codes import OSS_FAILURES
from ca_tui.emulator.refusals import Json
from ca_tui.emulator.runs import Row, Run
from ca_tui.emulator.states import State, dropped_of, output_of
from ca_tui.emulator.world import aggregate, is_timed, states_of

DELIVERY: Final = 75.0
"""Seconds from the end of a run until its output is in OSS."""


def encoded(data: bytes, *, plain: bool) -> str:
    """Content as ContentEncoding asks for it."""
    if plain:
        return data.decode("utf-8", "replace")
    return base64.b64encode(data).decode()


def tags_of(run: Run) -> dict[str, Json]:
    """The tags, wrapped as ECS wraps them."""
    return {"Tag": [{"TagKey": k, "TagValue": v} for k, v in run.tags]}


def oss_of(row: Row, state: State, now: float) -> tuple[str, str, str, str]:
    """OssOutputStatus, OssOutputUri, OssOutputErrorCode and OssOutputErrorInfo.

    The URI is empty while the delivery is in progress, and where it failed.
    """
    run = row.run
    if not run.oss_delivery or state.status == "Pending":
        return "", "", "", ""
    if state.stage == "none":
        return "Failed", "", *OSS_FAILURES[0]
    if state.finish is None or now < state.finish + DELIVERY:
        return "InProgress", "", "", ""
    dice = run.dice(row.index + 1, 77)
    if dice.chance(40):
        return "Failed", "", *dice.pick(OSS_FAILURES)
    uri = f"{run.oss_delivery}/{run.invoke_id}/{row.server.instance_id}/output.txt"
    return "Finished", uri, "", ""


def result_record(row: Row, state: State, now: float, *, plain: bool) -> Json:
    """An InvocationResult of DescribeInvocationResults."""
    run = row.run
    oss_status, oss_uri, oss_code, oss_info = oss_of(row, state, now)
    return {
        "InvokeId": run.invoke_id,
        "CommandId": run.command_id,
        "InstanceId": row.server.instance_id,
        "InvocationStatus": state.status,
        "InvokeRecordStatus": state.legacy,
        "ExitCode": state.exit_code,
        "ErrorCode": state.code.error_code if state.code else "",
        "ErrorInfo": state.code.error_info if state.code else "",
        "StartTime": iso(state.start),
        "FinishedTime": iso(state.finish),
        "StopTime": iso(state.stop),
        "Repeats": state.repeats,
        "Dropped": dropped_of(run, state),
        "Output": encoded(output_of(row, state), plain=plain),
        "Username": run.username,
        "ContainerId": run.container_id,
        "ContainerName": run.container_name,
        "Launcher": run.command.launcher,
        "TerminationMode": _termination_mode(run),
        "OssOutputDelivery": run.oss_delivery,
        "OssOutputStatus": oss_status,
        "OssOutputUri": oss_uri,
        "OssOutputErrorCode": oss_code,
        "OssOutputErrorInfo": oss_info,
        "Tags": tags_of(run),
    }


def _termination_mode(run: Run) -> str:
    return "ProcessTree" if run.command.timeout > 60 else "Process"


def _updated(run: Run, state: State) -> float:
    """When the agent last said something."""
    if state.stage == "running" and state.start is not None:
        return state.start + state.elapsed // 3 * 3
    return state.finish or state.start or run.created


def _instance_record(
    row: Row, state: State, now: float, *, timed: bool, output: str
) -> Json:
    """An InvokeInstance of DescribeInvocations."""
    oss_status, oss_uri, oss_code, oss_info = oss_of(row, state, now)
    return {
        "InstanceId": row.server.instance_id,
        "InvocationStatus": state.status,
        "InstanceInvokeStatus": state.legacy,
        "ExitCode": state.exit_code,
        "ErrorCode": state.code.error_code if state.code else "",
        "ErrorInfo": state.code.error_info if state.code else "",
        "CreationTime": iso(row.run.created),
        "StartTime": iso(state.start),
        "FinishTime": iso(state.finish),
        "StopTime": iso(state.stop),
        "UpdateTime": iso(_updated(row.run, state)),
        "Repeats": state.repeats,
        "Dropped": dropped_of(row.run, state),
        "Output": output,
        "Timed": timed,
        "OssOutputStatus": oss_status,
        "OssOutputUri": oss_uri,
        "OssOutputErrorCode": oss_code,
        "OssOutputErrorInfo": oss_info,
    }


@dataclass(frozen=True, slots=True)
class View:
    """What of runs is asked for."""

    now: float
    instance_id: str
    """Results of this instance only; empty: of all."""
    plain: bool
    with_output: bool


def invocation_record(run: Run, view: View) -> Json:
    """An Invocation of DescribeInvocations; Output is empty where not asked for."""
    each = states_of(run, view.now)
    status, legacy = aggregate(state for _, state in each)
    timed = is_timed(run, each)
    instances: list[Json] = [
        _instance_record(
            row,
            state,
            view.now,
            timed=timed,
            output=encoded(output_of(row, state), plain=view.plain)
            if view.with_output
            else "",
        )
        for row, state in each
        if view.instance_id in ("", row.server.instance_id)
    ]
    return {
        "InvokeId": run.invoke_id,
        "InvocationStatus": status,
        "InvokeStatus": legacy,
        "Timed": timed,
        **_command_members(run, plain=view.plain),
        "InvokeInstances": {"InvokeInstance": instances},
    }


def _command_members(run: Run, *, plain: bool) -> dict[str, Json]:
    """What was run, and how: the members that do not change with the time."""
    command = run.command
    return {
        "CommandId": run.command_id,
        "CommandName": command.name,
        "CommandDescription": command.description,
        "CommandType": command.kind,
        "CommandContent": encoded(command.content.encode(), plain=plain),
        "CreationTime": iso(run.created),
        "Parameters": json.dumps(dict(command.parameters), ensure_ascii=False),
        "RepeatMode": run.repeat_mode,
        "Frequency": run.frequency,
        "Timeout": command.timeout,
        "WorkingDir": command.working_dir,
        "Username": run.username,
        "ContainerId": run.container_id,
        "ContainerName": run.container_name,
        "Launcher": command.launcher,
        "TerminationMode": _termination_mode(run),
        "OssOutputDelivery": run.oss_delivery,
        "Tags": tags_of(run),
    }
