"""What a filter may ask of a row, in plain Python."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo

from ca_tui.api.status import Phase, exit_code_is_real
from ca_tui.monitor.query import size_text, time_text, took_text
from ca_tui.monitor.rows import Record, StoredOutput
from tests.monitor.fakes import START

ZONE = timezone(timedelta(hours=9))
"""The operator's."""


@dataclass(frozen=True, repr=False)
class Facts:
    """What a filter may ask of one row."""

    visible: list[str]
    texts: dict[str, list[str]]
    numbers: dict[str, float | None]
    words: dict[str, str]
    tags: list[tuple[str, str]]
    output: list[str]
    """Its lines."""


def facts(record: Record, output: StoredOutput | None, zone: tzinfo) -> Facts:
    """The facts of a row, with times as they show in a zone."""
    row, result, key = record.row, record.result, record.row.key
    status = row.invocation_status or "unknown"
    exit_code = row.exit_code if exit_code_is_real(row.invocation_status) else None
    ended = row.finished_time or row.stop_time
    took = None
    if row.start_time and ended and ended >= row.start_time:
        took = (ended - row.start_time).total_seconds()
    shown = row.command_name or row.command_id or key.invoke_id
    seen = row.start_time or row.creation_time
    names = [row.instance_name, key.instance_id]
    cells = [
        *(status, "" if exit_code is None else str(exit_code), row.error_code),
        *(
            took_text(took),
            "" if row.output_size is None else size_text(row.output_size),
        ),
        *(*names, shown, row.command_id, time_text(seen, zone)),
    ]
    running = took
    if took is None and row.phase is Phase.ACTIVE and row.start_time:
        running = (START - row.start_time).total_seconds()
    text = output.data.decode(errors="replace") if output else ""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    return Facts(
        visible=cells,
        texts={
            "status": [status],
            "instance": names,
            "command": [shown, row.command_id],
            "error": [row.error_code, row.error_info],
            "region": [key.region_id],
            "user": [row.username],
            "invoke": [key.invoke_id],
            "container": [row.container_name, key.container_id],
            "id": [key.instance_id, row.command_id, key.invoke_id, key.container_id],
        },
        numbers={
            "exit": exit_code,
            "dropped": row.dropped,
            "size": row.output_size,
            "repeats": row.repeats,
            "took": running,
            "timeout": row.timeout,
            "started": _stamp(seen),
            "created": _stamp(row.creation_time),
            "finished": _stamp(ended),
        },
        words={
            "phase": row.phase.value,
            "service": key.service,
            "periodic": "yes" if row.periodic else "no",
        },
        tags=list(result.tags or (record.invocation.tags if record.invocation else ())),
        output=text.replace("\r\n", "\n").split("\n"),
    )


def _stamp(time: datetime | None) -> float | None:
    return None if time is None else time.timestamp()
