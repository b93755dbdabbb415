"""The one screen: what its keys do. State goes down, messages come up.

Other screens are imported when they are opened: the first frame does not wait for them.
"""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from ca_tui.monitor.query import reads_outputs
from ca_tui.ui.glyphs import ASCII, UNICODE
from ca_tui.ui.keys import SCREEN_KEYS
from ca_tui.ui.reporting import Notice
from ca_tui.ui.tab_line import Tab
from ca_tui.ui.triage import Triage


class MainScreen(Triage):
    """Places, results, output."""

    AUTO_FOCUS = "ResultsTable"
    BINDINGS: ClassVar[list[BindingType]] = SCREEN_KEYS

    def on_mount(self) -> None:
        """Paint first; connect after."""
        self.show_glyphs()
        self.show_zone(self.explorer.look.utc)
        self.status.source = self.explorer.source.title
        self.filter_line.values = self.explorer.occurring
        view = self.explorer.view
        if view.text:
            self.filter_line.show("filter", view.text)
        self.table.sort = view.sort, view.descending
        self.table.focus()
        for problem in self.explorer.look.problems:
            self.tell(Notice(problem, "Not everything could be read", severe=False))
        self.say_why_empty()
        self.show_facts()
        self.show_status()
        self.keep_view()
        self.explorer.keeper.again()
        self.call_after_refresh(self.find_places)

    def show_glyphs(self) -> None:
        """Characters as the explorer's look has them."""
        glyphs = ASCII if self.explorer.look.ascii else UNICODE
        self.set_class(glyphs.ascii, "-ascii")
        for widget in (self.status, self.places, self.table, self.pane):
            widget.glyphs = glyphs

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A slash is a letter like others where one types."""
        return action != "filter" or self.focused is not self.filter_line.input

    def action_filter(self) -> None:
        """Type words that rows must have; in the text: to search for there."""
        if self.focused is self.pane.view:
            self.open_search()
        else:
            self.filter_line.open_filter(back=self.table)

    def action_faults(self) -> None:
        """Failed results only, or all."""
        self.explorer.narrow(faults_only=not self.explorer.view.faults_only)

    def action_pause(self) -> None:
        """Stop refreshing, and reading older results; or go on."""
        monitor = self.explorer.monitor
        if monitor is None:
            return
        if monitor.paused or monitor.load_paused:
            monitor.resume()
            monitor.pause_load(False)
        else:
            monitor.pause()
            monitor.pause_load(monitor.loading)
        self.show_pauses()

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
            self.show_pauses()

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

    def action_runs(self) -> None:
        """What became of each run of these places."""
        from ca_tui.ui.runs_screen import RunsScreen

        runs = RunsScreen(self.explorer)

        def left(_: None) -> None:
            if runs.chosen is not None:
                self.go((runs.chosen,))

        self.app.push_screen(runs, left)

    def action_return(self) -> None:
        """To the place before, and to the result that one was on there."""
        scopes = self.explorer.before()
        if scopes:
            self.go(scopes, remember=False, chosen=self.table.cursor_id)

    def action_zone(self) -> None:
        """Local time or UTC."""
        self.show_zone(not self.explorer.view.utc)

    def use_filter(self, text: str) -> None:
        """Show what a filter that was kept leaves; a mistake in it is marked."""
        self.filter_line.show("filter", text)
        if self.filter_line.mistake is None:
            self.filter_by(text, deep=reads_outputs(text))

    def forget_filter(self, name: str) -> None:
        """Keep a filter no longer."""
        problem = self.explorer.memory.name_filter(name, "")
        self.notify(problem or f"There is no filter {name} any more", timeout=5)

    def remember(self) -> None:
        """Note how the table is left."""
        if self.is_mounted:
            self.explorer.memory.leave(self.left())

    def action_places(self) -> None:
        """Show or hide the places; they start hidden where there is no room."""
        shown = bool(self.places.display)
        self.set_class(not shown, "-places")
        self.set_class(shown, "-no-places")
        if shown and self.places.has_focus:
            self.set_focus(self.table)
        elif not shown:
            self.set_focus(self.places)

    def action_zoom(self) -> None:
        """The focused pane alone, or all of them."""
        panes = {self.places: "-only-places", self.table: "-only-results"}
        wanted = panes.get(self.focused, "-only-output")  # type: ignore[call-overload] # any widget may have the focus
        zoomed = self.has_class(wanted)
        self.remove_class(*panes.values(), "-only-output")
        self.set_class(not zoomed, wanted)

    def action_back(self) -> None:
        """Close what was opened last; after that, marks."""
        zooms = ("-only-places", "-only-results", "-only-output")
        if any(self.has_class(zoom) for zoom in zooms):
            self.remove_class(*zooms)
        elif self.focused is not self.table:
            self.set_focus(self.table)
        elif self._stopped_load():
            self.show_pauses()
        elif self.explorer.view.text or self.explorer.view.faults_only:
            self.filter_line.show("filter", "")
            self.filter_line.close()
            self.explorer.narrow(faults_only=False)
            self.filter_by("")
        else:
            self.table.unmark()

    def _stopped_load(self) -> bool:
        """End reading of older results, if they are being read."""
        monitor = self.explorer.monitor
        if monitor is None or not monitor.loading:
            return False
        monitor.stop_load()
        self.reporter.load_stopped()
        return True

    def action_help(self) -> None:
        """Show the keys of the focused pane."""
        from ca_tui.ui.help_screen import HelpScreen

        self.app.push_screen(HelpScreen(self))
