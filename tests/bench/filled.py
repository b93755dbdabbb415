"""A store filled as in life: ids as long as the service's, names, 1 KB of output."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from ca_tui.api.models import (
    Instance,
    Invocation,
    InvocationResult,
    Json,
    Output,
    Page,
    ResultKey,
)
from ca_tui.monitor.store import Store

NOW: Final = datetime(2025, 11, 20, 12, 0, tzinfo=UTC)

REGION: Final = "cn-hangzhou"

SERVERS: Final = 200

COMMANDS: Final = 40

PAGE: Final = 50

AT_ONCE: Final = 25
"""Servers that one run is for."""

RUNNING: Final = 100
"""Of the newest results, a tenth has not ended yet."""

STATUSES: Final = (
    *("Success",) * 90,
    *("Failed",) * 6,
    *("Timeout",) * 3,
    "Terminated",
)

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789"


def clock() -> datetime:
    """The time at which everything happens."""
    return NOW


def fill(store: Store, count: int) -> None:
    """Merge so many results, newest first, and then the names that belong to them."""
    for page in pages(count):
        store.merge(page)
    for page in names(count):
        store.merge(page)


def pages(count: int) -> Iterator[Page]:
    """Results in pages as the service sends them."""
    dice = Random(11)
    for start in range(0, count, PAGE):
        numbers = range(start, min(start + PAGE, count))
        yield Page(results=tuple(result(number, dice) for number in numbers))


def names(count: int) -> Iterator[Page]:
    """The instances, and the runs of so many results."""
    yield Page(instances=tuple(map(server, range(SERVERS))))
    runs = range(-(-count // AT_ONCE))
    for start in range(0, len(runs), PAGE):
        yield Page(invocations=tuple(map(run, runs[start : start + PAGE])))


def result(number: int, dice: Random, status: str = "") -> InvocationResult:
    """One result; a greater number is an older one, a negative one is new."""
    young = number < RUNNING and dice.random() < 0.1
    told = status or ("Running" if young else dice.choice(STATUSES))
    at = number // AT_ONCE
    key = ResultKey("ecs", REGION, invoke_id(at), server_id(number % SERVERS))
    begun = NOW - timedelta(seconds=20 * at + 30)
    raw: dict[str, Json] = {
        "InvocationStatus": told,
        "InvokeId": key.invoke_id,
        "InstanceId": key.instance_id,
        "StartTime": begun.isoformat(),
        "Username": "root",
        "Dropped": 0,
        "Repeats": 1,
    }
    running = told == "Running"
    seconds = timedelta(seconds=dice.randrange(90))
    return InvocationResult(
        key,
        invocation_status=told,
        command_id=command_id(at % COMMANDS),
        username="root",
        exit_code=dice.randrange(1, 3) if told == "Failed" else 0,
        error_code="ExitCodeNonzero" if told == "Failed" else "",
        start_time=begun,
        finished_time=None if running else begun + seconds,
        creation_time=begun,
        dropped=0,
        repeats=1,
        output=Output(_printed(number, dice)),
        raw=raw,
    )


def _printed(number: int, dice: Random) -> bytes:
    lines = [
        f"[{n:03}] web-{number % SERVERS:03} step {dice.getrandbits(48):012x} done"
        for n in range(24)
    ]
    return "\n".join(lines).encode()[: dice.randrange(900, 1100)]


def server(number: int) -> Instance:
    """One of the instances."""
    name = f"web-{number:03}" if number % 2 else f"db-{number:03}.prod.example"
    return Instance("ecs", REGION, server_id(number), name, "linux", "Running")


def run(number: int) -> Invocation:
    """What started the results of one number."""
    command = number % COMMANDS
    return Invocation(
        "ecs",
        REGION,
        invoke_id(number),
        command_id=command_id(command),
        command_name=f"nightly-backup-{command:02}",
        command_type="RunShellScript",
        command_content="tar cz /srv | ossutil cp - oss://bucket/backup",
        timeout=60,
        creation_time=NOW - timedelta(seconds=20 * number + 31),
    )


def invoke_id(number: int) -> str:
    """Of a run."""
    return f"t-hz0{_word('t', number)}"


def server_id(number: int) -> str:
    """Of an instance."""
    return f"i-bp1{_word('i', number)}"


def command_id(number: int) -> str:
    """Of a command."""
    return f"c-hz0{_word('c', number)}"


def _word(kind: str, number: int) -> str:
    dice = Random(f"{kind}{number}")
    return "".join(dice.choices(_LETTERS, k=16))
