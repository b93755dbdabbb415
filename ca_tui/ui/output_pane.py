"""The selected result: what happened in a line or two, then its text in three tabs.

The header paints at once from the row; texts come later and only for the row that is
still selected. Until then the text before stays for a moment with what is said of it,
so that going from row to row does not paint them twice; nothing new is said of it.
"""

from __future__ import annotations

import asyncio
from typing import ClassVar, Final

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Offset
from textual.getters import query_one
from textual.reactive import var
from textual.timer import Timer

from ca_tui.monitor.rows import Record, Row, StoredOutput
from ca_tui.output.document import Document
from ca_tui.output.hexed import BINARY
from ca_tui.output.pretty_document import PrettyDocument
from ca_tui.ui import outcome, pane_words
from ca_tui.ui.cells import shorten
from ca_tui.ui.documents import documents
from ca_tui.ui.glyphs import UNICODE, Glyphs
from ca_tui.ui.headline import Headline
from ca_tui.ui.reading_keys import ReadingKeys
from ca_tui.ui.tab_line import TABS, Tab, TabLine
from ca_tui.ui.text_view import TextView
from ca_tui.ui.theme import styles
from ca_tui.ui.titled import Titled

ROOM_FOR_REMEDY: Final = 10
"""Rows inside the border from which on the header may have a second line."""

LEFT_OVER: Final = 0.25
"""Seconds that the text of another row may stay while this one's is read."""

QUICK: Final = 262_144
"""Bytes of an output up to which it is read anew at once."""


