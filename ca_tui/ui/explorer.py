"""What the screen is looking at: scopes, view and monitor. No widget in here."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ca_tui.api.errors import CaTuiError
from ca_tui.api.models import Page, Scope, ServiceName
from ca_tui.api.status import Phase
from ca_tui.monitor.budget import Budget
from ca_tui.monitor.events import Event
from ca_tui.monitor.rows import Delta, Record, Row, StoredOutput, View
from ca_tui.monitor.store import Store
from ca_tui.ui.keeper import Keeper
from ca_tui.ui.memory import Forgetful, Left, Memory
from ca_tui.ui.source import Clock, Look, Sleep, Source

if TYPE_CHECKING:
    from ca_tui.monitor.monitor import Monitor

REMEMBERED: Final = 50
"""Places to go back to."""


class Explorer:
    """The state between the store and the screen."""

    def __init__(
        self,
        source: Source,
        store: Store,
        look: Look,
        *,
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
        memory: Memory | None = None,
    ) -> None:
        self.source = source
        self.store = store
        self.look = look
        self.clock = clock
        self._sleep = sleep
        self._budget = Budget(look.budget)
        """Of all monitors: whoever comes back to a place goes on with what is left."""
        self.monitor: Monitor | None = None
        self.memory = memory or Forgetful()
        left = self.memory.left() or Left()
        self.view = View(
            # a filter that is asked for is the only one
            text=look.filter or left.text,
            faults_only=left.faults_only and not look.filter,
            sort=left.sort,
            descending=left.descending,
            utc=look.utc,
        )
        """What is asked for; the keeper has what is known of it."""
        self.remembered = left.key
        """The result that the cursor was on last time, until it is there again."""
        self.kept: int | None = None
        """The row that the cursor stays on; None: it follows new ones."""
        self.held: Callable[[], Collection[int]] = tuple
        """Rows that stay though they left the service: marked, or on screen."""
        self.keeper = Keeper(store, self.view, sleep=sleep, held=lambda: self.held())
        self._asked: set[int] = set()
        self._been: deque[tuple[Scope, ...]] = deque(maxlen=REMEMBERED)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The places that the table shows; empty: everything there is."""
        return self.view.scopes

    @property
    def place(self) -> str:
        """The scopes in words."""
        scopes = self.scopes
        if not scopes:
            return ""
        regions = list(dict.fromkeys(scope.region_id for scope in scopes))
        where = regions[0] if len(regions) == 1 else f"{len(regions)} regions"
        first = scopes[0]
        narrow = first.invoke_id or first.instance_id or first.command_id
        if narrow == first.instance_id and narrow:
            narrow = self.store.instance_name(first) or narrow
        return f"{where} {narrow}".strip()

    def go(self, scopes: tuple[Scope, ...], *, remember: bool = True) -> None:
        """Look elsewhere; filter and sort stay."""
        if remember and self.scopes and scopes != self.scopes:
            self._been.append(self.scopes)
        self.view = replace(self.view, scopes=scopes)
        self.keeper.want(self.view, forget=True)

    def before(self) -> tuple[Scope, ...]:
        """Where one was; empty: nowhere. Going there is the caller's."""
        return self._been.pop() if self._been else ()

    def run_of(self, row: Row) -> Scope:
        """One run on all its instances."""
        key = row.key
        return Scope(key.service, key.region_id, invoke_id=key.invoke_id)

    def narrow(self, **changes: object) -> None:
        """Change filter, faults only, sort or zone of the view."""
        self.view = replace(self.view, **changes)  # type: ignore[arg-type] # checked by the dataclass's own fields
        self.keeper.want(self.view)

    def occurring(self, column: str) -> list[str]:
        """What occurs in a column that filters name, in the scopes of the view."""
        return self.store.values(self.view, column)

    async def places(self) -> AsyncIterator[tuple[ServiceName, Page | CaTuiError]]:
        """The regions of each service, or why they are not known."""
        services = await self.source.services()
        asked = {
            name: asyncio.create_task(service.regions())
            for name, service in services.items()
        }
        try:
            for name, task in asked.items():
                try:
                    page = await task
                except CaTuiError as error:
                    yield name, error
                else:
                    await asyncio.to_thread(self.store.merge, page)
                    yield name, page
        finally:
            for task in asked.values():
                task.cancel()
            await asyncio.gather(*asked.values(), return_exceptions=True)

    async def watch(self) -> AsyncIterator[Event]:
        """Events of the current scopes until closed. Raises CaTuiError."""
        services = await self.source.services()
        if not services or not self.scopes:
            return
        # the first frame does not wait for it, and no key does
        make = await asyncio.to_thread(_monitor)
        monitor = make(
            services,
            self.store,
            self.scopes,
            clock=self.clock,
            sleep=self._sleep,
            interval=self.look.interval,
            depth=self.look.depth,
            budget=self._budget,
            held=lambda: self.held(),
        )
        if self.monitor is not None and self.monitor.paused:
            monitor.pause()
        self.monitor = monitor
        async for event in monitor.events():
            yield event

    async def load_instances(self, service: ServiceName, region_id: str) -> None:
        """Read a region's instances and agents into the store. Raises CaTuiError."""
        services = await self.source.services()
        if service in services and self.monitor is not None:
            await self.monitor.load_instances(service, region_id)

    async def read(self, row_id: int) -> tuple[Record, StoredOutput | None] | None:
        """Everything about one result, asking the service where its list is vague.

        SWAS lists carry outputs in an encoding that must be guessed; the operation
        for one result says base64. Raises CaTuiError; the store stays as it was.
        """
        row = self.store.row(row_id)
        if row is None:
            return None
        if row.key.service == "swas" and row_id not in self._asked:
            services = await self.source.services()
            service = services.get("swas")
            if service is not None and row.phase is not Phase.WAITING:
                if row.phase.finished:
                    self._asked.add(row_id)
                page = await service.result(row.key)
                await asyncio.to_thread(self.store.merge, page)
        return await asyncio.to_thread(self.stored, row_id)

    async def read_run(self, scope: Scope) -> AsyncGenerator[Delta, None]:
        """Read all results of one run into the store. Raises CaTuiError.

        Nothing where there is no service to ask: saved replies are in the store.
        """
        services = await self.source.services()
        service = services.get(scope.service)
        if service is None:
            return
        async for page in service.results(scope):
            yield await asyncio.to_thread(self.store.merge, page)

    def stored(self, row_id: int) -> tuple[Record, StoredOutput | None] | None:
        """What is known of one result without asking."""
        record = self.store.record(row_id)
        return None if record is None else (record, self.store.output(row_id))


def _monitor() -> type[Monitor]:
    from ca_tui.monitor.monitor import Monitor

    return Monitor
