"""Both paging modes: the same results, their own metadata, their own errors."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_tui.emulator.world import World
from tests.emulator.asking import (
    Asker,
    Record,
    dig,
    key_of,
    records,
    rows,
    text,
    walk,
)


def by_number(asker: Asker, region_id: str, **params: str | int) -> list[Record]:
    found: list[Record] = []
    number = 1
    while True:
        page = asker.results(region_id, PageNumber=number, PageSize=50, **params)
        found += rows(page)
        total = page["TotalCount"]
        assert isinstance(total, int)
        if len(found) >= total or not rows(page):
            assert len(found) == total
            return found
        number += 1


@pytest.fixture(scope="module")
def small() -> World:
    return World(results=330)


@pytest.mark.parametrize("region_id", ["cn-hangzhou", "ap-southeast-1"])
def test_both_modes_give_the_same_results(small: World, region_id: str) -> None:
    asker = Asker(world=small)
    numbered = by_number(asker, region_id)
    assert walk(asker, region_id) == numbered
    keys = [key_of(row) for row in numbered]
    assert len(set(keys)) == len(keys)


def test_both_modes_give_the_same_results_where_filtered(small: World) -> None:
    asker = Asker(world=small)
    row = rows(asker.results())[0]
    for name in ("InvokeId", "InstanceId", "CommandId"):
        value = text(row, name)
        only: dict[str, str | int] = {name: value}
        found = walk(asker, "cn-hangzhou", **only)
        assert found == by_number(asker, "cn-hangzhou", **only)
        assert {text(each, name) for each in found} == {value}


def test_rows_are_newest_first(small: World) -> None:
    asker = Asker(world=small)
    page = asker("DescribeInvocations", RegionId="cn-hangzhou", MaxResults=50)
    created = [
        text(run, "CreationTime") for run in records(page, "Invocations", "Invocation")
    ]
    assert created == sorted(created, reverse=True)


def test_token_paging_has_no_total_and_wins(small: World) -> None:
    asker = Asker(world=small)
    page = asker.results(MaxResults=7, PageNumber=3, PageSize=50)
    assert len(rows(page)) == 7
    assert page["TotalCount"] == 0
    assert page["PageSize"] == 7
    assert page["NextToken"]
    assert rows(page) == rows(asker.results(PageNumber=1, PageSize=7))


def test_page_paging_has_a_total_and_no_token(small: World) -> None:
    asker = Asker(world=small)
    page = asker.results()
    assert (page["PageNumber"], page["PageSize"]) == (1, 10)
    assert len(rows(page)) == 10
    assert page["NextToken"] == ""
    total = page["TotalCount"]
    assert isinstance(total, int)
    assert 300 < total <= 330
    beyond = asker.results(PageNumber=900, PageSize=50)
    assert rows(beyond) == []
    assert beyond["TotalCount"] == total


def test_a_walk_by_token_is_complete_while_new_rows_arrive(small: World) -> None:
    """Every result that existed at its start comes once, and nothing else."""
    asker = Asker(world=small)
    at_start = [key_of(row)[:2] for row in walk(asker, "cn-hangzhou")]
    found: list[tuple[str, str]] = []
    token = ""
    while True:
        more: dict[str, str | int] = {"NextToken": token} if token else {}
        page = asker.results("cn-hangzhou", MaxResults=20, **more)
        found += [key_of(row)[:2] for row in rows(page)]
        token = text(page, "NextToken")
        if not token:
            break
        asker.clock.now += 31
    assert found == at_start
    assert asker.clock.now > 1_790_000_000 + 400


def test_pages_by_number_shift_while_new_rows_arrive(small: World) -> None:
    asker = Asker(world=small)
    first = rows(asker.results(PageNumber=1, PageSize=10))
    asker.clock.now += 40
    second = rows(asker.results(PageNumber=2, PageSize=10))
    assert {key_of(row)[:2] for row in first} & {key_of(row)[:2] for row in second}


def test_history_pages_by_token(small: World) -> None:
    asker = Asker(world=small)
    tasks = asker(
        "DescribeInvocations", RegionId="cn-beijing", RepeatMode="Period", MaxResults=50
    )
    run = records(tasks, "Invocations", "Invocation")[-1]
    invoke_id = text(run, "InvokeId")
    assert len(records(run, "InvokeInstances", "InvokeInstance")) == 3
    whole = by_number(asker, "cn-beijing", InvokeId=invoke_id, IncludeHistory="true")
    found, token = [], ""
    while True:
        more: dict[str, str | int] = {"NextToken": token} if token else {}
        page = asker.results(
            "cn-beijing",
            InvokeId=invoke_id,
            IncludeHistory="True",
            MaxResults=4,
            **more,
        )
        found += [key_of(row) for row in rows(page)]
        token = text(page, "NextToken")
        if not token:
            break
        asker.clock.now += 61
    assert found == [key_of(row) for row in whole]


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"MaxResults": "51"}, "InvalidParameter.MaxResults"),
        ({"MaxResults": "0"}, "InvalidParameter.MaxResults"),
        ({"MaxResults": "ten"}, "InvalidParameter.MaxResults"),
        ({"MaxResults": "-1"}, "InvalidParameter.MaxResults"),
        ({"NextToken": "AAAAAdDWBF2"}, "InvalidParameter.NextToken"),
        ({"NextToken": "!"}, "InvalidParameter.NextToken"),
        ({"PageSize": "51"}, "InvalidParam.PageSize"),
        ({"PageSize": "0"}, "InvalidParam.PageSize"),
        ({"PageNumber": "0"}, "InvalidParam.PageNumber"),
        ({"PageNumber": "9" * 30}, "InvalidParam.PageNumber"),
    ],
)
@pytest.mark.parametrize("action", ["DescribeInvocationResults", "DescribeInvocations"])
def test_illegal_pages_are_refused(
    small: World, action: str, params: dict[str, str], code: str
) -> None:
    asker = Asker(world=small)
    assert asker.code(action, RegionId="cn-hangzhou", **params) == code


def test_a_token_belongs_to_its_query(small: World) -> None:
    asker = Asker(world=small)
    token = text(asker.results(MaxResults=10), "NextToken")
    assert asker.results(MaxResults=50, NextToken=token)
    action, code = "DescribeInvocationResults", "InvalidParameter.NextToken"
    for other in (
        {"RegionId": "cn-beijing"},
        {"RegionId": "cn-hangzhou", "InvokeRecordStatus": "Failed"},
    ):
        assert asker.code(action, MaxResults=10, NextToken=token, **other) == code
    invocations = asker.code(
        "DescribeInvocations", RegionId="cn-hangzhou", MaxResults=10, NextToken=token
    )
    assert invocations == code
    another_world = Asker(world=World(seed=8))
    assert another_world.code(action, RegionId="cn-hangzhou", NextToken=token) == code


def test_a_token_has_characters_that_need_encoding(small: World) -> None:
    asker = Asker(world=small)
    tokens = "".join(
        text(asker.results(MaxResults=size), "NextToken") for size in range(1, 40)
    )
    assert set("+/=") <= set(tokens)


def test_instances_clamp_max_results(small: World) -> None:
    asker = Asker(world=small)
    path = ("Instances", "Instance")
    for wanted, size in (("1", 10), ("500", 100), ("30", 30)):
        reply = asker("DescribeInstances", RegionId="cn-beijing", MaxResults=wanted)
        assert len(records(reply, *path)) == size
    page = asker("DescribeInstances", RegionId="cn-beijing", PageSize=100, PageNumber=2)
    rest = records(page, *path)
    assert dig(page, "TotalCount") == 100 + len(rest)


def test_agents_ignore_paging_where_ids_are_given(small: World) -> None:
    asker = Asker(world=small)
    reply = asker("DescribeInstances", RegionId="cn-beijing", MaxResults=100)
    ids = [text(each, "InstanceId") for each in records(reply, "Instances", "Instance")]
    named = {f"InstanceId__{n}": each for n, each in enumerate(ids[:30], start=1)}
    status = asker(
        "DescribeCloudAssistantStatus", RegionId="cn-beijing", MaxResults=10, **named
    )
    path = ("InstanceCloudAssistantStatusSet", "InstanceCloudAssistantStatus")
    assert [text(each, "InstanceId") for each in records(status, *path)] == ids[:30]


@settings(max_examples=20, deadline=None)
@given(results=st.integers(1, 400), size=st.integers(1, 50), moment=st.floats(0, 4000))
def test_any_page_is_that_part_of_the_whole(
    results: int, size: int, moment: float
) -> None:
    asker = Asker(world=World(results=results))
    asker.clock.now += moment
    whole = [key_of(row) for row in walk(asker, "cn-hangzhou")]
    for number in (1, 2, len(whole) // size + 1):
        page = asker.results(PageNumber=number, PageSize=size)
        first = (number - 1) * size
        assert [key_of(row) for row in rows(page)] == whole[first : first + size]
        assert page["TotalCount"] == len(whole)
