"""Draw `screenshots/`: the real program against the emulator, while the clock stands.

    python -m tests.make_screenshots [DIRECTORY]

Seed, clock, zone and size are fixed, so that the files are the same on every day; they
change where the screen does, or the libraries that draw it.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import escape, unescape
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Final

from rich.cells import cell_len
from textual.pilot import Pilot

from ca_tui.api.models import Scope
from ca_tui.config import Config, EmulatorConfig
from ca_tui.connection import Connection
from ca_tui.monitor.store import Store
from ca_tui.output.document import LineKind
from ca_tui.ui.app import CaTuiApp
from ca_tui.ui.diff_screen import DiffScreen
from ca_tui.ui.groups_screen import GroupsScreen
from ca_tui.ui.main_screen import MainScreen
from ca_tui.ui.source import Look
from tests.stepping import SharedClock, until

DIRECTORY: Final = Path(__file__).parent.parent / "screenshots"

ZONE: Final = "Asia/Shanghai"

MOMENT: Final = 1_772_433_014.0
"""2026-03-02T06:30:14Z: much of what can happen has just happened in cn-hangzhou."""

WATCHED: Final = 70.0
"""Seconds that the program was open until then: a minute, for calls per minute, and
what is asked at the start."""

REFRESH: Final = 10.0
"""Seconds between two refreshes; one of them sees the whole head of what ends last."""

INSTANT: Final = 0.25
"""Seconds in which nothing happens: the last refresh counts every call before it."""

LIBRARIES: Final = ("pygments", "rich", "textual")
"""Another version of one of them may draw another picture."""

DRAWN_WITH: Final = "drawn-with.txt"

_ID: Final = re.compile(r"terminal-\d+-")

_TEXT: Final = re.compile(
    r'(?P<head><text [^>]*)x="(?P<x>[\d.]+)"(?P<middle>[^>]*)'
    r'textLength="(?P<length>[\d.]+)"(?P<rest>[^>]*)>(?P<text>[^<]*)</text>'
)


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

    async def select(self, command: str) -> None:
        """Put the cursor on the newest result of a command."""
        table, store = self.screen.table, self.screen.explorer.store
        names = [row.command_name for row in store.rows(table.ids)]
        table.go(names.index(command))
        await self.wait(self.settled, "its output")

    async def show_seam(self) -> None:
        """Scroll to where bytes are missing."""
        view = self.screen.pane.view
        assert view.document is not None
        kinds = [line.kind for line in view.document.lines]
        seam = kinds.index(LineKind.SEAM)
        view.scroll_to_place((seam - view.size.height // 2, 0))
        await self.pilot.pause()

    async def show_groups(self, region_id: str, command: str) -> None:
        """The newest run of a command, by what its servers printed."""
        self.screen.go((Scope("ecs", region_id),))
        await self.wait(self.settled, "another region")
        await self.select(command)
        await self.pilot.press("s")

        def grouped() -> bool:
            groups = self.pilot.app.screen
            return isinstance(groups, GroupsScreen) and groups.settled

        await self.wait(grouped, "its groups")

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
        )

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
        async with app.run_test(size=(120, 36)) as pilot:
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


async def draw() -> AsyncIterator[tuple[str, str]]:
    """The pictures: name and SVG."""
    async with on_stage() as stage:
        await stage.open_region()
        await stage.select("config-drift")
        yield "explorer", stage.svg()
        await stage.pilot.resize_terminal(80, 24)
        yield "explorer-80x24", stage.svg()
        await stage.pilot.resize_terminal(120, 36)
        await stage.select("dump-journal")
        await stage.show_seam()
        yield "missing-bytes", stage.svg()
        await stage.pilot.press("b")
        await stage.select("daily-report")
        yield "failed-explained", stage.svg()
        await stage.pilot.press("b")
        stage.screen.table.focus()
        stage.pilot.app.theme = "ca-light"
        await stage.select("smoke-test")
        yield "light", stage.svg()
        stage.pilot.app.theme = "ca-dark"
        await stage.show_groups("cn-beijing", "package-versions")
        yield "same-different", stage.svg()
        await stage.pilot.press("j", "enter")
        await stage.wait(lambda: isinstance(stage.pilot.app.screen, DiffScreen), "it")
        yield "difference", stage.svg()


def tidy(svg: str) -> str:
    """The same picture with ids that do not depend on it, and with wide characters
    where they are on the screen."""
    return _TEXT.sub(_spread, _ID.sub("ca-tui-", svg))


def _spread(match: re.Match[str]) -> str:
    """Texts of their own for runs of wide characters, each of which fills two cells."""
    text = unescape(match["text"])
    if cell_len(text) == len(text):
        return match[0]
    cell = float(match["length"]) / len(text)
    return "".join(_texts(match, text, cell))


def _texts(match: re.Match[str], text: str, cell: float) -> Iterator[str]:
    x = float(match["x"])
    for cells, group in groupby(text, cell_len):
        run = "".join(group)
        # a place for each character: not every viewer spreads them alike
        places = " ".join(f"{x + n * cells * cell:.5g}" for n in range(len(run)))
        shown = escape(run, quote=False).replace("\xa0", "&#160;")
        yield f'{match["head"]}x="{places}"{match["middle"]}'
        yield f"{match['rest'].lstrip()}>{shown}</text>"
        x += cell * cells * len(run)


def versions() -> str:
    """What draws the pictures."""
    return "".join(f"{name} {version(name)}\n" for name in LIBRARIES)


async def _drawn() -> dict[str, str]:
    return {f"{name}.svg": svg async for name, svg in draw()}


def write_to(directory: Path) -> None:
    """Write every picture, and what drew them."""
    files = {**asyncio.run(_drawn()), DRAWN_WITH: versions()}
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (directory / name).write_text(text, encoding="utf-8")


def main() -> None:
    """Write to the directory that is named, or to `screenshots/`."""
    os.environ["TZ"] = ZONE
    time.tzset()
    # what the machine says of colours is no matter of the picture
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "TERM"):
        os.environ.pop(name, None)
    write_to(Path(sys.argv[1]) if len(sys.argv) > 1 else DIRECTORY)


if __name__ == "__main__":
    main()
