"""When a call is repeated, and when not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.api.errors import (
    ApiError,
    BadParameter,
    BadReply,
    CallError,
    ConnectionFailed,
    Denied,
    Rejected,
    ServiceFault,
    Throttled,
)
from ca_tui.api.failures import TooLarge
from ca_tui.api.retry import KEPT, CallLog, delay


def api(
    kind: type[ApiError], code: str = "X", retry_after: float | None = None
) -> ApiError:
    return kind("m", code=code, status=400, retry_after=retry_after)


def delays(error: CallError, highest: float = 1.0) -> list[float]:
    """The delays after each attempt until it gives up, at the top of the jitter."""
    found: list[float] = []
    while (seconds := delay(error, len(found) + 1, lambda: highest)) is not None:
        found.append(seconds)
        assert len(found) < 20
    return found


@pytest.mark.parametrize(
    "error", [api(ServiceFault), ConnectionFailed("gone"), BadReply("cut")]
)
def test_what_may_pass_is_tried_three_times_more(error: CallError) -> None:
    assert delays(error) == [0.5, 1.0, 2.0]
    assert delays(error, highest=0.0) == [0.0, 0.0, 0.0]


def test_throttling_is_waited_out_longer_and_never_probed_within_a_second() -> None:
    assert delays(api(Throttled)) == [1.0, 1.0, 2.0, 4.0, 8.0]
    assert delays(api(Throttled), highest=0.0) == [1.0] * 5


def test_what_the_service_asks_for_comes_first_up_to_a_minute() -> None:
    assert delays(api(Throttled, retry_after=2.5)) == [2.5] * 5
    assert delays(api(ServiceFault, retry_after=7)) == [7.0] * 3
    assert delays(api(Throttled, retry_after=86_400)) == [60.0] * 5
    assert delays(api(Throttled, retry_after=-1)) == [0.0] * 5


@pytest.mark.parametrize(
    "error",
    [
        api(BadParameter),
        api(Denied, "Forbidden.RAM"),
        api(Denied, "Forbidden.RAM", retry_after=5),
        api(Rejected, "SignatureDoesNotMatch"),
        api(Rejected, "InvalidTimeStamp.Expired"),
        TooLarge("33 MB"),
        CallError("something"),
    ],
)
def test_what_will_not_change_is_not_repeated(error: CallError) -> None:
    assert delays(error) == []


def test_a_used_nonce_is_signed_again_once() -> None:
    assert delays(api(Rejected, "SignatureNonceUsed")) == [0.0]


@given(
    st.integers(1, 60),
    st.floats(0, 1, exclude_max=True),
    st.one_of(st.none(), st.floats(0, 1e12)),
    st.sampled_from([Throttled, ServiceFault]),
)
def test_a_delay_is_never_longer_than_a_minute(
    attempt: int, chance: float, retry_after: float | None, kind: type[ApiError]
) -> None:
    seconds = delay(api(kind, retry_after=retry_after), attempt, lambda: chance)
    if attempt > 5:
        assert seconds is None
    else:
        assert seconds is None or 0 <= seconds <= 60
        assert retry_after is not None or seconds is None or seconds <= 20


NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def test_calls_are_counted_over_the_last_minute() -> None:
    log = CallLog()
    assert log.per_minute(NOON) == 0
    for second in (0, 10, 59):
        log.add(NOON + timedelta(seconds=second))
    assert log.per_minute(NOON + timedelta(seconds=59)) == 3
    assert log.per_minute(NOON + timedelta(seconds=60)) == 2
    assert log.per_minute(NOON + timedelta(seconds=118.9)) == 1
    assert log.per_minute(NOON + timedelta(hours=1)) == 0


def test_a_clock_set_back_counts_no_call_of_the_future() -> None:
    log = CallLog()
    log.add(NOON)
    assert log.per_minute(NOON - timedelta(hours=1)) == 0
    log.add(NOON - timedelta(hours=1))
    assert log.per_minute(NOON - timedelta(hours=1)) == 1


def test_the_log_of_calls_is_bounded() -> None:
    log = CallLog()
    for _ in range(KEPT + 5):
        log.add(NOON)
    assert log.per_minute(NOON) == KEPT
