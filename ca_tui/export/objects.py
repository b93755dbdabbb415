"""One result as JSON values: the vendor's words in snake_case, absent is null."""

from __future__ import annotations

import base64
from typing import Final

from ca_tui.api.models import InvocationResult, Json, OssOutput
from ca_tui.export.wording import iso
from ca_tui.monitor.rows import Record, StoredOutput
from ca_tui.output.text import decode

NO_OSS: Final = OssOutput()


def as_object(record: Record, output: StoredOutput | None) -> dict[str, Json]:
    """A result with its output as text, and in base64 where the text would not give
    the bytes back."""
    text, encoded = _printed(output)
    return {
        **_who(record),
        **_how(record.result),
        **_when(record),
        **_what_else(record),
        "output": text,
        "output_base64": encoded,
    }


def in_base64(data: bytes) -> str:
    """Bytes that no text of a form gives back."""
    return base64.b64encode(data).decode("ascii")


def _printed(output: StoredOutput | None) -> tuple[str | None, str | None]:
    if output is None:
        return None, None
    data = output.data
    if data.isascii() and b"\0" not in data and b"\x1b" not in data:
        # most outputs: no charset but ASCII has only such bytes
        return data.decode("ascii"), None
    text = decode(data).text
    whole = text.encode("utf-8", "replace") == data
    return text, None if whole else in_base64(data)


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
        "creation_time": iso(record.row.creation_time),
        "start_time": iso(result.start_time),
        "finished_time": iso(result.finished_time),
        "stop_time": iso(result.stop_time),
        "timeout": record.row.timeout,
        "dropped": result.dropped,
        "repeats": result.repeats,
    }


def _what_else(record: Record) -> dict[str, Json]:
    result, invocation = record.result, record.invocation
    oss = result.oss_output or NO_OSS
    username = result.username or (invocation.username if invocation else "")
    return {
        "username": username or None,
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
