"""The store: pages go in, rows in any order come out. The truth of what is shown.

SQLite keeps the rows, so that Python holds objects only for what is visible. Every
method may be called from any thread and raises StoreError when the file fails.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Final

from ca_tui.api.models import Page, Scope
from ca_tui.monitor import leaving
from ca_tui.monitor.answers import Answers
from ca_tui.monitor.codec import instant, plain
from ca_tui.monitor.files import open_private
from ca_tui.monitor.filter_functions import register, utf8
from ca_tui.monitor.rows import Delta
from ca_tui.monitor.schema import NoRoom
from ca_tui.monitor.sweeping import Sweeper, Swept
from ca_tui.monitor.taking import Taker

NO_OUTPUTS: Final = "there is no room for outputs any more; rows are kept without them"

NO_ROWS: Final = "there is no room for what is new; what was known stays"


class Store(Answers):
    """Everything known about results, instances, invocations, agents and regions.

    `clock` gives aware times. `directory` holds the file while it has a name; `zone`
    is the operator's, None: the system's local time; `readable` makes text of an
    output, to search it; `room` is how many bytes the file may take. `briefly`: of
    outputs only the size is kept, and words are not looked for, for who prints a table
    of all rows once. `indexed` is false for who reads everything in, then out: it costs
    less.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        directory: Path | None = None,
        zone: tzinfo | None = None,
        readable: Callable[[bytes], str] = utf8,
        room: int | None = None,
        briefly: bool = False,
        indexed: bool = True,
    ) -> None:
        file = open_private(directory, room=room)
        super().__init__(file, clock=clock, zone=zone)
        register(file.asking.connection, readable)
        self._writing = file.writing.using
        self._taker = Taker(
            self._writing,
            self._trail.note,
            clock,
            zone,
            briefly=briefly,
            indexed=indexed,
        )
        self._sweeper = Sweeper(file.writing, self._trail.note, clock)
        self._full = ""

    @property
    def trouble(self) -> str:
        """A sentence about the disk; empty: all is well."""
        return "; ".join(filter(None, (self._file.trouble, self._full)))

    def merge(self, page: Page) -> Delta:
        """Take a page in; says which rows are new and which look different.

        Where there is no room for its outputs they are left out, which is `trouble`;
        raises StoreError where there is none for its rows either. What was known
        stays.
        """
        self._file.limit(rows_only=False)
        try:
            delta = self._taker.take(page)
        except NoRoom as error:
            return self._take_rows(page, error)
        self._full = ""
        return delta

    def asked_for_instances(self, scope: Scope, ids: Sequence[str]) -> None:
        """Note that these were asked for; the service may not know them."""
        self._asked("instances", "instance_id", scope, ids)

    def asked_for_invocations(self, scope: Scope, ids: Sequence[str]) -> None:
        """Note that these were asked for; the service may not know them."""
        self._asked("invocations", "invoke_id", scope, ids)

    def asked_for_results(self, scope: Scope, invoke_id: str) -> None:
        """Note that the results of an invocation were asked for now."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE invocations SET asked_at = ?"
                " WHERE service = ? AND region_id = ? AND invoke_id = ?",
                (instant(self.clock()), *_place(scope), plain(invoke_id)),
            )

    def ask_again(self, scope: Scope) -> None:
        """Forget which names of a scope's region were asked for in vain."""
        with self._writing() as connection:
            for table in ("instances", "invocations"):
                connection.execute(
                    f"UPDATE {table} SET asked = 0"
                    " WHERE service = ? AND region_id = ? AND asked = 1",
                    _place(scope),
                )

    def mark(self) -> float:
        """A mark for `mark_gone`: what is merged from now on was seen after it."""
        return self._taker.stamp

    def mark_gone(self, scope: Scope, since: float) -> Delta:
        """After a walk of all that the service has: rows not seen since are gone.

        A walk with history gives executions and one without gives plain rows, so that
        neither tells anything about the other.
        """
        with self._writing() as connection:
            now = self.clock().timestamp()
            delta = leaving.mark_gone(connection, scope, since, now)
            self._trail.note(connection, delta.changed)
            return delta

    def forget_gone(self, held: Collection[int] = ()) -> None:
        """Show rows that left the service no longer, but those that are held.

        Where there is no room to note it they are shown as long as that is so.
        """
        with suppress(NoRoom):
            self._sweeper.forget_gone(held)

    def watch(self, scopes: Iterable[Scope]) -> None:
        """Somebody looks at these places, of which `sweep` keeps all."""
        self._sweeper.watch(scopes)

    def sweep(self, held: Collection[int] = ()) -> Swept:
        """Let go of what nobody can see any more, see `sweeping`; to be called now and
        then, in a thread. `held` are ids of rows that stay.
        """
        return self._sweeper.sweep(held)

    def close(self) -> None:
        """Let go of the file, which is gone then."""
        self._file.close()

    def _take_rows(self, page: Page, error: NoRoom) -> Delta:
        """In the room of what is not shown any more; without outputs, which can be
        asked for again, where that is not enough.
        """
        with suppress(NoRoom):
            if self._sweeper.drop_forgotten():
                delta = self._taker.take(page)
                self._full = ""
                return delta
        self._file.writing.tidy()
        self._file.limit(rows_only=True)
        bare = tuple(replace(each, output=None) for each in page.results)
        try:
            delta = self._taker.take(replace(page, results=bare))
        except NoRoom as worse:
            self._full = f"{worse}: {NO_ROWS}"
            raise NoRoom(self._full) from worse
        self._full = f"{error}: {NO_OUTPUTS}"
        return delta

    def _asked(self, table: str, name: str, scope: Scope, ids: Sequence[str]) -> None:
        with self._writing() as connection:
            connection.executemany(
                f"UPDATE {table} SET asked = 1"
                f" WHERE service = ? AND region_id = ? AND {name} = ?",
                [(*_place(scope), plain(each)) for each in ids],
            )


def _place(scope: Scope) -> tuple[str, str]:
    return scope.service, plain(scope.region_id)
