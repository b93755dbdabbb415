"""Names reach the rows: what rows show of their instance or invocation is copied into
them, in steps, between which others can use the store.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final, Literal

from ca_tui.api.models import Invocation
from ca_tui.monitor.belongings import At, names
from ca_tui.monitor.codec import bounded, instant, iso, plain, unpack
from ca_tui.monitor.query import names_of, tags_text, times_text
from ca_tui.monitor.steps import AT_ONCE, marks, steps

STEP: Final = 500
"""Rows that are written while nobody else can write: 2 to 5 ms."""

OF_INSTANCE: Final = "service = ? AND region_id = ? AND instance_id = ?"

OF_RUN: Final = "service = ? AND region_id = ? AND invoke_id = ?"

SPREAD: Final = """
UPDATE results SET
    command_id = :command_id, command_name = :command_name,
    command_type = :command_type, command_fold = :command_fold,
    timeout = :timeout, periodic = :periodic,
    tags = CASE WHEN tags = '' THEN :tags ELSE tags END,
    created = CASE WHEN own_created_at IS NULL THEN :created ELSE created END,
    local_time = CASE WHEN coalesce(start_at, own_created_at) IS NULL
        THEN :local ELSE local_time END,
    utc_time = CASE WHEN coalesce(start_at, own_created_at) IS NULL
        THEN :utc ELSE utc_time END,
    started_at = coalesce(start_at, own_created_at, :created_at, started_at),
    reply = NULL
WHERE service = :service AND region_id = :region AND invoke_id = :run
    AND command_id = :own
"""
"""What the rows of an invocation show of it, where they do not tell it themselves.
What a reply would change may be another thing now that it is known."""


@dataclass(frozen=True, slots=True)
class Task:
    """The rows of an instance or of an invocation are to show what is known of it."""

    kind: Literal["instance", "invocation"]
    at: At


class Spreading:
    """What is to be spread still; `changed` is called with ids of rows.

    `owed` is what could not be spread before, because the store's file failed.
    """

    def __init__(
        self,
        changed: Callable[[Iterable[int]], object],
        zone: tzinfo | None,
        owed: Iterable[Task] = (),
    ) -> None:
        self._changed = changed
        self._zone = zone
        self._runs: deque[At] = deque()
        self._fresh: dict[At, Invocation] = {}
        self._instances: list[At] = []
        self._rows: deque[int] = deque()
        self.tasks: dict[Task, None] = {}
        """All there were."""
        for task in owed:
            self._add(task)

    def __bool__(self) -> bool:
        return bool(self._runs or self._instances or self._rows)

    def instance(self, at: At) -> None:
        """The rows of an instance are to show its name."""
        self._add(Task("instance", at))

    def invocation(self, at: At, invocation: Invocation) -> None:
        """The rows of an invocation are to show what is known of it."""
        self._add(Task("invocation", at))
        self._fresh[at] = invocation

    def step(self, connection: sqlite3.Connection) -> None:
        """Write some rows, with what is known now: in a transaction of its own, or in
        the one in which they were added.
        """
        room = STEP
        while self._runs and room > 0:
            room -= self._tell(connection, self._runs.popleft())
        self._fresh.clear()
        if self._instances:
            self._rows.extend(_rows_of(connection, self._instances))
            self._instances.clear()
        while self._rows and room > 0:
            ids = [self._rows.popleft() for _ in range(min(AT_ONCE, len(self._rows)))]
            self._name(connection, ids)
            room -= len(ids)

    def _add(self, task: Task) -> None:
        self.tasks[task] = None
        if task.kind == "instance":
            self._instances.append(task.at)
        else:
            self._runs.append(task.at)

    def _name(self, connection: sqlite3.Connection, ids: Sequence[int]) -> None:
        rows = connection.execute(
            "SELECT id, instance_name, service, region_id, instance_id FROM results"
            f" WHERE id IN ({marks(len(ids))})",
            ids,
        ).fetchall()
        known = names(connection, {(s, r, i) for _, _, s, r, i in rows})
        news = []
        for row_id, shown, service, region_id, instance_id in rows:
            name = known.get((service, region_id, instance_id), "")
            if name != shown:
                fold = names_of(name or instance_id, instance_id)
                news.append((name, fold, row_id))
        connection.executemany(
            "UPDATE results SET instance_name = ?, instance_fold = ? WHERE id = ?", news
        )
        self._changed(row_id for _, _, row_id in news)

    def _tell(self, connection: sqlite3.Connection, at: At) -> int:
        found = connection.execute(
            f"SELECT id, command_id FROM results WHERE {OF_RUN}", at
        ).fetchall()
        invocation = self._fresh.get(at) or _read(connection, at)
        if not found or invocation is None:
            return 1
        service, region_id, invoke_id = at
        place = {"service": service, "region": region_id, "run": invoke_id}
        for own in {command_id for _, command_id in found}:
            connection.execute(SPREAD, self._values(invocation, own, invoke_id) | place)
        self._changed(row_id for row_id, _ in found)
        return len(found)

    def _values(
        self, invocation: Invocation, own: str, invoke_id: str
    ) -> dict[str, str | float | None]:
        created = invocation.creation_time
        local, utc = times_text(created, self._zone)
        command_id = own or plain(invocation.command_id)
        shown = plain(invocation.command_name) or command_id or invoke_id
        return {
            "command_id": command_id,
            "command_name": plain(invocation.command_name),
            "command_type": plain(invocation.command_type),
            "command_fold": names_of(shown, command_id),
            "timeout": bounded(invocation.timeout),
            "periodic": invocation.periodic,
            "tags": tags_text(invocation.tags),
            "created": iso(created),
            "created_at": instant(created),
            "local": local,
            "utc": utc,
            "own": own,
        }


def _read(connection: sqlite3.Connection, at: At) -> Invocation | None:
    sql = f"SELECT record FROM invocations WHERE {OF_RUN} AND record IS NOT NULL"
    found: tuple[bytes] | None = connection.execute(sql, at).fetchone()
    return None if found is None else unpack(Invocation, found[0])


def _rows_of(connection: sqlite3.Connection, instances: Iterable[At]) -> list[int]:
    """In the order of the table, so that each of its pages is written once."""
    found: set[int] = set()
    for step in steps({instance_id for _, _, instance_id in instances}):
        sql = f"SELECT id FROM results WHERE instance_id IN ({marks(len(step))})"
        found.update(row_id for (row_id,) in connection.execute(sql, step))
    return sorted(found)
