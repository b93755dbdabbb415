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
    TooLarge,
)
from ca_tui.api.failures import kind
from ca_tui.api.retry import KEPT, CallLog, Remedy, Repeats, answer, delay


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


CODES = [
    ("Throttling", 400, Throttled, Remedy.PAUSE),
    ("Throttling.User", 400, Throttled, Remedy.PAUSE),
    ("Throttling.Api", 400, Throttled, Remedy.PAUSE),
    ("Rejected.Throttling", 400, Throttled, Remedy.PAUSE),
    ("Whatever", 429, Throttled, Remedy.PAUSE),
    ("ServiceUnavailable", 503, ServiceFault, Remedy.LATER),
    ("ServiceUnavailable", 500, ServiceFault, Remedy.LATER),
    ("InternalError", 500, ServiceFault, Remedy.LATER),
    ("InternalError.Dispatch", 500, ServiceFault, Remedy.LATER),
    ("UnknownError", 400, ServiceFault, Remedy.LATER),
    ("Whatever", 502, ServiceFault, Remedy.LATER),
    ("Whatever", 504, ServiceFault, Remedy.LATER),
    ("InvalidAccessKeyId.NotFound", 404, Rejected, Remedy.NONE),
    ("InvalidAccessKeyId.Inactive", 400, Rejected, Remedy.NONE),
    ("MissingAccessKeyId", 400, Rejected, Remedy.NONE),
    ("SignatureDoesNotMatch", 403, Rejected, Remedy.NONE),
    ("IncompleteSignature", 400, Rejected, Remedy.NONE),
    ("SignatureNonceUsed", 400, Rejected, Remedy.SIGN_ANEW),
    ("InvalidTimeStamp.Expired", 400, Rejected, Remedy.SET_CLOCK),
    ("InvalidTimeStamp.Format", 400, Rejected, Remedy.SET_CLOCK),
    ("InvalidSecurityToken.Expired", 400, Rejected, Remedy.RENEW),
    ("InvalidSecurityToken.Malformed", 400, Rejected, Remedy.RENEW),
    ("InvalidSecurityToken.MismatchWithAccessKey", 403, Rejected, Remedy.RENEW),
    ("MissingSecurityToken", 400, Rejected, Remedy.RENEW),
    ("Forbidden.RAM", 403, Denied, Remedy.NONE),
    ("Forbidden.RiskControl", 403, Denied, Remedy.NONE),
    ("NoPermission", 403, Denied, Remedy.NONE),
    ("Operation.Forbidden", 403, Denied, Remedy.NONE),
    ("Whatever", 403, Denied, Remedy.NONE),
    ("InvalidParameter.NextToken", 400, BadParameter, Remedy.RESTART),
    ("InvalidParameter.MaxResults", 400, BadParameter, Remedy.NONE),
    ("InvalidParam.PageNumber", 400, BadParameter, Remedy.NONE),
    ("InvalidParam.PageSize", 400, BadParameter, Remedy.NONE),
    ("MissingParameter.RegionId", 400, BadParameter, Remedy.NONE),
    ("InvalidRegionId.NotFound", 404, BadParameter, Remedy.NONE),
    ("RegionId.ApiNotSupported", 400, BadParameter, Remedy.NONE),
    ("NumberExceed.Tags", 400, BadParameter, Remedy.NONE),
    ("InvalidTagKey.Malformed", 400, BadParameter, Remedy.NONE),
    ("InvalidApi.NotFound", 404, BadParameter, Remedy.NONE),
    ("UnsupportedHTTPMethod", 400, BadParameter, Remedy.NONE),
]


@pytest.mark.parametrize(("code", "status", "error", "remedy"), CODES)
def test_every_code_of_the_vendor_has_its_error_and_its_answer(
    code: str, status: int, error: type[ApiError], remedy: Remedy
) -> None:
    found = kind(code, status)
    assert found is error
    assert kind(code.upper(), status) is error
    assert answer(found("m", code=code, status=status)).remedy is remedy


@pytest.mark.parametrize(
    "error", [api(ServiceFault), ConnectionFailed("gone"), BadReply("cut")]
)
def test_what_may_pass_is_tried_three_times_more(error: CallError) -> None:
    assert delays(error) == [0.5, 1.0, 2.0]
    assert delays(error, highest=0.0) == [0.0, 0.0, 0.0]


def test_throttling_is_waited_out_longer_and_never_probed_within_a_second() -> None:
    assert delays(api(Throttled)) == [1.0, 2.0, 4.0, 8.0, 16.0] + [20.0] * 5
    soonest = delays(api(Throttled), highest=0.0)
    assert soonest == [1.0, 1.0, 2.0, 4.0, 8.0] + [10.0] * 5
    assert sum(soonest) > 60


def test_what_the_service_asks_for_comes_first_up_to_a_minute() -> None:
    assert delays(api(ServiceFault, retry_after=7)) == [7.0] * 3
    assert delays(api(Throttled, retry_after=86_400)) == [60.0] * 10
    assert delays(api(Throttled, retry_after=-1))[:3] == [0.0] * 3


def test_a_service_that_asks_for_too_little_is_left_alone_for_longer() -> None:
    found = delays(api(Throttled, retry_after=0.05))
    assert found == [0.05] * 3 + [8.0, 16.0] + [20.0] * 5


@pytest.mark.parametrize(
    "error",
    [
        api(BadParameter),
        api(BadParameter, "InvalidParameter.NextToken"),
        api(Denied, "Forbidden.RAM"),
        api(Denied, "Forbidden.RAM", retry_after=5),
        api(Rejected, "SignatureDoesNotMatch"),
        TooLarge("33 MB"),
        CallError("something"),
    ],
)
def test_what_will_not_change_is_not_repeated(error: CallError) -> None:
    assert delays(error) == []
    assert Repeats(lambda: 0.5).after(error) is None


@pytest.mark.parametrize(
    "code",
    ["SignatureNonceUsed", "InvalidTimeStamp.Expired", "InvalidSecurityToken.Expired"],
)
def test_what_is_mended_by_signing_otherwise_is_tried_once_and_at_once(
    code: str,
) -> None:
    assert delays(api(Rejected, code)) == [0.0]


def test_each_remedy_is_counted_by_itself() -> None:
    """A fault in the middle of throttling takes nothing from its patience."""
    repeats = Repeats(lambda: 1.0)
    fault, nonce = api(ServiceFault), api(Rejected, "SignatureNonceUsed")
    busy = api(Throttled)
    came = [fault, busy, nonce, fault, busy, fault, nonce]
    steps = [repeats.after(error) for error in came]
    assert steps[-1] is None
    seconds = [step.seconds for step in steps if step]
    assert seconds == [0.5, 1.0, 0.0, 1.0, 2.0, 2.0]
    assert repeats.attempts == 7
    assert repeats.after(fault) is None


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
    if attempt > 10:
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
