"""The operations of Simple Application Server (2020-06-01) that an explorer reads.

Its lists are flat, it pages by number only, and ErrorInfo has the texts of older days.
"""

from __future__ import annotations

import base64
import json
from typing import Final

from ca_tui.emulator import listings
from ca_tui.emulator.calls import Call, Handler, iso, iso_naive
from ca_tui.emulator.paging import Cut, T, read_asked
from ca_tui.emulator.refusals import Json, Refusal
from ca_tui.emulator.runs import Row, Run
from ca_tui.emulator.states import State, output_of
from ca_tui.emulator.swas_instances import instance_record
from ca_tui.emulator.world import Wanted, aggregate, matches, states_of

VERSION: Final = "2020-06-01"


def _metadata(page: Cut[T]) -> dict[str, Json]:
    return {
        "TotalCount": page.total,
        "PageNumber": page.number,
        "PageSize": page.size,
    }


def _error(state: State) -> tuple[str, str]:
    """ErrorCode and ErrorInfo."""
    if state.code is None:
        return "", ""
    return state.code.error_code, state.code.older_info or state.code.error_info


def list_regions(call: Call) -> dict[str, Json]:
    """ListRegions"""
    language = call.text("AcceptLanguage")
    return {
        "Regions": [
            {
                "RegionId": region.region_id,
                "LocalName": region.local_name(language),
                "RegionEndpoint": region.endpoint,
            }
            for region in call.world.regions("swas")
        ]
    }


def list_instances(call: Call) -> dict[str, Json]:
    """ListInstances"""
    stream = call.stream
    asked = read_asked(call.params, most=100, tokens=False)
    ids = call.instance_ids()
    servers = [
        server
        for server in stream.fleet.servers
        if (ids is None or server.instance_id in ids)
        and matches(server.name, call.text("InstanceName"))
        and call.text("Status") in ("", server.status)
    ]
    page = call.cut(asked, listings.fixed(servers))
    records: list[Json] = [
        instance_record(stream.region, server) for server in page.items
    ]
    return {"Instances": records} | _metadata(page)


def describe_invocations(call: Call) -> dict[str, Json]:
    """DescribeInvocations: the runs on one server, without outputs."""
    stream = call.stream
    asked = read_asked(call.params, tokens=False)
    instance_id = call.text("InstanceId")
    if not instance_id:
        raise Refusal("MissingParameter.InstanceId")
    source = listings.results(
        stream, call.now, Wanted(instance_id=instance_id), call.text("InvokeStatus")
    )
    page = call.cut(asked, source)
    records: list[Json] = [
        {
            "InvokeId": row.run.invoke_id,
            "InvocationStatus": state.status,
            "InvokeStatus": state.legacy,
            "CommandName": row.run.command.name,
            "CommandType": row.run.command.kind,
            "CommandContent": base64.b64encode(
                row.run.command.content.encode()
            ).decode(),
            "CreationTime": iso(row.run.created),
            "Parameters": dict(row.run.command.parameters),
        }
        for row, state in page.items
    ]
    return {"Invocations": records} | _metadata(page)


def describe_command_invocations(call: Call) -> dict[str, Json]:
    """DescribeCommandInvocations: plain text and times without a zone."""
    stream = call.stream
    asked = read_asked(call.params, tokens=False)
    instance_id, status = call.text("InstanceId"), call.text("InvocationStatus")
    wanted = Wanted(
        invoke_id=call.text("InvokeId"),
        instance_id=instance_id,
        command_id=call.text("CommandId"),
        command_name="" if instance_id else call.text("CommandName"),
        command_type=call.text("CommandType"),
    )

    def takes(run: Run) -> bool:
        return aggregate(state for _, state in states_of(run, call.now))[0] == status

    source = listings.runs(stream, call.now, wanted, takes if status else None)
    page = call.cut(asked, source)
    records: list[Json] = [
        _command_invocation(run, states_of(run, call.now), instance_id)
        for run in page.items
    ]
    return {"CommandInvocations": records} | _metadata(page)


def _command_invocation(
    run: Run, found: list[tuple[Row, State]], instance_id: str
) -> Json:
    """One of CommandInvocations; its Parameters are a JSON string."""
    command = run.command
    instances: list[Json] = [
        {
            "InstanceId": row.server.instance_id,
            "InvocationStatus": state.status,
            "ExitCode": state.exit_code,
            "ErrorCode": _error(state)[0],
            "ErrorInfo": _error(state)[1],
            "StartTime": iso_naive(state.start),
            "FinishTime": iso_naive(state.finish),
            "Output": output_of(row, state).decode("utf-8", "replace"),
        }
        for row, state in found
        if instance_id in ("", row.server.instance_id)
    ]
    return {
        "InvokeId": run.invoke_id,
        "InvocationStatus": aggregate(state for _, state in found)[0],
        "CommandId": run.command_id,
        "CommandName": command.name,
        "CommandDescription": command.description,
        "CommandType": command.kind,
        "CommandContent": command.content,
        "CreationTime": iso_naive(run.created),
        "Parameters": json.dumps(dict(command.parameters), ensure_ascii=False),
        "Timeout": command.timeout,
        "Username": run.username,
        "WorkingDir": command.working_dir,
        "InvokeInstances": instances,
    }


def describe_invocation_result(call: Call) -> dict[str, Json]:
    """DescribeInvocationResult: one result, its output in base64."""
    stream = call.stream
    instance_id, invoke_id = call.text("InstanceId"), call.text("InvokeId")
    if not instance_id:
        raise Refusal("MissingParameter.InstanceId")
    if not invoke_id:
        raise Refusal("MissingParameter.InvokeId")
    wanted = Wanted(invoke_id=invoke_id, instance_id=instance_id)
    source = listings.results(stream, call.now, wanted)
    for _, (row, state) in source.walk(source.window, None):
        return {"InvocationResult": _result(row, state)}
    raise Refusal("InvalidInvokeId.NotFound")


def _result(row: Row, state: State) -> Json:
    error_code, error_info = _error(state)
    return {
        "InvokeId": row.run.invoke_id,
        "InstanceId": row.server.instance_id,
        "InvocationStatus": state.status,
        "InvokeRecordStatus": state.legacy,
        "ExitCode": state.exit_code,
        "ErrorCode": error_code,
        "ErrorInfo": error_info,
        "StartTime": iso(state.start),
        "FinishedTime": iso(state.finish),
        "InvokeUser": row.run.username,
        "Output": base64.b64encode(output_of(row, state)).decode(),
    }


ACTIONS: Final[dict[str, Handler]] = {
    "ListRegions": list_regions,
    "ListInstances": list_instances,
    "DescribeInvocations": describe_invocations,
    "DescribeCommandInvocations": describe_command_invocations,
    "DescribeInvocationResult": describe_invocation_result,
}
