"""Which of two replies about the same thing is the newer one, and what both say
together: pure. Replies may be late, and not every operation tells every field.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Final, TypeVar

from ca_tui.api.models import Instance, Invocation, InvocationResult, Output
from ca_tui.api.status import Phase
from ca_tui.monitor.codec import digest, instant

T = TypeVar("T", InvocationResult, Invocation, Instance)

LASTING: Final = frozenset(
    {
        "creation_time",
        "command_id",
        "username",
        "container_id",
        "container_name",
        "tags",
        "launcher",
        "termination_mode",
    }
)
"""What every execution of one invocation on one instance has in common."""

OF_STATUS: Final = frozenset(
    {"invoke_record_status", "exit_code", "error_code", "error_info"}
)
"""What belongs to one status and is no longer true in the next."""

NOT_COMPARED: Final = frozenset({"key", "output", "raw"})


def supersedes(
    incoming: InvocationResult, known: InvocationResult, periodic: bool | None
) -> bool:
    """Whether a reply that came later also tells the later state.

    `periodic`: whether the task runs again and again; None: not known.
    """
    order = compare_runs(incoming, known, periodic)
    if order:
        return order > 0
    return _progress(incoming, periodic) >= _progress(known, periodic)


def compare_runs(
    one: InvocationResult, other: InvocationResult, periodic: bool | None
) -> int:
    """1: `one` is a later execution, -1: an earlier one, 0: the same.

    Only a scheduled task runs again under one key; StartTime tells its executions
    apart, and Repeats where it is absent. Repeats of a one-time run turns from 0 to 1.
    """
    repeats, others = one.repeats, other.repeats
    once = repeats is not None and others is not None and max(repeats, others) <= 1
    if periodic is False or (periodic is None and once):
        return 0
    if _comparable(one.start_time, other.start_time):
        return _order(instant(one.start_time), instant(other.start_time))
    if repeats and others:
        return _order(repeats, others)
    return 0


def combine(
    newer: InvocationResult, older: InvocationResult, periodic: bool | None
) -> InvocationResult:
    """What two replies about one key say together; output and raw are the newer's."""
    if compare_runs(newer, older, periodic):
        names = LASTING
    elif newer.invocation_status in ("", older.invocation_status):
        names = frozenset(_names(newer))
    else:
        names = frozenset(_names(newer)) - OF_STATUS
    return _filled(newer, older, names)


def combine_about(newer: T, older: T) -> T:
    """What two replies about one invocation or instance say together."""
    filled = _filled(newer, older, frozenset(_names(newer)))
    return filled if filled.raw else replace(filled, raw=older.raw)


def restless(
    phase: Phase,
    *,
    now: float,
    since: float,
    repeats: int | None,
    periodic: bool | None,
    timeout: int | None,
) -> bool:
    """Whether a result may change soon, so that it is worth to look again.

    `since` is when it started, was created or was first seen. A scheduled task that
    waits for its next run is asked for now and then, as is a status that nobody
    documented once its command must have ended.
    """
    if phase is Phase.ACTIVE:
        return True
    if phase.finished:
        return False
    if phase is Phase.WAITING and (periodic or (repeats or 0) > 0):
        return False
    return now < since + (timeout or DEFAULT_TIMEOUT) + MARGIN


DEFAULT_TIMEOUT: Final = 60
"""Seconds. Source: RunCommand, Timeout."""

MARGIN: Final = 600
"""Seconds after which a command that neither ends nor runs is not waited for."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of an output; `load` reads the stored bytes."""

    digest: bytes
    size: int
    guessed: bool
    live: bool
    """It was seen while the command ran, so it is the head of the final output."""
    head: int | None
    """Length of the longest live output that this one begins with."""
    load: Callable[[], bytes]


def kept(output: Output, *, live: bool) -> Kept:
    """An output as it comes with a reply."""
    data = output.data
    head = len(data) if live else None
    return Kept(digest(data), len(data), output.guessed, live, head, lambda: data)


def combine_outputs(known: Kept | None, incoming: Kept) -> Kept:
    """What to keep of two outputs of one execution, in whatever order they came.

    A command that runs only adds to its output, and a final one begins with what was
    seen then unless the service's copy differs. An encoding that is known is not
    given up for a guess.
    """
    if known is None:
        return incoming
    if known.live and incoming.live:
        shorter = incoming.size < known.size and _begins(known, incoming)
        guess = incoming.guessed and not known.guessed and incoming.size == known.size
        return known if shorter or guess else incoming
    if known.live:
        return _final(incoming, known)
    if incoming.live:
        return _final(known, incoming)
    if incoming.guessed and not known.guessed:
        return known
    if known.head is None or incoming.head is not None:
        return incoming
    begins = incoming.digest == known.digest or (
        known.load()[: known.head] == incoming.load()[: known.head]
    )
    return replace(incoming, head=known.head) if begins else incoming


def _final(final: Kept, live: Kept) -> Kept:
    """The final output, with how much of it was seen while the command ran."""
    if live.size <= (final.head or -1) or not _begins(final, live):
        return final
    return replace(final, head=live.size)


def _begins(whole: Kept, head: Kept) -> bool:
    if whole.digest == head.digest:
        return True
    return whole.size > head.size and whole.load().startswith(head.load())


def _progress(result: InvocationResult, periodic: bool | None) -> tuple[int, bool]:
    phase = result.phase
    if phase.finished:
        return 2, True
    never_ran = result.start_time is None and not result.repeats
    if phase is Phase.WAITING and never_ran and not periodic:
        return 0, False
    return 1, result.stop_time is not None


def _filled(newer: T, older: T, names: frozenset[str]) -> T:
    changes = {
        name: getattr(older, name)
        for name in names
        if _says_less(getattr(newer, name), getattr(older, name))
    }
    return replace(newer, **changes) if changes else newer


def _says_less(value: object, other: object) -> bool:
    """Whether a field was not told here and was there, or a time lost its zone."""
    if isinstance(value, datetime) and isinstance(other, datetime):
        return value.tzinfo is None and other.tzinfo is not None
    return value in (None, "", ()) and other not in (None, "", ())


def _names(value: InvocationResult | Invocation | Instance) -> list[str]:
    return [each.name for each in fields(value) if each.name not in NOT_COMPARED]


def _comparable(one: datetime | None, other: datetime | None) -> bool:
    if one is None or other is None:
        return False
    return (one.tzinfo is None) == (other.tzinfo is None)


def _order(one: float | None, other: float | None) -> int:
    one, other = one or 0.0, other or 0.0
    return (one > other) - (one < other)
