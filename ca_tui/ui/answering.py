"""What the screen does when a pane, a worker or the monitor tells it something."""

from __future__ import annotations

from textual import on

from ca_tui.api.models import Page
from ca_tui.monitor.events import Merged, Updated
from ca_tui.ui.asking import Asking
from ca_tui.ui.filter_line import FilterLine
from ca_tui.ui.landing import Landed, Landing
from ca_tui.ui.reporting import unknown
from ca_tui.ui.results_table import ResultsTable
from ca_tui.ui.scope_tree import ScopeTree
from ca_tui.ui.showing import Showing
from ca_tui.ui.text_view import TextView


class Answering(Showing):
    """The panes and their messages; what keys do is not known here."""

    @on(Asking.Happened)
    def _happened(self, message: Asking.Happened) -> None:
        event = message.event
        self.tell(self.reporter.happened(event))
        if isinstance(event, Merged):
            self.replied = True
            self.show_rows((*event.delta.added, *event.delta.changed))
            if self.pane.row_id in event.delta.changed:
                self.show_selected(self.pane.row_id)
            for screen in self.app.screen_stack:
                if isinstance(screen, Landing):
                    screen.post_message(Landed())
        elif not self.table.ids:
            answered = isinstance(event, Updated) and not self.reporter.failing
            self.replied = self.replied or answered
            self.show_rows()
        self.show_status()

    @on(Asking.Waiting)
    def _waiting(self, message: Asking.Waiting) -> None:
        self.reporter.waiting(message.wait)
        self.show_status()

    @on(Asking.Lost)
    def _lost(self, message: Asking.Lost) -> None:
        self.tell(self.reporter.lost(message.error))
        self.show_rows()
        self.show_status()

    @on(Asking.NothingToAsk)
    def _nothing_to_ask(self) -> None:
        self.reporter.saved()
        self.replied = True
        self.show_rows()
        self.show_status()

    @on(Asking.ScopesChosen)
    def _scopes_chosen(self, message: Asking.ScopesChosen) -> None:
        self.go(message.scopes)

    @on(Asking.PlacesKnown)
    def _places_known(self, message: Asking.PlacesKnown) -> None:
        if isinstance(message.answer, Page):
            self.places.set_regions(message.service, message.answer.regions)
            self.places.set_current(self.explorer.scopes)
        else:
            title = f"The regions of {message.service} are not known"
            self.tell(unknown(title, message.answer, message.service))
            self.places.regions_unknown(message.service)
            self.places.set_current(self.explorer.scopes)

    @on(ScopeTree.Opened)
    def _place_opened(self, message: ScopeTree.Opened) -> None:
        self.load_instances(message.service, message.region_id)

    @on(Asking.InstancesRead)
    def _instances_read(self, message: Asking.InstancesRead) -> None:
        store, region_id = self.explorer.store, message.region_id
        if message.error is not None:
            title = f"Instances of {region_id}"
            self.tell(unknown(title, message.error, message.service))
        self.places.set_instances(
            message.service,
            region_id,
            store.instances(message.service, region_id),
            store.agents(message.service, region_id).values(),
        )
        self.show_rows()

    @on(ScopeTree.Selected)
    def _place_selected(self, message: ScopeTree.Selected) -> None:
        self.go(message.scopes)

    @on(ResultsTable.Highlighted)
    def _highlighted(self, message: ResultsTable.Highlighted) -> None:
        self.show_selected(message.row_id)
        self.watch_visible()

    @on(ResultsTable.Opened)
    def _opened(self) -> None:
        self.pane.view.focus()

    @on(ResultsTable.SortRequested)
    def _sort_requested(self, message: ResultsTable.SortRequested) -> None:
        view = self.explorer.view
        same = message.key == view.sort
        descending = not view.descending if same else message.key == "started"
        self.explorer.narrow(sort=message.key, descending=descending)
        self.table.sort = (message.key, descending)
        self.show_rows()

    @on(ResultsTable.NoFault)
    def _no_fault(self, message: ResultsTable.NoFault) -> None:
        where = "below" if message.step > 0 else "above"
        self.notify(f"No other fault {where}", timeout=3)

    @on(ResultsTable.NewAbove)
    def _new_above(self, message: ResultsTable.NewAbove) -> None:
        self.new_above = message.count
        self.show_facts(self.explorer.counts())

    @on(ResultsTable.ReachedEnd)
    def _reached_end(self) -> None:
        if self.explorer.monitor is not None:
            self.explorer.monitor.load_more()

    @on(Asking.OutputRead)
    def _output_read(self, message: Asking.OutputRead) -> None:
        if message.error is not None:
            service = message.record.row.key.service
            self.tell(unknown("Output", message.error, service))
        self.pane.show_record(message.record, message.output)

    @on(FilterLine.Changed)
    def _filter_changed(self, message: FilterLine.Changed) -> None:
        if message.purpose == "search":
            self.pane.view.search(message.text)
        else:
            self.filter_by(message.text, deep=message.deep)

    @on(Asking.Searching)
    def _searching(self, message: Asking.Searching) -> None:
        if message.done < message.total:
            self.filter_line.say(f"outputs {message.done:,} of {message.total:,}")

    @on(Asking.Searched)
    def _searched(self, message: Asking.Searched) -> None:
        if message.text == self.sought:
            self.filter_by(message.text)

    @on(FilterLine.Left)
    def _filter_left(self, message: FilterLine.Left) -> None:
        searching = message.purpose == "search"
        if message.cleared and searching:
            self.pane.view.search("")
        elif message.cleared:
            self.filter_by("")
        (self.pane.view if searching else self.table).focus()

    @on(TextView.SearchRequested)
    def _search_requested(self) -> None:
        self.filter_line.open("search", self.pane.view.needle)
