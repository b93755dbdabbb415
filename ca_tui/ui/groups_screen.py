"""Same and different: results of a run, or marked ones, in groups while they land."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar, Final

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.getters import query_one

from ca_tui.api.errors import CaTuiError
from ca_tui.api.models import Scope
from ca_tui.monitor.groups import Group, Groups
from ca_tui.output.mask_rules import Mask
from ca_tui.output.masks import DEFAULT
from ca_tui.ui import group_about
from ca_tui.ui.diff_screen import DiffScreen, Side
from ca_tui.ui.explorer import Explorer
from ca_tui.ui.glyphs import ASCII, UNICODE
from ca_tui.ui.group_keys import GROUP_KEYS
from ca_tui.ui.group_lines import silent
from ca_tui.ui.group_report import RunFacts
from ca_tui.ui.groups_list import GroupsList
from ca_tui.ui.headline import Headline
from ca_tui.ui.help_screen import HelpScreen
from ca_tui.ui.key_line import KeyLine
from ca_tui.ui.landing import Landing
from ca_tui.ui.previous import NO_PREVIOUS, difference
from ca_tui.ui.reporting import unknown
from ca_tui.ui.run_groups import RunGroups, group_with
from ca_tui.ui.theme import styles

ABOUT_LINES: Final = 3
"""Lines about the chosen group."""


class GroupsScreen(Landing):
    """Groups of results, and what is to be said of the chosen one."""

    BINDINGS: ClassVar[list[BindingType]] = GROUP_KEYS

    listed = query_one(GroupsList)
    header = query_one("#groups-run", Headline)
    about = query_one("#groups-about", Headline)

    def __init__(self, explorer: Explorer, subject: Scope | Sequence[int]) -> None:
        """`subject`: a run, or the ids of rows."""
        super().__init__()
        self.explorer = explorer
        self.scope = subject if isinstance(subject, Scope) else None
        """The run, which is read whole; None: marked rows."""
        self.masks = DEFAULT
        self._run = RunGroups(explorer.store, subject)
        self._facts = RunFacts("", self.scope.invoke_id if self.scope else "", "")
        self._reference: int | None = None
        """A result of the group that was chosen to compare with."""
        self._smallest_first = False
        self._reading = True
        self._stale = False
        self._grouping = False
        self._thread = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """The run, its groups, the chosen one, keys."""
        yield Headline(id="groups-run")
        yield GroupsList()
        yield Headline(id="groups-about")
        yield KeyLine()

    def on_mount(self) -> None:
        """Show what is known, and read what is not."""
        glyphs = ASCII if self.explorer.look.ascii else UNICODE
        for widget in (self.listed, self.header, self.about):
            widget.glyphs = glyphs
        self.listed.focus()
        self.landed()
        self.read_run()

    def landed(self) -> None:
        """Group again: the store has something new, or other masks are wanted."""
        self._stale = True
        if not self._grouping:
            self._grouping = True
            self.regroup()
        self._show_header()

    @work(group="run", exclusive=True, exit_on_error=False)
    async def read_run(self) -> None:
        """Read all results of the run."""
        scope = self.scope
        try:
            if scope is not None:
                async for delta in self.explorer.read_run(scope):
                    if delta:
                        self.landed()
        except CaTuiError as error:
            service = scope.service if scope is not None else "ecs"
            notice = unknown("Results of this run", error, service)
            self.notify(notice.text, title=notice.title, severity="warning")
        self._reading = False
        self._show_header()

    @work(group="groups", exit_on_error=False)
    async def regroup(self) -> None:
        """Group in a thread, until nothing came meanwhile."""
        try:
            while self._stale:
                self._stale = False
                async with self._thread:
                    groups = await asyncio.to_thread(self._run.group, self.masks)
                    self._facts = await asyncio.to_thread(self._run.facts)
                self._show(groups)
        except CaTuiError as error:
            self.notify(str(error), title="Groups", severity="error")
        finally:
            self._grouping = False

    @work(group="difference", exclusive=True, exit_on_error=False)
    async def compare(self, reference: Group, group: Group) -> None:
        """Compare in a thread, then show."""
        glyphs = self.listed.glyphs
        one = Side("reference", group_about.side(reference, glyphs))
        other = Side("this group", group_about.side(group, glyphs))
        try:
            async with self._thread:
                found = await asyncio.to_thread(
                    self._run.compare_rows, reference.ids[0], group.ids[0], self.masks
                )
        except CaTuiError as error:
            self.notify(str(error), title="Difference", severity="error")
            return
        self._open(DiffScreen(one, other, found, glyphs))

    @work(group="difference", exclusive=True, exit_on_error=False)
    async def compare_with_previous(self, row_id: int) -> None:
        """The same for a result and that of the run before on its instance."""
        glyphs = self.listed.glyphs
        try:
            async with self._thread:
                found = await difference(
                    self.explorer, self._run, row_id, self.masks, glyphs
                )
        except CaTuiError as error:
            self.notify(str(error), title="The run before", severity="error")
            return
        if found is None:
            self.notify(NO_PREVIOUS, timeout=4)
        else:
            self._open(found)

    def _open(self, screen: DiffScreen) -> None:
        # it may have been left meanwhile
        if self.is_current:
            self.app.push_screen(screen)

    @work(group="report", exclusive=True, exit_on_error=False)
    async def copy_report(self) -> None:
        """Compare all groups in a thread, and copy what is to be said of them."""
        groups = self.listed.groups
        try:
            async with self._thread:
                text = await asyncio.to_thread(
                    self._run.report, groups, self.reference, self.masks
                )
        except CaTuiError as error:
            self.notify(str(error), title="Copy", severity="error")
            return
        self.app.copy_to_clipboard(text)

    @property
    def settled(self) -> bool:
        """The whole run was read, and what was read is grouped."""
        return not (self._reading or self._grouping or self._stale)

    @property
    def reference(self) -> Group | None:
        """The chosen reference, or else the largest group with a whole output."""
        groups = self.listed.groups
        return group_with(groups, self._reference) or groups.reference

    @on(GroupsList.Highlighted)
    def _highlighted(self) -> None:
        self._show_about()

    @on(GroupsList.Opened)
    def _opened(self, message: GroupsList.Opened) -> None:
        reference = self.reference
        if silent(message.group) or reference is None:
            self.notify("It printed nothing that could be compared", timeout=4)
        else:
            self.compare(reference, message.group)

    def action_reference(self) -> None:
        """Compare with the chosen group; again, with the largest."""
        group = self.listed.current
        if group is None or silent(group):
            self.notify("It printed nothing to compare with", timeout=4)
            return
        again = group is group_with(self.listed.groups, self._reference)
        self._reference = None if again else group.ids[0]
        self._show(self.listed.groups)

    def action_copy(self) -> None:
        """Copy the groups as Markdown."""
        if self.listed.groups.groups:
            self.copy_report()

    def action_previous(self) -> None:
        """Compare the group's first result with the run before on its instance."""
        group = self.listed.current
        if group is not None:
            self.compare_with_previous(group.ids[0])

    def action_order(self) -> None:
        """Smallest or largest first."""
        self._smallest_first = not self._smallest_first
        self._show(self.listed.groups)
        self.listed.action_go(0)

    def action_mask(self, name: str) -> None:
        """Mask something, or compare it too."""
        self.masks ^= {Mask(name)}
        self.landed()

    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(HelpScreen(self))

    def _show(self, groups: Groups) -> None:
        chosen = group_with(groups, self._reference) or groups.reference
        self.listed.show(groups, chosen, smallest_first=self._smallest_first)
        count = len(groups.groups)
        order = "smallest first" if self._smallest_first else "largest first"
        facts = "1 group" if count == 1 else f"{count:,} groups, {order}"
        self.listed.set_titles("Same and different", facts)
        self._show_header()

    def _show_header(self) -> None:
        look, glyphs = styles(self.app.theme), self.listed.glyphs
        groups = self.listed.groups
        self.header.lines = (
            group_about.run(self._facts, groups, look, glyphs, reading=self._reading),
            group_about.masks(self.masks, look),
        )

    def _show_about(self) -> None:
        group = self.listed.current
        lines: tuple[Text, ...] = ()
        if group is not None:
            row = self.explorer.store.row(group.ids[0])
            look, glyphs = styles(self.app.theme), self.listed.glyphs
            lines = group_about.chosen(group, row, look, glyphs)
        self.about.lines = (*lines, *[Text()] * ABOUT_LINES)[:ABOUT_LINES]
