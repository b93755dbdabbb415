"""Writing results: insert or combine, keep outputs, hide what a history repeats."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Final, NamedTuple

from ca_tui.api.models import InvocationResult, Page
from ca_tui.monitor.codec import (
    compress,
    expand,
    key_of,
    key_text,
    moment,
    pack,
    pack_raw,
    plain,
    unpack,
)
from ca_tui.monitor.columns import Columns, Value
from ca_tui.monitor.history import Group, execution_of, group_of, shadow
from ca_tui.monitor.leaving import LEFT
from ca_tui.monitor.merging import (
    Kept,
    combine,
    combine_outputs,
    compare_runs,
    restless,
    supersedes,
)
from ca_tui.monitor.places import Changes, Places
from ca_tui.monitor.rows import Delta

KNOWN: Final = """
SELECT r.id, r.periodic, r.timeout, r.seen_at, r.shadowed, r.gone, k.result,
    o.digest, o.size, o.guessed, o.live, o.head
FROM results r JOIN records k USING (id) LEFT JOIN outputs o USING (id)
WHERE r.key = ?
"""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page with its outputs measured and, where they are news, compressed."""

    page: Page
    outputs: Sequence[Kept | None]
    """One for each result."""
    compressed: Mapping[bytes, bytes]
    """By digest."""


class _Known(NamedTuple):
    id: int
    periodic: bool | None
    timeout: int | None
    seen_at: float
    shadowed: int
    gone: int
    result: InvocationResult
    output: Kept | None


