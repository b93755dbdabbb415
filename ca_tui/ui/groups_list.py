"""The groups of results as a list: the cursor stays with its results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from ca_tui.monitor.groups import Group, Groups
from ca_tui.ui import group_lines
from ca_tui.ui.group_lines import Frame
from ca_tui.ui.pick_list import PickList
from ca_tui.ui.row_strips import Cursor
from ca_tui.ui.run_groups import group_with


class GroupsList(PickList):
    """Largest group first, or the odd ones."""

    HELP = """
    Results by what they printed and how they ended. What is masked makes no difference;
    outputs of which a part is missing are never called equal.
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "open",
            "compare",
            id="groups.open",
            tooltip="What this group printed otherwise than the reference",
        ),
    ]

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
        self.groups = Groups()
        self._order: Sequence[Group] = ()
        self._reference: Group | None = None

    @property
    def current(self) -> Group | None:
        """The group that the cursor is on."""
        return self._order[self.cursor] if self._order else None

    @property
    def count(self) -> int:
        """How many groups there are."""
        return len(self._order)

    def show(
        self, groups: Groups, reference: Group | None, *, smallest_first: bool
    ) -> None:
        """Show these; the cursor stays with the result it was on."""
        before = self.current
        self.groups, self._reference = groups, reference
        self._order = groups.smallest_first() if smallest_first else groups.groups
        found = group_with(groups, before.ids[0]) if before else None
        self.go(self._order.index(found) if found else self.cursor)

    def heading(self, frame: Frame) -> Strip:
        """The titles of the columns."""
        return group_lines.header(frame)

    def entry(self, index: int | None, frame: Frame, cursor: Cursor) -> Strip:
        """A group."""
        group = None if index is None else self._order[index]
        reference = group is not None and group is self._reference
        return group_lines.line(group, self.groups, frame, cursor, reference)

    def moved(self) -> None:
        """Tell who says more about a group."""
        self.post_message(self.Highlighted(self.current))

    def action_open(self) -> None:
        """Ask for the difference."""
        if self.current is not None:
            self.post_message(self.Opened(self.current))
