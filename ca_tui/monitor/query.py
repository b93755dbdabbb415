"""What the operator asks for, as SQL: the filter text and scopes to conditions, and
the words of a row that the text is looked for in.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from typing import Final

from ca_tui.api.models import InvocationResult, Scope, Tags
from ca_tui.api.status import Phase, canonical, exit_code_is_real
from ca_tui.monitor.codec import NUMBER, plain
from ca_tui.monitor.condition import Condition, either, every
from ca_tui.monitor.filter_error import FilterError
from ca_tui.monitor.filter_sql import Writer
from ca_tui.monitor.filter_syntax import parse
from ca_tui.monitor.filter_values import When
from ca_tui.monitor.rows import View

BETWEEN: Final = "\n"
"""Between words of a row: a filter word has no blank, so it never matches across."""


SECONDS: Final = len("2026-03-02 12:00:00")


def in_scopes(scopes: Sequence[Scope]) -> Condition:
    """Rows of any of the scopes; all rows if there are none."""
    return either([in_scope(scope) for scope in scopes])


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


def matching(
    view: View, now: datetime, zone: tzinfo | None, *, outputs: bool = True
) -> Condition:
    """Rows that text and faults only leave; `zone` is that of times in the text.

    Without `outputs` no output is read, and rows that may match for theirs are among
    them. Raises FilterError.
    """
    when = When(now, UTC if view.utc else zone)
    writer = Writer(when, utc=view.utc, outputs=outputs)
    conditions = [writer.node(parse(view.text))]
    if view.faults_only:
        conditions.append(Condition("phase = ?", (NUMBER[Phase.FAILED],)))
    return every(conditions)


def reads_outputs(text: str) -> bool:
    """Whether a filter looks into outputs, which takes time; checks it whole.

    Raises FilterError, with the place of the mistake and what would fit there.
    """
    return matching(View(text=text), datetime.now(UTC), UTC).deep


def good_part(text: str, error: FilterError) -> str | None:
    """A filter without its last term, if that is where the mistake is: what shows the
    rows that it is typed for. None: the mistake is elsewhere."""
    wrong: FilterError | None = error
    while wrong is not None:
        behind = text[wrong.end :].rstrip()
        if behind and (wrong.incomplete or any(map(str.isspace, behind))):
            return None
        text, wrong = text[: wrong.start], mistake(text[: wrong.start])
    return text


def mistake(text: str) -> FilterError | None:
    """What is wrong with a filter; None: nothing."""
    try:
        reads_outputs(text)
    except FilterError as error:
        return error
    return None


def tags_text(tags: Tags) -> str:
    """Tags as one text in which a tag is found whole."""
    if not tags:
        return ""
    return plain("\x1e" + "".join(f"{key}\x1f{value}\x1e" for key, value in tags))


def tags_in(text: str) -> list[str]:
    """The tags of a text by `tags_text`, as KEY=VALUE."""
    return [tag.replace("\x1f", "=") for tag in text.strip("\x1e").split("\x1e")]


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
    there = time
    if time.tzinfo not in (None, zone):
        with suppress(OverflowError, OSError, ValueError):
            there = time.astimezone(zone)
    return there.isoformat(" ", "seconds")[:SECONDS]


def times_text(time: datetime | None, zone: tzinfo | None) -> tuple[str, str]:
    """The time as it is shown in local time, and in UTC."""
    return time_text(time, zone), time_text(time, UTC)


def took(result: InvocationResult) -> float | None:
    """Seconds from start to end; None: not both known, or not in that order."""
    start, end = result.start_time, ended(result)
    if start is None or end is None or bool(start.tzinfo) != bool(end.tzinfo):
        return None
    seconds = (end - start).total_seconds()
    return seconds if seconds >= 0 else None


def ended(result: InvocationResult) -> datetime | None:
    """When it ended, or was stopped."""
    return result.finished_time or result.stop_time


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
