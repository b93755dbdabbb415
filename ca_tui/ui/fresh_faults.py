"""Faults that landed since a place was opened. No widget in here.

`FreshFaults.look` is for the thread that follows the view.
"""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from ca_tui.api.models import Scope, ServiceName
from ca_tui.monitor.codec import instant
from ca_tui.monitor.rows import Row
from ca_tui.monitor.shown import FAILED, Shown
from ca_tui.monitor.store import Store

_IS_FAILED: Final = bytes(1 if state & FAILED else 0 for state in range(256))

_Place: TypeAlias = tuple[ServiceName, str]


class FreshFaults:
    """Tells results that failed under the operator's eyes from those that had before.

    A result that was there and turned failed is fresh, whatever hides it. One that
    comes failed is fresh if it is newer than the faults that its region came with:
    what is loaded later is older. Those with which a region comes are fresh if they
    ended after the place was opened.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._scopes: tuple[Scope, ...] | None = None
        self._opened = 0.0
        self._states = b""
        self._newest: dict[_Place, float] = {}
        self._found: set[int] = set()

    def look(self, shown: Shown) -> None:
        """See what a view has now; another place begins anew. Raises StoreError."""
        if shown.memory is None:
            return
        states = shown.memory.states
        if shown.view.scopes != self._scopes:
            self._scopes = shown.view.scopes
            self._opened = self._store.clock().timestamp()
            self._newest = {}
            self._found = set()
        else:
            failed = _turned(self._states, states)
            known = {each for each in failed if self._states[each : each + 1] > b"\0"}
            came = [each for each in failed if each not in known]
            self._found |= known | self._fresh(self._store.rows(came) if came else [])
        self._states = states

    def take(self) -> frozenset[int]:
        """What was found since this was asked last."""
        found, self._found = frozenset(self._found), set()
        return found

    def _fresh(self, rows: list[Row]) -> set[int]:
        """Those of rows that came failed which are news."""
        known = dict(self._newest)
        fresh = set()
        for row in rows:
            place = row.key.service, row.key.region_id
            created = instant(row.creation_time or row.start_time) or 0.0
            if place in known:
                news = created > known[place]
            else:
                self._newest[place] = max(created, self._newest.get(place, 0.0))
                ended = instant(row.finished_time or row.stop_time) or 0.0
                news = max(created, ended) > self._opened
            if news:
                fresh.add(row.id)
        return fresh


def failed_of(shown: Shown, ids: set[int]) -> set[int]:
    """Those of some rows that are failed results of the view's places."""
    states = b"" if shown.memory is None else shown.memory.states
    return {each for each in ids if each < len(states) and states[each] & FAILED}


def _turned(old: bytes, new: bytes) -> list[int]:
    """The rows that are failed now and were not."""
    # as numbers: a hundred thousand rows are compared at once
    before = int.from_bytes(old.translate(_IS_FAILED), "little")
    now = int.from_bytes(new.translate(_IS_FAILED), "little")
    fresh = (now & ~before).to_bytes(len(new), "little")
    return [found.start() for found in re.finditer(b"\1", fresh)]
