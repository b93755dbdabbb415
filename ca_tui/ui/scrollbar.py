"""A scrollbar of whole cells, repainted only when it looks different.

Textual's bar ends in block characters of ambiguous width and is sent again whenever a
number behind it changes, seen or not.
"""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.scrollbar import ScrollBar, ScrollBarRender


class WholeCells(ScrollBarRender):
    """A bar without eighths: nothing but blanks in two colours."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


def plain(bar: ScrollBar) -> None:
    """Draw that bar, and no other, in whole cells."""
    bar.renderer = WholeCells  # type: ignore[misc]  # documented: per instance too
    bar.refresh()


def update(bar: ScrollBar, *, virtual_size: int, window_size: int, top: int) -> None:
    """Tell the bar what it stands for; repaint it if that shows."""
    before = _look(bar)
    bar.set_reactive(ScrollBar.window_virtual_size, virtual_size)
    bar.set_reactive(ScrollBar.window_size, window_size)
    bar.set_reactive(ScrollBar.position, float(top))
    if _look(bar) != before:
        bar.refresh()


def _look(bar: ScrollBar) -> list[Segment]:
    length = bar.size.height if bar.vertical else bar.size.width
    window = bar.window_size if bar.window_size < bar.window_virtual_size else 0
    return bar.renderer.render_bar(
        size=length,
        virtual_size=bar.window_virtual_size,
        window_size=window,
        position=bar.position,
        vertical=bar.vertical,
    ).segments
