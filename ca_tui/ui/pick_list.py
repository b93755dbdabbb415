"""A list to pick from on the Line API: titles, lines, a cursor that is always in sight.

Heirs say what their lines look like and what picking one means.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from ca_tui.ui import scrollbar
from ca_tui.ui.glyphs import UNICODE, Glyphs
from ca_tui.ui.group_lines import Frame
from ca_tui.ui.row_strips import Cursor
from ca_tui.ui.theme import styles
from ca_tui.ui.titled import Titled

HEADER: Final = 1
"""Lines above the first entry."""


class PickList(Titled, ScrollView, can_focus=True, inherit_bindings=False):
    """Entries of one line each."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    PickList {
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "line above", show=False, id="list.up"),
        Binding("down,j", "move(1)", "line below", show=False, id="list.down"),
        Binding("pageup", "page(-1)", "page up", show=False, id="list.page-up"),
        Binding("pagedown", "page(1)", "page down", show=False, id="list.page-down"),
        Binding("home,g", "go(0)", "first line", show=False, id="list.first"),
        Binding("end,G", "go(-1)", "last line", show=False, id="list.last"),
    ]

    glyphs: reactive[Glyphs] = reactive(UNICODE)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.auto_links = False
        self.cursor = 0
        """Index of the entry that the cursor is on."""

    @property
    @abstractmethod
    def count(self) -> int:
        """How many entries there are."""

    @abstractmethod
    def heading(self, frame: Frame) -> Strip:
        """The line above the first entry."""

    @abstractmethod
    def entry(self, index: int | None, frame: Frame, cursor: Cursor) -> Strip:
        """The line of an entry; None: below the last one."""

    @abstractmethod
    def moved(self) -> None:
        """The cursor is somewhere, perhaps where it was."""

    @abstractmethod
    def action_open(self) -> None:
        """The entry under the cursor was picked."""

    @property
    def page(self) -> int:
        """Entries that fit."""
        return max(1, self.size.height - HEADER)

    def render_line(self, y: int) -> Strip:
        """The titles, an entry, or nothing."""
        frame = Frame(
            self.scrollable_content_region.width,
            self.rich_style,
            styles(self.app.theme),
            self.glyphs,
        )
        if y < HEADER:
            return self.heading(frame)
        index = self.scroll_offset.y + y - HEADER
        cursor: Cursor = ""
        if index == self.cursor:
            cursor = "focused" if self.has_focus else "blurred"
        return self.entry(index if index < self.count else None, frame, cursor)

    def on_mount(self) -> None:
        """Use a scrollbar without characters of ambiguous width."""
        scrollbar.plain(self.vertical_scrollbar)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self.go(self.cursor)

    def on_click(self, event: events.Click) -> None:
        """A click selects; one on the selected entry picks it."""
        index = self.scroll_offset.y + event.y - self.gutter.top - HEADER
        if not 0 <= index < self.count:
            return
        if index == self.cursor:
            self.action_open()
        else:
            self.go(index)

    def action_move(self, by: int) -> None:
        """To a neighbour."""
        self.go(self.cursor + by)

    def action_page(self, by: int) -> None:
        """A page further."""
        self.go(self.cursor + by * self.page)

    def action_go(self, place: int) -> None:
        """To the first entry, or with -1 to the last."""
        self.go(place if place >= 0 else self.count - 1)

    def go(self, place: int) -> None:
        """Put the cursor on an entry and scroll as far as needed."""
        self.cursor = max(0, min(place, self.count - 1))
        top = self.scroll_offset.y
        top = min(top, self.cursor)
        top = max(top, self.cursor - self.page + 1)
        top = max(0, min(top, self.count - self.page))
        height = self.count + HEADER
        self.set_reactive(Widget.virtual_size, Size(0, height))
        self.set_reactive(Widget.scroll_y, float(top))
        self.set_reactive(Widget.scroll_target_y, float(top))
        if self.size:
            scrollbar.update(
                self.vertical_scrollbar,
                virtual_size=height,
                window_size=self.size.height,
                top=top,
            )
        self.refresh()
        self.moved()
