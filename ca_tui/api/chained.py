"""Walks by MaxResults and NextToken: page behind page, the next one on its way early.

A token is known when its page is read, so one request is in flight and no more.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from typing import Final, TypeAlias

from ca_tui.api.errors import BadParameter, CaTuiError
from ca_tui.api.models import Page
from ca_tui.api.retry import Remedy, answer
from ca_tui.api.unread import Ask, Unread, give_way, is_stale, opened
from ca_tui.api.walked import PATIENCE, Walked, item_count

Flight: TypeAlias = "asyncio.Task[tuple[Page | Unread | CaTuiError, float]]"
"""A reply or why there is none, and when it came."""

EARLY: Final = 2
"""Pages that are asked for only when they are wanted."""

REPEATED: Final = "the service sent a NextToken for the second time"


async def by_token(
    ask: Ask, size: int, walked: Walked, *, clock: Callable[[], float]
) -> AsyncGenerator[Page, None]:
    """The pages of `paging.walk`; who wanted three has the next one asked for early.

    It is on its way while the rows of the one before it are read and something is done
    with them; an error of it is raised when it is wanted. Two pages are often enough to
    find what is new, and must not cost a third call. `clock` gives seconds, of whatever
    beginning.
    """
    ahead = _Ahead(ask, size, clock)
    token, tokens, empty = "", set[str](), 0
    try:
        while True:
            early = walked.pages >= EARLY
            reply = await ahead.reply(token)
            if reply is None:
                # "NextToken is illegal": an expired one; the list begins anew
                if ahead.refused > 1:
                    raise walked.stopped("its NextToken was refused twice")
                token = ""
                tokens.clear()
                continue
            token = reply.next_token
            why = REPEATED if token in tokens else ""
            if early and token and not (why or empty):
                await ahead.begin(token)
            page = opened(reply)
            fresh = walked.take(page)
            empty = 0 if item_count(page) else empty + 1
            if empty > PATIENCE:
                why = why or f"{empty} pages in a row were empty"
            yield replace(fresh, total_count=None, last=not token)
            if not token:
                return
            if why:
                raise walked.stopped(why)
            tokens.add(token)
    finally:
        await ahead.aclose()


class _Ahead:
    """The one page in flight, and when it came."""

    def __init__(self, ask: Ask, size: int, clock: Callable[[], float]) -> None:
        self._ask = ask
        self._size = size
        self._clock = clock
        self.refused = 0
        """Times that a token was."""
        self._flight: Flight | None = None

    async def begin(self, token: str) -> None:
        """Ask for the page behind a token."""
        self._flight = asyncio.create_task(self._read(token))
        await give_way()

    async def reply(self, token: str) -> Page | Unread | None:
        """What is behind a token, asked for now or before; None: the token is refused.

        Raises every other error of it.
        """
        if self._flight is not None and is_stale(self._flight, self._clock()):
            self._flight = None
        if self._flight is None:
            self._flight = asyncio.create_task(self._read(token))
        came, _ = await self._flight
        self._flight = None
        if not isinstance(came, CaTuiError):
            return came
        refused = isinstance(came, BadParameter) and (
            answer(came).remedy is Remedy.RESTART
        )
        if not (token and refused):
            raise came
        self.refused += 1
        return None

    async def aclose(self) -> None:
        """End what is in flight."""
        flight, self._flight = self._flight, None
        if flight is not None:
            flight.cancel()
            await asyncio.gather(flight, return_exceptions=True)

    async def _read(self, token: str) -> tuple[Page | Unread | CaTuiError, float]:
        params = {"MaxResults": str(self._size)}
        if token:
            params["NextToken"] = token
        try:
            reply = await self._ask(params)
        except CaTuiError as error:
            return error, self._clock()
        return reply, self._clock()
