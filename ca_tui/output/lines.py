"""A text as the lines that a terminal would show, colours apart from the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, overload

from ca_tui.output.playing import (
    MAX_REWRITES,
    SGR_ONLY,
    Played,
    after,
    expand_tabs,
    play,
)
from ca_tui.output.safe import is_clean
from ca_tui.output.sgr import PLAIN, Sgr, Style

__all__ = ["MAX_REWRITES", "Line", "Lines", "split_lines"]

_RESETS: Final = ("\x1b[0m", "\x1b[m")
"""What most programs end a colour with: no colour from before goes on behind it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of safe text; what `styles` do not cover is plain."""

    text: str
    styles: tuple[Style, ...] = ()


class Lines(Sequence[Line]):
    """The lines of a text; their colours are read when a line is asked for.

    CRLF is a line end. `collapse_progress` shows what a terminal would show at the end:
    text behind a lone CR overwrites what was there, backspaces step back, erasing
    erases. Without it a lone CR ends a line, and all the rest is made visible. Without
    `colours` the text is the same and plain.
    """

    def __init__(
        self, text: str, *, collapse_progress: bool = True, colours: bool = True
    ) -> None:
        self._as_terminal = collapse_progress
        self._colours = colours
        self._escapes = "\x1b" in text
        text = _with_line_feeds(text, collapse_progress)
        self._rows = text.split("\n")
        if not self._rows[-1]:
            self._rows.pop()
        self._played: dict[int, Played] = {}
        self._behind: dict[int, Sgr] = {}
        self.texts: list[str] = self._bare(text)
        """What the lines say, safe, without colours."""

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> list[Line]: ...
    def __getitem__(self, index: int | slice) -> Line | list[Line]:
        if isinstance(index, slice):
            return [self._line(at) for at in range(len(self))[index]]
        return self._line(range(len(self))[index])

    def _bare(self, text: str) -> list[str]:
        """The texts: of a line that has nothing but colours they are cut out."""
        if self._escapes:
            text = SGR_ONLY.sub("", text)
        bare = text.split("\n")[: len(self._rows)]
        if not is_clean(text.replace("\n", " ")):
            for index, row in enumerate(bare):
                tabbed = expand_tabs(row) if "\t" in row else row
                bare[index] = tabbed if is_clean(tabbed) else self._play(index).text
        return bare

    def _line(self, index: int) -> Line:
        text = self.texts[index]
        if not self._colours:
            return Line(text)
        if index not in self._played:
            row = self._rows[index]
            if not self._escapes or (
                "\x1b" not in row and self._before(index) is PLAIN
            ):
                return Line(text)
        return Line(*self._play(index))

    def _play(self, index: int) -> Played:
        played = self._played.get(index)
        if played is None:
            row, sgr = self._rows[index], self._before(index)
            played = play(row, sgr, as_terminal=self._as_terminal)
            self._played[index] = played
        return played

    def _before(self, index: int) -> Sgr:
        """What is switched on where a line begins: read back to the last reset."""
        if not self._escapes:
            return PLAIN
        sgr = PLAIN
        unread: list[str] = []
        for at in range(index - 1, -1, -1):
            known = self._behind.get(at)
            if known is not None:
                sgr = known
                break
            row = self._rows[at]
            if "\x1b" not in row:
                continue
            reset = max(map(row.rfind, _RESETS))
            unread.append(row[reset:] if reset >= 0 else row)
            if reset >= 0:
                break
        for row in reversed(unread):
            sgr = after(row, sgr)
        if index:
            self._behind[index - 1] = sgr
        return sgr


def split_lines(text: str, *, collapse_progress: bool = True) -> list[Line]:
    """`text` as safe lines; colours run on over line ends, as in a terminal."""
    return list(Lines(text, collapse_progress=collapse_progress))


def _with_line_feeds(text: str, collapse_progress: bool) -> str:
    """Lines ended by nothing but a line feed."""
    if "\r" in text:
        text = text.replace("\r\r\n", "\n").replace("\r\n", "\n")
        if not collapse_progress:
            text = text.replace("\r", "\n")
    return text
