"""What can be copied, a letter each; Enter takes the one that is marked."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ca_tui.export.pieces import PIECES, Piece
from ca_tui.ui.theme import styles


class CopyMenu(ModalScreen[str]):
    """Dismissed with the name of a piece, or an empty one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss('')", "close", id="copy-close"),
        *(
            Binding(
                piece.key,
                f"choose('{piece.name}')",
                piece.label,
                show=False,
                id=f"copy-{piece.name.replace('_', '-')}",
            )
            for piece in PIECES
        ),
    ]

    def __init__(self, missing: Collection[str]) -> None:
        """`missing`: names of the pieces that there is nothing of."""
        super().__init__()
        self._missing = missing

    def compose(self) -> ComposeResult:
        """One line for each piece."""
        with Vertical(id="copy"):
            yield OptionList(*map(self._option, PIECES), compact=True)

    def on_mount(self) -> None:
        """Propose what was selected or marked, or else the output."""
        menu = self.query_one(OptionList)
        box = self.query_one("#copy")
        box.border_title = "Copy"
        box.border_subtitle = "Esc closes"
        likely = ("selection", "marked_markdown")
        there = (name for name in likely if name not in self._missing)
        wanted = next(there, "output")
        menu.highlighted = menu.get_option_index(wanted)

    def action_choose(self, name: str) -> None:
        """Copy that."""
        if name not in self._missing:
            self.dismiss(name)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option_id or "")

    def _option(self, piece: Piece) -> Option:
        look = styles(self.app.theme)
        gone = piece.name in self._missing
        words = Text.assemble(
            (piece.key, look.dim if gone else look.header_active),
            "  ",
            (piece.label, look.dim if gone else look.text),
        )
        return Option(words, id=piece.name, disabled=gone)
