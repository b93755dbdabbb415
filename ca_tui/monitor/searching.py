"""Filters that look into outputs, in steps, so that nobody else has to wait."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import islice
from typing import Final, TypeAlias

from ca_tui.monitor.condition import Condition

Using: TypeAlias = Callable[[], AbstractContextManager[sqlite3.Connection]]
"""Opens the store for one step."""

Progress: TypeAlias = Callable[[int, int], object]
"""Called with how many rows were looked at, and of how many; in the same thread."""

STEP: Final = 200
"""Rows of which the outputs are read at a time."""


def search(
    using: Using,
    condition: Condition,
    candidates: array[int],
    progress: Progress | None = None,
) -> array[int]:
    """Those of the rows for which a condition holds, in their order."""
    found = array("q")
    for done, step in _steps(candidates):
        marks = ", ".join("?" * len(step))
        sql = f"SELECT id FROM results WHERE id IN ({marks}) AND {condition.sql}"
        with using() as connection:
            left = {
                each for (each,) in connection.execute(sql, (*step, *condition.values))
            }
        found.extend(each for each in step if each in left)
        if progress is not None:
            progress(done, len(candidates))
    return found


def _steps(candidates: array[int]) -> Iterator[tuple[int, list[int]]]:
    rest, done = iter(candidates), 0
    while step := list(islice(rest, STEP)):
        done += len(step)
        yield done, step
