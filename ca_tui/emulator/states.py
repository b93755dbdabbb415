"""What a result says at a moment: its status, times and which bytes were kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from ca_tui.emulator import agent
from ca_tui.emulator.codes import COMMON, NONZERO, TIMEOUT, Code
from ca_tui.emulator.commands import Command
from ca_tui.emulator.dice import Dice
from ca_tui.emulator.outputs.scene import Scene
from ca_tui.emulator.runs import Row, Run

STUCK_FOR: Final = 60.0
"""Seconds after which a command that cannot be delivered is given up: the vendor
documents one minute."""

STOPPING_FOR: Final = 110.0
"""Seconds that a command takes to stop where it does not want to."""

OUTPUTS_CACHED: Final = 256
"""Outputs remembered: who watches asks for the same page again and again."""

Stage: TypeAlias = Literal["none", "running", "finished", "stopped"]
"""What the agent has reported: nothing, what is printed so far, or all."""

LEGACY: Final = {
    "Pending": "Running",
    "Scheduled": "Running",
    "Running": "Running",
    "Stopping": "Stopping",
    "Success": "Finished",
    "Failed": "Finished",
    "Aborted": "Failed",
    "Invalid": "Failed",
    "Error": "Failed",
    "Timeout": "Failed",
    "Cancelled": "Stopped",
    "Terminated": "Stopped",
}
"""InvocationStatus of one instance, and its InvokeRecordStatus."""


@dataclass(frozen=True, slots=True)
class Course:
    """How a run goes on one instance, from beginning to end; seconds."""

    pending: float
    status: str
    duration: float | None = None
    """From start to end; None: it never starts."""
    natural: float = 1.0
    """In which the command would print all it has."""
    stop_after: float | None = None
    """From start until StopInvocation was called."""
    exit_code: int = 0
    code: Code | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A result at a moment; times are epoch seconds."""

    status: str
    legacy: str
    start: float | None = None
    finish: float | None = None
    stop: float | None = None
    exit_code: int = 0
    code: Code | None = None
    repeats: int = 0
    stage: Stage = "none"
    elapsed: float = 0.0
    natural: float = 1.0


@dataclass(frozen=True, slots=True)
class Uneven:
    """The few instances of a run on many that are not as the others are."""

    failing: frozenset[int]
    silent: frozenset[int]
    """They never answer."""
    odd: frozenset[int]
    """They print something else."""


@lru_cache(OUTPUTS_CACHED)
def uneven(chance: tuple[int, ...], fan: int) -> Uneven:
    """Which of `fan` instances they are, by index."""
    order = Dice(*chance, 0, fan).shuffled(range(fan))
    return Uneven(frozenset(order[:2]), frozenset(order[2:3]), frozenset(order[3:6]))


def _uneven(row: Row) -> Uneven | None:
    run = row.run
    if run.card.fate != "uneven":
        return None
    return uneven(run.chance, len(run.targets))


def course_of(row: Row) -> Course:
    """The course of a one-time run on one instance."""
    run = row.run
    few = _uneven(row)
    dice = run.dice(row.index + 1)
    pending = dice.between(0.3, 1.9)
    fate = run.card.fate
    if fate == "code" and run.code:
        return _coded(run.code, pending, dice)
    if fate in ("stuck", "cancelled", "dry"):
        return _never_started(fate, pending)
    if few and row.index in few.silent:
        return _coded(_SILENT_CODE, pending, dice)
    natural = dice.between(*run.command.seconds)
    if fate in ("stopped", "stopping"):
        return _stopped(natural, pending, slow=fate == "stopping")
    if fate == "timeout":
        limit = float(run.command.timeout)
        return Course(pending, "Timeout", limit, limit / 5, exit_code=1, code=TIMEOUT)
    failing = few is not None and row.index in few.failing
    if fate == "nonzero" or failing or (fate == "mixed" and dice.chance(30)):
        exit_code = run.command.exit_code
        return Course(pending, "Failed", natural, natural, None, exit_code, NONZERO)
    return Course(pending, "Success", natural, natural)


