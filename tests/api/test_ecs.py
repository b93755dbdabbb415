"""What ECS is asked, and what comes back."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from ca_tui.api.ecs import Ecs
from ca_tui.api.endpoints import Endpoints
from ca_tui.api.errors import Throttled
from ca_tui.api.models import Json, Output, Page, ResultKey, Scope
from ca_tui.api.paging import Mode
from ca_tui.api.service import Service
from ca_tui.api.wire import Call
from tests.api.fake_caller import SIZE, FakeCaller, Reply, Tree, every

REGION = "cn-hangzhou"


def service(caller: FakeCaller, paging: Mode = "token") -> Ecs:
    return Ecs(caller, endpoints=Endpoints(), paging=paging)


def row(number: int, **more: Json) -> Json:
    return {
        "InvokeId": f"t-{number}",
        "InstanceId": "i-1",
        "InvocationStatus": "Success",
        "Output": b64encode(b"done\n").decode(),
        **more,
    }


def results(call: Call, rows: list[Json]) -> Tree:
    """DescribeInvocationResults of these rows, in the mode that the call asks for."""
    params = call.params
    size = int(params.get("MaxResults") or params["PageSize"])
    start = int(params.get("NextToken") or 0)
    if "PageNumber" in params:
        start = (int(params["PageNumber"]) - 1) * size
    invocation: Tree = {
        "InvocationResults": {"InvocationResult": rows[start : start + size]},
        "TotalCount": len(rows),
    }
    if "MaxResults" in params:
        more = start + size < len(rows)
        invocation["NextToken"] = str(start + size) if more else ""
    return {"Invocation": invocation, "RequestId": "R"}


def test_it_is_a_service() -> None:
    ecs: Service = service(FakeCaller(lambda call: {}))
    assert ecs.name == "ecs"


async def test_regions_are_asked_in_english_and_their_endpoints_used() -> None:
    def answer(call: Call) -> Reply:
        if call.action != "DescribeRegions":
            return results(call, [])
        region: Json = {
            "RegionId": "us-east-1",
            "LocalName": "US (Virginia)",
            "RegionEndpoint": "ecs.aliyuncs.com",
        }
        evil: Json = {"RegionId": "cn-beijing", "RegionEndpoint": "evil.example"}
        return {"Regions": {"Region": [region, evil]}, "RequestId": "R"}

    caller = FakeCaller(answer)
    ecs = service(caller)
    page = await ecs.regions()
    for region in page.regions:
        await every(ecs.results(Scope("ecs", region.region_id)))
    assert [region.local_name for region in page.regions] == ["US (Virginia)", ""]
    assert page.size == SIZE
    assert caller.params[0] == {"AcceptLanguage": "en-US"}
    assert [(call.host, call.version, call.secure) for call in caller.calls] == [
        ("ecs.cn-hangzhou.aliyuncs.com", "2014-05-26", True),
        ("ecs.aliyuncs.com", "2014-05-26", True),
        ("ecs.cn-beijing.aliyuncs.com", "2014-05-26", True),
    ]
    assert caller.calls[1].region_id == "us-east-1"


@pytest.mark.parametrize("mode", ["token", "page"])
async def test_results_are_walked_fifty_at_a_time_with_base64(mode: Mode) -> None:
    rows = [row(number) for number in range(120)]
    caller = FakeCaller(lambda call: results(call, rows))
    pages = await every(service(caller, mode).results(Scope("ecs", REGION)))
    asked = {"RegionId": REGION, "ContentEncoding": "Base64"}
    by_token: list[dict[str, str]] = [
        {"MaxResults": "50"},
        {"MaxResults": "50", "NextToken": "50"},
        {"MaxResults": "50", "NextToken": "100"},
    ]
    by_page = [{"PageNumber": str(at), "PageSize": "50"} for at in (1, 2, 3)]
    wanted = by_token if mode == "token" else by_page
    assert caller.params == [{**asked, **each} for each in wanted]
    assert set(caller.actions) == {"DescribeInvocationResults"}
    assert [len(page.results) for page in pages] == [50, 50, 20]
    assert [page.last for page in pages] == [False, False, True]
    assert [page.size for page in pages] == [SIZE] * 3
    assert pages[0].results[0].output == Output(b"done\n")
    assert pages[0].results[0].key == ResultKey("ecs", REGION, "t-0", "i-1")


async def test_a_scope_becomes_the_services_own_filters_but_for_the_status() -> None:
    caller = FakeCaller(lambda call: results(call, []))
    scope = Scope(
        "ecs",
        REGION,
        instance_id="i-1",
        invoke_id="t-1",
        command_id="c-1",
        status="Failed",
        tags=(("owner", "张三"), ("empty", "")),
        include_history=True,
    )
    ecs = service(caller)
    await every(ecs.results(scope))
    await every(ecs.invocations(scope))
    filters = {
        "RegionId": REGION,
        "ContentEncoding": "Base64",
        "InstanceId": "i-1",
        "InvokeId": "t-1",
        "CommandId": "c-1",
        "Tag.1.Key": "owner",
        "Tag.1.Value": "张三",
        "Tag.2.Key": "empty",
        "Tag.2.Value": "",
        "MaxResults": "50",
    }
    assert caller.params == [{**filters, "IncludeHistory": "true"}, filters]
    assert caller.actions == ["DescribeInvocationResults", "DescribeInvocations"]


async def test_history_is_asked_for_with_an_invoke_id_only() -> None:
    caller = FakeCaller(lambda call: results(call, []))
    await every(service(caller).results(Scope("ecs", REGION, include_history=True)))
    assert "IncludeHistory" not in caller.params[0]


async def test_executions_of_a_history_have_their_own_keys() -> None:
    rows = [row(1, StartTime=f"2026-01-0{day}T00:00:00Z") for day in (3, 2, 1)]
    caller = FakeCaller(lambda call: results(call, rows))
    scope = Scope("ecs", REGION, invoke_id="t-1", include_history=True)
    (page,) = await every(service(caller).results(scope))
    assert [each.key.start_time[:10] for each in page.results] == [
        "2026-01-03",
        "2026-01-02",
        "2026-01-01",
    ]


async def test_a_status_is_applied_to_what_was_read_and_pages_keep_coming() -> None:
    rows = [row(number) for number in range(60)] + [row(99, InvocationStatus="failed")]
    caller = FakeCaller(lambda call: results(call, rows))
    scope = Scope("ecs", REGION, status=" FAILED")
    pages = await every(service(caller).results(scope))
    assert [len(page.results) for page in pages] == [0, 1]
    assert [page.last for page in pages] == [False, True]


async def test_invocations_tell_commands_and_no_rows() -> None:
    invocation: Json = {
        "InvokeId": "t-1",
        "CommandName": "nightly",
        "CommandContent": b64encode(b"df -h").decode(),
        "InvokeInstances": {"InvokeInstance": [{"InstanceId": "i-1", "Output": ""}]},
    }
    tree: Tree = {"Invocations": {"Invocation": [invocation]}, "NextToken": ""}
    caller = FakeCaller(lambda call: tree)
    (page,) = await every(service(caller).invocations(Scope("ecs", REGION)))
    assert "IncludeOutput" not in caller.params[0]
    assert page.invocations[0].command_name == "nightly"
    assert page.invocations[0].command_content == "df -h"
    assert page.results == ()
    assert page.last


@pytest.mark.parametrize(
    ("mode", "paging"),
    [("token", {"MaxResults": "3"}), ("page", {"PageNumber": "1", "PageSize": "3"})],
)
async def test_a_glance_is_one_short_list_of_runs_with_rows_that_have_no_output(
    mode: Mode, paging: dict[str, str]
) -> None:
    rows: list[Json] = [
        {"InstanceId": each, "InvocationStatus": "Failed", "ExitCode": 3, "Output": ""}
        for each in ("i-1", "i-2")
    ]
    run: Json = {
        "InvokeId": "t-1",
        "CommandName": "nightly",
        "InvokeInstances": {"InvokeInstance": rows},
    }
    tree: Tree = {"Invocations": {"Invocation": [run]}, "TotalCount": 9}
    caller = FakeCaller(lambda call: {**tree, "NextToken": "more"})
    scope = Scope("ecs", REGION, instance_id="i-2", status="Success")
    page = await service(caller, mode).glance(scope, 3)
    assert caller.actions == ["DescribeInvocations"]
    assert caller.params == [
        {
            "RegionId": REGION,
            "ContentEncoding": "Base64",
            "InstanceId": "i-2",
            **paging,
        }
    ]
    assert [each.command_name for each in page.invocations] == ["nightly"]
    (row,) = page.results
    assert (row.key.instance_id, row.exit_code, row.output) == ("i-2", 3, None)
    assert not page.last


async def test_results_come_in_pages_as_small_as_asked_for() -> None:
    caller = FakeCaller(lambda call: results(call, [row(n) for n in range(7)]))
    pages = await every(service(caller).results(Scope("ecs", REGION), 3))
    assert [len(page.results) for page in pages] == [3, 3, 1]
    assert {params["MaxResults"] for params in caller.params} == {"3"}


async def test_one_result_is_told_from_its_containers() -> None:
    rows = [row(1, ContainerId=each, Output="") for each in ("", "aa", "bb")]
    caller = FakeCaller(lambda call: results(call, rows))
    key = ResultKey("ecs", REGION, "t-1", "i-1", container_id="aa")
    page = await service(caller).result(key)
    assert [each.key for each in page.results] == [key]
    assert caller.params == [
        {
            "RegionId": REGION,
            "ContentEncoding": "Base64",
            "InvokeId": "t-1",
            "InstanceId": "i-1",
            "MaxResults": "50",
        }
    ]


@pytest.mark.parametrize("mode", ["token", "page"])
async def test_an_old_execution_is_found_beyond_the_first_page(mode: Mode) -> None:
    rows = [row(1, StartTime=f"2026-01-01T00:{at:02}:00Z") for at in range(59, -1, -1)]
    rows += [row(1, StartTime=f"2025-12-31T23:{at:02}:00Z") for at in range(59, -1, -1)]
    caller = FakeCaller(lambda call: results(call, rows))
    key = ResultKey("ecs", REGION, "t-1", "i-1", start_time="2025-12-31T23:55:00Z")
    page = await service(caller, mode).result(key)
    assert [each.key for each in page.results] == [key]
    assert [params["IncludeHistory"] for params in caller.params] == ["true", "true"]
    assert page.size == 2 * SIZE
    assert page.last


async def test_the_only_execution_of_a_task_is_found() -> None:
    begun = "2026-01-01T00:00:00Z"
    caller = FakeCaller(lambda call: results(call, [row(1, StartTime=begun)]))
    key = ResultKey("ecs", REGION, "t-1", "i-1", start_time=begun)
    page = await service(caller).result(key)
    assert [each.key for each in page.results] == [key]


async def test_a_result_that_is_gone_is_an_empty_page() -> None:
    caller = FakeCaller(lambda call: results(call, []))
    page = await service(caller).result(ResultKey("ecs", REGION, "t-1", "i-1"))
    assert page.results == ()
    assert page.request_id == "R"


async def test_errors_pass_and_a_walk_may_be_closed() -> None:
    rows = [row(number) for number in range(120)]
    error = Throttled("Slow down.", code="Throttling.User", status=400)
    caller = FakeCaller(
        lambda call: error if "NextToken" in call.params else results(call, rows)
    )
    ecs = service(caller)
    closed: AsyncGenerator[Page, Any] = ecs.results(Scope("ecs", REGION))
    assert len((await anext(closed)).results) == 50
    await closed.aclose()
    assert len(caller.calls) == 1
    with pytest.raises(Throttled):
        await every(ecs.results(Scope("ecs", REGION)))
