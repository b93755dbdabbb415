"""Aligned columns to read in a terminal or a chat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from typing import Final, TextIO, TypeAlias

from rich.cells import cell_len, set_cell_size

from ca_tui.api.models import ServiceName
from ca_tui.api.status import exit_code_is_real
from ca_tui.export.wording import moment, took
from ca_tui.monitor.rows import Row
from ca_tui.output.sizes import human_size
from ca_tui.output.text import clean

WIDEST: Final = 40
"""Cells that one column may take; the last one is free."""

HEADINGS: Final = (
    "STARTED",
    "STATUS",
    "EXIT",
    "INSTANCE",
    "COMMAND",
    "TOOK",
    "OUTPUT",
    "INVOKE ID",
)

RIGHT: Final = frozenset({"EXIT", "TOOK", "OUTPUT"})

BETWEEN: Final = "\t"
"""Between the cells of a row that waits to be aligned; cells have no tabs."""


Names: TypeAlias = Mapping[tuple[ServiceName, str, str], str]
"""Of commands, by service, region and CommandId."""

_NO_NAMES: Final[Names] = {}


def write_table(
    rows: Iterable[Row],
    out: TextIO,
    *,
    zone: tzinfo | None,
    heading: bool = True,
    names: Names = _NO_NAMES,
) -> None:
    """A line per row; `zone` None is local time. `names` are of the commands of rows
    that do not tell it themselves.
    """
    widths = [len(each) if heading else 0 for each in HEADINGS]
    # widths are known at the end: a text is a tenth of what its row takes
    lines: list[str] = []
    for row in rows:
        line = cells(row, zone, names)
        for index, cell in enumerate(line):
            width = len(cell) if cell.isascii() else cell_len(cell)
            if width > widths[index]:
                widths[index] = min(WIDEST, width)
        lines.append(BETWEEN.join(line))
    aligned = _Aligned(widths)
    if heading:
        out.write(aligned(HEADINGS) + "\n")
    out.writelines(aligned(line.split(BETWEEN)) + "\n" for line in lines)


def cells(row: Row, zone: tzinfo | None, names: Names = _NO_NAMES) -> tuple[str, ...]:
    """What the columns say of a row, clean."""
    key = row.key
    known = exit_code_is_real(row.invocation_status) and row.exit_code is not None
    return (
        moment(row.start_time or row.creation_time, zone),
        clean(row.invocation_status) or "?",
        str(row.exit_code) if known else "-",
        clean(row.instance_name or row.key.instance_id),
        clean(
            row.command_name
            or names.get((key.service, key.region_id, row.command_id))
            or row.command_id
            or "-"
        ),
        took(row.start_time, row.finished_time or row.stop_time),
        sizes(row),
        clean(row.key.invoke_id),
    )


def sizes(row: Row) -> str:
    """How much was printed, and how much of it is missing."""
    size = "" if row.output_size is None else human_size(row.output_size)
    return f"{size}, {human_size(row.dropped)} missing" if row.dropped > 0 else size


class _Aligned:
    """Lines of cells in columns of these widths."""

    def __init__(self, widths: Sequence[int]) -> None:
        self._widths = widths[:-1]
        pieces = [
            f"%{'' if heading in RIGHT else '-'}{width}s  "
            for heading, width in zip(HEADINGS, self._widths, strict=False)
        ]
        self._line = "".join(pieces) + "%s"
        self._before_last = sum(self._widths) + 2 * len(self._widths)

    def __call__(self, cells: Sequence[str]) -> str:
        line = self._line % tuple(cells)
        if not line.isascii() or len(line) > self._before_last + len(cells[-1]):
            line = self._cut(cells)
        return line.rstrip()

    def _cut(self, cells: Sequence[str]) -> str:
        """Where a cell is too wide, or not as wide as it is long."""
        parts = []
        for heading, cell, width in zip(HEADINGS, cells, self._widths, strict=False):
            if heading in RIGHT:
                parts.append(" " * (width - cell_len(cell)) + cell)
            else:
                parts.append(set_cell_size(cell, width))
        return "  ".join((*parts, cells[-1]))
