"""The pieces of what is on screen that are copied, by the letter that asks for them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from ca_tui.export import command, reading
from ca_tui.export.forms import write
from ca_tui.export.plain import as_output, as_text
from ca_tui.export.table import write_table
from ca_tui.monitor.rows import Record
from ca_tui.monitor.store import Store


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing to copy."""

    key: str
    name: str
    label: str
    """What the operator reads."""


PIECES: Final = (
    Piece("o", "output", "Output"),
    Piece("s", "selection", "Selected lines"),
    Piece("t", "text", "Result as text"),
    Piece("m", "markdown", "Result as Markdown, for a ticket"),
    Piece("i", "invoke_id", "InvokeId"),
    Piece("n", "instance_id", "Instance id"),
    Piece("r", "row", "Row"),
    Piece("v", "view", "All rows of the view"),
    Piece("k", "marked", "Marked rows"),
    Piece("M", "marked_markdown", "Marked results as Markdown"),
    Piece("a", "aliyun", "The query as an aliyun command"),
    Piece("u", "curl", "The query as a request with curl"),
)

OF_THE_MARKED: Final = frozenset({"marked", "marked_markdown"})

OF_A_RESULT: Final = (
    frozenset(piece.name for piece in PIECES) - {"selection", "view"} - OF_THE_MARKED
)
"""Those that need a result."""


@dataclass(frozen=True, slots=True)
class Takeable:
    """What is on screen, as far as it can be copied."""

    store: Store
    row_id: int | None
    """The result under the cursor."""
    ids: Sequence[int]
    """The rows of the view."""
    selection: str
    """Selected lines of the text."""
    zone: tzinfo | None
    """None is local time."""
    endpoint: str = ""
    """Where every call was told to go; empty: to the vendor's hosts."""
    marked: Sequence[int] = ()
    """The marked rows, whether the view has them or not."""

    @property
    def missing(self) -> frozenset[str]:
        """Names of the pieces that there is nothing of."""
        gone = set() if self.selection else {"selection"}
        if not self.ids:
            gone.add("view")
        if not self.marked:
            gone |= OF_THE_MARKED
        if self.row_id is None:
            gone |= OF_A_RESULT
        return frozenset(gone)


def text_of(taken: Takeable, name: str) -> str:
    """A piece as text without line end where it is one line; empty: there is none.

    Reads the store, and of all rows of a view for a while: for a thread. Raises
    StoreError.
    """
    if name == "selection":
        return taken.selection
    if name == "view":
        return _table(taken, taken.ids, heading=True)
    if name == "marked":
        return _table(taken, taken.marked, heading=True)
    if name == "marked_markdown":
        return _markdown(taken, taken.marked)
    record = None if taken.row_id is None else taken.store.record(taken.row_id)
    return "" if record is None else _of_result(taken, record, name)


def _of_result(taken: Takeable, record: Record, name: str) -> str:
    row = record.row
    match name:
        case "output":
            return as_output(taken.store.output(row.id))
        case "text":
            return as_text(record, taken.store.output(row.id), taken.zone)
        case "markdown":
            return _markdown(taken, [row.id])
        case "invoke_id":
            return command.typed(row.key.invoke_id)
        case "instance_id":
            return command.typed(row.key.instance_id)
        case "row":
            return _table(taken, [row.id], heading=False).removesuffix("\n")
        case _:
            return _query(taken, record, name)


def _query(taken: Takeable, record: Record, name: str) -> str:
    scope = command.scope_of(record.row)
    query = command.query_of(scope)
    if name == "aliyun":
        return command.aliyun(query, taken.endpoint)
    regions = taken.store.regions(scope.service)
    return command.curl(query, taken.endpoint or command.endpoint_of(scope, regions))


def _markdown(taken: Takeable, ids: Sequence[int]) -> str:
    out = io.StringIO()
    write(taken.store, ids, out, "md", taken.zone)
    return out.getvalue()


def _table(taken: Takeable, ids: Sequence[int], *, heading: bool) -> str:
    out = io.StringIO()
    rows = reading.rows(taken.store, ids)
    write_table(rows, out, zone=taken.zone, heading=heading)
    return out.getvalue()
