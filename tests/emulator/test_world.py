"""What the pretended account holds, at any moment one looks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from ca_tui.emulator.codes import CODES
from ca_tui.emulator.states import LEGACY, output_of
from ca_tui.emulator.world import (
    Wanted,
    World,
    rows_of,
    runs_of,
    state_of,
    states_of,
)
from tests.emulator.asking import (
    NOON,
    Asker,
    Clock,
    key_of,
    rows,
    walk,
)
from tests.emulator.looking import MOMENTS, WHOLE, busiest, everything


@pytest.mark.parametrize("now", MOMENTS)
def test_every_status_is_somewhere(now: float) -> None:
    statuses = {state.status for _, state in everything(WHOLE, now)}
    assert statuses == set(LEGACY)


@pytest.mark.parametrize("now", MOMENTS)
def test_every_error_code_is_somewhere(now: float) -> None:
    found = {s.code.error_code for _, s in everything(WHOLE, now) if s.code}
    wanted = {code.error_code for code in CODES}
    assert wanted | {"ExitCodeNonzero", "ExecutionTimeout"} == found


def test_no_code_is_listed_twice() -> None:
    assert len({code.error_code for code in CODES}) == len(CODES)


@pytest.mark.parametrize("now", MOMENTS)
def test_runs_on_one_five_and_a_hundred_instances(now: float) -> None:
    sizes = Counter(len(row.run.targets) for row, _ in everything(WHOLE, now))
    assert sizes[1]
    assert sizes[5]
    assert sizes[100] >= 100


@pytest.mark.parametrize("now", MOMENTS)
def test_of_a_hundred_alike_a_few_are_not(now: float) -> None:
    """3 print something else, 2 fail and 1 never answers; in every such run."""
    stream = WHOLE.stream("ecs", "cn-beijing")
    assert stream is not None
    wanted = Wanted(command_name="package-versions")
    _, *runs = runs_of(stream, stream.window(now), wanted)
    assert runs
    for run in runs:
        found = states_of(run, now)
        codes = Counter(state.code.error_code for _, state in found if state.code)
        assert codes == {"ExitCodeNonzero": 2, "ClientNotResponse": 1}
        printed = Counter(
            output_of(row, state).partition(b"\n")[2]
            for row, state in found
            if state.status == "Success"
        )
        assert sorted(printed.values()) == [3, 94]


def test_a_run_never_has_the_same_instance_twice() -> None:
    for row, _ in everything(WHOLE, NOON):
        ids = [server.instance_id for server in row.run.targets]
        assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("now", MOMENTS)
def test_the_first_screen_is_a_believable_fleet(now: float) -> None:
    stream = busiest(WHOLE)
    newest = list(rows_of(stream, stream.window(now), Wanted()))[:50]
    statuses = Counter(state_of(row, now).status for row in newest)
    assert statuses["Success"] > 25
    assert statuses["Running"] >= 1
    assert statuses["Failed"] + statuses["Timeout"] >= 2
    assert len({row.run.command.name for row in newest}) > 15
    assert len({row.server.name for row in newest}) > 8


@pytest.mark.parametrize("seed", [1, 7, 42])
def test_a_long_job_is_running_at_any_time(seed: int) -> None:
    stream = busiest(World(seed))
    for second in range(0, 600, 20):
        now = NOON + second
        newest = list(rows_of(stream, stream.window(now), Wanted()))[:160]
        assert any(
            row.run.command.size == 102_400 and state_of(row, now).status == "Running"
            for row in newest
        )


def test_something_new_comes_every_few_seconds() -> None:
    stream = busiest(WHOLE)
    newest = [stream.window(NOON + second).newest for second in range(0, 120, 10)]
    assert all(0 < b - a <= 4 for a, b in pairwise(newest))


def test_the_same_moment_gives_the_same_bytes() -> None:
    query = {"RegionId": "cn-hangzhou", "MaxResults": "50"}
    first, second = (Asker(Clock(), World(seed=3)) for _ in range(2))
    one = first.raw("DescribeInvocationResults", query)
    two = second.raw("DescribeInvocationResults", query)
    assert one.body == two.body
    other = Asker(Clock(), World(seed=4)).raw("DescribeInvocationResults", query)
    assert other.body != one.body


def test_a_world_that_began_later_is_alike_later() -> None:
    first, later = busiest(World(seed=3)), busiest(World(seed=3, begun=1_000.0))
    window = later.window(NOON + 1_000)
    assert window == first.window(NOON)
    one, two = first.run(window.newest), later.run(window.newest)
    assert replace(two, created=one.created) == one
    assert two.created - one.created == pytest.approx(1_000)


def test_a_finished_result_never_changes() -> None:
    """Times, output and status of what has ended are the same later on."""
    asker = Asker()
    before = {key_of(row): row for row in rows(asker.results(MaxResults=50))}
    asker.clock.now += 90
    after = {key_of(row): row for row in walk(asker, "cn-hangzhou")}
    ended = {
        key: row
        for key, row in before.items()
        if row["FinishedTime"]
        and row["InvocationStatus"] not in ("Scheduled",)
        and row["OssOutputStatus"] != "InProgress"
    }
    assert len(ended) > 20
    assert all(after[key] == row for key, row in ended.items())


def test_a_timeout_ends_at_its_start_and_timeout() -> None:
    found = [(row, s) for row, s in everything(WHOLE, NOON) if s.status == "Timeout"]
    assert found
    for row, state in found:
        assert state.start is not None
        assert state.finish == state.start + row.run.command.timeout
        assert state.exit_code == 1


def test_a_terminated_command_has_exit_code_zero() -> None:
    found = [s for _, s in everything(WHOLE, NOON) if s.status == "Terminated"]
    assert {state.exit_code for state in found} == {0}
    assert all(state.stop is not None for state in found)


@pytest.mark.parametrize("results", [1, 40, 100_000])
def test_no_more_results_are_kept_than_asked_for(results: int) -> None:
    stream = busiest(World(results=results))
    window = stream.window(NOON)
    assert max(0, results - 5) <= stream.count(window) <= results


def test_one_instance_is_enough_for_a_world() -> None:
    assert everything(World(instances=1, results=50), NOON)
    with pytest.raises(ValueError, match="at least one"):
        World(instances=0)
