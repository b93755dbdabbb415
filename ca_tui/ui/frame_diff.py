"""Sends the terminal what changed, instead of what Textual painted again.

Knows Textual's private parts, and lets `textual_parts` look at them first: where they
are not as expected, or with `CA_TUI_FRAME_DIFF=0`, Textual draws as ever.
"""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING, ClassVar, TextIO

from rich.color import ColorSystem
from rich.console import RenderableType
from textual.app import App
from textual.binding import Binding, BindingType
from textual.events import CursorPosition, InputEvent, Resize
from textual.message import Message
from textual.screen import Screen

from ca_tui.ui.fence import Fence, First
from ca_tui.ui.frames import Frames
from ca_tui.ui.ink import PUT_DOWN
from ca_tui.ui.line_rate import LineRate, Outlet
from ca_tui.ui.seen_parts import sparing
from ca_tui.ui.tempo import Tempo
from ca_tui.ui.textual_parts import (
    SHAPE_ERRORS,
    Parts,
    Unfamiliar,
    find_parts,
    paint_lines,
    paint_parts,
)

if TYPE_CHECKING:
    from textual.drivers.linux_driver import LinuxDriver

    _Base = LinuxDriver
else:
    _Base = object

log = logging.getLogger("ca_tui.ui")
# without one, warnings are printed where the screen is drawn
log.addHandler(logging.NullHandler())


class LineKnown(Message):
    """The terminal answered for the first time."""

    def __init__(self, first: First) -> None:
        super().__init__()
        self.first = first


class FrameDiff:
    """What the terminal of an app should show, and when it is told."""

    def __init__(self, app: App[int], parts: Parts) -> None:
        self.rate = LineRate()
        self.fence = Fence()
        self.frames = Frames()
        self.tempo = Tempo()
        self._app = app
        self._parts = parts
        self.begun = False
        """A frame is on its way, or was."""
        self._generation = 0
        self._waiting = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._later: asyncio.TimerHandle | None = None

    def forget(self) -> None:
        """Nobody knows any more what the terminal shows."""
        self.frames.forget()

    def resized(self, size: tuple[int, int]) -> None:
        """Trust nothing that was shown at another size."""
        self.frames.resized(size)
        self._app.call_later(self.send)

    def show(self, renderable: RenderableType | None) -> bool:
        """Draw a frame; False where Textual has to. Raises one of SHAPE_ERRORS."""
        app = self._app
        drawn = app._running and not app._closed and not app._batch_count
        if renderable is None or not drawn or not isinstance(app._driver, PacedDriver):
            return False
        system = app.console._color_system or ColorSystem.TRUECOLOR
        if self.tempo.calm:
            system = min(system, ColorSystem.STANDARD)
        canvas = self.frames.canvas
        if isinstance(renderable, self._parts.whole):
            area = renderable.region
            paint_lines(canvas(area.right, area.bottom), renderable, system)
        elif isinstance(renderable, self._parts.partial):
            width, height = renderable.chop_ends[0][-1], len(renderable.chops)
            paint_parts(canvas(width, height), renderable, system)
        else:
            log.warning("frame diff: unexpected %s", type(renderable).__name__)
            self.leave()
            return False
        self.send()
        return True

    def spare(self, screen: Screen[object]) -> None:
        """Let the next frames of a screen be made of what is seen of them."""
        sparing(screen, self._parts.partial)

    def leave(self) -> None:
        """Let somebody else draw, with a pen that is plain."""
        self.frames.drop()
        driver = self._app._driver
        if isinstance(driver, PacedDriver) and driver.drawing:
            driver.write(PUT_DOWN)

    def send(self) -> None:
        """Bring the terminal up to date, as far as the line carries it now."""
        app, driver = self._app, self._app._driver
        if not isinstance(driver, PacedDriver) or app._exit or not app._running:
            return
        if not driver.drawing or not (room := self._room(driver)):
            return
        if driver.generation != self._generation:
            self._generation = driver.generation
            self.forget()
        cursor = app.screen.outer_size.clamp_offset(app.cursor_position)
        frame = self.frames.take(room, cursor, at_once=app._sync_available)
        if not frame:
            return
        self._waiting = self.frames.behind
        self.begun = True
        self.tempo.sent()
        driver.draw(frame + self.fence.after(len(frame.encode(errors="replace"))))

    def _room(self, driver: PacedDriver) -> int:
        """How many bytes may go now; where none may, `send` comes again by itself."""
        self._loop = asyncio.get_running_loop()
        if self._later is not None:
            self._later.cancel()
            self._later = None
        # in this order: what is waited for may come in between, and then tells
        self._waiting = True
        wait, room = self.tempo.wait(), 0
        if not wait and driver.outlet is not None and driver.outlet.idle:
            room = min(self.rate.allowance, self.fence.room())
            wait = 0 if room else self.fence.left()
        if wait:
            self._later = self._loop.call_later(max(wait, 0), self.send)
        self._waiting = not room
        return room

    def drained(self) -> None:
        """There may be room now; called in the threads that draw, write and listen."""
        if self._waiting and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.send)


