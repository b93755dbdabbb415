"""What somebody does who has the explorer open all day."""

from __future__ import annotations

import asyncio
import fcntl
import struct
import sys
import termios
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from itertools import cycle
from typing import Final

from textual.app import App

from ca_tui.api.models import Scope
from ca_tui.ui.main_screen import MainScreen
from ca_tui.ui.scope_tree import ScopeTree
from tests.soak.clockwork import Clockwork
from tests.soak.ledger import Ledger

GLANCE: Final = 0.1
"""Real seconds that a key is given to be painted: an output is read after 0.08."""

MOST_WINDOWS: Final = 8
"""More are never on top of each other."""

MOMENT: Final = 0.7
"""Simulated seconds."""

HOME: Final = (Scope("ecs", "cn-hangzhou"),)

PLACES: Final = (
    (Scope("ecs", "cn-beijing"),),
    (Scope("swas", "cn-shanghai"), Scope("ecs", "cn-hangzhou")),
    (Scope("ecs", "ap-southeast-1"),),
    HOME,
)

SIZES: Final = ((80, 24), (200, 50), (60, 15), (120, 36))

USUAL: Final = SIZES[-1]

KEYS: Final = (
    "down down down",
    "right_square_bracket right_square_bracket left_square_bracket left_square_bracket",
    "greater_than_sign I",
    "f n N",
    "f",
    "s",
    "s enter",
    "s enter v n",
    "u down",
    "u enter",
    "pagedown pagedown end",
    "w z",
    "z b",
    "b t",
    "t question_mark",
    "ctrl+p",
    "i",
    "backspace",
    "tab slash e r r enter n N escape",
    "slash w e b enter",
    "less_than_sign end home",
    "slash s t a t u s colon f enter",
    "escape",
    "m down m s",
    "escape home",
)
"""What is pressed, from the table; windows stay open until the next time."""


def resize(columns: int, lines: int) -> None:
    """As a window manager does; the kernel tells us by SIGWINCH."""
    packed = struct.pack("HHHH", lines, columns, 0, 0)
    fcntl.ioctl(sys.__stdin__.fileno(), termios.TIOCSWINSZ, packed)  # type: ignore[union-attr] # a terminal is there


class Operator:
    """Presses keys, and lets time go on in between."""

    def __init__(self, app: App[int], clockwork: Clockwork, ledger: Ledger) -> None:
        self._app = app
        self._clockwork = clockwork
        self._ledger = ledger
        self._acts = cycle(tuple(self._all_acts()))
        self._places = cycle(PLACES)
        self._sizes = cycle(SIZES)
        self._wishes = cycle(("r", "R", "L"))

    async def act(self) -> None:
        """The next thing."""
        await self._back()
        with self._clockwork.standing():
            await next(self._acts)()

    async def come_home(self) -> None:
        """To where the figures are taken."""
        await self._back()
        with self._clockwork.standing():
            screen = self._main()
            screen.filter_line.show("filter", "")
            screen.filter_by("")
            screen.explorer.narrow(faults_only=False)
            await self._go(HOME)
            await self._press("1 home")
            resize(*USUAL)
            await asyncio.sleep(GLANCE)

    def _main(self) -> MainScreen:
        screen = self._app.screen_stack[0]
        assert isinstance(screen, MainScreen)
        return screen

    async def _back(self) -> None:
        """Close windows, go on, and to the table."""
        with self._clockwork.standing():
            for _ in range(MOST_WINDOWS):
                if len(self._app.screen_stack) == 1:
                    break
                await self._press("escape")
            else:
                raise AssertionError(f"{self._app.screen} stays")
            screen = self._main()
            monitor = screen.explorer.monitor
            if monitor is not None and monitor.paused:
                await self._press("space")
            screen.set_focus(screen.table)
        # what is done next is done at another time than what this began
        await self._clockwork.sleep(MOMENT)

    def _all_acts(self) -> Iterator[Callable[[], Awaitable[None]]]:
        special = cycle((self._elsewhere, self._rest, self._resize, self._again))
        for keys in KEYS:
            yield partial(self._press, keys)
            yield next(special)

    async def _elsewhere(self) -> None:
        """Another region, and its instances."""
        scopes = next(self._places)
        await self._go(scopes)
        first = scopes[0]
        self._main().post_message(ScopeTree.Opened(first.service, first.region_id))

    async def _rest(self) -> None:
        """Nothing by itself, until the next time."""
        await self._press("space")

    async def _resize(self) -> None:
        """Another terminal."""
        resize(*next(self._sizes))
        await asyncio.sleep(GLANCE)

    async def _again(self) -> None:
        """A refresh now, everything again, or older results."""
        key = next(self._wishes)
        if key in "rR":
            self._ledger.wished.append(self._clockwork.seconds)
        await self._press(key)

    async def _press(self, keys: str) -> None:
        for key in keys.split():
            self._app.simulate_key(key)
            await asyncio.sleep(0)
        await asyncio.sleep(GLANCE)

    async def _go(self, scopes: tuple[Scope, ...]) -> None:
        self._main().post_message(ScopeTree.Selected(scopes))
        await asyncio.sleep(GLANCE)
