"""The real program against the emulator, while the clock stands."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from textual.geometry import Region, Size
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from ca_tui.api.models import Scope
from ca_tui.config import Config, EmulatorConfig
from ca_tui.connection import Connection
from ca_tui.monitor.store import Store
from ca_tui.output.document import LineKind
from ca_tui.output.reading import AS_IT_COMES
from ca_tui.ui.app import CaTuiApp
from ca_tui.ui.groups_screen import GroupsScreen
from ca_tui.ui.main_screen import MainScreen
from ca_tui.ui.source import Look
from tests.pictures.svg import tidy
from tests.stepping import SharedClock, until

MOMENT: Final = 1_772_433_014.0
"""2026-03-02T06:30:14Z: much of what can happen has just happened in cn-hangzhou."""

WATCHED: Final = 70.0
"""Seconds that the program was open until then: a minute, for calls per minute, and
what is asked at the start."""

REFRESH: Final = 10.0
"""Seconds between two refreshes; one of them sees the whole head of what ends last."""

LARGE: Final = (120, 36)

SMALL: Final = (80, 24)

Shown = TypeVar("Shown", bound=Screen[Any])

INSTANT: Final = 0.25
"""Seconds in which nothing happens: the last refresh counts every call before it."""


@dataclass
class Stage:
    """The program, who presses its keys, and the time."""

    pilot: Pilot[int]
    screen: MainScreen
    clock: SharedClock

    async def wait(self, met: Callable[[], bool], what: str) -> None:
        """Let the program go on until something is so."""
        await until(self.pilot, met, what)

    async def pass_time(self, seconds: float) -> None:
        """Later, and everything read again."""
        self.clock.now += seconds
        await self.pilot.press("r")
        await self.wait(self.settled, "a refresh")

    async def open_region(self) -> None:
        """Show the instances of the first region among the places."""
        places = self.screen.places
        places.focus()
        await self.pilot.press("g", "j", "l")

        def listed() -> bool:
            node = places.cursor_node
            return node is not None and len(node.children) > 1

        await self.wait(listed, "its instances")
        self.screen.table.focus()

    async def close_region(self) -> None:
        """Show the places alone again."""
        places = self.screen.places
        places.focus()
        await self.pilot.press("g", "j", "h")
        self.screen.table.focus()

    async def select(self, command: str) -> None:
        """Put the cursor on the newest result of a command."""
        table, store = self.screen.table, self.screen.explorer.store
        names = [row.command_name for row in store.rows(table.ids)]
        table.go(names.index(command))
        await self.wait(self.settled, "its output")

    async def select_cut(self, command: str) -> None:
        """The newest result of a command that ended while it was watched."""
        table, store = self.screen.table, self.screen.explorer.store
        for index, row in enumerate(store.rows(table.ids)):
            output = store.output(row.id) if row.command_name == command else None
            if row.dropped and output is not None and output.head_seen:
                table.go(index)
                return await self.wait(self.settled, "its output")
        raise AssertionError(command)

    async def show_seam(self) -> None:
        """Scroll to where bytes are missing."""
        view = self.screen.pane.view
        assert view.document is not None
        kinds = [line.kind for line in view.document.lines]
        seam = kinds.index(LineKind.SEAM)
        view.scroll_to_place((seam - view.size.height // 2, 0))
        await self.pilot.pause()

    async def shown(
        self, kind: type[Shown], met: Callable[[Shown], bool] = lambda _: True
    ) -> None:
        """Wait for a screen, until something is so there."""

        def there() -> bool:
            screen = self.pilot.app.screen
            return isinstance(screen, kind) and met(screen)

        await self.wait(there, kind.__name__)
        await self.pause()

    async def grouped(self) -> None:
        """Wait until a run is grouped."""
        await self.shown(
            GroupsScreen, lambda it: it.settled and bool(it.listed.groups.groups)
        )

    async def leave(self) -> None:
        """Back to the table as it was at first, whatever is open."""
        app = self.pilot.app
        while app.screen is not self.screen:
            app.pop_screen()
            await self.pause()
        pane, line = self.screen.pane, self.screen.filter_line
        pane.tab, pane.reading = "output", AS_IT_COMES
        pane.view.search("")
        line.close()
        self.screen.filter_by("")
        self.screen.table.focus()
        await self.wait(self.settled, "the table")

    async def resize(self, size: tuple[int, int]) -> None:
        """Another terminal."""
        await self.pilot.resize_terminal(*size)
        app = self.pilot.app
        await self.wait(lambda: app.screen.size == Size(*size), "its size")
        if app.screen is self.screen:
            await self.wait(self._headed, "a heading of the right height")
        await self.pause()

    async def press(self, *keys: str) -> None:
        """Press keys, one after another."""
        await self.pilot.press(*keys)
        await self.pause()

    async def pause(self) -> None:
        """Let everything find its place and be painted."""
        app, alike = self.pilot.app, 0
        before: list[Region] = []
        while alike < 2:
            await self.pilot.pause(0.05)
            places = [each.region for each in app.screen.walk_children(Widget)]
            alike = alike + 1 if places == before else 0
            before = places

    def theme(self, name: str) -> None:
        """Other colours."""
        self.pilot.app.theme = name

    def settled(self) -> bool:
        """Everything that was asked for is here and shown."""
        screen = self.screen
        reporter, pane = screen.reporter, screen.pane
        return (
            reporter.updated_at == self.clock.utc()
            and screen.explorer.keeper.settled
            and all(map(self._read, screen.explorer.scopes))
            and all(map(self._known, screen.explorer.scopes))
            and pane.row_id == screen.table.cursor_id
            and pane.document("details") is not None
            and self._headed()
        )

    def _headed(self) -> bool:
        headline = self.screen.pane.headline
        return headline.size.height == len(headline.lines)

    def _read(self, scope: Scope) -> bool:
        progress = self.screen.reporter.progress.get(scope)
        return progress is not None and not progress.loading

    def _known(self, scope: Scope) -> bool:
        store = self.screen.explorer.store
        agents = store.agents(scope.service, scope.region_id)
        return (
            not store.unnamed_instances(scope)
            and not store.unnamed_invocations(scope)
            and (bool(agents) or scope.service == "swas")
        )

    def svg(self) -> str:
        """What is on screen."""
        return tidy(self.pilot.app.export_screenshot(title="ca-tui"))


@asynccontextmanager
async def on_stage() -> AsyncIterator[Stage]:
    """The demo at MOMENT, after it was watched for a while."""
    clock = SharedClock(MOMENT - WATCHED)
    config = Config(demo=True, emulator=EmulatorConfig(results=600, latency=0))
    source = Connection(config, {}, Path("/nonexistent"), clock=clock.utc)
    store = Store(clock=clock.utc)
    look = Look(theme="ca-dark", interval=0)
    app = CaTuiApp(source, store, look, clock=clock.utc)
    try:
        async with app.run_test(size=LARGE) as pilot:
            screen = app.screen
            assert isinstance(screen, MainScreen)
            stage = Stage(pilot, screen, clock)
            both = len(config.services)
            await stage.wait(lambda: len(screen.explorer.scopes) == both, "the places")
            await stage.wait(stage.settled, "the first results")
            while clock.now < MOMENT:
                await stage.pass_time(REFRESH)
            await stage.pass_time(INSTANT)
            yield stage
    finally:
        store.close()
