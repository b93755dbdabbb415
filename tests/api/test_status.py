"""Statuses in any spelling, and what they mean."""

from __future__ import annotations

import pytest

from ca_tui.api.status import (
    PHASES,
    Phase,
    canonical,
    exit_code_is_real,
    phase_of,
    shown_status,
)


@pytest.mark.parametrize("status", PHASES)
def test_any_spelling_of_a_status_is_the_vendors(status: str) -> None:
    for spelling in (status, status.lower(), status.upper(), f" {status}\n"):
        assert canonical(spelling) == status
        assert phase_of(spelling) is PHASES[status]


@pytest.mark.parametrize("status", ["Hibernating", "", "成功", "Finished"])
def test_other_words_keep_their_spelling_and_are_unknown(status: str) -> None:
    assert canonical(f" {status} ") == status
    assert phase_of(status) is Phase.UNKNOWN
    assert not phase_of(status).finished


@pytest.mark.parametrize(
    ("invocation_status", "legacy", "exit_code", "expected"),
    [
        ("Failed", "Finished", 1, "Failed"),
        ("Success", "Running", 0, "Success"),
        (None, "finished", 0, "Success"),
        ("", " Finished ", 1, "Failed"),
        (None, "Finished", None, "Finished"),
        (None, "Stopped", 0, "Stopped"),
        (None, "Failed", 0, "Failed"),
        (None, None, 0, ""),
        ("Terminated", "Finished", 0, "Terminated"),
    ],
)
def test_invocation_status_goes_before_the_legacy_one(
    invocation_status: str | None,
    legacy: str | None,
    exit_code: int | None,
    expected: str,
) -> None:
    assert shown_status(invocation_status, legacy, exit_code) == expected


def test_exit_codes_of_timeouts_and_stopped_runs_are_made_up() -> None:
    real = {status for status in PHASES if exit_code_is_real(status)}
    assert real == {"Success", "Failed"}
    assert exit_code_is_real("finished")


def test_what_is_over() -> None:
    over = {phase for phase in Phase if phase.finished}
    assert over == {Phase.SUCCEEDED, Phase.FAILED, Phase.STOPPED}
