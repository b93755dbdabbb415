"""How often frames go where each costs: seldom by themselves, at once for keys."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

EVERY: Final = 0.25
"""Seconds between frames that nobody asked for."""

AFTER_KEY: Final = 0.3
"""Seconds in which what is painted may be the answer to a key."""


class Tempo:
    """Lets every frame pass until it is told to be calm."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.calm = False
        self._clock = clock
        self._pressed = float("-inf")
        self._sent = float("-inf")

    def pressed(self) -> None:
        """Somebody waits for what comes next; from any thread."""
        self._pressed = self._clock()

    def sent(self) -> None:
        """A frame went."""
        self._sent = self._clock()

    def wait(self) -> float:
        """Seconds until a frame may go."""
        now = self._clock()
        if not self.calm or now < self._pressed + AFTER_KEY:
            return 0.0
        return max(0.0, self._sent + EVERY - now)
