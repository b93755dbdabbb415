"""Replies whose rows are not read yet: reading them takes longer than everything else
that a call costs here, and can wait until the next call is on its way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from ca_tui.api.models import Page

TURNS: Final = 8
"""Turns of the event loop in which a call is sent (3) or its reply taken (5)."""


STALE: Final = 10.0
"""Seconds after which a page that was read ahead is read again: who did not want it for
so long wants to know how it is now."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A reply, and what reads its rows."""

    next_token: str
    read: Callable[[], Page]


Ask: TypeAlias = Callable[[dict[str, str]], Awaitable[Page | Unread]]
"""One call with these paging parameters."""


def opened(reply: Page | Unread) -> Page:
    """The page of a reply."""
    return reply.read() if isinstance(reply, Unread) else reply


def is_stale(
    flight: asyncio.Task[tuple[object, float] | tuple[object, float, int]], now: float
) -> bool:
    """Whether a reply, of which the second part is when it came, came too long ago."""
    if not flight.done() or flight.cancelled() or flight.exception() is not None:
        return False
    return now - flight.result()[1] > STALE


async def give_way() -> None:
    """Let calls that were begun be sent, and replies that are there be taken, before
    something that keeps the event loop busy."""
    for _ in range(TURNS):
        await asyncio.sleep(0)
