"""The agent's rules, against the table that its source code gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.emulator.agent import (
    LOG_QUOTA,
    Flow,
    Report,
    finished,
    running,
    stopped,
)


@pytest.mark.parametrize(
    ("flow", "head", "dropped", "tail"),
    [
        (Flow(30_000, 1), 0, 5_424, 24_576),
        (Flow(30_000, 30), 6_144, 5_424, 18_432),
        (Flow(100_000, 20), 6_144, 75_424, 18_432),
        (Flow(100_000, 500), 6_600, 75_424, 17_976),
        (Flow(24_576, 1), 0, 0, 24_576),
    ],
)
def test_head_gap_and_tail(flow: Flow, head: int, dropped: int, tail: int) -> None:
    assert finished(flow, flow.seconds) == Report(head, dropped, tail)


def test_a_periodic_task_keeps_its_tail_alone() -> None:
    report = finished(Flow(100_000, 50), 50, periodic=True)
    assert report == Report(0, 75_424, 24_576)
    assert running(Flow(100_000, 50), 30, periodic=True) == Report(0, 0, 0)


def test_output_grows_by_two_kilobytes_every_three_seconds_and_freezes() -> None:
    flow = Flow(100_000, 60)
    seen = [running(flow, second).head for second in range(0, 60, 3)]
    assert seen[:5] == [0, 2048, 4096, 6144, 6144]
    assert set(seen[4:]) == {6144}


def test_the_quota_is_never_less_than_twelve_thousand() -> None:
    assert finished(Flow(30_000, 1), 1, quota=100) == Report(0, 18_000, 12_000)


def test_a_stopped_command_loses_what_was_not_read_without_counting_it() -> None:
    report = stopped(Flow(100_000, 100), 31)
    assert report.head == 6144
    assert report.head + report.tail == 10 * 2048
    assert report.dropped == 0


def test_what_was_cut_is_head_and_tail_of_the_output() -> None:
    whole = bytes(range(250)) * 400
    report = finished(Flow(len(whole), 20), 20)
    kept = report.cut(whole)
    assert kept == whole[:6144] + whole[-18_432:]
    assert len(kept) + report.dropped == len(whole)


@given(
    size=st.integers(0, 300_000),
    seconds=st.floats(0.01, 900),
    part=st.floats(0, 1),
    periodic=st.booleans(),
)
def test_no_byte_is_kept_twice_or_invented(
    size: int, seconds: float, part: float, periodic: bool
) -> None:
    flow = Flow(size, seconds)
    done = finished(flow, seconds, periodic=periodic)
    assert done.head + done.dropped + done.tail == size
    assert done.head <= 8048
    assert done.head + done.tail <= LOG_QUOTA
    growing = running(flow, seconds * part, periodic=periodic)
    assert growing.head <= done.head or part == 1
    halted = stopped(flow, seconds * part)
    assert halted.head + halted.dropped + halted.tail <= size
