"""Rows and records for tests of the panes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from ca_tui.api.models import Invocation, InvocationResult, ResultKey
from ca_tui.api.status import phase_of
from ca_tui.monitor.rows import Record, Row, StoredOutput

SEEN = datetime(2023, 11, 19, 14, 3, 22, tzinfo=UTC)


def result(status: str = "Failed", exit_code: int | None = 127) -> InvocationResult:
    """One result of web-03."""
    return InvocationResult(
        key=ResultKey("ecs", "cn-hangzhou", "t-hz0jdfwd9f8k3pc", "i-bp1web03"),
        invocation_status=status,
        command_id="c-hz0jdfwd9f8k3pd",
        exit_code=exit_code,
        error_code="ExitCodeNonzero" if exit_code else "",
        error_info="The command execution exit code is not zero." if exit_code else "",
        start_time=datetime(2023, 11, 19, 14, 1, 2, tzinfo=UTC),
        finished_time=datetime(2023, 11, 19, 14, 1, 2, 200_000, tzinfo=UTC),
    )


def row(of: InvocationResult, *, id: int = 1, size: int | None = None) -> Row:
    """The table's row of a result."""
    return Row(
        id=id,
        key=of.key,
        instance_name="web-03",
        command_id=of.command_id,
        command_name="kernel-version",
        command_type="RunShellScript",
        invocation_status=of.invocation_status,
        phase=phase_of(of.invocation_status),
        exit_code=of.exit_code,
        error_code=of.error_code,
        error_info=of.error_info,
        creation_time=of.creation_time,
        start_time=of.start_time,
        finished_time=of.finished_time,
        stop_time=of.stop_time,
        timeout=60,
        output_size=size,
        dropped=of.dropped or 0,
        repeats=of.repeats,
        username=of.username,
        container_name=of.container_name,
        periodic=False,
        gone=False,
    )


def invocation(content: str = "#!/bin/sh\nunamee -r\n") -> Invocation:
    """The run that it belongs to."""
    return Invocation(
        service="ecs",
        region_id="cn-hangzhou",
        invoke_id="t-hz0jdfwd9f8k3pc",
        command_name="kernel-version",
        command_type="RunShellScript",
        command_content=content,
        timeout=60,
    )


def record(
    of: InvocationResult, *, run: Invocation | None = None, id: int = 1
) -> Record:
    """Everything known about a result."""
    return Record(
        result=of,
        invocation=run,
        instance=None,
        agent=None,
        row=row(of, id=id),
        first_seen=SEEN,
        gone=False,
    )


def stored(data: bytes, status: str = "Failed", *, dropped: int = 0) -> StoredOutput:
    """An output as the store has it."""
    return StoredOutput(
        data=data,
        guessed=False,
        dropped=dropped,
        head_seen=None,
        phase=phase_of(status),
    )


def watched(output: StoredOutput, head_seen: int) -> StoredOutput:
    """The same, of which so many bytes were seen while it ran."""
    return replace(output, head_seen=head_seen)
