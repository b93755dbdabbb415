"""When to ask and how much: pure decisions, each a sentence of the refresh policy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from ca_tui.api.models import Scope
from ca_tui.monitor.rows import Delta, Unfinished

FAST: Final = 3.0
"""Seconds between refreshes while something visible is active: the agent uploads
every 3 s, so that asking more often shows nothing new."""

SLOW: Final = 15.0
"""Seconds between refreshes otherwise."""

FULL_WALK: Final = timedelta(minutes=10)
"""How often everything that was read is read again: newest first is the order of
every sample of the vendor and promised nowhere."""

HEARTBEATS: Final = timedelta(minutes=1)
"""How often agents are asked for; they send a heartbeat a minute themselves."""

SWEEP: Final = timedelta(minutes=1)
"""How often what nobody can see any more is let go of."""

SWEEP_ON: Final = timedelta(seconds=1)
"""The same where there was more than one sweep does."""

BACKOFF: Final = (15.0, 30.0, 60.0)
"""Seconds until a failing scope is asked again; the last one from then on."""

ASKS: Final = 20
"""Invocations asked for by InvokeId in one refresh."""

RESERVE: Final = 3
"""Calls of the budget that asking by InvokeId leaves for the refreshes to come."""

RESERVE_OF_NAMES: Final = RESERVE - 1
"""The same for names of new rows: they come before old rows that still run."""

PAGES_OF_RUN: Final = 20
"""Pages read of one invocation; it has 100 instances at most, but a long history."""

INSTANCES_AT_A_TIME: Final = 100
AGENTS_AT_A_TIME: Final = 50

DEPTH: Final = 1000
"""Results that are read of a scope, and how many more at a time."""

ROWS_OF_PAGE: Final = 50
"""Rows that a page is taken to have."""

FEW_NAMES: Final = 10
"""Runs without names that are looked for at the top of the list only."""


def seconds_between(interval: float | None, *, watching: bool) -> float:
    """Seconds between refreshes; 0: none."""
    if interval is not None:
        return max(0.0, interval)
    return FAST if watching else SLOW


def backoff(failures: int) -> timedelta:
    """How long to leave a scope alone after that many failures in a row."""
    return timedelta(seconds=BACKOFF[min(failures, len(BACKOFF)) - 1])


def quiet(delta: Delta) -> bool:
    """Whether nothing on a page is new, changed or about to change."""
    return not delta.added and not delta.changed and not delta.unsettled


def to_ask(unfinished: Iterable[Unfinished], since: datetime, most: int) -> list[str]:
    """Which invocations to ask for by InvokeId, of those not seen since."""
    waiting = [each.invoke_id for each in unfinished if not _seen(each, since)]
    return waiting[: min(most, ASKS)]


def run_of(scope: Scope, invoke_id: str) -> Scope:
    """One invocation, as far as a scope goes."""
    return Scope(
        scope.service,
        scope.region_id,
        instance_id=scope.instance_id,
        invoke_id=invoke_id,
        include_history=scope.include_history,
    )


def runs_for_names(unnamed: int, *, few: bool) -> int:
    """Invocations to a page, for the names of that many runs.

    `few`: a refresh found them, so that they are at the top unless they are many.
    """
    if not few or unnamed > FEW_NAMES:
        return ROWS_OF_PAGE
    return max(FEW_NAMES, 2 * unnamed)


def pages_for_names(at_a_time: int, loaded: int) -> int:
    """Pages of invocations that may be read to name that many results."""
    return 1 if at_a_time < ROWS_OF_PAGE else loaded // ROWS_OF_PAGE + 2


def _seen(unfinished: Unfinished, since: datetime) -> bool:
    return unfinished.asked is not None and unfinished.asked > since
