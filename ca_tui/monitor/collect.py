"""Everything that was asked for, once: what `ca-tui list` reads."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing

from ca_tui.api.errors import CaTuiError, UsageError
from ca_tui.api.models import Scope, ServiceName
from ca_tui.api.service import Service
from ca_tui.monitor.budget import Budget
from ca_tui.monitor.events import Event, Failing, Progress
from ca_tui.monitor.lanes import Lane
from ca_tui.monitor.naming import Namer
from ca_tui.monitor.reading import Reader
from ca_tui.monitor.store import Store


async def collect(
    services: Mapping[ServiceName, Service],
    store: Store,
    scopes: Sequence[Scope],
    *,
    depth: int | None,
    on_progress: Callable[[Progress], None] | None = None,
) -> tuple[CaTuiError, ...]:
    """Read results into the store, then the names of their instances and commands.

    `depth` is how many results of each scope; None: all. A scope that fails ends
    there and the others go on; what is missing comes back as errors.
    """
    reader = Reader(store, Budget(1), clock=store.clock)
    namer = Namer(store, clock=store.clock)
    errors: list[CaTuiError] = []
    lanes: list[Lane] = []
    for scope in scopes:
        if scope.service not in services:
            errors.append(UsageError(f"There is no service {scope.service} to ask."))
            continue
        lane = Lane(scope, services[scope.service], depth)
        lanes.append(lane)
        try:
            await _results(lane, reader, errors, on_progress)
        finally:
            await lane.aclose()
    for lane in lanes:
        try:
            await _names(lane, namer, errors)
        finally:
            await lane.aclose()
    return tuple(errors)


async def _results(
    lane: Lane,
    reader: Reader,
    errors: list[CaTuiError],
    on_progress: Callable[[Progress], None] | None,
) -> None:
    step = reader.open(lane)
    while True:
        async for event in _all(step):
            if isinstance(event, Failing):
                errors.append(event.error)
            elif isinstance(event, Progress) and on_progress is not None:
                on_progress(event)
        if lane.failures or not lane.deepening:
            return
        step = reader.older(lane)


async def _names(lane: Lane, namer: Namer, errors: list[CaTuiError]) -> None:
    lane.naming.pending = lane.opened
    while lane.naming.pending:
        async for event in _all(namer.step(lane)):
            if isinstance(event, Failing):
                errors.append(event.error)
        if lane.naming.failures:
            return


async def _all(step: AsyncGenerator[Event, None]) -> AsyncGenerator[Event, None]:
    async with aclosing(step) as events:
        async for event in events:
            yield event
