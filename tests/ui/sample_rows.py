"""Rows and a clock for tests of what shows them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from ca_tui.api.models import ResultKey
from ca_tui.api.status import phase_of
from ca_tui.monitor.rows import Row

NOW: Final = datetime(2025, 11, 20, 14, 3, 22, tzinfo=UTC)


def row(
    row_id: int = 1,
    *,
    status: str = "Success",
    instance_name: str = "web-07",
    command_name: str = "kernel-version",
    exit_code: int | None = 0,
    start_time: datetime | None = NOW - timedelta(seconds=12),
    took: timedelta | None = timedelta(seconds=2),
    stop_time: datetime | None = None,
    output_size: int | None = 41,
    dropped: int = 0,
    error_info: str = "",
    periodic: bool = False,
    gone: bool = False,
) -> Row:
    """A result on one instance; `took` None: it has not finished."""
    finished = None if start_time is None or took is None else start_time + took
    return Row(
        id=row_id,
        key=ResultKey(
            "ecs", "cn-hangzhou", f"t-hz0jdfwd9f{row_id:06}", "i-bp1f4x2k9w8e7r6t5y4"
        ),
        instance_name=instance_name,
        command_id="c-hz0jdfwd9f1k2m3",
        command_name=command_name,
        command_type="RunShellScript",
        invocation_status=status,
        phase=phase_of(status),
        exit_code=exit_code,
        error_code="",
        error_info=error_info,
        creation_time=start_time,
        start_time=start_time,
        finished_time=finished,
        stop_time=stop_time,
        timeout=60,
        output_size=output_size,
        dropped=dropped,
        repeats=1,
        username="root",
        container_name="",
        periodic=periodic,
        gone=gone,
    )
