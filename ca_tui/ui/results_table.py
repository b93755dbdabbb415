"""The results: what keys and mouse do in the list, and what it tells the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from ca_tui.ui.row_list import HEADER, RowList


class ResultsTable(RowList, inherit_bindings=False):
    """Results, newest first or as the owner sorts them."""

    HELP = """\
# Results

On the top row the cursor follows new results. Anywhere else it stays on its result, and
*+12 new* says what arrived above.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "up,k",
            "move(-1)",
            "up",
            show=False,
            id="row-up",
            tooltip="The result above",
        ),
        Binding(
            "down,j",
            "move(1)",
            "down",
            show=False,
            id="row-down",
            tooltip="The result below",
        ),
        Binding("pageup", "page(-1)", "page up", show=False, id="page-up"),
        Binding("pagedown", "page(1)", "page down", show=False, id="page-down"),
        Binding(
            "home,g",
            "first",
            "first result",
            show=False,
            id="first-row",
            tooltip="The first result; the cursor follows new ones from there",
        ),
        Binding(
            "end,G",
            "last",
            "last result",
            show=False,
            id="last-row",
            tooltip="The last result read; older ones are asked for",
        ),
        Binding(
            "enter",
            "open",
            "read",
            show=False,
            id="open-row",
            tooltip="Go to the output of this result",
        ),
        Binding(
            "n",
            "fault(1)",
            "fault",
            id="next-fault",
            tooltip="The next result that failed",
        ),
        Binding(
            "N",
            "fault(-1)",
            "previous fault",
            show=False,
            id="previous-fault",
            tooltip="The previous result that failed",
        ),
        Binding(
            "less_than_sign",
            "sort(-1)",
            "sort by the column to the left",
            show=False,
            id="sort-left",
            key_display="<",
        ),
        Binding(
            "greater_than_sign",
            "sort(1)",
            "sort by the column to the right",
            show=False,
            id="sort-right",
            key_display=">",
        ),
        Binding(
            "I",
            "invert",
            "invert the order",
            show=False,
            id="invert-order",
            tooltip="Sort by the same column the other way round",
        ),
    ]

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

    def _go_on(self, index: int, top: int | None = None) -> None:
        self.go(index, top)
        if self.ids and index >= len(self.ids) - 1:
            self.post_message(self.ReachedEnd())
