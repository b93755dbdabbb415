"""A lock that whoever lets go of it does not get again before those who wait."""

from __future__ import annotations

import threading
from types import TracebackType


class Turns:
    """`with turns:` - one thread at a time.

    A thread that works in steps would otherwise have the lock back long before another
    one is awake.
    """

    def __init__(self) -> None:
        self._next = threading.Lock()
        self._held = threading.Lock()

    @property
    def crowded(self) -> bool:
        """Whether somebody waits."""
        return self._next.locked()

    def __enter__(self) -> None:
        # who waits for the lock keeps everybody else from waiting for it
        with self._next:
            self._held.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._held.release()
