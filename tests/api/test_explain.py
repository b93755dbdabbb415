"""Codes in words: every documented one, and nothing for the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.api.api_codes import API_CODES
from ca_tui.api.explain import (
    explain_api_error,
    explain_exit_code,
    explain_oss,
    explain_result,
    headline,
)
from ca_tui.api.explanations import OSS_CODES, RESULT_CODES
from ca_tui.api.models import InvocationResult, ResultKey
from ca_tui.api.status import PHASES

START = datetime(2020, 5, 11, 9, 1, 40, tzinfo=UTC)

ERROR_CODES = (Path(__file__).parent / "data" / "error_codes.txt").read_text().split()
"""ErrorCode in the API reference, the troubleshooting page, the SDKs and the agent."""


def result(
    status: str, exit_code: int | None = None, code: str = ""
) -> InvocationResult:
    """A result that ended so."""
    key = ResultKey("ecs", "cn-hangzhou", "t-1", "i-1")
    return InvocationResult(
        key, invocation_status=status, exit_code=exit_code, error_code=code
    )


def test_the_list_of_documented_codes_is_whole() -> None:
    assert set(ERROR_CODES) == set(RESULT_CODES)


@pytest.mark.parametrize("code", ERROR_CODES)
def test_every_documented_error_code_has_a_meaning_and_a_remedy(code: str) -> None:
    for spelling in (code, code.lower(), f" {code} "):
        explanation = explain_result(result("Failed", 1, spelling))
        assert explanation is not None
        assert explanation.meaning.endswith(".")
        assert explanation.remedy.endswith(".")


@pytest.mark.parametrize(
    "words", [RESULT_CODES, OSS_CODES, API_CODES], ids=["results", "oss", "api"]
)
def test_clauses_fit_into_a_sentence_and_remedies_are_sentences(
    words: dict[str, tuple[str, str]],
) -> None:
    for code, (clause, remedy) in words.items():
        assert clause[:1].islower(), code
        assert not clause.endswith("."), code
        assert remedy[:1].isupper(), code
        assert remedy.endswith("."), code
        assert "  " not in clause + remedy, code
        assert (clause + remedy).isprintable(), code


@pytest.mark.parametrize(
    ("status", "exit_code", "code", "expected"),
    [
        (
            "Failed",
            127,
            "ExitCodeNonzero",
            "Failed, exit 127 · ExitCodeNonzero:"
            " the command was not found on the instance",
        ),
        (
            "Failed",
            127,
            "",
            "Failed, exit 127: the command was not found on the instance",
        ),
        (
            "Failed",
            1,
            "ExitCodeNonzero",
            "Failed, exit 1 · ExitCodeNonzero:"
            " the command ended with an exit code other than 0",
        ),
        ("Failed", 1, "", "Failed, exit 1"),
        ("Success", 0, "", "Success, exit 0"),
        ("Running", 0, "", "Running"),
        ("Pending", None, "", "Pending"),
        ("Terminated", 0, "", "Terminated: the command was stopped while it ran"),
        (
            "Aborted",
            0,
            "ClientNotRunning",
            "Aborted · ClientNotRunning:"
            " the Cloud Assistant agent was not running on the instance",
        ),
        (
            "Failed",
            3221225786,
            "",
            "Failed, exit 0xC000013A (3221225786): the program crashed or was ended:"
            " ended by Ctrl+C or by closing its window",
        ),
        ("Hibernating", 3, "", "Hibernating"),
        ("", None, "", "No status"),
    ],
)
def test_headlines(
    status: str, exit_code: int | None, code: str, expected: str
) -> None:
    assert headline(result(status, exit_code, code)) == expected


def test_a_headline_shows_the_vendors_text_of_an_unknown_code() -> None:
    row = replace(result("Failed", 1, "Brand.New"), error_info="Something else.")
    assert headline(row) == "Failed, exit 1 · Brand.New: Something else."
    assert explain_result(row) is None


def test_a_timeout_tells_how_long_it_was_and_not_its_made_up_exit_code() -> None:
    row = replace(
        result("Timeout", 1, "ExecutionTimeout"),
        start_time=START,
        finished_time=START + timedelta(seconds=3600),
    )
    assert headline(row) == (
        "Timeout after 3,600 s · ExecutionTimeout:"
        " the command ran longer than its timeout and was stopped"
    )


@pytest.mark.parametrize(
    "finished", [None, START - timedelta(days=1), START.replace(tzinfo=None)]
)
def test_times_that_cannot_be_subtracted_cost_only_the_length(
    finished: datetime | None,
) -> None:
    row = replace(result("Timeout", 1), start_time=START, finished_time=finished)
    assert headline(row).startswith("Timeout: the command ran longer")


@pytest.mark.parametrize(
    ("exit_code", "expected"),
    [
        (0, ""),
        (1, ""),
        (126, "the command was found on the instance, but may not be executed"),
        (127, "the command was not found on the instance"),
        (
            137,
            "a process was ended by SIGKILL (often the kernel, when memory ran out)",
        ),
        (139, "a process was ended by SIGSEGV (bad memory access)"),
        (143, "a process was ended by SIGTERM (somebody asked it to end)"),
        (128 + 40, "a process was ended by signal 40"),
        (193, "the task asked for the instance to be powered off"),
        (194, "the task asked for the instance to be restarted"),
        (3009, "the task asked for the instance to be powered off"),
        (3010, "the task asked for the instance to be restarted"),
        (-1, "the shell itself was killed by a signal"),
        (0xC0000005, "the program crashed or was ended: access violation"),
        (0xC0000005 - 2**32, "the program crashed or was ended: access violation"),
        (2**63 - 1, ""),
    ],
)
def test_exit_codes(exit_code: int, expected: str) -> None:
    assert explain_exit_code(exit_code, "Failed") == expected


def test_made_up_exit_codes_are_explained_by_the_status() -> None:
    assert "longer than its timeout" in explain_exit_code(1, "Timeout")
    assert "stopped" in explain_exit_code(0, "Terminated")
    assert explain_exit_code(0, "Running") == ""


@pytest.mark.parametrize("status", ["Timeout", "Terminated", "Cancelled", "Aborted"])
def test_a_status_explains_itself_without_a_code(status: str) -> None:
    explanation = explain_result(result(status, 0))
    assert explanation is not None
    assert explanation.meaning.startswith("The command ")


@pytest.mark.parametrize("status", ["Success", "Running", "Pending", "Scheduled"])
def test_what_went_well_or_still_goes_needs_no_explanation(status: str) -> None:
    assert explain_result(result(status, 0)) is None


def test_a_success_with_an_error_code_is_called_a_contradiction() -> None:
    explanation = explain_result(result("Success", 0, "InstanceNotExists"))
    assert explanation is not None
    assert "Success and InstanceNotExists at once" in explanation.meaning


@pytest.mark.parametrize(
    ("code", "family"),
    [
        ("Throttling.User", "Throttling"),
        ("Throttling.Api", "Throttling"),
        ("ThrottlingX", "Throttling"),
        ("InternalError.Dispatch", "InternalError"),
        ("NoPermissionForAction", "NoPermission"),
        ("InvalidSecurityToken.Other", "InvalidSecurityToken"),
        ("InvalidParam.Whatever", "InvalidParam"),
        ("forbidden.ram", "Forbidden.RAM"),
    ],
)
def test_api_errors_by_family(code: str, family: str) -> None:
    explanation = explain_api_error(code)
    assert explanation is not None
    assert explanation == explain_api_error(family)


@pytest.mark.parametrize("code", API_CODES)
def test_every_api_error_is_explained(code: str) -> None:
    explanation = explain_api_error(code)
    assert explanation is not None
    assert explanation.remedy == API_CODES[code][1]


@pytest.mark.parametrize("code", OSS_CODES)
def test_every_oss_error_is_explained(code: str) -> None:
    explanation = explain_oss(code)
    assert explanation is not None
    assert explanation.remedy == OSS_CODES[code][1]


@pytest.mark.parametrize("code", ["", "  ", ".", "...", "Unheard.Of", "Success"])
def test_unknown_codes_are_not_explained(code: str) -> None:
    assert explain_api_error(code) is None
    assert explain_oss(code) is None
    assert explain_result(result("Failed", 1, code or "Unheard")) is None


@given(
    status=st.sampled_from(sorted(PHASES)) | st.text(max_size=9),
    exit_code=st.none() | st.integers(-(2**63), 2**63 - 1),
    code=st.sampled_from(sorted(RESULT_CODES)) | st.text(max_size=9),
)
def test_any_result_has_a_headline(
    status: str, exit_code: int | None, code: str
) -> None:
    row = result(status, exit_code, code)
    assert headline(row)
    explain_result(row)
