"""What happened and when: what the explorer asked, was told, and was like."""

from __future__ import annotations

import pickle
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TypeAlias

from ca_tui.api.models import Scope
from ca_tui.monitor.budget import Place


@dataclass(frozen=True, slots=True)
class Asked:
    """A call for what is new at the top of a list."""

    at: float
    """Seconds since the start, as all times here."""
    scope: Scope
    rows: int
    """Results that were asked for; 0: a glance at runs."""
    life: int = 0
    """Of which monitor."""
    after: int = 0
    """Refreshes that were over then."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A scope did not answer, as the screen was told."""

    at: float
    scope: Scope


@dataclass(frozen=True, slots=True)
class Waited:
    """A call waits before it is repeated, as the screen was told."""

    at: float
    until: float


@dataclass(frozen=True, slots=True)
class State:
    """How a monitor was from a time on."""

    at: float
    life: int
    """Which monitor."""
    scopes: tuple[Scope, ...]
    opened: frozenset[Scope]
    interval: float | None
    """Seconds between refreshes; None: paused."""
    spent: frozenset[Place] = frozenset()
    """Where the budget has no call left."""


Calls: TypeAlias = "dict[Place, array[float]]"

LISTS: Final = ("asked", "updated", "failed", "waited", "states", "wished", "defects")
"""Of a ledger."""


@dataclass
class Ledger:
    """Everything, in order."""

    clock: Callable[[], float]
    look: Callable[[], State | None] = lambda: None
    """How the monitor is that asks now."""
    asked: list[Asked] = field(default_factory=list)
    called: Calls = field(default_factory=dict)
    """Calls that nobody asked for: when, by place."""
    updated: list[float] = field(default_factory=list)
    """Ends of refreshes."""
    failed: list[Failed] = field(default_factory=list)
    waited: list[Waited] = field(default_factory=list)
    states: list[State] = field(default_factory=list)
    wished: list[float] = field(default_factory=list)
    """When the operator wanted to ask now, even what failed a moment ago."""
    defects: list[str] = field(default_factory=list)
    """Errors of workers, and what was raised and caught by nobody."""
    aside: Path | None = None
    """The file of what was put aside."""
    _over: int = 0
    """Ends of refreshes that are in it."""
    _last: State | None = None

    def ask(self, scope: Scope, rows: int) -> None:
        """A call for what is new begins."""
        state = self.look()
        life = 0
        if state is not None:
            # a moment later it may be another one
            self.be(state)
            life = state.life
        plain = replace(scope, include_history=False)
        after = self._over + len(self.updated)
        self.asked.append(Asked(self.clock(), plain, rows, life, after))

    def call(self, place: Place) -> None:
        """A call that nobody asked for begins."""
        self.called.setdefault(place, array("d")).append(self.clock())

    def wait(self, seconds: float) -> None:
        """The screen was told that a call waits."""
        now = self.clock()
        self.waited.append(Waited(now, now + seconds))

    def be(self, state: State) -> None:
        """How it is now; noted where that is news."""
        if self._last is None or replace(self._last, at=state.at) != state:
            self.states.append(state)
            self._last = state

    def put_aside(self, path: Path) -> None:
        """Into a file, so that what a day left here takes no memory."""
        with path.open("ab") as file:
            pickle.dump((self._lists(), self.called), file)
        self.aside = path
        self._over += len(self.updated)
        for each in self._lists():
            each.clear()
        self.called = {}

    def whole(self) -> Ledger:
        """The same with what was put aside."""
        found = Ledger(self.clock, self.look)
        for lists, called in (*self._put_aside(), (self._lists(), self.called)):
            for mine, more in zip(found._lists(), lists, strict=True):
                mine.extend(more)
            for place, times in called.items():
                found.called.setdefault(place, array("d")).extend(times)
        return found

    def _lists(self) -> list[list[object]]:
        return [getattr(self, name) for name in LISTS]

    def _put_aside(self) -> Iterator[tuple[list[list[object]], Calls]]:
        if self.aside is None:
            return
        with self.aside.open("rb") as file:
            while file.peek(1):
                yield pickle.load(file)


def most_in_a_minute(calls: Mapping[Place, Sequence[float]]) -> Mapping[Place, int]:
    """The most calls of any minute, by place."""
    return {
        place: max(
            last - bisect_right(times, at - 60.0) + 1 for last, at in enumerate(times)
        )
        for place, times in calls.items()
    }
