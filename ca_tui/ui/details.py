"""Everything known about one result, as labelled values in the order one asks for them.

Every string of the service is cleaned here; nothing is left out, not even fields that
nobody knows yet.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple

from ca_tui.api.exit_codes import shown_exit_code
from ca_tui.api.explain import explain_exit_code, explain_oss, explain_result
from ca_tui.api.fields import fold_key
from ca_tui.api.models import (
    Agent,
    Instance,
    Invocation,
    InvocationResult,
    Json,
    OssOutput,
    Tags,
)
from ca_tui.api.status import canonical, exit_code_is_real
from ca_tui.monitor.rows import Record, StoredOutput
from ca_tui.output.document import Document
from ca_tui.output.sizes import human_size
from ca_tui.output.text import clean
from ca_tui.ui.timeline import timeout_end

_SHOWN: Final = """
invocationstatus invokerecordstatus instanceinvokestatus invokestatus invokeid
instanceid commandid containerid containername exitcode errorcode errorinfo creationtime
starttime finishedtime finishtime stoptime dropped repeats username invokeuser tags
launcher terminationmode output ossoutputdelivery ossoutputstatus ossoutputuri
ossoutputerrorcode ossoutputerrorinfo ossoutput regionid
"""

SHOWN: Final = frozenset(_SHOWN.split())
"""Folded names of the fields of a result that have a line of their own."""

_TIME: Final = "%Y-%m-%d %H:%M:%S"

NO_ZONE: Final = "sent without a zone"


class Detail(NamedTuple):
    """One line of the details."""

    section: str
    label: str
    value: str


def detail_pairs(
    record: Record,
    output: StoredOutput | None,
    *,
    utc: bool,
    document: Document | None = None,
) -> list[Detail]:
    """Every known field; `document`: the output as it is shown, if it was built."""
    result, invocation = record.result, record.invocation
    sections = {
        "Result": _result(record, utc),
        "Why": _why(result),
        "Times": _times(record, utc),
        "Output": _output(record, output, document),
        "Delivery to OSS": _oss(result.oss_output),
        "Command": _command(result, invocation),
        "Run": _run(result, invocation, utc),
        "Instance": _instance(result, record.instance, record.agent, utc),
        "Tags": [*_tags(result.tags), *_tags(invocation.tags if invocation else ())],
        "Other fields": _unknown(result.raw),
    }
    return [
        Detail(section, clean(label), clean(value))
        for section, pairs in sections.items()
        for label, value in dict.fromkeys(pairs)
        if value
    ]


def raw_json(record: Record) -> str:
    """The records as they came, indented; output and content of the command aside."""
    raw: dict[str, Json] = {"result": record.result.raw}
    if record.invocation:
        raw["invocation"] = record.invocation.raw
    if record.instance:
        raw["instance"] = record.instance.raw
    try:
        return json.dumps(raw, ensure_ascii=False, indent=2)
    except RecursionError:
        return '"nested too deeply to be shown"'


def full_time(time: datetime | None, *, utc: bool) -> str:
    """Date, time and zone; one that came without a zone says so."""
    if time is None:
        return ""
    if time.tzinfo is None:
        return f"{time:{_TIME}} ({NO_ZONE})"
    try:
        there = time.astimezone(UTC if utc else None)
    except (OverflowError, OSError, ValueError):
        there = time
    if there.tzinfo is UTC:
        return f"{there:{_TIME}} UTC"
    zone = f"{there:%z}"
    return f"{there:{_TIME}} {zone[:3]}:{zone[3:5]}"


Pairs = Iterator[tuple[str, str]]


def _result(record: Record, utc: bool) -> Pairs:
    result = record.result
    yield "Status", result.invocation_status
    if result.invoke_record_status != result.invocation_status:
        yield "Older status", result.invoke_record_status
    yield "Exit code", _exit_code(result)
    yield "ErrorCode", result.error_code
    yield "ErrorInfo", result.error_info
    yield "Repeats", _number(result.repeats)
    yield "First seen", full_time(record.first_seen, utc=utc)
    if record.gone:
        yield "Kept", "no longer by the service; only here, until the place is left"


def _why(result: InvocationResult) -> Pairs:
    explanation = explain_result(result)
    if explanation:
        yield "Meaning", explanation.meaning
        yield "What to do", explanation.remedy


def _times(record: Record, utc: bool) -> Pairs:
    result = record.result
    yield "Created", full_time(result.creation_time, utc=utc)
    yield "Started", full_time(result.start_time, utc=utc)
    yield "Stop asked", full_time(result.stop_time, utc=utc)
    yield "Finished", full_time(result.finished_time, utc=utc)
    yield "Took", _took(result)
    if canonical(result.invocation_status) == "Timeout":
        yield "Timed out after", _seconds(record.row.timeout)
    yield "Times out at", full_time(timeout_end(record), utc=utc)


def _output(
    record: Record, output: StoredOutput | None, document: Document | None
) -> Pairs:
    if output is None:
        yield "Kept", "no reply carried an output yet"
        return
    yield "Kept", _bytes(len(output.data))
    if output.dropped:
        yield "Missing", _bytes(output.dropped)
        yield "Printed", _bytes(len(output.data) + output.dropped)
    if output.head_seen:
        yield "Seen while it ran", _bytes(output.head_seen)
    if output.guessed:
        yield "Encoding", "guessed: the service does not say whether it is base64"
    if document is None:
        return
    if document.gap:
        yield "Place", document.gap.label(", ")
    yield "Charset", document.charset
    yield "Syntax", document.syntax.name
    yield "Because", document.syntax.reason


def _oss(oss: OssOutput | None) -> Pairs:
    if oss is None:
        return
    yield "Asked for", oss.delivery
    yield "Status", oss.status
    yield "Object", oss.uri
    yield "ErrorCode", oss.error_code
    yield "ErrorInfo", oss.error_info
    explanation = explain_oss(oss.error_code)
    if explanation:
        yield "Meaning", explanation.meaning
        yield "What to do", explanation.remedy


def _command(result: InvocationResult, invocation: Invocation | None) -> Pairs:
    yield "CommandId", result.command_id
    if invocation is None:
        yield "Kept", "only its id: this run is not in the list of invocations"
        return
    yield "Name", invocation.command_name
    yield "CommandId", invocation.command_id
    yield "Description", invocation.command_description
    yield "Type", invocation.command_type
    for name, value in invocation.parameters:
        yield f"Parameter {name}", value or '""'
    yield "Timeout", _seconds(invocation.timeout)
    yield "Working dir", invocation.working_dir
    yield "Repeat mode", invocation.repeat_mode
    yield "Frequency", invocation.frequency
    if invocation.timed is not None:
        yield "Timed", "yes" if invocation.timed else "no"


def _run(result: InvocationResult, invocation: Invocation | None, utc: bool) -> Pairs:
    key = result.key
    yield "InvokeId", key.invoke_id
    if invocation:
        yield "Status of all", invocation.invocation_status
        yield "Created", full_time(invocation.creation_time, utc=utc)
        yield "Username", invocation.username
        yield "ContainerId", invocation.container_id
        yield "ContainerName", invocation.container_name
        yield "Launcher", invocation.launcher
    yield "Username", result.username
    yield "ContainerId", result.container_id or key.container_id
    yield "ContainerName", result.container_name
    yield "Launcher", result.launcher
    yield "Termination", result.termination_mode
    yield "Execution of", key.start_time


def _instance(
    result: InvocationResult, instance: Instance | None, agent: Agent | None, utc: bool
) -> Pairs:
    key = result.key
    if instance:
        yield "Name", instance.instance_name
    yield "InstanceId", key.instance_id
    yield "Region", f"{key.region_id} ({key.service})" if key.region_id else key.service
    if instance:
        yield "Status", instance.status
        yield "System", instance.os_type
        yield "Addresses", ", ".join(instance.addresses)
    if agent is None:
        return
    if agent.online is not None:
        yield "Agent", "online" if agent.online else "offline"
    yield "Agent version", agent.cloud_assistant_version
    yield "Last heartbeat", full_time(agent.last_heartbeat_time, utc=utc)
    yield "Tasks running", _number(agent.active_task_count)


def _tags(tags: Tags) -> Pairs:
    for key, value in tags:
        yield key or '""', value or '""'


def _unknown(raw: Mapping[str, Json]) -> Pairs:
    for key, value in raw.items():
        if fold_key(key) not in SHOWN and value not in (None, "", [], {}):
            yield key, value if isinstance(value, str) else _json(value)


def _json(value: Json) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return "nested too deeply to be shown"


def _exit_code(result: InvocationResult) -> str:
    if result.exit_code is None:
        return ""
    shown = shown_exit_code(result.exit_code)
    if not exit_code_is_real(result.invocation_status):
        return f"{shown}, which says nothing in this status"
    meaning = explain_exit_code(result.exit_code, result.invocation_status)
    return f"{shown}: {meaning}" if meaning else shown


def _took(result: InvocationResult) -> str:
    start, end = result.start_time, result.finished_time
    if start is None or end is None or bool(start.tzinfo) != bool(end.tzinfo):
        return ""
    return f"{(end - start).total_seconds():,.3f}".rstrip("0").rstrip(".") + " s"


def _bytes(count: int) -> str:
    exact = f"{count:,} byte" + ("" if count == 1 else "s")
    return exact if count < 1024 else f"{exact} ({human_size(count)})"


def _seconds(count: int | None) -> str:
    return "" if count is None else f"{count:,} s"


def _number(count: int | None) -> str:
    return "" if count is None else f"{count:,}"
