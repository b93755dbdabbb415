"""What the pretended account holds, at any moment one looks."""

from __future__ import annotations

import base64
from collections import Counter
from itertools import pairwise

import pytest

from ca_tui.emulator.codes import CODES, OSS_FAILURES
from ca_tui.emulator.commands import COMMANDS
from ca_tui.emulator.dice import Dice
from ca_tui.emulator.outputs.scene import Scene
from ca_tui.emulator.runs import Row
from ca_tui.emulator.states import LEGACY, State, dropped_of, output_of
from ca_tui.emulator.stream import Stream
from ca_tui.emulator.world import Wanted, World, rows_of, runs_of, state_of
from tests.emulator.asking import NOON, Asker, Clock, key_of, records, rows, text, walk

WHOLE = World()

MOMENTS = [NOON, NOON + 37.7, NOON + 3_601, NOON + 86_400 * 9 + 0.5]


def streams(world: World) -> list[Stream]:
    found = []
    for service in ("ecs", "swas"):
        for region in world.regions("ecs" if service == "ecs" else "swas"):
            stream = world.stream(region.service, region.region_id)
            assert stream is not None
            found.append(stream)
    return found


def everything(world: World, now: float) -> list[tuple[Row, State]]:
    found = []
    for stream in streams(world):
        for row in rows_of(stream, stream.window(now), Wanted()):
            found.append((row, state_of(row, now)))
    return found


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


def test_a_run_never_has_the_same_instance_twice() -> None:
    for row, _ in everything(WHOLE, NOON):
        ids = [server.instance_id for server in row.run.targets]
        assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("now", MOMENTS)
def test_the_first_screen_is_a_believable_fleet(now: float) -> None:
    stream = WHOLE.stream("ecs", "cn-hangzhou")
    assert stream is not None
    newest = list(rows_of(stream, stream.window(now), Wanted()))[:50]
    statuses = Counter(state_of(row, now).status for row in newest)
    assert statuses["Success"] > 25
    assert statuses["Running"] >= 1
    assert statuses["Failed"] + statuses["Timeout"] >= 2
    assert len({row.run.command.name for row in newest}) > 15
    assert len({row.server.name for row in newest}) > 8


@pytest.mark.parametrize("seed", [1, 7, 42])
def test_a_long_job_is_running_at_any_time(seed: int) -> None:
    stream = World(seed).stream("ecs", "cn-hangzhou")
    assert stream is not None
    for second in range(0, 600, 20):
        now = NOON + second
        newest = list(rows_of(stream, stream.window(now), Wanted()))[:60]
        assert any(
            row.run.command.size == 102_400 and state_of(row, now).status == "Running"
            for row in newest
        )


def test_something_new_comes_every_few_seconds() -> None:
    stream = WHOLE.stream("ecs", "cn-hangzhou")
    assert stream is not None
    newest = [stream.window(NOON + second).newest for second in range(0, 120, 10)]
    assert all(0 < b - a <= 4 for a, b in pairwise(newest))


def test_a_running_output_grows_freezes_and_ends_with_the_exact_gap() -> None:
    world = WHOLE
    stream = world.stream("ecs", "cn-hangzhou")
    assert stream is not None
    run = next(
        run
        for run in runs_of(stream, stream.window(NOON), Wanted())
        if run.card.command == "nightly-backup" and run.card.fate == "done"
    )
    row = Row(run, 0)
    sizes, head, last = [], b"", b""
    for second in range(0, 120):
        state = state_of(row, run.created + second)
        data = output_of(row, state)
        if state.status == "Running":
            assert data.startswith(head)
            assert dropped_of(run, state) == 0
            head = data
            sizes.append(len(data))
        last = data
    state = state_of(row, run.created + 120)
    assert state.status == "Success"
    assert sorted(set(sizes)) == [0, 2048, 4096, 6144]
    assert last.startswith(head)
    assert last.endswith(b"backup complete on " + row.server.name.encode() + b"\n")
    assert len(last) == 24_576
    assert dropped_of(run, state) == 102_400 - 24_576
    _, gap, rest = last[6100:].partition(last[6144:6160])
    assert gap
    assert rest


def test_the_same_moment_gives_the_same_bytes() -> None:
    query = {"RegionId": "cn-hangzhou", "MaxResults": "50"}
    first, second = (Asker(Clock(), World(seed=3)) for _ in range(2))
    one = first.raw("DescribeInvocationResults", query)
    two = second.raw("DescribeInvocationResults", query)
    assert one.body == two.body
    other = Asker(Clock(), World(seed=4)).raw("DescribeInvocationResults", query)
    assert other.body != one.body


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


