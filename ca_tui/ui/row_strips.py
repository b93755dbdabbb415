"""The lines of the results table as strips: few segments, each painted once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final, Literal, NamedTuple

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.strip import Strip

from ca_tui.api.status import Phase
from ca_tui.monitor.rows import Row
from ca_tui.ui.cells import day, pad
from ca_tui.ui.columns import GUTTER, Cell, Column, Context, fit, gap, layout
from ca_tui.ui.glyphs import Glyphs
from ca_tui.ui.theme import Styles

Cursor = Literal["", "focused", "blurred"]
"""Whether a line has the cursor, and its table the focus."""


class Standing(NamedTuple):
    """What a line shows that its row does not know."""

    cursor: Cursor = ""
    marked: bool = False
    unread: bool = False
    """A fault that the cursor has not been on."""


class Painted(NamedTuple):
    """What stands on a line of the screen."""

    row_id: int | None
    """None: there is no row."""
    row: Row | None
    standing: Standing
    at: datetime


REMEMBERED: Final = 160
"""Strips kept, a few screens of them: each is two dozen objects for the collector."""

BOLD: Final = Style(bold=True)

STALE: Final = timedelta(minutes=1)
"""A refresh paints the age of a running result again when it is that old."""


class RowStrips:
    """Paints lines for one width, theme and set of glyphs."""

    def __init__(
        self, width: int, styles: Styles, base: Style, glyphs: Glyphs, *, utc: bool
    ) -> None:
        self.columns: list[tuple[Column, int]] = layout(width)
        """The visible columns and their widths."""
        self._width = width
        self._styles = styles
        self._base = base
        self._glyphs = glyphs
        self._utc = utc
        self._gap = gap(width)
        self._known: dict[tuple[int, Standing, date], tuple[Row, Strip]] = {}

    def header(self, sort: str, *, descending: bool) -> Strip:
        """The titles, the sorted one with an arrow."""
        arrow = self._glyphs.descending if descending else self._glyphs.ascending
        pieces = [(" " * GUTTER, self._styles.header)]
        for column, width in self.columns:
            active = column.key == sort
            title = column.title + arrow if active else column.title
            style = self._styles.header_active if active else self._styles.header
            pieces.append((pad(title, width, right=column.right), style))
            pieces.append((" " * self._gap, style))
        return self._strip(pieces, Style())

    def row(self, row: Row | None, standing: Standing, now: datetime) -> Strip:
        """A result; None leaves the line blank."""
        if row is None:
            return self.blank()
        if row.phase is Phase.ACTIVE:
            return self._row(row, standing, now)
        key = (row.id, standing, day(now, utc=self._utc))
        known = self._known.get(key)
        if known is None or known[0] != row:
            if len(self._known) >= REMEMBERED:
                del self._known[next(iter(self._known))]
            known = row, self._row(row, standing, now)
            self._known[key] = known
        return known[1]

    def stale(self, row: Row, then: datetime, now: datetime) -> bool:
        """Whether time alone made a line wrong that was painted `then`."""
        if row.phase is Phase.ACTIVE:
            return now - then >= STALE
        return day(then, utc=self._utc) != day(now, utc=self._utc)

    def blank(self) -> Strip:
        """A line with nothing on it."""
        return Strip.blank(self._width, self._base)

    def placeholder(self, text: Text, height: int, console: Console) -> list[Strip]:
        """What is shown instead of rows, in the middle of `height` lines."""
        width = max(1, min(self._width - 2, 72))
        lines = text.wrap(console, width)[:height]
        strips = [self.blank() for _ in range((height - len(lines)) // 2)]
        for line in lines:
            left = max(0, (self._width - line.cell_len) // 2)
            segments = [Segment(" " * left, self._base)]
            segments += Segment.apply_style(line.render(console), self._base)
            strip = Strip(segments).adjust_cell_length(self._width, self._base)
            strips.append(strip)
        return strips

    def column_at(self, x: int) -> Column | None:
        """The column at a cell of the line."""
        left = GUTTER
        for column, width in self.columns:
            if left <= x < left + width + self._gap:
                return column
            left += width + self._gap
        return None

    def _row(self, row: Row, standing: Standing, now: datetime) -> Strip:
        context = Context(now, self._utc, self._glyphs)
        pieces = self._gutter(row, standing)
        for column, width in self.columns:
            cell = column.render(row, context)
            text = fit(cell, column, width, self._glyphs)
            style = self._style(row, cell)
            if standing.unread and column.key == "status":
                style += BOLD
            pieces.append((text + " " * self._gap, style))
        cursor = standing.cursor
        return with_cursor(pieces, self._width, self._base, self._styles, cursor)

    def _gutter(self, row: Row, standing: Standing) -> list[tuple[str, Style]]:
        """The cursor's edge, a mark or else what is unusual, and what is unread."""
        look, glyphs = self._styles, self._glyphs
        flag, style = " ", look.dim
        if standing.marked:
            flag, style = glyphs.marked, look.accent
        elif row.gone:
            flag = glyphs.gone
        elif row.periodic:
            flag = glyphs.periodic
        edge = look.cursor_edge if standing.cursor == "focused" else look.dim
        unread = glyphs.unread if standing.unread else " "
        pieces = [(glyphs.cursor if standing.cursor else " ", edge)]
        pieces += [(flag, style), (unread, look.failed)]
        return pieces

    def _style(self, row: Row, cell: Cell) -> Style:
        return self._styles["dim" if row.gone else cell.style]

    def _strip(self, pieces: list[tuple[str, Style]], over: Style) -> Strip:
        return joined(pieces, self._width, self._base, over)


def with_cursor(
    pieces: Iterable[tuple[str, Style]],
    width: int,
    base: Style,
    styles: Styles,
    cursor: Cursor,
) -> Strip:
    """A line that may have the cursor; as `joined`."""
    over = {
        "": Style(),
        "focused": styles.cursor,
        "blurred": styles.cursor_blurred,
    }[cursor]
    if over.reverse:
        # colours would become a patchwork of backgrounds
        pieces = [(text, Style()) for text, _ in pieces]
    return joined(pieces, width, base, over)


def joined(
    pieces: Iterable[tuple[str, Style]], width: int, base: Style, over: Style
) -> Strip:
    """Pieces on the base, `over` laid on them, exactly `width` cells.

    Blanks take the style of their neighbour: each segment costs bytes.
    """
    segments: list[Segment] = []
    said, last = "", None
    for text, style in pieces:
        whole = base + style + over
        last = whole if last is None else last
        if not text.strip() or whole == last:
            said += text
        elif not said.strip():
            said, last = said + text, whole
        else:
            segments.append(Segment(said, last))
            said, last = text, whole
    taken = sum(cell_len(segment.text) for segment in segments) + cell_len(said)
    if taken > width and said.endswith(" " * (taken - width)):
        said, taken = said[: width - taken], width
    segments.append(Segment(said + " " * (width - taken), last))
    strip = Strip(segments, max(width, taken))
    return strip if taken <= width else strip.crop(0, width)
