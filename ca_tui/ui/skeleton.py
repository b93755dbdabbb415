"""The first frame: the panes without what is in them, where the real ones will be.

Nothing here waits for the store, the monitor or the readers of outputs to be imported.
The panes are called as the real ones, so that the same rules of `app.tcss` are theirs.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widget import Widget

from ca_tui.ui.glyphs import ASCII, UNICODE
from ca_tui.ui.status_line import StatusLine
from ca_tui.ui.tab_line import TabLine


class Empty(Widget):
    """Nothing but its border and ground."""

    def render(self) -> str:
        """Textual would show the name."""
        return ""


class ScopeTree(Empty):
    """Where the places will be."""

    DEFAULT_CSS: ClassVar[str] = "ScopeTree { overflow: hidden scroll; }"
    BORDER_TITLE = "Places"


class ResultsTable(Empty, can_focus=True):
    """Where the results will be."""

    DEFAULT_CSS: ClassVar[str] = "ResultsTable { overflow: hidden scroll; }"
    BORDER_TITLE = "Results"


class OutputPane(Vertical):
    """Where the output will be."""

    def compose(self) -> ComposeResult:
        """The names of the tabs."""
        yield TabLine()


class Skeleton(Screen[None]):
    """Looks as the explorer does while it knows nothing."""

    AUTO_FOCUS = "ResultsTable"
    DEFAULT_CSS: ClassVar[str] = "#skeleton-keys { height: 1; }"

    def __init__(self, title: str, *, ascii_only: bool) -> None:
        """`title`: what the operator calls the source."""
        super().__init__()
        self._source_title = title
        self._ascii = ascii_only

    def compose(self) -> ComposeResult:
        """The explorer's panes."""
        self.set_class(self._ascii, "-ascii")
        status = StatusLine()
        status.glyphs = ASCII if self._ascii else UNICODE
        status.source = self._source_title
        yield status
        with Horizontal(id="body"):
            yield ScopeTree()
            with Vertical(id="main"):
                yield ResultsTable()
                yield OutputPane()
        yield Empty(id="skeleton-keys")
