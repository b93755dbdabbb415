"""Whether the agents of the instances seen are there, at most once a minute."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from ca_tui.api.errors import CaTuiError, Denied
from ca_tui.monitor import policy
from ca_tui.monitor.budget import Place
from ca_tui.monitor.events import AGENTS, Event, Failing, Merged
from ca_tui.monitor.lanes import Lane
from ca_tui.monitor.store import Store

AGAIN: Final = timedelta(hours=1)
"""Until a refused question is asked once more."""


@dataclass(slots=True)
class _Region:
    next_at: datetime | None = None
    left: list[str] = field(default_factory=list)
    """Instances of this round that were not asked for yet."""


class Heartbeats:
    """Asks for the agents of a region, one call a step."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._regions: dict[Place, _Region] = {}

    def due(self, lane: Lane) -> datetime | None:
        """When the agents of a lane's region may be asked for; None: now."""
        return self._region(lane).next_at

    def forget(self, lane: Lane) -> None:
        """Ask again now, even where it was refused."""
        self._regions.pop(lane.place, None)

    async def step(self, lane: Lane) -> AsyncGenerator[Event, None]:
        """The agents of up to 50 instances."""
        region = self._region(lane)
        try:
            if not region.left:
                region.left = await asyncio.to_thread(
                    self._store.seen_instances, *lane.place
                )
            ids = region.left[: policy.AGENTS_AT_A_TIME]
            region.left = region.left[len(ids) :]
            if not region.left:
                region.next_at = self._clock() + policy.HEARTBEATS
            if not ids:
                return
            page = await lane.service.agents(lane.scope.region_id, ids)
            delta = await asyncio.to_thread(self._store.merge, page)
        except CaTuiError as error:
            refused = isinstance(error, Denied)
            region.left = []
            region.next_at = self._clock() + (AGAIN if refused else policy.HEARTBEATS)
            yield Failing(lane.scope, error, AGENTS)
            return
        if delta:
            yield Merged(delta, lane.scope)

    def _region(self, lane: Lane) -> _Region:
        return self._regions.setdefault(lane.place, _Region())
