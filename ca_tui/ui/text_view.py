"""A viewer for a Document on the Line API: costs follow what is visible.

Lines are cut before they become segments, strips are cached by everything that shows,
and a document that did not change paints nothing.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Offset, Region
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip

from ca_tui.output.document import DocLine, Document, LineKind
from ca_tui.ui.glyphs import UNICODE, Glyphs
from ca_tui.ui.place import runs
from ca_tui.ui.text_hits import Hits
from ca_tui.ui.text_layout import Piece
from ca_tui.ui.text_paint import Frame, Look, Run, blank, look, overlapping, paint
from ca_tui.ui.text_scroll import RowScroller
from ca_tui.ui.theme import styles

CACHED_STRIPS: Final = 512
"""A few screens full of rows."""

NARROWEST_NOTE: Final = 8
"""Cells to which a note is wrapped at least."""


class TextView(RowScroller):
    """Text with line numbers, colours, wrapping, search and selection."""

    HELP = """
    The text of a result. Lines are numbered as the command printed them; the amber
    line stands where Cloud Assistant did not keep what was printed.
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "slash",
            "search",
            "search",
            show=False,
            id="text.search",
            tooltip="Search in this text",
        ),
        Binding("n", "hit(1)", "next hit", show=False, id="text.next-hit"),
        Binding("N", "hit(-1)", "previous hit", show=False, id="text.previous-hit"),
    ]

    @dataclass
    class SearchRequested(Message):
        """The operator wants to type what to search for."""

        view: TextView

    @dataclass
    class Searched(Message):
        """A search was made, or another hit was gone to."""

        view: TextView
        hits: int
        current: int
        """1 for the first hit; 0: there is none."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.glyphs: Glyphs = UNICODE
        self._document: Document | None = None
        self._note = ""
        self._lines: Sequence[DocLine] = ()
        self._needle = ""
        self._hits = Hits()
        self._strips: LRUCache[Look, Strip] = LRUCache(CACHED_STRIPS)
        self._painted: dict[int, Look] = {}

    @property
    def allow_select(self) -> bool:
        """The mouse selects text."""
        return True

    @property
    def document(self) -> Document | None:
        """What is shown."""
        return self._document

    @property
    def needle(self) -> str:
        """What was searched for last; empty: nothing."""
        return self._needle

    @property
    def hits(self) -> int:
        """How many places the search has found."""
        return len(self._hits)

    @property
    def hit_number(self) -> int:
        """1 for the first hit; 0: there is none."""
        return self._hits.number

    def show(
        self, document: Document | None, *, keep_scroll: bool, note: str = ""
    ) -> None:
        """Show a document, or `note` where there is none or it has no lines.

        With `keep_scroll` the top line stays, and the end stays in view if it was.
        """
        following = self._document is not None and self.at_end
        place = self.place_of_top()
        same = document is not None and document is self._document
        self._document = document
        self._note = note
        if not same:
            self._set_lines()
            self._find(self._hits.current)
        if not keep_scroll:
            self.scroll_cells(0, 0)
        elif following and self.size:
            self.action_bottom()
        else:
            self.scroll_to_place(place)
        self.repaint()

    def search(self, needle: str) -> None:
        """Mark every place of `needle` and go to the first from here on; posts
        `Searched`. An empty one ends the search."""
        self._needle = needle
        self._find((*self.place_of_top(), 0))
        self._go_to_hit()

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

    def on_resize(self) -> None:
        """Wrap a note to the new width too."""
        if not (self._document and self._document.lines):
            self._set_lines()

    def render_line(self, y: int) -> Strip:
        """One row of the visible part."""
        shown = self._look(y)
        self._painted[y] = shown
        strip = self._strips.get(shown)
        if strip is None:
            strip = self._strips[shown] = paint(shown)
        return strip

    def repaint(self) -> None:
        """Repaint the rows that look different from what was painted last."""
        rows = range(self.size.height)
        changed = (y for y in rows if self._painted.get(y) != self._look(y))
        width = self.row_width
        regions = [Region(0, y, width, count) for y, count in runs(changed)]
        if regions:
            self.refresh(*regions)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a search n and N belong to whoever else has them."""
        return bool(self._needle) if action == "hit" else True

    def action_search(self) -> None:
        """Ask for something to search for."""
        self.post_message(self.SearchRequested(self))

    def action_hit(self, by: int) -> None:
        """Go to the next or the previous hit."""
        self._hits.step(by)
        self._go_to_hit()

    def _set_lines(self) -> None:
        document = self._document
        self._lines = document.lines if document else ()
        if document is None or not self._lines:
            width = max(NARROWEST_NOTE, self.row_width or len(self._note))
            parts = textwrap.wrap(self._note, width)
            self._lines = [DocLine(None, part, (), LineKind.NOTE) for part in parts]
            self.set_texts(parts, frozenset(), 0)
            return
        # lines are made when asked for: of a long text only as many as are needed
        if document.gap is None:
            seams: frozenset[int] = frozenset()
            numbers = (line.number for line in reversed(self._lines))
            highest = next(filter(None, numbers), 0)
        else:
            lines = list(self._lines)
            highest = max(line.number or 0 for line in lines)
            kinds = enumerate(line.kind for line in lines)
            seams = frozenset(index for index, kind in kinds if kind is LineKind.SEAM)
        gutter = len(str(highest)) + 1 if highest else 0
        self.set_texts(document.text.split("\n")[:-1], seams, gutter)

    def _look(self, y: int) -> Look:
        frame = Frame(
            self.row_width,
            self._gutter,
            self.rich_style,
            styles(self.app.theme),
            self.glyphs,
        )
        piece = self.piece_at(y)
        if piece is None:
            return blank(frame)
        line = self._lines[piece.line]
        syntax, over = self._syntax(piece, frame), self._over(piece, frame)
        return look(line, piece, frame, [*syntax], [*over])

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

    def _find(self, here: tuple[int, int, int] | None) -> None:
        self._hits = Hits(self._document.find(self._needle) if self._document else ())
        if here is not None:
            self._hits.go_from(*here[:2])

    def _go_to_hit(self) -> None:
        hit = self._hits.current
        if hit is not None:
            self.bring_into_view(*hit)
        self.repaint()
        self.post_message(self.Searched(self, len(self._hits), self._hits.number))
