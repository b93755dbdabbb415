"""The line that appears for `/`: filters the table, or searches the output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.getters import query_one
from textual.message import Message
from textual.widgets import Input, Static

Purpose: TypeAlias = Literal["filter", "search"]


class FilterLine(Horizontal):
    """Hidden until opened; tells every change while one types."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "clear", id="filter-cancel", tooltip="Clear"),
        Binding("down,tab", "leave", "to the rows", show=False, id="filter-leave"),
    ]

    input = query_one(Input)
    label = query_one(Static)

    @dataclass
    class Changed(Message):
        """Other words were typed."""

        purpose: Purpose
        text: str

        def can_replace(self, message: Message) -> bool:
            """Only the newest words matter."""
            return isinstance(message, FilterLine.Changed)

    @dataclass
    class Left(Message):
        """The line gave the focus back; `cleared`: by Esc."""

        purpose: Purpose
        cleared: bool

    def __init__(self) -> None:
        super().__init__(classes="-hidden")
        self.purpose: Purpose = "filter"

    def compose(self) -> ComposeResult:
        """A label and an input without a blinking cursor, which would cost bytes."""
        yield Static("/", markup=False)
        box = Input(compact=True, select_on_focus=False)
        box.cursor_blink = False
        yield box

    def open(self, purpose: Purpose, text: str) -> None:
        """Show the line with what is set already, and take the focus."""
        self.purpose = purpose
        self.label.update(" filter " if purpose == "filter" else " search ")
        with self.prevent(Input.Changed):
            self.input.value = text
        self.input.cursor_position = len(text)
        self.remove_class("-hidden")
        self.input.focus()

    def close(self) -> None:
        """Hide the line."""
        self.add_class("-hidden")

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(self.purpose, event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_leave()

    def action_leave(self) -> None:
        """Keep the words and go to what they left."""
        if not self.input.value:
            self.close()
        self.post_message(self.Left(self.purpose, cleared=False))

    def action_cancel(self) -> None:
        """Forget the words."""
        self.close()
        self.post_message(self.Left(self.purpose, cleared=True))
