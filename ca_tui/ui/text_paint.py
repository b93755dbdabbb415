"""One row of text as a strip: line number, colours, search hits, selection.

A `Look` holds everything that shows on a row, so equal looks are equal strips: they
are cached by it and repainted only when it changed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple, Protocol

from rich.cells import cell_len, set_cell_size
from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ca_tui.output.document import DocLine, LineKind
from ca_tui.output.sgr import Color, Sgr
from ca_tui.ui.glyphs import Glyphs
from ca_tui.ui.text_layout import Piece
from ca_tui.ui.theme import Styles

SEAM_EDGE: Final = 3
"""Cells of rule that a seam keeps on both sides, if there is room."""

MARK_CELLS: Final = 2
"""Cells of the marks before the line numbers, where there are any."""

Mark = tuple[str, Style]
"""A character beside a line, and its colour."""

Run = tuple[int, int, Style]
"""Characters from, to (exclusive) and what is laid over them."""


class _Ranged(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Look(NamedTuple):
    """Everything that shows on one row."""

    number: str
    """What the gutter says, padded; empty: there is no gutter."""
    text: str
    runs: tuple[Run, ...]
    lead: int
    more: str
    """Drawn over the last cell when the line goes on; or empty."""
    width: int
    """Cells, gutter included."""
    base: Style
    aside: Style
    """Of the gutter and of `more`."""
    line: int
    """Index of the line in the document; -1: nothing that could be selected."""
    start: int
    """Index of the text's first character in its line."""
    mark: tuple[Segment, ...] = ()
    """What stands before the number."""


class Frame(NamedTuple):
    """What the rows of a view have in common."""

    width: int
    """Cells, gutter included."""
    gutter: int
    """Cells of marks, line numbers and the space behind them; 0: there are none."""
    base: Style
    """Foreground and background of the widget."""
    styles: Styles
    glyphs: Glyphs
    marked: int = 0
    """Cells of the gutter for marks."""


@lru_cache(maxsize=2048)
def sgr_style(sgr: Sgr) -> Style:
    """The colours an output asks for, in the colours of the terminal."""
    return Style(
        color=_color(sgr.fg),
        bgcolor=_color(sgr.bg),
        bold=sgr.bold or None,
        dim=sgr.dim or None,
        italic=sgr.italic or None,
        underline=sgr.underline or None,
        reverse=sgr.reverse or None,
        strike=sgr.strike or None,
    )


def seam(text: str, width: int, glyphs: Glyphs) -> str:
    """A line of rule characters with the text in its middle."""
    room = width - 2 * (SEAM_EDGE + 1)
    if room < cell_len(text):
        room = max(0, width - 2)
        text = set_cell_size(text, min(room, cell_len(text)))
    left = (width - cell_len(text) - 2) // 2
    right = width - cell_len(text) - 2 - left
    return f"{glyphs.rule * left} {text} {glyphs.rule * right}"


def look(
    line: DocLine,
    piece: Piece,
    frame: Frame,
    syntax: Sequence[Run] = (),
    over: Sequence[Run] = (),
    mark: Mark | None = None,
) -> Look:
    """What a piece of a line looks like: `syntax` where the output has no colours of
    its own, `over` laid on top; both in indices of the line."""
    styles = frame.styles
    if line.kind is LineKind.SEAM:
        return _seam_look(line, frame)
    base = frame.base + styles.text
    if line.kind is LineKind.NOTE:
        base = frame.base + styles.dim + Style(italic=True)
    runs = [
        *_within(syntax, piece),
        *_within(_sgr_runs(line, piece), piece),
        *_within(over, piece),
    ]
    marked = _marked(None if piece.below else mark, frame)
    number = _number(line, piece, frame)
    more = frame.glyphs.ellipsis if piece.cut else ""
    text = line.text[piece.start : piece.end]
    at = (piece.line, piece.start)
    return Look(
        number,
        text,
        tuple(runs),
        piece.lead,
        more,
        frame.width,
        base,
        frame.base + styles.line_number,
        *at,
        marked,
    )


def _seam_look(line: DocLine, frame: Frame) -> Look:
    """The line at which bytes are missing: no gutter, all its width."""
    text = line.text.replace(" · ", f" {frame.glyphs.dot} ")
    text = seam(text, frame.width, frame.glyphs)
    base = frame.base + frame.styles.seam
    return Look("", text, (), 0, "", frame.width, base, base, -1, 0)


def _number(line: DocLine, piece: Piece, frame: Frame) -> str:
    """What the gutter says beside its marks."""
    if frame.gutter == frame.marked:
        return ""
    shown = "" if line.number is None or piece.below else str(line.number)
    return shown.rjust(frame.gutter - frame.marked - 1) + " "


def _marked(mark: Mark | None, frame: Frame) -> tuple[Segment, ...]:
    """The cells of the gutter that are kept for marks."""
    if not frame.marked:
        return ()
    glyph, style = mark or (" ", frame.base)
    return (Segment(glyph.ljust(frame.marked), frame.base + style),)


def blank(frame: Frame) -> Look:
    """A row below the last line."""
    return Look("", "", (), 0, "", frame.width, frame.base, frame.base, -1, 0)


def overlapping(
    spans: Sequence[_Ranged], start: int, end: int
) -> Iterable[tuple[int, int, int]]:
    """Index, start and end of those of sorted spans that touch a range."""
    first = bisect_right(spans, start, key=lambda span: span.end)
    for index in range(first, len(spans)):
        span = spans[index]
        if span.start >= end:
            return
        yield index, span.start, span.end


def paint(shown: Look) -> Strip:
    """The strip of a look, as wide as it says."""
    segments: list[Segment] = [*shown.mark]
    if shown.number:
        segments.append(Segment(shown.number, shown.aside))
    if shown.lead:
        segments.append(Segment(" " * shown.lead, shown.base))
    before = len(segments)
    styles = [shown.base] * len(shown.text)
    for start, end, style in shown.runs:
        for index in range(start, end):
            styles[index] += style
    at = 0
    for style, run in groupby(styles):
        count = len(list(run))
        segments.append(Segment(shown.text[at : at + count], style))
        at += count
    if shown.line >= 0:
        text = Strip(segments[before:]).apply_offsets(shown.start, shown.line)
        segments[before:] = text
    strip = Strip(segments).adjust_cell_length(shown.width, shown.base)
    if not shown.more:
        return strip
    edge = Segment(shown.more, shown.aside)
    return Strip.join([strip.crop(0, shown.width - 1), Strip([edge], 1)])


def _within(runs: Iterable[Run], piece: Piece) -> Iterable[Run]:
    """The runs as seen from the piece's first character."""
    for start, end, style in runs:
        if start < piece.end and end > piece.start:
            first, last = max(start, piece.start), min(end, piece.end)
            yield first - piece.start, last - piece.start, style


def _sgr_runs(line: DocLine, piece: Piece) -> Iterable[Run]:
    spans = line.styles
    for index, start, end in overlapping(spans, piece.start, piece.end):
        yield start, end, sgr_style(spans[index].sgr)


def _color(color: Color) -> RichColor | None:
    if color is None:
        return None
    if isinstance(color, int):
        return RichColor.from_ansi(color)
    return RichColor.from_rgb(*color)
