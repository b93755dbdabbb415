"""The keys of the focused pane and those that work everywhere, from the bindings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from ca_tui.ui.theme import Styles, styles


class HelpScreen(ModalScreen[None]):
    """Above the panes until Esc; what is behind it goes on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q", "dismiss", "close", id="help-close"),
    ]

    def __init__(self, about: Screen[None]) -> None:
        """`about`: the screen whose focused pane is explained."""
        super().__init__()
        self._about = about
        self._bindings_then = dict(about.active_bindings)

    def compose(self) -> ComposeResult:
        """A pane's own words, its keys, and the keys of the screen."""
        look = styles(self.app.theme)
        with VerticalScroll(id="help"):
            focused = self._about.focused
            words = self._words(focused)
            if words:
                yield Static(words, markup=False, classes="help-words")
            yield Static(self._keys(look), markup=False)

    def on_mount(self) -> None:
        """Say how to leave."""
        box = self.query_one("#help")
        box.border_title = "Keys"
        box.border_subtitle = "Esc closes"
        box.focus()

    def _words(self, focused: Widget | None) -> str:
        node = focused
        while node is not None and not node.HELP:
            node = node.parent if isinstance(node.parent, Widget) else None
        text = (node.HELP or "") if node is not None else ""
        lines = (line for line in text.splitlines() if not line.startswith("#"))
        return " ".join(" ".join(lines).split()).replace("*", "")

    def _keys(self, look: Styles) -> Table:
        table = Table.grid(padding=(0, 2))
        table.add_column(justify="right", style=look.header_active, no_wrap=True)
        table.add_column(style=look.secondary)
        for keys, words in self._rows():
            table.add_row(Text(keys), Text(words))
        return table

    def _rows(self) -> Iterator[tuple[str, str]]:
        """One row for each action: all its keys, and its tooltip or description."""
        found: dict[str, tuple[list[str], ActiveBinding]] = {}
        for active in self._bindings_then.values():
            binding = active.binding
            if not active.enabled or not binding.description or binding.system:
                continue
            name = f"{id(active.node)}.{binding.action}"
            found.setdefault(name, ([], active))[0].append(
                self.app.get_key_display(binding)
            )
        for keys, active in sorted(found.values(), key=self._distance):
            words = active.binding.tooltip or active.binding.description
            yield " ".join(keys), words[:1].upper() + words[1:]

    def _distance(self, found: tuple[list[str], ActiveBinding]) -> int:
        """The pane's own keys first, Textual's general ones last."""
        binding, node = found[1].binding, found[1].node
        if node is self._about or node is self.app:
            return 1 if binding.id else 2
        return 0
