"""Outputs: measured and compressed before the store is locked, and read back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from functools import partial

from ca_tui.api.models import InvocationResult, Page
from ca_tui.api.status import Phase
from ca_tui.monitor.codec import PHASES, compress, expand, key_text
from ca_tui.monitor.merging import Kept, kept
from ca_tui.monitor.rows import StoredOutput
from ca_tui.monitor.writing import Prepared


def measure(page: Page) -> list[Kept | None]:
    """The outputs of a page's results."""
    return [
        None if result.output is None else kept(result.output, live=_grows(result))
        for result in page.results
    ]


def _grows(result: InvocationResult) -> bool:
    """Whether an output is the beginning of one: a task that waits for its next run
    shows the whole output of the last one."""
    if result.phase is Phase.ACTIVE:
        return True
    return not result.phase.finished and not (result.output and result.output.data)


def known_digests(connection: sqlite3.Connection, page: Page) -> set[bytes]:
    """What the outputs of a page's results were until now."""
    digests: set[bytes] = set()
    sql = "SELECT digest FROM outputs JOIN results USING (id) WHERE key = ?"
    for result in page.results:
        if result.output is not None:
            found = connection.execute(sql, (key_text(result.key),))
            digests.update(digest for (digest,) in found)
    return digests


def prepare(page: Page, outputs: list[Kept | None], known: set[bytes]) -> Prepared:
    """A page to write, with what is news compressed."""
    compressed: dict[bytes, bytes] = {}
    for output in outputs:
        if output is None or output.digest in known or output.digest in compressed:
            continue
        compressed[output.digest] = compress(output.load())
    return Prepared(page, outputs, compressed)


def stored(connection: sqlite3.Connection, row_id: int) -> StoredOutput | None:
    """The output of a row; None: no reply carried one."""
    found = packed(connection, (row_id,)).get(row_id)
    return None if found is None else found()


def packed(
    connection: sqlite3.Connection, ids: Sequence[int]
) -> dict[int, Callable[[], StoredOutput] | None]:
    """The outputs of rows, expanded when they are called; None: no reply carried one.

    An id that never was one is left out.
    """
    marks = ", ".join("?" * len(ids))
    cursor = connection.execute(
        "SELECT id, dropped, phase, guessed, head, data"
        f" FROM results LEFT JOIN outputs USING (id) WHERE id IN ({marks})",
        ids,
    )
    return {
        row_id: None if line[-1] is None else partial(_stored, *line)
        for row_id, *line in cursor
    }


def _stored(
    dropped: int, number: int, guessed: int, head: int | None, data: bytes
) -> StoredOutput:
    phase = PHASES[number]
    cut = phase is Phase.ACTIVE or dropped > 0
    return StoredOutput(
        expand(data), bool(guessed), dropped, head if cut else None, phase
    )
