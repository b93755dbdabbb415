"""The groups of a run on the Line API: a cursor that stays with its results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from ca_tui.monitor.groups import Group, Groups
from ca_tui.ui import group_lines, scrollbar
from ca_tui.ui.glyphs import UNICODE, Glyphs
from ca_tui.ui.group_lines import Frame
from ca_tui.ui.row_strips import Cursor
from ca_tui.ui.run_groups import group_with
from ca_tui.ui.theme import styles
from ca_tui.ui.titled import Titled

HEADER: Final = 1
"""Lines above the first group."""


class GroupsList(Titled, ScrollView, can_focus=True, inherit_bindings=False):
    """Largest group first, or the odd ones."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    GroupsList {
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
    }
    """
    HELP = """
    The results of one run, by what they printed and how they ended. What is masked
    makes no difference; outputs of which a part is missing are never called equal.
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "group above", show=False, id="groups.up"),
        Binding("down,j", "move(1)", "group below", show=False, id="groups.down"),
        Binding("pageup", "page(-1)", "page up", show=False, id="groups.page-up"),
        Binding("pagedown", "page(1)", "page down", show=False, id="groups.page-down"),
        Binding("home,g", "go(0)", "first group", show=False, id="groups.first"),
        Binding("end,G", "go(-1)", "last group", show=False, id="groups.last"),
        Binding(
            "enter",
            "open",
            "compare",
            id="groups.open",
            tooltip="What this group printed otherwise than the reference",
        ),
    ]

    glyphs: reactive[Glyphs] = reactive(UNICODE)

    @dataclass
    class Highlighted(Message):
        """The cursor is on another group, or its group is another one now."""

        group: Group | None

    @dataclass
    class Opened(Message):
        """The operator wants to see how a group differs."""

        group: Group

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.auto_links = False
        self.groups = Groups()
        self._order: Sequence[Group] = ()
        self._cursor = 0
        self._reference: Group | None = None

    @property
    def current(self) -> Group | None:
        """The group that the cursor is on."""
        return self._order[self._cursor] if self._order else None

    @property
    def page(self) -> int:
        """Groups that fit."""
        return max(1, self.size.height - HEADER)

    def show(
        self, groups: Groups, reference: Group | None, *, smallest_first: bool
    ) -> None:
        """Show these; the cursor stays with the result it was on."""
        before = self.current
        self.groups, self._reference = groups, reference
        self._order = groups.smallest_first() if smallest_first else groups.groups
        found = group_with(groups, before.ids[0]) if before else None
        place = self._order.index(found) if found else self._cursor
        self._go(place)

    def render_line(self, y: int) -> Strip:
        """The titles, a group, or nothing."""
        frame = Frame(
            self.scrollable_content_region.width,
            self.rich_style,
            styles(self.app.theme),
            self.glyphs,
        )
        if y < HEADER:
            return group_lines.header(frame)
        index = self.scroll_offset.y + y - HEADER
        group = self._order[index] if index < len(self._order) else None
        cursor: Cursor = ""
        if index == self._cursor:
            cursor = "focused" if self.has_focus else "blurred"
        reference = group is not None and group is self._reference
        return group_lines.line(group, self.groups, frame, cursor, reference)

    def on_mount(self) -> None:
        """Use a scrollbar without characters of ambiguous width."""
        scrollbar.plain(self.vertical_scrollbar)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._go(self._cursor)

    def on_click(self, event: events.Click) -> None:
        """A click selects; one on the selected group opens it."""
        index = self.scroll_offset.y + event.y - self.content_offset_y - HEADER
        if not 0 <= index < len(self._order):
            return
        if index == self._cursor:
            self.action_open()
        else:
            self._go(index)

    @property
    def content_offset_y(self) -> int:
        """Lines of the border above the content."""
        return self.gutter.top

    def action_move(self, by: int) -> None:
        """To a neighbour."""
        self._go(self._cursor + by)

    def action_page(self, by: int) -> None:
        """A page further."""
        self._go(self._cursor + by * self.page)

    def action_go(self, place: int) -> None:
        """To the first group, or with -1 to the last."""
        self._go(place if place >= 0 else len(self._order) - 1)

    def action_open(self) -> None:
        """Ask for the difference."""
        if self.current is not None:
            self.post_message(self.Opened(self.current))

    def _go(self, place: int) -> None:
        count = len(self._order)
        self._cursor = max(0, min(place, count - 1))
        top = self.scroll_offset.y
        top = min(top, self._cursor)
        top = max(top, self._cursor - self.page + 1)
        top = max(0, min(top, count - self.page))
        self.set_reactive(Widget.virtual_size, Size(0, count + HEADER))
        self.set_reactive(Widget.scroll_y, float(top))
        self.set_reactive(Widget.scroll_target_y, float(top))
        if self.size:
            scrollbar.update(
                self.vertical_scrollbar,
                virtual_size=count + HEADER,
                window_size=self.size.height,
                top=top,
            )
        self.refresh()
        self.post_message(self.Highlighted(self.current))
