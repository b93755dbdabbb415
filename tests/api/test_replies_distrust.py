"""Replies that are broken, contradict themselves or mean harm; rows of one run."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings

from ca_tui.api.models import Json, Output, Page
from ca_tui.api.replies import MOST_PROBLEMS, read_page
from tests.api.json_trees import trees
from tests.api.reply_shapes import ROW, body


def test_one_unreadable_record_loses_no_other() -> None:
    page = read_page(
        body([ROW, "junk", {"Output": "x"}, None, ROW | {"InvokeId": "t-2"}])
    )
    assert [row.key.invoke_id for row in page.results] == ["t-1", "t-2"]
    assert page.problems == (
        "Result 2 is no object and was left out.",
        "Result 3 has no InvokeId and no InstanceId and was left out.",
        "Result 4 is no object and was left out.",
    )


def test_a_reply_of_rubbish_has_few_problems() -> None:
    page = read_page(body([0] * 5000))
    assert len(page.problems) == MOST_PROBLEMS + 1
    assert page.problems[-1] == "4,950 more records were left out."


def test_history_rows_are_told_apart_by_their_start() -> None:
    later = "2020-05-11T09:06:40Z"
    rows: list[Json] = [ROW | {"Repeats": 2, "StartTime": later}, ROW | {"Repeats": 1}]
    page = read_page(body(rows), history=True)
    assert [row.key.start_time for row in page.results] == [later, ROW["StartTime"]]


def test_executions_stay_apart_where_nobody_said_that_it_is_history() -> None:
    rows: list[Json] = [
        ROW | {"Repeats": 2, "StartTime": "2020-05-11T09:06:40Z"},
        ROW | {"Repeats": 1},
    ]
    assert len({row.key for row in read_page(body(rows)).results}) == 2
    same_second: list[Json] = [ROW | {"Repeats": 2}, ROW | {"Repeats": 1}]
    assert len({row.key for row in read_page(body(same_second)).results}) == 2
    old: list[Json] = [
        {"InvokeId": "t-1", "InstanceId": "i-1", "FinishedTime": "2018-01-05 15:45:02"},
        {"InvokeId": "t-1", "InstanceId": "i-1", "FinishedTime": "2018-01-05 15:15:02"},
    ]
    assert len({row.key for row in read_page(body(old)).results}) == 2


def test_one_run_seen_twice_is_one_row() -> None:
    """Before its start, while it runs and when it is done."""
    rows: list[Json] = [
        {"InvokeId": "t-1", "InstanceId": "i-1", "InvocationStatus": "Pending"},
        ROW | {"InvocationStatus": "Running", "Repeats": 0},
        ROW | {"Repeats": 1},
    ]
    keys = {row.key for row in read_page(body(rows)).results}
    assert len(keys) == 1
    assert next(iter(keys)).start_time == ""


def test_our_own_export_reads_back() -> None:
    line: Json = {
        "service": "swas",
        "region_id": "cn-shanghai",
        "invoke_id": "t-1",
        "instance_id": "ace0",
        "command_name": "df",
        "invocation_status": "Failed",
        "exit_code": 1,
        "start_time": "2020-05-11T09:01:40Z",
        "tags": {"owner": "zhangsan"},
        "output": "no such file\n",
    }
    page = read_page(line, encoding="unknown")
    (row,) = page.results
    assert (row.key.service, row.key.region_id) == ("swas", "cn-shanghai")
    assert (row.invocation_status, row.exit_code) == ("Failed", 1)
    assert row.start_time == datetime(2020, 5, 11, 9, 1, 40, tzinfo=UTC)
    assert row.tags == (("owner", "zhangsan"),)
    assert row.output == Output(b"no such file\n", guessed=True)
    assert [run.command_name for run in page.invocations] == ["df"]


def test_contradictions_and_odd_times_stand_as_they_came() -> None:
    (row,) = read_page(
        body(
            ROW
            | {
                "InvokeRecordStatus": "Running",
                "ErrorCode": "InstanceNotExists",
                "Repeats": 0,
                "StartTime": "2019-12-20T06:15:55Z",
                "FinishedTime": "2019-12-20T06:15:50Z",
                "StopTime": "in a month",
            }
        )
    ).results
    assert (row.invocation_status, row.invoke_record_status) == ("Success", "Running")
    assert row.error_code == "InstanceNotExists"
    assert row.stop_time is None
    assert row.raw["StopTime"] == "in a month"


def test_deep_and_giant_values_are_survived() -> None:
    deep: Json = "x"
    for _ in range(100_000):
        deep = [deep]
    (row,) = read_page(
        body(ROW | {"Tags": deep, "ExitCode": 10**400, "Deep": deep})
    ).results
    assert row.exit_code is None
    for _ in range(100_000):
        deep = {"body": deep, "headers": {}}
    assert read_page(deep).results == ()
    assert read_page(ROW | {"Output": deep}).results[0].output is None


@settings(max_examples=300)
@given(trees())
def test_any_tree_is_a_page(tree: Json) -> None:
    for page in (
        read_page(tree),
        read_page(tree, service="swas", encoding="unknown", history=True),
        read_page(body(tree), encoding="plain"),
        read_page({"Invocations": tree}),
    ):
        assert isinstance(page, Page)
        for row in page.results:
            assert row.key.invoke_id or row.key.instance_id
            f"{row.key} {row.error_info} {row.tags}".encode()
