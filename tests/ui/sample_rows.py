"""Rows and a clock for tests of what shows them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from ca_tui.api.models import ResultKey
from ca_tui.api.status import phase_of
from ca_tui.monitor.rows import Row

COMMAND_ID: Final = "c-hz0jdfwd9f1k2m3"

NOW: Final = datetime(2025, 11, 20, 14, 3, 22, tzinfo=UTC)


def key(row_id: int) -> ResultKey:
    """A run of its own on one instance."""
    invoke_id = f"t-hz0jdfwd9f{row_id:06}"
    return ResultKey("ecs", "cn-hangzhou", invoke_id, "i-bp1f4x2k9w8e7r6t5y4")


PLAIN: Final = Row(
    id=1,
    key=key(1),
    instance_name="web-07",
    command_id=COMMAND_ID,
    command_name="kernel-version",
    command_type="RunShellScript",
    invocation_status="Success",
    phase=phase_of("Success"),
    exit_code=0,
    error_code="",
    error_info="",
    creation_time=None,
    start_time=None,
    finished_time=None,
    stop_time=None,
    timeout=60,
    output_size=41,
    dropped=0,
    repeats=1,
    username="root",
    container_name="",
    periodic=False,
    gone=False,
)


def row(
    row_id: int = 1,
    *,
    status: str = "Success",
    start_time: datetime | None = NOW - timedelta(seconds=12),
    took: timedelta | None = timedelta(seconds=2),
    **changes: str | int | bool | datetime | None,
) -> Row:
    """A result on one instance; `took` None: it has not finished."""
    finished = None if start_time is None or took is None else start_time + took
    plain = replace(
        PLAIN,
        id=row_id,
        key=key(row_id),
        invocation_status=status,
        phase=phase_of(status),
        creation_time=start_time,
        start_time=start_time,
        finished_time=finished,
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # by the name of the field
