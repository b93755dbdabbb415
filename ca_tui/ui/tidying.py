"""Looks for garbage when nobody waits, so that it is seldom looked for within a key.

Python does so after some allocations, which is within one key in three; it takes as
long as painting ten rows, and ten times as long when the older objects are due.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Protocol

AFTER: Final = 0.04
"""Seconds after a key: it has been seen by then, and its output is not read yet."""

THRESHOLDS: Final = (3000, 5, 10)
"""Where nobody presses a key. Python's own first one is what a key allocates."""

DUE: Final = (1, 3, 5)
"""Of each generation, as `gc.get_count` counts: enough to be looked through early."""


class Cancellable(Protocol):
    """What will be done later, unless it is taken back."""

    def cancel(self) -> object:
        """Take it back."""


Later = Callable[[float, Callable[[], object]], Cancellable]
"""Do something in so many seconds."""


class Tidying:
    """Looks for garbage a moment after the last key."""

    def __init__(self, later: Later) -> None:
        self._later = later
        self._planned: Cancellable | None = None

    def pressed(self) -> None:
        """Not now."""
        self.stop()
        self._planned = self._later(AFTER, self._tidy)

    def stop(self) -> None:
        """Not any more."""
        if self._planned is not None:
            self._planned.cancel()
            self._planned = None

    def _tidy(self) -> None:
        self._planned = None
        due = [
            generation
            for generation, found in enumerate(gc.get_count())
            if found >= DUE[generation]
        ]
        if due and gc.isenabled():
            gc.collect(due[-1])


@contextmanager
def tidying() -> Iterator[Tidying]:
    """While the explorer is shown; to be entered in its event loop."""
    before = gc.get_threshold()
    tidy = Tidying(asyncio.get_running_loop().call_later)
    gc.set_threshold(*THRESHOLDS)
    try:
        yield tidy
    finally:
        tidy.stop()
        gc.set_threshold(*before)
