"""Scheduled runs: executed again and again, with one result for each execution."""

from __future__ import annotations

from typing import Final

from ca_tui.emulator.codes import NONZERO
from ca_tui.emulator.runs import Row
from ca_tui.emulator.states import State

FIRST: Final = 4.0
"""Seconds from creation to the first execution."""

SCHEDULES: Final = {"Period": (60.0, 30), "EveryReboot": (1200.0, 6)}
"""RepeatMode: seconds between two executions, and how many there are."""


def executions(row: Row, now: float) -> int:
    """How many executions have started."""
    period, most = SCHEDULES[row.run.repeat_mode]
    begun = int((now - row.run.created - FIRST) // period) + 1
    return max(0, min(most, begun))


def execution(row: Row, number: int, now: float) -> State:
    """One execution, counted from 1, as IncludeHistory shows it.

    InvokeRecordStatus of a scheduled command is Running until it is stopped.
    """
    period, _ = SCHEDULES[row.run.repeat_mode]
    start = row.run.created + FIRST + (number - 1) * period
    dice = row.run.dice(row.index + 1, number)
    duration = dice.between(*row.run.command.seconds)
    failed = dice.chance(12)
    if now < start + duration:
        return State(
            "Running",
            "Running",
            start,
            repeats=number,
            stage="running",
            elapsed=now - start,
            natural=duration,
        )
    return State(
        "Failed" if failed else "Success",
        "Running",
        start,
        finish=start + duration,
        exit_code=row.run.command.exit_code if failed else 0,
        code=NONZERO if failed else None,
        repeats=number,
        stage="finished",
        elapsed=duration,
        natural=duration,
    )


def latest(row: Row, now: float) -> State:
    """The one result that is shown without IncludeHistory: the latest execution.

    Between two executions its InvocationStatus is Scheduled.
    """
    number = executions(row, now)
    if number == 0:
        return State("Scheduled", "Running")
    state = execution(row, number, now)
    if state.stage == "running":
        return state
    _, most = SCHEDULES[row.run.repeat_mode]
    ended = number == most
    status = state.status if ended else "Scheduled"
    legacy = ("Success" if status == "Success" else "Stopped") if ended else "Running"
    return State(
        status,
        legacy,
        state.start,
        state.finish,
        exit_code=state.exit_code,
        code=state.code,
        repeats=number,
        stage="finished",
        elapsed=state.elapsed,
        natural=state.natural,
    )
