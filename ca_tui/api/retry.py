"""May I call again, when, and what has to change first: pure, nothing here sleeps.

Every operation used is a reading one, so that repeating it does no harm.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

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

FIRST_DELAY: Final = 0.5
"""Seconds; the longest first delay after a fault, doubled with every further one."""

LONGEST_DELAY: Final = 20.0
"""Seconds that we choose to wait at most."""

LONGEST_RETRY_AFTER: Final = 60.0
"""Seconds that we let the service make us wait at most."""

PROBE: Final = 1.0
"""Seconds between calls while throttled. Source: the vendor's "API throttling" page
for ECS, which asks for no more than one query a second after throttling."""

HEEDED: Final = 3
"""Throttled in spite of waiting as the service asked so often, a call waits longer."""

MINUTE: Final = timedelta(minutes=1)
"""What calls are counted over; the service counts per minute too."""

KEPT: Final = 10_000
"""Calls remembered for counting."""


class Remedy(Enum):
    """What may help after an error."""

    NONE = "nothing that a program could do"
    LATER = "the same call, later"
    PAUSE = "nobody calls this API in this region for a while"
    SIGN_ANEW = "a new nonce and date"
    SET_CLOCK = "the service's time"
    RENEW = "other credentials"
    RESTART = "the list read from its first page; `paging` does it"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is done about an error."""

    remedy: Remedy
    times: int = 0
    """How often one call is repeated for it."""


NEVER: Final = Answer(Remedy.NONE)

LATER: Final = Answer(Remedy.LATER, 3)

PAUSE: Final = Answer(Remedy.PAUSE, 10)
"""Enough to wait for more than a minute: the vendor's "API throttling" page lets a
call that was throttled in one minute pass in the next."""

TABLE: Final[tuple[tuple[tuple[str, ...], type[ApiError], Answer], ...]] = (
    # a code with "throttling" anywhere in it is taken for one of these
    (("throttling",), Throttled, PAUSE),
    (("serviceunavailable", "internalerror", "unknownerror"), ServiceFault, LATER),
    (("invalidaccesskeyid", "missingaccesskeyid"), Rejected, NEVER),
    (("signaturenonceused",), Rejected, Answer(Remedy.SIGN_ANEW, 1)),
    (("signaturedoesnotmatch", "incompletesignature"), Rejected, NEVER),
    (("invalidtimestamp",), Rejected, Answer(Remedy.SET_CLOCK, 1)),
    (
        ("invalidsecuritytoken", "missingsecuritytoken"),
        Rejected,
        Answer(Remedy.RENEW, 1),
    ),
    (("forbidden", "nopermission", "operation.forbidden"), Denied, NEVER),
    (
        ("invalidparameter.nexttoken", "invalidparam.nexttoken", "invalidnexttoken"),
        BadParameter,
        Answer(Remedy.RESTART),
    ),
)
"""How error codes begin, folded, which error they are, and the answer to it. Source:
the error codes of the vendor's operation pages and of its "Common errors" page."""

OTHERS: Final[tuple[tuple[type[CallError], Answer], ...]] = (
    (Throttled, PAUSE),
    (ServiceFault, LATER),
    (TooLarge, NEVER),
    (BadReply, LATER),
    (ConnectionFailed, LATER),
)
"""Answers to errors whose code is not in the TABLE, or that have none; the rest are
the caller's fault, and stay so."""


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


def answer(error: CallError) -> Answer:
    """What is done about an error."""
    if isinstance(error, ApiError):
        code = error.code.casefold()
        for starts, kind, found in TABLE:
            if isinstance(error, kind) and code.startswith(starts):
                return found
    return next((found for kind, found in OTHERS if isinstance(error, kind)), NEVER)


def delay(
    error: CallError,
    attempt: int,
    random: Callable[[], float],
    first: float = FIRST_DELAY,
) -> float | None:
    """Seconds to wait after `error` came for the `attempt`-th time (from 1); None: give
    up.

    `random` gives 0 <= x < 1; the delay is spread over its whole range ("full jitter")
    so that many clients do not return at the same moment. What the service asks for
    comes first.
    """
    found = answer(error)
    if attempt > found.times:
        return None
    if found.remedy is Remedy.PAUSE:
        longest = min(LONGEST_DELAY, PROBE * 2.0 ** (attempt - 1))
        seconds = max(PROBE, longest * (1 + random()) / 2)
    elif found.remedy is Remedy.LATER:
        seconds = random() * min(LONGEST_DELAY, first * 2.0 ** (attempt - 1))
    else:
        seconds = 0.0
    asked = error.retry_after if isinstance(error, ApiError) else None
    if asked is None:
        return seconds
    asked = min(max(asked, 0.0), LONGEST_RETRY_AFTER)
    return max(asked, seconds) if attempt > HEEDED else asked


@dataclass(frozen=True, slots=True)
class Step:
    """How a failed call goes on."""

    remedy: Remedy
    seconds: float
    """To wait first."""


class Repeats:
    """What one call was repeated for so far: each remedy is counted by itself."""

    def __init__(
        self, random: Callable[[], float], first_delay: float = FIRST_DELAY
    ) -> None:
        self.attempts = 0
        self._random = random
        self._first_delay = first_delay
        self._used: Counter[Remedy] = Counter()

    def after(self, error: CallError) -> Step | None:
        """How to go on after an attempt that failed; None: give up."""
        self.attempts += 1
        remedy = answer(error).remedy
        self._used[remedy] += 1
        seconds = delay(error, self._used[remedy], self._random, self._first_delay)
        return None if seconds is None else Step(remedy, seconds)


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
