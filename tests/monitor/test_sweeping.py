"""What a store lets go of, when, and what stays."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ca_tui.api.models import Instance, InvocationResult, Page, Scope
from ca_tui.monitor import sweeping
from ca_tui.monitor.rows import Delta, View
from ca_tui.monitor.store import Store
from tests.monitor.driving import shown
from tests.monitor.fakes import HERE, Time, result
from tests.monitor.stored import RUN, merge, open_size

THERE = Scope("ecs", "cn-beijing")
AN_HOUR = sweeping.STAYS
TEN_MINUTES = sweeping.READABLE


def leave(store: Store, *results: InvocationResult, stays: InvocationResult) -> None:
    """Results that a walk of everything meets no more, and one that it does."""
    merge(store, *results)
    mark = store.mark()
    merge(store, stays)
    store.mark_gone(HERE, mark)


def on(store: Store, time: Time, seconds: float, held: Iterable[int] = ()) -> Delta:
    """Let time go by and sweep until nothing is left to do; what is told of it."""
    time.now += timedelta(seconds=seconds)
    store.watch((HERE,))
    added: list[int] = []
    changed: list[int] = []
    while True:
        swept = store.sweep(frozenset(held))
        added += swept.delta.added
        changed += swept.delta.changed
        if not swept.more:
            return Delta(tuple(added), tuple(changed))


def of(store: Store, result: InvocationResult) -> int:
    row_id = store.find(result.key)
    assert row_id is not None
    return row_id


def test_what_left_the_service_is_shown_with_its_output_for_an_hour(
    store: Store, time: Time
) -> None:
    gone = result(1, "Failed", output=b"why")
    leave(store, gone, stays=result(0))
    row_id = of(store, gone)
    assert on(store, time, AN_HOUR - 1) == Delta()
    assert shown(store) == ["t-0000", "t-0001"]
    assert store.output(row_id) is not None
    assert on(store, time, 1) == Delta(changed=(row_id,))
    assert shown(store) == ["t-0000"]
    assert store.faults() == {}


def test_what_is_not_shown_any_more_can_be_read_for_ten_minutes(
    store: Store, time: Time
) -> None:
    gone = result(1, output=b"why")
    leave(store, gone, stays=result(0))
    row_id = of(store, gone)
    store.forget_gone()
    on(store, time, TEN_MINUTES - 1)
    output = store.output(row_id)
    assert output is not None
    assert output.data == b"why"
    assert len(list(store.records((row_id,)))) == 1
    assert on(store, time, 1) == Delta()
    assert store.find(gone.key) is None
    assert store.row(row_id) is None
    assert store.output(row_id) is None
    assert list(store.outputs((row_id,))) == []


@pytest.mark.parametrize("seconds", [AN_HOUR - 1, AN_HOUR])
def test_what_comes_again_in_time_is_the_same_row(
    store: Store, time: Time, seconds: float
) -> None:
    again = result(1, output=b"why")
    leave(store, again, stays=result(0))
    row_id = of(store, again)
    on(store, time, seconds)
    merge(store, again)
    on(store, time, AN_HOUR + TEN_MINUTES)
    row = store.row(row_id)
    assert row is not None
    assert (row.key, row.gone) == (again.key, False)


def test_what_comes_again_too_late_is_another_row_and_no_id_is_given_twice(
    store: Store, time: Time
) -> None:
    gone = [result(number) for number in range(1, 4)]
    leave(store, *gone, stays=result(0))
    before = {of(store, each) for each in (*gone, result(0))}
    for stays in (4, 5):
        leave(store, stays=result(stays))
        on(store, time, AN_HOUR)
        on(store, time, TEN_MINUTES)
        (new,) = merge(store, result(1)).added
        assert new > max(before)
        before.add(new)


def test_what_is_held_stays_however_long(store: Store, time: Time) -> None:
    one, other = result(1, output=b"why"), result(2, output=b"not")
    leave(store, one, other, stays=result(0))
    held = of(store, one)
    store.forget_gone({held})
    assert shown(store) == ["t-0000", "t-0001"]
    for _ in range(3):
        on(store, time, 5 * AN_HOUR, held={held})
    assert shown(store) == ["t-0000", "t-0001"]
    assert store.output(held) is not None
    assert store.find(other.key) is None
    on(store, time, 0)
    on(store, time, TEN_MINUTES)
    assert store.find(one.key) is None


def test_what_was_forgotten_before_it_was_held_stays_readable(
    store: Store, time: Time
) -> None:
    gone = result(1, output=b"why")
    leave(store, gone, stays=result(0))
    store.forget_gone()
    row_id = of(store, gone)
    on(store, time, AN_HOUR, held={row_id})
    assert store.output(row_id) is not None


def test_runs_and_nameless_instances_go_with_their_last_result(
    store: Store, time: Time
) -> None:
    kept = Instance("ecs", "cn-hangzhou", "i-2", "web-03")
    store.merge(Page(invocations=(RUN, replace(RUN, invoke_id="t-0001"))))
    store.merge(Page(instances=(kept,)))
    stays = result(0, instance_id="i-9")
    leave(store, result(0, instance_id="i-0"), result(1), result(2), stays=stays)
    on(store, time, AN_HOUR)
    on(store, time, TEN_MINUTES)
    ids = [each.instance_id for each in store.instances("ecs", "cn-hangzhou")]
    assert ids == ["i-2", "i-9"]
    record = store.record(of(store, stays))
    assert record is not None
    assert record.invocation == RUN
    merge(store, result(1))
    assert store.unnamed_invocations(HERE) == ["t-0001"]


def test_a_place_that_nobody_looks_at_is_forgotten_after_a_while(
    store: Store, time: Time
) -> None:
    there = result(1, "Failed", region_id=THERE.region_id, output=b"why")
    marked = result(2, region_id=THERE.region_id)
    merge(store, result(0), there, marked)
    store.watch((THERE,))
    row_id, held = of(store, there), of(store, marked)
    assert on(store, time, sweeping.AWAY - 1, {held}) == Delta()
    assert on(store, time, 1, {held}) == Delta(changed=(row_id,))
    assert shown(store) == ["t-0000", "t-0002"]
    assert store.faults() == {}
    on(store, time, TEN_MINUTES, {held})
    assert store.find(there.key) is None
    # who comes back reads it anew
    assert len(merge(store, there).added) == 1
    assert store.output(of(store, there)) is not None


def test_a_place_that_is_looked_at_stays_however_long(store: Store, time: Time) -> None:
    merge(store, *map(result, range(3)))
    for _ in range(10):
        assert on(store, time, sweeping.AWAY - 1) == Delta()
    assert len(shown(store)) == 3


def test_much_is_let_go_of_in_steps(store: Store, time: Time) -> None:
    many = sweeping.AT_ONCE + 1
    leave(store, *map(result, range(1, 1 + many)), stays=result(0))
    store.forget_gone()
    time.now += timedelta(seconds=TEN_MINUTES)
    assert store.sweep().more
    assert not store.sweep().more
    assert [store.find(result(each).key) for each in range(1, 1 + many)] == [None] * (
        many
    )


def test_the_file_gets_smaller(store: Store, time: Time, tmp_path: Path) -> None:
    outputs = (result(n, output=os.urandom(20_000)) for n in range(1, 1200))
    leave(store, *outputs, stays=result(0))
    before = open_size(tmp_path, "results.db (")
    store.forget_gone()
    on(store, time, TEN_MINUTES)
    assert before > 20 * 2**20
    assert open_size(tmp_path, "results.db (") < 6 * 2**20


def test_a_task_is_shown_again_when_its_executions_are_deleted(
    store: Store, time: Time
) -> None:
    task, execution = result(0), result(0, execution="x")
    merge(store, task, execution)
    assert [row.key for row in store.rows(store.ids(View()))] == [execution.key]
    merge(store, result(7))
    run = replace(HERE, invoke_id="t-0000", include_history=True)
    store.mark_gone(run, store.mark())
    before = store.look(View())
    on(store, time, AN_HOUR)
    delta = on(store, time, TEN_MINUTES)
    assert delta.added == (of(store, task),)
    assert set(shown(store)) == {"t-0000", "t-0007"}
    assert store.follow(before, (), ()) == store.look(View())


def test_where_there_is_no_room_what_is_not_shown_makes_some(
    time: Time, tmp_path: Path
) -> None:
    store = Store(clock=time.clock, directory=tmp_path, room=2**20)
    old = [result(n, output=os.urandom(20_000)) for n in range(1, 30)]
    leave(store, *old, stays=result(0))
    assert store.trouble == ""
    store.forget_gone()
    for number in range(30, 55):
        merge(store, result(number, output=os.urandom(20_000)))
    assert store.trouble == ""
    assert store.find(old[0].key) is None
    assert all(store.output(of(store, result(n))) for n in range(30, 55))
    store.close()


def test_a_day_costs_what_its_third_hour_does(store: Store, time: Time) -> None:
    """A service that keeps sixty results, and has two new ones a minute."""
    sizes: list[int] = []
    for hour in range(24):
        for minute in range(0, 60, 5):
            first = (hour * 60 + minute) * 2
            mark = store.mark()
            merge(store, *(result(-n) for n in range(first, first + 60)))
            store.mark_gone(HERE, mark)
            on(store, time, 300)
        known = [store.find(result(-n).key) for n in range(first + 60)]
        sizes.append(len(known) - known.count(None))
    assert sizes[0] < sizes[2] < 240
    assert set(sizes[2:]) == {sizes[2]}
