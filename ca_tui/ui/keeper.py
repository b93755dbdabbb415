"""Keeps what is shown up to date with the store, in a thread. No widget in here.

One question is on its way at a time, and the newest view wins: an answer about an older
one is never given. What is merged meanwhile is gathered, and answers to it come at a
pace that an eye can follow; a view that was asked for is answered at once.
"""

from __future__ import annotations

import asyncio
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import (
    Awaitable,
    Callable,
    Collection,
    Coroutine,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from ca_tui.api.errors import CaTuiError
from ca_tui.api.models import ServiceName
from ca_tui.monitor.rows import Delta, View
from ca_tui.monitor.shown import Shown
from ca_tui.monitor.store import Store
from ca_tui.ui.fresh_faults import FreshFaults

PACE: Final = 0.2
"""Seconds between two answers about what was merged."""

Faults: TypeAlias = Mapping[tuple[ServiceName, str, str], int]
"""As `Store.faults`."""


@dataclass(frozen=True, slots=True)
class News:
    """What is to be shown now."""

    shown: Shown
    changed: frozenset[int]
    """Rows that came or look different since the last news."""
    faults: Faults | None
    """None: as they were."""
    landed: frozenset[int] = frozenset()
    """Results that failed since the last news, after the place was opened."""


@dataclass(frozen=True, slots=True)
class _Question:
    view: View
    before: Shown | None
    """What may be followed; None: the whole view is read."""
    added: frozenset[int]
    changed: frozenset[int]
    forget: frozenset[int] | None
    """Forget rows that left the service, but these; None: forget none."""
    faults: bool

    @property
    def idle(self) -> bool:
        """Nothing that is shown can have changed."""
        return self.before is not None and not (self.added or self.changed)


class Keeper:
    """Answers what a view shows, as often as that changes.

    `want`, `merged`, `nudge` and `again` are for the event loop and never wait.
    """

    def __init__(
        self,
        store: Store,
        view: View,
        *,
        sleep: Callable[[float], Awaitable[None]],
        held: Callable[[], Collection[int]] = tuple,
    ) -> None:
        """`held` gives rows that stay though they left the service."""
        self._store = store
        self._held = held
        self._sleep = sleep
        self._fresh = FreshFaults(store)
        self._wanted = view
        self._shown: Shown | None = None
        self._added: set[int] = set()
        self._changed: set[int] = set()
        self._whole = False
        self._forget = False
        self._faults = True
        self._due = asyncio.Event()
        self._at_once = asyncio.Event()
        self._resting = False
        self._asking = False

    @property
    def settled(self) -> bool:
        """All that was told to it is in the news that it gave."""
        return not self._asking and not self._due.is_set()

    def want(self, view: View, *, forget: bool = False) -> None:
        """Show this view next; with `forget`, without rows that left the service."""
        self._forget = self._forget or forget
        if view != self._wanted or forget or self._shown is None:
            self._wanted = view
            self._hurry()

    def merged(self, delta: Delta) -> None:
        """Rows came, or changed; one that changed nothing asks nothing."""
        if delta.added or delta.changed:
            self._added.update(delta.added)
            self._changed.update(delta.changed)
            self._faults = True
            self._due.set()

    def nudge(self) -> None:
        """Give news soon, though no row may have changed."""
        self._due.set()

    def again(self) -> None:
        """The store changed in ways that nobody told."""
        self._whole = self._faults = True
        self._hurry()

    async def news(self) -> News:
        """Wait until there is something new to show. Raises CaTuiError."""
        while True:
            await self._ready()
            question = self._take()
            if question.before is not None and question.idle:
                return News(question.before, frozenset(), None)
            self._asking = True
            try:
                news = await asyncio.to_thread(self._answer, question)
            except CaTuiError:
                # with the next thing that happens it is tried again
                self._put_back(question)
                self._resting = True
                raise
            finally:
                self._asking = False
            if question.view == self._wanted:
                self._shown = news.shown
                return replace(news, landed=self._fresh.take())
            self._put_back(question)
            self._due.set()

    async def _ready(self) -> None:
        if self._resting:
            await _first_of(self._pause(), self._until_hurried())
        await self._due.wait()

    async def _pause(self) -> None:
        await self._sleep(PACE)

    async def _until_hurried(self) -> None:
        await self._at_once.wait()

    def _hurry(self) -> None:
        self._at_once.set()
        self._due.set()

    def _take(self) -> _Question:
        shown = self._shown
        same = shown is not None and shown.view == self._wanted
        question = _Question(
            self._wanted,
            shown if same and not (self._whole or self._forget) else None,
            frozenset(self._added),
            frozenset(self._changed),
            frozenset(self._held()) if self._forget else None,
            self._faults,
        )
        self._added.clear()
        self._changed.clear()
        self._whole = self._forget = self._faults = False
        self._due.clear()
        self._at_once.clear()
        # a view that was asked for is no reason to wait for what it is filled with
        self._resting = question.before is not None
        return question

    def _put_back(self, question: _Question) -> None:
        self._added |= question.added
        self._changed |= question.changed
        self._forget = self._forget or question.forget is not None
        self._faults = self._faults or question.faults
        self._whole = self._whole or question.before is None

    def _answer(self, question: _Question) -> News:
        """In a thread."""
        store = self._store
        if question.forget is not None:
            store.forget_gone(question.forget)
        if question.before is None:
            shown = store.look(question.view)
        else:
            shown = store.follow(question.before, question.added, question.changed)
        self._fresh.look(shown)
        changed = question.added | question.changed
        return News(shown, changed, store.faults() if question.faults else None)


@dataclass(frozen=True, slots=True)
class FaultPlaces:
    """Where the failed results of a view stand."""

    shown: Shown
    positions: array[int]
    """Indexes of the view, ascending."""

    def beyond(self, index: int, step: int) -> int | None:
        """The nearest one below an index, with a negative `step` above it."""
        if step > 0:
            place = bisect_right(self.positions, index)
        else:
            place = bisect_left(self.positions, index) - 1
        return self.positions[place] if 0 <= place < len(self.positions) else None


def find_faults(store: Store, shown: Shown) -> FaultPlaces:
    """Look for the failed results of a view; for a thread."""
    failed = set(store.ids(replace(shown.view, faults_only=True)))
    return FaultPlaces(shown, _positions(shown.ids, failed))


def _positions(ids: Sequence[int], wanted: set[int]) -> array[int]:
    return array("q", (index for index, each in enumerate(ids) if each in wanted))


async def _first_of(*waits: Coroutine[object, object, None]) -> None:
    tasks = [asyncio.create_task(each) for each in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
