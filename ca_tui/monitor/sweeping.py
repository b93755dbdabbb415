"""Letting go of what nobody can see any more, so that a day costs what an hour does.

A result that left the service is shown for an hour, or until its place is left. What
is not shown any more can be read for some minutes, by who is still at it, and is
deleted then. Of a place that nobody looked at for two hours all is let go of: who comes
back reads it anew. Rows that are held, on screen or marked, stay as long as they are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ca_tui.api.models import Scope
from ca_tui.monitor import history, leaving
from ca_tui.monitor.belongings import Place
from ca_tui.monitor.codec import plain
from ca_tui.monitor.files import Desk
from ca_tui.monitor.inserting import last_id
from ca_tui.monitor.leaving import FORGOTTEN, LEFT
from ca_tui.monitor.places import Changes
from ca_tui.monitor.rows import Delta
from ca_tui.monitor.steps import marks, steps

STAYS: Final = 3600.0
"""Seconds that a row is shown which left the service."""

AWAY: Final = 2 * 3600.0
"""Seconds after which a place is forgotten that nobody looks at."""

READABLE: Final = 600.0
"""Seconds that a row can be read which is not shown any more."""

AT_ONCE: Final = 1000
"""Rows that are deleted in one sweep."""

STEP: Final = 100
"""Rows that are deleted while nobody else can write."""

RANGE: Final = 2000
"""Rows that are looked through while nobody else can write."""

SPARE: Final = 512
"""Free pages of the file that are kept for what comes."""

PAGES: Final = 256
"""Pages that are given back in one sweep."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What became of a sweep."""

    delta: Delta
    more: bool
    """It is not done: there was too much for one."""


class Sweeper:
    """Sweeps a store; `note` is told which rows a transaction touches."""

    def __init__(
        self,
        desk: Desk,
        note: Callable[[sqlite3.Connection, Collection[int]], object],
        clock: Callable[[], datetime],
    ) -> None:
        self._desk = desk
        self._using = desk.using
        self._note = note
        self._clock = clock
        self._looked_at: dict[Place, float] = {}

    def watch(self, scopes: Iterable[Scope]) -> None:
        """Somebody looks at these places now."""
        now = self._now()
        for scope in scopes:
            self._looked_at[scope.service, plain(scope.region_id)] = now

    def forget_gone(
        self, held: Collection[int] = (), before: float = float("inf")
    ) -> list[int]:
        """Show rows no longer that left the service, before then; says which."""
        with self._using() as connection:
            ids = leaving.gone(connection, LEFT, before, held)
            leaving.forget(connection, ids, self._now())
            self._note(connection, ids)
        return ids

    def sweep(self, held: Collection[int]) -> Swept:
        """Let go of what is due, in steps; all that is left to do takes more sweeps."""
        now = self._now()
        forgotten = self.forget_gone(held, now - STAYS)
        for place, since in list(self._looked_at.items()):
            if since <= now - AWAY:
                forgotten += self._forget_place(place, held)
                del self._looked_at[place]
        shown, more = self._drop(now - READABLE, AT_ONCE, held)
        more = self._desk.shrink(SPARE, PAGES) or more
        return Swept(Delta(shown, tuple(forgotten)), more)

    def drop_forgotten(self) -> bool:
        """Delete all that is not shown, where room is needed; says if it was any."""
        with self._using() as connection:
            found = leaving.gone(connection, FORGOTTEN, float("inf"), most=2)
        while self._drop(float("inf"), AT_ONCE)[1]:
            pass
        return len(found) > 1

    def _now(self) -> float:
        return self._clock().timestamp()

    def _forget_place(self, place: Place, held: Collection[int]) -> list[int]:
        found: list[int] = []
        with self._using() as connection:
            last = last_id(connection)
        for first in range(0, last + 1, RANGE):
            with self._using() as connection:
                cursor = connection.execute(
                    "SELECT id FROM results WHERE id BETWEEN ? AND ?"
                    " AND gone < ? AND service = ? AND region_id = ?",
                    (first, first + RANGE - 1, FORGOTTEN, *place),
                )
                ids = [row_id for (row_id,) in cursor if row_id not in held]
                leaving.forget(connection, ids, self._now())
                self._note(connection, ids)
            found += ids
        return found

    def _drop(
        self, before: float, most: int, held: Collection[int] = ()
    ) -> tuple[tuple[int, ...], bool]:
        """Delete rows that are forgotten since then.

        Says which others are shown instead, and whether there may be more.
        """
        with self._using() as connection:
            ids = leaving.gone(connection, FORGOTTEN, before, held, most)
            last = last_id(connection)
        shown: list[int] = []
        # the last id stays taken: none is ever given twice
        for step in steps((each for each in ids if each != last), STEP):
            with self._using() as connection:
                changes = Changes()
                _delete(connection, step, changes)
                delta = changes.delta()
                self._note(connection, (*delta.added, *delta.changed))
            shown += delta.added
        return tuple(shown), len(ids) == most


def _delete(
    connection: sqlite3.Connection, ids: Sequence[int], changes: Changes
) -> None:
    """Delete rows, and what only they needed."""
    mine = marks(len(ids))
    rows = connection.execute(
        "SELECT history, service, region_id, invoke_id, instance_id, container_id"
        f" FROM results WHERE id IN ({mine})",
        ids,
    ).fetchall()
    for table in ("outputs", "records", "results"):
        connection.execute(f"DELETE FROM {table} WHERE id IN ({mine})", ids)
    executed = dict.fromkeys(tuple(group) for again, *group in rows if again)
    history.shadow_again(connection, executed, changes)
    connection.executemany(
        "DELETE FROM invocations WHERE service = ? AND region_id = ? AND invoke_id = ?"
        " AND NOT EXISTS (SELECT 1 FROM results"
        " WHERE results.invoke_id = invocations.invoke_id)",
        {(service, region_id, run) for _, service, region_id, run, *_ in rows},
    )
    connection.executemany(
        "DELETE FROM instances WHERE service = ? AND region_id = ? AND instance_id = ?"
        " AND record IS NULL AND NOT EXISTS (SELECT 1 FROM results"
        " WHERE results.instance_id = instances.instance_id)",
        {(service, region_id, server) for _, service, region_id, _, server, _ in rows},
    )
