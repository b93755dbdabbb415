"""The app with everything at hand: its screen is there from the first frame on."""

from __future__ import annotations

import asyncio

from ca_tui.monitor.store import Store
from ca_tui.ui.explorer import Explorer
from ca_tui.ui.memory import Memory
from ca_tui.ui.opening import OpeningApp
from ca_tui.ui.source import Clock, Look, Sleep, Source


class CaTuiApp(OpeningApp):
    """The explorer of a source that is there."""

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
        """`memory`: what was left last time; None: nothing is remembered."""
        explorer = Explorer(
            source, store, look, clock=clock, sleep=sleep, memory=memory
        )
        super().__init__(look, lambda _: explorer)
        self.make()
