"""Results of the store, one after the other, with what they printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final, TypeAlias

from ca_tui.monitor.rows import Record, Row, StoredOutput
from ca_tui.monitor.store import Store

CHUNK: Final = 200
"""Rows taken from the store at a time."""

Progress: TypeAlias = Callable[[int, int], object]
"""Told how many results are done, and of how many; may raise to stop it all."""

Result: TypeAlias = tuple[Record, StoredOutput | None]


def unheard(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def rows(store: Store, ids: Sequence[int]) -> Iterator[Row]:
    """These rows in this order."""
    for chunk in _chunks(ids):
        yield from store.rows(chunk)


def results(
    store: Store, ids: Sequence[int], progress: Progress = unheard
) -> Iterator[Result]:
    """These results in this order, each with its output; None: none is known."""
    done = 0
    for chunk in _chunks(ids):
        progress(done, len(ids))
        outputs = dict(store.outputs(chunk))
        for record in store.records(chunk):
            yield record, outputs[record.row.id]
        done += len(chunk)
    progress(done, len(ids))


def _chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
