"""The vendor's SDKs read every operation, over a socket."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cloud import standing_cloud
from tests.emulator.asking import Json, Record, dig, records, text
from tests.emulator.sdk import SdkError, ask

HZ = "cn-hangzhou"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """An emulator whose world stands still, so that pages by number do not shift."""
    with standing_cloud(results=220) as url:
        yield url


def by_token(
    url: str, action: str, path: tuple[str, ...], size: int, **filters: Json
) -> list[Record]:
    found: list[Record] = []
    token = ""
    while True:
        params: dict[str, Json] = {"RegionId": HZ, "MaxResults": size, **filters}
        if token:
            params["NextToken"] = token
        reply = ask("ecs", url, action, params)
        found += records(reply, *path)
        inside: Json = reply
        if action == "DescribeInvocationResults":
            inside = dig(reply, "Invocation")
        token = text(inside, "NextToken")
        if not token:
            return found


def by_number(
    service: str,
    url: str,
    action: str,
    path: tuple[str, ...],
    size: int,
    **filters: Json,
) -> list[Record]:
    found: list[Record] = []
    number = 1
    while True:
        page: Json = str(number) if action.endswith("CommandInvocations") else number
        params: dict[str, Json] = {"RegionId": HZ, "PageNumber": page, **filters}
        params["PageSize"] = str(size) if isinstance(page, str) else size
        reply = ask(service, url, action, params)
        inside: Json = reply
        if action == "DescribeInvocationResults":
            inside = dig(reply, "Invocation")
        got = records(reply, *path)
        found += got
        if not got or len(found) == dig(inside, "TotalCount"):
            return found
        number += 1


@pytest.mark.parametrize(
    ("action", "path", "size", "count"),
    [
        (
            "DescribeInvocationResults",
            ("Invocation", "InvocationResults", "InvocationResult"),
            50,
            151,
        ),
        ("DescribeInvocations", ("Invocations", "Invocation"), 20, 61),
        ("DescribeInstances", ("Instances", "Instance"), 10, 24),
        (
            "DescribeCloudAssistantStatus",
            ("InstanceCloudAssistantStatusSet", "InstanceCloudAssistantStatus"),
            7,
            24,
        ),
    ],
)
def test_ecs_lists_are_the_same_in_both_modes(
    url: str, action: str, path: tuple[str, ...], size: int, count: int
) -> None:
    by_tokens = by_token(url, action, path, size)
    assert len(by_tokens) >= count
    assert by_number("ecs", url, action, path, size) == by_tokens


@pytest.mark.parametrize(
    ("action", "path", "least"),
    [
        ("DescribeCommandInvocations", ("CommandInvocations",), 30),
        ("ListInstances", ("Instances",), 3),
    ],
)
def test_swas_lists(url: str, action: str, path: tuple[str, ...], least: int) -> None:
    small = by_number("swas", url, action, path, 2)
    assert len(small) >= least
    assert by_number("swas", url, action, path, 50) == small


def test_swas_results_of_every_server(url: str) -> None:
    servers = by_number("swas", url, "ListInstances", ("Instances",), 50)
    seen = 0
    for server in servers:
        where = {"InstanceId": server["InstanceId"]}
        runs = by_number(
            "swas", url, "DescribeInvocations", ("Invocations",), 50, **where
        )
        for run in runs[:3]:
            params = {"RegionId": HZ, "InvokeId": run["InvokeId"], **where}
            reply = ask("swas", url, "DescribeInvocationResult", params)
            result = dig(reply, "InvocationResult")
            assert dig(result, "InvokeId") == run["InvokeId"]
            assert dig(result, "InvocationStatus") == run["InvocationStatus"]
            seen += 1
    assert seen > 3


@pytest.mark.parametrize("algorithm", [None, "v2"])
def test_regions_with_either_signature(url: str, algorithm: str | None) -> None:
    ecs = ask("ecs", url, "DescribeRegions", algorithm=algorithm)
    assert len(records(ecs, "Regions", "Region")) >= 4
    swas = ask("swas", url, "ListRegions", algorithm=algorithm)
    assert len(records(swas, "Regions")) >= 2


def test_both_signatures_give_the_same(url: str) -> None:
    params: dict[str, Json] = {
        "RegionId": HZ,
        "MaxResults": 50,
        "Tag": [{"Key": "环境", "Value": "生产"}, {"Key": "项目"}],
        "ContentEncoding": "PlainText",
    }
    one = ask("ecs", url, "DescribeInvocationResults", params)
    other = ask("ecs", url, "DescribeInvocationResults", params, algorithm="v2")
    assert dig(one, "Invocation") == dig(other, "Invocation")
    assert records(one, "Invocation", "InvocationResults", "InvocationResult")


def test_arrays_and_json_strings_arrive(url: str) -> None:
    path = ("Instances", "Instance")
    instances = by_token(url, "DescribeInstances", path, 100)
    ids = [text(each, "InstanceId") for each in instances[:2]]
    status = ask(
        "ecs",
        url,
        "DescribeCloudAssistantStatus",
        {"RegionId": HZ, "InstanceId": list[Json](ids)},
    )
    path = ("InstanceCloudAssistantStatusSet", "InstanceCloudAssistantStatus")
    assert [text(each, "InstanceId") for each in records(status, *path)] == ids
    named = ask(
        "ecs",
        url,
        "DescribeInstances",
        {"RegionId": HZ, "InstanceIds": f'["{ids[1]}", "i-unknown"]'},
    )
    assert records(named, "Instances", "Instance") == [instances[1]]


def shown_outputs(url: str, invoke_id: str) -> list[str]:
    """The outputs that the list of invocations carries when it is asked to."""
    params: dict[str, Json] = {"RegionId": HZ, "InvokeId": invoke_id}
    params["IncludeOutput"] = True
    found = ask("ecs", url, "DescribeInvocations", params)
    shown = dig(found, "Invocations", "Invocation", 0, "InvokeInstances")
    rows = dig(shown, "InvokeInstance")
    assert isinstance(rows, list)
    return [output for row in rows if (output := text(row, "Output"))]


def test_output_and_history(url: str) -> None:
    runs = by_token(
        url,
        "DescribeInvocations",
        ("Invocations", "Invocation"),
        50,
        RepeatMode="Period",
        Timed=True,
    )
    invoke_id = text(runs[-1], "InvokeId")
    history = by_token(
        url,
        "DescribeInvocationResults",
        ("Invocation", "InvocationResults", "InvocationResult"),
        3,
        InvokeId=invoke_id,
        IncludeHistory=True,
    )
    assert len(history) > 2
    assert len({text(row, "StartTime") for row in history}) == len(history)
    # the newest execution of one task may have only begun
    assert any(shown_outputs(url, text(run, "InvokeId")) for run in runs[-5:])


@pytest.mark.parametrize("service", ["ecs", "swas"])
@pytest.mark.parametrize("algorithm", [None, "v2"])
def test_a_wrong_secret_does_not_match(
    url: str, service: str, algorithm: str | None
) -> None:
    action = "DescribeRegions" if service == "ecs" else "ListRegions"
    with pytest.raises(SdkError) as caught:
        ask(service, url, action, secret="wrong", algorithm=algorithm)
    assert caught.value.code == "SignatureDoesNotMatch"


def test_refusals_have_their_codes(url: str) -> None:
    refused: list[tuple[dict[str, Json], str]] = [
        ({"RegionId": "mars"}, "InvalidRegionId.NotFound"),
        ({"RegionId": HZ, "MaxResults": 51}, "InvalidParameter.MaxResults"),
        ({"RegionId": HZ, "NextToken": "AAAAAdDWBF2"}, "InvalidParameter.NextToken"),
    ]
    for asked, code in refused:
        with pytest.raises(SdkError) as caught:
            ask("ecs", url, "DescribeInvocationResults", asked)
        assert caught.value.code == code
