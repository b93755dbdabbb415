"""The columns that rows are sorted, filtered and shown by, made of what is known."""

from __future__ import annotations

from datetime import tzinfo
from typing import Final, NamedTuple, TypeAlias

from ca_tui.api.models import Invocation, InvocationResult, OssOutput
from ca_tui.monitor.codec import NUMBER, bounded, instant, iso, plain
from ca_tui.monitor.query import (
    BETWEEN,
    ended,
    names_of,
    tags_text,
    times_text,
    took,
    words_of,
)

Value: TypeAlias = str | int | float | bytes | None

_NONE: Final = Invocation("ecs", "", "")
"""Stands for an invocation that is not known."""

_NO_OSS: Final = OssOutput()


class _Shown(NamedTuple):
    """Of the result, and of what its invocation and its time say."""

    status: str
    phase: int
    tags: str
    start_at: float | None
    own_created_at: float | None
    started_at: float
    took: float | None
    exit_code: int | None
    output_size: int | None
    timeout: int | None
    periodic: bool | None
    created: str | None


class _Searched(NamedTuple):
    """Where a word of a filter is looked for, beside the names."""

    words: str = ""
    local_time: str = ""
    utc_time: str = ""


_NOT_SEARCHED: Final = _Searched()


class _Names(NamedTuple):
    command_id: str
    command_name: str
    command_type: str
    command_fold: str
    instance_name: str
    instance_fold: str


class _Told(NamedTuple):
    """What no column shows and a filter may name."""

    end_at: float | None
    dropped: int
    repeats: int | None
    error_code: str
    error_info: str
    username: str
    container_name: str
    launcher: str
    oss: str


NAMES: Final = (
    *_Shown._fields,
    *_Searched._fields,
    *_Names._fields,
    *_Told._fields,
)
"""The columns that may change, in the order of `columns`."""


def columns(
    result: InvocationResult,
    size: int | None,
    seen_at: float,
    *,
    name: str,
    run: Invocation | None,
    zone: tzinfo | None,
    searched: bool = True,
) -> tuple[Value, ...]:
    """Values of `NAMES`; `size` is the output's, `seen_at` when the result was first
    seen, `name` the instance's, `zone` the operator's. `searched`: somebody may look
    for words in them.
    """
    invocation = run or _NONE
    return (
        *_shown(result, size, seen_at, invocation),
        *(_searched(result, size, invocation, zone) if searched else _NOT_SEARCHED),
        *_names(result, invocation, name),
        *_told(result),
    )


def _shown(
    result: InvocationResult, size: int | None, seen_at: float, invocation: Invocation
) -> _Shown:
    created = result.creation_time or invocation.creation_time
    start_at, created_at = instant(result.start_time), instant(created)
    # replies of 2018 tell when a command ended, and no other time
    times = (start_at, created_at, instant(result.finished_time), seen_at)
    return _Shown(
        status=plain(result.invocation_status),
        phase=NUMBER[result.phase],
        tags=tags_text(result.tags or invocation.tags),
        start_at=start_at,
        own_created_at=instant(result.creation_time),
        started_at=next(time for time in times if time is not None),
        took=took(result),
        exit_code=bounded(result.exit_code),
        output_size=size,
        timeout=bounded(invocation.timeout),
        periodic=None if invocation is _NONE else invocation.periodic,
        created=iso(created),
    )


def _searched(
    result: InvocationResult,
    size: int | None,
    invocation: Invocation,
    zone: tzinfo | None,
) -> _Searched:
    shown = result.start_time or result.creation_time or invocation.creation_time
    return _Searched(words_of(result, size), *times_text(shown, zone))


def _names(result: InvocationResult, invocation: Invocation, name: str) -> _Names:
    command_id = plain(result.command_id or invocation.command_id)
    command_name = plain(invocation.command_name)
    instance_id = plain(result.key.instance_id)
    shown = command_name or command_id or plain(result.key.invoke_id)
    return _Names(
        command_id=command_id,
        command_name=command_name,
        command_type=plain(invocation.command_type),
        command_fold=names_of(shown, command_id),
        instance_name=name,
        instance_fold=names_of(name or instance_id, instance_id),
    )


def _told(result: InvocationResult) -> _Told:
    oss = result.oss_output or _NO_OSS
    delivery = (oss.delivery, oss.status, oss.uri, oss.error_code, oss.error_info)
    return _Told(
        end_at=instant(ended(result)),
        dropped=bounded(result.dropped) or 0,
        repeats=bounded(result.repeats),
        error_code=plain(result.error_code),
        error_info=plain(result.error_info),
        username=plain(result.username),
        container_name=plain(result.container_name),
        launcher=plain(result.launcher),
        oss=plain(BETWEEN.join(filter(None, delivery))),
    )
