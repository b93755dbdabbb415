"""Who may call when: order, width and pauses of a lane, on a clock that stands."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.api.limiter import ROUND, Lane, Limiter, Priority, Turn, by_itself

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def entered(lane: Lane, number: int = 1) -> list[Turn]:
    """So many calls join; those that may begin at once."""
    turns = [lane.join(Priority.ASKED) for _ in range(number)]
    return [turn for turn in turns if lane.admit(turn, NOON)]


def test_no_more_calls_are_in_flight_than_were_allowed() -> None:
    lane = Lane(4)
    assert len(entered(lane, 6)) == 4
    waiting = lane.head
    assert waiting is not None
    assert not lane.admit(waiting, NOON)
    lane.end()
    assert lane.admit(waiting, NOON)


def test_calls_go_in_the_order_in_which_they_came() -> None:
    lane = Lane(2)
    first, second = lane.join(Priority.ASKED), lane.join(Priority.ASKED)
    assert not lane.admit(second, NOON)
    assert lane.admit(first, NOON)
    assert lane.admit(second, NOON)


def test_what_was_asked_for_goes_before_what_refreshes_by_itself() -> None:
    lane = Lane(1)
    entered(lane)
    refresh, asked = lane.join(Priority.BY_ITSELF), lane.join(Priority.ASKED)
    lane.end()
    assert not lane.admit(refresh, NOON)
    assert lane.admit(asked, NOON)


def test_a_pause_holds_everybody_and_the_longest_one_counts() -> None:
    lane = Lane(4)
    (turn,) = entered(lane)
    lane.throttled(turn, NOON, 5)
    lane.throttled(turn, later(1), 2)
    lane.end()
    waiting = lane.join(Priority.ASKED)
    assert lane.rest(later(1)) == 4
    assert not lane.admit(waiting, later(4.9))
    assert lane.admit(waiting, later(5))


def test_after_a_pause_one_call_probes_alone_until_the_service_is_well() -> None:
    lane = Lane(8)
    (turn,) = entered(lane)
    lane.throttled(turn, NOON, 1)
    lane.end()
    queue = [lane.join(Priority.ASKED) for _ in range(8)]
    assert [lane.admit(turn, later(1)) for turn in queue] == [True] + [False] * 7
    lane.succeeded()
    lane.end()
    assert lane.width == 4
    assert [lane.admit(turn, later(1)) for turn in queue[1:]] == [True] * 4 + [
        False
    ] * 3


def test_calls_refused_together_halve_the_width_once() -> None:
    lane = Lane(8)
    for turn in entered(lane, 8):
        lane.throttled(turn, NOON, 1)
    lane.succeeded()
    assert lane.width == 4


def test_the_width_is_halved_down_to_one_and_grows_again_slowly() -> None:
    lane = Lane(4)
    for second in (0, 10, 20, 30):
        turn = lane.join(Priority.ASKED)
        assert lane.admit(turn, later(second))
        lane.throttled(turn, later(second), 1)
        lane.end()
    widths = []
    for _ in range(4 * ROUND):
        lane.succeeded()
        widths.append(lane.width)
    assert widths[ROUND // 2] == 1
    assert widths[ROUND] == 2
    assert widths[-1] == 4


def test_a_clock_that_was_set_back_keeps_nobody_waiting_for_longer() -> None:
    lane = Lane(1)
    (turn,) = entered(lane)
    lane.throttled(turn, NOON, 3)
    assert lane.rest(later(-86_400)) == 3


class Time:
    """A clock that only sleeping moves; sleepers wake in the order of their times."""

    def __init__(self) -> None:
        self.now = NOON
        self.sleepers: list[tuple[datetime, int, asyncio.Event]] = []

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.Event()
        until = self.now + timedelta(seconds=seconds)
        self.sleepers.append((until, len(self.sleepers), woken))
        await woken.wait()

    async def pass_until_done(self, *tasks: asyncio.Task[None]) -> None:
        """Let everybody run, and time pass while somebody sleeps."""
        for _ in range(1000):
            await settle()
            if all(task.done() for task in tasks):
                return
            if self.sleepers:
                self.sleepers.sort(key=lambda each: each[:2])
                until, _, woken = self.sleepers.pop(0)
                self.now = max(self.now, until)
                woken.set()
        pytest.fail("somebody waits for ever")


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.fixture
def time() -> Time:
    return Time()


def limiter(time: Time, concurrency: int = 2) -> Limiter:
    return Limiter(concurrency, clock=lambda: time.now, sleep=time.sleep)


async def test_everybody_of_a_place_waits_for_a_pause_and_nobody_else(
    time: Time,
) -> None:
    gate, begun = limiter(time), list[tuple[str, float]]()

    async def call(place: str) -> None:
        async with gate.turn(place) as turn:
            begun.append((place, (time.now - NOON).total_seconds()))
            turn.succeeded()

    async with gate.turn("here") as turn:
        turn.throttled(7)
    calls = [asyncio.create_task(call(place)) for place in ("here", "there", "here")]
    await time.pass_until_done(*calls)
    assert begun == [("there", 0), ("here", 7), ("here", 7)]


async def test_a_call_in_a_task_that_refreshes_by_itself_gives_way(time: Time) -> None:
    gate, begun = limiter(time, 1), list[str]()

    async def call(name: str) -> None:
        async with gate.turn("here"):
            begun.append(name)

    async with gate.turn("here"):
        with by_itself():
            refresh = asyncio.create_task(call("refresh"))
        await settle()
        asked = asyncio.create_task(call("asked"))
        await settle()
    await asyncio.gather(refresh, asked)
    assert begun == ["asked", "refresh"]


@pytest.mark.parametrize("state", ["queued", "paused", "in flight"])
async def test_whoever_is_cancelled_leaves_the_way_free(time: Time, state: str) -> None:
    gate, begun = limiter(time, 1), asyncio.Event()

    async def call() -> None:
        async with gate.turn("here"):
            begun.set()
            if state == "in flight":
                await asyncio.Event().wait()

    async with gate.turn("here") as turn:
        if state == "paused":
            turn.throttled(5)
        if state == "queued":
            task = asyncio.create_task(call())
            await settle()
            task.cancel()
    if state != "queued":
        task = asyncio.create_task(call())
        await settle()
        task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert gate.lane("here").idle
    second = asyncio.create_task(one(gate))
    await time.pass_until_done(second)


async def one(gate: Limiter) -> None:
    async with gate.turn("here"):
        pass


async def test_a_sleep_that_moves_no_clock_ends_a_pause_all_the_same() -> None:
    async def no_sleep(seconds: float) -> None:
        return

    gate = Limiter(1, clock=lambda: NOON, sleep=no_sleep)
    async with gate.turn("here") as turn:
        turn.throttled(60)
    await one(gate)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(Priority),
            st.sampled_from(["fine", "throttled", "lost", "cancelled"]),
            st.integers(0, 3),
        ),
        max_size=30,
    ),
    st.integers(1, 5),
)
async def test_whatever_happens_everybody_gets_a_turn_and_none_is_left(
    plans: list[tuple[Priority, str, int]], concurrency: int
) -> None:
    time = Time()
    gate = limiter(time, concurrency)
    flying, most, done = 0, 0, 0

    async def call(priority: Priority, outcome: str, ticks: int) -> None:
        nonlocal flying, most, done
        async with gate.turn("here") as turn:
            flying += 1
            most = max(most, flying)
            try:
                for _ in range(ticks):
                    await asyncio.sleep(0)
                if outcome == "throttled":
                    turn.throttled(1 + ticks)
                if outcome == "fine":
                    turn.succeeded()
            finally:
                flying -= 1
            if outcome == "lost":
                raise ConnectionError
        done += 1

    tasks = []
    for plan in plans:
        task = asyncio.create_task(call(*plan))
        tasks.append(task)
        for _ in range(plan[2]):
            await asyncio.sleep(0)
        if plan[1] == "cancelled":
            task.cancel()
    await time.pass_until_done(*tasks)
    await asyncio.gather(*tasks, return_exceptions=True)
    assert most <= concurrency
    assert gate.lane("here").idle
    assert done >= sum(outcome in ("fine", "throttled") for _, outcome, _ in plans)
