"""A result in words: title, headline, remedy, and what a pane without text says."""

from __future__ import annotations

from typing import Final

from ca_tui.api.explain import explain_oss, explain_result, headline
from ca_tui.api.models import InvocationResult, OssOutput
from ca_tui.api.status import Phase, canonical
from ca_tui.monitor.rows import Record, Row, StoredOutput
from ca_tui.output.sizes import human_size
from ca_tui.ui.cells import one_line, shorten_middle, span
from ca_tui.ui.details import full_time
from ca_tui.ui.glyphs import Glyphs

ID_CELLS: Final = 14
"""An id is cut to this in a title; it stands whole in the details."""

NEVER_RAN: Final = frozenset({"Invalid", "Aborted", "Cancelled"})
"""Statuses in which the command did not begin."""

NOTHING_SELECTED: Final = "Select a result to read its output"
READING: Final = "Reading the output"


def result_of(row: Row) -> InvocationResult:
    """What a row knows of its result: enough for a headline."""
    return InvocationResult(
        key=row.key,
        invocation_status=row.invocation_status,
        command_id=row.command_id,
        exit_code=row.exit_code,
        error_code=row.error_code,
        error_info=row.error_info,
        creation_time=row.creation_time,
        start_time=row.start_time,
        finished_time=row.finished_time,
        stop_time=row.stop_time,
        dropped=row.dropped,
    )


def title(row: Row, glyphs: Glyphs) -> str:
    """Instance, command and run."""
    key = row.key
    instance = one_line(row.instance_name) or one_line(key.instance_id)
    command = one_line(row.command_name) or shorten_middle(
        one_line(row.command_id), ID_CELLS, glyphs
    )
    run = shorten_middle(one_line(key.invoke_id), ID_CELLS, glyphs)
    container = one_line(row.container_name)
    parts = (instance, container, command, run)
    return f" {glyphs.dot} ".join(part for part in parts if part)


def headline_of(result: InvocationResult, glyphs: Glyphs) -> str:
    """Status, exit code and why, on one clean line."""
    return one_line(headline(result)).replace(" · ", f" {glyphs.dot} ")


def remedy_of(result: InvocationResult) -> str:
    """What to do about it; empty where there is nothing to do."""
    explanation = explain_result(result)
    return one_line(explanation.remedy) if explanation else ""


def circumstances(row: Row, glyphs: Glyphs, *, utc: bool) -> str:
    """When it ran and as whom, for a result that needs no remedy."""
    start, end = row.start_time, row.finished_time or row.stop_time
    parts = [f"started {full_time(start, utc=utc)}"] if start else []
    if start and end and (start.tzinfo is None) == (end.tzinfo is None):
        parts.append(f"took {span(end - start, glyphs)}")
    if row.username:
        parts.append(f"as {one_line(row.username)}")
    return f" {glyphs.dot} ".join(parts) or one_line(row.key.instance_id)


def delivery(oss: OssOutput | None) -> str:
    """How the delivery to OSS went, in words; empty if none was asked for."""
    if oss is None:
        return ""
    where = one_line(oss.uri or oss.delivery)
    if oss.error_code or oss.status == "Failed":
        explanation = explain_oss(oss.error_code)
        why = explanation.meaning if explanation else one_line(oss.error_info)
        code = one_line(oss.error_code)
        return f"delivery to {where} failed" + "".join(
            f": {part}" for part in (code, why) if part
        )
    if oss.uri:
        return f"also delivered to {where}"
    if oss.status == "InProgress":
        return f"being delivered to {where}"
    return f"to be delivered to {where}" if where else ""


def nothing_to_show(row: Row, output: StoredOutput | None) -> str:
    """Why there is no text in the output tab."""
    if row.phase is Phase.WAITING:
        if canonical(row.invocation_status) == "Scheduled":
            return "Nothing yet: the command waits for its next run"
        return "Nothing yet: the command has not started"
    if row.phase is Phase.ACTIVE:
        if row.periodic:
            return "No output yet: a scheduled run sends its output when it has ended"
        return "No output yet: Cloud Assistant sends the first output after about 3 s"
    if output is None:
        return "The service sent no output with this result; r asks again"
    if canonical(row.invocation_status) in NEVER_RAN:
        return "The command never ran, so it printed nothing"
    return "The command printed nothing"


def no_command(record: Record) -> str:
    """Why there is no text in the command tab."""
    if record.invocation is None:
        return "Not known: this run is not in the list of invocations that was read"
    return "The service sent no content with this command"


def note(
    row: Row | None, record: Record | None, output: StoredOutput | None, tab: str
) -> str:
    """What a tab says that has no text."""
    if row is None:
        return NOTHING_SELECTED
    if record is None:
        return READING
    return no_command(record) if tab == "command" else nothing_to_show(row, output)


def sizes(row: Row, output: StoredOutput | None) -> str:
    """How much there is of the output, and of how much."""
    kept = len(output.data) if output else row.output_size
    if kept is None:
        return ""
    dropped = output.dropped if output else row.dropped
    if dropped > 0:
        return f"{human_size(kept)} of {human_size(kept + dropped)}"
    return human_size(kept)
