"""What a result or an error means and what to do about it, in our words.

Nothing is explained that is not known: an unknown code gives None, and the caller
shows the vendor's text as it came.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ca_tui.api.api_codes import API_CODES, FAMILIES
from ca_tui.api.exit_codes import STATUSES, exit_code_clause, shown_exit_code
from ca_tui.api.explanations import (
    EXIT_CODE_NONZERO,
    OSS_CODES,
    RESULT_CODES,
    Words,
)
from ca_tui.api.models import InvocationResult
from ca_tui.api.status import Phase, canonical, exit_code_is_real

STATUS_CODES: Final = {
    "Timeout": RESULT_CODES["ExecutionTimeout"],
    "Terminated": (
        STATUSES["Terminated"],
        "Its output may be short: what was not sent by then is lost.",
    ),
    "Cancelled": (STATUSES["Cancelled"], "Run it again if it is still wanted."),
    "Aborted": (
        STATUSES["Aborted"],
        "The instance must be running and its agent online; sending takes a minute"
        " at most.",
    ),
    "Invalid": (STATUSES["Invalid"], "Correct the command, then run it again."),
    "Error": (STATUSES["Error"], "ErrorInfo, if any, has the details."),
}
"""Statuses that explain themselves where ErrorCode is absent."""

TAKES_ITS_TIMEOUT: Final = frozenset({"Timeout"})
"""Statuses whose FinishedTime is StartTime plus the command's Timeout."""

_CONTRADICTION: Final = (
    "Trust status, exit code and output; the code may be left over from elsewhere."
)
_READ_OUTPUT: Final = RESULT_CODES[EXIT_CODE_NONZERO][1]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A meaning and a remedy, one or two sentences each."""

    meaning: str
    remedy: str


def explain_result(result: InvocationResult) -> Explanation | None:
    """Why a result ended as it did; None where there is nothing to add.

    ErrorCode speaks first, then the status, then the exit code.
    """
    if result.phase is Phase.SUCCEEDED:
        return _contradiction(result)
    if result.error_code:
        return _explain_error_code(result)
    words = STATUS_CODES.get(canonical(result.invocation_status))
    if words:
        return _explanation(words)
    clause = _exit_clause(result)
    return _explanation((clause, _READ_OUTPUT)) if clause else None


def explain_api_error(code: str) -> Explanation | None:
    """What the Code of an API error means; families by their beginning."""
    rest = code.strip()
    while rest:
        words = _lookup(API_CODES, rest)
        if words:
            return _explanation(words)
        rest = rest.rpartition(".")[0]
    for family in FAMILIES:
        if code.strip().casefold().startswith(family.casefold()):
            return _explanation(API_CODES[family])
    return None


def explain_exit_code(exit_code: int, status: str) -> str:
    """The meaning of an exit code as a clause; `""` where the number says all.

    In statuses where the agent made the number up (1 of a Timeout, 0 of a
    Terminated run) the meaning of the status.
    """
    return exit_code_clause(exit_code, status)


def explain_oss(code: str) -> Explanation | None:
    """What an OssOutputErrorCode means."""
    words = _lookup(OSS_CODES, code)
    return _explanation(words) if words else None


def headline(result: InvocationResult) -> str:
    """One line: status, exit code where it is real, and why.

    ErrorInfo of an unknown ErrorCode stands in it as it came, unsafe for a terminal.
    """
    head = _status_and_exit(result)
    if result.error_code:
        why = _known_clause(result) or result.error_info
        head += f" · {result.error_code}"
    else:
        why = _status_clause(result) or _exit_clause(result)
    return f"{head}: {why}" if why else head


def _status_and_exit(result: InvocationResult) -> str:
    status = canonical(result.invocation_status) or "No status"
    if result.exit_code is not None and exit_code_is_real(status):
        return f"{status}, exit {shown_exit_code(result.exit_code)}"
    seconds = _timeout_seconds(result)
    return f"{status} after {seconds:,} s" if seconds else status


def _timeout_seconds(result: InvocationResult) -> int:
    """The Timeout that a run reached; 0 where it did not, or is not known."""
    start, end = result.start_time, result.finished_time
    if start is None or end is None:
        return 0
    if canonical(result.invocation_status) not in TAKES_ITS_TIMEOUT:
        return 0
    if (start.tzinfo is None) != (end.tzinfo is None):
        return 0
    return max(0, round((end - start).total_seconds()))


def _known_clause(result: InvocationResult) -> str:
    words = _lookup(RESULT_CODES, result.error_code)
    if not words:
        return ""
    exit_clause = _exit_clause(result) if _is_exit_code(words) else ""
    return exit_clause or words[0]


def _status_clause(result: InvocationResult) -> str:
    words = STATUS_CODES.get(canonical(result.invocation_status))
    return words[0] if words else ""


def _exit_clause(result: InvocationResult) -> str:
    if result.exit_code is None or not exit_code_is_real(result.invocation_status):
        return ""
    return exit_code_clause(result.exit_code, result.invocation_status)


def _explain_error_code(result: InvocationResult) -> Explanation | None:
    words = _lookup(RESULT_CODES, result.error_code)
    return _explanation((_known_clause(result), words[1])) if words else None


def _contradiction(result: InvocationResult) -> Explanation | None:
    """The service says that it went well and also gives a reason why not."""
    words = _lookup(RESULT_CODES, result.error_code)
    if not words:
        return None
    status = canonical(result.invocation_status)
    return Explanation(
        f"The service reports {status} and {result.error_code} at once ({words[0]}).",
        _CONTRADICTION,
    )


def _is_exit_code(words: tuple[str, str]) -> bool:
    return words is RESULT_CODES[EXIT_CODE_NONZERO]


def _lookup(words: Words, code: str) -> tuple[str, str] | None:
    """A code's words, whatever the case it came in."""
    wanted = code.strip()
    if wanted in words:
        return words[wanted]
    folded = wanted.casefold()
    return next(
        (said for name, said in words.items() if name.casefold() == folded), None
    )


def _explanation(words: tuple[str, str]) -> Explanation:
    clause, remedy = words
    return Explanation(clause[:1].upper() + clause[1:] + ".", remedy)
