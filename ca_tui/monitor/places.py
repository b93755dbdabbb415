"""Writing what results belong to: regions, instances, agents and invocations.

Names and what else a row shows of them are copied into the results, so that sorting
and filtering read one table; whichever of the two comes first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Final, TypeVar

from ca_tui.api.models import (
    Agent,
    Instance,
    Invocation,
    InvocationResult,
    Region,
    ServiceName,
)
from ca_tui.monitor.codec import bounded, instant, iso, pack, plain, unpack
from ca_tui.monitor.merging import combine_about
from ca_tui.monitor.query import names_of, tags_text, times_text
from ca_tui.monitor.rows import Delta

T = TypeVar("T")

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
    started_at = coalesce(start_at, own_created_at, :created_at, started_at)
WHERE service = :service AND region_id = :region AND invoke_id = :run
    AND command_id = :own
"""
"""What the rows of an invocation show of it, where they do not tell it themselves."""


@dataclass(slots=True)
class Changes:
    """What a merge has changed so far; ids in the order in which they came."""

    added: dict[int, None] = field(default_factory=dict)
    changed: dict[int, None] = field(default_factory=dict)
    places: bool = False
    unsettled: int = 0

    def delta(self) -> Delta:
        """A row that is new is not changed as well."""
        changed = tuple(each for each in self.changed if each not in self.added)
        return Delta(tuple(self.added), changed, self.places, self.unsettled)


class Places:
    """Writes one page's regions, instances, agents and invocations."""

    def __init__(
        self, connection: sqlite3.Connection, changes: Changes, zone: tzinfo | None
    ) -> None:
        self._connection = connection
        self._changes = changes
        self._zone = zone

    def region(self, region: Region) -> None:
        """Learn of a region."""
        at = region.service, plain(region.region_id)
        where = "service = ? AND region_id = ?"
        if self._differs(Region, "regions", where, at, region):
            sql = "INSERT OR REPLACE INTO regions VALUES (?, ?, ?)"
            self._connection.execute(sql, (*at, pack(region)))

    def agent(self, agent: Agent) -> None:
        """Learn how an instance's agent is."""
        at = agent.service, plain(agent.region_id), plain(agent.instance_id)
        where = "service = ? AND region_id = ? AND instance_id = ?"
        if self._differs(Agent, "agents", where, at, agent):
            sql = "INSERT OR REPLACE INTO agents VALUES (?, ?, ?, ?)"
            self._connection.execute(sql, (*at, pack(agent)))

    def instance(self, instance: Instance) -> None:
        """Learn of an instance; its results get its name."""
        at = instance.service, plain(instance.region_id), plain(instance.instance_id)
        where = "service = ? AND region_id = ? AND instance_id = ?"
        known = self._known(Instance, "instances", where, at)
        merged = instance if known is None else combine_about(instance, known)
        if known == merged:
            return
        self._changes.places = True
        name = plain(merged.instance_name)
        self._connection.execute(
            "INSERT INTO instances (service, region_id, instance_id, name, record)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            " name = excluded.name, record = excluded.record",
            (*at, name, pack(merged)),
        )
        if known is not None and known.instance_name == merged.instance_name:
            return
        self._change(where, at)
        self._connection.execute(
            f"UPDATE results SET instance_name = ?, instance_fold = ? WHERE {where}",
            (name, names_of(name or at[2], at[2]), *at),
        )

    def invocation(self, invocation: Invocation) -> None:
        """Learn of an invocation; its results get the command's name and type."""
        at = (
            invocation.service,
            plain(invocation.region_id),
            plain(invocation.invoke_id),
        )
        where = "service = ? AND region_id = ? AND invoke_id = ?"
        known = self._known(Invocation, "invocations", where, at)
        merged = invocation if known is None else combine_about(invocation, known)
        if known == merged:
            return
        self._connection.execute(
            "INSERT INTO invocations (service, region_id, invoke_id, record)"
            " VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET record = excluded.record",
            (*at, pack(merged)),
        )
        if known is not None and _shown(known) == _shown(merged):
            return
        self._change(where, at)
        self._spread(merged, where, at)

    def expect(self, result: InvocationResult) -> None:
        """Note which instance and invocation a result belongs to, to ask for them."""
        key = result.key
        at = key.service, plain(key.region_id)
        for table, name, what in (
            ("instances", "instance_id", plain(key.instance_id)),
            ("invocations", "invoke_id", plain(key.invoke_id)),
        ):
            if what:
                self._connection.execute(
                    f"INSERT OR IGNORE INTO {table} (service, region_id, {name})"
                    " VALUES (?, ?, ?)",
                    (*at, what),
                )

    def name(self, result: InvocationResult) -> str:
        """The name of a result's instance, empty if it is not known."""
        key = result.key
        found: tuple[str] | None = self._connection.execute(
            "SELECT name FROM instances"
            " WHERE service = ? AND region_id = ? AND instance_id = ?",
            (key.service, plain(key.region_id), plain(key.instance_id)),
        ).fetchone()
        return found[0] if found else ""

    def run(
        self, service: ServiceName, region_id: str, invoke_id: str
    ) -> Invocation | None:
        """An invocation, if it is known."""
        where = "service = ? AND region_id = ? AND invoke_id = ?"
        at = service, plain(region_id), plain(invoke_id)
        return self._known(Invocation, "invocations", where, at)

    def _spread(
        self, invocation: Invocation, where: str, at: tuple[str, str, str]
    ) -> None:
        created = invocation.creation_time
        local, utc = times_text(created, self._zone)
        for own in self._command_ids(where, at):
            command_id = own or plain(invocation.command_id)
            shown = plain(invocation.command_name) or command_id or at[2]
            values = {
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
            self._connection.execute(
                SPREAD,
                values | dict(zip(("service", "region", "run"), at, strict=True)),
            )

    def _command_ids(self, where: str, at: tuple[str, str, str]) -> Iterator[str]:
        sql = f"SELECT DISTINCT command_id FROM results WHERE {where}"
        for (command_id,) in self._connection.execute(sql, at).fetchall():
            yield command_id

    def _change(self, where: str, at: tuple[str, ...]) -> None:
        sql = f"SELECT id FROM results WHERE {where}"
        for (row_id,) in self._connection.execute(sql, at):
            self._changes.changed[row_id] = None

    def _differs(
        self,
        kind: type[Region] | type[Agent],
        table: str,
        where: str,
        at: tuple[str, ...],
        value: Region | Agent,
    ) -> bool:
        sql = f"SELECT record FROM {table} WHERE {where}"
        found: tuple[bytes] | None = self._connection.execute(sql, at).fetchone()
        if found is not None and unpack(kind, found[0]) == value:
            return False
        self._changes.places = True
        return True

    def _known(
        self, kind: type[T], table: str, where: str, at: tuple[str, ...]
    ) -> T | None:
        sql = f"SELECT record FROM {table} WHERE {where} AND record IS NOT NULL"
        found: tuple[bytes] | None = self._connection.execute(sql, at).fetchone()
        return None if found is None else unpack(kind, found[0])


def _shown(invocation: Invocation) -> tuple[object, ...]:
    """What rows show of their invocation."""
    return (
        invocation.command_id,
        invocation.command_name,
        invocation.command_type,
        invocation.timeout,
        invocation.periodic,
        invocation.tags,
        invocation.creation_time,
    )
