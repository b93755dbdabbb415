"""What commands print, and how much of it is there at a moment."""

from __future__ import annotations

import base64
import re
from itertools import pairwise

import pytest

from ca_tui.emulator.codes import OSS_FAILURES
from ca_tui.emulator.commands import COMMANDS
from ca_tui.emulator.dice import Dice
from ca_tui.emulator.outputs.scene import Scene
from ca_tui.emulator.runs import Row
from ca_tui.emulator.states import dropped_of, output_of
from ca_tui.emulator.world import Wanted, World, runs_of, state_of
from tests.emulator.asking import (
    NOON,
    Asker,
    Clock,
    records,
    rows,
    text,
    walk,
)
from tests.emulator.looking import MOMENTS, WHOLE, busiest, everything


def test_a_running_output_grows_freezes_and_ends_with_the_exact_gap() -> None:
    world = WHOLE
    stream = busiest(world)
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
    numbers = [int(number) for number in re.findall(rb"\] (\d{5}) ", last)]
    jumps = [(a, b) for a, b in pairwise(numbers) if b != a + 1]
    assert len(jumps) == 1
    assert last.index(b" %05d " % jumps[0][0]) < len(head) == 6144


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


@pytest.mark.parametrize("size", [1, 80, 1024, 24_000, 30_000])
def test_a_world_prints_as_much_as_it_is_told_to(size: int) -> None:
    """Every output has that size, or what the agent keeps of it and drops."""
    found = [
        (output_of(row, state), dropped_of(row.run, state))
        for row, state in everything(World(results=60, output_size=size), NOON)
        if state.stage == "finished" and state.elapsed >= state.natural
    ]
    assert {len(text) + dropped for text, dropped in found} == {size}
    assert all(text.endswith(b"\n") for text, _ in found)
    if 80 <= size <= 24_576:
        assert len({text for text, _ in found}) == len(found)
