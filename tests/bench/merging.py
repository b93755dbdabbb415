"""What it costs to take a page of 50 results in, whatever is loaded already.

The baseline is to read the same reply: `json.loads`, and its records to models. Times
are of the CPU; the longest time that others wait for the store is of the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time
from typing import Final, TypeVar

from ca_tui.api.models import Instance, Invocation, Page
from ca_tui.api.replies import read_page
from ca_tui.monitor.rows import View
from ca_tui.monitor.store import Store
from tests.bench.table import Cell, Table

T = TypeVar("T")

NOW: Final = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

REGION: Final = "cn-hangzhou"

ROWS: Final = 50
"""Of a page, as the service gives at most."""

INSTANCES: Final = 24

PAGES: Final = 30
"""That a case is the median of."""

SIZES: Final = (0, 10_000, 100_000)

SMALL: Final = (300, 1024)
"""Bytes of an output, from and to."""

LARGE: Final = (24_576, 24_576)

COLUMNS: Final = ("stored", "read", "new", "unchanged", "one changed", "new/read")

NAMES: Final = (
    "stored",
    "50 commands",
    "24 instances",
    "longest wait",
    "p95",
    "disk per row, B",
)

BACK: Final = ("stored", "record and output", "one by one", "row")

NIGHTLY: Final = Invocation(
    "ecs",
    REGION,
    "",
    command_name="nightly-backup",
    command_type="RunShellScript",
    command_content="tar c /srv | gzip > /backup/srv.tar.gz\n" * 8,
    timeout=60,
)


class Pages:
    """Replies of DescribeInvocationResults, newest first, and what they say."""

    def __init__(self) -> None:
        self._dice = Random(7)
        self._numbers = count()

    def body(self, size: tuple[int, int]) -> bytes:
        """The next reply; `size` is that of an output, from and to."""
        records = [self._record(next(self._numbers), size) for _ in range(ROWS)]
        inside = {"InvocationResults": {"InvocationResult": records}}
        return json.dumps({"RequestId": "473469C7", "Invocation": inside}).encode()

    def page(self, size: tuple[int, int]) -> Page:
        """The next reply, read."""
        return read(self.body(size))

    def _record(self, number: int, size: tuple[int, int]) -> dict[str, object]:
        start = NOW - timedelta(seconds=7 * number)
        failed = number % 17 == 0
        absent = (
            "StopTime ContainerId ContainerName Launcher OssOutputDelivery"
            " OssOutputStatus OssOutputUri OssOutputErrorCode OssOutputErrorInfo"
        )
        return {
            "InvokeId": f"t-hz0{10**9 - number:010}",
            "CommandId": f"c-hz0{number % 40:010}",
            "InstanceId": f"i-bp1{number % INSTANCES:015}",
            "InvocationStatus": "Failed" if failed else "Success",
            "InvokeRecordStatus": "Failed" if failed else "Finished",
            "ExitCode": 127 if failed else 0,
            "ErrorCode": "ExitCodeNonzero" if failed else "",
            "ErrorInfo": "The command failed, see its output." if failed else "",
            "StartTime": f"{start:%Y-%m-%dT%H:%M:%SZ}",
            "FinishedTime": f"{start + timedelta(seconds=3):%Y-%m-%dT%H:%M:%SZ}",
            "Repeats": 1,
            "Dropped": 0,
            "Output": b64encode(self._output(self._dice.randint(*size))).decode(),
            "Username": "root",
            "TerminationMode": "Process",
            "Tags": {"Tag": [{"TagKey": "team", "TagValue": "sre"}]},
            **dict.fromkeys(absent.split(), ""),
        }

    def _output(self, size: int) -> bytes:
        dice, text = self._dice, ""
        while len(text) < size:
            text += (
                f"Mar  2 12:{dice.randrange(60):02} web-{dice.randrange(99):02} sshd"
                f"[{dice.randrange(9999)}]: Accepted publickey for deploy from"
                f" 10.0.{dice.randrange(256)}.{dice.randrange(256)} port 22\n"
            )
        return text[:size].encode()


def read(body: bytes) -> Page:
    """A reply as the program reads it."""
    return read_page(json.loads(body), service="ecs", region_id=REGION, size=len(body))


def milliseconds(work: Callable[[T], object], what: T) -> float:
    """Of CPU."""
    begin = process_time()
    work(what)
    return 1000 * (process_time() - begin)


def changed(page: Page) -> Page:
    """The page as it is after one of its commands ended otherwise."""
    first, *rest = page.results
    ended = replace(first, invocation_status="Failed", exit_code=9)
    return replace(page, results=(ended, *rest))


def case(store: Store, pages: Pages, size: tuple[int, int]) -> list[float]:
    """Reading, new, unchanged, one changed; the median of some pages."""
    taken = []
    for _ in range(PAGES):
        body = pages.body(size)
        page, again = read(body), read(body)
        taken.append(
            (
                milliseconds(read, body),
                milliseconds(store.merge, page),
                milliseconds(store.merge, again),
                milliseconds(store.merge, changed(again)),
            )
        )
    return [median(column) for column in zip(*taken, strict=True)]


def on_disk() -> int:
    """Bytes of the store's files, which have no names any more."""
    files = [each.stat() for each in Path("/proc/self/fd").iterdir() if _of_store(each)]
    return sum({each.st_ino: each.st_size for each in files}.values())


