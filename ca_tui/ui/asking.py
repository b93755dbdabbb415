"""What the screen asks in the background. Workers post facts; they touch no widget."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from textual import work
from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker, get_current_worker

from ca_tui.api.errors import CaTuiError
from ca_tui.api.models import Agent, Instance, Page, Scope, ServiceName
from ca_tui.api.retry import Wait
from ca_tui.monitor.events import Event
from ca_tui.monitor.rows import Record, StoredOutput, View
from ca_tui.monitor.shown import Shown
from ca_tui.output.document import Document
from ca_tui.output.reading import Reading
from ca_tui.ui.documents import documents
from ca_tui.ui.explorer import Explorer
from ca_tui.ui.keeper import FaultPlaces, News, find_faults
from ca_tui.ui.source import Source

# Textual tells how a worker ended to whoever started it, and the app reports defects
Worker.StateChanged.bubble = True

LIKELY_REGION: Final = "cn-hangzhou"
"""What is opened when nothing says where to begin."""


def first_of(
    known: Mapping[ServiceName, list[str]], source: Source, main: ServiceName
) -> tuple[Scope, ...]:
    """One place to begin with when no region was named.

    Where the regions of the `main` service are not known either, the likely one is
    asked: results may be allowed where the list of regions is not.
    """
    scopes = source.scopes({main: [LIKELY_REGION], **known})
    likely = [scope for scope in scopes if scope.region_id == LIKELY_REGION]
    return tuple((likely or list(scopes))[:1])


class Asking(Screen[None]):
    """A screen with the workers that read regions, results and outputs."""

    @dataclass
    class Happened(Message):
        """The monitor has something to tell."""

        event: Event

    @dataclass
    class Lost(Message):
        """Nothing can be asked, and why."""

        error: CaTuiError

    @dataclass
    class RowsKnown(Message):
        """What the view shows now."""

        news: News

    @dataclass
    class FaultsFound(Message):
        """Where the failed results of a view are."""

        places: FaultPlaces

    class NothingToAsk(Message):
        """The results are saved replies."""

    @dataclass
    class PlacesKnown(Message):
        """The regions of a service, or why they are not known."""

        service: ServiceName
        answer: Page | CaTuiError

    @dataclass
    class ScopesChosen(Message):
        """Where to begin; empty: no region is known."""

        scopes: tuple[Scope, ...]

    @dataclass
    class InstancesRead(Message):
        """The instances of a region, as far as they could be read."""

        service: ServiceName
        region_id: str
        instances: Sequence[Instance]
        agents: Sequence[Agent]
        error: CaTuiError | None

    @dataclass
    class OutputRead(Message):
        """A result's record and output."""

        record: Record
        output: StoredOutput | None
        document: Document | None
        """The output's."""
        reading: Reading
        """How it was read for that."""
        error: CaTuiError | None

    @dataclass
    class Searching(Message):
        """How many rows' outputs were looked at, and of how many."""

        done: int
        total: int

        def can_replace(self, message: Message) -> bool:
            """A later one says it all."""
            return isinstance(message, Asking.Searching)

    @dataclass
    class Searched(Message):
        """Outputs were read for a filter: what it leaves is known at once now."""

        text: str

    @dataclass
    class Waiting(Message):
        """A call waits before it is sent again."""

        wait: Wait

    def __init__(self, explorer: Explorer) -> None:
        super().__init__()
        self.explorer = explorer
        explorer.source.on_wait = self._wait

    @work(group="places", exclusive=True, exit_on_error=False)
    async def find_places(self) -> None:
        """Begin at once where the region is known; then ask for the regions."""
        source = self.explorer.source
        try:
            services = await source.services()
            if not services:
                self.post_message(self.NothingToAsk())
                return
            main = next(iter(services))
            at_once = tuple(s for s in source.scopes({}) if s.service == main)
            if at_once:
                self.post_message(self.ScopesChosen(at_once))
            known: dict[ServiceName, list[str]] = {}
            async for service, answer in self.explorer.places():
                self.post_message(self.PlacesKnown(service, answer))
                if isinstance(answer, Page):
                    known[service] = [region.region_id for region in answer.regions]
                elif service != main:
                    # whether it has that region is not known, and many accounts
                    # do not use the other service at all
                    known[service] = []
            chosen = source.scopes(known) if at_once else first_of(known, source, main)
            # the first choice may still be on its way to the screen
            stayed = self.explorer.scopes in ((), at_once)
            if chosen != at_once and stayed:
                self.post_message(self.ScopesChosen(chosen))
        except CaTuiError as error:
            self.post_message(self.Lost(error))

    @work(group="monitor", exclusive=True, exit_on_error=False)
    async def watch_scopes(self) -> None:
        """Post what the monitor says about the current scopes."""
        try:
            async for event in self.explorer.watch():
                self.post_message(self.Happened(event))
        except CaTuiError as error:
            self.post_message(self.Lost(error))

    @work(group="view", exclusive=True, exit_on_error=False)
    async def keep_view(self) -> None:
        """Post what the view shows, as often as that changes."""
        while True:
            try:
                news = await self.explorer.keeper.news()
            except CaTuiError as error:
                self.post_message(self.Lost(error))
            else:
                self.post_message(self.RowsKnown(news))

    @work(group="faults", exclusive=True, exit_on_error=False)
    async def find_faults(self, shown: Shown) -> None:
        """Look for the failed results of a view; a later search ends this one."""
        try:
            places = await asyncio.to_thread(find_faults, self.explorer.store, shown)
        except CaTuiError as error:
            self.post_message(self.Lost(error))
        else:
            self.post_message(self.FaultsFound(places))

    @work(group="instances", exit_on_error=False)
    async def load_instances(self, service: ServiceName, region_id: str) -> None:
        """Read the instances of a region that was opened in the tree."""
        failed: CaTuiError | None = None
        try:
            await self.explorer.load_instances(service, region_id)
        except CaTuiError as error:
            failed = error
        store = self.explorer.store
        instances = await asyncio.to_thread(store.instances, service, region_id)
        agents = await asyncio.to_thread(store.agents, service, region_id)
        self.post_message(
            self.InstancesRead(
                service, region_id, instances, tuple(agents.values()), failed
            )
        )

    @work(group="output", exclusive=True, exit_on_error=False)
    async def read_output(self, row_id: int, reading: Reading) -> None:
        """Read the selected result; a later selection ends this one."""
        failed: CaTuiError | None = None
        try:
            found = await self.explorer.read(row_id)
        except CaTuiError as error:
            failed = error
            found = await asyncio.to_thread(self.explorer.stored, row_id)
        if found is None:
            return
        record, output = found
        document = await asyncio.to_thread(
            documents, record, output, "output", reading=reading
        )
        self.post_message(self.OutputRead(record, output, document, reading, failed))

    @work(group="search", exclusive=True, exit_on_error=False)
    async def search_outputs(self, view: View) -> None:
        """Read outputs for a view's filter; another filter ends this one."""
        worker = get_current_worker()

        def progress(done: int, total: int) -> None:
            if worker.is_cancelled:
                raise asyncio.CancelledError
            self.post_message(self.Searching(done, total))

        try:
            await asyncio.to_thread(self.explorer.store.look, view, progress)
        except CaTuiError as error:
            self.post_message(self.Lost(error))
        else:
            self.post_message(self.Searched(view.text))

    def _wait(self, wait: Wait) -> None:
        self.post_message(self.Waiting(wait))
