"""The samples of the vendor's five pages, cased and wrapped as they are.

The files under data/vendor are cut out of the pages byte for byte; two of them are
ill-formed there.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from ca_tui.api.errors import SavedReplyError
from ca_tui.api.models import InvocationResult, Output, Page
from ca_tui.api.saved import read_saved

VENDOR = Path(__file__).parent / "data" / "vendor"

V2018 = "ecs-DescribeInvocationResults-2018-en"
V2020 = "ecs-DescribeInvocationResults-2020-zh"
V2021 = "ecs-DescribeInvocations-2021-en"
V2025 = "ecs-DescribeInvocationResults-2025-en"
SWAS = "swas-DescribeInvocationResult-2025-zhTW"


def opened(name: str) -> Page:
    """The one page of a sample that has no problems."""
    saved = read_saved((VENDOR / name).read_bytes(), name)
    assert saved.problems == ()
    (page,) = saved.pages
    return page


def only_row(name: str) -> InvocationResult:
    """The one result of a sample."""
    (row,) = opened(name).results
    return row


def test_every_sample_is_looked_at_here() -> None:
    assert {path.name for path in VENDOR.iterdir()} == {
        f"{V2018}.json",
        f"{V2018}.xml",
        f"{V2018}-error.json",
        f"{V2018}-error.xml",
        f"{V2020}.json",
        f"{V2020}.xml",
        f"{V2021}.json",
        f"{V2021}.xml",
        f"{V2025}.json",
        f"{V2025}-tags.json",
        f"{SWAS}.json",
    }


def test_2018_json() -> None:
    page = opened(f"{V2018}.json")
    times = ["15:45:02", "15:40:02", "15:30:02", "15:20:02", "15:15:02"]
    assert [row.finished_time for row in page.results] == [
        datetime.fromisoformat(f"2018-01-05 {time}") for time in times
    ]
    assert [row.output.data for row in page.results if row.output] == [
        b"15:45:01\n",
        b"",
        b"15:30:01\n",
        b"",
        b"15:15:01\n",
    ]
    for row in page.results:
        assert row.invoke_record_status == "Finished"
        assert (row.invocation_status, row.exit_code) == ("Success", 0)
        assert (row.start_time, row.dropped, row.repeats) == (None, None, None)
    assert len({row.key for row in page.results}) == 5
    assert page.request_id == "567FA138-6026-47C6-A299-5D50xxxxxxxx"
    assert (page.total_count, page.page_number, page.page_size) == (5, 1, 5)


def test_2018_xml_is_ill_formed_and_the_line_is_named() -> None:
    name = f"{V2018}.xml"
    with pytest.raises(SavedReplyError) as caught:
        opened(name)
    assert str(caught.value) == (
        f"{name}, line 8: mismatched tag:"
        " <Invokerecordstatus> is closed by </invokerecordstatus>."
    )


def test_2018_xml_with_its_closing_tags_mended() -> None:
    """Flat at the root, cased as in the page, with blanks around words and numbers."""
    sample = (VENDOR / f"{V2018}.xml").read_bytes()
    for wrong, right in (
        (b"</invokerecordstatus>", b"</Invokerecordstatus>"),
        (b"</exitcode>", b"</Exitcode>"),
        (b"<Invocationresults>", b"<InvocationResults>"),
    ):
        assert wrong in sample
        sample = sample.replace(wrong, right)
    opening, closing = b"<Invocationresult>", b"</InvocationResult>"
    sample = sample.replace(closing, b"</Invocationresult>", 1)
    assert opening in sample
    saved = read_saved(sample, "2018.xml")
    assert saved.problems == ()
    (page,) = saved.pages
    assert [row.output.data for row in page.results if row.output] == [
        b"15:45:01\n",
        b"",
        b"15:30:01\n",
        b"",
        b"15:15:01\n",
    ]
    for row in page.results:
        assert (row.invocation_status, row.exit_code) == ("Success", 0)
        assert row.invoke_record_status == "Finished"
    assert len({row.key for row in page.results}) == 5
    assert page.total_count == 5


def test_2018_error_json_is_ill_formed_and_the_line_is_named() -> None:
    name = f"{V2018}-error.json"
    with pytest.raises(SavedReplyError) as caught:
        opened(name)
    assert str(caught.value) == (
        f'{name}, line 3, column 33: a comma is missing before "Code" of line 4.'
    )


def test_2018_error_xml_tells_code_message_and_request_id() -> None:
    name = f"{V2018}-error.xml"
    saved = read_saved((VENDOR / name).read_bytes(), name)
    assert saved.pages == ()
    assert saved.problems == (
        f"{name}: the service answered with an error, MissingParameter.RegionId: The"
        " input parameter “RegionId” that is mandatory for processing this request is"
        " not supplied. (RequestId 540CFF28-407A-40B5-B6A5-74Bxxxxxxxxx)",
    )


@pytest.mark.parametrize("kind", ["json", "xml"])
def test_2020(kind: str) -> None:
    row = only_row(f"{V2020}.{kind}")
    assert (row.key.invoke_id, row.key.instance_id) == (
        ("t-hz0jdfwd9f****", "i-bp1i7gg30r52z2em****")
    )
    assert (row.invocation_status, row.invoke_record_status) == ("Failed", "Finished")
    assert row.exit_code == 1
    assert row.error_code == "ExitCodeNonzero"
    assert row.error_info == "the command execution exit code is not zero."
    assert row.start_time == datetime.fromisoformat("2020-05-11T09:01:40Z")
    assert row.finished_time == datetime.fromisoformat("2020-05-11T09:01:41Z")
    assert row.stop_time is None
    assert (row.dropped, row.repeats, row.username) == (0, 1, "")
    assert row.output == Output(b"")
    page = opened(f"{V2020}.{kind}")
    assert (page.total_count, page.page_number, page.page_size) == (5, 1, 1)


@pytest.mark.parametrize("kind", ["json", "xml"])
def test_2021(kind: str) -> None:
    page = opened(f"{V2021}.{kind}")
    (run,) = page.invocations
    (row,) = page.results
    assert (run.command_name, run.command_type) == ("AutoTest", "RunShellScript")
    assert run.command_content == "cnBtIC1xYSB8IGdyZXAgdnNm****"
    assert (run.invocation_status, run.timed, run.frequency) == ("Failed", False, "")
    assert run.parameters == ()
    assert run.creation_time == datetime.fromisoformat("2020-05-11T09:01:39Z")
    assert (row.key.invoke_id, row.command_id) == (run.invoke_id, run.command_id)
    assert (row.invocation_status, row.exit_code) == ("Failed", 1)
    assert row.error_info == "the command execution exit code is not zero."
    assert row.creation_time == datetime.fromisoformat("2020-05-11T09:01:39Z")
    assert row.start_time == datetime.fromisoformat("2020-05-11T09:01:40Z")
    assert row.finished_time == datetime.fromisoformat("2020-05-11T09:01:41Z")
    assert row.output == Output(b"")
    assert page.request_id == "634562E9-F291-4289-B60B-FC511A43CD34"
    assert (page.total_count, page.page_number, page.page_size) == (5, 1, 1)


@pytest.mark.parametrize("name", [f"{V2025}.json", f"{V2025}-tags.json"])
def test_2025(name: str) -> None:
    """Tags are wrapped in one sample of the page and bare in the other."""
    row = only_row(name)
    assert (row.invocation_status, row.invoke_record_status) == ("Success", "Running")
    assert (row.exit_code, row.error_code) == (0, "InstanceNotExists")
    assert row.error_info == "the specified instance does not exists"
    assert row.start_time == datetime.fromisoformat("2019-12-20T06:15:55Z")
    assert row.finished_time == datetime.fromisoformat("2019-12-20T06:15:56Z")
    assert row.stop_time == datetime.fromisoformat("2020-01-19T09:15:47Z")
    assert row.tags == (("owner", "zhangsan"),)
    assert row.container_name == "test-container"
    assert row.key.container_id.startswith("ab141ddfbacfe02d")
    assert row.output == Output(b"15:30:01\n", guessed=True)


def test_2025_fields_that_are_new() -> None:
    page = opened(f"{V2025}.json")
    (row,) = page.results
    assert page.next_token == "AAAAAdDWBF2"
    assert row.username == "test"
    assert row.launcher == 'python3 -u {{ACS::ScriptFileName|Ext(".py")}}'
    assert row.termination_mode == "ProcessTree"
    assert row.oss_output is not None
    assert row.oss_output.delivery == "oss://testBucket/testPrefix"
    assert row.oss_output.uri == "oss://testBucket/testPrefix/output.txt"
    assert row.oss_output.status == "Finished"
    assert row.oss_output.error_code == "CloudAssistant.UnsupportedInvocationStatus"


def test_swas_2025() -> None:
    row = only_row(f"{SWAS}.json")
    assert row.key.service == "swas"
    assert row.key.instance_id == "ace0706b2ac4454d984295a94213****"
    assert (row.invocation_status, row.exit_code) == ("Success", 0)
    assert (row.error_code, row.username) == ("InstanceNotExists", "root")
    assert row.start_time == datetime.fromisoformat("2022-07-11T06:37:16Z")
    assert row.finished_time == datetime.fromisoformat("2022-07-11T06:37:17Z")
    assert row.tags == ()
    assert row.output == Output(b"admin\n", guessed=True)
