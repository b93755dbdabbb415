"""The explorer over a world that moves when it is told: `python -m tests.bench.played`.

The real screen, monitor and store, over a service made of lists. Whoever started it
listens on a socket, writes one order per line and reads one line when the screen is
painted.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from ca_tui.api.models import InvocationResult, Output, Scope, ServiceName
from ca_tui.api.retry import Wait
from ca_tui.api.service import Service
from ca_tui.monitor.store import Store
from ca_tui.ui import app
from ca_tui.ui.app import CaTuiApp
from ca_tui.ui.main_screen import MainScreen
from ca_tui.ui.source import Look
from tests.monitor.fakes import HERE, START, FakeService, result

ROWS: Final = 1000
"""Results that there are."""

LOADED: Final = 300
"""Results that are read at the start."""

STEP: Final = 7
"""Seconds that pass before a refresh."""

TEXTS: Final = 50
"""Outputs that differ; rows beyond have the same ones again."""

PATIENCE: Final = 2000
"""Turns of the event loop until an order must have shown."""


def text(number: int) -> bytes:
    """What the command of a row printed."""
    lines = (
        f"{n:03} Jun 12 14:03:{n % 60:02} web-{number} sshd[{number * 31 + n * 7:05}]:"
        f" Accepted publickey for deploy{number % 7} from 10.0.{number}.{n % 250}"
        for n in range(300)
    )
    return "\n".join(lines).encode()


class World:
    """Results, a clock, and the orders that change them."""

    def __init__(self) -> None:
        self.now = START
        texts = [text(number) for number in range(TEXTS)]
        rows = [result(n, output=texts[n % TEXTS]) for n in range(ROWS)]
        self.service = FakeService(lambda: self.now, rows=rows, page_size=50).named()
        self._arrived = 0

    def pass_(self) -> None:
        """Some time."""
        self.now += timedelta(seconds=STEP)

    def change(self, first: int, count: int) -> None:
        """So many rows end in another way than before."""
        rows = self.service.rows
        for index in range(first, first + count):
            failed = rows[index].exit_code == 0
            rows[index] = replace(
                rows[index],
                invocation_status="Failed" if failed else "Success",
                exit_code=1 if failed else 0,
            )

    def arrive(self, index: int) -> None:
        """One row more, as old as its place in the list."""
        self._arrived += 1
        after = self.service.rows[index]
        assert after.start_time is not None
        row = replace(
            result(0, output=text(0), invoke_id=f"t-new-{self._arrived}"),
            start_time=after.start_time + timedelta(seconds=self._arrived),
        )
        self.service.rows.insert(index, row)
        self.service.named()

    def print_line(self, index: int) -> None:
        """One line more of a row's output."""
        rows = self.service.rows
        content = _content(rows[index]) + f"\nline {self._arrived} came".encode()
        self._arrived += 1
        rows[index] = replace(rows[index], output=Output(content))


def _content(row: InvocationResult) -> bytes:
    assert row.output is not None
    return row.output.data


class Lists:
    """The source: one service, one place."""

    title = "bench"
    default_region = HERE.region_id

    def __init__(self, world: World) -> None:
        self.on_wait: Callable[[Wait], None] | None = None
        self._world = world

    async def services(self) -> Mapping[ServiceName, Service]:
        """Always the same."""
        return {"ecs": self._world.service}

    def scopes(self, regions: Mapping[ServiceName, list[str]]) -> tuple[Scope, ...]:
        """Always the same."""
        return (HERE,)

    def calls_per_minute(self) -> int:
        """As many as a quiet place makes."""
        return 5

    async def aclose(self) -> None:
        """Nothing is held."""


class Played(CaTuiApp):
    """The explorer that takes orders."""

    CSS_PATH = str(Path(app.__file__).with_name("app.tcss"))

    def __init__(self, world: World, store: Store, look: Look, address: str) -> None:
        super().__init__(Lists(world), store, look, clock=lambda: world.now)
        self.world = world
        self._address = address

    def on_ready(self) -> None:
        """Listen."""
        super().on_ready()
        self.run_worker(self._obey())

    async def _obey(self) -> None:
        reader, writer = await asyncio.open_unix_connection(self._address)
        while line := await reader.readline():
            name, *words = line.decode().split()
            if name == "press":
                if self.frame_diff is not None:
                    # as for a key that comes through the terminal
                    self.frame_diff.tempo.pressed()
                self.simulate_key(words[0])
            else:
                await self._do(name, [int(word) for word in words])
            painted = asyncio.Event()
            self.screen.call_after_refresh(painted.set)
            await painted.wait()
            writer.write(b"done\n")
            await writer.drain()

    async def _do(self, name: str, numbers: list[int]) -> None:
        match name:
            case "loaded":
                await self._until_shown(numbers[0])
            case "change":
                self.world.change(*numbers)
            case "arrive":
                self.world.arrive(*numbers)
            case "print":
                self.world.print_line(*numbers)
            case "toast":
                self.notify("Copied 24,000 bytes to the clipboard", timeout=0.5)
            case "refresh":
                self.world.pass_()
                await self._refresh()

    async def _until_shown(self, count: int) -> None:
        await self._until(lambda screen: len(screen.table.ids) == count)

    async def _refresh(self) -> None:
        monitor = self.explorer.monitor
        assert monitor is not None
        monitor.refresh()
        now = self.world.now
        await self._until(lambda s: s.reporter.updated_at == now)

    async def _until(self, met: Callable[[MainScreen], bool]) -> None:
        screen = self.screen
        assert isinstance(screen, MainScreen)
        for _ in range(PATIENCE):
            if met(screen):
                return
            await asyncio.sleep(0.005)
        raise AssertionError


def main(address: str, low_bandwidth: Literal["always", "never"]) -> int:
    """Run until left."""
    world = World()

    def clock() -> datetime:
        return world.now

    store = Store(clock=clock)
    try:
        look = Look(utc=True, interval=0, depth=LOADED, low_bandwidth=low_bandwidth)
        return asyncio.run(Played(world, store, look, address).show(mouse=True))
    finally:
        store.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], "always" if sys.argv[2] == "always" else "never"))
