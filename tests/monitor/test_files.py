"""The store's file: private, nameless, and what happens where it cannot be written."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest

from ca_tui.monitor.files import open_private
from ca_tui.monitor.rows import View
from ca_tui.monitor.store import Store
from tests.monitor.fakes import Time, result
from tests.monitor.stored import merge

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
