"""What the columns of the results table say, and how they share its width.

A column is data: title, widths, importance, and a function from a row to a cell. Every
remote string passes `one_line` here, so nothing behind this room sees a raw one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from ca_tui.api.status import Phase, exit_code_is_real
from ca_tui.monitor.rows import Row
from ca_tui.ui.cells import (
    moment,
    one_line,
    pad,
    shorten,
    shorten_middle,
    size,
    span,
)
from ca_tui.ui.glyphs import Glyphs, StatusKind, status_glyph, status_kind

GUTTER: Final = 3
"""Cells in front of the first column: the cursor's edge, a flag, a space."""

ColumnKey = Literal[
    "status", "instance", "command", "exit", "started", "took", "output"
]
CellStyle = Literal["text", "secondary", "dim", "seam"] | StatusKind
"""Name of a style in `Styles`."""


class Cell(NamedTuple):
    """A cell before it is fitted into its column."""

    text: str
    style: CellStyle
    is_id: bool = False
    """Both ends matter: it is cut in the middle."""


class Context(NamedTuple):
    """What else a cell depends on."""

    now: datetime
    """Aware."""
    utc: bool
    glyphs: Glyphs


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    key: ColumnKey
    title: str
    width: int
    """Cells it needs to be worth showing."""
    importance: int
    """The least important column goes first when the width is short."""
    render: Callable[[Row, Context], Cell]
    weight: int = 0
    """Share of the width that is left."""
    widest: int = 0
    """Cells at most, for a column with weight."""
    right: bool = False
    descending: bool = False
    """The order in which it is sorted first."""


def _status(row: Row, context: Context) -> Cell:
    status = one_line(row.invocation_status) or "unknown"
    kind = status_kind(row.invocation_status, row.phase)
    glyph = status_glyph(row.invocation_status, row.phase, context.glyphs)
    return Cell(f"{glyph} {status}", kind)


def _instance(row: Row, context: Context) -> Cell:
    if name := one_line(row.instance_name):
        return Cell(name, "text")
    return Cell(one_line(row.key.instance_id) or context.glyphs.none, "text", True)


def _command(row: Row, context: Context) -> Cell:
    if name := one_line(row.command_name):
        return Cell(name, "text")
    named = row.command_id or row.key.invoke_id
    return Cell(one_line(named) or context.glyphs.none, "text", True)


def _exit(row: Row, context: Context) -> Cell:
    if row.exit_code is None or not exit_code_is_real(row.invocation_status):
        return Cell(context.glyphs.none, "secondary")
    return Cell(str(row.exit_code), "secondary" if row.exit_code == 0 else "text")


def _started(row: Row, context: Context) -> Cell:
    time = row.start_time or row.creation_time
    shown = moment(time, context.now, utc=context.utc, glyphs=context.glyphs)
    return Cell(shown, "secondary")


def _took(row: Row, context: Context) -> Cell:
    start, end = row.start_time, row.finished_time or row.stop_time
    running = end is None and row.phase is Phase.ACTIVE
    if running:
        end = context.now
    if start is None or end is None or bool(start.tzinfo) != bool(end.tzinfo):
        return Cell(context.glyphs.none, "secondary")
    length = end - start
    if running:
        # tenths of an age that stands still would be false
        length -= timedelta(microseconds=length.microseconds)
    return Cell(span(length, context.glyphs), "secondary")


def _output(row: Row, context: Context) -> Cell:
    shown = size(row.output_size, context.glyphs)
    if row.dropped:
        return Cell(f"{context.glyphs.missing} {shown}", "seam")
    return Cell(shown, "secondary")


COLUMNS: Final = (
    Column("status", "Status", 12, 7, _status),
    Column("instance", "Instance", 13, 6, _instance, weight=2, widest=36),
    Column("command", "Command", 13, 5, _command, weight=3, widest=60),
    Column("exit", "Exit", 5, 3, _exit, right=True, descending=True),
    Column("started", "Started", 11, 4, _started, descending=True),
    Column("took", "Took", 6, 1, _took, right=True, descending=True),
    Column("output", "Output", 9, 2, _output, right=True, descending=True),
)
"""From left to right."""

_BY_WORTH: Final = sorted(COLUMNS, key=lambda column: -column.importance)


def gap(width: int) -> int:
    """Cells between two columns of a table that wide."""
    return 2 if width >= 60 else 1


def layout(width: int) -> list[tuple[Column, int]]:
    """The columns that fit into `width` cells, and the width of each.

    The most important ones come first; one that does not fit ends the choice, so that
    a wider table never shows less. The status always stays.
    """
    space = gap(width)
    left = width - GUTTER - 1
    chosen: list[Column] = []
    for column in _BY_WORTH:
        needed = column.width + (space if chosen else 0)
        if chosen and needed > left:
            break
        chosen.append(column)
        left -= needed
    shares = _shares(chosen, max(0, left))
    return [
        (column, column.width + shares.get(column.key, 0))
        for column in COLUMNS
        if column in chosen
    ]


def fit(cell: Cell, column: Column, width: int, glyphs: Glyphs) -> str:
    """The text of a cell in exactly `width` cells."""
    cut = shorten_middle if cell.is_id else shorten
    return pad(cut(cell.text, width, glyphs), width, right=column.right)


def _shares(chosen: list[Column], left: int) -> dict[ColumnKey, int]:
    shares: dict[ColumnKey, int] = {}
    weight = sum(column.weight for column in chosen)
    for column in chosen:
        if column.weight:
            share = min(left * column.weight // weight, column.widest - column.width)
            shares[column.key] = share
            left -= share
            weight -= column.weight
    return shares