class Writer:
    """Writes one page."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        prepared: Prepared,
        *,
        now: datetime,
        stamp: float,
        zone: tzinfo | None,
    ) -> None:
        self._connection = connection
        self._prepared = prepared
        self._now = now
        self._stamp = stamp
        self._changes = Changes()
        self._places = Places(connection, self._changes, zone)
        self._columns = Columns(self._places, zone)
        self._touched: list[int] = []
        self._groups: dict[Group, None] = {}

    def write(self) -> Delta:
        """Merge the page; says what is different now."""
        page = self._prepared.page
        for region in page.regions:
            self._places.region(region)
        for instance in page.instances:
            self._places.instance(instance)
        for invocation in page.invocations:
            self._places.invocation(invocation)
        for agent in page.agents:
            self._places.agent(agent)
        for result, output in zip(page.results, self._prepared.outputs, strict=True):
            self._result(replace(result, output=None), output)
        for group in self._groups:
            shadow(self._connection, group, self._changes)
        self._connection.executemany(
            "UPDATE results SET touched = ?, gone = 0 WHERE id = ?",
            [(self._stamp, row_id) for row_id in self._touched],
        )
        return self._changes.delta()

    def _result(self, result: InvocationResult, output: Kept | None) -> None:
        key = key_text(result.key)
        known = self._known(key)
        if known is None:
            self._insert(key, result, output)
        else:
            self._update(known, result, output)

    def _known(self, key: str) -> _Known | None:
        found = self._connection.execute(KNOWN, (key,)).fetchone()
        if found is None:
            return None
        row_id, periodic, timeout, seen_at, shadowed, gone, record = found[:7]
        output: Kept | None = None
        if found[7] is not None:
            digest, size, guessed, live, head = found[7:]
            output = Kept(
                digest,
                size,
                bool(guessed),
                bool(live),
                head,
                lambda: self._load(row_id),
            )
        result = unpack(InvocationResult, record)
        again = None if periodic is None else bool(periodic)
        return _Known(row_id, again, timeout, seen_at, shadowed, gone, result, output)

    def _load(self, row_id: int) -> bytes:
        sql = "SELECT data FROM outputs WHERE id = ?"
        found: tuple[bytes] = self._connection.execute(sql, (row_id,)).fetchone()
        return expand(found[0])

    def _insert(self, key: str, result: InvocationResult, output: Kept | None) -> None:
        self._places.expect(result)
        seen_at = self._now.timestamp()
        size = None if output is None else output.size
        values: dict[str, Value] = {
            "key": key,
            "service": result.key.service,
            "region_id": plain(result.key.region_id),
            "invoke_id": plain(result.key.invoke_id),
            "instance_id": plain(result.key.instance_id),
            "container_id": plain(result.key.container_id),
            "history": bool(result.key.start_time),
            "seen_at": seen_at,
            "touched": self._stamp,
            **self._columns.of(result, size, seen_at),
        }
        marks = ", ".join("?" * len(values))
        cursor = self._connection.execute(
            f"INSERT INTO results ({', '.join(values)}) VALUES ({marks})",
            tuple(values.values()),
        )
        row_id = cursor.lastrowid or 0
        self._connection.execute(
            "INSERT INTO records VALUES (?, ?, ?)",
            (row_id, pack(replace(result, raw={})), pack_raw(result.raw)),
        )
        if output is not None:
            self._store_output(row_id, output)
        self._changes.added[row_id] = None
        self._groups[group_of(result)] = None
        invocation = self._columns.invocation(result)
        periodic = None if invocation is None else invocation.periodic
        timeout = None if invocation is None else invocation.timeout
        self._note(result, periodic, timeout, seen_at)

    def _update(
        self, known: _Known, result: InvocationResult, output: Kept | None
    ) -> None:
        self._touched.append(known.id)
        if known.gone:
            shown = known.gone == LEFT
            (self._changes.changed if shown else self._changes.added)[known.id] = None
        bare = replace(result, raw={})
        newer = supersedes(bare, known.result, known.periodic)
        first, second = (bare, known.result) if newer else (known.result, bare)
        merged = combine(first, second, known.periodic)
        kept = _kept(known, bare, output, newer=newer)
        different = merged != known.result
        if different and newer and result.raw:
            sql = "UPDATE records SET raw = ? WHERE id = ?"
            self._connection.execute(sql, (pack_raw(result.raw), known.id))
        if different or _marks(kept) != _marks(known.output):
            self._rewrite(known, merged, kept)
            if known.shadowed:
                self._pass_on(replace(merged, raw=result.raw), output)
        self._note(merged, known.periodic, known.timeout, known.seen_at)

    def _rewrite(
        self, known: _Known, merged: InvocationResult, kept: Kept | None
    ) -> None:
        size = None if kept is None else kept.size
        values = self._columns.of(merged, size, known.seen_at)
        changes = ", ".join(f"{name} = ?" for name in values)
        self._connection.execute(
            f"UPDATE results SET {changes} WHERE id = ?", (*values.values(), known.id)
        )
        if merged != known.result:
            sql = "UPDATE records SET result = ? WHERE id = ?"
            self._connection.execute(sql, (pack(merged), known.id))
        if kept is None:
            sql = "DELETE FROM outputs WHERE id = ?"
            self._connection.execute(sql, (known.id,))
        elif _marks(kept) != _marks(known.output):
            same = known.output is not None and kept.digest == known.output.digest
            self._store_output(known.id, kept, same_data=same)
        self._changes.changed[known.id] = None
        if merged.start_time != known.result.start_time:
            self._groups[group_of(merged)] = None

    def _store_output(
        self, row_id: int, output: Kept, *, same_data: bool = False
    ) -> None:
        marks = (output.guessed, output.live, output.head, row_id)
        if same_data:
            self._connection.execute(
                "UPDATE outputs SET guessed = ?, live = ?, head = ? WHERE id = ?", marks
            )
            return
        data = self._prepared.compressed.get(output.digest) or compress(output.load())
        self._connection.execute(
            "INSERT OR REPLACE INTO outputs"
            " (data, size, digest, guessed, live, head, id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (data, output.size, output.digest, *marks),
        )

    def _pass_on(self, result: InvocationResult, output: Kept | None) -> None:
        """Tell the execution in the history what its hidden plain row learned."""
        key = execution_of(self._connection, result)
        if key is not None:
            self._result(replace(result, key=key_of(key)), output)

    def _note(
        self,
        result: InvocationResult,
        periodic: bool | None,
        timeout: int | None,
        seen_at: float,
    ) -> None:
        self._changes.unsettled += restless(
            result,
            self._now,
            periodic=periodic,
            timeout=timeout,
            seen=moment(seen_at),
        )


def _kept(
    known: _Known, incoming: InvocationResult, output: Kept | None, *, newer: bool
) -> Kept | None:
    """The output to keep; what an earlier execution printed is not this one's."""
    if compare_runs(incoming, known.result, known.periodic):
        return output if newer else known.output
    if output is None:
        return known.output
    if newer and output.live and known.output is not None and not known.output.live:
        # of a status that was neither active nor the end, like one nobody documented
        return output
    return combine_outputs(known.output, output)


def _marks(output: Kept | None) -> tuple[object, ...]:
    if output is None:
        return ()
    return output.digest, output.guessed, output.live, output.head
