"""Which rows the last merges touched, so that a view can follow them.

Every merge has a number, which SQLite keeps with what was merged: a question knows
which merges its answer has seen.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Collection
from threading import Lock
from typing import Final

KEPT: Final = 4000
"""Ids that are remembered at most, of all merges together."""


class Trail:
    """What the last merges touched."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._steps: deque[tuple[int, Collection[int]]] = deque()
        self._kept = 0
        self._lost = 0
        """The last merge that is not remembered."""

    def note(self, connection: sqlite3.Connection, ids: Collection[int]) -> None:
        """Number what is being written, if it touched rows; within its transaction."""
        if not ids:
            return
        number = version(connection) + 1
        connection.execute(f"PRAGMA user_version = {number}")
        with self._lock:
            self._steps.append((number, ids))
            self._kept += len(ids)
            while self._kept > KEPT:
                self._lost, forgotten = self._steps.popleft()
                self._kept -= len(forgotten)

    def since(self, seen: int, now: int) -> set[int] | None:
        """The rows that merges after `seen` touched, up to `now`; None: forgotten."""
        with self._lock:
            if seen < self._lost:
                return None
            steps = [ids for number, ids in self._steps if seen < number <= now]
        return set().union(*steps)


def version(connection: sqlite3.Connection) -> int:
    """The number of the last merge that a transaction sees."""
    number: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return number
