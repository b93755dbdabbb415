"""Somebody who listens to a monitor and can wait for what it tells."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from ca_tui.monitor.events import Event
from ca_tui.monitor.monitor import Monitor

E = TypeVar("E", bound=Event)


class Watch:
    """Somebody who listens to a monitor."""

    def __init__(self, monitor: Monitor) -> None:
        self.monitor = monitor
        self.seen: list[Event] = []
        self._came = asyncio.Condition()
        self._task = asyncio.create_task(self._listen())

    def of(self, kind: type[E]) -> list[E]:
        """The events of a kind so far."""
        return [event for event in self.seen if isinstance(event, kind)]

    async def until(self, done: Callable[[], object]) -> None:
        """Listen until something is true."""

        async def wait() -> None:
            async with self._came:
                await self._came.wait_for(lambda: bool(done()))

        await asyncio.wait_for(wait(), 60)

    async def stop(self) -> None:
        """Stop listening; an error of the monitor comes out here."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _listen(self) -> None:
        async for event in self.monitor.events():
            async with self._came:
                self.seen.append(event)
                self._came.notify_all()
