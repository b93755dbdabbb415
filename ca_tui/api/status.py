"""Statuses and their Phase: the only place that compares a status string.

The vocabulary is open: a status that nobody documented keeps its own spelling and
is UNKNOWN, so that a new word from the service never hides a result.
"""

from __future__ import annotations

from enum import Enum
from typing import Final


class Phase(Enum):
    """What a status means for the operator."""

    WAITING = "waiting"
    ACTIVE = "active"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    STOPPED = "stopped"
    UNKNOWN = "unknown"

    @property
    def finished(self) -> bool:
        """Nothing more will come of it by itself."""
        return self in (Phase.SUCCEEDED, Phase.FAILED, Phase.STOPPED)


PHASES: Final[dict[str, Phase]] = {
    "Pending": Phase.WAITING,
    "Scheduled": Phase.WAITING,
    "Running": Phase.ACTIVE,
    "Stopping": Phase.ACTIVE,
    "Success": Phase.SUCCEEDED,
    "Failed": Phase.FAILED,
    "Error": Phase.FAILED,
    "Timeout": Phase.FAILED,
    "Aborted": Phase.FAILED,
    "Invalid": Phase.FAILED,
    "PartialFailed": Phase.FAILED,
    "Cancelled": Phase.STOPPED,
    "Terminated": Phase.STOPPED,
    "Stopped": Phase.STOPPED,
}
"""InvocationStatus in its canonical spelling, and its Phase."""

LEGACY: Final = "Finished"
"""InvokeRecordStatus that says the run ended and not how (Finished is no success)."""

_SPELLING: Final = {name.casefold(): name for name in (*PHASES, LEGACY)}

EXIT_CODE_IS_REAL: Final = frozenset({"Success", "Failed", LEGACY})
"""Where ExitCode is the command's own; elsewhere it is 0 or 1 by default."""


def canonical(status: str) -> str:
    """The vendor's spelling of a status; an unknown one as it came, stripped."""
    stripped = status.strip()
    return _SPELLING.get(stripped.casefold(), stripped)


def phase_of(status: str) -> Phase:
    """The Phase of a status in any spelling."""
    return PHASES.get(canonical(status), Phase.UNKNOWN)


def shown_status(
    invocation_status: str | None, legacy: str | None, exit_code: int | None
) -> str:
    """The status to show: InvocationStatus, else the legacy one read with ExitCode.

    Source: the vendor recommends to ignore InvokeRecordStatus where
    InvocationStatus is present; Finished says only that the run ended.
    """
    if invocation_status:
        return canonical(invocation_status)
    if not legacy:
        return ""
    status = canonical(legacy)
    if status != LEGACY or exit_code is None:
        return status
    return "Success" if exit_code == 0 else "Failed"


def exit_code_is_real(status: str) -> bool:
    """Whether ExitCode of a result in this status is the command's own."""
    return canonical(status) in EXIT_CODE_IS_REAL
