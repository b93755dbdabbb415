"""What can be asked of a store, at any time and from any thread.

Long questions are for threads: each waits for the one before it. The quick ones wait
for nothing, neither for a long question nor for what is being written.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Final

from ca_tui.api.models import Agent, Instance, Region, ResultKey, Scope, ServiceName
from ca_tui.monitor import bulk, leaving, looking, lookups, outputs, views
from ca_tui.monitor.codec import key_text
from ca_tui.monitor.files import File
from ca_tui.monitor.printed import Printed, Wanted, printed
from ca_tui.monitor.question import Question, ask
from ca_tui.monitor.recent import Recent
from ca_tui.monitor.rows import Counts, Record, Row, StoredOutput, Unfinished, View
from ca_tui.monitor.runs import Run, runs
from ca_tui.monitor.searching import Progress
from ca_tui.monitor.shown import Shown
from ca_tui.monitor.trail import Trail

MANY: Final = 1000
"""Ids that a question about what to ask next gives at most."""


class Answers:
    """Everything that is read. Methods raise StoreError when the file fails."""

    def __init__(
        self, file: File, *, clock: Callable[[], datetime], zone: tzinfo | None
    ) -> None:
        self.clock = clock
        self._zone = zone
        self._file = file
        self._asking = file.asking.using
        self._quick = file.quick.using
        self._trail = Trail()
        self._recent = Recent(self._trail)

    def ids(self, view: View, progress: Progress | None = None) -> array[int]:
        """The ids of a view's rows, sorted and filtered. Raises FilterError.

        Where the filter reads outputs this takes time, except for those that it read
        before: it is for a thread then, and tells `progress`.
        """
        return looking.rows(self._asking, *self._ask(view), progress)

    def counts(self, view: View) -> Counts:
        """How many rows the scopes have, and how many are hidden; as `ids`."""
        question, _ = self._ask(view)
        with self._asking() as connection:
            return looking.counts(connection, question)

    def look(self, view: View, progress: Progress | None = None) -> Shown:
        """The rows of a view and how many there are; for a thread, as `ids`."""
        asked = self._ask(view)
        shown = looking.look(self._asking, self._recent, view, *asked, progress)
        self._recent.keep(shown)
        return shown

    def follow(
        self, shown: Shown, added: Iterable[int], changed: Iterable[int]
    ) -> Shown:
        """The same view after merges; for a thread. `shown` stays as it is.

        What the merges touched is known here; rows that are told beside are read again
        with it. As `look` where following would not be cheaper.
        """
        if shown.memory is not None:
            question, _ = self._ask(shown.view)
            kept, beside = [(shown, shown.memory)], {*added, *changed}
            with self._asking() as connection:
                found = self._recent.followed(connection, question, kept, beside)
            if found is not None:
                self._recent.keep(found)
                return found
        return self.look(shown.view)

    def values(self, view: View, column: str, limit: int = MANY) -> list[str]:
        """What occurs in a column that filters name, the most frequent first.

        For a thread; no other question waits for it.
        """
        with self._file.aside.using() as connection:
            return views.values(connection, view.scopes, column, limit)

    def rows(self, ids: Sequence[int]) -> list[Row]:
        """These rows, in this order."""
        with self._quick() as connection:
            return views.rows(connection, ids)

    def row(self, row_id: int) -> Row | None:
        """One row; None: there is none of that id, or none any more."""
        found = self.rows((row_id,))
        return found[0] if found else None

    def find(self, key: ResultKey) -> int | None:
        """The id of a result."""
        with self._quick() as connection:
            found: tuple[int] | None = connection.execute(
                "SELECT id FROM results WHERE key = ?", (key_text(key),)
            ).fetchone()
        return None if found is None else found[0]

    def record(self, row_id: int) -> Record | None:
        """Everything known about a result, its output aside."""
        with self._quick() as connection:
            found = views.seen(connection, (row_id,))
            return lookups.record(connection, found[0]) if found else None

    def output(self, row_id: int) -> StoredOutput | None:
        """What a result printed; None: no reply carried it yet."""
        with self._quick() as connection:
            return outputs.stored(connection, row_id)

    def records(self, ids: Iterable[int]) -> Iterator[Record]:
        """As `record`, of many, in this order; an id that never was one is left out.

        In steps, between which others can use the store: for a thread.
        """
        return bulk.records(self._asking, ids)

    def outputs(self, ids: Iterable[int]) -> Iterator[tuple[int, StoredOutput | None]]:
        """As `output`, of many, with their ids; leaves out what `records` does."""
        return bulk.stored_outputs(self._asking, ids)

    def printed(
        self, ids: Iterable[int], wanted: Wanted = lambda _: True
    ) -> Iterator[Printed]:
        """How results ended, and what they printed where its digest is wanted.

        In steps, between which others can use the store: for a thread.
        """
        return printed(self._asking, ids, wanted)

    def faults(self) -> Mapping[tuple[ServiceName, str, str], int]:
        """Failed results by (service, region_id, instance_id), and of each region
        under an empty instance_id.
        """
        with self._asking() as connection:
            return views.faults(connection)

    def runs(self, scopes: Sequence[Scope], least: int = 1) -> list[Run]:
        """The runs of some places on at least so many instances, the latest first."""
        with self._asking() as connection:
            return runs(connection, scopes, least)

    def regions(self, service: ServiceName) -> list[Region]:
        """The regions of a service that are known, by id."""
        with self._quick() as connection:
            return lookups.regions(connection, service)

    def instances(self, service: ServiceName, region_id: str) -> list[Instance]:
        """The instances of a region by name; from results alone only ids are known."""
        with self._quick() as connection:
            return lookups.instances(connection, service, region_id)

    def agents(self, service: ServiceName, region_id: str) -> dict[str, Agent]:
        """The agents of a region that were asked about, by instance_id."""
        with self._quick() as connection:
            return lookups.agents(connection, service, region_id)

    def instance_name(self, scope: Scope) -> str:
        """The name of a scope's instance, empty if it is not known."""
        with self._quick() as connection:
            key = ResultKey(scope.service, scope.region_id, "", scope.instance_id)
            instance = lookups.instance(connection, key)
        return "" if instance is None else instance.instance_name

    def seen_instances(self, service: ServiceName, region_id: str) -> list[str]:
        """The instances of a region's results that are shown."""
        with self._asking() as connection:
            return lookups.seen_instances(connection, service, region_id)

    def unfinished(self, scope: Scope, limit: int = MANY) -> list[Unfinished]:
        """Invocations of a scope that are not finished, longest unasked first."""
        with self._asking() as connection:
            return views.unfinished(connection, scope, limit)

    def unnamed_instances(self, scope: Scope, limit: int = MANY) -> list[str]:
        """Instances of a scope's results that are not known and were not asked for."""
        with self._asking() as connection:
            return views.unnamed(connection, scope, "instances", "instance_id", limit)

    def unnamed_invocations(self, scope: Scope, limit: int = MANY) -> list[str]:
        """Invocations of a scope's results, not known and not asked for."""
        with self._asking() as connection:
            return views.unnamed(connection, scope, "invocations", "invoke_id", limit)

    def all_named(self, scope: Scope) -> bool:
        """Whether every result of a scope can be shown with the names of its instance
        and of its command, of which another run may have told the name."""
        with self._asking() as connection:
            if views.unnamed(connection, scope, "instances", "instance_id", 1):
                return False
            return not lookups.nameless_command(connection, scope)

    def command_names(self) -> dict[tuple[ServiceName, str, str], str]:
        """What commands are called, by (service, region_id, command_id)."""
        with self._asking() as connection:
            return lookups.command_names(connection)

    def count_seen(self, scope: Scope, since: float | None = None) -> int:
        """Rows of a scope that are not gone; with a mark, those not seen after it."""
        with self._asking() as connection:
            return leaving.count_seen(connection, scope, since)

    def _ask(self, view: View) -> tuple[Question, Question]:
        """The question of a view, and the same without outputs."""
        now = self.clock()
        whole = ask(view, now, self._zone)
        shallow = ask(view, now, self._zone, outputs=False)
        return whole, shallow if whole.filters.deep else whole
