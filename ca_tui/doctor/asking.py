"""One call, its answer and how long it took: once, bounded, and without waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from ca_tui.api.errors import CaTuiError
from ca_tui.api.models import Json
from ca_tui.api.retry import Wait
from ca_tui.api.wire import Call
from ca_tui.connection import Line

T = TypeVar("T")


class Late(CaTuiError):
    """The time that everything may take was over."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call."""

    host: str = ""
    tree: dict[str, Json] = field(default_factory=dict)
    """The reply; empty with an error."""
    error: CaTuiError | None = None
    ms: float = 0.0
    """Until it came."""


def do_not_wait(wait: Wait) -> None:
    """What kept the first attempt from succeeding is the finding."""
    raise wait.error


class Asker:
    """Asks a few calls at a time, until `limit` seconds after it was made.

    `timer` gives seconds. To be made in the running event loop.
    """

    def __init__(
        self, limit: float, concurrency: int, timer: Callable[[], float]
    ) -> None:
        self._limit = limit
        self._until = asyncio.get_running_loop().time() + limit
        self._few = asyncio.Semaphore(concurrency)
        self._timer = timer

    async def within(self, awaited: Awaitable[T]) -> T:
        """What is awaited. Raises Late when the time is over, and what it raises."""
        try:
            async with asyncio.timeout_at(self._until):
                return await awaited
        except TimeoutError:
            raise Late(f"no answer within the {self._limit:g} s of doctor") from None

    async def ask(self, line: Line, call: Call) -> Answer:
        """One call; an error is an answer."""
        try:
            return await self.within(self._answer(line, call))
        except Late as error:
            return Answer(call.host, error=error)

    async def _answer(self, line: Line, call: Call) -> Answer:
        async with self._few:
            begun = self._timer()
            tree: dict[str, Json] = {}
            failed: CaTuiError | None = None
            try:
                tree, _ = await line.client.call(call)
            except CaTuiError as error:
                failed = error
            return Answer(call.host, tree, failed, (self._timer() - begun) * 1000)
