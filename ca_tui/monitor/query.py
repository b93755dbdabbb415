"""What the operator asks for, as SQL: the filter text and scopes to conditions, and
the words of a row that the text is looked for in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from itertools import islice
from typing import Final

from ca_tui.api.models import InvocationResult, Scope, Tags
from ca_tui.api.status import Phase, canonical, exit_code_is_real
from ca_tui.monitor.codec import NUMBER, instant, plain
from ca_tui.monitor.rows import View

BETWEEN: Final = "\n"
"""Between words of a row: a filter word has no blank, so it never matches across."""

MOST_WORDS: Final = 100
"""Words of a filter that count: SQLite bounds the depth of an expression."""


@dataclass(frozen=True, slots=True)
class Condition:
    """An SQL expression and the values of its question marks."""

    sql: str = "1"
    values: tuple[str | int | float, ...] = ()


def every(conditions: Iterable[Condition]) -> Condition:
    """All of them."""
    return _joined(list(conditions), " AND ")


def in_scopes(scopes: Sequence[Scope]) -> Condition:
    """Rows of any of the scopes; all rows if there are none."""
    return _joined([in_scope(scope) for scope in scopes], " OR ")


def in_scope(scope: Scope) -> Condition:
    """Rows of one scope. A row without its own tags has those of its invocation."""
    wanted = {
        "service": scope.service,
        "region_id": scope.region_id,
        "instance_id": scope.instance_id,
        "invoke_id": scope.invoke_id,
        "command_id": scope.command_id,
        "status": canonical(scope.status),
    }
    conditions = [
        Condition(f"{name} = ?", (plain(value),))
        for name, value in wanted.items()
        if value or name in ("service", "region_id")
    ]
    conditions += [
        Condition("instr(tags, ?) > 0", (tags_text((tag,)),)) for tag in scope.tags
    ]
    return every(conditions)


def matching(view: View) -> Condition:
    """Rows that text and faults only leave."""
    words = dict.fromkeys(plain(view.text).casefold().split())
    conditions = [_has(word, view.utc) for word in islice(words, MOST_WORDS)]
    if view.faults_only:
        conditions.append(Condition("phase = ?", (NUMBER[Phase.FAILED],)))
    return every(conditions)


def tags_text(tags: Tags) -> str:
    """Tags as one text in which a tag is found whole."""
    if not tags:
        return ""
    return plain("\x1e" + "".join(f"{key}\x1f{value}\x1e" for key, value in tags))


def words_of(result: InvocationResult, size: int | None) -> str:
    """What the columns of a row say, apart from names and time."""
    real = exit_code_is_real(result.invocation_status)
    said = (
        result.invocation_status or "unknown",
        str(result.exit_code) if real and result.exit_code is not None else "",
        result.error_code,
        took_text(took(result)),
        "" if size is None else size_text(size),
    )
    return plain(BETWEEN.join(said).casefold())


def names_of(shown: str, *ids: str) -> str:
    """A name and the ids behind it, to sort by and to search."""
    return plain(BETWEEN.join((shown, *ids)).casefold())


def time_text(time: datetime | None, zone: tzinfo | None) -> str:
    """Date and time of day in a zone; None: local time."""
    if time is None:
        return ""
    try:
        there = time.astimezone(zone) if time.tzinfo else time
    except (OverflowError, OSError, ValueError):
        there = time
    return there.strftime("%Y-%m-%d %H:%M:%S")


def times_text(time: datetime | None, zone: tzinfo | None) -> tuple[str, str]:
    """The time as it is shown in local time, and in UTC."""
    return time_text(time, zone), time_text(time, UTC)


def took(result: InvocationResult) -> float | None:
    """Seconds from start to end; None: not both known, or not in that order."""
    start, end = result.start_time, result.finished_time or result.stop_time
    if start is None or end is None or bool(start.tzinfo) != bool(end.tzinfo):
        return None
    seconds = (instant(end) or 0.0) - (instant(start) or 0.0)
    return seconds if seconds >= 0 else None


def took_text(seconds: float | None) -> str:
    """`0.2s`, `12s`, `1m4s`, `2h03m`, `3d4h`."""
    if seconds is None:
        return ""
    if seconds < 10 and seconds % 1:
        return f"{seconds:.1f}s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days}d{hours}h" if days < 100 else f"{days}d"
    if hours:
        return f"{hours}h{minutes:02}m"
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"


def size_text(size: int) -> str:
    """`41 B`, `1.2 KB`, with 1 KB = 1,024 bytes as the vendor counts."""
    if size < 1000:
        return f"{size} B"
    kib = size / 1024
    return f"{kib:.1f} KB" if kib < 999.95 else f"{kib / 1024:.1f} MB"


def _has(word: str, utc: bool) -> Condition:
    columns = (
        "words",
        "instance_fold",
        "command_fold",
        "utc_time" if utc else "local_time",
    )
    sql = " OR ".join(f"instr({column}, ?) > 0" for column in columns)
    return Condition(f"({sql})", (word,) * len(columns))


def _joined(conditions: list[Condition], operator: str) -> Condition:
    if not conditions:
        return Condition()
    sql = operator.join(condition.sql for condition in conditions)
    values = tuple(value for condition in conditions for value in condition.values)
    return Condition(f"({sql})", values)
