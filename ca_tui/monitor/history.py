"""Executions of a scheduled task, and the plain row that shows the latest of them.

Without IncludeHistory the service tells the latest execution only, under a key that
does not name it. Once the history has that execution, the plain row would show it a
second time: it is hidden, until it shows a later one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Final, TypeAlias

from ca_tui.api.models import InvocationResult
from ca_tui.monitor.codec import instant, plain
from ca_tui.monitor.places import Changes
from ca_tui.monitor.steps import marks, steps

Group: TypeAlias = tuple[str, ...]
"""What the rows of one run on one instance, or in one of its containers, share."""

OF_GROUP: Final = (
    "service = ? AND region_id = ? AND invoke_id = ? AND instance_id = ?"
    " AND container_id = ?"
)

NEVER: Final = -1e18
"""Stands for the start of a row that tells none: before any."""


def group_of(result: InvocationResult) -> Group:
    """The group of a result."""
    key = result.key
    return (
        key.service,
        plain(key.region_id),
        plain(key.invoke_id),
        plain(key.instance_id),
        plain(key.container_id),
    )


def execution_of(
    connection: sqlite3.Connection, result: InvocationResult
) -> str | None:
    """The key, as text, of the execution in the history that a plain row shows."""
    found: tuple[str] | None = connection.execute(
        f"SELECT key FROM results WHERE {OF_GROUP} AND history AND start_at = ?",
        (*group_of(result), instant(result.start_time)),
    ).fetchone()
    return None if found is None else found[0]


def shadow(
    connection: sqlite3.Connection, groups: Iterable[Group], changes: Changes
) -> None:
    """Hide the plain rows of groups, or show them again."""
    groups = list(groups)
    executed: set[str] = set()
    for step in steps({run for _, _, run, *_ in groups}):
        cursor = connection.execute(
            "SELECT DISTINCT invoke_id FROM results"
            f" WHERE history AND invoke_id IN ({marks(len(step))})",
            step,
        )
        executed.update(run for (run,) in cursor)
    shadow_again(connection, [each for each in groups if each[2] in executed], changes)


def shadow_again(
    connection: sqlite3.Connection, groups: Iterable[Group], changes: Changes
) -> None:
    """The same of groups that have executions, or had some."""
    for group in groups:
        _shadow(connection, group, changes)


def _shadow(connection: sqlite3.Connection, group: Group, changes: Changes) -> None:
    """Hide the plain row of a group, or show it again."""
    plain_rows = connection.execute(
        f"SELECT id, coalesce(start_at, {NEVER}), shadowed FROM results"
        f" WHERE {OF_GROUP} AND NOT history",
        group,
    ).fetchall()
    for row_id, start_at, shadowed in plain_rows:
        found = connection.execute(
            f"SELECT 1 FROM results WHERE {OF_GROUP} AND history"
            f" AND coalesce(start_at, {NEVER}) >= ? LIMIT 1",
            (*group, start_at),
        ).fetchone()
        hidden = found is not None
        if hidden == bool(shadowed):
            continue
        connection.execute(
            "UPDATE results SET shadowed = ? WHERE id = ?", (hidden, row_id)
        )
        if hidden:
            changes.added.pop(row_id, None)
            changes.changed[row_id] = None
        else:
            changes.added[row_id] = None
