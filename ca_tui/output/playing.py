"""One row as a terminal shows it in the end: sweeps over each other, colours apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final, NamedTuple

from ca_tui.output.cells import cell_width, char_width
from ca_tui.output.safe import visible
from ca_tui.output.sgr import PLAIN, Sgr, Style, apply, legible

TAB: Final = 8
"""Cells from one tab stop to the next."""

MAX_REWRITES: Final = 20_000
"""How often a line may begin anew with CR before only the last times count."""

MAX_OVERSTRIKE: Final = 65_536
"""Characters up to which a piece with backspaces is played through."""

SGR_ONLY: Final = re.compile(r"\x1b\[(?P<sgr>[0-9;:]{0,64})m")
"""Colours."""

_AS_TERMINAL: Final = re.compile(
    r"\x1b(?:\[(?P<sgr>[0-9;:]{0,64})m|\[(?P<erase>[02]?)K|\(B)"
)
"""Colours; erasing in the line, which goes with CR; choosing ASCII, a no-op."""


class Played(NamedTuple):
    """Safe text, and what it looks like where it is not plain."""

    text: str
    styles: tuple[Style, ...]


def play(row: str, sgr: Sgr, *, as_terminal: bool) -> Played:
    """A row that begins with `sgr` switched on.

    Where not `as_terminal`, only colours are taken out; all the rest is made visible.
    """
    pieces: list[_Piece] = []
    for part in _rewrites(row):
        piece, sgr = _play(part, sgr, as_terminal)
        pieces.append(piece)
    return _overlay(pieces)


def expand_tabs(row: str) -> str:
    """A row with blanks up to the next tab stop for each tab, counted in cells."""
    if row.isascii():
        return row.expandtabs(TAB)
    *parts, last = row.split("\t")
    column = 0
    expanded: list[str] = []
    for part in parts:
        column += cell_width(part)
        blanks = TAB - column % TAB
        column += blanks
        expanded += (part, " " * blanks)
    return "".join((*expanded, last))


def after(row: str, sgr: Sgr) -> Sgr:
    """What is switched on behind a row that begins with `sgr`."""
    for match in SGR_ONLY.finditer(row):
        sgr = apply(sgr, match["sgr"])
    return PLAIN if sgr == PLAIN else sgr


@dataclass(slots=True)
class _Piece:
    """What one sweep from the left margin wrote."""

    parts: list[str] = field(default_factory=list)
    styles: list[Style] = field(default_factory=list)
    length: int = 0
    column: int = 0
    erased: int | None = None
    """Column from which on older text is gone."""
    wiped: bool = False
    """Its own text was erased too, right before the sweep ended."""

    def write(self, segment: str, sgr: Sgr) -> None:
        for index, part in enumerate(segment.split("\t")):
            if index:
                self._put(" " * (TAB - self.column % TAB), sgr)
            if part:
                self._put(visible(part), sgr)

    def erase(self, how: str) -> None:
        from_column = 0 if how == "2" else self.column
        self.erased = min(
            from_column, self.column if self.erased is None else self.erased
        )
        self.wiped = how == "2"

    def _put(self, text: str, sgr: Sgr) -> None:
        self.wiped = False
        start, self.length = self.length, self.length + len(text)
        self.column += cell_width(text)
        self.parts.append(text)
        if sgr is PLAIN or not text:
            return
        if self.styles and self.styles[-1].end == start and self.styles[-1].sgr == sgr:
            start = self.styles.pop().start
        self.styles.append(Style(start, self.length, sgr))


def _rewrites(row: str) -> list[str]:
    """The sweeps of a row; of empty ones only those that are alone."""
    parts = row.rsplit("\r", MAX_REWRITES)
    if "\r" in parts[0]:
        del parts[0]
    return [part for part in parts if part] or [""]


def _play(part: str, sgr: Sgr, as_terminal: bool) -> tuple[_Piece, Sgr]:
    piece = _Piece()
    position = 0
    shown = legible(sgr)
    for match in (_AS_TERMINAL if as_terminal else SGR_ONLY).finditer(part):
        _write(piece, part[position : match.start()], shown, as_terminal)
        position = match.end()
        groups = match.groupdict()
        if groups["sgr"] is not None:
            sgr = apply(sgr, groups["sgr"])
            shown = PLAIN if sgr == PLAIN else legible(sgr)
        elif groups["erase"] is not None:
            piece.erase(groups["erase"])
    _write(piece, part[position:], shown, as_terminal)
    return piece, PLAIN if sgr == PLAIN else sgr


def _write(piece: _Piece, segment: str, sgr: Sgr, as_terminal: bool) -> None:
    if not segment:
        return
    if as_terminal and "\b" in segment and len(segment) <= MAX_OVERSTRIKE:
        for struck, run in groupby(_overstrike(segment, sgr), key=lambda cell: cell[1]):
            piece.write("".join(char for char, _ in run), struck)
        return
    piece.write(segment, sgr)


def _overstrike(segment: str, sgr: Sgr) -> list[tuple[str, Sgr]]:
    """Backspaces played: the same letter twice is bold, one with _ is underlined."""
    cells: list[tuple[str, Sgr]] = []
    cursor = 0
    for char in segment:
        if char == "\b" and cells:
            cursor = max(cursor - 1, 0)
            continue
        if cursor == len(cells):
            cells.append((char, sgr))
        else:
            cells[cursor] = _struck(cells[cursor], char, sgr)
        cursor += 1
    return cells


def _struck(old: tuple[str, Sgr], char: str, sgr: Sgr) -> tuple[str, Sgr]:
    under, style = old
    if under == char and char not in " _":
        return char, replace(style, bold=True)
    if under == "_" and char != " ":
        return char, replace(sgr, underline=True)
    if char == "_" and under != " ":
        return under, replace(style, underline=True)
    return char, sgr


def _overlay(pieces: list[_Piece]) -> Played:
    """What is left to see: of each column the newest text, read from the newest on."""
    if len(pieces) == 1:
        return Played("".join(pieces[0].parts), tuple(pieces[0].styles))
    parts: list[str] = []
    styles: list[Style] = []
    length = covered = 0
    limit: int | None = None
    for newest, piece in enumerate(reversed(pieces)):
        text = "" if piece.wiped and newest else "".join(piece.parts)
        start, pad = _index_at(text, covered)
        end = len(text) if limit is None else _index_at(text, limit)[0]
        if start < end:
            parts.append(" " * pad + text[start:end])
            shift = length + pad - start
            styles += _moved(piece.styles, start, end, shift)
            length += pad + end - start
            covered += pad + cell_width(text[start:end])
        if piece.erased is not None:
            limit = piece.erased if limit is None else min(limit, piece.erased)
    return Played("".join(parts), tuple(styles))


def _index_at(text: str, column: int) -> tuple[int, int]:
    """The first character that begins at or after `column`, and the cells between."""
    if not column or text.isascii():
        return min(column, len(text)), 0
    reached = 0
    for index, char in enumerate(text):
        if reached >= column and char_width(char):
            return index, reached - column
        reached += char_width(char)
    return len(text), 0


def _moved(styles: list[Style], start: int, end: int, shift: int) -> list[Style]:
    return [
        Style(max(style.start, start) + shift, min(style.end, end) + shift, style.sgr)
        for style in styles
        if style.start < end and style.end > start
    ]
