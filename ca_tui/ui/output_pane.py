"""The selected result: what happened in a line or two, then its text in three tabs.

The header paints at once from the row; texts come later and only for the row that is
still selected.
"""

from __future__ import annotations

from typing import ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Offset
from textual.getters import query_one
from textual.reactive import var

from ca_tui.monitor.rows import Record, Row, StoredOutput
from ca_tui.output.document import Document
from ca_tui.output.kinds import PLAIN_TEXT
from ca_tui.ui import outcome
from ca_tui.ui.cells import one_line, shorten
from ca_tui.ui.documents import documents
from ca_tui.ui.glyphs import UNICODE, Glyphs, status_glyph, status_kind
from ca_tui.ui.headline import Headline
from ca_tui.ui.tab_line import TABS, Tab, TabLine
from ca_tui.ui.text_view import TextView
from ca_tui.ui.theme import styles
from ca_tui.ui.titled import Titled

ROOM_FOR_REMEDY: Final = 10
"""Rows inside the border from which on the header may have a second line."""


class OutputPane(Titled, Vertical):
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
        Binding(
            "p",
            "progress",
            "progress bars",
            show=False,
            id="output.progress",
            tooltip="Show every state of a progress bar, or the last one",
        ),
    ]

    glyphs: var[Glyphs] = var(UNICODE, init=False)
    utc: var[bool] = var(False, init=False)
    tab: var[Tab] = var[Tab]("output", init=False)
    collapse_progress: var[bool] = var(True, init=False)

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
        if self._record is None:
            self._show_text(keep_scroll=False)

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
                record,
                output,
                tab,
                utc=self.utc,
                collapse_progress=self.collapse_progress,
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

    def watch_collapse_progress(self) -> None:
        """The output has other lines."""
        self._documents.pop("output", None)
        self._documents.pop("details", None)
        self._show_text(keep_scroll=True)

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

    def action_progress(self) -> None:
        """Show every state of a progress bar, or what a terminal would show last."""
        self.collapse_progress = not self.collapse_progress

    @on(TabLine.Clicked)
    def _tab_clicked(self, message: TabLine.Clicked) -> None:
        message.stop()
        self.tab = message.tab

    @on(TextView.Searched)
    def _searched(self) -> None:
        self._show_facts()

    def _show_header(self) -> None:
        row = self._row
        roomy = self.size.height >= ROOM_FOR_REMEDY
        if row is None:
            self.headline.lines = (Text(),) * (1 + roomy)
            return
        look = styles(self.app.theme)
        result = outcome.result_of(row)
        kind = status_kind(row.invocation_status, row.phase)
        glyph = status_glyph(row.invocation_status, row.phase, self.glyphs)
        said = outcome.headline_of(result, self.glyphs)
        status = len(one_line(row.invocation_status) or "No status")
        first = Text(f"{glyph} {said}", look.text)
        first.stylize(look[kind], 0, len(glyph) + 1 + status)
        lines = [first]
        if roomy:
            # always a second line: the text below keeps its place from row to row
            remedy = outcome.remedy_of(result)
            around = outcome.circumstances(row, self.glyphs, utc=self.utc)
            lines.append(
                Text(f"  {remedy}", look.secondary)
                if remedy
                else Text(f"  {around}", look.dim)
            )
        oss = self._record.result.oss_output if self._record else None
        delivered = outcome.delivery(oss)
        if delivered:
            lines.append(Text(f"  {delivered}", look.dim))
        self.headline.lines = tuple(lines)

    def _show_text(self, *, keep_scroll: bool) -> None:
        document = self.document(self.tab)
        self.view.show(document, keep_scroll=keep_scroll, note=self._note())
        self._show_facts()

    def _note(self) -> str:
        if self._row is None:
            return outcome.NOTHING_SELECTED
        if self._record is None:
            return outcome.READING
        if self.tab == "command":
            return outcome.no_command(self._record)
        return outcome.nothing_to_show(self._row, self._output)

    def _show_facts(self) -> None:
        """The border, and the right end of the tab line."""
        row = self._row
        if row is None:
            self.set_titles("", "")
            self.tabs.fact = ""
            return
        document = self.view.document
        kind = document.syntax.name if document and self.tab != "details" else ""
        charset = document.charset if document and document.charset != "utf-8" else ""
        size = outcome.sizes(row, self._output) if self.tab != "command" else ""
        guessed = self._output is not None and self._output.guessed
        parts = (
            kind,
            size,
            charset,
            "base64 guessed" if guessed and size else "",
            "gone from the service" if row.gone else "",
        )
        facts = f" {self.glyphs.dot} ".join(part for part in parts if part)
        room = max(0, self.size.width - 4)
        title = shorten(outcome.title(row, self.glyphs), room, self.glyphs)
        self.set_titles(title, facts)
        self.tabs.fact = self._searched_for() or (
            document.syntax.reason
            if document and kind and document.syntax != PLAIN_TEXT
            else ""
        )

    def _searched_for(self) -> str:
        view = self.view
        if not view.needle:
            return ""
        place = f"{view.hit_number:,} of {view.hits:,}" if view.hits else "not found"
        return f"{one_line(view.needle)}: {place}"
