"""Copies that reach the terminal's clipboard, and a file in any case."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from ca_tui.ui.frame_diff import FrameDiffApp
from ca_tui.ui.source import Look


class CopyingApp(FrameDiffApp):
    """An app that says honestly what became of a copy."""

    look: Look

    def copy_to_clipboard(self, text: str) -> None:
        """Keep a text, and send it to the terminal; Textual's own would send it as if
        there were no tmux, no screen and no limit."""
        # what Textual pastes into its inputs
        self._clipboard = text
        self.run_worker(self._copy(text), name="copy", exit_on_error=False)

    async def _copy(self, text: str) -> None:
        from ca_tui.export.clipboard import copy

        how = self.look.clipboard
        copied = await asyncio.to_thread(copy, text, how, os.environ, Path.home())
        # one write, which the driver puts between two frames
        if copied.sequence and self._driver is not None:
            self._driver.write(copied.sequence)
        self.notify(copied.sentence, title="Copied", timeout=6)
