"""The private file of a store: where it is put, and the connections to it.

The file has no name once it is open, so that nothing can be left behind, not even by a
crash. Where an open file cannot be unlinked it goes when the store is closed, or at
exit. Where no directory takes it, memory does.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from ca_tui.monitor.schema import TABLES, NoRoom, StoreError
from ca_tui.monitor.turns import Turns

PAGE: Final = 8192
"""Bytes that SQLite reads and writes at a time."""

LOG_PAGES: Final = 1000
"""Pages in the log of what is new after which they are moved to their places."""

CACHES: Final = (8, 12, 1, 1)
"""MiB in memory at most: for writing, for long questions, for quick ones, aside."""

MEMORY: Final = 96 * 2**20
"""Bytes that are kept where no directory can be written."""

CODES: Final = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
"""SQLite's words for a disk that takes no more."""


class Desk:
    """A connection, and one thread at a time that uses it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._lock = Turns()

    @contextmanager
    def using(self) -> Iterator[sqlite3.Connection]:
        """One transaction: what is read belongs together, what is written is kept or
        not as a whole. Raises StoreError.
        """
        with self._lock:
            try:
                self.connection.execute("BEGIN")
                try:
                    yield self.connection
                    self.connection.execute("COMMIT")
                except BaseException:
                    if self.connection.in_transaction:
                        self.connection.execute("ROLLBACK")
                    raise
            except sqlite3.Error as error:
                raise _told(error) from error

    def tidy(self) -> None:
        """Give back what the log takes, as far as nobody reads it."""
        with self._lock, suppress(sqlite3.Error):
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def shrink(self, spare: int, most: int) -> bool:
        """Give back free pages of the file, at most so many, but for the spare ones
        and an eighth of it; whether there are more.
        """
        with self._lock, suppress(sqlite3.Error):
            (free,) = self.connection.execute("PRAGMA freelist_count").fetchone()
            (pages,) = self.connection.execute("PRAGMA page_count").fetchone()
            left: int = free - max(spare, pages // 8)
            if left > 0:
                # it gives back a page at each step, and only a script takes them all
                script = f"PRAGMA incremental_vacuum({min(left, most)})"
                self.connection.executescript(script)
                # the file itself gets smaller when the log is moved to its place
                self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            return left > most
        return False

    def close(self) -> None:
        """Let go of the connection when nobody uses it."""
        with self._lock:
            self.connection.close()


class File:
    """Four ways to the same tables: whoever reads never waits for who writes."""

    def __init__(self, writing: Desk, asking: Desk, quick: Desk, aside: Desk) -> None:
        self.writing = writing
        self.asking = asking
        """For long questions, in threads."""
        self.quick = quick
        """For what the screen needs at once."""
        self.aside = aside
        """For long questions that nobody waits for: they must not hold up others."""
        self.trouble = ""
        """Why it is not where it should be."""
        self.room: int | None = None
        """Bytes that it may take; None: as many as there are."""
        self.leave: Callable[[], object] | None = None
        """Removes the file if it still has a name."""

    def limit(self, *, rows_only: bool) -> None:
        """Keep the last eighth of the room for rows without outputs."""
        if self.room is not None:
            most = self.room if rows_only else self.room * 7 // 8
            with self.writing.using() as connection:
                connection.execute(f"PRAGMA max_page_count = {most // PAGE}")

    def close(self) -> None:
        """Let go of the file, which is gone then."""
        for desk in (self.aside, self.quick, self.asking, self.writing):
            desk.close()
        if self.leave is not None:
            self.leave()


def open_private(
    directory: Path | None, *, nameless: bool = True, room: int | None = None
) -> File:
    """New, empty tables that nobody else can open.

    `directory` is where the file is put; None: the system's place for temporary
    files. Where that cannot be, others are tried, then memory. `nameless`: unlink it
    at once. `room` is how many bytes it may take.
    """
    first = ""
    for place in _places(directory):
        try:
            file = _open(place, nameless=nameless)
        except (OSError, sqlite3.Error) as error:
            first = first or f"{place or 'The temporary directory'}: {error}"
            continue
        file.room = room
        file.trouble = first and f"{first}; results are kept in {place} instead"
        return file
    return _in_memory(first, room)


def _places(directory: Path | None) -> Iterator[Path | None]:
    yield directory
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    for place in (cache, runtime):
        if os.path.isabs(place):
            yield Path(place)


def _open(place: Path | None, *, nameless: bool) -> File:
    folder = Path(tempfile.mkdtemp(prefix="ca-tui-", dir=place))
    desks: list[Desk] = []
    try:
        path = folder / "results.db"
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        for cache in CACHES:
            connection = _connect(path, cache)
            desks.append(Desk(connection))
            if len(desks) == 1:
                _begin(connection)
            # the log and its index are opened by the first question
            connection.execute("SELECT count(*) FROM results").fetchone()
    except (OSError, sqlite3.Error):
        for desk in desks:
            desk.close()
        shutil.rmtree(folder, ignore_errors=True)
        raise
    file = File(*desks)
    if nameless:
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        file.leave = weakref.finalize(file, shutil.rmtree, folder, ignore_errors=True)
    return file


def _begin(connection: sqlite3.Connection) -> None:
    mode: str = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if mode != "wal":
        raise OSError("what reads and what writes cannot share a file there")
    connection.executescript(TABLES)


def _in_memory(why: str, room: int | None) -> File:
    desk = Desk(_connect(":memory:", CACHES[0]))
    desk.connection.executescript(TABLES)
    file = File(desk, desk, desk, desk)
    file.room = min(room or MEMORY, MEMORY)
    file.trouble = f"{why}; results are kept in memory, outputs as far as they fit"
    return file


def _connect(path: Path | str, cache: int) -> sqlite3.Connection:
    # transactions are begun and ended here, and the lock is a desk's
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    for pragma in (
        f"page_size={PAGE}",
        # before there is any table: what is freed can be given back
        "auto_vacuum=INCREMENTAL",
        "journal_mode=WAL",
        "synchronous=OFF",
        "temp_store=MEMORY",
        f"cache_size=-{cache * 1024}",
        f"wal_autocheckpoint={LOG_PAGES}",
        f"journal_size_limit={2 * LOG_PAGES * PAGE}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _told(error: sqlite3.Error) -> StoreError:
    code: int = getattr(error, "sqlite_errorcode", 0) & 0xFF
    kind = NoRoom if code in CODES else StoreError
    return kind(f"The store's file cannot be used: {error}")