def _of_store(file: Path) -> bool:
    return file.exists() and "/ca-tui-" in os.readlink(file)


def servers(name: str) -> Page:
    """All instances, with a name each."""
    return Page(
        instances=tuple(
            Instance("ecs", REGION, f"i-bp1{number:015}", f"{name}-{number:02}")
            for number in range(INSTANCES)
        )
    )


def runs(store: Store) -> Page:
    """The commands of the newest results."""
    rows = store.rows(store.ids(View())[:ROWS])
    return Page(
        invocations=tuple(
            replace(NIGHTLY, invoke_id=row.key.invoke_id, command_id=row.command_id)
            for row in rows
        )
    )


@contextmanager
def waiting(store: Store) -> Iterator[list[float]]:
    """Somebody else merges again and again; the milliseconds that each one took."""
    took: list[float] = []
    over = threading.Event()
    empty = Page()

    def merge() -> None:
        while not over.is_set():
            begin = perf_counter()
            store.merge(empty)
            took.append(1000 * (perf_counter() - begin))
            over.wait(0.001)

    thread = threading.Thread(target=merge)
    thread.start()
    try:
        yield took
    finally:
        over.set()
        thread.join()


def naming(store: Store, size: int) -> list[Cell]:
    """Names of all instances, and of the commands of a page."""
    of_runs = milliseconds(store.merge, runs(store))
    total = milliseconds(store.merge, servers("web"))
    with waiting(store) as took:
        store.merge(servers("db"))
    return [size, of_runs, total, max(took), sorted(took)[int(len(took) * 0.95)]]


def reading_back(store: Store, size: int) -> list[Cell]:
    """Microseconds of CPU for each result."""
    ids = store.ids(View())

    def listed(_: object) -> None:
        for _pair in zip(store.records(ids), store.outputs(ids), strict=True):
            pass

    def one_by_one(_: object) -> None:
        for row_id in ids[:2000]:
            store.record(row_id)
            store.output(row_id)

    visible = median(
        milliseconds(store.rows, ids[at : at + ROWS]) for at in range(0, 1000, ROWS)
    )
    return [
        size,
        1000 * milliseconds(listed, None) / len(ids),
        1000 * milliseconds(one_by_one, None) / min(2000, len(ids)),
        1000 * visible / ROWS,
    ]


def measure(folder: Path, sizes: Sequence[int]) -> list[Table]:
    """Fill a store and stop at each size to measure."""
    pages = Pages()
    small: list[list[Cell]] = []
    large: list[list[Cell]] = []
    names: list[list[Cell]] = []
    back: list[list[Cell]] = []
    kept = 0
    store = Store(clock=lambda: NOW, directory=folder, zone=UTC)
    for size in sizes:
        before, rest = on_disk(), size - kept
        for _ in range(0, rest, ROWS):
            store.merge(pages.page(SMALL))
        if rest:
            disk = (on_disk() - before) / rest
            names.append([*naming(store, size), disk])
            back.append(reading_back(store, size))
        for lines, outputs in ((small, SMALL), (large, LARGE)):
            found = case(store, pages, outputs)
            lines.append([size, *found, found[1] / found[0]])
        kept = size + 2 * PAGES * ROWS
    store.close()
    return [
        Table("A page of 50, outputs of 300 B to 1 KB: ms of CPU", COLUMNS, small),
        Table("A page of 50, outputs of 24 KB: ms of CPU", COLUMNS, large),
        Table("Names, ms of CPU, and how long others wait", NAMES, names),
        Table("Read back: µs of CPU for each result", BACK, back),
    ]


def main(argv: Sequence[str]) -> int:
    """Print what merging costs; `--json FILE` puts it there too."""
    parser = argparse.ArgumentParser("python -m tests.bench merging")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--most", type=int, default=SIZES[-1], metavar="RESULTS")
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        sizes = [size for size in SIZES if size <= given.most]
        tables = measure(Path(folder), sizes)
    for table in tables:
        print(table, end="\n\n")
    if given.json is not None:
        found = json.dumps([asdict(table) for table in tables], indent=1)
        given.json.write_text(found + "\n")
    return 0
