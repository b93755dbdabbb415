"""What the results of a page belong to: names and invocations, each read once."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from typing import TypeAlias

from ca_tui.api.models import Invocation, InvocationResult, ResultKey, ServiceName
from ca_tui.monitor.codec import plain, unpack
from ca_tui.monitor.steps import marks, steps

Place: TypeAlias = tuple[ServiceName, str]
"""A service and a region."""

At: TypeAlias = tuple[ServiceName, str, str]
"""A place and an id there, as SQLite takes them."""


class Belongings:
    """Names of instances, and invocations, for as long as one page is written."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._names: dict[At, str] = {}
        self._runs: dict[At, Invocation | None] = {}

    def expect(self, results: Iterable[InvocationResult]) -> None:
        """Note which instances and invocations new results belong to, to ask for
        them; of those that `learn` did not find."""
        servers: dict[At, None] = {}
        runs: dict[At, None] = {}
        for result in results:
            server, run = at_server(result.key), at_run(result.key)
            if server[2] and server not in self._names:
                servers[server] = None
            if run[2] and self._runs.get(run) is None:
                runs[run] = None
        for table, name, missing in (
            ("instances", "instance_id", servers),
            ("invocations", "invoke_id", runs),
        ):
            self._connection.executemany(
                f"INSERT OR IGNORE INTO {table} (service, region_id, {name})"
                " VALUES (?, ?, ?)",
                missing,
            )

    def learn(self, results: Iterable[InvocationResult]) -> None:
        """Read what is known about these results' instances and invocations."""
        servers: dict[At, None] = {}
        runs: dict[At, None] = {}
        for result in results:
            server, run = at_server(result.key), at_run(result.key)
            if server not in self._names:
                servers[server] = None
            if run not in self._runs:
                runs[run] = None
        self._names |= names(self._connection, servers)
        self._runs |= invocations(self._connection, runs)

    def name(self, result: InvocationResult) -> str:
        """The name of a result's instance, empty if it is not known."""
        return self._names.get(at_server(result.key), "")

    def run(self, result: InvocationResult) -> Invocation | None:
        """A result's invocation, if it is known."""
        return self._runs.get(at_run(result.key))


def names(connection: sqlite3.Connection, wanted: Iterable[At]) -> dict[At, str]:
    """The names of instances, of those that are known."""
    found: dict[At, str] = {}
    sql = "SELECT instance_id, name FROM instances"
    for place, cursor in _read(connection, sql, "instance_id", wanted):
        found.update(((*place, each), name) for each, name in cursor)
    return found


def invocations(
    connection: sqlite3.Connection, wanted: Collection[At]
) -> dict[At, Invocation | None]:
    """Invocations; None: not known."""
    found: dict[At, Invocation | None] = dict.fromkeys(wanted)
    sql = "SELECT invoke_id, record FROM invocations"
    for place, cursor in _read(connection, sql, "invoke_id", wanted):
        for each, record in cursor:
            if record is not None:
                found[(*place, each)] = unpack(Invocation, record)
    return found


def _read(
    connection: sqlite3.Connection, sql: str, name: str, wanted: Iterable[At]
) -> Iterator[tuple[Place, sqlite3.Cursor]]:
    places: dict[Place, list[str]] = {}
    for service, region_id, each in wanted:
        places.setdefault((service, region_id), []).append(each)
    for place, ids in places.items():
        for step in steps(ids):
            yield (
                place,
                connection.execute(
                    f"{sql} WHERE service = ? AND region_id = ?"
                    f" AND {name} IN ({marks(len(step))})",
                    (*place, *step),
                ),
            )


def at_server(key: ResultKey) -> At:
    """Where the instance of a result is."""
    return key.service, plain(key.region_id), plain(key.instance_id)


def at_run(key: ResultKey) -> At:
    """Where the invocation of a result is."""
    return key.service, plain(key.region_id), plain(key.invoke_id)
