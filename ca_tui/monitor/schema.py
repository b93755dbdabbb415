"""The tables, and the private file that they are in.

The file has no name once it is open, so that nothing can be left behind, not even by
a crash. Where an open file cannot be unlinked it goes when the store is closed, or at
exit.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Final

from ca_tui.api.errors import CaTuiError

TABLES: Final = """
CREATE TABLE results (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    service TEXT NOT NULL, region_id TEXT NOT NULL, invoke_id TEXT NOT NULL,
    instance_id TEXT NOT NULL, container_id TEXT NOT NULL, history INTEGER NOT NULL,
    status TEXT NOT NULL, phase INTEGER NOT NULL, tags TEXT NOT NULL,
    start_at REAL, own_created_at REAL, seen_at REAL NOT NULL, started_at REAL NOT NULL,
    took REAL, exit_code INTEGER, output_size INTEGER,
    words TEXT NOT NULL, local_time TEXT NOT NULL, utc_time TEXT NOT NULL,
    command_id TEXT NOT NULL, instance_name TEXT NOT NULL,
    command_name TEXT NOT NULL, command_type TEXT NOT NULL,
    timeout INTEGER, periodic INTEGER, created TEXT,
    instance_fold TEXT NOT NULL, command_fold TEXT NOT NULL,
    shadowed INTEGER NOT NULL DEFAULT 0, gone INTEGER NOT NULL DEFAULT 0,
    touched REAL NOT NULL, end_at REAL, dropped INTEGER NOT NULL, repeats INTEGER,
    error_code TEXT NOT NULL, error_info TEXT NOT NULL, username TEXT NOT NULL,
    container_name TEXT NOT NULL, launcher TEXT NOT NULL, oss TEXT NOT NULL,
    reply BLOB
);
CREATE INDEX results_of_run ON results (invoke_id, instance_id);
CREATE INDEX results_of_instance ON results (instance_id);
CREATE INDEX results_unfinished ON results (service, region_id, invoke_id)
    WHERE phase NOT IN (2, 3, 4);
CREATE INDEX results_failed
    ON results (service, region_id, instance_id, shadowed, gone) WHERE phase = 3;
CREATE INDEX results_executions ON results (invoke_id) WHERE history;
CREATE TABLE records (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE outputs (
    id INTEGER PRIMARY KEY, data BLOB NOT NULL, size INTEGER NOT NULL,
    digest BLOB NOT NULL, guessed INTEGER NOT NULL, live INTEGER NOT NULL, head INTEGER
);
CREATE TABLE regions (
    service TEXT, region_id TEXT, record BLOB NOT NULL,
    PRIMARY KEY (service, region_id)
);
CREATE TABLE instances (
    service TEXT, region_id TEXT, instance_id TEXT,
    name TEXT NOT NULL DEFAULT '', record BLOB, asked INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (service, region_id, instance_id)
);
CREATE INDEX instances_unnamed ON instances (service, region_id)
    WHERE record IS NULL AND asked = 0;
CREATE TABLE agents (
    service TEXT, region_id TEXT, instance_id TEXT, record BLOB NOT NULL,
    PRIMARY KEY (service, region_id, instance_id)
);
CREATE TABLE invocations (
    service TEXT, region_id TEXT, invoke_id TEXT,
    record BLOB, asked INTEGER NOT NULL DEFAULT 0, asked_at REAL,
    PRIMARY KEY (service, region_id, invoke_id)
);
CREATE INDEX invocations_unnamed ON invocations (service, region_id)
    WHERE record IS NULL AND asked = 0;
"""
"""Phases are numbered in the order of `status.Phase`; 2, 3 and 4 are the finished.
`gone` is 1 for a row that left the service and 2 for one that is not shown any more.
`reply` is the fingerprint of a reply that would change nothing; NULL: none is known."""

CACHE_KIB: Final = 16 * 1024


class StoreError(CaTuiError):
    """The store's file could not be read or written: disk full, or closed."""


class Connection(sqlite3.Connection):
    """A connection that takes its file along when it is closed."""

    leave: Callable[[], object] | None = None
    """Removes the file if it still has a name."""

    def close(self) -> None:
        """Let go of the file."""
        super().close()
        if self.leave is not None:
            self.leave()


def open_private(directory: Path | None, *, nameless: bool = True) -> Connection:
    """A connection to new, empty tables that nobody else can open.

    `directory` is where the file is put; None: the system's place for temporary
    files. `nameless`: unlink it at once. Raises StoreError.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix="ca-tui-", dir=directory))
    except OSError as error:
        raise StoreError(f"No temporary directory can be made: {error}") from error
    try:
        connection = _open(folder)
    except (OSError, sqlite3.Error) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise StoreError(f"The store in {folder} cannot be opened: {error}") from error
    if nameless:
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        connection.leave = weakref.finalize(
            connection, shutil.rmtree, folder, ignore_errors=True
        )
    return connection


def _open(folder: Path) -> Connection:
    path = folder / "results.db"
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    # the lock is in store.py; a journal file would need the name that goes away
    connection = Connection(path, check_same_thread=False)
    for pragma in (
        "locking_mode=EXCLUSIVE",
        "journal_mode=MEMORY",
        "synchronous=OFF",
        "temp_store=MEMORY",
        f"cache_size=-{CACHE_KIB}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.executescript(TABLES)
    return connection
