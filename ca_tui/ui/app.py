"""The app: themes, one screen, the palette, leaving in order, reporting defects."""

from __future__ import annotations

import asyncio
import logging
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.filter import LineFilter, NoColor
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from textual.types import AnimationLevel
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from ca_tui.monitor.store import Store
from ca_tui.output.text import clean
from ca_tui.ui import named_filters
from ca_tui.ui.clip import CopyingApp
from ca_tui.ui.explorer import Explorer
from ca_tui.ui.frame_diff import LineKnown
from ca_tui.ui.key_order import KeysInOrder
from ca_tui.ui.main_screen import MainScreen
from ca_tui.ui.memory import Memory
from ca_tui.ui.scrollbar import WholeCells
from ca_tui.ui.source import Clock, Look, Sleep, Source
from ca_tui.ui.terminal import Guard, forget_pixels, leaving_in_order
from ca_tui.ui.theme import THEMES

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


SLOW_ANSWER: Final = 0.4
"""Seconds to the terminal and back from which on bytes matter more than looks."""

SPARED: Final = "Fewer colours, no borders, few frames; --low-bandwidth=never: as ever"


class Palette(CommandPalette):
    """Textual's palette, which rests while nobody types."""

    def on_mount(self) -> None:
        """A cursor that blinks sends bytes for ever."""
        self.query_one(Input).cursor_blink = False


class CaTuiApp(KeysInOrder[int], CopyingApp):
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
        Binding("ctrl+c", "quit", show=False, system=True),
        Binding("ctrl+z", "suspend_process", show=False, system=True),
    ]

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
        super().__init__()
        # one animated page down sends half a megabyte
        self.animation_level: AnimationLevel = "none"
        for theme in THEMES:
            self.register_theme(theme)
        # where colours are unwanted, marks come from the theme that has few
        self.theme = "ansi" if self.no_color else look.theme
        ScrollBar.renderer = WholeCells
        self.explorer = Explorer(
            source, store, look, clock=clock, sleep=sleep, memory=memory
        )
        self._results = MainScreen(self.explorer)
        if self.frame_diff is not None:
            self.frame_diff.fence.asks_width = not look.ascii
        self.when_painted: Callable[[], None] | None = None
        self._guard: Guard | None = None
        self._painted = False
        self._leave_with: int | None = None

    async def show(self, *, mouse: bool) -> int:
        """Run until left, in order whatever ends us; the exit code."""
        with leaving_in_order(self._leave) as self._guard:
            await self.run_async(mouse=mouse)
        if mouse:
            forget_pixels()
        code = self.return_code or 0
        # a thread that waits for a resolver would hold up the end
        self._guard.last_resort(code)
        return code

    def get_default_screen(self) -> Screen[None]:
        """The explorer's only screen."""
        return self._results

    def on_mount(self) -> None:
        """Paint everything again after ctrl+z and fg."""
        self.set_class(self.explorer.look.ascii, "-ascii")
        if self.explorer.look.low_bandwidth == "always":
            self._spare_the_line()
        self.app_resume_signal.subscribe(self, self._resumed)

    def on_ready(self) -> None:
        """Leave now if somebody asked while the screen was being made."""
        self._painted = True
        if self.when_painted is not None:
            self.when_painted()
        self._show_glyphs()
        if self._guard is not None:
            self._guard.resume_once(lambda: self.call_later(self._redraw))
            self._guard.order_resizes()
        if self._leave_with is not None:
            self._leave(self._leave_with)

    async def on_unmount(self) -> None:
        """Remember; let go of the source. The store belongs to who made it."""
        # what ends in a defect is not returned to
        if self._exception is None:
            self._results.remember()
        await self.explorer.source.aclose()

    @on(LineKnown)
    def _line_known(self, event: LineKnown) -> None:
        look, (seconds, wide) = self.explorer.look, event.first
        log.info("the terminal answered after %.2f s", seconds)
        if wide:
            log.info("borders are not one cell wide here: ASCII instead")
            self.explorer.look = replace(look, ascii=True)
            self.set_class(True, "-ascii")
            self._show_glyphs()
        if seconds > SLOW_ANSWER and look.low_bandwidth == "auto":
            self._spare_the_line()
            self.notify(SPARED, title=f"The line is slow: {seconds:.1f} s", timeout=8)

    def _show_glyphs(self) -> None:
        for screen in self.screen_stack:
            # what is not mounted yet looks for itself
            if isinstance(screen, MainScreen) and screen.is_mounted:
                screen.show_glyphs()

    def _spare_the_line(self) -> None:
        """Send fewer bytes: for each thing, and by fewer frames."""
        self.theme = "ansi"
        self.set_class(True, "-low")
        if self.frame_diff is not None:
            self.frame_diff.tempo.calm = True

    def _leave(self, code: int) -> None:
        # widgets that are being mounted cannot be taken away
        self._leave_with = code
        if self._painted:
            self.exit(code, return_code=code)

    def _resumed(self, _: object) -> None:
        if self._guard is not None:
            self._guard.order_resizes()
        self.refresh(layout=True)

    def _redraw(self) -> None:
        # suspending and resuming sets the terminal up again, and paints everything
        with self.suspend():
            pass

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

    def get_line_filters(self) -> Sequence[LineFilter]:
        """With NO_COLOR no colour at all: Textual would send greys."""
        return (NoColor(),) if self.no_color else super().get_line_filters()

    def get_key_display(self, binding: Binding) -> str:
        """The name of a key, in ASCII where nothing else was wanted."""
        name = super().get_key_display(binding)
        return name.translate(ASCII_KEYS) if self.explorer.look.ascii else name

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
        if screen is self._results:
            filters = self.explorer.memory.filters
            use, forget = self._results.use_filter, self._results.forget_filter
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
