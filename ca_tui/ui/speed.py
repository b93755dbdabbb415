"""How fast something goes, from what was seen of it lately, and how long it takes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Final

LATELY: Final = 10.0
"""Seconds that are looked back at."""

ENOUGH: Final = 2.0
"""Seconds that must have been seen before anything is said."""

PACES: Final = 3
"""Steps that must have been seen."""

LONGEST: Final = 24 * 3600
"""Seconds beyond which a guess helps nobody."""


class Speed:
    """The pace of a count that grows."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._seen: deque[tuple[datetime, int]] = deque()

    def forget(self) -> None:
        """Begin anew: something else is counted, or it stood still."""
        self._seen.clear()

    def note(self, count: int) -> None:
        """So many there are now; fewer than before: something else is counted."""
        now = self._clock()
        if self._seen and (count < self._seen[-1][1] or now < self._seen[-1][0]):
            self._seen.clear()
        self._seen.append((now, count))
        while (now - self._seen[0][0]).total_seconds() > LATELY:
            self._seen.popleft()

    def seconds_for(self, missing: int | None) -> float | None:
        """How long so many more take; None: that cannot be said."""
        if missing is None or len(self._seen) < PACES:
            return None
        (began, before), (now, count) = self._seen[0], self._seen[-1]
        seconds = (now - began).total_seconds()
        if seconds < ENOUGH or count <= before:
            return None
        return missing * seconds / (count - before)


def left_words(seconds: float | None) -> str:
    """`41 s left`, empty where that says nothing."""
    if seconds is None or seconds < 1 or seconds > LONGEST:
        return ""
    if seconds < 90:
        return f"{seconds:.0f} s left"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min left"
    return f"{round(minutes / 60)} h left"
