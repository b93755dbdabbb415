"""A small table for the eye, and the same as JSON for what comes after."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """What was measured: a title, the names of the columns, a list for each row."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def __str__(self) -> str:
        lines = [[_words(cell) for cell in row] for row in (self.columns, *self.rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        return "\n".join([self.title, "", *(_line(line, widths) for line in lines)])

    def write(self, path: Path | None) -> None:
        """Print it; with a path, put it there as JSON too."""
        print(self)
        if path is not None:
            path.write_text(json.dumps(asdict(self), indent=1) + "\n")


def _line(words: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = zip(words, widths, strict=True)
    cells = [first[0].ljust(first[1]), *(word.rjust(width) for word, width in rest)]
    return "  ".join(cells).rstrip()


def _words(cell: Cell) -> str:
    match cell:
        case None:
            return "-"
        case int():
            return f"{cell:,}"
        case float():
            return f"{cell:.2f}"
        case _:
            return cell
