"""Walks by MaxResults and NextToken: page behind page, the next one on its way early.

A token is known when its page is read, so one request is in flight and no more.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from typing import Final

from ca_tui.api.errors import BadParameter, CaTuiError
from ca_tui.api.models import Page
from ca_tui.api.numbered import STALE, Ask
from ca_tui.api.retry import Remedy, answer
from ca_tui.api.walked import PATIENCE, Walked, item_count

EARLY: Final = 2
"""Pages that are asked for only when they are wanted."""


async def by_token(
    ask: Ask, size: int, walked: Walked, *, clock: Callable[[], float]
) -> AsyncGenerator[Page, None]:
    """The pages of `paging.walk`; who wanted three has the next one asked for early.

    It is on its way while whoever reads does something with the one before it; an error
    of it is raised when it is wanted. Two pages are often enough to find what is new,
    and must not cost a third call. `clock` gives seconds, of whatever beginning.
    """
    ahead = _Ahead(ask, size, clock)
    token, tokens, empty = "", set[str](), 0
    try:
        while True:
            early = walked.pages >= EARLY
            page = await ahead.page(token)
            if page is None:
                # "NextToken is illegal": an expired one; the list begins anew
                if ahead.refused > 1:
                    raise walked.stopped("its NextToken was refused twice")
                token = ""
                tokens.clear()
                continue
            fresh = walked.take(page)
            token = page.next_token
            empty = 0 if item_count(page) else empty + 1
            repeated, barren = token in tokens, empty > PATIENCE
            if early and token and not (repeated or barren):
                await ahead.begin(token)
            yield replace(fresh, total_count=None, last=not token)
            if not token:
                return
            if repeated:
                raise walked.stopped("the service sent a NextToken for the second time")
            if barren:
                raise walked.stopped(f"{empty} pages in a row were empty")
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
        self._flight: asyncio.Task[tuple[Page | CaTuiError, float]] | None = None

    async def begin(self, token: str) -> None:
        """Ask for the page behind a token."""
        self._flight = asyncio.create_task(self._read(token))
        # it is sent before whoever gets the page before it keeps the interpreter busy
        await asyncio.sleep(0)

    async def page(self, token: str) -> Page | None:
        """The page behind a token, asked for now or before; None: the token is refused.

        Raises every other error of it.
        """
        if self._flight is not None and self._is_stale(self._flight):
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

    def _is_stale(self, flight: asyncio.Task[tuple[Page | CaTuiError, float]]) -> bool:
        if not flight.done() or flight.cancelled() or flight.exception() is not None:
            return False
        return self._clock() - flight.result()[1] > STALE

    async def _read(self, token: str) -> tuple[Page | CaTuiError, float]:
        params = {"MaxResults": str(self._size)}
        if token:
            params["NextToken"] = token
        try:
            page = await self._ask(params)
        except CaTuiError as error:
            return error, self._clock()
        return page, self._clock()
