"""Saving a view: which form, under which name; asks before it replaces a file."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ca_tui.api.errors import CaTuiError
from ca_tui.export.files import AlreadyThere, ExportError
from ca_tui.export.reading import Progress
from ca_tui.export.saving import KINDS, Kind, check
from ca_tui.ui.theme import styles


class Stopped(CaTuiError):
    """The operator did not want to wait."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be saved."""

    count: int
    """Results."""
    stem: str
    """The name that is proposed, without a suffix."""
    save: Callable[[Path, Kind, bool, Progress], None]
    """Called in a thread with whether to replace. Raises CaTuiError."""
    marked: bool = False
    """Of the view only the marked ones."""


class ExportScreen(ModalScreen[str]):
    """Dismissed with what was written, or an empty text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "close", id="export-close", priority=True),
        Binding("down", "form(1)", "next form", id="export-next", priority=True),
        Binding("up", "form(-1)", "previous form", id="export-before", priority=True),
    ]

    @dataclass
    class Written(Message):
        """So many results are written."""

        done: int

        def can_replace(self, message: Message) -> bool:
            """A later one says it all."""
            return isinstance(message, ExportScreen.Written)

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job
        self._kind = KINDS[0]
        self._replace: Path | None = None
        """Was asked about, and is replaced when Enter is pressed again."""
        self._stop = threading.Event()
        self._busy = False

    def compose(self) -> ComposeResult:
        """Forms, a name, and what there is to say."""
        with Vertical(id="export"):
            yield Static(markup=False, id="export-forms")
            box = Input(compact=True, select_on_focus=False)
            box.cursor_blink = False
            yield box
            yield Static(markup=False, id="export-note")

    def on_mount(self) -> None:
        """Propose a name."""
        box = self.query_one("#export")
        box.border_title = f"Export {self._results()}"
        box.border_subtitle = "up/down form, Enter writes, Esc closes"
        self.query_one(Input).value = self._job.stem + self._kind.suffix
        self.query_one(Input).focus()
        self._show_forms()

    def on_unmount(self) -> None:
        """Whoever leaves wants no file."""
        self._stop.set()

    def action_form(self, by: int) -> None:
        """The next or the previous form; the name's suffix goes with it."""
        if self._busy:
            return
        box = self.query_one(Input)
        name = box.value
        if self._kind.suffix:
            name = name.removesuffix(self._kind.suffix)
        self._kind = KINDS[(KINDS.index(self._kind) + by) % len(KINDS)]
        box.value = name + self._kind.suffix
        box.cursor_position = len(box.value)
        self._show_forms()

    def action_leave(self) -> None:
        """Stop writing, or close."""
        if self._busy:
            self._stop.set()
        else:
            self.dismiss("")

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._replace = None
        self._say(self._kind.about)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        name = event.value.strip()
        if self._busy or not name:
            return
        try:
            path = Path(name).expanduser()
            check(path, self._kind, replace=path == self._replace)
        except AlreadyThere as error:
            self._ask(path, error)
        except (ExportError, RuntimeError, ValueError) as error:
            self._say(str(error))
        else:
            self.write(path)

    @on(Written)
    def _written(self, message: Written) -> None:
        if self._busy:
            self._say(f"{message.done:,} of {self._job.count:,} written; Esc stops")

    @work(group="export", exclusive=True, exit_on_error=False)
    async def write(self, path: Path) -> None:
        """Write in a thread, and close when it is done."""
        self._busy, replace = True, path == self._replace
        self._stop.clear()
        save = partial(self._job.save, path, self._kind, replace, self._progress)
        try:
            await asyncio.to_thread(save)
        except AlreadyThere as error:
            self._ask(path, error)
        except CaTuiError as error:
            self._say(str(error))
        else:
            self.dismiss(self._done(path))
        finally:
            self._busy = False

    def _done(self, path: Path) -> str:
        return f"{self._results()} in {path.absolute()}"

    def _results(self) -> str:
        count, marked = self._job.count, "marked " if self._job.marked else ""
        return f"1 {marked}result" if count == 1 else f"{count:,} {marked}results"

    def _progress(self, done: int, _total: int) -> None:
        if self._stop.is_set():
            raise Stopped("Stopped: nothing was written.")
        self.post_message(self.Written(done))

    def _ask(self, path: Path, error: AlreadyThere) -> None:
        if self._kind.form is None:
            self._say(f"{error} A folder needs a name of its own.")
        else:
            self._replace = path
            self._say(f"{error} Enter once more replaces it.")

    def _say(self, words: str) -> None:
        self.query_one("#export-note", Static).update(Text(words))

    def _show_forms(self) -> None:
        look = styles(self.app.theme)
        parts = [
            (f" {each.name} ", look.match_current if each is self._kind else look.dim)
            for each in KINDS
        ]
        self.query_one("#export-forms", Static).update(Text.assemble(*parts))
        self._say(self._kind.about)
