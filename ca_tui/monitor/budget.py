"""How many calls may happen by themselves: throttling hits colleagues too.

A bucket of tokens per region. It holds a sixth of the budget and fills with the rest
over a minute, so that no minute has more calls than the budget, and a burst leaves
enough to go on refreshing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, TypeAlias

from ca_tui.api.models import ServiceName

Place: TypeAlias = tuple[ServiceName, str]
"""Service and region_id: what the service counts calls by."""

MINUTE: Final = 60.0

SLACK: Final = 1e-6
"""What adding up seconds may lose of a token."""


class Budget:
    """Calls per minute and region that nobody asked for."""

    def __init__(self, per_minute: int) -> None:
        per_minute = max(1, per_minute)
        self._most = max(1.0, per_minute // 6)
        self._rate = max(per_minute - self._most, 0.5) / MINUTE
        self._buckets: dict[Place, tuple[datetime, float]] = {}

    def take(self, place: Place, now: datetime, *, reserve: int = 0) -> bool:
        """Whether a call may be made; then it counts. `reserve` calls stay left."""
        tokens = self._tokens(place, now)
        if tokens + SLACK < 1 + min(reserve, self._most - 1):
            return False
        self._buckets[place] = (now, max(0.0, tokens - 1))
        return True

    def give_back(self, place: Place, now: datetime) -> None:
        """A call that was taken was not needed."""
        tokens = self._tokens(place, now)
        self._buckets[place] = (now, min(self._most, tokens + 1))

    def left(self, place: Place, now: datetime) -> int:
        """Calls that may be made now."""
        return int(self._tokens(place, now) + SLACK)

    def seconds_until(self, place: Place, now: datetime, *, reserve: int = 0) -> float:
        """Seconds until `take` says yes; 0: now."""
        missing = 1 + min(reserve, self._most - 1) - self._tokens(place, now)
        return max(0.0, missing) / self._rate

    def _tokens(self, place: Place, now: datetime) -> float:
        at, tokens = self._buckets.get(place, (now, self._most))
        passed = max(0.0, (now - at).total_seconds())
        tokens = min(self._most, tokens + passed * self._rate)
        self._buckets[place] = (now, tokens)
        return tokens
