"""A lock that whoever lets go of it does not get again before those who wait."""

from __future__ import annotations

import threading
from types import TracebackType


class Turns:
    """`with turns:` - one thread at a time; the one that has it may enter again.

    A thread that writes in steps would otherwise have the lock back long before
    another one is awake.
    """

    def __init__(self) -> None:
        self._next = threading.Lock()
        self._held = threading.Lock()
        self._owner: int | None = None
        self._depth = 0

    @property
    def crowded(self) -> bool:
        """Whether somebody waits."""
        return self._next.locked()

    def __enter__(self) -> None:
        me = threading.get_ident()
        if self._owner != me:
            # who waits for the lock keeps everybody else from waiting for it
            with self._next:
                self._held.acquire()
            self._owner = me
        self._depth += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._depth -= 1
        if not self._depth:
            self._owner = None
            self._held.release()