class PacedDriver(_Base):
    """What is added to Textual's driver: when it draws, what is written and read."""

    diff: ClassVar[FrameDiff]
    generation = 0
    """How often application mode was entered: each time the screen is unknown."""
    drawing = False
    outlet: Outlet | None = None

    def start_application_mode(self) -> None:
        """Enter it, with an outlet of its own."""
        terminal: TextIO | None = getattr(self._file, "file", self._file)
        assert terminal is not None
        self.outlet = Outlet(terminal, self.diff.rate, self.diff.drained)
        self._file = self.outlet  # type: ignore[assignment] # what its thread needs
        self.generation += 1
        super().start_application_mode()  # type: ignore[no-untyped-call] # as it is
        if self.input_tty:
            self.write(self.diff.fence.open())
        self.drawing = True

    def stop_application_mode(self) -> None:
        """Leave it; the terminal is somebody else's, and says nothing more to us."""
        self.drawing = False
        self.diff.fence.wait()
        self.write(PUT_DOWN)
        super().stop_application_mode()
        if self.outlet is not None:
            self.outlet.close()

    def draw(self, frame: str) -> None:
        """Send a frame, at once where the line takes it."""
        assert self.outlet is not None
        rest = self.outlet.put(frame)
        if rest is not None:
            super().write(rest)

    def write(self, data: str) -> None:
        """Hand it to the thread that writes."""
        if self.outlet is not None:
            self.outlet.promise(data)
        super().write(data)

    def process_message(self, message: Message) -> None:
        """Keep answers, which are no keys; called in the thread that reads."""
        if isinstance(message, CursorPosition):
            first = self.diff.fence.answered(message.x)
            self.diff.drained()
            if first is None:
                return
            self.diff.frames.repeats = first.repeats
            message = LineKnown(first)
        elif isinstance(message, InputEvent):
            self.diff.tempo.pressed()
        super().process_message(message)


class FrameDiffApp(App[int]):
    """An app whose frames cost what changed in them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+l",
            "redraw",
            "draw anew",
            show=False,
            id="redraw",
            tooltip="Draw the whole screen anew, if something else wrote on it",
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.frame_diff: FrameDiff | None = None
        try:
            parts = find_parts(self, os.environ)
        except Unfamiliar as reason:
            log.warning("frame diff is off: %s", reason)
            return
        diff = self.frame_diff = FrameDiff(self, parts)
        bases = (PacedDriver, parts.driver)
        self.driver_class = type("CaTuiDriver", bases, {"diff": diff})

    def on_resize(self, event: Resize) -> None:
        """Trust nothing that was on the screen before."""
        if self.frame_diff is not None:
            self.frame_diff.resized(event.size)

    def action_redraw(self) -> None:
        """Paint everything anew, whatever somebody else wrote to the terminal."""
        if self.frame_diff is not None:
            self.frame_diff.forget()
        self.refresh()

    def _display(
        self, screen: Screen[object], renderable: RenderableType | None
    ) -> None:
        diff, shown = self.frame_diff, False
        if diff is not None:
            try:
                shown = diff.show(renderable)
            except SHAPE_ERRORS as error:
                log.warning("frame diff is off: %s: %s", type(error).__name__, error)
                self.frame_diff = None
                diff.leave()
                # what was not sent yet is painted by Textual now
                self.call_later(self.refresh)
        if shown and diff is not None:
            diff.spare(screen)
            self.post_display_hook()
        else:
            super()._display(screen, renderable)
