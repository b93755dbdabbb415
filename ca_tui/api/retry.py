"""May I call again, and when: pure, nothing here sleeps or sends.

Every operation used is a reading one, so that repeating it does no harm.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from ca_tui.api.errors import (
    ApiError,
    BadReply,
    CallError,
    ConnectionFailed,
    Rejected,
    ServiceFault,
    Throttled,
)
from ca_tui.api.failures import TooLarge

RETRIES: Final = 3
"""How often a failed call is repeated."""

THROTTLED_RETRIES: Final = 5
"""How often a throttled call is repeated: the service is well and says so."""

FIRST_DELAY: Final = 0.5
"""Seconds; the longest first delay, doubled with every further one."""

LONGEST_DELAY: Final = 20.0
"""Seconds that we choose to wait at most."""

LONGEST_RETRY_AFTER: Final = 60.0
"""Seconds that we let the service make us wait at most."""

PROBE: Final = 1.0
"""Seconds between calls while throttled. Source: the vendor's "API throttling" page
for ECS, which asks for no more than one query a second after throttling."""

MINUTE: Final = timedelta(minutes=1)
"""What calls are counted over; the service counts per minute too."""

KEPT: Final = 10_000
"""Calls remembered for counting."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A call that failed and will be repeated."""

    action: str
    region_id: str
    attempt: int
    """How many calls were made so far, from 1."""
    seconds: float
    """Until the next one."""
    error: CallError
    """Why."""


def delay(error: CallError, attempt: int, random: Callable[[], float]) -> float | None:
    """Seconds to wait after `error` came of the `attempt`-th call (from 1); None: give
    up.

    `random` gives 0 <= x < 1; the delay is spread over its whole range ("full jitter")
    so that many clients do not return at the same moment. What the service asks for
    comes first.
    """
    if isinstance(error, Rejected):
        # a nonce that somebody used: a new one is all it needs
        used = error.code.casefold().startswith("signaturenonceused")
        return 0.0 if used and attempt == 1 else None
    if attempt > _retries(error):
        return None
    if isinstance(error, ApiError) and error.retry_after is not None:
        return min(max(error.retry_after, 0.0), LONGEST_RETRY_AFTER)
    seconds = random() * min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** (attempt - 1))
    return max(seconds, PROBE) if isinstance(error, Throttled) else seconds


def _retries(error: CallError) -> int:
    """How often a call that failed like this may be repeated."""
    if isinstance(error, Throttled):
        return THROTTLED_RETRIES
    if isinstance(error, TooLarge):
        return 0
    worth = isinstance(error, ServiceFault | ConnectionFailed | BadReply)
    return RETRIES if worth else 0


class CallLog:
    """When calls were made, as long as it matters."""

    def __init__(self) -> None:
        self._times: deque[datetime] = deque(maxlen=KEPT)

    def add(self, now: datetime) -> None:
        """A call is made at `now` (aware)."""
        self._times.append(now)

    def per_minute(self, now: datetime) -> int:
        """Calls of the minute that ends at `now`; never more than KEPT."""
        while self._times and self._times[0] <= now - MINUTE:
            self._times.popleft()
        return sum(time <= now for time in self._times)
