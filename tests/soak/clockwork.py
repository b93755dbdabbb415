"""Time that goes on when there is nothing else to do.

The event loop asks its selector to wait when nothing is ready. Instead of waiting, the
clock is set to when the next sleeper wants to be woken: hours pass in minutes, and
nothing ever happens a moment too late.
"""

from __future__ import annotations

import asyncio
import mmap
import selectors
import struct
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from datetime import UTC, datetime
from heapq import heappop, heappush
from itertools import count
from math import ceil
from pathlib import Path
from typing import Final, TypeVar

START: Final = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)

MICRO: Final = 1_000_000

_T = TypeVar("_T")


class Board:
    """Numbers in a file that some processes share."""

    def __init__(self, path: Path, *, new: bool = False) -> None:
        if new:
            path.write_bytes(bytes(16))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), 16)

    @property
    def micros(self) -> int:
        """The time, as microseconds since the epoch."""
        value: int = struct.unpack_from("<q", self._map, 0)[0]
        return value

    @micros.setter
    def micros(self, value: int) -> None:
        struct.pack_into("<q", self._map, 0, value)

    @property
    def painted(self) -> int:
        """Bytes that left the terminal's other end."""
        value: int = struct.unpack_from("<q", self._map, 8)[0]
        return value

    @painted.setter
    def painted(self, value: int) -> None:
        struct.pack_into("<q", self._map, 8, value)


class Clockwork:
    """A clock, and a sleep that moves it."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._micros = board.micros = int(START.timestamp()) * MICRO
        self._sleepers: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = count()
        self._busy = 0
        self.before_it_moves: Callable[[], None] = lambda: None

    @property
    def seconds(self) -> float:
        """Since the start."""
        return self._micros / MICRO - START.timestamp()

    def now(self) -> datetime:
        """As the explorer reads it."""
        return datetime.fromtimestamp(self._micros / MICRO, UTC)

    async def sleep(self, seconds: float) -> None:
        """Until the clock was moved so far."""
        woken = asyncio.get_running_loop().create_future()
        until = self._micros + ceil(max(seconds, 0) * MICRO)
        heappush(self._sleepers, (until, next(self._numbers), woken))
        await woken

    @contextmanager
    def standing(self) -> Iterator[None]:
        """Within it something is on its way, for which time stands still."""
        self._busy += 1
        try:
            yield
        finally:
            self._busy -= 1

    def move(self) -> bool:
        """Wake the next sleeper, when it is time; whether there was one."""
        while self._sleepers and self._sleepers[0][2].done():
            heappop(self._sleepers)  # nobody waits for it any more
        if self._busy or not self._sleepers:
            return False
        self.before_it_moves()
        until, _, woken = heappop(self._sleepers)
        self._micros = self._board.micros = max(self._micros, until)
        woken.set_result(None)
        return True


class Waiting(selectors.DefaultSelector):
    """Moves the clock where it would have waited."""

    def __init__(self, move: Callable[[], bool]) -> None:
        super().__init__()
        self._move = move

    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready."""
        found = super().select(0)
        if found or (timeout is not None and timeout <= 0) or self._move():
            return found
        return super().select(timeout)


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose clock stands still while threads work for it."""

    def __init__(self, clockwork: Clockwork) -> None:
        super().__init__(Waiting(clockwork.move))
        self._clockwork = clockwork

    def run_in_executor(
        self, executor: Executor | None, func: Callable[..., _T], *args: object
    ) -> asyncio.Future[_T]:
        """As ever."""
        standing = self._clockwork.standing()
        standing.__enter__()
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(lambda _: standing.__exit__(None, None, None))
        return future
