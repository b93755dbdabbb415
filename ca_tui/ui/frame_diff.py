"""Sends the terminal what changed, instead of what Textual painted again.

The one file that knows Textual's private parts, and looks at them first: where they are
not as expected, or with `CA_TUI_FRAME_DIFF=0`, Textual draws as ever.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple, TextIO

import textual
from rich.color import ColorSystem
from rich.console import RenderableType
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.geometry import Offset, Region
from textual.screen import Screen
from textual.strip import Strip

from ca_tui.ui.canvas import Canvas
from ca_tui.ui.line_rate import LineRate, Outlet

if TYPE_CHECKING:
    from textual._compositor import ChopsUpdate, LayoutUpdate
    from textual.drivers.linux_driver import LinuxDriver

    _Base = LinuxDriver
else:
    _Base = object

log = logging.getLogger("ca_tui.ui")
# without one, warnings are printed where the screen is drawn
log.addHandler(logging.NullHandler())

SWITCH: Final = "CA_TUI_FRAME_DIFF"

KNOWN_RELEASE: Final = "8."
"""What Textual's version begins with."""

APP_PARTS: Final = {"_batch_count", "_closed", "_driver", "_exit", "_sync_available"}

SHAPE_ERRORS: Final = (AttributeError, LookupError, TypeError, ValueError)

SYNC_START: Final = "\x1b[?2026h"
SYNC_END: Final = "\x1b[?2026l"


class Unfamiliar(Exception):
    """These are not the private parts of Textual that this was written for."""


class Parts(NamedTuple):
    """Private parts of Textual."""

    whole: type[LayoutUpdate]
    """A frame of whole lines."""
    partial: type[ChopsUpdate]
    """A frame of parts of some lines."""
    driver: type[LinuxDriver]


def find_parts(app: App[int], environ: Mapping[str, str]) -> Parts:
    """What to work with. Raises Unfamiliar."""
    if environ.get(SWITCH) == "0":
        raise Unfamiliar(f"{SWITCH}=0")
    if not textual.__version__.startswith(KNOWN_RELEASE):
        raise Unfamiliar(f"Textual {textual.__version__} is not known")
    try:
        from textual._compositor import ChopsUpdate, LayoutUpdate
        from textual.drivers._writer_thread import WriterThread
        from textual.drivers.linux_driver import LinuxDriver
    except ImportError as error:
        raise Unfamiliar(str(error)) from None
    if app.driver_class is not LinuxDriver:
        raise Unfamiliar(f"{app.driver_class.__name__} is another driver")
    for function, names in (
        (App._display, ["self", "screen", "renderable"]),
        (LayoutUpdate, ["strips", "region"]),
        (ChopsUpdate, ["chops", "spans", "chop_ends"]),
        (WriterThread, ["file"]),
    ):
        if list(inspect.signature(function).parameters) != names:
            raise Unfamiliar(f"{function.__qualname__} takes other arguments")
    if missing := APP_PARTS - vars(app).keys():
        raise Unfamiliar(f"App has no {', '.join(sorted(missing))}")
    strip = Strip([Segment("ab", Style(bold=True)), Segment("cd")])
    try:
        whole = LayoutUpdate([[strip]], Region(1, 2, 4, 1))
        part = ChopsUpdate([{0: strip, 4: None}], [(0, 0, 3)], [[4, 8]])
        drawn = [each.render_segments(app.console) for each in (whole, part)]
    except SHAPE_ERRORS as error:
        raise Unfamiliar(f"{type(error).__name__}: {error}") from None
    if drawn != ["\x1b[3;2H\x1b[1mab\x1b[0mcd", "\x1b[1;1H\x1b[1mab\x1b[0mc"]:
        raise Unfamiliar("updates are drawn in another way")
    return Parts(LayoutUpdate, ChopsUpdate, LinuxDriver)


def paint_lines(canvas: Canvas, update: LayoutUpdate, system: ColorSystem) -> None:
    """Put a frame of whole lines on a canvas."""
    for y, line in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in line:
            canvas.paint(x, y, strip, system)
            x += strip.cell_length


