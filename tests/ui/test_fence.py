"""A line is known by its answers, and who gives none is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.ui.fence import (
    ASK_FROM,
    DOUBTFUL,
    FIRST,
    FIRST_QUESTION,
    LEAVING,
    PATIENCE,
    QUESTION,
    Fence,
)
from ca_tui.ui.ink import Repeats
from ca_tui.ui.line_rate import LEAST, MOST
from ca_tui.ui.tempo import AFTER_KEY, EVERY, Tempo
from tests.seen import RepeatingScreen, RepeatingStream


class Clock:
    """Time that passes when it is told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def pass_(self, seconds: float) -> None:
        """Some time."""
        self.now += seconds


def opened(clock: Clock, seconds: float = 0.01) -> Fence:
    """Of a terminal that answered the first question after so long."""
    fence = Fence(clock=clock)
    fence.open()
    clock.pass_(seconds)
    assert fence.answered(1) is not None
    return fence


@pytest.mark.parametrize(
    ("column", "wide", "repeats"),
    [
        (2, False, Repeats.NOTHING),
        (3, True, Repeats.NOTHING),
        (4, True, Repeats.NOTHING),
        (10, False, Repeats.ASCII),
        (11, True, Repeats.ASCII),
        (12, True, Repeats.NOTHING),
        (15, False, Repeats.LINES),
        (21, True, Repeats.LINES),
    ],
)
def test_the_first_answer_tells_of_time_of_borders_and_of_repetitions(
    column: int, wide: bool, repeats: Repeats
) -> None:
    clock = Clock()
    fence = Fence(clock=clock)
    assert fence.open() == FIRST_QUESTION
    clock.pass_(0.5)
    first = fence.answered(column)
    assert first is not None
    assert round(first.seconds, 6) == 0.5
    assert (first.wide, first.repeats) == (wide, repeats)
    for _ in range(2):
        assert fence.open() == QUESTION
        assert fence.answered(9) is None


@pytest.mark.parametrize(
    ("column", "repeats"),
    [(1, Repeats.NOTHING), (7, Repeats.NOTHING), (9, Repeats.ASCII)],
)
def test_where_borders_may_not_be_shown_none_is(column: int, repeats: Repeats) -> None:
    fence = Fence(clock=Clock())
    fence.asks_width = False
    question = fence.open()
    assert question.isascii()
    assert QUESTION in question
    first = fence.answered(column)
    assert first is not None
    assert (first.wide, first.repeats) == (False, repeats)


@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("asks_width", [False, True])
def test_the_question_is_understood_by_a_terminal_and_leaves_no_trace(
    ascii_only: bool, asks_width: bool
) -> None:
    answers: list[str] = []
    fence = Fence(clock=Clock())
    fence.asks_width = asks_width
    screen = RepeatingScreen(80, 24)
    screen.ascii_only = ascii_only
    screen.write_process_input = answers.append  # type: ignore[method-assign,assignment] # pyte offers it
    RepeatingStream(screen).feed(fence.open())
    column = int(answers[0].removesuffix("R").partition(";")[2]) - 1
    first = fence.answered(column)
    assert first is not None
    assert not first.wide
    lines = asks_width and not ascii_only
    assert first.repeats is (Repeats.LINES if lines else Repeats.ASCII)
    assert not "".join(screen.display).strip()


def test_nothing_is_held_back_nor_asked_before_the_first_answer() -> None:
    fence = Fence(clock=Clock())
    fence.open()
    for _ in range(10):
        assert fence.room() == MOST
        assert fence.after(100_000) == ""


def test_who_does_not_answer_is_not_asked_again() -> None:
    clock = Clock()
    fence = Fence(clock=clock)
    fence.open()
    clock.pass_(PATIENCE)
    assert fence.room() == MOST
    assert fence.open() == ""
    assert fence.after(100_000) == ""


def test_a_late_answer_is_one() -> None:
    clock = Clock()
    fence = Fence(clock=clock)
    fence.open()
    clock.pass_(PATIENCE + 1)
    assert fence.room() == MOST
    assert fence.answered(1) is not None
    assert fence.after(ASK_FROM) == QUESTION


