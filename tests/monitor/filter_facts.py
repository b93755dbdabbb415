"""What a filter may ask of a row, in plain Python."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo

from ca_tui.api.status import Phase, exit_code_is_real
from ca_tui.monitor.query import size_text, time_text, took_text
from ca_tui.monitor.rows import Record, Row, StoredOutput
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
    text = output.data.decode(errors="replace") if output else ""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    row, run = record.row, record.invocation
    return Facts(
        visible=_visible(row, zone),
        texts=_texts(row),
        numbers=_numbers(row),
        words={
            "phase": row.phase.value,
            "service": row.key.service,
            "periodic": "yes" if row.periodic else "no",
        },
        tags=list(record.result.tags or (run.tags if run else ())),
        output=text.replace("\r\n", "\n").split("\n"),
    )


def _visible(row: Row, zone: tzinfo) -> list[str]:
    texts, exit_code = _texts(row), _numbers(row)["exit"]
    return [
        *(*texts["status"], *texts["instance"], *texts["command"], row.error_code),
        "" if exit_code is None else str(exit_code),
        took_text(_took(row)),
        "" if row.output_size is None else size_text(row.output_size),
        time_text(row.start_time or row.creation_time, zone),
    ]


def _texts(row: Row) -> dict[str, list[str]]:
    key = row.key
    shown = row.command_name or row.command_id or key.invoke_id
    return {
        "status": [row.invocation_status or "unknown"],
        "instance": [row.instance_name, key.instance_id],
        "command": [shown, row.command_id],
        "error": [row.error_code, row.error_info],
        "region": [key.region_id],
        "user": [row.username],
        "invoke": [key.invoke_id],
        "container": [row.container_name, key.container_id],
        "id": [key.instance_id, row.command_id, key.invoke_id, key.container_id],
    }


def _numbers(row: Row) -> dict[str, float | None]:
    real = exit_code_is_real(row.invocation_status)
    took = _took(row)
    if took is None and row.phase is Phase.ACTIVE and row.start_time:
        took = (START - row.start_time).total_seconds()
    return {
        "exit": row.exit_code if real else None,
        "dropped": row.dropped,
        "size": row.output_size,
        "repeats": row.repeats,
        "took": took,
        "timeout": row.timeout,
        "started": _stamp(row.start_time or row.creation_time),
        "created": _stamp(row.creation_time),
        "finished": _stamp(row.finished_time or row.stop_time),
    }


def _took(row: Row) -> float | None:
    ended = row.finished_time or row.stop_time
    if row.start_time is None or ended is None or ended < row.start_time:
        return None
    return (ended - row.start_time).total_seconds()


def _stamp(time: datetime | None) -> float | None:
    return None if time is None else time.timestamp()
