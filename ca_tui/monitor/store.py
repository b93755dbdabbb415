"""The store: pages go in, rows in any order come out. The truth of what is shown.

SQLite keeps the rows, so that Python holds objects only for what is visible. Every
method may be called from any thread and raises StoreError when the file fails.
"""

from __future__ import annotations

import sqlite3
import threading
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Final

from ca_tui.api.models import (
    Agent,
    Instance,
    Page,
    Region,
    ResultKey,
    Scope,
    ServiceName,
)
from ca_tui.monitor import bulk, leaving, lookups, outputs, searching, views
from ca_tui.monitor.codec import instant, key_text, plain
from ca_tui.monitor.filter_functions import register, utf8
from ca_tui.monitor.printed import Printed, Wanted, printed
from ca_tui.monitor.rows import (
    Counts,
    Delta,
    Record,
    Row,
    StoredOutput,
    Unfinished,
    View,
)
from ca_tui.monitor.runs import Run, runs
from ca_tui.monitor.schema import StoreError, open_private
from ca_tui.monitor.searching import Progress
from ca_tui.monitor.shown import Shown
from ca_tui.monitor.taking import Taker

MANY: Final = 1000
"""Ids that a question about what to ask next gives at most."""


class Store:
    """Everything known about results, instances, invocations, agents and regions.

    `clock` gives aware times. `directory` holds the file while it has a name; `zone`
    is the operator's, None: the system's local time; `readable` makes text of an
    output, to search it.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        directory: Path | None = None,
        zone: tzinfo | None = None,
        readable: Callable[[bytes], str] = utf8,
    ) -> None:
        self.clock = clock
        self._zone = zone
        self._lock = threading.RLock()
        self._taker = Taker(self._using, clock, zone)
        self._connection = open_private(directory)
        register(self._connection, readable)

    def merge(self, page: Page) -> Delta:
        """Take a page in; says which rows are new and which look different."""
        return self._taker.take(page)

    def ids(self, view: View, progress: Progress | None = None) -> array[int]:
        """The ids of a view's rows, sorted and filtered. Raises FilterError.

        Where the filter reads outputs this takes time, except for those that it read
        before: it is for a thread then, and tells `progress`.
        """
        return searching.ids(self._using, view, self.clock(), self._zone, progress)

    def counts(self, view: View) -> Counts:
        """How many rows the scopes have, and how many are hidden; as `ids`."""
        with self._using() as connection:
            return views.counts(connection, view, self.clock(), self._zone)

    def look(self, view: View, progress: Progress | None = None) -> Shown:
        """The rows of a view and how many there are; for a thread, as `ids`."""
        return Shown(view, self.ids(view, progress), self.counts(view))

    def follow(
        self, shown: Shown, added: Iterable[int], changed: Iterable[int]
    ) -> Shown:
        """The same view after merges; for a thread. `shown` stays as it is."""
        return self.look(shown.view)

    def values(self, view: View, column: str, limit: int = MANY) -> list[str]:
        """What occurs in a column that filters name, the most frequent first."""
        with self._using() as connection:
            return views.values(connection, view.scopes, column, limit)

    def rows(self, ids: Sequence[int]) -> list[Row]:
        """These rows, in this order."""
        with self._using() as connection:
            return views.rows(connection, ids)

    def row(self, row_id: int) -> Row | None:
        """One row; None: there never was one of that id."""
        found = self.rows((row_id,))
        return found[0] if found else None

    def find(self, key: ResultKey) -> int | None:
        """The id of a result."""
        with self._using() as connection:
            found: tuple[int] | None = connection.execute(
                "SELECT id FROM results WHERE key = ?", (key_text(key),)
            ).fetchone()
        return None if found is None else found[0]

    def record(self, row_id: int) -> Record | None:
        """Everything known about a result, its output aside."""
        with self._using() as connection:
            row = self.row(row_id)
            return None if row is None else lookups.record(connection, row)

    def output(self, row_id: int) -> StoredOutput | None:
        """What a result printed; None: no reply carried it yet."""
        with self._using() as connection:
            return outputs.stored(connection, row_id)

    def records(self, ids: Iterable[int]) -> Iterator[Record]:
        """As `record`, of many, in this order; an id that never was one is left out.

        In steps, between which others can use the store: for a thread.
        """
        return bulk.records(self._using, ids)

    def outputs(self, ids: Iterable[int]) -> Iterator[tuple[int, StoredOutput | None]]:
        """As `output`, of many, with their ids; leaves out what `records` does."""
        return bulk.stored_outputs(self._using, ids)

    def printed(
        self, ids: Iterable[int], wanted: Wanted = lambda _: True
    ) -> Iterator[Printed]:
        """How results ended, and what they printed where its digest is wanted.

        In steps, between which others can use the store: for a thread.
        """
        return printed(self._using, ids, wanted)

    def faults(self) -> Mapping[tuple[ServiceName, str, str], int]:
        """Failed results by (service, region_id, instance_id), and of each region
        under an empty instance_id.
        """
        with self._using() as connection:
            return views.faults(connection)

    def runs(self, scopes: Sequence[Scope], least: int = 1) -> list[Run]:
        """The runs of some places on at least so many instances, the latest first."""
        with self._using() as connection:
            return runs(connection, scopes, least)

    def regions(self, service: ServiceName) -> list[Region]:
        """The regions of a service that are known, by id."""
        with self._using() as connection:
            return lookups.regions(connection, service)

    def instances(self, service: ServiceName, region_id: str) -> list[Instance]:
        """The instances of a region by name; from results alone only ids are known."""
        with self._using() as connection:
            return lookups.instances(connection, service, region_id)

    def agents(self, service: ServiceName, region_id: str) -> dict[str, Agent]:
        """The agents of a region that were asked about, by instance_id."""
        with self._using() as connection:
            return lookups.agents(connection, service, region_id)

    def instance_name(self, scope: Scope) -> str:
        """The name of a scope's instance, empty if it is not known."""
        with self._using() as connection:
            key = ResultKey(scope.service, scope.region_id, "", scope.instance_id)
            instance = lookups.instance(connection, key)
        return "" if instance is None else instance.instance_name

    def seen_instances(self, service: ServiceName, region_id: str) -> list[str]:
        """The instances of a region's results that are shown."""
        with self._using() as connection:
            return lookups.seen_instances(connection, service, region_id)

    def unfinished(self, scope: Scope, limit: int = MANY) -> list[Unfinished]:
        """Invocations of a scope that are not finished, longest unasked first."""
        with self._using() as connection:
            return views.unfinished(connection, scope, limit)

    def unnamed_instances(self, scope: Scope, limit: int = MANY) -> list[str]:
        """Instances of a scope's results that are not known and were not asked for."""
        with self._using() as connection:
            return views.unnamed(connection, scope, "instances", "instance_id", limit)

    def unnamed_invocations(self, scope: Scope, limit: int = MANY) -> list[str]:
        """Invocations of a scope's results, not known and not asked for."""
        with self._using() as connection:
            return views.unnamed(connection, scope, "invocations", "invoke_id", limit)

    def asked_for_instances(self, scope: Scope, ids: Sequence[str]) -> None:
        """Note that these were asked for; the service may not know them."""
        self._asked("instances", "instance_id", scope, ids)

    def asked_for_invocations(self, scope: Scope, ids: Sequence[str]) -> None:
        """Note that these were asked for; the service may not know them."""
        self._asked("invocations", "invoke_id", scope, ids)

    def asked_for_results(self, scope: Scope, invoke_id: str) -> None:
        """Note that the results of an invocation were asked for now."""
        with self._using() as connection:
            connection.execute(
                "UPDATE invocations SET asked_at = ?"
                " WHERE service = ? AND region_id = ? AND invoke_id = ?",
                (instant(self.clock()), *_place(scope), plain(invoke_id)),
            )

    def ask_again(self, scope: Scope) -> None:
        """Forget which names of a scope's region were asked for in vain."""
        with self._using() as connection:
            for table in ("instances", "invocations"):
                connection.execute(
                    f"UPDATE {table} SET asked = 0"
                    " WHERE service = ? AND region_id = ? AND asked = 1",
                    _place(scope),
                )

    def mark(self) -> float:
        """A mark for `mark_gone`: what is merged from now on was seen after it."""
        with self._lock:
            return self._taker.stamp

    def count_seen(self, scope: Scope, since: float | None = None) -> int:
        """Rows of a scope that are not gone; with a mark, those not seen after it."""
        with self._using() as connection:
            return leaving.count_seen(connection, scope, since)

    def mark_gone(self, scope: Scope, since: float) -> Delta:
        """After a walk of all that the service has: rows not seen since are gone.

        A walk with history gives executions and one without gives plain rows, so that
        neither tells anything about the other.
        """
        with self._using() as connection:
            return leaving.mark_gone(connection, scope, since)

    def forget_gone(self) -> None:
        """Show rows that left the service no longer; their ids stay good."""
        with self._using() as connection:
            leaving.forget_gone(connection)

    def close(self) -> None:
        """Let go of the file, which is gone then."""
        with self._lock:
            self._connection.close()

    def _asked(self, table: str, name: str, scope: Scope, ids: Sequence[str]) -> None:
        with self._using() as connection:
            connection.executemany(
                f"UPDATE {table} SET asked = 1"
                f" WHERE service = ? AND region_id = ? AND {name} = ?",
                [(*_place(scope), plain(each)) for each in ids],
            )

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock, self._connection:
                yield self._connection
        except sqlite3.Error as error:
            raise StoreError(f"The store's file cannot be used: {error}") from error


def _place(scope: Scope) -> tuple[str, str]:
    return scope.service, plain(scope.region_id)
