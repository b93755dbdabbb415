"""How much a line carries: nothing is written that would have to wait in a queue.

A slow line is known by writes that block. What has not been written yet is not in any
queue but on the canvas, where newer content takes its place.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final, TextIO

FIRST: Final = 8192
"""Bytes that a line gets that nobody knows: what a pty takes without being read."""

MOST: Final = 1 << 20
"""Bytes at a time where a line is known to be fast: more than any screen."""

LEAST: Final = 1024
"""Bytes at a time on the slowest line: some lines of text."""

QUICK: Final = 0.05
"""Seconds; a write that took longer waited for the line."""

AHEAD: Final = 0.1
"""Seconds that a frame may take on a slow line: keys wait as long for their paint."""


class LineRate:
    """Learns from what was sent how many bytes to send at a time."""

    def __init__(self, first: int = FIRST) -> None:
        self.allowance = first
        """Bytes."""

    def learn(self, size: int, seconds: float) -> None:
        """It took so long until `size` bytes were taken."""
        if seconds > QUICK:
            fitting = int(size / seconds * AHEAD)
            self.allowance = min(max(LEAST, fitting), self.allowance)
        elif size * 2 > self.allowance:
            # little vanishes in buffers on the way and proves nothing
            self.allowance = min(self.allowance * 2, MOST)


class Outlet:
    """A file that knows how much of what it was promised has been written.

    Promises come from the event loop, writes from one thread; `drained` is called
    there whenever nothing is outstanding any more.
    """

    def __init__(
        self,
        file: TextIO,
        rate: LineRate,
        drained: Callable[[], object],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.file = file
        self._rate = rate
        self._drained = drained
        self._clock = clock
        self._lock = threading.Lock()
        self._outstanding = 0

    @property
    def idle(self) -> bool:
        """Whether everything that was promised has been written."""
        return not self._outstanding

    def promise(self, text: str) -> None:
        """This will be written."""
        with self._lock:
            self._outstanding += len(text)

    def write(self, text: str) -> int:
        """Write it, and wait until the line took it."""
        began = self._clock()
        self.file.write(text)
        self.file.flush()
        self._rate.learn(len(text.encode(errors="replace")), self._clock() - began)
        with self._lock:
            self._outstanding -= len(text)
            idle = not self._outstanding
        if idle:
            self._drained()
        return len(text)

    def flush(self) -> None:
        """Everything is flushed already."""

    def fileno(self) -> int:
        """The descriptor below."""
        return self.file.fileno()
