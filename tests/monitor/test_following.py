"""To follow a view through merges gives what to look at it again would give."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_tui.api.models import Instance, Invocation, InvocationResult, Page, Scope
from ca_tui.monitor import following
from ca_tui.monitor.rows import Counts, View
from ca_tui.monitor.shown import Shown
from ca_tui.monitor.store import Store
from ca_tui.monitor.views import SORTS
from tests.monitor.fakes import HERE, START, Time, result

BEIJING = Scope("ecs", "cn-beijing")

STATUSES: Final = ("Success", "Failed", "Running", "Pending", "Timeout", "Odd")

AGES: Final = ("started:<20m", "took:>30s")
"""What these leave depends on the time."""

FILTERS: Final = (
    "",
    "status:failed",
    "!status:failed",
    "web",
    "instance:web-*",
    "command:b | exit:>0",
    *AGES,
    "size:>2",
    "output:x",
    "gone:yes",
)

Step = Callable[[Store], object]


def every_view() -> list[View]:
    views = [
        View((HERE,), sort=sort, descending=descending)
        for sort in SORTS
        for descending in (True, False)
    ]
    views += [View((HERE,), text, sort="command") for text in FILTERS]
    views += [
        View(faults_only=True, sort="status"),
        View((HERE, BEIJING), "web", sort="instance"),
        View((replace(HERE, invoke_id="t-0001"),)),
        View((replace(HERE, status="failed"),), sort="took"),
    ]
    return views


VIEWS: Final = every_view()


@st.composite
def results(draw: st.DrawFn) -> InvocationResult:
    """Something about one of few runs, so that much is said again and otherwise."""
    output = draw(st.sampled_from([None, b"", b"x", b"yyy", b"xxxx"]))
    found = result(
        draw(st.integers(0, 11)),
        draw(st.sampled_from(STATUSES)),
        output=output,
        exit_code=draw(st.sampled_from([None, 0, 1, 127])),
        start=draw(st.sampled_from([None, START, START - timedelta(hours=1)])),
        region_id=draw(st.sampled_from(["cn-hangzhou", "cn-hangzhou", "cn-beijing"])),
        execution=draw(st.sampled_from(["", "", "a", "b"])),
    )
    seconds = draw(st.sampled_from([None, 0.5, 40]))
    if seconds is None or found.start_time is None:
        return found
    return replace(found, finished_time=found.start_time + timedelta(seconds=seconds))


NAMES: Final = st.sampled_from(["", "web-1", "web-2", "db"])


def merging(page: Page) -> Step:
    return lambda store: store.merge(page)


def walked(scope: Scope) -> Step:
    """Nothing of a scope was met again."""
    return lambda store: store.mark_gone(scope, store.mark())


def forgotten(store: Store) -> None:
    store.forget_gone()


def swept(store: Store) -> None:
    """What is not shown any more is deleted, however long that is so."""
    store.sweep()


STEPS: Final = st.one_of(
    st.lists(results(), min_size=1, max_size=14).map(
        lambda found: merging(Page(results=tuple(found)))
    ),
    st.builds(
        lambda number, name: merging(
            Page(instances=(Instance("ecs", "cn-hangzhou", f"i-{number}", name),))
        ),
        st.integers(0, 2),
        NAMES,
    ),
    st.builds(
        lambda number, name, created: merging(
            Page(
                invocations=(
                    Invocation(
                        "ecs",
                        "cn-hangzhou",
                        f"t-{number:04}",
                        command_name=name,
                        creation_time=created,
                    ),
                )
            )
        ),
        st.integers(0, 5),
        NAMES,
        st.sampled_from([None, START - timedelta(minutes=30)]),
    ),
    st.sampled_from([walked(HERE), walked(replace(HERE, include_history=True))]),
    st.just(forgotten),
    st.just(swept),
)


def anew(store: Store, view: View) -> Shown:
    """A view as the tables have it, whatever was looked at before."""
    return Shown(view, store.ids(view), store.counts(view))


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@settings(max_examples=80, deadline=None)
@given(
    views=st.lists(st.sampled_from(VIEWS), min_size=1, max_size=6, unique=True),
    rounds=st.lists(
        st.tuples(st.lists(STEPS, max_size=3), st.sampled_from([0, 20, 900, 4000])),
        min_size=1,
        max_size=4,
    ),
)
def test_following_gives_what_looking_gives(
    views: list[View], rounds: Sequence[tuple[list[Step], int]]
) -> None:
    clock = Clock()
    store = Store(clock=clock)
    try:
        shown = [store.look(view) for view in views]
        for steps, seconds in rounds:
            before = [(each.ids[:], each.counts) for each in shown]
            for step in steps:
                step(store)
            clock.now += timedelta(seconds=seconds)
            followed = [store.follow(each, (), ()) for each in shown]
            assert followed == [anew(store, view) for view in views]
            # what was handed out before stays as it was
            assert [(each.ids, each.counts) for each in shown] == before
            shown = followed
    finally:
        store.close()


class Watched(Store):
    """Notes the views that are read as a whole."""

    looks: list[View]

    def look(self, view: View, progress: object = None) -> Shown:
        self.looks.append(view)
        return super().look(view)


@pytest.fixture
def watched(time: Time, tmp_path: Path) -> Watched:
    store = Watched(clock=time.clock, directory=tmp_path)
    store.looks = []
    store.merge(Page(results=tuple(result(n, STATUSES[n % 5]) for n in range(600))))
    return store


@pytest.mark.parametrize("view", [each for each in VIEWS if each.text not in AGES])
def test_a_small_merge_is_followed_without_reading_the_view_again(
    watched: Watched, view: View
) -> None:
    shown = watched.look(view)
    watched.looks.clear()
    page = Page(results=(result(700), result(3, "Failed"), result(5, output=b"x")))
    watched.merge(page)
    followed = watched.follow(shown, (), ())
    assert watched.looks == []
    assert followed == anew(watched, view)


def test_a_large_merge_is_read_again(watched: Watched) -> None:
    shown = watched.look(View())
    watched.looks.clear()
    rows = range(1000, 1001 + following.MOST)
    watched.merge(Page(results=tuple(map(result, rows))))
    assert len(watched.follow(shown, (), ()).ids) == 600 + len(rows)
    assert watched.looks == [View()]


def test_a_filter_on_ages_is_read_again(watched: Watched, time: Time) -> None:
    view = View(text="started:<2m")
    shown = watched.look(view)
    time.now += timedelta(minutes=1)
    assert len(watched.follow(shown, (), ()).ids) < len(shown.ids)


def test_what_runs_passes_what_ended(store: Store, time: Time) -> None:
    """Sorted by how long they took, rows change places though nothing is merged."""
    ended = replace(result(1), finished_time=START)
    store.merge(Page(results=(ended, result(0, "Running"))))
    shown = store.look(View(sort="took"))
    time.now += timedelta(minutes=2)
    assert store.follow(shown, (), ()).ids == shown.ids[::-1]


def test_what_nobody_told_is_followed_all_the_same(watched: Watched) -> None:
    shown = watched.look(View(faults_only=True))
    first = watched.merge(Page(results=(result(800, "Failed"),)))
    second = watched.merge(Page(results=(result(801, "Failed"),)))
    followed = watched.follow(shown, second.added, ())
    assert {*first.added, *second.added} <= set(followed.ids)


def test_a_view_made_by_hand_is_looked_at(watched: Watched) -> None:
    shown = Shown(View(faults_only=True), watched.ids(View())[:1], Counts(1, 0, 0, 0))
    assert watched.follow(shown, (), ()) == anew(watched, View(faults_only=True))


def test_a_view_in_which_nothing_moved_keeps_its_ids(watched: Watched) -> None:
    shown = watched.look(View())
    watched.merge(Page(results=(result(1, "Failed", output=b"new"),)))
    followed = watched.follow(shown, (), ())
    assert followed.ids is shown.ids
    assert followed.counts.failed == shown.counts.failed
    renamed = Page(instances=(Instance("ecs", "cn-hangzhou", "i-1", "web-1"),))
    watched.merge(renamed)
    assert watched.follow(followed, (), ()).ids is shown.ids
