"""Reading many results whole: a few statements for each step of rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, TypeVar

from ca_tui.api.models import Agent, Instance, Invocation, InvocationResult, ResultKey
from ca_tui.monitor import lookups, outputs, views
from ca_tui.monitor.codec import moment
from ca_tui.monitor.packing import unpack_result
from ca_tui.monitor.rows import Record, Row, StoredOutput
from ca_tui.monitor.searching import Using

T = TypeVar("T")

STEP: Final = 100
"""Results that are read while nobody else can use the store."""


def records(using: Using, ids: Iterable[int]) -> Iterator[Record]:
    """Everything known about these results, in this order, their outputs aside.

    An id that never was one is left out, and one that comes again.
    """
    for step in _steps(ids):
        with using() as connection:
            found = _records(connection, step)
        yield from found


def stored_outputs(
    using: Using, ids: Iterable[int]
) -> Iterator[tuple[int, StoredOutput | None]]:
    """What these results printed, in this order; None: no reply carried it yet.

    The same ids are left out as by `records`.
    """
    for step in _steps(ids):
        with using() as connection:
            found = outputs.packed(connection, step)
        for row_id in step:
            if row_id in found:
                packed = found.pop(row_id)
                yield row_id, None if packed is None else packed()


def _steps(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(dict.fromkeys(ids))
    while step := list(islice(rest, STEP)):
        yield step


def _records(connection: sqlite3.Connection, step: Sequence[int]) -> list[Record]:
    marks = ", ".join("?" * len(step))
    cursor = connection.execute(
        "SELECT id, record, seen_at FROM records JOIN results USING (id)"
        f" WHERE id IN ({marks})",
        step,
    )
    packed = {row_id: line for row_id, *line in cursor}
    about = _About(connection)
    found = []
    for row in views.rows(connection, step):
        record, seen_at = packed[row.id]
        found.append(about.record(unpack_result(record), row, seen_at))
    return found


class _About:
    """What a step's results belong to; each invocation and instance is read once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._runs: dict[tuple[str, ...], Invocation | None] = {}
        self._servers: dict[tuple[str, ...], Instance | None] = {}
        self._agents: dict[tuple[str, ...], Agent | None] = {}

    def record(self, result: InvocationResult, row: Row, seen_at: float) -> Record:
        """A result with all of it."""
        key = row.key
        run = key.service, key.region_id, key.invoke_id
        server = key.service, key.region_id, key.instance_id
        return Record(
            result,
            self._once(self._runs, run, lookups.invocation, key),
            self._once(self._servers, server, lookups.instance, key),
            self._once(self._agents, server, lookups.agent, key),
            row,
            moment(seen_at),
            row.gone,
        )

    def _once(
        self,
        known: dict[tuple[str, ...], T | None],
        at: tuple[str, ...],
        read: Callable[[sqlite3.Connection, ResultKey], T | None],
        key: ResultKey,
    ) -> T | None:
        if at not in known:
            known[at] = read(self._connection, key)
        return known[at]
