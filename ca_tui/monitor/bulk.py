"""Reading many results whole: a few statements for each step of rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ca_tui.api.models import Agent, Instance
from ca_tui.monitor import lookups, outputs, views
from ca_tui.monitor.belongings import At, at_run, at_server, invocations
from ca_tui.monitor.codec import moment
from ca_tui.monitor.rows import Record, StoredOutput
from ca_tui.monitor.searching import Using
from ca_tui.monitor.steps import steps

STEP: Final = 200
"""Results that are read while nobody else can use the store."""


def records(using: Using, ids: Iterable[int]) -> Iterator[Record]:
    """Everything known about these results, in this order, their outputs aside.

    An id that never was one is left out, and one that comes again.
    """
    for step in steps(dict.fromkeys(ids), STEP):
        with using() as connection:
            found = _records(connection, step)
        yield from found


def stored_outputs(
    using: Using, ids: Iterable[int]
) -> Iterator[tuple[int, StoredOutput | None]]:
    """What these results printed, in this order; None: no reply carried it yet.

    The same ids are left out as by `records`.
    """
    for step in steps(dict.fromkeys(ids), STEP):
        with using() as connection:
            found = outputs.packed(connection, step)
        for row_id in step:
            if row_id in found:
                packed = found.pop(row_id)
                yield row_id, None if packed is None else packed()


def _records(connection: sqlite3.Connection, step: Sequence[int]) -> list[Record]:
    rows = views.seen(connection, step)
    runs = invocations(connection, {at_run(each.row.key) for each in rows})
    servers: dict[At, tuple[Instance | None, Agent | None]] = {}
    found = []
    for each in rows:
        key = each.row.key
        at = at_server(key)
        if at not in servers:
            instance = lookups.instance(connection, key)
            servers[at] = instance, lookups.agent(connection, key)
        found.append(
            Record(
                each.result,
                runs[at_run(key)],
                *servers[at],
                each.row,
                moment(each.seen_at),
                each.row.gone,
            )
        )
    return found
