"""Brings the panes to what the store has: rows, facts, status, selection."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.getters import query_one
from textual.timer import Timer
from textual.widgets import Footer

from ca_tui.api.models import Scope
from ca_tui.monitor.query import reads_outputs
from ca_tui.monitor.rows import Counts
from ca_tui.ui import placeholders
from ca_tui.ui.asking import Asking
from ca_tui.ui.explorer import Explorer
from ca_tui.ui.filter_line import FilterLine
from ca_tui.ui.output_pane import OutputPane
from ca_tui.ui.reporting import Notice, Reporter
from ca_tui.ui.results_table import ResultsTable
from ca_tui.ui.scope_tree import ScopeTree
from ca_tui.ui.status_line import StatusLine
from ca_tui.ui.theme import styles

SETTLE: Final = 0.08
"""Seconds that the cursor must rest before an output is read."""


class Showing(Asking):
    """The panes and how they are filled; who presses what is not known here."""

    status = query_one(StatusLine)
    places = query_one(ScopeTree)
    table = query_one(ResultsTable)
    pane = query_one(OutputPane)
    filter_line = query_one(FilterLine)

    def __init__(self, explorer: Explorer) -> None:
        super().__init__(explorer)
        self.reporter = Reporter(explorer.clock, explorer.source.calls_per_minute)
        self.replied = False
        self.new_above = 0
        self.sought = ""
        """The filter for which outputs are being read; its rows are not shown yet."""
        self._settling: Timer | None = None

    def compose(self) -> ComposeResult:
        """Status line, places beside results over output, keys."""
        yield StatusLine()
        with Horizontal(id="body"):
            yield ScopeTree()
            with Vertical(id="main"):
                yield ResultsTable(
                    self.explorer.store.rows,
                    clock=self.explorer.clock,
                    next_fault=self.explorer.next_fault,
                )
                yield FilterLine()
                yield OutputPane()
        yield Footer(show_command_palette=False, compact=True)

    def show_rows(self, changed: Collection[int] = ()) -> None:
        """Bring the table to what the store has; it repaints what differs."""
        explorer = self.explorer
        ids, counts = explorer.ids(), explorer.counts()
        if not ids:
            error = next(iter(self.reporter.failing.values()), None)
            self.table.placeholder = placeholders.choose(
                explorer, counts, error, styles(self.app.theme), replied=self.replied
            )
        self.table.show(ids, changed)
        self.show_facts(counts)
        self.places.set_faults(explorer.store.faults())
        self.watch_visible()

    def filter_by(self, text: str, *, deep: bool = False) -> None:
        """Show the rows that a filter leaves; where it reads outputs, once it did."""
        self.workers.cancel_group(self, "search")
        self.filter_line.say("")
        self.sought = text if deep else ""
        if deep:
            self.search_outputs(replace(self.explorer.view, text=text))
        else:
            self.explorer.narrow(text=text)
            self.show_rows()

    def show_facts(self, counts: Counts) -> None:
        """The table's border: what it is on the left, how many on the right."""
        title = "Faults" if self.explorer.view.faults_only else "Results"
        if self.new_above:
            title += f" +{self.new_above:,} new"
        dot = f" {self.table.glyphs.dot} "
        shown = f"{counts.total - counts.hidden:,}"
        facts = dot.join(
            (
                f"{shown} of {counts.total:,}" if counts.hidden else shown,
                f"{counts.active:,} running",
                f"{counts.failed:,} failed",
                f"{counts.hidden:,} hidden",
            )
        )
        self.table.set_titles(title, facts)

    def show_status(self) -> None:
        """Bring the top line to what is known."""
        self.status.place = self.explorer.place
        self.status.freshness = self.reporter.freshness

    def show_zone(self, utc: bool) -> None:
        """Times of every pane in UTC or local time."""
        self.explorer.narrow(utc=utc)
        self.status.utc = utc
        self.table.utc = utc
        self.pane.utc = utc

    def show_selected(self, row_id: int | None) -> None:
        """A row's header now, its output when the cursor rests."""
        if self._settling is not None:
            self._settling.stop()
            self._settling = None
        row = None if row_id is None else self.explorer.store.row(row_id)
        self.pane.show_row(row)
        if row is not None:
            self._settling = self.set_timer(SETTLE, lambda: self._read(row.id))

    def go(self, scopes: tuple[Scope, ...], *, remember: bool = True) -> None:
        """Look at other places: what is known at once, what is new when it comes."""
        self.explorer.go(scopes, remember=remember)
        self.reporter.start()
        self.replied = False
        self.new_above = 0
        self.places.set_current(scopes)
        text = self.explorer.view.text
        if reads_outputs(text):
            # outputs of other places were not searched yet: not on this thread
            self.explorer.narrow(text="")
            self.show_rows()
            self.filter_by(text, deep=True)
        else:
            self.show_rows()
        self.show_status()
        self.watch_scopes()

    def watch_visible(self) -> None:
        """Refresh faster while something visible is running."""
        if self.explorer.monitor is not None:
            self.explorer.monitor.watching = self.table.visible_active()

    def tell(self, notice: Notice | None) -> None:
        """Show a notice above the panes; its text may come from a server."""
        if notice is not None:
            self.notify(
                notice.text,
                title=notice.title,
                severity="error" if notice.severe else "warning",
                timeout=12,
            )

    def _read(self, row_id: int) -> None:
        self.read_output(row_id)
