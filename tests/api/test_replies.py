"""Replies in every shape they have had, and every field of a result."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ca_tui.api.models import Json, OssOutput, Output
from ca_tui.api.replies import read_page
from tests.api.reply_shapes import ROW, body

WRAPPINGS: list[Json] = [
    body([ROW]),
    body(ROW),
    {"Invocation": {"InvocationResults": [ROW]}},
    {"Invocation": {"InvocationResult": ROW}},
    {"InvocationResults": {"InvocationResult": [ROW]}},
    {"InvocationResults": [ROW]},
    {"InvocationResult": ROW},
    {"InvocationResult": [ROW]},
    {"DescribeInvocationResultsResponse": body([ROW])},
    {"headers": {"x": "y"}, "statusCode": 200, "body": body([ROW])},
    {"invocation": {"invocationresults": {"invocationresult": [ROW]}}},
    [ROW],
    [body([ROW])],
    ROW,
]


@pytest.mark.parametrize("tree", WRAPPINGS)
def test_a_result_is_found_in_any_wrapping(tree: Json) -> None:
    page = read_page(tree, region_id="cn-hangzhou")
    (row,) = page.results
    assert page.problems == ()
    assert (row.key.service, row.key.region_id) == ("ecs", "cn-hangzhou")
    assert (row.key.invoke_id, row.key.instance_id) == ("t-1", "i-1")
    assert (row.invocation_status, row.exit_code) == ("Success", 0)
    assert row.output == Output(b"15:30:01\n")


EMPTY: list[Json] = [
    body([]),
    body(None),
    body(""),
    {"RequestId": "R-1", "Invocation": {"InvocationResults": None}},
    {"RequestId": "R-1", "Invocation": {}},
    {"RequestId": "R-1", "Invocation": None},
    {"RequestId": "R-1", "Invocations": {"Invocation": []}},
    {"RequestId": "R-1", "Invocations": []},
]


@pytest.mark.parametrize("tree", EMPTY)
def test_a_reply_without_results_is_an_empty_page(tree: Json) -> None:
    page = read_page(tree)
    assert page.results == ()
    assert page.problems == ()
    assert page.request_id == "R-1"


def test_the_paging_words_stand_inside_or_at_the_root() -> None:
    inside = read_page(body([]))
    at_root = read_page(
        {
            "RequestId": "R-1",
            "TotalCount": "7",
            "PageNumber": 2,
            "PageSize": 5.0,
            "NextToken": "AAAA",
            "Invocations": {"Invocation": []},
        }
    )
    for page in (inside, at_root):
        assert page.request_id == "R-1"
        assert (page.total_count, page.page_number, page.page_size) == (7, 2, 5)
        assert page.next_token == "AAAA"
    nothing = read_page({"Invocation": {}})
    assert (nothing.total_count, nothing.next_token) == (None, "")


FULL: dict[str, Json] = ROW | {
    "InvokeRecordStatus": "finished",
    "FinishedTime": "2020-05-11T09:01:41Z",
    "StopTime": "",
    "Dropped": "5424",
    "Repeats": 1,
    "ErrorCode": "ExitCodeNonzero",
    "ErrorInfo": "the command execution exit code is not zero. ",
    "Username": "root",
    "ContainerId": "ab14",
    "ContainerName": "web",
    "Tags": {"Tag": [{"TagKey": "owner", "TagValue": "zhangsan"}]},
    "Launcher": "python3 -u",
    "TerminationMode": "ProcessTree",
    "OssOutputDelivery": "oss://bucket/prefix",
    "OssOutputStatus": "Failed",
    "OssOutputUri": "",
    "OssOutputErrorCode": "OSS.AccessDenied",
    "OssOutputErrorInfo": "no",
    "Brand-New": [1],
}


def test_every_field_of_a_result() -> None:
    page = read_page(body([FULL]))
    (row,) = page.results
    assert row.invoke_record_status == "Finished"
    assert row.command_id == "c-1"
    assert row.start_time == datetime(2020, 5, 11, 9, 1, 40, tzinfo=UTC)
    assert row.finished_time == datetime(2020, 5, 11, 9, 1, 41, tzinfo=UTC)
    assert row.stop_time is None
    assert (row.dropped, row.repeats) == (5424, 1)
    assert row.error_code == "ExitCodeNonzero"
    assert row.error_info == "the command execution exit code is not zero."
    assert (row.username, row.container_id, row.container_name) == (
        "root",
        "ab14",
        "web",
    )
    assert row.key.container_id == "ab14"
    assert row.tags == (("owner", "zhangsan"),)
    assert (row.launcher, row.termination_mode) == ("python3 -u", "ProcessTree")
    assert row.oss_output == OssOutput(
        "oss://bucket/prefix", "Failed", "", "OSS.AccessDenied", "no"
    )
    assert row.raw["Brand-New"] == [1]
    assert row.raw["InvokeRecordStatus"] == "finished"
    assert "Output" not in row.raw


def test_a_result_that_carries_no_output_says_so() -> None:
    without = {key: value for key, value in ROW.items() if key != "Output"}
    (row,) = read_page(body([without])).results
    assert row.output is None
    (row,) = read_page(body([ROW | {"Output": ""}])).results
    assert row.output == Output(b"")
    (row,) = read_page(body([ROW | {"Output": {"odd": 1}}])).results
    assert row.output is None
    assert row.raw["Output"] == {"odd": 1}


def test_outputs_are_read_as_they_were_asked_for() -> None:
    plain = body([ROW | {"Output": "done"}])
    (row,) = read_page(plain, encoding="plain").results
    assert row.output == Output(b"done")
    (row,) = read_page(plain, encoding="unknown").results
    assert row.output == Output(b"done", guessed=True)


def test_rows_of_invocations_are_read_unless_nobody_wants_them() -> None:
    rows: Json = {"InvokeInstance": [{"InstanceId": "i-1", "ExitCode": 0}]}
    run: Json = {"InvokeId": "t-1", "CommandName": "uptime", "InvokeInstances": rows}
    tree: Json = {"Invocations": {"Invocation": [run]}}
    page, without = read_page(tree), read_page(tree, rows=False)
    assert [row.key.instance_id for row in page.results] == ["i-1"]
    assert without.results == ()
    assert without.invocations == page.invocations
