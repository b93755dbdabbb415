"""A scrollbar of whole cells, repainted only when it looks different.

Textual's bar ends in block characters of ambiguous width and is sent again whenever a
number behind it changes, seen or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBar, ScrollBarRender


class WholeCells(ScrollBarRender):
    """A bar without eighths: blanks in two colours, and marks in some cells."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8
    MARKS: ClassVar[Mapping[int, Style]] = MappingProxyType({})
    """Cell from the top -> colour of its mark."""
    MARK: ClassVar[str] = " "

    @classmethod
    def render_bar(cls, *args: Any, **kwargs: Any) -> Segments:  # as Textual calls it
        """Textual's bar with the marks over it."""
        bar = super().render_bar(*args, **kwargs)
        for cell, style in cls.MARKS.items():
            if cell < len(bar.segments):
                under = bar.segments[cell].style or Style()
                ground = under.color if under.reverse else under.bgcolor
                mark = Style(color=style.color, bgcolor=ground, reverse=False)
                bar.segments[cell] = Segment(cls.MARK, under + mark)
        return bar


def plain(bar: ScrollBar) -> None:
    """Draw that bar, and no other, in whole cells."""
    bar.renderer = WholeCells  # type: ignore[misc]  # documented: per instance too
    bar.refresh()


def mark(bar: ScrollBar, marks: Mapping[int, Style], glyph: str) -> None:
    """Put marks on that bar; repaint it if that shows."""
    before = _look(bar)
    drawn = type("Marked", (WholeCells,), {"MARKS": marks, "MARK": glyph})
    bar.renderer = drawn if marks else WholeCells  # type: ignore[misc]  # as above
    if _look(bar) != before:
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
