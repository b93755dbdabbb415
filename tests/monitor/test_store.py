"""The file, names, records, what is gone, and what to ask for next."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ca_tui.api.models import (
    Agent,
    Instance,
    InvocationResult,
    Json,
    Output,
    Page,
    ResultKey,
    Scope,
)
from ca_tui.monitor import taking
from ca_tui.monitor.filter_completion import quoted
from ca_tui.monitor.rows import Delta, View
from ca_tui.monitor.schema import StoreError
from ca_tui.monitor.store import Store
from tests.monitor.fakes import HERE, START, Time, result
from tests.monitor.stored import RUN, SERVER, merge, only, text


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.ids(View())


def test_names_arrive_before_or_after_their_results(store: Store) -> None:
    added = merge(store, result(0)).added
    late = store.merge(Page(invocations=(RUN,), instances=(SERVER,)))
    assert late.changed == added
    merge(store, result(0, instance_id="i-0", execution="x"))
    for row in store.rows([*added, store.find(result(0, execution="x").key) or 0]):
        assert row.instance_name == "web-01"
        assert row.command_name == "nightly-backup"
        assert (row.command_type, row.timeout) == ("RunShellScript", 60)
        assert row.creation_time == START


def test_a_new_name_reaches_the_rows(store: Store) -> None:
    added = merge(store, result(0)).added
    store.merge(Page(instances=(SERVER,)))
    renamed = replace(SERVER, instance_name="web-01-old")
    assert store.merge(Page(instances=(renamed,))).changed == added
    assert only(store).instance_name == "web-01-old"
    heartbeat = store.merge(Page(instances=(replace(renamed, status="Running"),)))
    assert (heartbeat.changed, heartbeat.places) == ((), True)


def test_the_record_has_everything(store: Store) -> None:
    agent = Agent("ecs", "cn-hangzhou", "i-0", online=True)
    raw: dict[str, Json] = {"Novel": [1, {"deep": None}], "Output": "x"}
    whole = replace(result(0, output=b"o"), raw=raw)
    store.merge(
        Page(results=(whole,), invocations=(RUN,), instances=(SERVER,), agents=(agent,))
    )
    record = store.record(only(store).id)
    assert record is not None
    assert record.result == replace(whole, output=None)
    assert record.result.raw == raw
    assert (record.invocation, record.instance, record.agent) == (RUN, SERVER, agent)
    assert (record.first_seen, record.gone) == (START, False)


def test_what_is_not_seen_by_a_whole_walk_is_gone_until_it_is_seen(
    store: Store,
) -> None:
    here, lost, elsewhere = result(0), result(1), result(2, region_id="cn-beijing")
    merge(store, here, lost, elsewhere)
    mark = store.mark()
    merge(store, here)
    lost_id = store.find(lost.key) or 0
    assert store.mark_gone(HERE, mark).changed == (lost_id,)
    assert [row.gone for row in store.rows(store.ids(View()))] == [False, True, False]
    assert merge(store, lost).changed == (lost_id,)
    assert not any(row.gone for row in store.rows(store.ids(View())))
    assert store.mark_gone(HERE, store.mark() - 60) == Delta()


def test_a_walk_with_history_tells_nothing_of_plain_rows_nor_the_other_way(
    store: Store,
) -> None:
    plain, execution = result(0), result(0, execution="x")
    run = replace(HERE, invoke_id="t-0000")
    merge(store, plain, execution)
    gone = store.mark_gone(replace(run, include_history=True), store.mark())
    assert gone.changed == (store.find(execution.key),)
    gone = store.mark_gone(run, store.mark())
    assert gone.changed == (store.find(plain.key),)


def test_a_forgotten_row_is_hidden_and_its_id_stays_good(store: Store) -> None:
    merge(store, result(0), result(1, "Failed"))
    mark = store.mark()
    merge(store, result(0))
    store.mark_gone(HERE, mark)
    store.forget_gone()
    row_id = store.find(result(1).key) or 0
    assert (only(store).key.invoke_id, store.faults()) == ("t-0000", {})
    assert len(store.rows((row_id,))) == 1
    assert merge(store, result(1, "Failed")).added == (row_id,)


def test_what_to_ask_for_next(store: Store, time: Time) -> None:
    merge(store, result(0, "Running"), result(1, "Pending"), result(2))
    time.now += timedelta(seconds=3)
    merge(store, result(0, "Running"))
    assert [each.invoke_id for each in store.unfinished(HERE)] == ["t-0001", "t-0000"]
    time.now += timedelta(seconds=3)
    store.asked_for_results(HERE, "t-0001")
    again = store.unfinished(HERE)
    assert [each.invoke_id for each in again] == ["t-0000", "t-0001"]
    assert again[1].asked == time.now
    assert store.unfinished(replace(HERE, instance_id="i-1"))[0].invoke_id == "t-0001"


def test_which_names_are_missing(store: Store) -> None:
    store.merge(
        Page(results=(result(0), result(1)), invocations=(RUN,), instances=(SERVER,))
    )
    assert store.unnamed_instances(HERE) == ["i-1"]
    assert store.unnamed_invocations(HERE) == ["t-0001"]
    assert store.unnamed_invocations(replace(HERE, instance_id="i-0")) == []
    store.asked_for_invocations(HERE, ["t-0001"])
    store.asked_for_instances(HERE, ["i-1"])
    assert store.unnamed_invocations(HERE) == store.unnamed_instances(HERE) == []
    store.ask_again(HERE)
    assert store.unnamed_invocations(HERE) == ["t-0001"]


def test_places_are_known_from_results_where_names_are_refused(store: Store) -> None:
    merge(store, result(0), result(1), result(2, "Failed", region_id="cn-beijing"))
    store.merge(Page(instances=(replace(SERVER, instance_id="i-9"),)))
    found = [each.instance_id for each in store.instances("ecs", "cn-hangzhou")]
    assert found == ["i-9", "i-0", "i-1"]
    assert sorted(store.seen_instances("ecs", "cn-hangzhou")) == ["i-0", "i-1"]
    assert store.instance_name(replace(HERE, instance_id="i-9")) == "web-01"
    assert store.instance_name(replace(HERE, instance_id="i-1")) == ""
    assert store.faults() == {
        ("ecs", "cn-beijing", "i-2"): 1,
        ("ecs", "cn-beijing", ""): 1,
    }


def test_hostile_values_are_kept_and_break_nothing(store: Store) -> None:
    evil = "\ud800\x00\x1b]52;c;x\x07'\"; DROP TABLE results; --"
    key = ResultKey("ecs", evil, evil, evil, evil)
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    hostile = InvocationResult(
        key,
        invocation_status=evil,
        exit_code=10**30,
        error_info=evil,
        start_time=datetime.max.replace(tzinfo=UTC),
        creation_time=datetime.min.replace(tzinfo=UTC),
        dropped=-(10**30),
        tags=((evil, evil),),
        output=Output(bytes(range(256))),
        raw={"deep": deep},  # type: ignore[dict-item]  # deeper than any Json
    )
    run = replace(
        RUN, region_id=evil, invoke_id=evil, command_name=evil, timeout=10**30
    )
    server = Instance("ecs", evil, evil, evil)
    page = Page(results=(hostile,), invocations=(run,), instances=(server,))
    assert store.merge(page).added
    store.merge(page)
    row = only(store)
    assert (row.key, row.exit_code, row.invocation_status) == (key, 10**30, evil)
    typed = quoted(evil[2:])
    for sort in ("status", "instance", "command", "exit", "started", "took", "output"):
        view = View((Scope("ecs", evil, tags=hostile.tags),), typed, sort=sort)
        assert len(store.ids(view)) == 1


def test_merges_and_reads_may_meet(store: Store) -> None:
    pages = [
        Page(results=tuple(result(n + k, output=os.urandom(999)) for k in range(20)))
        for n in range(0, 400, 20)
    ]
    failures: list[BaseException] = []

    def guarded(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)

    def write(mine: list[Page]) -> None:
        for page in mine:
            store.merge(page)

    def read() -> None:
        for _ in range(30):
            store.rows(store.ids(View())[:20])

    threads = [
        threading.Thread(target=guarded, args=(work,))
        for work in (lambda: write(pages), lambda: write(pages[::-1]), read)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(store.ids(View())) == 400


def test_a_brief_store_knows_how_much_was_printed_and_keeps_none_of_it(
    time: Time, tmp_path: Path
) -> None:
    store = Store(clock=time.clock, directory=tmp_path, zone=UTC, briefly=True)
    running = replace(result(0, "Running"), output=Output(b"a" * 5000))
    merge(store, running)
    merge(store, replace(result(0), output=Output(b"a" * 9000)))
    assert (only(store).output_size, text(store)) == (9000, b"")
    store.close()


def test_rows_of_a_brief_store_are_the_same(
    store: Store, time: Time, tmp_path: Path
) -> None:
    brief = Store(clock=time.clock, directory=tmp_path, zone=UTC, briefly=True)
    found = []
    for each in (store, brief):
        merge(each, *(result(number) for number in range(20)))
        each.merge(Page(invocations=(RUN,), instances=(SERVER,)))
        found.append(each.rows(each.ids(View(sort="instance"))))
    assert found[0] == found[1]
    assert len(found[0]) == 20
    brief.close()


@pytest.mark.parametrize(("indexed", "few"), [(True, 5), (False, 5), (False, 50)])
def test_rows_are_found_by_run_and_instance_whenever_their_index_is_made(
    time: Time,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    indexed: bool,
    few: int,
) -> None:
    monkeypatch.setattr(taking, "FEW", few)
    store = Store(clock=time.clock, directory=tmp_path, zone=UTC, indexed=indexed)
    added = merge(store, *(result(number) for number in range(20))).added
    merge(store, result(0, execution="x"))
    late = store.merge(Page(invocations=(RUN,), instances=(SERVER,)))
    assert set(late.changed) & set(added)
    row = store.rows([added[0]])[0]
    assert (row.instance_name, row.command_name) == ("web-01", "nightly-backup")
    with store._writing() as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type='index'")
        made = {"results_of_run", "results_of_instance"} <= {name for (name,) in names}
    assert made == (indexed or few < 20)
    store.close()
