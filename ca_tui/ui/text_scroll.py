"""Scrolling over the rows of a TextLayout: keys, places, no animation, no layout."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.widget import Widget

from ca_tui.ui import scrollbar
from ca_tui.ui.text_layout import Piece, TextLayout

SIDEWAYS: Final = 8
"""Cells that one step to the left or right scrolls."""

Place = tuple[int, int]
"""A line and a character in it."""


class RowScroller(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows of text beside a gutter that stays where it is."""

    DEFAULT_CSS = """
    RowScroller {
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "rows(1)", "line down", show=False, id="text.down"),
        Binding("up,k", "rows(-1)", "line up", show=False, id="text.up"),
        Binding("pagedown", "pages(1)", "page down", show=False, id="text.page-down"),
        Binding("pageup", "pages(-1)", "page up", show=False, id="text.page-up"),
        Binding("home,g", "top", "first line", show=False, id="text.top"),
        Binding("end,G", "bottom", "last line", show=False, id="text.bottom"),
        Binding("right,l", "cells(1)", "right", show=False, id="text.right"),
        Binding("left,h", "cells(-1)", "left", show=False, id="text.left"),
        Binding(
            "circumflex_accent,0",
            "edge(False)",
            "line start",
            show=False,
            id="text.line-start",
        ),
        Binding(
            "dollar_sign", "edge(True)", "line end", show=False, id="text.line-end"
        ),
        Binding(
            "w",
            "wrap",
            "wrap",
            show=False,
            id="text.wrap",
            tooltip="Long lines go on below, or behind the right edge",
        ),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._texts: list[str] = []
        self._single: frozenset[int] = frozenset()
        self._gutter = 0
        self._wrapped = False
        self._rows = TextLayout(())

    @property
    def wrapped(self) -> bool:
        """Long lines go on below instead of behind the right edge."""
        return self._wrapped

    def set_texts(self, texts: list[str], single: frozenset[int], gutter: int) -> None:
        """Lay out other lines; what is in view moves only if it must."""
        self._texts = texts
        self._single = single
        self._gutter = gutter
        self._lay_out()

    def repaint(self) -> None:
        """Paint the rows that look different from what was painted."""
        self.refresh()

    def mark_scrollbar(self) -> None:
        """Rows have other places now: marks on the scrollbar too."""

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """Scrolled from elsewhere."""
        if round(old_value) != round(new_value):
            self.repaint()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The wheel or the scrollbar moved."""
        self._update_scrollbar()
        if round(old_value) != round(new_value):
            self.repaint()

    def on_mount(self) -> None:
        """Use a scrollbar without characters of ambiguous width."""
        scrollbar.plain(self.vertical_scrollbar)

    def on_show(self) -> None:
        """Nothing was painted while it was hidden."""
        self.refresh()

    def on_resize(self) -> None:
        """Wrap to the new width; the top line stays."""
        place = self.place_of_top()
        self._lay_out()
        self.scroll_to_place(place)
        self.refresh()

    def action_rows(self, by: int) -> None:
        """Scroll by rows."""
        self.scroll_cells(y=self.scroll_offset.y + by)

    def action_pages(self, by: int) -> None:
        """Scroll by pages that overlap by one row."""
        self.action_rows(by * max(1, self.size.height - 1))

    def action_top(self) -> None:
        """Go to the first line."""
        self.scroll_cells(0, 0)

    def action_bottom(self) -> None:
        """Go to the last line, and stay there when more comes."""
        self.scroll_cells(y=self._rows.rows)

    def action_cells(self, by: int) -> None:
        """Scroll sideways."""
        self.scroll_cells(x=self.scroll_offset.x + by * SIDEWAYS)

    def action_edge(self, end: bool) -> None:
        """Go to where lines begin, or to the end of the longest one in view."""
        pieces = [self.piece_at(y) for y in range(self.size.height)] if end else []
        widths = (
            self._rows.cell_of(piece.line, len(self._texts[piece.line]))
            for piece in pieces
            if piece is not None and piece.line not in self._single
        )
        self.scroll_cells(x=max(widths, default=0) - self.text_width)

    def action_wrap(self) -> None:
        """Wrap long lines or stop it; the top line stays."""
        place = self.place_of_top()
        self._wrapped = not self._wrapped
        self._lay_out()
        self.scroll_to_place(place)
        self.repaint()

    @property
    def row_width(self) -> int:
        """Cells of a row: what the scrollbar leaves."""
        return self.scrollable_content_region.width

    @property
    def text_width(self) -> int:
        """Cells beside the gutter."""
        return max(1, self.row_width - self._gutter)

    def piece_at(self, y: int) -> Piece | None:
        """What stands on a row of the screen; None below the last line."""
        row = self.scroll_offset.y + y
        if not 0 <= row < self._rows.rows:
            return None
        x = 0 if self._wrapped else self.scroll_offset.x
        return self._rows.piece(row, x, self.text_width)

    def place_of_top(self) -> Place:
        """What stands on the first row."""
        row = min(self.scroll_offset.y, self._rows.rows - 1)
        if row < 0:
            return 0, 0
        piece = self._rows.piece(row, 0, 1)
        return piece.line, piece.start

    def scroll_to_place(self, place: Place) -> None:
        """Bring a place to the first row, as far as the text goes."""
        line = min(place[0], len(self._texts) - 1)
        self.scroll_cells(y=self._rows.row_of(line, place[1]) if line >= 0 else 0)

    def bring_into_view(self, line: int, start: int, end: int) -> None:
        """Scroll to where a part of a line is in view, if it is not."""
        x, y = self.scroll_offset
        row = self._rows.row_of(line, start)
        if not y <= row < y + self.size.height:
            y = row - self.size.height // 3
        if not self._wrapped:
            first = self._rows.cell_of(line, start)
            last = self._rows.cell_of(line, end)
            if first < x or last > x + self.text_width:
                x = first - self.text_width // 3
        self.scroll_cells(x, y)

    @property
    def at_end(self) -> bool:
        """The last row is in view."""
        return self.scroll_offset.y + self.size.height >= self._rows.rows

    def scroll_cells(self, x: float | None = None, y: float | None = None) -> None:
        """Scroll at once to a cell or a row, or as near as there is text."""
        old = self.scroll_offset
        width = 0 if self._wrapped else self._gutter + self._rows.width
        limit_x = max(0, width - self.row_width)
        limit_y = max(0, self._rows.rows - self.size.height)
        new_x = float(max(0, min(old.x if x is None else x, limit_x)))
        new_y = float(max(0, min(old.y if y is None else y, limit_y)))
        self.set_reactive(Widget.scroll_x, new_x)
        self.set_reactive(Widget.scroll_target_x, new_x)
        self.set_reactive(Widget.scroll_y, new_y)
        self.set_reactive(Widget.scroll_target_y, new_y)
        self._update_scrollbar()
        if self.scroll_offset != old:
            self.repaint()

    def _update_scrollbar(self) -> None:
        if self.size:
            scrollbar.update(
                self.vertical_scrollbar,
                virtual_size=self._rows.rows,
                window_size=self.size.height,
                top=self.scroll_offset.y,
            )

    def _lay_out(self) -> None:
        wrap_at = self.text_width if self._wrapped and self.size else 0
        self._rows = TextLayout(self._texts, wrap_at, self._single)
        # a longer text changes no widget's place on the screen: no layout
        size = Size(self._gutter + self._rows.width, self._rows.rows)
        self.set_reactive(Widget.virtual_size, size)
        self._update_scrollbar()
        self.mark_scrollbar()
