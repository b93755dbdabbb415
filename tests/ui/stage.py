"""The real app against a standing cloud, and waits on what is to be seen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from textual.pilot import Pilot

from ca_tui.config import Config
from ca_tui.connection import Connection
from ca_tui.emulator.auth import DEMO_ACCESS_KEY_ID, DEMO_ACCESS_KEY_SECRET
from ca_tui.monitor.store import Store
from ca_tui.ui.app import CaTuiApp
from ca_tui.ui.main_screen import MainScreen
from ca_tui.ui.memory import Memory
from ca_tui.ui.source import Look
from tests.cloud import NOON

PATIENCE = 6000
"""Turns of the loop until something must have happened."""

KEY = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": DEMO_ACCESS_KEY_ID,
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": DEMO_ACCESS_KEY_SECRET,
}

LOADED = 150
"""Rows that are read at the start."""

STILL = Look(utc=True, interval=0, depth=LOADED)
"""Nothing refreshes by itself."""


def noon() -> datetime:
    """The clock of the stage: nothing moves."""
    return NOON


Played = tuple[CaTuiApp, MainScreen, Pilot[int]]


@asynccontextmanager
async def playing(
    url: str,
    *,
    size: tuple[int, int] = (120, 36),
    look: Look = STILL,
    loaded: bool = True,
    memory: Memory | None = None,
    **asked: object,
) -> AsyncIterator[Played]:
    """The app on cn-hangzhou of that cloud; with `loaded`, after it read it."""
    config = Config(endpoint=url, regions=("cn-hangzhou",), services=("ecs",))
    config = replace(config, **asked)  # type: ignore[arg-type] # by field name
    store = Store(clock=noon)
    source = Connection(config, KEY, Path("/nonexistent"), clock=noon)
    app = CaTuiApp(source, store, look, clock=noon, memory=memory)
    try:
        async with app.run_test(size=size) as pilot:
            screen = app.screen
            assert isinstance(screen, MainScreen)
            if loaded:
                await until(pilot, lambda: len(screen.table.ids) == LOADED)
            yield app, screen, pilot
    finally:
        store.close()


async def until(pilot: Pilot[int], met: Callable[[], object]) -> None:
    """Let the app work until something is so."""
    for _ in range(PATIENCE):
        if met():
            return
        await pilot.pause(0.01)
    raise AssertionError(f"never happened; on screen:\n{seen(pilot.app)}")


def seen(app: object) -> str:
    """What is on the screen."""
    assert isinstance(app, CaTuiApp)
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in strips)
