"""What ECS is asked about instances and agents, and what comes back."""

from __future__ import annotations

import json

import pytest

from ca_tui.api.ecs import Ecs
from ca_tui.api.endpoints import Endpoints
from ca_tui.api.models import Json, Page
from ca_tui.api.paging import Mode
from ca_tui.api.wire import Call
from tests.api.fake_caller import SIZE, FakeCaller, Reply, Tree, every

REGION = "cn-hangzhou"


def service(caller: FakeCaller, paging: Mode = "token") -> Ecs:
    return Ecs(caller, endpoints=Endpoints(), paging=paging)


def described(call: Call) -> Tree:
    """DescribeInstances: those named, else 150."""
    params = call.params
    named: list[str] = json.loads(params.get("InstanceIds", "[]"))
    ids = named or [f"i-{number}" for number in range(150)]
    size = int(params.get("MaxResults") or params["PageSize"])
    start = int(params.get("NextToken") or 0)
    if "PageNumber" in params:
        start = (int(params["PageNumber"]) - 1) * size
    part: list[Json] = [{"InstanceId": each} for each in ids[start : start + size]]
    tree: Tree = {"Instances": {"Instance": part}, "TotalCount": len(ids)}
    if "MaxResults" in params and start + size < len(ids):
        tree["NextToken"] = str(start + size)
    return tree


@pytest.mark.parametrize("mode", ["token", "page"])
async def test_instances_come_by_the_hundred(mode: Mode) -> None:
    caller = FakeCaller(described)
    pages = await every(service(caller, mode).instances(REGION))
    assert [len(page.instances) for page in pages] == [100, 50]
    assert [page.last for page in pages] == [False, True]
    size = "MaxResults" if mode == "token" else "PageSize"
    assert {params[size] for params in caller.params} == {"100"}


@pytest.mark.parametrize("mode", ["token", "page"])
async def test_named_instances_are_asked_for_by_the_hundred(mode: Mode) -> None:
    caller = FakeCaller(described)
    wanted = [f"i-{number}" for number in range(230)]
    pages = await every(service(caller, mode).instances(REGION, [*wanted, "i-0", ""]))
    asked = [json.loads(params["InstanceIds"]) for params in caller.params]
    assert asked == [wanted[:100], wanted[100:200], wanted[200:]]
    assert [each.instance_id for page in pages for each in page.instances] == wanted
    assert [page.last for page in pages] == [False, False, True]


async def test_agents_are_asked_for_by_fifty_and_put_together() -> None:
    def answer(call: Call) -> Reply:
        status: list[Json] = [
            {"InstanceId": value, "CloudAssistantStatus": "true"}
            for name, value in call.params.items()
            if name.startswith("InstanceId.")
        ]
        inner: Tree = {"InstanceCloudAssistantStatus": status}
        return {"InstanceCloudAssistantStatusSet": inner, "RequestId": "R"}

    caller = FakeCaller(answer)
    wanted = [f"i-{number}" for number in range(120)]
    page = await service(caller).agents(REGION, wanted)
    assert [agent.instance_id for agent in page.agents] == wanted
    assert all(agent.online for agent in page.agents)
    assert page.size == 3 * SIZE
    assert page.last
    assert caller.params[0]["InstanceId.1"] == "i-0"
    assert caller.params[0]["InstanceId.50"] == "i-49"
    assert [len(params) for params in caller.params] == [51, 51, 21]
    assert not {"MaxResults", "PageSize"} & caller.params[0].keys()


async def test_no_agents_cost_no_call() -> None:
    caller = FakeCaller(lambda call: {})
    assert await service(caller).agents(REGION, []) == Page()
    assert caller.calls == []
