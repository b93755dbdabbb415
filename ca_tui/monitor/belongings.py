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

    def learn(self, results: Collection[InvocationResult], *, new: bool) -> None:
        """Read what is known about these results' instances and invocations; of `new`
        ones note what is not known, to ask for it.
        """
        servers = dict.fromkeys(at_server(each.key) for each in results)
        runs = dict.fromkeys(at_run(each.key) for each in results)
        found = names(self._connection, servers.keys() - self._names.keys())
        told = invocations(self._connection, runs.keys() - self._runs.keys())
        self._names |= found
        self._runs |= told
        if new:
            # in the order of the results, so that the first of them are named first
            unknown = [at for at in servers if at not in self._names]
            self._expect("instances", "instance_id", unknown)
            untold = [at for at in runs if at in told and told[at] is None]
            self._expect("invocations", "invoke_id", untold)

    def name(self, result: InvocationResult) -> str:
        """The name of a result's instance, empty if it is not known."""
        return self._names.get(at_server(result.key), "")

    def run(self, result: InvocationResult) -> Invocation | None:
        """A result's invocation, if it is known."""
        return self._runs[at_run(result.key)]

    def _expect(self, table: str, name: str, missing: Iterable[At]) -> None:
        self._connection.executemany(
            f"INSERT OR IGNORE INTO {table} (service, region_id, {name})"
            " VALUES (?, ?, ?)",
            [at for at in missing if at[2]],
        )


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
