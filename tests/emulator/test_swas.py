"""Simple Application Server answers in its own way."""

from __future__ import annotations

import base64

import pytest

from tests.emulator.asking import (
    Asker,
    dig,
    records,
    text,
)

HZ = "cn-hangzhou"


def test_simple_application_server_answers_in_its_own_way() -> None:
    asker = Asker(service="swas")
    page = asker("DescribeCommandInvocations", RegionId=HZ, PageSize="50")
    run = next(
        run
        for run in records(page, "CommandInvocations")
        if text(run, "InvokeInstances", 0, "Output")
    )
    row = records(run, "InvokeInstances")[0]
    assert not text(row, "StartTime").endswith("Z")
    where = {"RegionId": HZ, "InstanceId": text(row, "InstanceId")}
    one = asker("DescribeInvocationResult", InvokeId=text(run, "InvokeId"), **where)
    result = dig(one, "InvocationResult")
    data = base64.b64decode(text(result, "Output"), validate=True)
    assert data.decode("utf-8", "replace") == row["Output"]
    assert text(result, "StartTime") == text(row, "StartTime") + "Z"
    runs = asker("DescribeInvocations", PageSize=50, **where)
    content = next(
        text(each, "CommandContent")
        for each in records(runs, "Invocations")
        if each["InvokeId"] == run["InvokeId"]
    )
    assert base64.b64decode(content).decode() == run["CommandContent"]


@pytest.mark.parametrize(
    ("action", "params", "code"),
    [
        ("DescribeInvocations", {"RegionId": HZ}, "MissingParameter.InstanceId"),
        (
            "DescribeInvocationResult",
            {"RegionId": HZ, "InstanceId": "x"},
            "MissingParameter.InvokeId",
        ),
        (
            "DescribeInvocationResult",
            {"RegionId": HZ, "InstanceId": "x", "InvokeId": "t-hz0"},
            "InvalidInvokeId.NotFound",
        ),
        ("ListInstances", {"RegionId": HZ, "PageSize": "101"}, "InvalidParam.PageSize"),
    ],
)
def test_refusals_of_simple_application_server(
    action: str, params: dict[str, str], code: str
) -> None:
    assert Asker(service="swas").code(action, **params) == code
