"""What an app tells: notices, defects, and what its keys do, as a palette."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from rich.text import Text
from textual import on
from textual.app import SystemCommand
from textual.binding import Binding
from textual.command import CommandPalette
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from ca_tui.output.safe import clean
from ca_tui.ui.clip import CopyingApp
from ca_tui.ui.theme import THEMES

if TYPE_CHECKING:
    from ca_tui.ui.main_screen import MainScreen

log = logging.getLogger("ca_tui.ui")

NAVIGATION: Final = frozenset(
    {
        "up", "down", "left", "right", "pageup", "pagedown", "home", "end",
        "tab", "shift+tab", "enter", "escape", "j", "k", "h", "l", "g", "G", "ctrl+c",
    }
)  # fmt: skip
"""Keys whose actions nobody looks for in the palette."""


ASCII_KEYS: Final = str.maketrans(
    {"↑": "up", "↓": "down", "←": "left", "→": "right", "⏎": "enter", "⌫": "backspace"}
)
"""Key names where there is nothing but ASCII."""


class Palette(CommandPalette):
    """Textual's palette, which rests while nobody types."""

    def on_mount(self) -> None:
        """A cursor that blinks sends bytes for ever."""
        self.query_one(Input).cursor_blink = False


class TellingApp(CopyingApp):
    """An app whose words are harmless, whoever had a say in them."""

    results: MainScreen | None = None
    """The explorer's screen; None: it is not there yet."""

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

    def get_key_display(self, binding: Binding) -> str:
        """The name of a key, in ASCII where nothing else was wanted."""
        name = super().get_key_display(binding)
        return name.translate(ASCII_KEYS) if self.look.ascii else name

    def action_command_palette(self) -> None:
        """Textual's palette, in words that every terminal shows."""
        if not any(isinstance(each, CommandPalette) for each in self.screen_stack):
            self.push_screen(Palette(placeholder="Search for commands"))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: what the keys do, from the same declarations, and themes."""
        seen = set()
        for active in screen.active_bindings.values():
            binding = active.binding
            known = binding.system or binding.key in NAVIGATION
            if known or not binding.description or binding.action in seen:
                continue
            seen.add(binding.action)
            key = self.get_key_display(binding)
            title = binding.description[0].upper() + binding.description[1:]

            def run(action: str = binding.action, node: object = active.node) -> None:
                self.call_later(self.run_action, action, node)

            yield SystemCommand(title, binding.tooltip or f"Key: {key}", run)
        results = self.results
        if results is not None and screen is results:
            from ca_tui.ui import named_filters

            filters = results.explorer.memory.filters
            use, forget = results.use_filter, results.forget_filter
            yield from named_filters.commands(filters, use, forget)
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