@pytest.mark.parametrize("failed", [False, True])
@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_outputs_have_the_size_they_declare(name: str, failed: bool) -> None:
    command = COMMANDS[name]
    first, second = (
        command.printer(Scene("测试服务器-02", "172.16.0.9", NOON, Dice(5), failed))
        for _ in range(2)
    )
    assert first == second
    assert first == first.decode().encode()
    if command.size is None:
        assert len(first) <= 24_576
    else:
        assert len(first) == command.size


def outputs(world: World, command: str) -> bytes:
    found = [
        output_of(row, state)
        for row, state in everything(world, NOON)
        if row.run.command.name == command and state.status in ("Success", "Failed")
    ]
    return b"".join(found)


def test_outputs_are_as_real_ones() -> None:
    world = WHOLE
    assert b"\x1b[32m" in outputs(world, "unit-tests")
    assert b"\rorder-service" in outputs(world, "fetch-release")
    assert b"Traceback" in outputs(world, "smoke-test")
    assert b"\n@@ " in outputs(world, "config-drift")
    assert b"\0" in outputs(world, "old-logs")
    assert b"\r\n" in outputs(world, "win-services")
    assert "�" in outputs(world, "磁盘检查").decode()


@pytest.mark.parametrize("now", MOMENTS)
def test_oss_delivery_is_in_every_state(now: float) -> None:
    found = walk(Asker(Clock(now)), "ap-southeast-1")
    states = {text(row, "OssOutputStatus") for row in found}
    assert states == {"", "InProgress", "Finished", "Failed"}
    for row in found:
        finished = row["OssOutputStatus"] == "Finished"
        assert bool(row["OssOutputUri"]) == finished
        assert bool(row["OssOutputErrorCode"]) == (row["OssOutputStatus"] == "Failed")
    codes = {code for code, _ in OSS_FAILURES}
    assert {text(row, "OssOutputErrorCode") for row in found} - {""} <= codes


def test_containers_tags_and_names_in_chinese_are_there() -> None:
    asker = Asker()
    found = walk(asker, "cn-hangzhou")
    assert any(row["ContainerId"] and row["ContainerName"] for row in found)
    tags = {
        (text(tag, "TagKey"), text(tag, "TagValue"))
        for row in found
        for tag in records(row, "Tags", "Tag")
    }
    assert ("环境", "生产") in tags
    reply = asker("DescribeInstances", RegionId="cn-hangzhou", MaxResults=100)
    names = str(reply)
    assert "测试服务器-02" in names


def test_history_of_a_periodic_task_has_one_row_per_run() -> None:
    asker = Asker()
    tasks = asker(
        "DescribeInvocations",
        RegionId="cn-hangzhou",
        RepeatMode="Period",
        Timed="true",
        MaxResults=50,
    )
    invoke_id = text(tasks, "Invocations", "Invocation", -1, "InvokeId")
    latest = rows(asker.results(InvokeId=invoke_id))
    history = walk(asker, "cn-hangzhou", InvokeId=invoke_id, IncludeHistory="true")
    assert len(latest) == 1
    assert len(history) == latest[0]["Repeats"]
    assert len(history) > 5
    starts = [text(row, "StartTime") for row in history]
    assert starts == sorted(set(starts), reverse=True)
    assert history[0]["StartTime"] == latest[0]["StartTime"]
    assert {row["Repeats"] for row in history} == set(range(1, len(history) + 1))
    assert latest[0]["InvocationStatus"] in ("Scheduled", "Running")


def test_a_periodic_output_beyond_the_quota_is_its_tail_alone() -> None:
    found = [
        (row, state)
        for row, state in everything(WHOLE, NOON)
        if row.run.card.fate == "period"
        and row.run.command.name == "access-log"
        and state.stage == "finished"
    ]
    assert found
    for row, state in found:
        assert dropped_of(row.run, state) == 30_000 - 24_576
        assert output_of(row, state).endswith(
            b"# end on %s\n" % row.server.name.encode()
        )


def test_base64_and_plain_text_are_the_same_output() -> None:
    asker = Asker()
    coded = rows(asker.results(MaxResults=50))
    plain = rows(asker.results(MaxResults=50, ContentEncoding="PlainText"))
    for one, other in zip(coded, plain, strict=True):
        data = base64.b64decode(text(one, "Output"), validate=True)
        assert data.decode("utf-8", "replace") == other["Output"]


@pytest.mark.parametrize("results", [1, 40, 100_000])
def test_no_more_results_are_kept_than_asked_for(results: int) -> None:
    stream = World(results=results).stream("ecs", "cn-hangzhou")
    assert stream is not None
    window = stream.window(NOON)
    assert max(0, results - 5) <= stream.count(window) <= results


def test_one_instance_is_enough_for_a_world() -> None:
    assert everything(World(instances=1, results=50), NOON)
    with pytest.raises(ValueError, match="at least one"):
        World(instances=0)