class OutputPane(Titled, ReadingKeys, Vertical):
    """One result: headline, and its output, command and details."""

    HELP = """
    # Output

    What the selected result is about, and everything that is known of it.
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "right_square_bracket",
            "step(1)",
            "next tab",
            key_display="]",
            id="output.next-tab",
            tooltip="Output, command, details",
        ),
        Binding(
            "left_square_bracket",
            "step(-1)",
            "previous tab",
            key_display="[",
            show=False,
            id="output.previous-tab",
            tooltip="Details, command, output",
        ),
        Binding("1", "open('output')", "output", show=False, id="output.output"),
        Binding("2", "open('command')", "command", show=False, id="output.command"),
        Binding("3", "open('details')", "details", show=False, id="output.details"),
    ]

    glyphs: var[Glyphs] = var(UNICODE, init=False)
    utc: var[bool] = var(False, init=False)
    tab: var[Tab] = var[Tab]("output", init=False)

    tabs = query_one(TabLine)
    headline = query_one(Headline)
    view = query_one(TextView)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._row: Row | None = None
        self._record: Record | None = None
        self._output: StoredOutput | None = None
        self._documents: dict[Tab, Document | None] = {}
        self._places: dict[Tab, Offset] = {}
        self._left_over: Timer | None = None
        """Runs while the text of another row is still there."""

    def compose(self) -> ComposeResult:
        """Tabs, headline, text."""
        yield TabLine()
        yield Headline()
        yield TextView()

    @property
    def row_id(self) -> int | None:
        """The row that is shown."""
        return self._row.id if self._row else None

    def show_row(self, row: Row | None) -> None:
        """Show what a row says, at once; of another row the texts come later."""
        if row is None or row.id != self.row_id:
            self._record = self._output = None
            self._documents.clear()
            self._places.clear()
        self._row = row
        self._show_header()
        if self._record is not None:
            return
        if row is None or self.view.document is None:
            self._show_text(keep_scroll=False)
            return
        if self._left_over is None:
            self._left_over = self.set_timer(LEFT_OVER, self._blank)
        self._show_facts()

    def show_record(
        self,
        record: Record,
        output: StoredOutput | None,
        document: Document | None = None,
    ) -> None:
        """Fill the tabs of the row that is shown; one for another row is late and
        ignored. `document`: the output tab's, if it was built elsewhere."""
        if record.row.id != self.row_id:
            return
        if (record, output) == (self._record, self._output):
            return
        known = self._record is not None
        if output != self._output or document is not None:
            self._documents.pop("output", None)
        if document is not None:
            self._documents["output"] = document
        self._documents.pop("command", None)
        self._documents.pop("details", None)
        self._row, self._record, self._output = record.row, record, output
        self._show_header()
        self._show_text(keep_scroll=known)

    def document(self, tab: Tab) -> Document | None:
        """The text of a tab, built when it is first asked for."""
        record, output = self._record, self._output
        if record is None:
            return None
        if tab not in self._documents:
            self._documents[tab] = documents(
                record, output, tab, utc=self.utc, reading=self.reading
            )
        return self._documents[tab]

    def on_mount(self) -> None:
        """Say what to do."""
        self._show_header()
        self._show_text(keep_scroll=False)

    def on_resize(self) -> None:
        """There may be room for a remedy now, or none any more."""
        self._show_header()
        self._show_facts()

    def watch_glyphs(self, glyphs: Glyphs) -> None:
        """Everything is drawn with them."""
        self.view.glyphs = self.headline.glyphs = glyphs
        self._show_header()
        self._show_facts()
        self.view.repaint()

    def watch_utc(self) -> None:
        """The details show times, and so may the line under the headline."""
        self._show_header()
        self._documents.pop("details", None)
        if self.tab == "details":
            self._show_text(keep_scroll=True)

    def watch_reading(self) -> None:
        """Texts have other lines."""
        self._documents.clear()
        if self._output is None or len(self._output.data) <= QUICK:
            self._show_text(keep_scroll=True, follow=False)
        elif self._record is not None:
            self._read_apart(self._record, self._output)

    @work(group="reading", exclusive=True, exit_on_error=False)
    async def _read_apart(self, record: Record, output: StoredOutput) -> None:
        """A long output is read in a thread; the old text stays until then."""
        reading = self.reading
        document = await asyncio.to_thread(
            documents, record, output, "output", reading=reading
        )
        if (self._record, self._output, self.reading) == (record, output, reading):
            self._documents["output"] = document
            self._show_text(keep_scroll=True, follow=False)

    def watch_tab(self, old: Tab, new: Tab) -> None:
        """Show the other text where it was left."""
        self._places[old] = self.view.scroll_offset
        self.tabs.tab = new
        self._show_text(keep_scroll=False)
        self.view.scroll_cells(*self._places.get(new, Offset(0, 0)))

    def action_step(self, by: int) -> None:
        """Open the next or the previous tab."""
        self.tab = TABS[(TABS.index(self.tab) + by) % len(TABS)]

    def action_open(self, tab: Tab) -> None:
        """Open a tab."""
        self.tab = tab

    def action_levels(self, by: int) -> None:
        """Open one level more of an indented text, or fold one."""
        shown = self.view.document
        if isinstance(shown, PrettyDocument):
            self._refold(shown.open_levels(shown.levels + by))

    @property
    def shows_command(self) -> bool:
        """A command is what is shown now."""
        return self.tab == "command"

    @property
    def shows_bytes(self) -> bool:
        """Bytes are what is shown now, by choice or because they are no text."""
        document = self.view.document
        return document is not None and document.syntax == BINARY

    @on(TabLine.Clicked)
    def _tab_clicked(self, message: TabLine.Clicked) -> None:
        message.stop()
        self.tab = message.tab

    @on(TextView.FoldTurned)
    def _fold_turned(self, message: TextView.FoldTurned) -> None:
        shown = self.view.document
        if isinstance(shown, PrettyDocument):
            self._refold(shown.turn(message.line))

    def _refold(self, document: PrettyDocument | None) -> None:
        if document is not None:
            self._documents[self.tab] = document
            self.view.show(document, keep_scroll=True, follow=False)
            self._show_facts()

    @on(TextView.Searched)
    def _searched(self) -> None:
        self._show_facts()

    def _show_header(self) -> None:
        row = self._row
        roomy = self.size.height >= ROOM_FOR_REMEDY
        if row is None:
            self.headline.lines = (Text(),) * (1 + roomy)
            return
        oss = self._record.result.oss_output if self._record else None
        look = styles(self.app.theme)
        self.headline.lines = pane_words.header(
            row, oss, self.glyphs, look, roomy=roomy, utc=self.utc
        )

    def _blank(self) -> None:
        self._show_text(keep_scroll=False)

    def _show_text(self, *, keep_scroll: bool, follow: bool = True) -> None:
        if self._left_over is not None:
            self._left_over.stop()
            self._left_over = None
        document = self.document(self.tab)
        note = outcome.note(self._row, self._record, self._output, self.tab)
        self.view.show(document, keep_scroll=keep_scroll, note=note, follow=follow)
        self._show_facts()

    def _show_facts(self) -> None:
        """The border, and the right end of the tab line."""
        row = self._row
        if row is None:
            self.set_titles("", "")
            self.tabs.fact = ""
            return
        room = max(0, self.size.width - 4)
        title = shorten(outcome.title(row, self.glyphs), room, self.glyphs)
        if self._left_over is not None:
            # the facts of a text stay and go with it
            self.set_titles(title, self.titles[1])
            return
        document = self.view.document
        facts = pane_words.facts(row, self._output, document, self.tab, self.glyphs)
        self.set_titles(title, facts)
        self.tabs.fact = pane_words.beside_tabs(self.view, self.tab)
