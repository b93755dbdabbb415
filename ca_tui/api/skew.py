"""The service's time, as far as our clock and the Date headers of replies tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

MATTERS: Final = timedelta(minutes=1)
"""A smaller difference explains no refusal: the service allows 15 minutes."""

UNBELIEVABLE: Final = timedelta(days=100 * 365)
"""No clock is that wrong; a Date header may be."""


class ServiceClock:
    """Our clock, set by the service once it refused a time of ours."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._correction = timedelta(0)
        self.changes = 0
        """How often it was set."""
        self.skew: timedelta | None = None
        """How far the last reply's Date was ahead of our clock; None: none came."""

    def now(self) -> datetime:
        """What to sign with: an aware time."""
        return self._clock() + self._correction

    def heard(self, date: str) -> None:
        """A reply came just now, with this Date header."""
        told = _parsed(date)
        if told is None:
            return
        skew = told - self._clock()
        if abs(skew) < UNBELIEVABLE:
            self.skew = skew

    def correct(self) -> str:
        """Go by the last Date from now on; what changed in one sentence.

        Empty where that changes too little to be why a request was refused.
        """
        if self.skew is None or abs(self.skew - self._correction) < MATTERS:
            return ""
        self._correction = self.skew
        self.changes += 1
        if abs(self.skew) < MATTERS:
            return "This machine's clock agrees with the service's again."
        way = "slow" if self.skew > timedelta(0) else "fast"
        return (
            f"This machine's clock is {_words(abs(self.skew))} {way}: requests are"
            " signed with the service's time. Set the clock."
        )


def _parsed(date: str) -> datetime | None:
    """An HTTP date as an aware time; None for anything else."""
    try:
        parsed = parsedate_to_datetime(date)
        return parsed.replace(tzinfo=parsed.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _words(length: timedelta) -> str:
    """`23 minutes`, `5 hours`, `3 days`: in the unit in which it is a few."""
    minutes = round(length.total_seconds() / 60)
    if minutes >= 2 * 1440:
        return f"{minutes // 1440:,} days"
    if minutes >= 120:
        return f"{minutes // 60} hours"
    return f"{minutes} minute" + "s" * (minutes != 1)
