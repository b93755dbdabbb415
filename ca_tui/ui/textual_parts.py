"""Private parts of Textual that frames are made of, looked at before their use."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

import textual
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.events import CursorPosition
from textual.geometry import Region
from textual.strip import Strip

from ca_tui.ui.canvas import Canvas

if TYPE_CHECKING:
    from textual._compositor import ChopsUpdate, LayoutUpdate
    from textual._xterm_parser import XTermParser
    from textual.drivers.linux_driver import LinuxDriver

SWITCH: Final = "CA_TUI_FRAME_DIFF"

KNOWN_RELEASE: Final = "8."
"""What Textual's version begins with."""

APP_PARTS: Final = {"_batch_count", "_closed", "_driver", "_exit", "_sync_available"}

SHAPE_ERRORS: Final = (AttributeError, LookupError, TypeError, ValueError)


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
        from textual._xterm_parser import XTermParser
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
    _look_at_drawing(app, LayoutUpdate, ChopsUpdate)
    _look_at_listening(XTermParser)
    return Parts(LayoutUpdate, ChopsUpdate, LinuxDriver)


def _look_at_drawing(
    app: App[int], whole_kind: type[LayoutUpdate], part_kind: type[ChopsUpdate]
) -> None:
    strip = Strip([Segment("ab", Style(bold=True)), Segment("cd")])
    try:
        whole = whole_kind([[strip]], Region(1, 2, 4, 1))
        part = part_kind([{0: strip, 4: None}], [(0, 0, 3)], [[4, 8]])
        drawn = [each.render_segments(app.console) for each in (whole, part)]
    except SHAPE_ERRORS as error:
        raise Unfamiliar(f"{type(error).__name__}: {error}") from None
    if drawn != ["\x1b[3;2H\x1b[1mab\x1b[0mcd", "\x1b[1;1H\x1b[1mab\x1b[0mc"]:
        raise Unfamiliar("updates are drawn in another way")


def _look_at_listening(parser: type[XTermParser]) -> None:
    try:
        told = list(parser().feed("\x1b[5;7R"))
    except SHAPE_ERRORS as error:
        raise Unfamiliar(f"{type(error).__name__}: {error}") from None
    if [each.x for each in told if isinstance(each, CursorPosition)] != [6]:
        raise Unfamiliar("answers of the terminal are read in another way")


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
