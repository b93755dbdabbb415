"""Taking a page in: measured before anybody has to wait, written in one transaction,
names spread over the rows in more.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, tzinfo
from typing import Final

from ca_tui.api.models import Page
from ca_tui.monitor import known
from ca_tui.monitor.arrivals import Arrivals
from ca_tui.monitor.inserting import last_id
from ca_tui.monitor.places import Changes, Places
from ca_tui.monitor.rows import Delta
from ca_tui.monitor.schema import INDICES, StoreError
from ca_tui.monitor.searching import Using
from ca_tui.monitor.spreading import Spreading, Task
from ca_tui.monitor.writing import Writer

LITTLE: Final = 128 * 1024
"""Bytes of outputs that are compressed while the store is locked: 2 ms."""

FEW: Final = 5_000
"""Rows that are looked through as quickly as an index is made."""

TICK: Final = 1e-5
"""Seconds between two merges at least, to tell which came first."""


class Taker:
    """Takes pages into a store; `zone` is the operator's.

    `note` is told which rows a transaction touches, before it ends. `briefly`: outputs
    are measured and not kept, and no word is looked for. `indexed`: rows of a run or an
    instance are; otherwise what finds them is made when it is first needed, at once
    for all.
    """

    def __init__(
        self,
        using: Using,
        note: Callable[[sqlite3.Connection, Collection[int]], object],
        clock: Callable[[], datetime],
        zone: tzinfo | None,
        *,
        briefly: bool = False,
        indexed: bool = True,
    ) -> None:
        self._using = using
        self._briefly = briefly
        self._indexed = False
        if indexed:
            with using() as connection:
                self._index(connection)
        self._note = note
        self._clock = clock
        self._zone = zone
        self._owed: dict[Task, None] = {}
        self.stamp = 0.0
        """Of the last merge."""

    def take(self, page: Page) -> Delta:
        """Which rows are new, and which look different."""
        arrivals = Arrivals(page, sizes_only=self._briefly)
        if arrivals.size > LITTLE and not self._briefly:
            with self._using() as connection:
                keys = [each.key for each in arrivals.results]
                digests = known.digests(connection, keys)
            arrivals.compress(digests)
        changes, owed = Changes(), list(self._owed)
        spread: list[int] = []

        def changed(ids: Iterable[int]) -> None:
            spread.extend(ids)

        spreading = Spreading(changed, self._zone, owed)
        try:
            with self._using() as connection:
                self._write(connection, page, arrivals, changes, spreading)
                changes.change(spread)
                self._note(connection, (*changes.added, *changes.changed))
            while spreading:
                spread.clear()
                with self._using() as connection:
                    spreading.step(connection)
                    self._note(connection, tuple(spread))
                changes.change(spread)
        except StoreError:
            self._indexed = False
            self._owed |= spreading.tasks
            raise
        for task in owed:
            self._owed.pop(task, None)
        return changes.delta()

    def _write(
        self,
        connection: sqlite3.Connection,
        page: Page,
        arrivals: Arrivals,
        changes: Changes,
        spreading: Spreading,
    ) -> None:
        now = self._clock().timestamp()
        self.stamp = max(now, self.stamp + TICK)
        Places(connection, changes, spreading).write(page)
        wanted = not self._indexed and (spreading or _has_history(page))
        if wanted and last_id(connection) > FEW:
            self._index(connection)
        spreading.step(connection)
        writer = Writer(
            connection,
            arrivals,
            changes,
            now=now,
            stamp=self.stamp,
            zone=self._zone,
            searched=not self._briefly,
        )
        writer.write()

    def _index(self, connection: sqlite3.Connection) -> None:
        for statement in INDICES:
            connection.execute(statement)
        self._indexed = True


def _has_history(page: Page) -> bool:
    return any(each.key.start_time for each in page.results)