def paint_parts(canvas: Canvas, update: ChopsUpdate, system: ColorSystem) -> None:
    """Put a frame of parts on a canvas, each part whole.

    Textual cuts them at the end of a span: a cut may go through a character.
    """
    for y, start, end in update.spans:
        parts = zip(update.chop_ends[y], update.chops[y].items(), strict=False)
        for right, (x, part) in parts:
            if part is not None and x < end and right > start:
                canvas.paint(x, y, part, system)


class FrameDiff:
    """What the terminal of an app shows, and what it should."""

    def __init__(self, app: App[int], parts: Parts) -> None:
        self.rate = LineRate()
        self._app = app
        self._parts = parts
        self._canvas: Canvas | None = None
        self._cursor: Offset | None = None
        self._generation = 0
        self._waiting = False
        self._loop: asyncio.AbstractEventLoop | None = None

    def forget(self) -> None:
        """Nobody knows any more what the terminal shows."""
        self._cursor = None
        if self._canvas is not None:
            self._canvas.forget()

    def resized(self, size: tuple[int, int]) -> None:
        """A terminal may keep, move or clear its text when its size changes."""
        if self._canvas is not None and self._canvas.size != size:
            # what was painted for the other size is never to be sent
            self._canvas = None
        self.forget()
        self._app.call_later(self.send)

    def show(self, renderable: RenderableType | None) -> bool:
        """Draw a frame; False where Textual has to. Raises one of SHAPE_ERRORS."""
        app = self._app
        drawn = app._running and not app._closed and not app._batch_count
        if renderable is None or not drawn or not isinstance(app._driver, PacedDriver):
            return False
        system = app.console._color_system or ColorSystem.TRUECOLOR
        if isinstance(renderable, self._parts.whole):
            area = renderable.region
            paint_lines(self._sized(area.right, area.bottom), renderable, system)
        elif isinstance(renderable, self._parts.partial):
            width, height = renderable.chop_ends[0][-1], len(renderable.chops)
            paint_parts(self._sized(width, height), renderable, system)
        else:
            log.warning("frame diff: unexpected %s", type(renderable).__name__)
            self._canvas = self._cursor = None
            return False
        self.send()
        return True

    def _sized(self, width: int, height: int) -> Canvas:
        if self._canvas is None or self._canvas.size != (width, height):
            self._canvas = Canvas(width, height)
            self._cursor = None
        return self._canvas

    def send(self) -> None:
        """Bring the terminal up to date, as far as the line carries it now."""
        app, canvas, driver = self._app, self._canvas, self._app._driver
        if canvas is None or not isinstance(driver, PacedDriver) or app._exit:
            return
        if not driver.drawing or not app._running or not self._free(driver):
            return
        if driver.generation != self._generation:
            self._generation = driver.generation
            self.forget()
        frame = canvas.take(self.rate.allowance)
        cursor = app.screen.outer_size.clamp_offset(app.cursor_position)
        if not frame and cursor == self._cursor:
            return
        self._cursor = cursor
        self._waiting = canvas.behind
        # where the cursor is left is where an input method opens its window
        frame += f"\x1b[{cursor.y + 1};{cursor.x + 1}H"
        if app._sync_available:
            frame = f"{SYNC_START}{frame}{SYNC_END}"
        driver.write(frame)

    def _free(self, driver: PacedDriver) -> bool:
        self._loop = asyncio.get_running_loop()
        # in this order: the writer may finish in between, and then tells or has told
        self._waiting = True
        free = driver.outlet is not None and driver.outlet.idle
        self._waiting = not free
        return free

    def drained(self) -> None:
        """Everything is written; called in the thread that wrote."""
        if self._waiting and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.send)


class PacedDriver(_Base):
    """What is added to Textual's driver: when it draws, and what it has not written."""

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
        self.drawing = True

    def stop_application_mode(self) -> None:
        """Leave it; the terminal is somebody else's."""
        self.drawing = False
        super().stop_application_mode()

    def write(self, data: str) -> None:
        """Hand it to the thread that writes."""
        if self.outlet is not None:
            self.outlet.promise(data)
        super().write(data)


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
                # what was not sent yet is painted by Textual now
                self.call_later(self.refresh)
        if shown:
            self.post_display_hook()
        else:
            super()._display(screen, renderable)