def _coded(code: Code, pending: float, dice: Dice) -> Course:
    if not code.starts:
        wait = STUCK_FOR if code.error_code == "DeliveryTimeout" else pending * 3
        return Course(wait, code.status, code=code)
    seconds = dice.between(2, 9)
    return Course(pending, code.status, seconds, seconds * 3, exit_code=1, code=code)


_UNDELIVERED_CODE: Final = next(c for c in COMMON if c.error_code == "DeliveryTimeout")

_SILENT_CODE: Final = next(c for c in COMMON if c.error_code == "ClientNotResponse")


def _never_started(fate: str, pending: float) -> Course:
    if fate == "stuck":
        return Course(STUCK_FOR, "Aborted", code=_UNDELIVERED_CODE)
    return Course(pending * 3, "Cancelled" if fate == "cancelled" else "Success")


def _stopped(natural: float, pending: float, *, slow: bool) -> Course:
    stop_after = natural * 0.6
    end = stop_after + (STOPPING_FOR if slow else 2.5)
    return Course(pending, "Terminated", end, natural, stop_after)


def state_of(row: Row, now: float) -> State:
    """A one-time result at `now`."""
    course = course_of(row)
    start = row.run.created + course.pending
    if now < start:
        return State("Pending", "Running")
    if row.run.card.fate == "waiting":
        return State("Scheduled", "Running")
    if course.duration is None:
        return _undelivered(course, start)
    if now < start + course.duration:
        return _active(course, start, now - start)
    return _ended(course, start, course.duration)


def _undelivered(course: Course, at: float) -> State:
    """It ended before it started."""
    return State(
        course.status,
        LEGACY[course.status],
        finish=at,
        stop=at if course.status == "Cancelled" else None,
        code=course.code,
    )


def _active(course: Course, start: float, elapsed: float) -> State:
    after = course.stop_after
    stop = start + after if after is not None and elapsed >= after else None
    status = "Running" if stop is None else "Stopping"
    return State(
        status,
        LEGACY[status],
        start,
        stop=stop,
        stage="running",
        elapsed=elapsed,
        natural=course.natural,
    )


def _ended(course: Course, start: float, duration: float) -> State:
    after = course.stop_after
    return State(
        course.status,
        LEGACY[course.status],
        start,
        finish=start + duration,
        stop=None if after is None else start + after,
        exit_code=course.exit_code,
        code=course.code,
        repeats=1,
        stage="finished" if after is None else "stopped",
        elapsed=duration,
        natural=course.natural,
    )


def report_of(run: Run, state: State, size: int) -> agent.Report:
    """Which of `size` bytes the service has at the state's moment."""
    flow = agent.Flow(size, state.natural)
    periodic = bool(run.frequency)
    if state.stage == "running":
        return agent.running(flow, state.elapsed, periodic=periodic)
    if state.stage == "stopped":
        return agent.stopped(flow, state.elapsed)
    return agent.finished(flow, state.elapsed, periodic=periodic)


def dropped_of(run: Run, state: State) -> int:
    """Dropped, without making the output: 0 while the command runs."""
    if run.command.size is None or state.stage in ("none", "running"):
        return 0
    return report_of(run, state, run.command.size).dropped


def output_of(row: Row, state: State) -> bytes:
    """Output as the service has it at the state's moment."""
    if state.stage == "none" or state.start is None:
        return b""
    server, run = row.server, row.run
    few = _uneven(row)
    whole = _printed(
        run.command,
        server.name,
        server.private_ip,
        state.start,
        (*run.chance, row.index + 1, int(state.start)),
        course_failed(row, state),
        few is not None and row.index in few.odd,
    )
    return report_of(run, state, len(whole)).cut(whole)


@lru_cache(OUTPUTS_CACHED)
def _printed(
    command: Command,
    host: str,
    address: str,
    at: float,
    chance: tuple[int, ...],
    failed: bool,
    odd: bool,
) -> bytes:
    """All that a command prints."""
    scene = Scene(host, address, at, Dice(*chance), failed, odd)
    return command.printer(scene)


def course_failed(row: Row, state: State) -> bool:
    """The command will have failed, or has: what it prints is what failing prints."""
    if state.stage == "running" and not row.run.repeated:
        return course_of(row).status == "Failed"
    return state.status == "Failed"
