"""What left the service: rows that a walk of everything did not meet again."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
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


def mark_gone(
    connection: sqlite3.Connection, scope: Scope, since: float, now: float
) -> Delta:
    """Rows of a scope that were not seen since a mark are gone."""
    condition = in_scope(scope)
    found = connection.execute(
        "UPDATE results SET gone = ?, touched = ? WHERE gone = 0 AND history = ?"
        f" AND touched <= ? AND {condition.sql} RETURNING id",
        (LEFT, now, scope.include_history, since, *condition.values),
    ).fetchall()
    return Delta(changed=tuple(sorted(row_id for (row_id,) in found)))


def gone(
    connection: sqlite3.Connection,
    stage: int,
    before: float,
    held: Collection[int] = (),
    most: int | None = None,
) -> list[int]:
    """Rows that are LEFT or FORGOTTEN since `before` or longer, the first ones first;
    at most so many, and none that is held.
    """
    cursor = connection.execute(
        "SELECT id FROM results INDEXED BY results_gone"
        " WHERE gone AND gone = ? AND touched <= ? ORDER BY touched LIMIT ?",
        (stage, before, -1 if most is None else most + len(held)),
    )
    return [row_id for (row_id,) in cursor if row_id not in held][:most]


def forget(connection: sqlite3.Connection, ids: Sequence[int], now: float) -> None:
    """Show these rows no longer."""
    for step in steps(ids):
        connection.execute(
            "UPDATE results SET gone = ?, touched = ?"
            f" WHERE id IN ({marks(len(step))})",
            (FORGOTTEN, now, *step),
        )
