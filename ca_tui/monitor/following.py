"""A view after some merges: what they touched goes to its new place, the rest stays.

Where a row belongs is found by bisection, so that only few others are read.
"""

from __future__ import annotations

import sqlite3
import struct
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from ca_tui.api.status import Phase
from ca_tui.monitor.codec import NUMBER
from ca_tui.monitor.question import Place, Question
from ca_tui.monitor.shown import ACTIVE, FAILED, INSIDE, LEFT, Memory, Shown, counted
from ca_tui.monitor.views import SHOWN

MOST: Final = 300
"""Rows that are followed; to look at all is not slower than to follow more."""

SOUGHT: Final = 15
"""Rows that are sought one by one; more are found by going through all once."""

_STATE: Final = {NUMBER[Phase.ACTIVE]: ACTIVE, NUMBER[Phase.FAILED]: FAILED}


def follow(
    connection: sqlite3.Connection,
    shown: Shown,
    memory: Memory,
    question: Question,
    touched: Collection[int],
    version: int,
) -> Shown | None:
    """A view as of `version`, where these rows may differ; None: look at it again."""
    if question != memory.question:
        return None
    old = memory.states
    if question.ages and shown.counts.active:
        touched = {*touched, *_active(old)}
    if len(touched) > MOST:
        return None
    if not touched:
        return replace(shown, memory=replace(memory, version=version))
    facts = _Facts(connection, question)
    found = facts.read(touched)
    states = bytearray(old.ljust(max(touched) + 1, b"\0"))
    for row_id in touched:
        states[row_id] = found[row_id][0] if row_id in found else 0
    here = {each: place for each, (state, place) in found.items() if state & LEFT}
    before = {each for each in touched if each < len(old) and old[each] & LEFT}
    ids = _moved(shown.ids, before, here, facts)
    memory = Memory(version, question, bytes(states))
    return Shown(shown.view, ids, counted(states), memory)


def _active(states: bytes) -> Iterator[int]:
    """The rows that are active."""
    return (at for at, state in enumerate(states) if state & ACTIVE)


class _Facts:
    """Reads rows' states and places."""

    def __init__(self, connection: sqlite3.Connection, question: Question) -> None:
        self._connection = connection
        self._question = question
        self._places: dict[int, Place] = {}

    def read(self, ids: Collection[int]) -> dict[int, tuple[int, Place]]:
        """The state of each row and where it belongs."""
        scopes, filters = self._question.scopes, self._question.filters
        inside = f"{SHOWN} AND {scopes.sql}"
        sql = (
            f"SELECT id, {inside},"
            f" CASE WHEN {inside} THEN {filters.sql} ELSE 0 END, phase,"
            f" {self._question.compared} FROM results"
            f" WHERE id IN ({', '.join('?' * len(ids))})"
        )
        values = (*scopes.values, *scopes.values, *filters.values, *ids)
        found: dict[int, tuple[int, Place]] = {}
        for row_id, of_scopes, left, phase, *compared in self._connection.execute(
            sql, values
        ):
            state = INSIDE | (LEFT if left else 0) | _STATE.get(phase, 0)
            place = self._question.place(compared)
            found[row_id] = (state if of_scopes else 0, place)
        return found

    def places(self, ids: Iterable[int]) -> Mapping[int, Place]:
        """Where these belong, and all that were asked for before."""
        new = [each for each in ids if each not in self._places]
        if new:
            sql = (
                f"SELECT id, {self._question.compared} FROM results"
                f" WHERE id IN ({', '.join('?' * len(new))})"
            )
            for row_id, *compared in self._connection.execute(sql, new):
                self._places[row_id] = self._question.place(compared)
        return self._places


def _moved(
    ids: array[int], before: set[int], here: Mapping[int, Place], facts: _Facts
) -> array[int]:
    """The ids without those of `before`, and with those of `here` at their places."""
    rows = sorted(here, key=here.__getitem__)
    gaps = _gaps(ids, before, [here[each] for each in rows], facts)
    come: defaultdict[int, list[int]] = defaultdict(list)
    for row_id, gap in zip(rows, gaps, strict=True):
        come[gap].append(row_id)
    gone = _positions(ids, before, come)
    moved = array("q")
    done = 0
    for at in sorted({*gone, *come}):
        moved.extend(ids[done:at])
        moved.extend(come.get(at, ()))
        done = at + 1 if at in gone else at
    moved.extend(ids[done:])
    return ids if moved == ids else moved


def _gaps(
    ids: array[int], before: set[int], places: list[Place], facts: _Facts
) -> list[int]:
    """For each place the position in front of which it belongs.

    Rows of `before` have left their places: they are compared with nothing, and a gap
    begins in front of them.
    """
    low, high = [0] * len(places), [len(ids)] * len(places)
    open_ = list(range(len(places)))
    while open_:
        probes: dict[int, int] = {}
        for each in open_:
            at = (low[each] + high[each]) // 2
            probe = at
            while probe < high[each] and ids[probe] in before:
                probe += 1
            if probe == high[each]:
                high[each] = at
            else:
                probes[each] = probe
        known = facts.places({ids[probe] for probe in probes.values()})
        for each, probe in probes.items():
            if known[ids[probe]] < places[each]:
                low[each] = probe + 1
            else:
                high[each] = (low[each] + high[each]) // 2
        open_ = [each for each in open_ if low[each] < high[each]]
    for each, at in enumerate(low):
        while at and ids[at - 1] in before:
            at -= 1
        low[each] = at
    return low


def _positions(ids: array[int], before: set[int], gaps: Iterable[int]) -> set[int]:
    """Where the rows of `before` are; many of them are in the gaps."""
    found: dict[int, int] = {}
    for gap in gaps:
        at = gap
        while at < len(ids) and ids[at] in before:
            found[ids[at]] = at
            at += 1
    left = before - found.keys()
    if len(left) > SOUGHT:
        return {at for at, each in enumerate(ids) if each in before}
    raw = ids.tobytes() if left else b""
    return {*found.values(), *(_position(raw, each) for each in left)}


def _position(raw: bytes, row_id: int) -> int:
    sought = struct.pack("=q", row_id)
    at = raw.index(sought)
    while at % len(sought):
        at = raw.index(sought, at + 1)
    return at // len(sought)
