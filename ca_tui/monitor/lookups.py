"""Reading what results belong to: regions, instances, agents, invocations."""

from __future__ import annotations

import sqlite3
from typing import TypeVar

from ca_tui.api.models import (
    Agent,
    Instance,
    Invocation,
    Region,
    ResultKey,
    Scope,
    ServiceName,
)
from ca_tui.monitor.codec import moment, plain, unpack
from ca_tui.monitor.leaving import FORGOTTEN
from ca_tui.monitor.query import in_scope
from ca_tui.monitor.rows import Record
from ca_tui.monitor.views import Seen

T = TypeVar("T")


def regions(connection: sqlite3.Connection, service: ServiceName) -> list[Region]:
    """The regions of a service, by id."""
    sql = "SELECT record FROM regions WHERE service = ? ORDER BY region_id"
    return [unpack(Region, record) for (record,) in connection.execute(sql, (service,))]


def instances(
    connection: sqlite3.Connection, service: ServiceName, region_id: str
) -> list[Instance]:
    """The instances of a region by name, the nameless ones by id after them."""
    cursor = connection.execute(
        "SELECT instance_id, record FROM instances"
        " WHERE service = ? AND region_id = ? ORDER BY name = '', name, instance_id",
        (service, plain(region_id)),
    )
    return [
        Instance(service, region_id, instance_id)
        if record is None
        else unpack(Instance, record)
        for instance_id, record in cursor
    ]


def agents(
    connection: sqlite3.Connection, service: ServiceName, region_id: str
) -> dict[str, Agent]:
    """The agents of a region by instance_id."""
    cursor = connection.execute(
        "SELECT record FROM agents WHERE service = ? AND region_id = ?",
        (service, plain(region_id)),
    )
    found = (unpack(Agent, record) for (record,) in cursor)
    return {agent.instance_id: agent for agent in found}


def seen_instances(
    connection: sqlite3.Connection, service: ServiceName, region_id: str
) -> list[str]:
    """The instances of a region's results that are shown."""
    cursor = connection.execute(
        "SELECT instance_id FROM instances AS i WHERE service = ? AND region_id = ?"
        " AND EXISTS (SELECT 1 FROM results WHERE"
        f" results.instance_id = i.instance_id AND gone < {FORGOTTEN})",
        (service, plain(region_id)),
    )
    return [instance_id for (instance_id,) in cursor]


def invocation(connection: sqlite3.Connection, key: ResultKey) -> Invocation | None:
    """The invocation of a result."""
    sql = (
        "SELECT record FROM invocations"
        " WHERE service = ? AND region_id = ? AND invoke_id = ?"
    )
    return _one(connection, Invocation, sql, key, key.invoke_id)


def instance(connection: sqlite3.Connection, key: ResultKey) -> Instance | None:
    """The instance of a result."""
    sql = (
        "SELECT record FROM instances"
        " WHERE service = ? AND region_id = ? AND instance_id = ?"
    )
    return _one(connection, Instance, sql, key, key.instance_id)


def agent(connection: sqlite3.Connection, key: ResultKey) -> Agent | None:
    """The agent of a result's instance."""
    sql = (
        "SELECT record FROM agents"
        " WHERE service = ? AND region_id = ? AND instance_id = ?"
    )
    return _one(connection, Agent, sql, key, key.instance_id)


def record(connection: sqlite3.Connection, seen: Seen) -> Record:
    """Everything known about a row's result, its output aside."""
    key = seen.row.key
    return Record(
        seen.result,
        invocation(connection, key),
        instance(connection, key),
        agent(connection, key),
        seen.row,
        moment(seen.seen_at),
        seen.row.gone,
    )


def _one(
    connection: sqlite3.Connection, kind: type[T], sql: str, key: ResultKey, last: str
) -> T | None:
    at = key.service, plain(key.region_id), plain(last)
    found: tuple[bytes | None] | None = connection.execute(sql, at).fetchone()
    if found is None or found[0] is None:
        return None
    return unpack(kind, found[0])


def nameless_command(connection: sqlite3.Connection, scope: Scope) -> bool:
    """Whether a result of a scope is of a command of which no run told the name."""
    condition = in_scope(scope)
    found = connection.execute(
        f"SELECT 1 FROM results WHERE {condition.sql} AND gone = 0"
        " AND command_name = '' AND command_id NOT IN (SELECT command_id FROM results"
        " WHERE service = ? AND region_id = ? AND command_name != ''"
        " AND command_id != '') LIMIT 1",
        (*condition.values, scope.service, plain(scope.region_id)),
    )
    return found.fetchone() is not None


def command_names(
    connection: sqlite3.Connection,
) -> dict[tuple[ServiceName, str, str], str]:
    """The name of each command of which a run told it; of several names the last."""
    cursor = connection.execute(
        "SELECT service, region_id, command_id, command_name, max(started_at)"
        " FROM results WHERE command_name != '' AND command_id != '' GROUP BY 1, 2, 3"
    )
    return {
        (service, region_id, command_id): name
        for service, region_id, command_id, name, _ in cursor
    }
