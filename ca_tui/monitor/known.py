"""What is known of a page's results before it: a statement for all, not for each."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from typing import Final, NamedTuple

from ca_tui.api.models import InvocationResult
from ca_tui.monitor.codec import expand
from ca_tui.monitor.merging import Kept
from ca_tui.monitor.packing import unpack_result
from ca_tui.monitor.steps import marks, steps


class KnownRow(NamedTuple):
    """What is needed to see that a reply is no news."""

    key: str
    id: int
    reply: bytes | None
    """Of a reply that changes nothing; None: not known."""
    gone: int
    shadowed: int
    periodic: int | None
    timeout: int | None
    phase: int
    start_at: float | None
    own_created_at: float | None
    seen_at: float
    repeats: int | None

    @property
    def again(self) -> bool | None:
        """Whether it is a task that runs again and again; None: not known."""
        return None if self.periodic is None else bool(self.periodic)


class Before(NamedTuple):
    """A result as it is kept."""

    result: InvocationResult
    output: Kept | None


_COLUMNS: Final = ", ".join(KnownRow._fields)


def rows(connection: sqlite3.Connection, keys: Iterable[str]) -> dict[str, KnownRow]:
    """The rows of those keys that are known."""
    found: dict[str, KnownRow] = {}
    for step in steps(keys):
        sql = f"SELECT {_COLUMNS} FROM results WHERE key IN ({marks(len(step))})"
        for line in connection.execute(sql, step):
            found[line[0]] = KnownRow._make(line)
    return found


def before(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, Before]:
    """The results of rows, without their raw outputs."""
    found: dict[int, Before] = {}
    for step in steps(ids):
        cursor = connection.execute(
            "SELECT id, record, digest, size, guessed, live, head"
            " FROM records LEFT JOIN outputs USING (id)"
            f" WHERE id IN ({marks(len(step))})",
            step,
        )
        for row_id, record, digest, size, guessed, live, head in cursor:
            output: Kept | None = None
            if digest is not None:
                load: Callable[[], bytes] = partial(_load, connection, row_id)
                output = Kept(digest, size, bool(guessed), bool(live), head, load)
            found[row_id] = Before(unpack_result(record), output)
    return found


def digests(connection: sqlite3.Connection, keys: Iterable[str]) -> set[bytes]:
    """What the outputs of those keys are."""
    found: set[bytes] = set()
    for step in steps(keys):
        sql = (
            "SELECT digest FROM outputs JOIN results USING (id)"
            f" WHERE key IN ({marks(len(step))})"
        )
        found.update(digest for (digest,) in connection.execute(sql, step))
    return found


def _load(connection: sqlite3.Connection, row_id: int) -> bytes:
    sql = "SELECT data FROM outputs WHERE id = ?"
    found: tuple[bytes] = connection.execute(sql, (row_id,)).fetchone()
    return expand(found[0])
