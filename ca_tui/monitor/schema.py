"""The tables, and what can go wrong with them."""

from __future__ import annotations

from typing import Final

from ca_tui.api.errors import CaTuiError

TABLES: Final = """
CREATE TABLE results (
    id INTEGER PRIMARY KEY,
    shadowed INTEGER NOT NULL DEFAULT 0, gone INTEGER NOT NULL DEFAULT 0,
    phase INTEGER NOT NULL, service TEXT NOT NULL, region_id TEXT NOT NULL,
    started_at REAL NOT NULL, start_at REAL, took REAL, exit_code INTEGER,
    output_size INTEGER, status TEXT NOT NULL, key TEXT NOT NULL UNIQUE,
    invoke_id TEXT NOT NULL, instance_id TEXT NOT NULL, container_id TEXT NOT NULL,
    instance_fold TEXT NOT NULL, command_fold TEXT NOT NULL,
    words TEXT NOT NULL, local_time TEXT NOT NULL, utc_time TEXT NOT NULL,
    instance_name TEXT NOT NULL, command_id TEXT NOT NULL,
    command_name TEXT NOT NULL, command_type TEXT NOT NULL,
    tags TEXT NOT NULL, history INTEGER NOT NULL,
    own_created_at REAL, seen_at REAL NOT NULL, created TEXT,
    timeout INTEGER, periodic INTEGER, touched REAL NOT NULL, end_at REAL,
    dropped INTEGER NOT NULL, repeats INTEGER,
    error_code TEXT NOT NULL, error_info TEXT NOT NULL, username TEXT NOT NULL,
    container_name TEXT NOT NULL, launcher TEXT NOT NULL, oss TEXT NOT NULL,
    reply BLOB
);
CREATE INDEX results_unfinished ON results (service, region_id, invoke_id)
    WHERE phase NOT IN (2, 3, 4);
CREATE INDEX results_failed
    ON results (service, region_id, instance_id, shadowed, gone) WHERE phase = 3;
CREATE INDEX results_executions ON results (invoke_id) WHERE history;
CREATE INDEX results_gone ON results (gone, touched) WHERE gone;
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
`gone` is 1 for a row that left the service and 2 for one that is not shown any more;
`touched` is when it was seen last, or turned so. `reply` is the fingerprint of a reply
that would change nothing; NULL: none is known. What a view compares comes first, since
SQLite reads a row from its beginning.
"""


INDICES: Final = (
    "CREATE INDEX IF NOT EXISTS results_of_run ON results (invoke_id, instance_id)",
    "CREATE INDEX IF NOT EXISTS results_of_instance ON results (instance_id)",
)
"""What finds the rows of a run or of an instance."""


class StoreError(CaTuiError):
    """The store's file could not be read or written, or it is closed."""


class NoRoom(StoreError):
    """The disk is full, or does not take what is written."""
