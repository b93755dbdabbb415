"""Writing results: insert or combine, keep outputs, hide what a history repeats."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Final

from ca_tui.api.models import InvocationResult
from ca_tui.monitor import known
from ca_tui.monitor.arrivals import Arrival, Arrivals, arrival
from ca_tui.monitor.belongings import Belongings
from ca_tui.monitor.codec import PHASES, instant, key_of
from ca_tui.monitor.columns import NAMES, Value, columns
from ca_tui.monitor.history import Group, execution_of, group_of, shadow
from ca_tui.monitor.inserting import insert, store_output
from ca_tui.monitor.known import Before, KnownRow
from ca_tui.monitor.leaving import LEFT
from ca_tui.monitor.merging import (
    Kept,
    combine,
    combine_outputs,
    compare_runs,
    restless,
    supersedes,
)
from ca_tui.monitor.packing import flat, pack_result
from ca_tui.monitor.places import Changes
from ca_tui.monitor.steps import marks, steps

_REWRITE: Final = (
    f"UPDATE results SET {', '.join(f'{each} = ?' for each in (*NAMES, 'reply'))}"
    " WHERE id = ?"
)


class Writer:
    """Writes the results of one page."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        arrivals: Arrivals,
        changes: Changes,
        *,
        now: float,
        stamp: float,
        zone: tzinfo | None,
        searched: bool = True,
    ) -> None:
        self._connection = connection
        self._arrivals = arrivals
        self._changes = changes
        self._now = now
        self._stamp = stamp
        self._zone = zone
        self._searched = searched
        self._belongings = Belongings(connection)
        self._touched: list[int] = []
        self._groups: dict[Group, None] = {}

    def write(self) -> None:
        """Merge the page's results."""
        for batch in _batches(self._arrivals.results):
            self._batch(batch)
        shadow(self._connection, self._groups, self._changes)
        for step in steps(self._touched):
            self._connection.execute(
                f"UPDATE results SET touched = ? WHERE id IN ({marks(len(step))})",
                (self._stamp, *step),
            )

    def _batch(self, batch: Sequence[Arrival]) -> None:
        rows = known.rows(self._connection, [each.key for each in batch])
        new: list[Arrival] = []
        others: list[tuple[KnownRow, Arrival]] = []
        for each in batch:
            row = rows.get(each.key)
            if row is None:
                new.append(each)
                continue
            self._meet(row)
            if row.reply == each.reply:
                self._note_row(row)
            else:
                others.append((row, each))
        if new:
            self._insert(new)
        if others:
            self._update(others)

    def _meet(self, row: KnownRow) -> None:
        self._touched.append(row.id)
        if row.gone:
            sql = "UPDATE results SET gone = 0 WHERE id = ?"
            self._connection.execute(sql, (row.id,))
            shown = row.gone == LEFT
            (self._changes.changed if shown else self._changes.added)[row.id] = None

    def _insert(self, new: Sequence[Arrival]) -> None:
        results = [each.result for each in new]
        self._belongings.learn(results, new=True)
        lines = [
            (each, self._columns(each.result, each.output, self._now)) for each in new
        ]
        ids = insert(
            self._connection,
            self._arrivals,
            lines,
            seen_at=self._now,
            stamp=self._stamp,
        )
        self._changes.added.update(dict.fromkeys(ids))
        for result in results:
            self._groups[group_of(result)] = None
            if not result.phase.finished:
                run = self._belongings.run(result)
                periodic = None if run is None else run.periodic
                timeout = None if run is None else run.timeout
                self._note(result, periodic, timeout, self._now)

    def _update(self, others: Sequence[tuple[KnownRow, Arrival]]) -> None:
        before = known.before(self._connection, [row.id for row, _ in others])
        self._belongings.learn([each.result for _, each in others], new=False)
        passed_on: list[Arrival] = []
        for row, each in others:
            merged = self._merge(row, before[row.id], each)
            if merged is not None and row.shadowed:
                passed_on.extend(self._execution(merged, each))
        for each in passed_on:
            self._batch([each])

    def _merge(
        self, row: KnownRow, before: Before, each: Arrival
    ) -> InvocationResult | None:
        """What is kept of a result now; None: nothing else than before."""
        incoming = replace(each.result, output=None)
        newer = supersedes(incoming, before.result, row.again)
        pair = (incoming, before.result) if newer else (before.result, incoming)
        merged = combine(*pair, row.again)
        output = _kept(row, before, incoming, each.output, newer=newer)
        self._note(merged, row.again, row.timeout, row.seen_at)
        if merged == before.result and _marks(output) == _marks(before.output):
            if row.reply is None:
                sql = "UPDATE results SET reply = ? WHERE id = ?"
                self._connection.execute(sql, (each.reply, row.id))
            return None
        if newer and incoming.raw:
            merged = replace(merged, raw=incoming.raw)
        else:
            merged = replace(merged, raw=before.result.raw)
        self._rewrite(row, before, Before(merged, output), each.reply)
        return replace(merged, raw=incoming.raw)

    def _rewrite(
        self, row: KnownRow, before: Before, after: Before, reply: bytes
    ) -> None:
        values = self._columns(after.result, after.output, row.seen_at)
        self._connection.execute(_REWRITE, (*values, reply, row.id))
        if after.result != before.result:
            packed = pack_result(flat(after.result), after.result.raw)
            sql = "UPDATE records SET record = ? WHERE id = ?"
            self._connection.execute(sql, (packed, row.id))
        if _marks(after.output) != _marks(before.output):
            self._replace_output(row.id, before.output, after.output)
        self._changes.changed[row.id] = None
        if after.result.start_time != before.result.start_time:
            self._groups[group_of(after.result)] = None

    def _replace_output(
        self, row_id: int, before: Kept | None, after: Kept | None
    ) -> None:
        if after is None:
            sql = "DELETE FROM outputs WHERE id = ?"
            self._connection.execute(sql, (row_id,))
        elif before is not None and before.digest == after.digest:
            self._connection.execute(
                "UPDATE outputs SET guessed = ?, live = ?, head = ? WHERE id = ?",
                (after.guessed, after.live, after.head, row_id),
            )
        else:
            store_output(self._connection, row_id, after, self._arrivals)

    def _columns(
        self, result: InvocationResult, output: Kept | None, seen_at: float
    ) -> tuple[Value, ...]:
        return columns(
            result,
            None if output is None else output.size,
            seen_at,
            name=self._belongings.name(result),
            run=self._belongings.run(result),
            zone=self._zone,
            searched=self._searched,
        )

    def _execution(self, shown: InvocationResult, each: Arrival) -> list[Arrival]:
        """What a hidden plain row learned, as a reply about the execution in the
        history that it shows."""
        key = execution_of(self._connection, shown)
        if key is None:
            return []
        told = replace(shown, key=key_of(key), output=each.result.output)
        return [arrival(told)]

    def _note_row(self, row: KnownRow) -> None:
        self._changes.unsettled += restless(
            PHASES[row.phase],
            now=self._now,
            since=row.start_at or row.own_created_at or row.seen_at,
            repeats=row.repeats,
            periodic=row.again,
            timeout=row.timeout,
        )

    def _note(
        self,
        result: InvocationResult,
        periodic: bool | None,
        timeout: int | None,
        seen_at: float,
    ) -> None:
        start, created = instant(result.start_time), instant(result.creation_time)
        self._changes.unsettled += restless(
            result.phase,
            now=self._now,
            since=start or created or seen_at,
            repeats=result.repeats,
            periodic=periodic,
            timeout=timeout,
        )


def _batches(arrivals: Sequence[Arrival]) -> Iterator[list[Arrival]]:
    """The arrivals in their order, cut before a key that comes again."""
    batch: dict[str, Arrival] = {}
    for each in arrivals:
        if each.key in batch:
            yield list(batch.values())
            batch = {}
        batch[each.key] = each
    if batch:
        yield list(batch.values())


def _kept(
    row: KnownRow,
    before: Before,
    incoming: InvocationResult,
    output: Kept | None,
    *,
    newer: bool,
) -> Kept | None:
    """The output to keep; what an earlier execution printed is not this one's."""
    if compare_runs(incoming, before.result, row.again):
        return output if newer else before.output
    if output is None:
        return before.output
    if newer and output.live and before.output is not None and not before.output.live:
        # of a status that was neither active nor the end, like one nobody documented
        return output
    return combine_outputs(before.output, output)


def _marks(output: Kept | None) -> tuple[object, ...]:
    if output is None:
        return ()
    return output.digest, output.guessed, output.live, output.head
