"""Runs: what became of each invocation, counted over its results."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from ca_tui.api.models import Scope, ServiceName
from ca_tui.api.status import Phase
from ca_tui.monitor.codec import PHASES, moment
from ca_tui.monitor.query import in_scopes
from ca_tui.monitor.views import SHOWN

MOST: Final = 1000
"""Runs that are told, the newest."""


@dataclass(frozen=True, slots=True)
class Run:
    """One invocation, as far as its results are known."""

    scope: Scope
    """The run and nothing else."""
    command: str
    """Its name, or its id."""
    started_at: datetime
    """Of the result that started last."""
    instances: int
    phases: tuple[int, ...]
    """Results in each Phase, in its order."""

    @property
    def results(self) -> int:
        """All of them."""
        return sum(self.phases)

    def count(self, phase: Phase) -> int:
        """Results in that phase."""
        return self.phases[PHASES.index(phase)]

    @property
    def uneven(self) -> bool:
        """Some results ended well and others did not."""
        good = self.count(Phase.SUCCEEDED)
        return 0 < good < self.results and self.count(Phase.FAILED) > 0


def runs(
    connection: sqlite3.Connection, scopes: Sequence[Scope], least: int = 1
) -> list[Run]:
    """The runs on at least so many instances, the one that started last first."""
    condition = in_scopes(scopes)
    totals = ", ".join(
        f"count(*) FILTER (WHERE phase = {number})" for number in range(len(PHASES))
    )
    cursor = connection.execute(
        "SELECT service, region_id, invoke_id, max(command_name), max(command_id),"
        f" max(started_at), count(DISTINCT instance_id), {totals} FROM results"
        f" WHERE {SHOWN} AND invoke_id != '' AND {condition.sql} GROUP BY 1, 2, 3"
        " HAVING count(DISTINCT instance_id) >= ? ORDER BY 6 DESC, 3 LIMIT ?",
        (*condition.values, least, MOST),
    )
    return [_run(_Line(*line[:7]), line[7:]) for line in cursor]


def oddest(found: Iterable[Run]) -> Run | None:
    """The run on the most instances of those that did not end alike everywhere."""
    return max(
        (run for run in found if run.uneven),
        key=lambda run: run.instances,
        default=None,
    )


class _Line(NamedTuple):
    service: ServiceName
    region_id: str
    invoke_id: str
    name: str
    command_id: str
    started_at: float
    instances: int


def _run(line: _Line, phases: tuple[int, ...]) -> Run:
    scope = Scope(line.service, line.region_id, invoke_id=line.invoke_id)
    command = line.name or line.command_id or line.invoke_id
    return Run(scope, command, moment(line.started_at), line.instances, phases)
