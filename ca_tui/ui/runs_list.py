"""Runs as a list: the cursor stays with its run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from ca_tui.monitor.runs import Run
from ca_tui.ui import run_lines
from ca_tui.ui.group_lines import Frame
from ca_tui.ui.pick_list import PickList
from ca_tui.ui.row_strips import Cursor
from ca_tui.ui.run_lines import Clock


class RunsList(PickList):
    """The run that started last first."""

    HELP = """
    The runs of these places and what became of them. The cursor begins on the run on
    the most instances that did not end alike everywhere.
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,s",
            "open",
            "same and different",
            id="runs.open",
            tooltip="Which instances of this run printed the same, and which did not",
        ),
    ]

    @dataclass
    class Opened(Message):
        """The operator wants to know more about a run."""

        run: Run

    def __init__(self, clock: Callable[[], Clock], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.runs: Sequence[Run] = ()
        self._clock = clock

    @property
    def current(self) -> Run | None:
        """The run that the cursor is on."""
        return self.runs[self.cursor] if self.runs else None

    @property
    def count(self) -> int:
        """How many runs there are."""
        return len(self.runs)

    def show(self, runs: Sequence[Run], begin: Run | None) -> None:
        """Show these; the cursor stays with its run, and begins with `begin`."""
        wanted = self.current or begin
        scopes = [run.scope for run in runs]
        self.runs = runs
        known = wanted is not None and wanted.scope in scopes
        self.go(scopes.index(wanted.scope) if wanted and known else self.cursor)

    def heading(self, frame: Frame) -> Strip:
        """The titles of the columns."""
        return run_lines.header(frame)

    def entry(self, index: int | None, frame: Frame, cursor: Cursor) -> Strip:
        """A run."""
        run = None if index is None else self.runs[index]
        return run_lines.line(run, frame, cursor, self._clock())

    def moved(self) -> None:
        """Nobody else shows the run."""

    def action_open(self) -> None:
        """Ask for its groups."""
        if self.current is not None:
            self.post_message(self.Opened(self.current))
