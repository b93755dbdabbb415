"""One result as plain text: what happened, where and when, and what it printed."""

from __future__ import annotations

from datetime import tzinfo

from ca_tui.api.explain import explain_result, headline
from ca_tui.export.wording import missing, moment, parts, took
from ca_tui.monitor.rows import Record, Row, StoredOutput
from ca_tui.output.text import clean


def as_text(record: Record, output: StoredOutput | None, zone: tzinfo | None) -> str:
    """A result in lines; `zone` None is local time."""
    row, key = record.row, record.row.key
    names = [row.instance_name or key.instance_id, row.container_name]
    lines = [
        " · ".join(clean(each) for each in (*names, command_of(row)) if each),
        clean(headline(record.result)),
    ]
    explanation = explain_result(record.result)
    if explanation:
        lines.append(clean(explanation.remedy))
    ended = row.finished_time or row.stop_time
    lines += [
        f"Started {moment(row.start_time, zone)}, took {took(row.start_time, ended)}",
        clean(f"{key.service} {key.region_id} {key.instance_id} {key.invoke_id}"),
        "",
    ]
    return "\n".join(lines) + "\n" + as_output(output)


def as_output(output: StoredOutput | None) -> str:
    """What a result printed, safe for a terminal, with a line where, or above all
    when the place is not known, bytes are missing."""
    if output is None:
        return ""
    gap, texts = missing(output), parts(output)
    if gap is None:
        return texts[0]
    seam = f"[{gap.label()}]\n"
    if len(texts) == 1:
        return seam + texts[0]
    head, tail = texts
    return f"{ended(head)}{seam}{tail}"


def ended(text: str) -> str:
    """A text whose last line is a line."""
    return text if not text or text.endswith("\n") else text + "\n"


def command_of(row: Row) -> str:
    """The command's name, or its id."""
    return row.command_name or row.command_id
