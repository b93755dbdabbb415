"""A long output: until it is on the screen, and a page of it, beside Textual's widgets.

CPU time of this process, the best of a few; stock widgets are asked once, and a page of
one of them may be many seconds. `Log` and `RichLog` do not wrap: one line has no pages
there.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Log, RichLog, TextArea

from ca_tui.output.document import build
from ca_tui.ui.text_view import TextView
from ca_tui.ui.theme import THEMES
from tests.bench.table import Cell, Table

SIZE: Final = 5_000_000
"""Bytes of the output."""

SMALL: Final = 500_000
"""The same for stock widgets when time is short."""

SCREEN: Final = (120, 36)

TIMES: Final = 5
"""How often ours is asked."""

PAGES: Final = 10

ENOUGH: Final = 1000
"""Milliseconds after which no more of them are asked for."""

ON_SCREEN: Final = 120
"""Milliseconds until the text is there, at most."""

PAGE: Final = 10
"""Milliseconds of a page, at most."""

Show = Callable[[Widget, bytes], None]


class Host(App[None]):
    """One widget that fills the screen."""

    def __init__(self, shown: Widget) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "ca-dark"
        self.shown = shown

    def compose(self) -> ComposeResult:
        yield self.shown


def json_lines(size: int) -> bytes:
    """Records as a program prints them, indented."""
    record = {"name": "web-01", "ok": True, "took": 1.5, "text": "a few words of it"}
    unit = (json.dumps(record, indent=2) + ",\n").encode()
    return unit * (size // len(unit))


def one_line(size: int) -> bytes:
    """The same without line ends."""
    return json_lines(size).replace(b"\n", b" ")


def coloured(size: int) -> bytes:
    """A log with colours in every line."""
    unit = b"\x1b[32mINFO\x1b[0m 12:00:01 something happened on \x1b[1mweb-01\x1b[0m\n"
    return unit * (size // len(unit))


def chinese(size: int) -> bytes:
    """Lines of wide characters, tabs between them."""
    unit = "第一行\t正在安装软件包，请稍候 100%\n".encode()
    return unit * (size // len(unit))


def ours(widget: Widget, data: bytes) -> None:
    """From the bytes on; one line is wrapped, or there would be no second page."""
    assert isinstance(widget, TextView)
    document = build(data)
    if len(document.lines) == 1 and not widget.wrapped:
        widget.action_wrap()
    widget.show(document, keep_scroll=False)


def stock(widget: Widget, data: bytes) -> None:
    """From the bytes on, without colours of their own where they have none."""
    text = data.decode()
    if isinstance(widget, TextArea):
        widget.load_text(text)
    elif isinstance(widget, (Log, RichLog)):
        widget.write(text)


def page(widget: Widget) -> None:
    """One page further."""
    if isinstance(widget, TextView):
        widget.action_pages(1)
    elif isinstance(widget, TextArea):
        widget.action_cursor_page_down()
    else:
        below = widget.scroll_offset.y + widget.size.height
        widget.scroll_to(y=below, animate=False, immediate=True)


async def measure(widget: Widget, show: Show, data: bytes) -> tuple[float, float]:
    """Milliseconds until it is on the screen, and of a page."""
    async with Host(widget).run_test(size=SCREEN) as pilot:
        await pilot.pause()
        shown = await _cpu(pilot, lambda: show(widget, data))
        pages: list[float] = []
        while len(pages) < PAGES and sum(pages) < ENOUGH:
            pages.append(await _cpu(pilot, lambda: page(widget)))
        return shown, min(pages)


async def _cpu(pilot: Pilot[None], work: Callable[[], None]) -> float:
    began = time.process_time()
    work()
    await pilot.pause()
    return (time.process_time() - began) * 1000


async def best(data: bytes) -> tuple[float, float]:
    """Ours, of several; Textual's own share in it varies."""
    found = [await measure(TextView(), ours, data) for _ in range(TIMES)]
    return min(shown for shown, _ in found), min(page for _, page in found)


async def run(size: int, stock_size: int) -> list[Sequence[Cell]]:
    """Everything once."""
    rows: list[Sequence[Cell]] = []
    for make in (json_lines, one_line, coloured, chinese):
        name = make.__name__.replace("_", " ")
        shown, paged = await best(make(size))
        met = shown <= ON_SCREEN and paged <= PAGE
        rows.append((f"ours, {name}", size, shown, paged, "ok" if met else "OVER"))
    for make in (json_lines, one_line):
        name = make.__name__.replace("_", " ")
        widgets = Log(auto_scroll=False), TextArea(), RichLog(auto_scroll=False)
        for widget in widgets:
            shown, paged = await measure(widget, stock, make(stock_size))
            label = f"{type(widget).__name__}, {name}"
            rows.append((label, stock_size, shown, paged, "-"))
    return rows


def main(argv: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="viewer", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the table there too")
    parser.add_argument("--quick", action="store_true", help="less for stock widgets")
    given = parser.parse_args(argv)
    rows = asyncio.run(run(SIZE, SMALL if given.quick else SIZE))
    title = f"An output on the screen of {SCREEN[0]}x{SCREEN[1]}, and a page of it"
    columns = ("what", "bytes", "shown ms", "page ms", f"<{ON_SCREEN} and <{PAGE}")
    Table(title, columns, rows).write(given.json)
    return 0
