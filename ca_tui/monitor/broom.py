"""When a store lets go of what nobody can see any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from datetime import datetime

from ca_tui.api.models import Scope
from ca_tui.monitor import policy
from ca_tui.monitor.events import Event, Forgotten
from ca_tui.monitor.schema import StoreError
from ca_tui.monitor.store import Store


class Broom:
    """Sweeps now and then, and on where one sweep was not enough.

    `held` gives ids of rows that stay; it is called in the event loop.
    """

    def __init__(
        self,
        store: Store,
        held: Callable[[], Collection[int]],
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._held = held
        self._clock = clock
        self.due = clock() + policy.SWEEP

    async def step(self, scopes: Sequence[Scope]) -> AsyncGenerator[Event, None]:
        """One sweep, while somebody looks at these places."""
        self.due = self._clock() + policy.SWEEP
        self._store.watch(scopes)
        held = frozenset(self._held())
        try:
            swept = await asyncio.to_thread(self._store.sweep, held)
        except StoreError:
            # whoever needs the file tells what is wrong with it
            return
        if swept.more:
            self.due = self._clock() + policy.SWEEP_ON
        if swept.delta:
            yield Forgotten(swept.delta)
