"""Whether each refresh that was due happened once, or it was told why it did not.

Knows the rule of the refresh policy and the ledger, and nothing of the monitor: it is
due so many seconds after the end of the one before, unless all is paused, a call
waits, every scope failed a moment ago, or the budget is spent.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ca_tui.api.models import Scope
from tests.soak.ledger import Asked, Ledger, State

EXACT: Final = 0.01
"""Seconds that do not matter."""

BACKOFF: Final = (15.0, 60.0)
"""Seconds that a scope is left alone after it failed, at least and at most."""


@dataclass
class Round:
    """The calls of one refresh."""

    asked: list[Asked]
    ends: float = 0.0

    @property
    def begins(self) -> float:
        """When the first call went."""
        return self.asked[0].at


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong, in sentences, and how many refreshes were looked at."""

    complaints: tuple[str, ...]
    rounds: int
    by_budget: int
    """Times that a scope was left out because its budget was spent."""


class Auditor:
    """Goes through a ledger once."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._asked_at = [each.at for each in ledger.asked]
        self._waited_at = [each.at for each in ledger.waited]
        self._failed: dict[Scope, list[float]] = {}
        for each in ledger.failed:
            self._failed.setdefault(each.scope, []).append(each.at)
        self._lives: dict[int, list[Asked]] = {}
        for ask in ledger.asked:
            self._lives.setdefault(ask.life, []).append(ask)
        self._complaints: list[str] = []
        self._rounds = 0
        self._by_budget = 0

    def verdict(self) -> Verdict:
        """What is wrong."""
        states = self._ledger.states
        ends = [state.at for state in states[1:]] + [self._ledger.clock()]
        lives: dict[int, list[tuple[State, float]]] = {}
        for state, end in zip(states, ends, strict=True):
            lives.setdefault(state.life, []).append((state, end))
        for life in lives.values():
            self._life(life)
        return Verdict(tuple(self._complaints), self._rounds, self._by_budget)

    def _life(self, life: Sequence[tuple[State, float]]) -> None:
        began, ended = life[0][0].at, life[-1][1]
        asked = self._lives.get(life[0][0].life, [])
        rounds = list(self._rounds_of(asked, ended))
        self._rounds += len(rounds)
        before, last = began, began
        for each in rounds:
            if not self._wished(last, before, each.begins):
                self._on_time(life, before, each.begins)
            if self._rested(each.asked[-1].at) < ended:
                # else it was left before it was over
                self._whole(life, each)
            self._once(each)
            before, last = each.ends, each.begins
        due = self._due(life, before, earliest=False)
        if due is not None and due < ended - EXACT:
            self._complain(due, "a refresh was due and did not happen")

    def _rounds_of(self, asked: Sequence[Asked], ended: float) -> Iterator[Round]:
        found: list[Round] = []
        for each in asked:
            last = found[-1].asked[-1] if found else None
            if last is not None and self._goes_on(last, each):
                found[-1].asked.append(each)
            else:
                found.append(Round([each]))
        for place, one in enumerate(found):
            later = found[place + 1 : place + 2]
            one.ends = self._end(one, later[0].begins if later else ended)
            yield one

    def _goes_on(self, last: Asked, then: Asked) -> bool:
        """Whether two calls are of one refresh: calls waited all the time between."""
        over = last.after != then.after
        return not over and self._rested(last.at) >= then.at - EXACT

    def _end(self, one: Round, following: float) -> float:
        """When a refresh was over: as it was told, else when its last scope failed."""
        told, last = self._ledger.updated, one.asked[-1].at
        at = bisect_left(told, last)
        # the one before it may have ended at the moment at which it began
        at = max(at, min(one.asked[-1].after, bisect_right(told, last)))
        if told[at : at + 1] and told[at] < following:
            return told[at]
        ends = [last]
        for each in one.asked:
            times = self._failed.get(each.scope, [])
            at = bisect_left(times, each.at)
            ends += [end for end in times[at : at + 1] if end < following]
        return max(ends)

    def _rested(self, since: float) -> float:
        """When nothing waits any more, from a time on."""
        waited = self._ledger.waited
        at = max(0, bisect_right(self._waited_at, since) - 20)
        while at < len(waited) and waited[at].at <= since + EXACT:
            since = max(since, waited[at].until)
            at += 1
        return since

    def _wished(self, last: float, before: float, begins: float) -> bool:
        """Whether the operator wanted a refresh after the last one, or during it."""
        return any(
            before <= wish <= begins or last < wish <= before
            for wish in self._ledger.wished
        )

    def _on_time(
        self, life: Sequence[tuple[State, float]], before: float, begins: float
    ) -> None:
        early = self._due(life, before, earliest=True)
        late = self._due(life, before, earliest=False)
        if early is None or begins < early - EXACT:
            self._complain(begins, f"refreshed {begins - before:.2f} s after the last")
        elif late is not None and begins > late + EXACT:
            self._complain(late, f"a refresh was {begins - late:.2f} s late")

    def _due(
        self, life: Sequence[tuple[State, float]], before: float, *, earliest: bool
    ) -> float | None:
        """When a refresh is to be, after one that ended before.

        At the moment at which something changes both is right, before and after.
        """
        backoff, slack = BACKOFF[not earliest], EXACT if earliest else -EXACT
        place = bisect_right(life, before, key=lambda each: each[1])
        for state, end in life[place:]:
            if state.interval is None:
                continue
            at = max(state.at, before + state.interval)
            ready = [
                self._ready(scope, at, backoff)
                for scope in state.opened
                if earliest or (scope.service, scope.region_id) not in state.spent
            ]
            # what waits may be what was asked in time
            first = min(ready, default=end)
            first = first if earliest else self._rested(first)
            if ready and first < end + slack:
                return first
        return None

    def _ready(self, scope: Scope, at: float, backoff: float) -> float:
        """When a scope may be asked, at a time or later."""
        failed = self._failed.get(scope, [])
        place = bisect_left(failed, at - EXACT) - 1
        if place < 0:
            return at
        since = failed[place]
        first = bisect_right(self._asked_at, since + EXACT)
        last = bisect_left(self._asked_at, at)
        again = any(each.scope == scope for each in self._ledger.asked[first:last])
        # what failed at the moment of a wish may be what was wished
        after = since + EXACT * (backoff == BACKOFF[1])
        wished = any(after <= wish <= at for wish in self._ledger.wished)
        return at if again or wished else max(at, since + backoff)

    def _whole(self, life: Sequence[tuple[State, float]], one: Round) -> None:
        """Every scope is asked that may be."""
        place = bisect_left(life, one.begins, key=lambda each: each[1])
        state = life[place][0]
        if any(
            one.begins <= each.at <= one.ends and each.interval is None
            for each, _ in life[place:]
        ):
            return  # all was paused before it was over
        for scope in state.opened - {each.scope for each in one.asked}:
            if self._ready(scope, one.begins, BACKOFF[1]) > one.begins:
                continue
            if (scope.service, scope.region_id) in state.spent:
                self._by_budget += 1
            else:
                self._complain(one.begins, f"{scope.region_id} was left out")

    def _once(self, one: Round) -> None:
        """A glance, then more and more results of a scope; none of it twice."""
        rows: dict[Scope, int] = {}
        for each in one.asked:
            if each.rows <= rows.get(each.scope, -1):
                self._complain(each.at, f"{each.scope.region_id} was asked twice")
            rows[each.scope] = each.rows

    def _complain(self, at: float, words: str) -> None:
        self._complaints.append(f"{at:,.2f} s: {words}")
