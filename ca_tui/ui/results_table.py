"""The results: what keys and mouse do in the list, and what it tells the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message

from ca_tui.monitor.rows import Row
from ca_tui.ui.marks import Marks
from ca_tui.ui.row_list import HEADER, NEWEST_FIRST, RowList
from ca_tui.ui.row_strips import Standing
from ca_tui.ui.table_keys import TABLE_KEYS


class ResultsTable(RowList, inherit_bindings=False):
    """Results, newest first or as the owner sorts them."""

    HELP = """\
# Results

On the top row the cursor follows new results. Anywhere else it stays on its result, and
*+12 new* says what arrived above.
"""
    BINDINGS: ClassVar[list[BindingType]] = TABLE_KEYS

    @dataclass
    class Highlighted(Message):
        """The cursor is on another result."""

        row_id: int | None

        def can_replace(self, message: Message) -> bool:
            """A later one says it all."""
            return isinstance(message, ResultsTable.Highlighted)

    @dataclass
    class Opened(Message):
        """The operator wants to read this result."""

        row_id: int

    @dataclass
    class SortRequested(Message):
        """Sort by that column; for the one that is sorted by: invert."""

        key: str

    @dataclass
    class FaultWanted(Message):
        """The operator wants to see the next failed result in that direction."""

        step: int

    class Marked(Message):
        """Other rows are marked."""

    @dataclass
    class NewAbove(Message):
        """How many results arrived above what is visible."""

        count: int

        def can_replace(self, message: Message) -> bool:
            """A later one says it all."""
            return isinstance(message, ResultsTable.NewAbove)

    @dataclass
    class ReachedEnd(Message):
        """The operator came to the last row: more would be welcome."""

        def can_replace(self, message: Message) -> bool:
            """One is enough."""
            return isinstance(message, ResultsTable.ReachedEnd)

    def __init__(
        self,
        fetch: Callable[[Sequence[int]], Sequence[Row]],
        *,
        clock: Callable[[], datetime],
    ) -> None:
        """As a list of rows."""
        super().__init__(fetch, clock=clock)
        self.marks = Marks()
        self.unread: set[int] = set()
        """Faults that landed and that the cursor has not been on."""
        self.steered = False
        """Somebody put the cursor where it is."""

    def standing(self, index: int) -> Standing:
        """What a line shows beside its row."""
        row_id = self.ids[index]
        cursor = super().standing(index).cursor
        return Standing(cursor, row_id in self.marks, row_id in self.unread)

    @property
    def kept(self) -> int | None:
        """The result that the cursor stays on; None: it follows new ones."""
        following = self.cursor == 0 and self.sort == NEWEST_FIRST
        return None if following else self.cursor_id

    def go(self, index: int, top: int | None = None) -> None:
        """Put the cursor on a row."""
        self.steered = True
        super().go(index, top)

    def watch_cursor_id(self, row_id: int | None) -> None:
        """Tell whoever shows the selected result."""
        self.post_message(self.Highlighted(row_id))

    def watch_new_above(self, count: int) -> None:
        """Tell whoever shows the number."""
        self.post_message(self.NewAbove(count))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell when the wheel or the scrollbar came to the end."""
        super().watch_scroll_y(old_value, new_value)
        if new_value > old_value and self.top + self.page >= len(self.ids):
            self.post_message(self.ReachedEnd())

    def on_click(self, event: events.Click) -> None:
        """A title sorts, a row is selected, a second click opens it."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.y < HEADER:
            column = self.strips.column_at(offset.x)
            if column is not None:
                self.post_message(self.SortRequested(column.key))
            return
        index = self.top + offset.y - HEADER
        if index < len(self.ids):
            self.go(index)
            if event.chain == 2:
                self.action_open()

    def action_move(self, step: int) -> None:
        """Some rows down, or up."""
        self._go_on(self.cursor + step)

    def action_page(self, step: int) -> None:
        """Some pages down, or up; the cursor keeps its line on the screen."""
        rows = step * max(1, self.page)
        self._go_on(self.cursor + rows, self.top + rows)

    def action_first(self) -> None:
        """To the first row."""
        self.go(0, 0)

    def action_last(self) -> None:
        """To the last row."""
        self._go_on(len(self.ids) - 1)

    def action_open(self) -> None:
        """Read the result under the cursor."""
        if self.cursor_id is not None:
            self.post_message(self.Opened(self.cursor_id))

    def action_fault(self, step: int) -> None:
        """To the next or the previous fault."""
        self.post_message(self.FaultWanted(step))

    def action_mark(self) -> None:
        """Mark the row under the cursor, or not, and go on to the next one."""
        if self.cursor_id is not None:
            self.marks.toggle(self.cursor_id)
            self._remarked()
            self._go_on(self.cursor + 1)

    def action_mark_range(self) -> None:
        """Mark what is between the last mark and the cursor."""
        if self.cursor_id is not None:
            self.marks.up_to(self.ids, self.cursor)
            self._remarked()

    def unmark(self) -> None:
        """Take all marks away."""
        if self.marks:
            self.marks.clear()
            self._remarked()

    def action_sort(self, step: int) -> None:
        """Sort by the visible column to the left or to the right."""
        keys = [column.key for column, _ in self.strips.columns]
        now = self.sort[0]
        index = keys.index(now) + step if now in keys else 0
        if 0 <= index < len(keys):
            self.post_message(self.SortRequested(keys[index]))

    def action_invert(self) -> None:
        """Sort by the same column the other way round."""
        self.post_message(self.SortRequested(self.sort[0]))

    def _remarked(self) -> None:
        self.repaint()
        self.post_message(self.Marked())

    def _go_on(self, index: int, top: int | None = None) -> None:
        self.go(index, top)
        if self.ids and index >= len(self.ids) - 1:
            self.post_message(self.ReachedEnd())
