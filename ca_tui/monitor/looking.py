"""A view from the beginning: all its rows, and what is needed to follow it."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ca_tui.api.status import Phase
from ca_tui.monitor.codec import NUMBER
from ca_tui.monitor.condition import ALL, Parameter
from ca_tui.monitor.question import Question
from ca_tui.monitor.recent import Recent
from ca_tui.monitor.rows import Counts, View
from ca_tui.monitor.searching import Progress, Using, search
from ca_tui.monitor.shown import ACTIVE, FAILED, INSIDE, LEFT, Memory, Shown, counted
from ca_tui.monitor.trail import version
from ca_tui.monitor.views import SHOWN, UNFINISHED

_HIDDEN: Final = bytes(state & ~LEFT for state in range(256))
"""States of rows that no filter has left yet."""


def rows(
    using: Using, question: Question, shallow: Question, progress: Progress | None
) -> array[int]:
    """The rows of a view in order; `shallow` is its question without outputs."""
    with using() as connection:
        found = _ids(connection, shallow)
    if not question.filters.deep:
        return found
    return search(using, question.filters, found, progress)


def look(
    using: Using,
    recent: Recent,
    view: View,
    question: Question,
    shallow: Question,
    progress: Progress | None,
) -> Shown:
    """The rows of a view in order and how many there are."""
    with using() as connection:
        known = recent.same(connection, question)
        if known is not None:
            return replace(known, view=view)
        seen = version(connection)
        known_states = recent.states(connection, question)
        if known_states:
            found = _sorted(connection, question, shallow, known_states)
            memory = Memory(seen, question, known_states)
            return Shown(view, found, counted(known_states), memory)
        whole = recent.unfiltered(connection, question)
        if whole is None or whole.memory is None:
            found = _ids(connection, shallow)
            states = _states(connection, question, found)
        else:
            found = _thinned(connection, shallow, whole.ids)
            states = bytearray(whole.memory.states.translate(_HIDDEN))
    if question.filters.deep:
        found = search(using, question.filters, found, progress)
    for row_id in found:
        states[row_id] |= LEFT
    return Shown(view, found, counted(states), Memory(seen, question, bytes(states)))


def _sorted(
    connection: sqlite3.Connection, question: Question, shallow: Question, states: bytes
) -> array[int]:
    """The rows of a view of which it is known which they are."""
    found = _ids(connection, shallow)
    if question.filters.deep:
        found = array("q", (each for each in found if states[each] & LEFT))
    return found


def _thinned(
    connection: sqlite3.Connection, question: Question, ids: array[int]
) -> array[int]:
    """Those of a view's rows that a filter leaves, in the same order."""
    rows = question.rows
    found = _gathered(
        connection,
        f"SELECT id FROM results WHERE {SHOWN} AND {rows.sql}",
        rows.values,
    )
    left = bytearray(max(found, default=0) + 1)
    for row_id in found:
        left[row_id] = 1
    return array("q", (each for each in ids if each < len(left) and left[each]))


def _ids(connection: sqlite3.Connection, question: Question) -> array[int]:
    """The rows of a view, sorted and filtered."""
    rows = question.rows
    return _gathered(
        connection,
        f"SELECT id FROM results WHERE {SHOWN} AND {rows.sql} ORDER BY {question.by}",
        rows.values,
    )


def _gathered(
    connection: sqlite3.Connection, sql: str, values: Sequence[Parameter] = ()
) -> array[int]:
    """The ids that a SELECT gives, in its order.

    SQLite hands them over in one step: it gives Python's lock back for each, and
    while something else computes every step would wait for its turn.
    """
    text: str | None
    (text,) = connection.execute(
        f"SELECT group_concat(id) FROM ({sql})", values
    ).fetchone()
    return array("q", json.loads(f"[{text or ''}]"))


def counts(connection: sqlite3.Connection, question: Question) -> Counts:
    """How many rows the view's scopes have, and how many of them it hides."""
    scopes, filters = question.scopes, question.filters
    found = connection.execute(
        f"SELECT count(*), count(*) FILTER (WHERE phase = {NUMBER[Phase.ACTIVE]}),"
        f" count(*) FILTER (WHERE phase = {NUMBER[Phase.FAILED]}),"
        f" count(*) FILTER (WHERE {filters.sql})"
        f" FROM results WHERE {SHOWN} AND {scopes.sql}",
        (*filters.values, *scopes.values),
    ).fetchone()
    total, active, failed, left = found
    return Counts(total, active, failed, total - left)


def _states(
    connection: sqlite3.Connection, question: Question, left: array[int]
) -> bytearray:
    """The states of all rows, apart from LEFT."""
    (last,) = connection.execute("SELECT max(id) FROM results").fetchone()
    states = bytearray((last or 0) + 1)
    inside = left
    if question.filters != ALL:
        inside = _gathered(
            connection,
            f"SELECT id FROM results WHERE {SHOWN} AND {question.scopes.sql}",
            question.scopes.values,
        )
    for row_id in inside:
        states[row_id] = INSIDE
    for phase, state, index, of_index in (
        (Phase.ACTIVE, ACTIVE, "results_unfinished", UNFINISHED),
        (Phase.FAILED, FAILED, "results_failed", "1"),
    ):
        sql = (
            f"SELECT id FROM results INDEXED BY {index}"
            f" WHERE {of_index} AND phase = {NUMBER[phase]}"
        )
        for row_id in _gathered(connection, sql):
            if states[row_id]:
                states[row_id] |= state
    return states
