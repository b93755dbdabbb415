"""A viewer for a Document on the Line API: costs follow what is visible.

Lines are cut before they become segments, strips are cached by everything that shows,
and a document that did not change paints nothing.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Offset, Region
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip

from ca_tui.output.document import DocLine, Document, LineKind
from ca_tui.ui import scrollbar
from ca_tui.ui.place import runs
from ca_tui.ui.text_layout import Piece
from ca_tui.ui.text_paint import (
    MARK_CELLS,
    Frame,
    Look,
    Mark,
    Run,
    blank,
    look,
    overlapping,
    paint,
)
from ca_tui.ui.text_places import PlaceFinder
from ca_tui.ui.theme import styles

SCREENFULS: Final = 4
"""Of rows that are kept painted: each row is a dozen objects for the collector."""

NARROWEST_NOTE: Final = 8
"""Cells to which a note is wrapped at least."""


class TextView(PlaceFinder):
    """Text with line numbers, marks, colours, wrapping, search and selection."""

    HELP = """
    The text of a result. Lines are numbered as the command printed them; the amber
    line stands where Cloud Assistant did not keep what was printed.
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "fold",
            "open or close",
            show=False,
            id="text.fold",
            tooltip="Show or hide what the line opens",
        ),
    ]

    @dataclass
    class FoldTurned(Message):
        """What a line opens is to be shown, or hidden."""

        view: TextView
        line: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._note = ""
        self._lines: Sequence[DocLine] = ()
        self._cursor = 0
        self._causes: frozenset[int] = frozenset()
        self._marked = 0
        self._strips: LRUCache[Look, Strip] = LRUCache(SCREENFULS)
        self._painted: dict[int, Look] = {}
        self._base: Style | None = None

    @property
    def allow_select(self) -> bool:
        """The mouse selects text."""
        return True

    def show(
        self,
        document: Document | None,
        *,
        keep_scroll: bool,
        note: str = "",
        follow: bool = True,
    ) -> None:
        """Show a document, or `note` where there is none or it has no lines.

        With `keep_scroll` the top line stays, and with `follow` the end stays in view
        if it was.
        """
        following = follow and self._document is not None and self.at_end
        place = self.place_of_top()
        same = document is not None and document is self._document
        self._document = document
        self._note = note
        if not same:
            self._set_lines()
            self.find(self._hits.current, go=False)
        if not keep_scroll:
            self._cursor = 0
            self.scroll_cells(0, 0)
        elif following and self.size:
            self.action_bottom()
        else:
            self.scroll_to_place(place)
        self.repaint()

    def selected_text(self) -> str:
        """What the mouse has selected, empty if nothing."""
        selection = self.text_selection
        found = None if selection is None else self.get_selection(selection)
        return found[0] if found else ""

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text and what ends it."""
        start = selection.start or Offset(0, 0)
        end = selection.end
        last = len(self._lines) if end is None else end.y + 1
        texts = [line.text for line in self._lines[start.y : last]]
        if not texts:
            return None
        if end is not None and last <= len(self._lines):
            texts[-1] = texts[-1][: end.x]
        texts[0] = texts[0][start.x :]
        return "\n".join(texts), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Repaint what the selection changed."""
        self.repaint()

    def notify_style_update(self) -> None:
        """Another theme, or another background."""
        super().notify_style_update()
        self._base = None

    def on_resize(self) -> None:
        """Wrap a note to the new width too."""
        self._strips = LRUCache(SCREENFULS * max(1, self.size.height))
        if not (self._document and self._document.lines):
            self._set_lines()

    def render_line(self, y: int) -> Strip:
        """One row of the visible part."""
        shown = self._look(y, self._frame())
        self._painted[y] = shown
        strip = self._strips.get(shown)
        if strip is None:
            strip = self._strips[shown] = paint(shown)
        return strip

    def repaint(self) -> None:
        """Repaint the rows that look different from what was painted last."""
        rows = range(self.size.height)
        frame = self._frame()
        changed = (y for y in rows if self._painted.get(y) != self._look(y, frame))
        width = self.row_width
        regions = [Region(0, y, width, count) for y, count in runs(changed)]
        if regions:
            self.refresh(*regions)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing opens in a text that is not indented."""
        if action == "fold":
            return self._cursor_line() is not None
        return super().check_action(action, parameters)

    def action_fold(self) -> None:
        """Show or hide what the line under the cursor opens."""
        self._turn(self._cursor_line())

    def action_rows(self, by: int) -> None:
        """Move the cursor where lines can be folded, else scroll."""
        line = self._cursor_line()
        if line is None:
            super().action_rows(by)
            return
        self._cursor = max(0, min(line + by, len(self._lines) - 1))
        row = self._rows.row_of(self._cursor, 0)
        top, height = self.scroll_offset.y, max(1, self.size.height)
        self.scroll_cells(y=min(max(top, row - height + 1), row))
        self.repaint()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on a line; beside its text that opens or closes it."""
        piece = self.piece_at(event.y)
        if piece is not None and self._cursor_line() is not None:
            self._cursor = piece.line
            if event.x < self._gutter:
                self._turn(piece.line)
            self.repaint()

    def on_focus(self) -> None:
        """The cursor looks different with the focus."""
        self.repaint()

    def on_blur(self) -> None:
        """And without it."""
        super().on_blur()
        self.repaint()

    def mark_scrollbar(self) -> None:
        """Hits, and what the command failed of."""
        height, rows = self.size.height, max(self._rows.rows, 1)
        if not height:
            return
        look = styles(self.app.theme)
        marks: dict[int, Style] = {}
        causes = ((line, 0) for line in self._causes)
        hits = ((line, start) for line, start, _ in self._hits)
        for places, style in ((causes, look.failed), (hits, look.match)):
            for place in places:
                row = self._rows.row_of(*place)
                marks[row if rows <= height else row * height // rows] = style
        scrollbar.mark(self.vertical_scrollbar, marks, self.glyphs.online)

    def _turn(self, line: int | None) -> None:
        if self._document and line in self._document.folds:
            self.post_message(self.FoldTurned(self, line))

    def _cursor_line(self) -> int | None:
        """The line that a key folds, always one that is in view."""
        if self._document is None or not self._document.folds:
            return None
        bottom = min(self.scroll_offset.y + self.size.height, self._rows.rows) - 1
        first, last = self.place_of_top()[0], self._rows.piece(max(bottom, 0), 0, 1)
        return max(first, min(self._cursor, last.line))

    def _set_lines(self) -> None:
        document = self._document
        self._lines = document.lines if document else ()
        if document is None or not self._lines:
            width = max(NARROWEST_NOTE, self.row_width or len(self._note))
            parts = textwrap.wrap(self._note, width)
            self._lines = [DocLine(None, part, (), LineKind.NOTE) for part in parts]
            self._causes, self._marked = frozenset(), 0
            self.set_texts(parts, frozenset(), 0)
            return
        numbers = (line.number for line in reversed(self._lines))
        highest = next(filter(None, numbers), 0)
        if document.gap is not None:
            sizes = (len(part.lines) for part in document.sections if part.numbered)
            highest = max(sizes, default=0) if highest else 0
        self._causes = frozenset(document.causes)
        self._marked = MARK_CELLS if self._causes or document.folds else 0
        gutter = len(str(highest)) + 1 if highest else 0
        self.set_texts(document.texts, document.seams, gutter + self._marked)

    def _frame(self) -> Frame:
        rows = (self.row_width, self._gutter)
        base = self._base = self._base or self.rich_style
        return Frame(*rows, base, styles(self.app.theme), self.glyphs, self._marked)

    def _look(self, y: int, frame: Frame) -> Look:
        piece = self.piece_at(y)
        if piece is None:
            return blank(frame)
        if piece.line == self._cursor_line():
            look_of = frame.styles
            cursor = look_of.cursor if self.has_focus else look_of.cursor_blurred
            frame = frame._replace(base=frame.base + cursor)
        line = self._lines[piece.line]
        syntax, over = self._syntax(piece, frame), self._over(piece, frame)
        return look(line, piece, frame, [*syntax], [*over], self._mark(piece.line))

    def _mark(self, line: int) -> Mark | None:
        if line in self._causes:
            return self.glyphs.failed, styles(self.app.theme).failed
        folded = self._document.folds.get(line) if self._document else None
        if folded is None:
            return None
        glyph = self.glyphs.closed if folded else self.glyphs.opened
        return glyph, styles(self.app.theme).accent

    def _syntax(self, piece: Piece, frame: Frame) -> Iterator[Run]:
        if self._document is None or not self._document.lines:
            return
        spans = self._document.spans(piece.line)
        for index, start, end in overlapping(spans, piece.start, piece.end):
            yield start, end, frame.styles.syntax_style(spans[index].kind.value)

    def _over(self, piece: Piece, frame: Frame) -> Iterator[Run]:
        styles = frame.styles
        for hit, current in self._hits.within(piece.line, piece.start, piece.end):
            yield hit[1], hit[2], styles.match_current if current else styles.match
        selection = self.text_selection
        span = selection.get_span(piece.line) if selection else None
        if span is not None:
            yield span[0], piece.end if span[1] < 0 else span[1], styles.selection
