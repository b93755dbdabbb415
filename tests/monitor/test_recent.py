"""What is looked at lately makes the next look cheap, and never another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_tui.api.models import Page
from ca_tui.monitor.recent import MOST
from ca_tui.monitor.rows import View
from ca_tui.monitor.store import Store
from ca_tui.monitor.trail import KEPT
from tests.monitor.fakes import HERE, Time, result
from tests.monitor.test_following import (
    AGES,
    FILTERS,
    STEPS,
    Clock,
    Step,
    anew,
)

ALL: Final = View((HERE,))

LOOKED: Final = [
    replace(ALL, text=text, sort=sort, descending=descending)
    for text in FILTERS
    for sort in ("started", "took", "command")
    for descending in (True, False)
]


@settings(max_examples=80, deadline=None)
@given(
    rounds=st.lists(
        st.tuples(
            st.lists(STEPS, max_size=2),
            st.sampled_from([0, 20, 900]),
            st.lists(st.sampled_from(LOOKED), min_size=1, max_size=8),
        ),
        min_size=1,
        max_size=5,
    ),
)
def test_whatever_was_looked_at_before_a_look_gives_what_there_is(
    rounds: Sequence[tuple[list[Step], int, list[View]]],
) -> None:
    clock = Clock()
    store = Store(clock=clock)
    try:
        for steps, seconds, views in rounds:
            for step in steps:
                step(store)
            clock.now += timedelta(seconds=seconds)
            for view in views:
                whole = replace(view, text="")
                assert store.look(whole) == anew(store, whole)
                assert store.look(view) == anew(store, view)
    finally:
        store.close()


class Sql:
    """The statements that a store's questions are made of."""

    def __init__(self, store: Store) -> None:
        self._said: list[str] = []
        store._file.asking.connection.set_trace_callback(self._said.append)

    def of(self, look: object) -> str:
        """What was said since the last time; `look` was made meanwhile."""
        said, self._said[:] = "\n".join(self._said), []
        return said


@pytest.fixture
def full(time: Time, store: Store) -> Store:
    rows = (result(n, "Failed" if n % 3 else "Success", output=b"x") for n in range(60))
    store.merge(Page(results=tuple(rows)))
    return store


def test_a_filter_sorts_nothing_that_is_sorted(full: Store) -> None:
    sql = Sql(full)
    assert "ORDER BY" in sql.of(full.look(ALL))
    for text in FILTERS:
        view = replace(ALL, text=text)
        assert "ORDER BY" not in sql.of(full.look(view))
    assert "ORDER BY" in sql.of(full.look(replace(ALL, text="x", sort="took")))


def test_without_its_filter_a_view_is_there_at_once(full: Store) -> None:
    full.look(ALL)
    for text in FILTERS:
        full.look(replace(ALL, text=text))
    full.merge(Page(results=(result(70), result(3))))
    sql = Sql(full)
    assert full.look(ALL) == anew(full, ALL)
    sql.of(None)
    full.look(ALL)
    assert "results" not in sql.of(None)


def test_a_view_that_was_left_long_ago_is_read_again(full: Store) -> None:
    """Others took its place."""
    full.look(ALL)
    for sort in ("took", "command", "instance", "output")[:MOST]:
        full.look(replace(ALL, sort=sort))
    assert "ORDER BY" in Sql(full).of(full.look(ALL))


def test_what_came_since_may_be_too_much_to_follow(full: Store) -> None:
    full.look(ALL)
    for first in range(100, 100 + KEPT + 100, 100):
        rows = map(result, range(first, first + 100))
        full.merge(Page(results=tuple(rows)))
    assert full.look(ALL) == anew(full, ALL)


def test_outputs_are_not_searched_again_for_another_order(full: Store) -> None:
    looked_at: list[int] = []
    view = replace(ALL, text="output:x")
    full.look(view, lambda done, total: looked_at.append(done))
    assert looked_at
    looked_at.clear()
    turned = replace(view, sort="took")
    shown = full.look(turned, lambda done, total: looked_at.append(done))
    assert not looked_at
    assert shown == anew(full, turned)


def test_a_filter_on_ages_is_looked_at_by_the_time_it_is(
    full: Store, time: Time
) -> None:
    full.look(ALL)
    views = [replace(ALL, text=text) for text in AGES]
    before = [full.look(view) for view in views]
    time.now += timedelta(hours=1)
    after = [full.look(view) for view in views]
    assert after == [anew(full, view) for view in views]
    assert after != before
