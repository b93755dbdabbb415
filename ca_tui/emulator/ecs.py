"""The operations of ECS (2014-05-26) that an explorer reads."""

from __future__ import annotations

from functools import partial
from typing import Final

from ca_tui.emulator import listings
from ca_tui.emulator.calls import Call, Handler
from ca_tui.emulator.ecs_instances import agent_record, instance_record, recent_tasks
from ca_tui.emulator.ecs_records import View, invocation_record, result_record
from ca_tui.emulator.fleet import Server
from ca_tui.emulator.paging import Cut, Source, T, read_asked
from ca_tui.emulator.refusals import Json, Refusal
from ca_tui.emulator.runs import Row, Run
from ca_tui.emulator.states import State
from ca_tui.emulator.world import Wanted, aggregate, is_timed, matches, states_of

VERSION: Final = "2014-05-26"


def _metadata(page: Cut[T]) -> dict[str, Json]:
    """What every paged reply says about its page."""
    return {
        "TotalCount": page.total,
        "PageNumber": page.number,
        "PageSize": page.size,
        "NextToken": page.next_token,
    }


def describe_regions(call: Call) -> dict[str, Json]:
    """DescribeRegions"""
    language = call.text("AcceptLanguage")
    return {
        "Regions": {
            "Region": [
                {
                    "RegionId": region.region_id,
                    "LocalName": region.local_name(language),
                    "RegionEndpoint": region.endpoint,
                    "Status": "available",
                }
                for region in call.world.regions("ecs")
            ]
        }
    }


def _takes_server(call: Call, server: Server, ids: list[str] | None) -> bool:
    return (
        (ids is None or server.instance_id in ids)
        and matches(server.name, call.text("InstanceName"))
        and call.text("Status") in ("", server.status)
    )


def describe_instances(call: Call) -> dict[str, Json]:
    """DescribeInstances; ids that do not exist are left out without an error."""
    stream = call.stream
    asked = read_asked(call.params, most=100, clamp=10)
    ids = call.instance_ids()
    servers = [s for s in stream.fleet.servers if _takes_server(call, s, ids)]
    page = call.cut(asked, listings.fixed(servers))
    records: list[Json] = [
        instance_record(stream.region, server) for server in page.items
    ]
    found: Json = {"Instance": records}
    return {"Instances": found} | _metadata(page)


def describe_cloud_assistant_status(call: Call) -> dict[str, Json]:
    """DescribeCloudAssistantStatus; MaxResults is ignored where ids are given."""
    stream = call.stream
    asked = read_asked(call.params)
    ids = call.numbered("InstanceId")
    system = call.text("OSType")
    servers = [
        server
        for server in stream.fleet.servers
        if (not ids or server.instance_id in ids) and system in ("", server.os_type)
    ]
    page = (
        Cut(servers, len(servers), 1, len(servers))
        if ids
        else call.cut(asked, listings.fixed(servers))
    )
    active, last = recent_tasks(stream, call.now)
    records: list[Json] = [
        agent_record(
            stream.region,
            server,
            call.now,
            active=active[server.instance_id],
            last=last.get(server.instance_id),
        )
        for server in page.items
    ]
    status: Json = {"InstanceCloudAssistantStatus": records}
    return {"InstanceCloudAssistantStatusSet": status} | _metadata(page)


def describe_invocation_results(call: Call) -> dict[str, Json]:
    """DescribeInvocationResults; the page's metadata is inside Invocation."""
    asked, plain = read_asked(call.params), call.plain
    wanted = Wanted(
        invoke_id=call.text("InvokeId"),
        instance_id=call.text("InstanceId"),
        command_id=call.text("CommandId"),
        tags=call.tags(),
    )
    page = call.cut(asked, _results(call, wanted))
    records: list[Json] = [
        result_record(row, state, call.now, plain=plain) for row, state in page.items
    ]
    found: dict[str, Json] = {"InvocationResults": {"InvocationResult": records}}
    return {"Invocation": found | _metadata(page)}


def _results(call: Call, wanted: Wanted) -> Source[tuple[Row, State]]:
    """The results asked for: the latest ones, or every execution of a run."""
    stream = call.stream
    if call.flag("IncludeHistory"):
        if not wanted.invoke_id:
            raise Refusal("MissingParameter.InvokeId")
        slot = stream.slot_of(wanted.invoke_id)
        run = None if slot is None else stream.run(slot)
        if run is not None and run.repeated:
            return listings.executions(stream, call.now, wanted, run)
    return listings.results(stream, call.now, wanted, call.text("InvokeRecordStatus"))


def _takes_run(call: Call, run: Run) -> bool:
    """The filters of DescribeInvocations that depend on the time."""
    found = states_of(run, call.now)
    status = call.text("InvokeStatus")
    if status == "PartialFailed" and call.text("InstanceId"):
        status = ""
    timed = call.flag("Timed")
    return status in ("", *aggregate(state for _, state in found)) and (
        timed is None or timed == is_timed(run, found)
    )


def describe_invocations(call: Call) -> dict[str, Json]:
    """DescribeInvocations.

    CommandName and RepeatMode do not take effect together with InstanceId, and the
    output is there only where InvokeId or InstanceId says whose.
    """
    stream, now = call.stream, call.now
    asked, plain = read_asked(call.params), call.plain
    instance_id, invoke_id = call.text("InstanceId"), call.text("InvokeId")
    wanted = Wanted(
        invoke_id=invoke_id,
        instance_id=instance_id,
        command_id=call.text("CommandId"),
        command_name="" if instance_id else call.text("CommandName"),
        command_type=call.text("CommandType"),
        repeat_mode="" if instance_id else call.text("RepeatMode"),
        tags=call.tags(),
    )
    judged = call.text("InvokeStatus") or call.flag("Timed") is not None
    takes = partial(_takes_run, call) if judged else None
    page = call.cut(asked, listings.runs(stream, now, wanted, takes))
    with_output = bool(call.flag("IncludeOutput") and (invoke_id or instance_id))
    view = View(now, instance_id, plain, with_output)
    records: list[Json] = [invocation_record(run, view) for run in page.items]
    found: Json = {"Invocation": records}
    return {"Invocations": found} | _metadata(page)


ACTIONS: Final[dict[str, Handler]] = {
    "DescribeRegions": describe_regions,
    "DescribeInstances": describe_instances,
    "DescribeCloudAssistantStatus": describe_cloud_assistant_status,
    "DescribeInvocationResults": describe_invocation_results,
    "DescribeInvocations": describe_invocations,
}
