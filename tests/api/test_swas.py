"""What SWAS is asked, and what comes back."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest

from ca_tui.api.endpoints import Endpoints
from ca_tui.api.models import Json, Output, Page, ResultKey, Scope
from ca_tui.api.service import Service
from ca_tui.api.swas import Swas
from ca_tui.api.wire import Call
from tests.api.fake_caller import (
    SIZE,
    FakeCaller,
    Reply,
    every,
    ids,
    names,
    numbered,
    run,
)

REGION = "cn-shanghai"

SERVER = Scope("swas", REGION, instance_id="s-1")


def service(caller: FakeCaller) -> Swas:
    return Swas(caller, endpoints=Endpoints())


def test_it_is_a_service() -> None:
    swas: Service = service(FakeCaller(lambda call: {}))
    assert swas.name == "swas"


async def test_regions_are_asked_in_english_and_their_endpoints_used() -> None:
    def answer(call: Call) -> Reply:
        if call.action != "ListRegions":
            return numbered(call, [], "CommandInvocations")
        host = "swas-vpc.cn-shanghai.aliyuncs.com"
        return {"Regions": [{"RegionId": REGION, "RegionEndpoint": host}]}

    caller = FakeCaller(answer)
    swas = service(caller)
    page = await swas.regions()
    await every(swas.results(SERVER))
    assert [region.region_id for region in page.regions] == [REGION]
    assert caller.params[0] == {"AcceptLanguage": "en-US"}
    assert [(call.host, call.version) for call in caller.calls] == [
        ("swas.cn-hangzhou.aliyuncs.com", "2020-06-01"),
        ("swas-vpc.cn-shanghai.aliyuncs.com", "2020-06-01"),
    ]


async def test_instances_come_by_the_hundred_whether_named_or_not() -> None:
    def answer(call: Call) -> Reply:
        named = json.loads(call.params.get("InstanceIds", "[]"))
        wanted = named or [f"s-{number}" for number in range(130)]
        items: list[Json] = [{"InstanceId": each} for each in wanted]
        return numbered(call, items, "Instances")

    caller = FakeCaller(answer)
    swas = service(caller)
    every_one = await every(swas.instances(REGION))
    named = await every(swas.instances(REGION, [f"x-{at}" for at in range(101)]))
    assert [len(page.instances) for page in every_one] == [100, 30]
    assert [len(page.instances) for page in named] == [100, 1]
    assert [page.last for page in every_one + named] == [False, True] * 2
    assert {params["PageSize"] for params in caller.params} == {"100"}
    assert not any("MaxResults" in params for params in caller.params)


async def test_it_has_no_agents_and_asks_for_none() -> None:
    caller = FakeCaller(lambda call: {})
    assert await service(caller).agents(REGION, ["s-1"]) == Page()
    assert caller.calls == []


async def test_results_and_their_invocations_come_in_the_same_pages() -> None:
    runs = [run(number, Output="done") for number in range(70)]
    caller = FakeCaller(lambda call: numbered(call, runs, "CommandInvocations"))
    pages = await every(service(caller).results(Scope("swas", REGION)))
    assert caller.params == [
        {"RegionId": REGION, "PageNumber": str(at), "PageSize": "50"} for at in (1, 2)
    ]
    assert ids(pages) == [f"t-{at}" for at in range(70)]
    assert names(pages) == [f"command {at}" for at in range(70)]
    assert [(page.last, page.size) for page in pages] == [(False, SIZE), (True, SIZE)]
    output = pages[0].results[0].output
    assert output == Output(b"done", guessed=True)
    assert pages[0].invocations[0].command_content == "echo 123"


async def test_a_scope_becomes_filters_but_for_the_status() -> None:
    runs = [run(1), run(2, InvocationStatus="Failed")]
    caller = FakeCaller(lambda call: numbered(call, runs, "CommandInvocations"))
    scope = Scope("swas", REGION, "s-1", "t-1", "c-1", status="failed")
    pages = await every(service(caller).results(scope))
    assert caller.params == [
        {
            "RegionId": REGION,
            "InstanceId": "s-1",
            "InvokeId": "t-1",
            "CommandId": "c-1",
            "PageNumber": "1",
            "PageSize": "50",
        }
    ]
    assert ids(pages) == ["t-2"]


async def test_rows_of_other_servers_of_the_same_run_are_left_out() -> None:
    rows: list[Json] = [{"InstanceId": "s-1"}, {"InstanceId": "s-2"}]
    runs: list[Json] = [{"InvokeId": "t-1", "InvokeInstances": rows}]
    caller = FakeCaller(lambda call: numbered(call, runs, "CommandInvocations"))
    (page,) = await every(service(caller).results(SERVER))
    assert [row.key.instance_id for row in page.results] == ["s-1"]


async def test_tags_which_swas_runs_have_not_match_nothing_without_a_call() -> None:
    caller = FakeCaller(lambda call: {})
    scope = Scope("swas", REGION, tags=(("owner", "me"),))
    swas = service(caller)
    assert await every(swas.results(scope)) == []
    assert await every(swas.invocations(scope)) == []
    assert caller.calls == []


async def test_one_result_is_asked_for_by_its_ids() -> None:
    result: Json = {
        "InvokeId": "t-1",
        "InstanceId": "s-1",
        "InvokeUser": "root",
        "Output": b64encode(b"admin\n").decode(),
    }
    caller = FakeCaller(lambda call: {"InvocationResult": result})
    key = ResultKey("swas", REGION, "t-1", "s-1")
    page = await service(caller).result(key)
    assert [row.key for row in page.results] == [key]
    assert page.results[0].output == Output(b"admin\n")
    assert caller.params == [
        {"RegionId": REGION, "InstanceId": "s-1", "InvokeId": "t-1"}
    ]


@pytest.mark.parametrize(
    ("said", "found"), [({}, 1), ({"InvokeId": "t-2"}, 0), ({"InstanceId": "s-9"}, 0)]
)
async def test_a_result_of_something_else_is_not_taken_for_the_one_asked_for(
    said: dict[str, Json], found: int
) -> None:
    result: dict[str, Json] = {"InvokeId": "t-1", "ExitCode": 0, **said}
    caller = FakeCaller(lambda call: {"InvocationResult": result})
    key = ResultKey("swas", REGION, "t-1", "s-1")
    page = await service(caller).result(key)
    assert [row.key for row in page.results] == [key] * found


async def test_a_glance_at_a_server_is_its_list_of_runs_and_a_region_has_none() -> None:
    runs: list[Json] = [
        {
            "InvokeId": f"t-{number}",
            "CommandName": "uptime",
            "InvocationStatus": "Running",
        }
        for number in range(5)
    ]
    caller = FakeCaller(lambda call: numbered(call, runs, "Invocations"))
    swas = service(caller)
    page = await swas.glance(SERVER, 2)
    assert page is not None
    assert caller.actions == ["DescribeInvocations"]
    assert caller.params[0]["PageSize"] == "2"
    assert [row.key for row in page.results] == [
        ResultKey("swas", REGION, f"t-{number}", "s-1") for number in range(2)
    ]
    assert {row.invocation_status for row in page.results} == {"Running"}
    assert not page.last
    assert await swas.glance(Scope("swas", REGION), 2) is None
    assert len(caller.calls) == 1
