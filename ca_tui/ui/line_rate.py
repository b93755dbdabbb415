"""How much a line carries: nothing is written that would have to wait in a queue.

A slow line is known by writes that block. What has not been written yet is not in any
queue but on the canvas, where newer content takes its place.
"""

from __future__ import annotations

import os
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

    Promises come from the event loop, writes from one thread. What the line takes at
    once does not go through that thread, which may get to run much later. `drained` is
    called whenever nothing is outstanding any more.
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
        self._left = b""
        """What the line did not take at once; it goes before all that is promised."""
        self._at_once = _opened_again(file)

    @property
    def idle(self) -> bool:
        """Whether everything that was promised has been written."""
        return not self._outstanding

    def promise(self, text: str) -> None:
        """This will be written."""
        with self._lock:
            self._outstanding += len(text)

    def put(self, text: str) -> str | None:
        """Write what the line takes without waiting, if nothing waits before it.

        What is returned has to be given to `write`, and is promised; None: nothing.
        """
        if self._at_once is None or not self.idle:
            self.promise(text)
            return text
        data, began = text.encode(errors=self.file.errors or "strict"), self._clock()
        try:
            taken = os.write(self._at_once, data)
        except BlockingIOError:
            taken = 0
        except OSError:
            self.close()
            self.promise(text)
            return text
        if taken == len(data):
            self._rate.learn(taken, self._clock() - began)
            self._drained()
            return None
        with self._lock:
            self._left = data[taken:]
            self._outstanding += len(self._left)
        return ""

    def write(self, text: str) -> int:
        """Write it, and wait until the line took it."""
        began, left = self._clock(), self._left
        while self._left:
            self._left = self._left[os.write(self.fileno(), self._left) :]
        if text:
            self.file.write(text)
            self.file.flush()
        size = len(left) + len(text.encode(errors="replace"))
        self._rate.learn(size, self._clock() - began)
        with self._lock:
            self._outstanding -= len(left) + len(text)
            idle = not self._outstanding
        if idle:
            self._drained()
        return len(text)

    def close(self) -> None:
        """From now on everything goes through the thread."""
        if self._at_once is not None:
            os.close(self._at_once)
            self._at_once = None

    def flush(self) -> None:
        """Everything is flushed already."""

    def fileno(self) -> int:
        """The descriptor below."""
        return self.file.fileno()


def _opened_again(file: TextIO) -> int | None:
    """A descriptor of the same terminal that never waits, which is not to be asked of
    the one that is shared with the shell; None: it cannot be had."""
    if (file.encoding or "").lower().replace("-", "") != "utf8":
        return None
    try:
        name = os.ttyname(file.fileno())
        return os.open(name, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError:
        return None
