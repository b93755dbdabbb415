"""What goes wrong when: a function of the time, the same every twenty minutes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ca_tui.emulator.faults import Faults, Kind, Rule

CYCLE: Final = 20 * 60.0
"""Seconds after which it begins anew."""

RESULTS: Final = frozenset({"DescribeInvocationResults", "DescribeInvocations"})


@dataclass(frozen=True, slots=True)
class Front:
    """Some bad time."""

    begins: float
    """Seconds into the cycle."""
    lasts: float
    kind: Kind
    every: int = 1
    """Which of the calls it hits: each second one is 2."""
    actions: frozenset[str] = frozenset()
    """Empty: all."""


FRONTS: Final = (
    Front(130, 40, "throttle", 3),
    Front(250, 45, "error", 2),
    Front(370, 30, "drop", 2),
    Front(490, 70, "unavailable"),
    Front(640, 20, "html"),
    Front(730, 40, "denied", actions=RESULTS),
    Front(850, 30, "cut", 3),
    Front(940, 30, "empty", 3),
    Front(1030, 25, "throttle"),
    Front(1100, 25, "drop"),
)
"""In between all is well."""

TOKEN: Final = 11 * 60.0
"""Seconds after which the service takes another token only."""


class Weather(Faults):
    """The fault of the moment."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock` gives seconds since the start."""
        super().__init__()
        self._clock = clock
        self._calls = 0

    def take(self, action: str, region_id: str) -> Rule | None:
        """The rule that hits this call."""
        at = self._clock() % CYCLE
        for front in FRONTS:
            if not front.begins <= at < front.begins + front.lasts:
                continue
            if front.actions and action not in front.actions:
                return None
            self._calls += 1
            wait = 1500 if front.kind == "throttle" else None
            hit = self._calls % front.every == 0
            return Rule(front.kind, retry_after_ms=wait) if hit else None
        return None
