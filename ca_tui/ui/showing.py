"""Brings the panes to what the store has: rows, facts, status, selection."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.getters import query_one
from textual.timer import Timer

from ca_tui.api.models import Scope
from ca_tui.monitor.query import reads_outputs
from ca_tui.monitor.rows import Counts
from ca_tui.monitor.shown import Shown
from ca_tui.ui import placeholders
from ca_tui.ui.asking import Asking
from ca_tui.ui.explorer import Explorer
from ca_tui.ui.facts import facts
from ca_tui.ui.filter_line import FilterLine
from ca_tui.ui.fresh_faults import failed_of
from ca_tui.ui.keeper import News
from ca_tui.ui.key_line import KeyLine
from ca_tui.ui.memory import Left
from ca_tui.ui.output_pane import OutputPane
from ca_tui.ui.reporting import Notice, Reporter
from ca_tui.ui.results_table import ResultsTable
from ca_tui.ui.scope_tree import ScopeTree
from ca_tui.ui.status_line import StatusLine
from ca_tui.ui.theme import styles

NOTHING: Final = Counts(total=0, active=0, failed=0, hidden=0)

SETTLE: Final = 0.08
"""Seconds that the cursor must rest before an output is read."""

ARRIVAL: Final = 0.1
"""Seconds in which the rows of another place must be there; then it is shown without,
so that no key seems to do nothing."""


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
        self.listed: Shown | None = None
        """What the table shows; None: nothing is known of the place yet."""
        self._settling: Timer | None = None
        self._arriving: Timer | None = None
        """Runs while the screen still shows the place before."""
        self._wished: tuple[int, ...] = ()
        """Rows of which one is selected when the place is there, the best first."""
        self._kept: dict[tuple[Scope, ...], int] = {}
        """The result that the cursor was left on in each place."""
        self._titled: tuple[str, Counts, int, int] | None = None
        """What the table's border says."""
        self.counting = False
        """Older results are read: how many there are is told though none is seen."""

    def compose(self) -> ComposeResult:
        """Status line, places beside results over output, keys."""
        yield StatusLine()
        with Horizontal(id="body"):
            yield ScopeTree()
            with Vertical(id="main"):
                yield ResultsTable(self.explorer.store.rows, clock=self.explorer.clock)
                yield FilterLine()
                yield OutputPane()
        yield KeyLine()
        self.explorer.held = self.held

    def held(self) -> set[int]:
        """The results that the operator is at: marked, or selected."""
        found = set(self.table.marks)
        if self.table.cursor_id is not None:
            found.add(self.table.cursor_id)
        return found

    def show_rows(self, news: News) -> None:
        """Bring the table to what the store has; it repaints what differs."""
        if news.faults is not None:
            self.places.set_faults(news.faults)
        table = self.table
        table.forget(news.changed)
        shown, before = news.shown, self.listed
        if shown.view != self.explorer.view:
            # it was on its way when another view was asked for
            if shown.view.scopes == self.explorer.scopes:
                table.unread |= news.landed
            return
        self._arrive()
        table.unread = failed_of(shown, table.unread | news.landed)
        seen = False
        if shown is not before:
            followed = before is not None and before.view == shown.view
            self.listed = shown
            self.say_why_empty()
            seen = table.show(shown.ids, news.changed if followed else ())
            self._select_wished()
        self.read_cursor()
        self.show_facts(wait=not seen and not self.counting)
        self.show_status(wait=not seen)
        self.counting = self.counting and not self.explorer.keeper.settled
        self.watch_visible()

    def say_why_empty(self) -> None:
        """Instead of rows; to be called when that may have become another reason."""
        shown = self.listed
        if shown is not None and shown.ids:
            return
        counts = NOTHING if shown is None else shown.counts
        error = next(iter(self.reporter.failing.values()), None)
        self.table.placeholder = placeholders.choose(
            self.explorer,
            counts,
            error,
            styles(self.app.theme),
            replied=self.replied and shown is not None,
        )

    def filter_by(self, text: str, *, deep: bool = False) -> None:
        """Show the rows that a filter leaves; where it reads outputs, once it did."""
        self.workers.cancel_group(self, "search")
        self.filter_line.say("")
        self.sought = text if deep else ""
        if deep:
            self.search_outputs(replace(self.explorer.view, text=text))
        else:
            self.explorer.narrow(text=text)

    def show_facts(self, *, wait: bool = False) -> None:
        """The table's border: what it is on the left, how many on the right.

        With `wait` it may wait for the next call where only the total is another.
        """
        shown, table = self.listed, self.table
        if shown is None:
            self._titled = None
            table.set_titles("Results", "")
            return
        title = "Faults" if shown.view.faults_only else "Results"
        if self.new_above:
            title += f" +{self.new_above:,} new"
        unread, marked = len(table.unread), len(table.marks)
        titled = title, replace(shown.counts, total=0), unread, marked
        if wait and titled == self._titled:
            return
        self._titled = titled
        said = facts(shown.counts, table.glyphs, unread=unread, marked=marked)
        table.set_titles(title, said)

    def show_status(self, *, wait: bool = False) -> None:
        """Bring the top line to what is known.

        With `wait` it may wait for the next call where it would only say when something
        changed of which nothing is to be seen.
        """
        now, told = self.reporter.freshness, self.status.freshness
        if wait:
            kept = told.changed_at, told.calls_per_minute
            if replace(now, changed_at=kept[0], calls_per_minute=kept[1]) == told:
                return
        if self._arriving is None:
            self.status.place = self.explorer.place
        self.status.freshness = now
        if now != told:
            # what waited to be told in the border can be told now
            self.show_facts()

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
        row = None if row_id is None else self.table.row(row_id)
        self.pane.show_row(row)
        if row is not None:
            self._settling = self.set_timer(SETTLE, lambda: self._read(row.id))

    def go(
        self,
        scopes: tuple[Scope, ...],
        *,
        remember: bool = True,
        chosen: int | None = None,
    ) -> None:
        """Look at other places: what is known at once, what is new when it comes.

        `chosen`: the row to select there if the one that was left there is gone.
        """
        here, kept = self.explorer.scopes, self.table.kept
        if self._arriving is None:
            self._kept.pop(here, None)
            if kept is not None:
                self._kept[here] = kept
        self.explorer.go(scopes, remember=remember)
        self.reporter.start()
        self.replied = False
        self.new_above = 0
        wished = self._kept.get(scopes), chosen
        self._wished = tuple(each for each in wished if each is not None)
        if self._arriving is None:
            self._arriving = self.set_timer(ARRIVAL, self._arrive_without_rows)
        text = self.explorer.view.text
        if reads_outputs(text):
            # outputs of other places were not searched yet
            self.explorer.narrow(text="")
            self.filter_by(text, deep=True)
        self.watch_scopes()

    def _arrive(self) -> None:
        """From here on the screen is about the place that was gone to."""
        if self._arriving is not None:
            self._arriving.stop()
            self._arriving = None
            self.listed = None
            self.table.unread = set()
            self.places.set_current(self.explorer.scopes)
            self.show_status()

    def _arrive_without_rows(self) -> None:
        self._arrive()
        self.say_why_empty()
        self.table.show(())
        self.show_facts()

    def _select_wished(self) -> None:
        """Put the cursor where it was in this place, or when the program was left."""
        wished, self._wished = self._wished, ()
        key, table = self.explorer.remembered, self.table
        if any(map(table.select, wished)) or table.steered or table.top:
            self.explorer.remembered = None
        elif key is not None:
            found = self.explorer.store.find(key)
            if found is not None and table.select(found):
                self.explorer.remembered = None

    def read_cursor(self) -> None:
        """The fault under the cursor is not unread any more."""
        self.explorer.kept = self.table.kept
        cursor, unread = self.table.cursor_id, self.table.unread
        if cursor is not None and cursor in unread:
            unread.remove(cursor)
            self.table.repaint()

    def left(self) -> Left:
        """How the table is now, for the next time; also when it is gone."""
        explorer = self.explorer
        view, key = explorer.view, explorer.remembered
        if key is None and explorer.kept is not None:
            row = explorer.store.row(explorer.kept)
            key = None if row is None else row.key
        text = self.sought or view.text
        return Left(text, view.faults_only, view.sort, view.descending, key)

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
        self.read_output(row_id, self.pane.reading)
