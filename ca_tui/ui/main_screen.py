"""The one screen: keys, and who tells whom. State goes down, messages come up."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import BindingType

from ca_tui.api.models import Page
from ca_tui.monitor.events import Merged, Updated
from ca_tui.ui.asking import Asking
from ca_tui.ui.filter_line import FilterLine
from ca_tui.ui.glyphs import ASCII, UNICODE
from ca_tui.ui.groups_screen import GroupsScreen
from ca_tui.ui.help_screen import HelpScreen
from ca_tui.ui.keys import SCREEN_KEYS
from ca_tui.ui.reporting import Notice, unknown
from ca_tui.ui.results_table import ResultsTable
from ca_tui.ui.scope_tree import ScopeTree
from ca_tui.ui.showing import Showing
from ca_tui.ui.tab_line import Tab
from ca_tui.ui.text_view import TextView


class MainScreen(Showing):
    """Places, results, output."""

    BINDINGS: ClassVar[list[BindingType]] = SCREEN_KEYS

    def on_mount(self) -> None:
        """Paint first; connect after."""
        glyphs = ASCII if self.explorer.look.ascii else UNICODE
        self.set_class(glyphs.ascii, "-ascii")
        for widget in (self.status, self.places, self.table, self.pane):
            widget.glyphs = glyphs
        self.show_zone(self.explorer.look.utc)
        self.status.source = self.explorer.source.title
        self.filter_line.values = self.explorer.occurring
        if self.explorer.view.text:
            self.filter_line.show("filter", self.explorer.view.text)
        self.table.focus()
        for problem in self.explorer.look.problems:
            self.tell(Notice(problem, "Not everything could be read", severe=False))
        self.show_rows()
        self.show_status()
        self.find_places()

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
                if isinstance(screen, GroupsScreen):
                    screen.post_message(GroupsScreen.Landed())
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

    def action_filter(self) -> None:
        """Type words that rows must have."""
        self.filter_line.open("filter", self.explorer.view.text)

    def action_faults(self) -> None:
        """Failed results only, or all."""
        self.explorer.narrow(faults_only=not self.explorer.view.faults_only)
        self.show_rows()

    def action_pause(self) -> None:
        """Stop refreshing, or go on."""
        monitor = self.explorer.monitor
        if monitor is None:
            return
        if monitor.paused:
            monitor.resume()
        else:
            monitor.pause()
        self.reporter.paused(monitor.paused)
        self.show_status()

    def action_refresh(self) -> None:
        """Ask the service now."""
        if self.explorer.monitor is not None:
            self.explorer.monitor.refresh()
        else:
            self.find_places()

    def action_full_walk(self) -> None:
        """Read the whole scope again."""
        if self.explorer.monitor is not None:
            self.explorer.monitor.full_walk()

    def action_load_all(self) -> None:
        """Read every older result."""
        if self.explorer.monitor is not None:
            self.explorer.monitor.load_all()

    def action_tab(self, by: int) -> None:
        """The next or the previous text of the selected result."""
        self.pane.action_step(by)

    def action_open_tab(self, tab: Tab) -> None:
        """One of the texts of the selected result."""
        self.pane.tab = tab

    def action_only_run(self) -> None:
        """The selected row's run, on all its instances."""
        row_id = self.table.cursor_id
        row = None if row_id is None else self.explorer.store.row(row_id)
        if row is not None and row.key.invoke_id:
            self.go((self.explorer.run_of(row),))

    def action_groups(self) -> None:
        """What the instances of the selected row's run printed alike."""
        row_id = self.table.cursor_id
        row = None if row_id is None else self.explorer.store.row(row_id)
        if row is not None and row.key.invoke_id:
            scope = self.explorer.run_of(row)
            self.app.push_screen(GroupsScreen(self.explorer, scope))

    def action_return(self) -> None:
        """To the place before, and on the same result there."""
        scopes = self.explorer.before()
        if scopes:
            chosen = self.table.cursor_id
            self.go(scopes, remember=False)
            if chosen is not None:
                self.table.select(chosen)

    def action_zone(self) -> None:
        """Local time or UTC."""
        self.show_zone(not self.explorer.view.utc)

    def action_places(self) -> None:
        """Show or hide the places; they start hidden where there is no room."""
        shown = bool(self.places.display)
        self.set_class(not shown, "-places")
        self.set_class(shown, "-no-places")
        if shown and self.places.has_focus:
            self.table.focus()
        elif not shown:
            self.places.focus()

    def action_zoom(self) -> None:
        """The focused pane alone, or all of them."""
        panes = {self.places: "-only-places", self.table: "-only-results"}
        wanted = panes.get(self.focused, "-only-output")  # type: ignore[call-overload] # any widget may have the focus
        zoomed = self.has_class(wanted)
        self.remove_class(*panes.values(), "-only-output")
        self.set_class(not zoomed, wanted)

    def action_back(self) -> None:
        """Close what was opened last."""
        zooms = ("-only-places", "-only-results", "-only-output")
        if any(self.has_class(zoom) for zoom in zooms):
            self.remove_class(*zooms)
        elif self.focused is not self.table:
            self.table.focus()
        elif self.explorer.view.text or self.explorer.view.faults_only:
            self.filter_line.close()
            self.explorer.narrow(faults_only=False)
            self.filter_by("")

    def action_help(self) -> None:
        """Show the keys of the focused pane."""
        self.app.push_screen(HelpScreen(self))
