"""The app: themes, one screen, the palette, leaving in order, reporting defects."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.types import AnimationLevel
from textual.worker import Worker, WorkerState

from ca_tui.monitor.store import Store
from ca_tui.output.text import clean
from ca_tui.ui.explorer import Explorer
from ca_tui.ui.main_screen import MainScreen
from ca_tui.ui.source import Clock, Look, Source
from ca_tui.ui.terminal import leaving_in_order
from ca_tui.ui.theme import THEMES

log = logging.getLogger("ca_tui.ui")


class CaTuiApp(App[int]):
    """The explorer."""

    TITLE = "ca-tui"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 # Textual types it as of the instance
        (0, "-narrow"),
        (100, "-wide"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "quit", show=False, priority=True, id="quit-now"),
    ]

    def __init__(
        self, source: Source, store: Store, look: Look, *, clock: Clock
    ) -> None:
        super().__init__()
        # one animated page down sends half a megabyte
        self.animation_level: AnimationLevel = "none"
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = look.theme
        self.explorer = Explorer(source, store, look, clock=clock)
        self.leaving: AbstractContextManager[None] | None = None

    def get_default_screen(self) -> Screen[None]:
        """The explorer's only screen."""
        return MainScreen(self.explorer)

    def on_mount(self) -> None:
        """Leave in order from now on, whatever ends us."""
        if not self.is_headless:
            self.leaving = leaving_in_order(self._leave)
            self.leaving.__enter__()

    async def on_unmount(self) -> None:
        """Let go of the source; the store belongs to who made it."""
        if self.leaving is not None:
            self.leaving.__exit__(None, None, None)
        await self.explorer.source.aclose()

    def _leave(self, code: int) -> None:
        self.exit(code, return_code=code)

    def _fatal_error(self) -> None:
        # Textual's own report prints local variables, in which secrets may stand,
        # and messages as they are, in which a server may have a say
        report = "".join(traceback.format_exception(*sys.exc_info()))
        lines = "\n".join(clean(line) for line in report.splitlines())
        self.panic(Text(lines))

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Every notice may quote a server: cleaned, and never read as markup."""
        lines = "\n".join(clean(line) for line in message.split("\n"))
        super().notify(
            lines,
            title=clean(title),
            severity=severity,
            timeout=timeout,
            markup=False,
        )

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: what the keys do, from the same declarations, and themes."""
        seen = set()
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.system or not binding.description or binding.action in seen:
                continue
            seen.add(binding.action)
            key = self.get_key_display(binding)
            title = binding.description[0].upper() + binding.description[1:]

            def run(action: str = binding.action, node: object = active.node) -> None:
                self.call_later(self.run_action, action, node)

            yield SystemCommand(title, binding.tooltip or f"Key: {key}", run)
        for theme in THEMES:
            yield SystemCommand(
                f"Theme: {theme.name}",
                "Colours of the screen",
                lambda name=theme.name: setattr(self, "theme", name),
            )

    @on(Worker.StateChanged)
    def _worker_failed(self, event: Worker.StateChanged) -> None:
        # the one place where a defect of ours is reported instead of raised: the
        # screen and what it knows stay
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            error = event.worker.error
            log.error("worker %s failed: %s", event.worker.name, type(error).__name__)
            self.notify(
                f"{type(error).__name__}: {error}\nWhat is on screen stays as it was.",
                title=f"A defect in {event.worker.name}",
                severity="error",
                timeout=30,
            )
