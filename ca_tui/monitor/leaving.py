"""What left the service: rows that a walk of everything did not meet again."""

from __future__ import annotations

import sqlite3
from typing import Final

from ca_tui.api.models import Scope
from ca_tui.monitor.query import in_scope
from ca_tui.monitor.rows import Delta
from ca_tui.monitor.steps import marks, steps

LEFT: Final = 1
"""`gone`: no longer in the service, still shown."""

FORGOTTEN: Final = 2
"""`gone`: no longer shown."""


def count_seen(
    connection: sqlite3.Connection, scope: Scope, since: float | None
) -> int:
    """Rows of a scope that are not gone; with a mark, those not seen after it."""
    condition = in_scope(scope)
    found: tuple[int] = connection.execute(
        "SELECT count(*) FROM results WHERE gone = 0 AND history = ?"
        f" AND touched <= ? AND {condition.sql}",
        (
            scope.include_history,
            float("inf") if since is None else since,
            *condition.values,
        ),
    ).fetchone()
    return found[0]


def mark_gone(connection: sqlite3.Connection, scope: Scope, since: float) -> Delta:
    """Rows of a scope that were not seen since a mark are gone."""
    condition = in_scope(scope)
    found = connection.execute(
        "UPDATE results SET gone = ? WHERE gone = 0 AND history = ?"
        f" AND touched <= ? AND {condition.sql} RETURNING id",
        (LEFT, scope.include_history, since, *condition.values),
    ).fetchall()
    return Delta(changed=tuple(sorted(row_id for (row_id,) in found)))


def forget_gone(connection: sqlite3.Connection) -> list[int]:
    """Show rows that are gone no longer; says which.

    What they printed goes too: a day's outputs would fill the disk. With a row that
    comes again after all it is taken anew.
    """
    found = connection.execute(
        "UPDATE results SET gone = ?, reply = NULL WHERE gone = ? RETURNING id",
        (FORGOTTEN, LEFT),
    ).fetchall()
    ids = [row_id for (row_id,) in found]
    for step in steps(ids):
        sql = f"DELETE FROM outputs WHERE id IN ({marks(len(step))})"
        connection.execute(sql, step)
    return ids
