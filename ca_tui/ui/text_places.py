"""Places of a document that one goes to: hits of a search, causes, numbered lines."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events, work
from textual.binding import Binding, BindingType
from textual.message import Message

from ca_tui.monitor.filter_error import FilterError
from ca_tui.output.document import Document
from ca_tui.ui.glyphs import UNICODE, Glyphs
from ca_tui.ui.text_hits import Hit, Hits
from ca_tui.ui.text_needle import Needle, needle_of
from ca_tui.ui.text_scroll import Place, RowScroller

MOST_DIGITS: Final = 9
"""Of a line number that is typed."""


class PlaceFinder(RowScroller):
    """Rows of a document, and the keys that lead to places in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "slash",
            "search",
            "search",
            show=False,
            id="text.search",
            tooltip="Search in this text; /words/ between slashes are a regular"
            " expression",
        ),
        Binding("n", "hit(1)", "next hit", show=False, id="text.next-hit"),
        Binding("N", "hit(-1)", "previous hit", show=False, id="text.previous-hit"),
        Binding(
            "colon",
            "line_number",
            "go to line",
            show=False,
            key_display=":",
            id="text.line-number",
            tooltip="Go to a line: type its number, then Enter",
        ),
        Binding(
            "y",
            "cause",
            "why",
            show=False,
            id="text.cause",
            tooltip="Go to the lines that tell why the command failed",
        ),
    ]

    @dataclass
    class SearchRequested(Message):
        """The operator wants to type what to search for."""

        view: PlaceFinder

    @dataclass
    class Searched(Message):
        """A search was made, or another place was gone to."""

        view: PlaceFinder
        hits: int
        current: int
        """1 for the first hit; 0: there is none."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.glyphs: Glyphs = UNICODE
        self._document: Document | None = None
        self._needle = Needle("")
        self._sought = ""
        self._mistake = ""
        self._searching = False
        self._hits = Hits()
        self._typed: str | None = None
        self._left: Place = (0, 0)

    @property
    def document(self) -> Document | None:
        """What is shown."""
        return self._document

    @property
    def needle(self) -> str:
        """What was searched for last; empty: nothing."""
        return self._sought

    @property
    def mistake(self) -> str:
        """Why that cannot be searched for; the hits are those of what was before."""
        return self._mistake

    @property
    def searching(self) -> bool:
        """The hits are still being looked for."""
        return self._searching

    @property
    def hits(self) -> int:
        """How many places the search has found."""
        return len(self._hits)

    @property
    def hit_number(self) -> int:
        """1 for the first hit; 0: there is none."""
        return self._hits.number

    @property
    def typed(self) -> str | None:
        """The line number as far as it is typed; None while nobody types one."""
        return self._typed

    def search(self, needle: str) -> None:
        """Mark every place of `needle` and go to the first from here on; posts
        `Searched`. An empty one ends the search; a bad pattern leaves the last hits."""
        self._sought = needle
        self._mistake = ""
        try:
            self._needle = needle_of(needle)
        except FilterError as error:
            self._mistake = str(error)
            self._tell()
            return
        self.find((*self.place_of_top(), 0), go=True)

    def find(self, here: Hit | None, *, go: bool) -> None:
        """Look for the needle again; `here` is where the current hit was."""
        self.workers.cancel_group(self, "hits")
        self._searching = False
        document, needle = self._document, self._needle
        if document is None or not needle.text:
            self._set_hits([], None, go=go)
        elif needle.quick(document):
            self._set_hits(needle.hits(document), here, go=go)
        else:
            self._searching = True
            self._find_apart(document, needle, here, go)
            self._tell()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a search n and N belong to whoever else has them."""
        if action == "cause":
            return bool(self._document and self._document.causes)
        return bool(self._sought) if action == "hit" else True

    def action_search(self) -> None:
        """Ask for something to search for."""
        self.post_message(self.SearchRequested(self))

    def action_hit(self, by: int) -> None:
        """Go to the next or the previous hit."""
        self._hits.step(by)
        self._go_to_hit()

    def action_cause(self) -> None:
        """Bring what the command failed of into view."""
        if self._document and self._document.causes:
            first, last = self._document.causes[0], self._document.causes[-1]
            self.bring_into_view(last, 0, 0)
            self.bring_into_view(first, 0, 0)

    def action_line_number(self) -> None:
        """Take the digits that are typed now for the number of a line."""
        self._typed = ""
        self._left = self.place_of_top()
        self._tell()

    def on_key(self, event: events.Key) -> None:
        """Here and not as a binding: digits typed in one go must find the colon
        taken, and bindings have their turn only when a key has bubbled up."""
        if self._typed is None:
            bound = self._bindings.key_to_bindings.get(event.key, [])
            if any(binding.action == "line_number" for binding in bound):
                self.action_line_number()
                event.stop()
            return
        if event.key.isdecimal() and event.key.isascii():
            self._go_to_line(self._typed[: MOST_DIGITS - 1] + event.key)
        elif event.key == "backspace":
            self._go_to_line(self._typed[:-1])
        else:
            if event.key == "escape":
                self.scroll_to_place(self._left)
            self._typed = None
            self._tell()
            if event.key not in ("escape", "enter"):
                return
        event.stop()

    def on_blur(self) -> None:
        """Who looks elsewhere types no number here."""
        if self._typed is not None:
            self._typed = None
            self._tell()

    def _go_to_line(self, typed: str) -> None:
        self._typed = typed
        document = self._document
        if document is None or not document.lines:
            self._tell()
            return
        if typed:
            number = int(typed)
            line = document.line_numbered(number, self._left[0])
            if line is None:
                line = max(0, min(number, len(document.lines)) - 1)
            self.scroll_to_place((line, 0))
        else:
            self.scroll_to_place(self._left)
        self._tell()

    @work(group="hits", exclusive=True, exit_on_error=False)
    async def _find_apart(
        self, document: Document, needle: Needle, here: Hit | None, go: bool
    ) -> None:
        """Search in a thread; a later search ends this one."""
        stop = threading.Event()
        try:
            hits = await asyncio.to_thread(needle.hits, document, stop.is_set)
        finally:
            stop.set()
        if document is self._document:
            self._searching = False
            self._set_hits(hits, here, go=go)
            self._tell()

    def _set_hits(self, hits: list[Hit], here: Hit | None, *, go: bool) -> None:
        before, self._hits = self._hits, Hits(hits)
        if here is not None:
            self._hits.go_from(*here[:2])
        self.mark_scrollbar()
        if go:
            self._go_to_hit()
        elif len(before) or hits:
            self.repaint()

    def _go_to_hit(self) -> None:
        hit = self._hits.current
        if hit is not None:
            self.bring_into_view(*hit)
        self.repaint()
        self._tell()

    def _tell(self) -> None:
        self.post_message(self.Searched(self, len(self._hits), self._hits.number))
