"""The runs of the places one looks at, above the results until Esc."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.getters import query_one

from ca_tui.api.errors import CaTuiError
from ca_tui.api.models import Scope
from ca_tui.monitor.runs import Run, oddest
from ca_tui.ui.explorer import Explorer
from ca_tui.ui.glyphs import ASCII, UNICODE
from ca_tui.ui.groups_screen import GroupsScreen
from ca_tui.ui.help_screen import HelpScreen
from ca_tui.ui.key_line import KeyLine
from ca_tui.ui.landing import Landing
from ca_tui.ui.run_lines import Clock
from ca_tui.ui.runs_list import RunsList


class RunsScreen(Landing):
    """Which runs there are and how they went; those on one instance on a key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "i",
            "only",
            "in the table",
            id="runs-only",
            tooltip="Show this run on all its instances in the table",
        ),
        Binding(
            "a",
            "all",
            "all runs",
            id="runs-all",
            tooltip="Show runs on a single instance too, or not",
        ),
        Binding("escape", "dismiss", "back", id="runs-close"),
        Binding("question_mark", "help", "keys", key_display="?", id="runs-help"),
        Binding("q", "app.quit", "quit", id="runs-quit"),
    ]

    listed = query_one(RunsList)

    def __init__(self, explorer: Explorer) -> None:
        super().__init__()
        self.explorer = explorer
        self.chosen: Scope | None = None
        """The run to be shown in the table, when the screen is left for that."""
        self._all = False
        self._stale = False
        self._counting = False

    def compose(self) -> ComposeResult:
        """The list, and keys."""
        yield RunsList(self._clock)
        yield KeyLine()

    def on_mount(self) -> None:
        """Show what is known."""
        self.listed.glyphs = ASCII if self.explorer.look.ascii else UNICODE
        self.listed.set_titles("Runs", "")
        self.listed.focus()
        self.landed()

    def landed(self) -> None:
        """Count again: the store has something new."""
        self._stale = True
        if not self._counting:
            self._counting = True
            self.recount()

    @work(group="runs", exit_on_error=False)
    async def recount(self) -> None:
        """Count in a thread, until nothing came meanwhile."""
        try:
            while self._stale:
                self._stale = False
                least = 1 if self._all else 2
                store, scopes = self.explorer.store, self.explorer.scopes
                found = await asyncio.to_thread(store.runs, scopes, least)
                self._show(found)
        except CaTuiError as error:
            self.notify(str(error), title="Runs", severity="error")
        finally:
            self._counting = False

    @property
    def settled(self) -> bool:
        """What is known is shown."""
        return not (self._counting or self._stale)

    @on(RunsList.Opened)
    def _opened(self, message: RunsList.Opened) -> None:
        self.app.push_screen(GroupsScreen(self.explorer, message.run.scope))

    def action_only(self) -> None:
        """Leave, with this run in the table."""
        run = self.listed.current
        if run is not None:
            self.chosen = run.scope
            self.dismiss()

    def action_all(self) -> None:
        """Runs on a single instance too, or not."""
        self._all = not self._all
        self.landed()

    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(HelpScreen(self))

    def _show(self, found: list[Run]) -> None:
        self.listed.show(found, oddest(found))
        uneven = sum(run.uneven for run in found)
        which = "all" if self._all else "on several instances"
        count = "1 run" if len(found) == 1 else f"{len(found):,} runs"
        dot = f" {self.listed.glyphs.dot} "
        facts = dot.join((f"{count} {which}", f"{uneven:,} did not end alike"))
        self.listed.set_titles(f"Runs{dot}{self.explorer.place}", facts)

    def _clock(self) -> Clock:
        return Clock(self.explorer.clock(), self.explorer.view.utc)
