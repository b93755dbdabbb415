"""Writing what results belong to: regions, instances, agents and invocations."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from ca_tui.api.models import (
    Agent,
    Instance,
    Invocation,
    Page,
    Region,
)
from ca_tui.monitor.codec import pack, plain, unpack
from ca_tui.monitor.merging import combine_about
from ca_tui.monitor.rows import Delta
from ca_tui.monitor.spreading import OF_INSTANCE, OF_RUN, Spreading

T = TypeVar("T")


@dataclass(slots=True)
class Changes:
    """What a merge has changed so far; ids in the order in which they came."""

    added: dict[int, None] = field(default_factory=dict)
    changed: dict[int, None] = field(default_factory=dict)
    places: bool = False
    unsettled: int = 0

    def change(self, ids: Iterable[int]) -> None:
        """These look different now."""
        self.changed.update(dict.fromkeys(ids))

    def delta(self) -> Delta:
        """A row that is new is not changed as well."""
        changed = tuple(each for each in self.changed if each not in self.added)
        return Delta(tuple(self.added), changed, self.places, self.unsettled)


class Places:
    """Writes one page's regions, instances, agents and invocations."""

    def __init__(
        self, connection: sqlite3.Connection, changes: Changes, spreading: Spreading
    ) -> None:
        self._connection = connection
        self._changes = changes
        self._spreading = spreading

    def write(self, page: Page) -> None:
        """Learn what a page tells of them."""
        for region in page.regions:
            self._region(region)
        for instance in page.instances:
            self._instance(instance)
        for invocation in page.invocations:
            self._invocation(invocation)
        for agent in page.agents:
            self._agent(agent)

    def _region(self, region: Region) -> None:
        at = region.service, plain(region.region_id)
        where = "service = ? AND region_id = ?"
        if self._differs(Region, "regions", where, at, region):
            sql = "INSERT OR REPLACE INTO regions VALUES (?, ?, ?)"
            self._connection.execute(sql, (*at, pack(region)))

    def _agent(self, agent: Agent) -> None:
        at = agent.service, plain(agent.region_id), plain(agent.instance_id)
        if self._differs(Agent, "agents", OF_INSTANCE, at, agent):
            sql = "INSERT OR REPLACE INTO agents VALUES (?, ?, ?, ?)"
            self._connection.execute(sql, (*at, pack(agent)))

    def _instance(self, instance: Instance) -> None:
        at = instance.service, plain(instance.region_id), plain(instance.instance_id)
        known = self._known(Instance, "instances", OF_INSTANCE, at)
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
        if known is None or known.instance_name != merged.instance_name:
            self._spreading.instance(at)

    def _invocation(self, invocation: Invocation) -> None:
        at = (
            invocation.service,
            plain(invocation.region_id),
            plain(invocation.invoke_id),
        )
        known = self._known(Invocation, "invocations", OF_RUN, at)
        merged = invocation if known is None else combine_about(invocation, known)
        if known == merged:
            return
        self._connection.execute(
            "INSERT INTO invocations (service, region_id, invoke_id, record)"
            " VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET record = excluded.record",
            (*at, pack(merged)),
        )
        if known is None or _shown(known) != _shown(merged):
            self._spreading.invocation(at, merged)

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
