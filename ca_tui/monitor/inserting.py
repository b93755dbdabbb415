"""New results into the tables, a statement for all that come together."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from ca_tui.monitor.arrivals import Arrival, Arrivals
from ca_tui.monitor.codec import plain
from ca_tui.monitor.columns import NAMES, Value
from ca_tui.monitor.merging import Kept
from ca_tui.monitor.packing import pack_result
from ca_tui.monitor.steps import marks

_IDENTITY: Final = (
    "id",
    "key",
    "reply",
    "service",
    "region_id",
    "invoke_id",
    "instance_id",
    "container_id",
    "history",
    "seen_at",
    "touched",
)

_ROW: Final = (
    f"INSERT INTO results ({', '.join((*_IDENTITY, *NAMES))})"
    f" VALUES ({marks(len(_IDENTITY) + len(NAMES))})"
)

_OUTPUT: Final = (
    "INSERT OR REPLACE INTO outputs (id, data, size, digest, guessed, live, head)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


def insert(
    connection: sqlite3.Connection,
    arrivals: Arrivals,
    new: Sequence[tuple[Arrival, tuple[Value, ...]]],
    *,
    seen_at: float,
    stamp: float,
) -> range:
    """Insert results with the values of their columns; their ids, in this order."""
    last = last_id(connection)
    ids = range(last + 1, last + 1 + len(new))
    connection.executemany(
        _ROW,
        [
            (row_id, *_identity(each), seen_at, stamp, *values)
            for row_id, (each, values) in zip(ids, new, strict=True)
        ],
    )
    connection.executemany(
        "INSERT INTO records VALUES (?, ?)",
        [
            (row_id, pack_result(each.values, each.result.raw))
            for row_id, (each, _) in zip(ids, new, strict=True)
        ],
    )
    connection.executemany(
        _OUTPUT,
        [
            _output(row_id, each.output, arrivals)
            for row_id, (each, _) in zip(ids, new, strict=True)
            if each.output is not None
        ],
    )
    return ids


def last_id(connection: sqlite3.Connection) -> int:
    """The id of the newest row; 0: there is none."""
    sql = "SELECT coalesce(max(id), 0) FROM results"
    found: tuple[int] = connection.execute(sql).fetchone()
    return found[0]


def store_output(
    connection: sqlite3.Connection, row_id: int, output: Kept, arrivals: Arrivals
) -> None:
    """Keep an output, in the place of the one before."""
    connection.execute(_OUTPUT, _output(row_id, output, arrivals))


def _identity(each: Arrival) -> tuple[str | bytes | bool, ...]:
    key = each.result.key
    return (
        each.key,
        each.reply,
        key.service,
        plain(key.region_id),
        plain(key.invoke_id),
        plain(key.instance_id),
        plain(key.container_id),
        bool(key.start_time),
    )


def _output(row_id: int, output: Kept, arrivals: Arrivals) -> tuple[Value, ...]:
    data = arrivals.stored(output)
    marks_of = (output.guessed, output.live, output.head)
    return row_id, data, output.size, output.digest, *marks_of
