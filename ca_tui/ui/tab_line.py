"""One line of tabs, with a fact at its right end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from ca_tui.ui.theme import styles

Tab = Literal["output", "command", "details"]

TABS: Final[tuple[Tab, ...]] = ("output", "command", "details")
"""From left to right."""

GAP: Final = 3
"""Cells between two tabs."""


class TabLine(Widget):
    """The names of the tabs, the open one in bold and underlined."""

    DEFAULT_CSS = "TabLine { height: 1; }"
    ALLOW_SELECT = False

    tab: reactive[Tab] = reactive[Tab]("output", layout=False)
    fact: reactive[str] = reactive("", layout=False)
    """Clean text, dim at the right end; dropped where there is no room."""

    @dataclass
    class Clicked(Message):
        """The mouse asked for a tab."""

        tab: Tab

    def render(self) -> Text:
        """Names on the left, the fact on the right."""
        look = styles(self.app.theme)
        line = Text(no_wrap=True, end="")
        for tab in TABS:
            opened = look.header_active + Style(underline=True)
            line.append(tab.capitalize(), opened if tab == self.tab else look.header)
            line.append(" " * GAP)
        room = self.size.width - cell_len(line.plain)
        if self.fact and room > 2 * GAP:
            fact = set_cell_size(self.fact, min(room, cell_len(self.fact)))
            line.append(" " * (room - cell_len(fact)) + fact, look.dim)
        line.truncate(self.size.width)
        return line

    def on_click(self, event: events.Click) -> None:
        """Open the tab under the pointer."""
        left = 0
        for tab in TABS:
            if left <= event.x < left + len(tab):
                self.post_message(self.Clicked(tab))
            left += len(tab) + GAP
