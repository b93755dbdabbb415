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
    progress: Callable[[str], None] | None = None,
) -> tuple[CaTuiError, ...]:
    """Read results into the store, then the names of their instances and commands.

    `depth` is how many results of each scope; None: all. A scope that fails ends
    there and the others go on; what is missing comes back as errors. `progress` gets
    a few words now and then, with nothing in them that came from a server.
    """
    reader = Reader(store, Budget(1), clock=store.clock)
    namer = Namer(store, clock=store.clock)
    errors: list[CaTuiError] = []
    say = progress or _silent
    lanes: list[Lane] = []
    for scope in scopes:
        if scope.service not in services:
            errors.append(UsageError(f"There is no service {scope.service} to ask."))
            continue
        lanes.append(Lane(scope, services[scope.service], depth))
        async for _ in _results(lanes[-1], reader, errors):
            loaded = sum(lane.loaded for lane in lanes)
            say(f"{loaded:,} results, {len(lanes)} of {len(scopes)} places")
    say("names")
    for lane in lanes:
        await _names(lane, namer, errors)
    return tuple(errors)


async def _results(
    lane: Lane,
    reader: Reader,
    errors: list[CaTuiError],
) -> AsyncGenerator[int, None]:
    """Read a scope; tells how many results are here after every page."""
    step = reader.open(lane)
    try:
        while True:
            async for event in _all(step):
                if isinstance(event, Failing):
                    errors.append(event.error)
                elif isinstance(event, Progress):
                    yield event.loaded
            if lane.failures or not lane.deepening:
                return
            step = reader.older(lane)
    finally:
        await lane.aclose()


async def _names(lane: Lane, namer: Namer, errors: list[CaTuiError]) -> None:
    lane.naming.pending = lane.opened
    try:
        while lane.naming.pending and not lane.naming.failures:
            async for event in _all(namer.step(lane)):
                if isinstance(event, Failing):
                    errors.append(event.error)
    finally:
        await lane.aclose()


async def _all(step: AsyncGenerator[Event, None]) -> AsyncGenerator[Event, None]:
    async with aclosing(step) as events:
        async for event in events:
            yield event


def _silent(words: str) -> None:
    """Nobody watches."""
