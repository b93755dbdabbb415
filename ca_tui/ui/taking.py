"""What is taken from the screen: copied, exported, opened in the operator's pager."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, tzinfo
from functools import partial
from pathlib import Path

from textual import work

from ca_tui.api.errors import CaTuiError
from ca_tui.export.pieces import Takeable, text_of
from ca_tui.export.plain import as_output
from ca_tui.export.reading import Progress
from ca_tui.export.saving import Kind, default_name, save
from ca_tui.monitor.store import Store
from ca_tui.ui import pager
from ca_tui.ui.answering import Answering
from ca_tui.ui.copy_menu import CopyMenu
from ca_tui.ui.export_screen import ExportScreen, Job


class Taking(Answering):
    """The keys with which results leave the screen."""

    def action_copy(self) -> None:
        """Choose what to copy."""
        taken = self.takeable
        chosen = partial(self._copy_chosen, taken)
        self.app.push_screen(CopyMenu(taken.missing), chosen)

    def action_export(self) -> None:
        """Save the marked rows, or else those of the view."""
        taken = self.takeable
        ids = taken.marked or taken.ids
        if not ids:
            self.notify("There are no rows to export", timeout=4)
            return
        now = self.explorer.clock().astimezone(taken.zone)
        stem = default_name(self.explorer.place, now)
        save = partial(_save, self.explorer.store, ids, taken.zone)
        job = Job(len(ids), stem, save, marked=bool(taken.marked))
        self.app.push_screen(ExportScreen(job), self._exported)

    def action_pager(self) -> None:
        """Show the output in $PAGER."""
        row_id = self.table.cursor_id
        if row_id is not None:
            self.page_output(row_id)

    @property
    def takeable(self) -> Takeable:
        """What can be taken now."""
        explorer = self.explorer
        return Takeable(
            explorer.store,
            self.table.cursor_id,
            tuple(self.table.ids),
            self.pane.view.selected_text(),
            UTC if explorer.view.utc else None,
            explorer.look.endpoint,
            self.table.marks.within(self.table.ids),
        )

    def _copy_chosen(self, taken: Takeable, name: str | None) -> None:
        if name:
            self.copy_piece(taken, name)

    def _exported(self, sentence: str | None) -> None:
        if sentence:
            self.notify(sentence, title="Exported", timeout=10)

    @work(group="copy", exclusive=True, exit_on_error=False)
    async def copy_piece(self, taken: Takeable, name: str) -> None:
        """Make the text in a thread, and copy it."""
        try:
            text = await asyncio.to_thread(text_of, taken, name)
        except CaTuiError as error:
            self.notify(str(error), title="Copy", severity="error")
            return
        if text:
            self.app.copy_to_clipboard(text)
        else:
            self.notify("It is empty: nothing was copied", timeout=4)

    @work(group="pager", exclusive=True, exit_on_error=False)
    async def page_output(self, row_id: int) -> None:
        """Give the terminal to the pager until it ends."""
        store = self.explorer.store
        try:
            row = await asyncio.to_thread(store.row, row_id)
            text = as_output(await asyncio.to_thread(store.output, row_id))
            if row is None or not text:
                self.notify("It printed nothing that could be shown", timeout=4)
                return
            name = row.instance_name or row.key.instance_id
            await pager.show(self.app, text, name)
        except (CaTuiError, pager.PagerError) as error:
            self.notify(str(error), title="Pager", severity="error")


def _save(
    store: Store,
    ids: Sequence[int],
    zone: tzinfo | None,
    path: Path,
    kind: Kind,
    replace: bool,
    tell: Progress,
) -> None:
    save(store, ids, path, kind, zone=zone, replace=replace, progress=tell)
