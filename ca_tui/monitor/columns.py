"""The columns that rows are sorted, filtered and shown by, made of what is known."""

from __future__ import annotations

from datetime import tzinfo
from typing import Final, TypeAlias

from ca_tui.api.models import Invocation, InvocationResult, OssOutput, ServiceName
from ca_tui.monitor.codec import NUMBER, bounded, instant, iso, plain
from ca_tui.monitor.places import Places
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


class Columns:
    """Makes columns for the results of one page."""

    def __init__(self, places: Places, zone: tzinfo | None) -> None:
        self._places = places
        self._zone = zone
        self._runs: dict[tuple[ServiceName, str, str], Invocation | None] = {}

    def invocation(self, result: InvocationResult) -> Invocation | None:
        """The invocation of a result, if it is known."""
        key = result.key
        at = key.service, key.region_id, key.invoke_id
        if at not in self._runs:
            self._runs[at] = self._places.run(*at)
        return self._runs[at]

    def of(
        self, result: InvocationResult, size: int | None, seen_at: float
    ) -> dict[str, Value]:
        """Everything that may change; `size` is the output's, `seen_at` the first."""
        invocation = self.invocation(result) or _NONE
        created = result.creation_time or invocation.creation_time
        start_at, created_at = instant(result.start_time), instant(created)
        # replies of 2018 tell when a command ended, and no other time
        times = (start_at, created_at, instant(result.finished_time), seen_at)
        local, utc = times_text(result.start_time or created, self._zone)
        return {
            "status": plain(result.invocation_status),
            "phase": NUMBER[result.phase],
            "tags": tags_text(result.tags or invocation.tags),
            "start_at": start_at,
            "own_created_at": instant(result.creation_time),
            "started_at": next(time for time in times if time is not None),
            "took": took(result),
            "exit_code": bounded(result.exit_code),
            "output_size": size,
            "words": words_of(result, size),
            "local_time": local,
            "utc_time": utc,
            "timeout": bounded(invocation.timeout),
            "periodic": None if invocation is _NONE else invocation.periodic,
            "created": iso(created),
            **self._names(result, invocation),
            **_told(result),
        }

    def _names(
        self, result: InvocationResult, invocation: Invocation
    ) -> dict[str, Value]:
        command_id = plain(result.command_id or invocation.command_id)
        command_name = plain(invocation.command_name)
        name, instance_id = self._places.name(result), plain(result.key.instance_id)
        shown = command_name or command_id or plain(result.key.invoke_id)
        return {
            "command_id": command_id,
            "command_name": command_name,
            "command_type": plain(invocation.command_type),
            "command_fold": names_of(shown, command_id),
            "instance_name": name,
            "instance_fold": names_of(name or instance_id, instance_id),
        }


def _told(result: InvocationResult) -> dict[str, Value]:
    """What no column shows and a filter may name."""
    oss = result.oss_output or OssOutput()
    delivery = (oss.delivery, oss.status, oss.uri, oss.error_code, oss.error_info)
    return {
        "end_at": instant(ended(result)),
        "dropped": bounded(result.dropped) or 0,
        "repeats": bounded(result.repeats),
        "error_code": plain(result.error_code),
        "error_info": plain(result.error_info),
        "username": plain(result.username),
        "container_name": plain(result.container_name),
        "launcher": plain(result.launcher),
        "oss": plain(BETWEEN.join(filter(None, delivery))),
    }