def test_small_frames_are_asked_about_together() -> None:
    fence = opened(Clock())
    assert fence.after(ASK_FROM - 1) == ""
    assert fence.after(1) == QUESTION
    assert fence.after(1) == ""


def test_what_is_on_the_way_leaves_less_room_and_an_answer_gives_it_back() -> None:
    fence = opened(Clock())
    assert fence.room() == FIRST
    fence.after(FIRST - LEAST)
    assert fence.room() == LEAST
    fence.after(ASK_FROM)
    assert fence.room() == 0
    fence.answered(0)
    assert fence.room() >= FIRST - ASK_FROM


def test_an_answer_that_is_lost_does_not_hold_up_the_screen_for_ever() -> None:
    clock = Clock()
    fence = opened(clock)
    fence.after(FIRST)
    assert fence.room() == 0
    assert fence.left() == PATIENCE
    clock.pass_(PATIENCE)
    assert fence.room() == MOST


def play(fence: Fence, clock: Clock, *, rate: float, way: float, frames: int) -> float:
    """Full frames through a line; the seconds of the last answer."""
    took = 0.0
    for _ in range(frames):
        room = fence.room()
        assert room > 0
        took = way + room / rate
        fence.after(room)
        clock.pass_(took)
        fence.answered(0)
    return took


@given(
    rate=st.sampled_from([8_000.0, 16_000.0, 64_000.0]),
    way=st.floats(0, 1),
)
def test_a_slow_line_gets_what_it_carries_in_a_moment(rate: float, way: float) -> None:
    clock = Clock()
    fence = opened(clock, way)
    took = play(fence, clock, rate=rate, way=way, frames=40)
    assert took <= way + max(0.4, 2 * LEAST / rate)


@given(way=st.floats(0, 1))
def test_a_fast_line_is_not_held_up_however_long_it_is(way: float) -> None:
    clock = Clock()
    fence = opened(clock, way)
    play(fence, clock, rate=10e6, way=way, frames=10)
    assert fence.room() >= 16 * FIRST


def test_a_way_that_becomes_longer_is_not_taken_for_a_slow_line() -> None:
    clock = Clock()
    fence = opened(clock, 0.02)
    play(fence, clock, rate=10e6, way=0.02, frames=5)
    play(fence, clock, rate=10e6, way=0.6, frames=60)
    assert fence.room() >= FIRST


def test_leaving_waits_for_answers_but_not_for_ever() -> None:
    clock = Clock()
    fence = opened(clock)
    fence.after(FIRST)
    began = clock.now
    fence.wait(clock.pass_)
    assert LEAVING <= clock.now - began < LEAVING + 0.1
    fence.after(FIRST)

    def answer(seconds: float) -> None:
        clock.pass_(seconds)
        fence.answered(0)

    began = clock.now
    fence.wait(answer)
    assert clock.now - began < 0.01


def test_leaving_waits_briefly_for_who_never_answered() -> None:
    clock = Clock()
    fence = Fence(clock=clock)
    fence.open()
    began = clock.now
    fence.wait(clock.pass_)
    assert clock.now - began < DOUBTFUL + 0.1
    fence = Fence(clock=clock)
    fence.open()
    clock.pass_(DOUBTFUL)
    began = clock.now
    fence.wait(clock.pass_)
    assert clock.now == began


def test_what_nobody_asked_for_is_shown_four_times_a_second_and_keys_at_once() -> None:
    clock = Clock()
    tempo = Tempo(clock=clock)
    tempo.sent()
    assert tempo.wait() == 0
    tempo.calm = True
    assert tempo.wait() == EVERY
    clock.pass_(EVERY / 2)
    assert tempo.wait() == EVERY / 2
    tempo.pressed()
    assert tempo.wait() == 0
    tempo.sent()
    clock.pass_(AFTER_KEY)
    assert tempo.wait() == 0
    tempo.sent()
    assert tempo.wait() == EVERY
