"""Results beside others: the same run, marked ones, the run before."""

from __future__ import annotations

from textual import work

from ca_tui.api.errors import CaTuiError
from ca_tui.ui.taking import Taking


class Triage(Taking):
    """The keys with which results are compared."""

    def action_groups(self) -> None:
        """What the marked results, or else those of the selected run, printed alike."""
        from ca_tui.ui.groups_screen import GroupsScreen

        if marked := self.takeable.marked:
            self.app.push_screen(GroupsScreen(self.explorer, marked))
            return
        row_id = self.table.cursor_id
        row = None if row_id is None else self.explorer.store.row(row_id)
        if row is not None and row.key.invoke_id:
            scope = self.explorer.run_of(row)
            self.app.push_screen(GroupsScreen(self.explorer, scope))

    def action_previous(self) -> None:
        """What is different from the same command's run before on that instance."""
        if self.table.cursor_id is not None:
            self.compare_with_previous(self.table.cursor_id)

    @work(group="difference", exclusive=True, exit_on_error=False)
    async def compare_with_previous(self, row_id: int) -> None:
        """Look for the run before, compare in a thread, then show."""
        from ca_tui.output.masks import DEFAULT
        from ca_tui.ui.previous import NO_PREVIOUS, difference
        from ca_tui.ui.run_groups import RunGroups

        groups = RunGroups(self.explorer.store, (row_id,))
        try:
            found = await difference(
                self.explorer, groups, row_id, DEFAULT, self.table.glyphs
            )
        except CaTuiError as error:
            self.notify(str(error), title="The run before", severity="error")
            return
        if found is None:
            self.notify(NO_PREVIOUS, timeout=4)
        elif self.is_current:
            self.app.push_screen(found)
