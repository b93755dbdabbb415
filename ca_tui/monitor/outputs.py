"""Reading outputs back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from functools import partial

from ca_tui.api.status import Phase
from ca_tui.monitor.codec import PHASES, expand
from ca_tui.monitor.rows import StoredOutput


def stored(connection: sqlite3.Connection, row_id: int) -> StoredOutput | None:
    """The output of a row; None: no reply carried one."""
    found = packed(connection, (row_id,)).get(row_id)
    return None if found is None else found()


def packed(
    connection: sqlite3.Connection, ids: Sequence[int]
) -> dict[int, Callable[[], StoredOutput] | None]:
    """The outputs of rows, expanded when they are called; None: no reply carried one.

    An id that never was one is left out.
    """
    marks = ", ".join("?" * len(ids))
    cursor = connection.execute(
        "SELECT id, dropped, phase, guessed, head, data"
        f" FROM results LEFT JOIN outputs USING (id) WHERE id IN ({marks})",
        ids,
    )
    return {
        row_id: None if line[-1] is None else partial(_stored, *line)
        for row_id, *line in cursor
    }


def _stored(
    dropped: int, number: int, guessed: int, head: int | None, data: bytes
) -> StoredOutput:
    phase = PHASES[number]
    cut = phase is Phase.ACTIVE or dropped > 0
    return StoredOutput(
        expand(data), bool(guessed), dropped, head if cut else None, phase
    )
