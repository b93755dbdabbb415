"""What the screen does when a pane, a worker or the monitor tells it something."""

from __future__ import annotations

from textual import on

from ca_tui.api.models import Page
from ca_tui.monitor.events import Forgotten, Merged, Progress, Updated
from ca_tui.ui.asking import Asking
from ca_tui.ui.cells import one_line
from ca_tui.ui.explorer import Explorer
from ca_tui.ui.filter_line import FilterLine
from ca_tui.ui.keeper import FaultPlaces
from ca_tui.ui.landing import Landed, Landing
from ca_tui.ui.place import index_of
from ca_tui.ui.reporting import Notice, unknown
from ca_tui.ui.results_table import ResultsTable
from ca_tui.ui.scope_tree import ScopeTree
from ca_tui.ui.showing import Showing
from ca_tui.ui.text_view import TextView


class Answering(Showing):
    """The panes and their messages; what keys do is not known here."""

    def __init__(self, explorer: Explorer) -> None:
        super().__init__(explorer)
        self._steps: list[int] = []
        """Faults to go to, once it is known where they are."""
        self._faults: FaultPlaces | None = None

    def open_search(self) -> None:
        """Type what to search for in the text."""
        self.filter_line.open_search(back=self.pane.view)

    def show_pauses(self) -> None:
        """What the operator stopped, and what goes on."""
        monitor = self.explorer.monitor
        if monitor is not None:
            self.reporter.paused(monitor.paused, load=monitor.load_paused)
            self.show_status()

    @on(Asking.Happened)
    def _happened(self, message: Asking.Happened) -> None:
        event = message.event
        self.tell(self.reporter.happened(event))
        match event:
            case Merged(delta=delta):
                self.replied = True
                self.explorer.keeper.merged(delta)
                self._tell_windows()
            case Forgotten(delta=delta):
                self.explorer.keeper.merged(delta)
                self._tell_windows()
                return
            case Progress():
                self.counting = True
                self.explorer.keeper.nudge()
                return
            case Updated() if not self.reporter.failing:
                self.replied = True
        self.tell(self.reporter.kept(self.explorer.store.trouble))
        self.say_why_empty()
        self.show_status(wait=True)

    @on(Asking.RowsKnown)
    def _rows_known(self, message: Asking.RowsKnown) -> None:
        self.show_rows(message.news)
        if self.pane.row_id in message.news.changed:
            self.show_selected(self.pane.row_id)

    @on(Asking.Waiting)
    def _waiting(self, message: Asking.Waiting) -> None:
        self.reporter.waiting(message.wait)
        self.show_status()

    @on(Asking.Lost)
    def _lost(self, message: Asking.Lost) -> None:
        self.tell(self.reporter.lost(message.error))
        self.say_why_empty()
        self.show_status()

    @on(Asking.NothingToAsk)
    def _nothing_to_ask(self) -> None:
        self.reporter.saved()
        self.replied = True
        self.explorer.keeper.again()
        self.say_why_empty()
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
        region_id = message.region_id
        if message.error is not None:
            title = f"Instances of {region_id}"
            self.tell(unknown(title, message.error, message.service))
        self.places.set_instances(
            message.service, region_id, message.instances, message.agents
        )
        # they may have given rows their names
        self.table.forget()
        self.explorer.keeper.again()

    @on(ScopeTree.Selected)
    def _place_selected(self, message: ScopeTree.Selected) -> None:
        self.go(message.scopes)

    @on(ResultsTable.Highlighted)
    def _highlighted(self, message: ResultsTable.Highlighted) -> None:
        self.read_cursor()
        self.show_selected(message.row_id)
        self.show_facts()
        self.show_status()
        self.watch_visible()

    @on(ResultsTable.Opened)
    def _opened(self) -> None:
        self.set_focus(self.pane.view)

    @on(ResultsTable.Marked)
    def _marked(self) -> None:
        self.show_facts()

    @on(ResultsTable.SortRequested)
    def _sort_requested(self, message: ResultsTable.SortRequested) -> None:
        view = self.explorer.view
        same = message.key == view.sort
        descending = not view.descending if same else message.key == "started"
        self.explorer.narrow(sort=message.key, descending=descending)
        self.table.sort = (message.key, descending)

    @on(ResultsTable.FaultWanted)
    def _fault_wanted(self, message: ResultsTable.FaultWanted) -> None:
        if self.listed is None:
            return
        self._steps.append(message.step)
        if self._faults is not None and self._faults.shown is self.listed:
            self._go_to_faults(self._faults)
        else:
            self.find_faults(self.listed)

    @on(Asking.FaultsFound)
    def _faults_found(self, message: Asking.FaultsFound) -> None:
        self._faults = message.places
        self._go_to_faults(message.places)

    def _go_to_faults(self, places: FaultPlaces) -> None:
        """Take the steps that were asked for; by id, since more rows may have come."""
        steps, self._steps = self._steps, []
        ids, table = places.shown.ids, self.table
        for step in steps:
            chosen = table.cursor_id
            here = None if chosen is None else index_of(ids, chosen, table.cursor)
            found = None if here is None else places.beyond(here, step)
            if found is None or not table.select(ids[found]):
                where = "below" if step > 0 else "above"
                self.notify(f"No other fault {where}", timeout=3)

    @on(ResultsTable.NewAbove)
    def _new_above(self, message: ResultsTable.NewAbove) -> None:
        self.new_above = message.count
        self.show_facts()

    @on(ResultsTable.ReachedEnd)
    def _reached_end(self) -> None:
        if self.explorer.monitor is not None:
            self.explorer.monitor.load_more()
            self.show_pauses()

    @on(Asking.OutputRead)
    def _output_read(self, message: Asking.OutputRead) -> None:
        if message.error is not None:
            service = message.record.row.key.service
            self.tell(unknown("Output", message.error, service))
        fits = message.reading == self.pane.reading
        document = message.document if fits else None
        self.pane.show_record(message.record, message.output, document)

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

    @on(FilterLine.Named)
    def _filter_named(self, message: FilterLine.Named) -> None:
        memory = self.explorer.memory
        known = message.name in memory.filters
        problem = memory.name_filter(message.name, message.text)
        if problem:
            self.tell(Notice(problem, "Filters", severe=False))
        kept = "replaced" if known else "kept"
        self.filter_line.say(f"{kept} as {one_line(message.name)}: ctrl+p has it")

    @on(TextView.SearchRequested)
    def _search_requested(self) -> None:
        self.open_search()

    def _tell_windows(self) -> None:
        for screen in self.app.screen_stack:
            if isinstance(screen, Landing):
                screen.post_message(Landed())
