"""The store's file: private, nameless, and what happens where it cannot be written."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest

from ca_tui.monitor.files import LOG_PAGES, PAGE, Desk, open_private
from ca_tui.monitor.rows import View
from ca_tui.monitor.store import Store
from tests.monitor.fakes import Time, result
from tests.monitor.stored import merge, open_size

FILES = {"results.db", "results.db-wal", "results.db-shm"}


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No other place for the file than the ones that a test makes."""
    for name in ("XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "missing"))
    return tmp_path / "missing"


def open_files(directory: Path) -> list[str]:
    """What this process has open under a directory."""
    found = []
    for each in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{each}")
        except FileNotFoundError:
            continue
        if target.startswith(str(directory)):
            found.append(target)
    return found


def test_the_file_has_no_name_while_it_is_used(store: Store, tmp_path: Path) -> None:
    merge(store, result(0, output=os.urandom(100_000)))
    files = open_files(tmp_path)
    assert {Path(each).name for each in files} == {
        f"{each} (deleted)" for each in FILES
    }
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("closed", [True, False])
def test_where_the_file_keeps_its_name_it_is_private_and_goes_at_the_end(
    tmp_path: Path, closed: bool
) -> None:
    file = open_private(tmp_path, nameless=False)
    (folder,) = tmp_path.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    modes = {each.name: each.stat().st_mode & 0o777 for each in folder.iterdir()}
    assert modes == dict.fromkeys(FILES, 0o600)
    if closed:
        file.close()
        assert list(tmp_path.iterdir()) == []
    del file
    gc.collect()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["XDG_CACHE_HOME", "XDG_RUNTIME_DIR"])
def test_where_the_directory_cannot_be_written_another_is_taken(
    time: Time,
    tmp_path: Path,
    nowhere: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    monkeypatch.setenv(name, str(tmp_path))
    store = Store(clock=time.clock, directory=nowhere)
    assert f"results are kept in {tmp_path} instead" in store.trouble
    assert len(open_files(tmp_path)) > 0
    merge(store, result(0))
    assert len(store.ids(View())) == 1
    store.close()


def test_where_no_directory_can_be_written_memory_takes_the_results(
    time: Time, nowhere: Path
) -> None:
    store = Store(clock=time.clock, directory=nowhere)
    assert str(nowhere) in store.trouble
    assert "results are kept in memory" in store.trouble
    row_id = merge(store, result(0, output=b"x")).added[0]
    output = store.output(row_id)
    assert output is not None
    assert output.data == b"x"
    assert list(store.ids(View())) == [row_id]
    store.close()


def test_the_log_does_not_grow_with_what_is_merged(
    store: Store, tmp_path: Path
) -> None:
    """Not even where somebody always reads."""
    largest = 0
    for number in range(12):
        rows = (result(number * 9 + n, output=os.urandom(200_000)) for n in range(9))
        merge(store, *rows)
        assert all(each.size for each in store.printed(store.ids(View())[:9]))
        largest = max(largest, open_size(tmp_path, "-wal"))
    assert len(store.ids(View())) == 108
    assert largest < 2 * LOG_PAGES * PAGE < 108 * 200_000


def test_nobody_who_reads_waits_for_who_writes(time: Time, tmp_path: Path) -> None:
    file = open_private(tmp_path)
    writing = Reached()

    def write() -> None:
        with file.writing.using() as connection:
            connection.execute("INSERT INTO regions VALUES ('ecs', 'here', x'00')")
            writing.reached()

    with ThreadPoolExecutor(1) as pool:
        written = pool.submit(write)
        writing.wait()
        assert regions(file.asking) == regions(file.quick) == 0
        writing.go_on()
        written.result(10)
        assert regions(file.asking) == regions(file.quick) == 1
    file.close()


def test_a_quick_question_waits_for_no_long_one(tmp_path: Path) -> None:
    file = open_private(tmp_path)
    reading = Reached()

    def read() -> None:
        with file.asking.using() as connection:
            connection.execute("SELECT count(*) FROM regions").fetchone()
            reading.reached()

    with ThreadPoolExecutor(1) as pool:
        read_ = pool.submit(read)
        reading.wait()
        assert regions(file.quick) == 0
        reading.go_on()
        read_.result(10)
    file.close()


def test_a_view_waits_for_nothing_that_is_offered_while_one_types(
    time: Time, tmp_path: Path
) -> None:
    store = Store(clock=time.clock, directory=tmp_path)
    merge(store, result(0))
    reading = Reached()

    def offer() -> None:
        with store._file.aside.using():
            reading.reached()

    with ThreadPoolExecutor(3) as pool:
        offered = pool.submit(offer)
        reading.wait()
        values = pool.submit(store.values, View(), "status")
        assert len(pool.submit(store.look, View()).result(10).ids) == 1
        assert not values.done()
        reading.go_on()
        offered.result(10)
        assert values.result(10) == ["Success"]
    store.close()


def test_what_belongs_together_is_read_together(tmp_path: Path) -> None:
    """Whatever is written meanwhile."""
    file = open_private(tmp_path)
    with file.asking.using() as connection:
        before = connection.execute("SELECT count(*) FROM regions").fetchone()
        with file.writing.using() as other:
            other.execute("INSERT INTO regions VALUES ('ecs', 'here', x'00')")
        after = connection.execute("SELECT count(*) FROM regions").fetchone()
    assert before == after == (0,)
    assert regions(file.asking) == 1
    file.close()


def regions(desk: Desk) -> int:
    with desk.using() as connection:
        found: tuple[int] = connection.execute(
            "SELECT count(*) FROM regions"
        ).fetchone()
    return found[0]


class Reached:
    """A place that a thread came to, and stays at until it may go on."""

    def __init__(self) -> None:
        self._here = threading.Event()
        self._on = threading.Event()

    def reached(self) -> None:
        self._here.set()
        assert self._on.wait(60)

    def wait(self) -> None:
        assert self._here.wait(60)

    def go_on(self) -> None:
        self._on.set()


KILLED: Final = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from ca_tui.api.models import InvocationResult, Output, Page, ResultKey
from ca_tui.monitor.store import Store

store = Store(clock=lambda: datetime.now(UTC), directory=Path(sys.argv[1]))
key = ResultKey("ecs", "cn-hangzhou", "t-1", "i-1")
store.merge(Page(results=(InvocationResult(key, output=Output(b"x" * 10**6)),)))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_process_leaves_nothing_behind(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert list(tmp_path.rglob("*")) == []
