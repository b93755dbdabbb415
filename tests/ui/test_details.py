"""Everything about a result, in words, in order, and safe."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_tui.api.models import (
    Agent,
    Instance,
    InvocationResult,
    Json,
    OssOutput,
    ResultKey,
)
from ca_tui.monitor.rows import Record
from ca_tui.ui.details import detail_pairs, full_time, raw_json
from ca_tui.ui.documents import documents
from tests.ui.samples import SEEN, invocation, record, result, stored, watched

FULL = record(
    replace(
        result(),
        key=ResultKey(
            "ecs", "cn-hangzhou", "t-1", "i-1", "container-id", "2023-11-19T14:01:02Z"
        ),
        invoke_record_status="Finished",
        creation_time=datetime(2023, 11, 19, 14, 0, tzinfo=UTC),
        stop_time=datetime(2023, 11, 19, 14, 5, tzinfo=UTC),
        dropped=5,
        repeats=3,
        username="root",
        container_id="container-id",
        container_name="nginx",
        tags=(("team", "ops"), ("empty", "")),
        launcher="python3 -u {{ACS::ScriptFileName}}",
        termination_mode="ProcessTree",
        oss_output=OssOutput("oss://b/p", "Failed", "", "OSS.NoSuchBucket", "gone"),
        raw={"InvokeId": "t-1", "NewField": {"a": [1]}, "Blank": ""},
    ),
    run=replace(
        invocation(),
        command_description="prints the kernel",
        parameters=(("name", "value"), ("none", "")),
        working_dir="/root",
        frequency="rate(5m)",
        repeat_mode="Period",
        timed=True,
    ),
)
FULL = replace(
    FULL,
    instance=Instance(
        "ecs", "cn-hangzhou", "i-1", "web-03", "linux", "Running", ("10.0.0.3",)
    ),
    agent=Agent("ecs", "cn-hangzhou", "i-1", False, "2.2.3.857", SEEN, 2),
    gone=True,
)
OUTPUT = watched(stored(b"x" * 7000, dropped=37_324), 6500)


def values(of: Record = FULL, *, utc: bool = True) -> dict[tuple[str, str], str]:
    details = detail_pairs(of, OUTPUT, utc=utc)
    return {(detail.section, detail.label): detail.value for detail in details}


@pytest.mark.parametrize(
    ("section", "label", "value"),
    [
        ("Result", "Status", "Failed"),
        ("Result", "Older status", "Finished"),
        ("Result", "Exit code", "127: the command was not found on the instance"),
        ("Result", "ErrorCode", "ExitCodeNonzero"),
        ("Result", "ErrorInfo", "The command execution exit code is not zero."),
        ("Times", "Started", "2023-11-19 14:01:02 UTC"),
        ("Times", "Stop asked", "2023-11-19 14:05:00 UTC"),
        ("Times", "Took", "0.2 s"),
        ("Result", "Repeats", "3"),
        ("Output", "Kept", "7,000 bytes (6.8 KB)"),
        ("Output", "Missing", "37,324 bytes (36.4 KB)"),
        ("Output", "Printed", "44,324 bytes (43.3 KB)"),
        ("Output", "Seen while it ran", "6,500 bytes (6.3 KB)"),
        ("Delivery to OSS", "ErrorCode", "OSS.NoSuchBucket"),
        ("Delivery to OSS", "ErrorInfo", "gone"),
        ("Command", "Name", "kernel-version"),
        ("Command", "Type", "RunShellScript"),
        ("Command", "Parameter name", "value"),
        ("Command", "Parameter none", '""'),
        ("Command", "Timeout", "60 s"),
        ("Command", "Working dir", "/root"),
        ("Command", "Frequency", "rate(5m)"),
        ("Command", "Timed", "yes"),
        ("Run", "InvokeId", "t-1"),
        ("Run", "Username", "root"),
        ("Run", "ContainerId", "container-id"),
        ("Run", "ContainerName", "nginx"),
        ("Run", "Launcher", "python3 -u {{ACS::ScriptFileName}}"),
        ("Run", "Termination", "ProcessTree"),
        ("Run", "Execution of", "2023-11-19T14:01:02Z"),
        ("Instance", "Name", "web-03"),
        ("Instance", "Region", "cn-hangzhou (ecs)"),
        ("Instance", "Addresses", "10.0.0.3"),
        ("Instance", "Agent", "offline"),
        ("Instance", "Agent version", "2.2.3.857"),
        ("Instance", "Last heartbeat", "2023-11-19 14:03:22 UTC"),
        ("Tags", "team", "ops"),
        ("Tags", "empty", '""'),
        ("Other fields", "NewField", '{"a": [1]}'),
    ],
)
def test_a_field_has_its_line(section: str, label: str, value: str) -> None:
    assert values()[section, label] == value


def test_meaning_and_remedy_are_in_words() -> None:
    assert values()["Why", "Meaning"].startswith("The command was not found")
    assert values()["Why", "What to do"]
    assert values()["Delivery to OSS", "Meaning"]
    assert "no longer" in values()["Result", "Kept"]


def test_known_fields_are_no_other_fields() -> None:
    others = [label for section, label in values() if section == "Other fields"]
    assert others == ["NewField"]


def test_an_exit_code_that_the_agent_made_up_is_no_exit_code() -> None:
    timed_out = values(record(result("Timeout", 1)))
    assert timed_out["Result", "Exit code"] == "1, which says nothing in this status"


def test_a_bare_record_has_no_empty_lines() -> None:
    bare = record(InvocationResult(key=ResultKey("swas", "", "t-1", "i-1")))
    details = detail_pairs(bare, None, utc=True)
    assert all(detail.value for detail in details)
    kept = {detail.value for detail in details if detail.label == "Kept"}
    assert "no reply carried an output yet" in kept


def test_what_the_shown_text_knows_is_told_too() -> None:
    shown = documents(FULL, OUTPUT, "output")
    details = detail_pairs(FULL, OUTPUT, utc=True, document=shown)
    told = {detail.label: detail.value for detail in details}
    assert told["Place"].startswith("37,324 bytes missing here")
    assert told["Charset"] == "utf-8"
    assert told["Because"]


def test_times_say_their_zone() -> None:
    eastern = datetime(2023, 11, 19, 14, 0, tzinfo=timezone(timedelta(hours=8)))
    assert full_time(eastern, utc=True) == "2023-11-19 06:00:00 UTC"
    assert full_time(eastern.replace(tzinfo=None), utc=True) == (
        "2023-11-19 14:00:00 (sent without a zone)"
    )
    local = full_time(eastern, utc=False)
    assert local[-6] in "+-"
    assert local[-3] == ":"


@pytest.mark.parametrize("year", [1, 9999])
def test_times_at_the_ends_of_the_calendar(year: int) -> None:
    early = datetime(year, 1, 1, tzinfo=timezone(timedelta(hours=14)))
    late = datetime(year, 12, 31, 23, tzinfo=timezone(timedelta(hours=-14)))
    for utc in (True, False):
        for time in (early, late):
            assert full_time(time, utc=utc)[-3:] in (":00", "UTC")


def test_times_with_and_without_zone_make_no_duration() -> None:
    mixed = replace(result(), finished_time=datetime(2023, 11, 19, 15, 0))  # noqa: DTZ001
    assert ("Times", "Took") not in values(record(mixed))


def test_the_document_names_sections_and_ends_with_what_came() -> None:
    details = documents(FULL, OUTPUT, "details", utc=True)
    assert details is not None
    lines = [line.text for line in details.lines]
    assert lines[0] == "Result"
    assert "  Status:           Failed" in lines
    raw = "\n".join(lines[lines.index("As it came") + 1 :])
    assert json.loads(raw)["result"] == FULL.result.raw
    assert details.find("newfield")


def test_a_long_value_goes_on_below_itself() -> None:
    talkative = replace(FULL.result, error_info="word " * 40)
    details = documents(record(talkative), None, "details")
    assert details is not None
    lines = [line.text for line in details.lines]
    first = next(n for n, line in enumerate(lines) if "ErrorInfo" in line)
    assert all(len(line) <= 78 for line in lines[first : first + 4])
    assert lines[first + 1].startswith(" " * 20 + "word")


def test_raw_that_is_nested_too_deeply_is_told() -> None:
    deep: Json = "end"
    for _ in range(3000):
        deep = [deep]
    nested = record(replace(result(), raw={"New": deep}))
    assert "too deeply" in raw_json(nested)
    assert "too deeply" in values(nested)["Other fields", "New"]


TEXT = st.text(st.characters(codec=None), max_size=20)


@given(TEXT, TEXT, TEXT)
@settings(max_examples=60, deadline=None)
def test_no_character_of_the_service_reaches_the_terminal_raw(
    one: str, two: str, three: str
) -> None:
    hostile = {
        field.name: one
        for field in fields(InvocationResult)
        if field.type == "str" and field.name != "invocation_status"
    }
    evil = replace(
        FULL.result,
        **hostile,  # type: ignore[arg-type]  # every one of them is a str
        invocation_status=two,
        tags=((two, three),),
        raw={one: two, two: {three: one}},
    )
    details = documents(replace(FULL, result=evil), OUTPUT, "details")
    assert details is not None
    for line in details.lines:
        unsafe = {unicodedata.category(character) for character in line.text}
        assert not unsafe & {"Cc", "Cf", "Cs"}
