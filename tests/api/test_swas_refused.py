"""SWAS where DescribeCommandInvocations is not to be had."""

from __future__ import annotations

from base64 import b64encode

import pytest

from ca_tui.api.endpoints import Endpoints
from ca_tui.api.errors import ApiError, BadParameter, Denied, Rejected, ServiceFault
from ca_tui.api.models import Json, Output, Scope
from ca_tui.api.swas import Swas
from ca_tui.api.wire import Call
from tests.api.fake_caller import (
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

NOT_THERE = BadParameter("No such API.", code="InvalidApi.NotFound", status=404)

DENIED = Denied("No.", code="NoPermission", status=403)


def service(caller: FakeCaller) -> Swas:
    return Swas(caller, endpoints=Endpoints())


def without_listing(error: ApiError, count: int = 60) -> FakeCaller:
    """A SWAS that refuses DescribeCommandInvocations; `t-3` has no result any more."""

    def answer(call: Call) -> Reply:
        if call.action == "DescribeCommandInvocations":
            return error
        if call.action == "DescribeInvocations":
            runs: list[Json] = [
                {"InvokeId": f"t-{at}", "CommandName": f"command {at}"}
                for at in range(count)
            ]
            return numbered(call, runs, "Invocations")
        invoke_id = call.params["InvokeId"]
        if invoke_id == "t-3":
            return BadParameter("Gone.", code="InvalidInvokeId.NotFound", status=404)
        result: Json = {
            "InvokeId": invoke_id,
            "InstanceId": call.params["InstanceId"],
            "InvocationStatus": "Failed" if invoke_id == "t-1" else "Success",
            "Output": b64encode(b"admin\n").decode(),
        }
        return {"InvocationResult": result, "RequestId": "R"}

    return FakeCaller(answer)


@pytest.mark.parametrize("error", [DENIED, NOT_THERE])
async def test_a_server_is_read_run_by_run_where_the_listing_is_refused(
    error: ApiError,
) -> None:
    caller = without_listing(error)
    pages = await every(service(caller).results(SERVER))
    assert names(pages) == [f"command {at}" for at in range(60)]
    assert ids(pages) == [f"t-{at}" for at in range(60) if at != 3]
    assert [page.last for page in pages] == [False] * (len(pages) - 1) + [True]
    assert pages[1].results[0].output == Output(b"admin\n")
    assert [page.problems for page in pages if page.problems] == [
        ("InvalidInvokeId.NotFound: Gone.",)
    ]
    assert caller.params[1] == {
        "RegionId": REGION,
        "InstanceId": "s-1",
        "PageNumber": "1",
        "PageSize": "50",
    }


async def test_a_refusal_is_remembered_for_its_region() -> None:
    caller = without_listing(DENIED, count=1)
    swas = service(caller)
    for _ in range(3):
        await every(swas.results(SERVER))
    assert caller.actions.count("DescribeCommandInvocations") == 1


async def test_a_permission_given_later_is_noticed() -> None:
    refused = True

    def answer(call: Call) -> Reply:
        if call.action == "DescribeCommandInvocations" and refused:
            return DENIED
        return numbered(call, [], call.action.removeprefix("Describe"))

    caller = FakeCaller(answer)
    swas = service(caller)
    await every(swas.results(SERVER))
    refused = False
    await every(swas.results(Scope("swas", REGION)))
    await every(swas.results(SERVER))
    assert caller.actions[2:] == ["DescribeCommandInvocations"] * 2


async def test_one_run_of_a_server_costs_one_call_where_the_listing_is_refused() -> (
    None
):
    caller = without_listing(DENIED)
    scope = Scope("swas", REGION, "s-1", "t-1")
    pages = await every(service(caller).results(scope))
    assert ids(pages) == ["t-1"]
    assert caller.actions == ["DescribeCommandInvocations", "DescribeInvocationResult"]


async def test_a_status_narrows_what_is_read_run_by_run() -> None:
    pages = await every(
        service(without_listing(DENIED)).results(
            Scope("swas", REGION, "s-1", status="Failed")
        )
    )
    assert ids(pages) == ["t-1"]


@pytest.mark.parametrize(
    "scope",
    [Scope("swas", REGION), Scope("swas", REGION, "s-1", command_id="c-1")],
)
async def test_a_refusal_is_told_where_there_is_no_other_way(scope: Scope) -> None:
    caller = without_listing(DENIED)
    with pytest.raises(Denied):
        await every(service(caller).results(scope))
    assert caller.actions == ["DescribeCommandInvocations"]


@pytest.mark.parametrize(
    "error",
    [
        ServiceFault("Sorry.", code="InternalError", status=500),
        Rejected("Who?", code="InvalidAccessKeyId.NotFound", status=404),
    ],
)
async def test_a_failure_is_no_refusal(error: ApiError) -> None:
    caller = without_listing(error)
    with pytest.raises(type(error)):
        await every(service(caller).results(SERVER))
    assert caller.actions == ["DescribeCommandInvocations"]


async def test_a_refusal_after_the_first_page_does_not_begin_anew() -> None:
    runs = [run(number) for number in range(70)]

    def answer(call: Call) -> Reply:
        if call.params["PageNumber"] == "2":
            return DENIED
        return numbered(call, runs, "CommandInvocations")

    caller = FakeCaller(answer)
    with pytest.raises(Denied):
        await every(service(caller).results(SERVER))
    assert len(caller.calls) == 2


async def test_invocations_need_no_results_singly() -> None:
    caller = without_listing(DENIED)
    swas = service(caller)
    pages = await every(swas.invocations(SERVER))
    assert names(pages) == [f"command {at}" for at in range(60)]
    assert caller.actions == [
        "DescribeCommandInvocations",
        *["DescribeInvocations"] * 2,
    ]
    one = await every(swas.invocations(Scope("swas", REGION, "s-1", "t-1")))
    assert names(one) == ["command 1"]
    assert one[-1].last
    assert len(caller.calls) == 4


async def test_a_walk_may_be_closed() -> None:
    caller = without_listing(DENIED)
    pages = service(caller).results(SERVER)
    await anext(pages)
    await anext(pages)
    await pages.aclose()
    assert caller.actions[2:] == ["DescribeInvocationResult"]
