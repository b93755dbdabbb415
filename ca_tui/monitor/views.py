"""Reading many rows: how they are sorted, faults, and the rows themselves."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ca_tui.api.models import InvocationResult, Scope, ServiceName
from ca_tui.api.status import Phase
from ca_tui.monitor.codec import NUMBER, PHASES, from_iso, moment, plain
from ca_tui.monitor.filter_fields import EXIT, TOOK, find
from ca_tui.monitor.filter_values import Kind
from ca_tui.monitor.leaving import FORGOTTEN
from ca_tui.monitor.packing import unpack_brief, unpack_result
from ca_tui.monitor.query import in_scope, in_scopes, tags_in
from ca_tui.monitor.rows import Row, Unfinished
from ca_tui.monitor.steps import marks, steps

URGENCY: Final = (
    Phase.ACTIVE,
    Phase.WAITING,
    Phase.FAILED,
    Phase.UNKNOWN,
    Phase.STOPPED,
    Phase.SUCCEEDED,
)
"""The order of phases when rows are sorted by status; within one, by the word."""

_RANK: Final = " ".join(
    f"WHEN {NUMBER[phase]} THEN {rank}" for rank, phase in enumerate(URGENCY)
)

SORTS: Final[dict[str, tuple[str, ...]]] = {
    "status": (f"CASE phase {_RANK} END", "status"),
    "instance": ("instance_fold",),
    "command": ("command_fold",),
    "exit": (EXIT,),
    "started": ("started_at",),
    "took": (TOOK,),
    "output": ("output_size",),
}
"""What each sort key of a View compares; rows without it come last, either way."""

SHOWN: Final = f"NOT shadowed AND gone < {FORGOTTEN}"

LONGEST_VALUE: Final = 80
"""Characters of a value that is offered to be typed."""

_FINISHED: Final = ", ".join(str(NUMBER[phase]) for phase in Phase if phase.finished)

UNFINISHED: Final = f"phase NOT IN ({_FINISHED})"


def faults(
    connection: sqlite3.Connection,
) -> dict[tuple[ServiceName, str, str], int]:
    """Failed results of each instance; of each region under an empty instance_id."""
    totals: dict[tuple[ServiceName, str, str], int] = {}
    cursor = connection.execute(
        "SELECT service, region_id, instance_id, count(*)"
        " FROM results INDEXED BY results_failed"
        f" WHERE phase = {NUMBER[Phase.FAILED]} AND {SHOWN} GROUP BY 1, 2, 3"
    )
    for service, region_id, instance_id, count in cursor:
        if instance_id:
            totals[service, region_id, instance_id] = count
        region = service, region_id, ""
        totals[region] = totals.get(region, 0) + count
    return totals


def values(
    connection: sqlite3.Connection, scopes: Sequence[Scope], column: str, limit: int
) -> list[str]:
    """What occurs in a column of texts, the most frequent first.

    Left out is what is no word to type: long texts, and control characters.
    """
    field = find(column)
    if field is None or field.kind not in (Kind.TEXT, Kind.STATUS, Kind.TAG):
        return []
    condition = in_scopes(scopes)
    totals: Counter[str] = Counter()
    for each in field.columns:
        cursor = connection.execute(
            f"SELECT {each}, count(*) FROM results"
            f" WHERE {SHOWN} AND {condition.sql} GROUP BY 1 ORDER BY 2 DESC LIMIT ?",
            (*condition.values, limit),
        )
        for text, count in cursor:
            for word in tags_in(text) if field.kind is Kind.TAG else (text,):
                if word.isprintable() and 0 < len(word) <= LONGEST_VALUE:
                    totals[word] += count
    return [word for word, _ in totals.most_common(limit)]


def rows(connection: sqlite3.Connection, wanted: Sequence[int]) -> list[Row]:
    """These rows in this order; an id that never was one is left out."""
    found = {line.id: _row(line) for line in _lines(connection, wanted)}
    return [found[row_id] for row_id in wanted if row_id in found]


def seen(connection: sqlite3.Connection, wanted: Sequence[int]) -> list[Seen]:
    """As `rows`, with what they were made of."""
    found = {
        line.id: Seen(_row(line), unpack_result(line.record), line.seen_at)
        for line in _lines(connection, wanted)
    }
    return [found[row_id] for row_id in wanted if row_id in found]


def _lines(connection: sqlite3.Connection, wanted: Sequence[int]) -> Iterator[_Line]:
    for chunk in steps(dict.fromkeys(wanted)):
        sql = f"{ROWS} WHERE id IN ({marks(len(chunk))})"
        yield from map(_Line._make, connection.execute(sql, chunk))


def unfinished(
    connection: sqlite3.Connection, scope: Scope, limit: int
) -> list[Unfinished]:
    """Invocations with results that are not finished, longest unasked first."""
    condition = in_scope(scope)
    cursor = connection.execute(
        "SELECT r.invoke_id, max(min(r.touched), coalesce(i.asked_at, 0)) AS asked"
        " FROM (SELECT * FROM results INDEXED BY results_unfinished"
        f" WHERE {UNFINISHED} AND gone = 0 AND history = ? AND {condition.sql}) r"
        " LEFT JOIN invocations i USING (service, region_id, invoke_id)"
        " GROUP BY r.invoke_id ORDER BY asked, r.invoke_id LIMIT ?",
        (scope.include_history, *condition.values, limit),
    )
    return [Unfinished(invoke_id, moment(asked)) for invoke_id, asked in cursor]


def unnamed(
    connection: sqlite3.Connection, scope: Scope, table: str, name: str, limit: int
) -> list[str]:
    """Ids of a scope's results that nothing is known about, not asked for yet."""
    condition = in_scope(scope)
    cursor = connection.execute(
        f"SELECT {name} FROM {table} AS t WHERE service = ? AND region_id = ?"
        " AND record IS NULL AND asked = 0 AND EXISTS ("
        f"SELECT 1 FROM results WHERE results.{name} = t.{name} AND gone = 0"
        f" AND {condition.sql}) LIMIT ?",
        (scope.service, plain(scope.region_id), *condition.values, limit),
    )
    return [found for (found,) in cursor]


class Seen(NamedTuple):
    """A row, its result without output, and when it was first seen."""

    row: Row
    result: InvocationResult
    seen_at: float


class _Line(NamedTuple):
    id: int
    record: bytes
    instance_name: str
    command_id: str
    command_name: str
    command_type: str
    created: str | None
    timeout: int | None
    output_size: int | None
    periodic: int | None
    gone: int
    phase: int
    seen_at: float


ROWS: Final = f"SELECT {', '.join(_Line._fields)} FROM results JOIN records USING (id)"


def _row(line: _Line) -> Row:
    told = unpack_brief(line.record)
    # by place, in the order of the fields: a hundred thousand are made at once
    return Row(
        line.id,
        told.key,
        line.instance_name,
        line.command_id,
        line.command_name,
        line.command_type,
        told.invocation_status,
        PHASES[line.phase],
        told.exit_code,
        told.error_code,
        told.error_info,
        from_iso(line.created),
        from_iso(told.start_time),
        from_iso(told.finished_time),
        from_iso(told.stop_time),
        line.timeout,
        line.output_size,
        told.dropped or 0,
        told.repeats,
        told.username,
        told.container_name,
        bool(line.periodic),
        bool(line.gone),
    )
