"""Results as plain text: a table to read, JSON lines and CSV for other programs.

Everything that a server sent is made harmless for a terminal here too: in the table
and in CSV as visible stand-ins, in JSON lines as escapes, which lose nothing.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from itertools import islice
from typing import Final, Literal, TextIO

from rich.cells import cell_len, set_cell_size

from ca_tui.api.models import InvocationResult, Json, OssOutput
from ca_tui.api.status import exit_code_is_real
from ca_tui.monitor.rows import Record, Row
from ca_tui.monitor.store import Store
from ca_tui.output.sizes import human_size
from ca_tui.output.text import clean, decode

CHUNK: Final = 200
"""Rows taken from the store at a time."""

WIDEST: Final = 40
"""Cells that one column of the table may take; the last one is free."""

HEADINGS: Final = (
    "STARTED",
    "STATUS",
    "EXIT",
    "INSTANCE",
    "COMMAND",
    "TOOK",
    "OUTPUT",
    "INVOKE ID",
)

RIGHT: Final = frozenset({"EXIT", "TOOK", "OUTPUT"})

UNSAFE_IN_JSON: Final = re.compile(
    "[\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
"""What `json.dumps` leaves as it is and a terminal may obey."""


def write(
    store: Store,
    ids: Sequence[int],
    out: TextIO,
    form: Literal["table", "jsonl", "csv"],
    zone: tzinfo | None,
) -> None:
    """Write the rows in one of the forms."""
    match form:
        case "jsonl":
            write_jsonl(store, ids, out)
        case "csv":
            write_csv(store, ids, out)
        case "table":
            write_table(store, ids, out, zone=zone)


def write_table(
    store: Store, ids: Sequence[int], out: TextIO, *, zone: tzinfo | None
) -> None:
    """Aligned columns with a heading; `zone` None is local time."""
    widths = [len(heading) for heading in HEADINGS]
    for row in _rows(store, ids):
        for index, cell in enumerate(_cells(row, zone)):
            widths[index] = max(widths[index], min(WIDEST, cell_len(cell)))
    out.write(_aligned(HEADINGS, widths) + "\n")
    for row in _rows(store, ids):
        out.write(_aligned(_cells(row, zone), widths) + "\n")


def write_jsonl(store: Store, ids: Sequence[int], out: TextIO) -> None:
    """One object per result, the vendor's words in snake_case, absent is null."""
    for record in _records(store, ids):
        line = json.dumps(as_object(store, record), ensure_ascii=False)
        out.write(UNSAFE_IN_JSON.sub(_escaped, line) + "\n")


def write_csv(store: Store, ids: Sequence[int], out: TextIO) -> None:
    """The same columns as JSON lines, flat; control characters made visible."""
    writer: csv.DictWriter[str] | None = None
    for record in _records(store, ids):
        flat = {
            key: _csv_cell(key, value)
            for key, value in as_object(store, record).items()
        }
        if writer is None:
            writer = csv.DictWriter(out, list(flat), lineterminator="\n")
            writer.writeheader()
        writer.writerow(flat)


def as_object(store: Store, record: Record) -> dict[str, Json]:
    """One result as JSON values; `output` is the decoded text."""
    stored = store.output(record.row.id)
    return {
        **_who(record),
        **_how(record.result),
        **_when(record),
        **_what_else(record),
        "output": decode(stored.data).text if stored else None,
    }


def _who(record: Record) -> dict[str, Json]:
    result, row, key = record.result, record.row, record.result.key
    return {
        "service": key.service,
        "region_id": key.region_id or None,
        "invoke_id": key.invoke_id or None,
        "instance_id": key.instance_id or None,
        "instance_name": row.instance_name or None,
        "command_id": result.command_id or row.command_id or None,
        "command_name": row.command_name or None,
        "command_type": row.command_type or None,
    }


def _how(result: InvocationResult) -> dict[str, Json]:
    return {
        "invocation_status": result.invocation_status or None,
        "invoke_record_status": result.invoke_record_status or None,
        "phase": result.phase.value,
        "exit_code": result.exit_code,
        "error_code": result.error_code or None,
        "error_info": result.error_info or None,
    }


def _when(record: Record) -> dict[str, Json]:
    result = record.result
    return {
        "creation_time": _iso(record.row.creation_time),
        "start_time": _iso(result.start_time),
        "finished_time": _iso(result.finished_time),
        "stop_time": _iso(result.stop_time),
        "timeout": record.row.timeout,
        "dropped": result.dropped,
        "repeats": result.repeats,
    }


def _what_else(record: Record) -> dict[str, Json]:
    result, invocation = record.result, record.invocation
    oss = result.oss_output or OssOutput()
    return {
        "username": result.username
        or (invocation.username if invocation else "")
        or None,
        "container_id": result.container_id or None,
        "container_name": result.container_name or None,
        "tags": dict(result.tags) if result.tags else None,
        "launcher": result.launcher or None,
        "termination_mode": result.termination_mode or None,
        "oss_output_delivery": oss.delivery or None,
        "oss_output_status": oss.status or None,
        "oss_output_uri": oss.uri or None,
        "oss_output_error_code": oss.error_code or None,
        "oss_output_error_info": oss.error_info or None,
    }


def _rows(store: Store, ids: Sequence[int]) -> Iterator[Row]:
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield from store.rows(chunk)


def _records(store: Store, ids: Sequence[int]) -> Iterator[Record]:
    for row_id in ids:
        record = store.record(row_id)
        if record is not None:
            yield record


def _cells(row: Row, zone: tzinfo | None) -> tuple[str, ...]:
    known = exit_code_is_real(row.invocation_status) and row.exit_code is not None
    size = "" if row.output_size is None else human_size(row.output_size)
    cells = (
        _moment(row.start_time or row.creation_time, zone),
        row.invocation_status or "?",
        str(row.exit_code) if known else "-",
        row.instance_name or row.key.instance_id,
        row.command_name or row.command_id or "-",
        _took(row.start_time, row.finished_time or row.stop_time),
        f"{size}, {human_size(row.dropped)} missing" if row.dropped > 0 else size,
        row.key.invoke_id,
    )
    return tuple(clean(cell) for cell in cells)


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    parts = []
    for heading, cell, width in zip(HEADINGS, cells, widths, strict=True):
        if heading in RIGHT:
            parts.append(" " * (width - cell_len(cell)) + cell)
        elif heading == HEADINGS[-1]:
            parts.append(cell)
        else:
            parts.append(set_cell_size(cell, width))
    return "  ".join(parts).rstrip()


def _moment(time: datetime | None, zone: tzinfo | None) -> str:
    if time is None:
        return "-"
    if time.tzinfo is None:
        return f"{time:%Y-%m-%d %H:%M:%S} no zone"
    return f"{time.astimezone(zone):%Y-%m-%d %H:%M:%S %z}"


def _took(start: datetime | None, end: datetime | None) -> str:
    if start is None or end is None or (start.tzinfo is None) != (end.tzinfo is None):
        return "-"
    seconds = (end - start).total_seconds()
    return f"{seconds:.0f}s" if seconds >= 0 else "-"


def _iso(time: datetime | None) -> str | None:
    if time is None:
        return None
    if time.tzinfo is None:
        return time.isoformat()
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _csv_cell(key: str, value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return clean(";".join(f"{name}={text}" for name, text in value.items()))
    if key != "output":
        return clean(str(value))
    text = str(value).replace("\r\n", "\n")
    return "\n".join(clean(line) for line in text.split("\n"))


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
