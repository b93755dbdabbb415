"""Many results read at once: the same as one by one, and little held in between."""

from __future__ import annotations

from dataclasses import replace

from ca_tui.api.models import Agent, Invocation, Page
from ca_tui.monitor import bulk
from ca_tui.monitor.rows import View
from ca_tui.monitor.store import Store
from tests.monitor.fakes import result
from tests.monitor.stored import RUN, SERVER, merge


def filled(store: Store, many: int) -> list[int]:
    """Results with and without output, some of them named; the ids in order."""
    rows = [
        result(n, output=None if n % 4 == 0 else b"out %d" % n, dropped=n % 2)
        for n in range(many)
    ]
    rows[0] = replace(rows[0], raw={"Novel": [1, None]})
    run = Invocation("ecs", "cn-hangzhou", "t-0001", command_name="backup")
    agent = Agent("ecs", "cn-hangzhou", "i-0", online=True)
    pages = Page(tuple(rows), (RUN, run), (SERVER,), (agent,))
    store.merge(pages)
    return list(store.ids(View()))


def test_many_records_are_the_same_as_one_by_one(store: Store) -> None:
    ids = filled(store, bulk.STEP + 7)
    found = list(store.records(ids))
    assert found == [store.record(row_id) for row_id in ids]
    assert found[0].result.raw == {"Novel": [1, None]}
    assert found[1].invocation is not None
    assert found[1].invocation.command_name == "backup"


def test_many_outputs_are_the_same_as_one_by_one(store: Store) -> None:
    ids = filled(store, bulk.STEP + 7)
    found = list(store.outputs(ids))
    assert found == [(row_id, store.output(row_id)) for row_id in ids]
    assert sum(output is None for _, output in found) == len(ids) // 4 + 1


def test_what_is_no_result_is_left_out_of_both(store: Store) -> None:
    first, second = filled(store, 2)
    asked = [second, 999, first, second, -1]
    assert [each.row.id for each in store.records(asked)] == [second, first]
    assert [row_id for row_id, _ in store.outputs(asked)] == [second, first]


def test_others_use_the_store_between_the_steps(store: Store) -> None:
    ids = filled(store, 2 * bulk.STEP)
    records, outputs = store.records(ids), store.outputs(ids)
    assert next(records).row.exit_code == 0
    assert next(outputs)[0] == ids[0]
    late = [replace(result(n), exit_code=9) for n in range(len(ids))]
    assert len(merge(store, *late).changed) == len(ids)
    assert next(records).result.exit_code == 0
    assert [each.result.exit_code for each in records][-1] == 9
    assert len(list(outputs)) == len(ids) - 1
