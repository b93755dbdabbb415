"""Clocks that are wrong, and Date headers that are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.api.skew import ServiceClock

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def heard(ahead: timedelta) -> ServiceClock:
    """A clock at noon whose service is so much ahead of it."""
    clock = ServiceClock(lambda: NOON)
    clock.heard(format_datetime(NOON + ahead, usegmt=True))
    return clock


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(minutes=23), "23 minutes slow"),
        (timedelta(minutes=1), "1 minute slow"),
        (timedelta(hours=-5), "5 hours fast"),
        (timedelta(minutes=-119), "119 minutes fast"),
        (timedelta(days=20_000), "20,000 days slow"),
        (timedelta(hours=47), "47 hours slow"),
    ],
)
def test_after_a_refusal_the_services_time_is_signed_with_and_said(
    ahead: timedelta, words: str
) -> None:
    clock = heard(ahead)
    assert clock.now() == NOON
    assert clock.correct().startswith(f"This machine's clock is {words}: ")
    assert clock.now() == NOON + ahead
    assert clock.skew == ahead


@pytest.mark.parametrize("seconds", [0, 59, -59])
def test_a_clock_that_is_right_is_no_reason_to_sign_again(seconds: int) -> None:
    clock = heard(timedelta(seconds=seconds))
    assert clock.correct() == ""
    assert clock.now() == NOON


def test_without_any_date_nothing_is_known() -> None:
    clock = ServiceClock(lambda: NOON)
    assert clock.skew is None
    assert clock.correct() == ""


def test_a_clock_that_was_set_right_is_believed_again() -> None:
    now = NOON
    clock = ServiceClock(lambda: now)
    clock.heard(format_datetime(NOON + timedelta(hours=1), usegmt=True))
    clock.correct()
    assert clock.correct() == ""
    now = NOON + timedelta(hours=1)
    clock.heard(format_datetime(now, usegmt=True))
    assert clock.correct() == "This machine's clock agrees with the service's again."
    assert clock.now() == now


@pytest.mark.parametrize(
    "date",
    [
        "",
        "tomorrow",
        "Fri, 02 Jan 99999999999 12:00:00 GMT",
        "Fri, 02 Jan 9999 12:00:00 GMT",
        "Fri, 31 Feb 2026 12:00:00 GMT",
        "Fri, 02 Jan 2026 12:00:00 +9999999999",
        "0",
    ],
)
def test_a_date_that_is_none_moves_nothing(date: str) -> None:
    clock = ServiceClock(lambda: NOON)
    clock.heard(date)
    assert clock.correct() == ""
    assert clock.now() == NOON


@given(st.text() | st.from_regex(r"\w{3}, \d+ Jan \d{1,20} \d+:\d+:\d+ [-+]?\w+"))
def test_no_date_header_breaks_the_clock(date: str) -> None:
    clock = ServiceClock(lambda: NOON)
    clock.heard(date)
    assert clock.correct().isprintable()
    assert abs(clock.now() - NOON) < timedelta(days=36_501)
