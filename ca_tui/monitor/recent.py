"""Views that were looked at lately: to look again is to follow them, and a filter only
thins out what is shown without it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ca_tui.monitor.condition import ALL
from ca_tui.monitor.following import follow
from ca_tui.monitor.question import Question
from ca_tui.monitor.shown import Memory, Shown
from ca_tui.monitor.trail import Trail, version

MOST: Final = 4
"""Views that are kept; each takes 1 MB for 100,000 rows."""


class Recent:
    """The last views, the newest first. Any thread may use it."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail
        self._kept: tuple[tuple[Shown, Memory], ...] = ()

    def keep(self, shown: Shown) -> None:
        """Remember a view in place of what the same question gave before."""
        memory = shown.memory
        if memory is None:
            return
        # two threads that keep something at once may lose one of it, and no more
        others = (each for each in self._kept if each[1].question != memory.question)
        self._kept = ((shown, memory), *others)[:MOST]

    def same(self, connection: sqlite3.Connection, question: Question) -> Shown | None:
        """What a question gives now."""
        return self.followed(
            connection,
            question,
            (each for each in self._kept if each[1].question == question),
        )

    def unfiltered(
        self, connection: sqlite3.Connection, question: Question
    ) -> Shown | None:
        """All rows among which a filter chooses, in the same order, as they are now."""
        whole = replace(question, filters=ALL)
        found = None if whole == question else self.same(connection, whole)
        if found is not None:
            # it is what the next letter of the filter needs too
            self.keep(found)
        return found

    def states(self, connection: sqlite3.Connection, question: Question) -> bytes:
        """The states, as in Memory, of the same rows in whatever order; empty: not
        known."""
        for shown, memory in self._kept:
            other = memory.question
            if (other.scopes, other.filters) == (question.scopes, question.filters):
                now = replace(other, now=question.now)
                found = self.followed(connection, now, [(shown, memory)])
                if found is not None and found.memory is not None:
                    return found.memory.states
        return b""

    def followed(
        self,
        connection: sqlite3.Connection,
        question: Question,
        kept: Iterable[tuple[Shown, Memory]],
        beside: Iterable[int] = (),
    ) -> Shown | None:
        """The first of some views as it is now, with rows touched `beside` the trail;
        None: it has to be looked at again."""
        now = version(connection)
        for shown, memory in kept:
            touched = self._trail.since(memory.version, now)
            if touched is not None:
                touched.update(beside)
                return follow(connection, shown, memory, question, touched, now)
        return None
